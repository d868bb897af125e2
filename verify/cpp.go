package verify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"transcoder/verify/sandbox"
)

// cppFlags are the benchmark authors' (the compiler's default standard, no
// optimisation), with messages cut to what an Outcome shows.
// No -x c++ is among them: before -x c++-header it makes g++ link.
var cppFlags = []string{"-w", "-fmax-errors=1", "-fdiagnostics-color=never", "-fno-diagnostics-show-caret", "-pipe"}

// cppChain is what compiling C++ needs beside the compiler.
//
// The header that holds the whole library is compiled ahead: g++ needs 1.5 s to
// read it, and a fifth of that in this form. A precompiled header counts only
// before everything else, hence -include; programs that don't include it
// themselves are compiled without, so that what they lack shows.
type cppChain struct {
	folder    string // readable in the sandbox; a folder in it for each compiler
	temporary bool
	header    string // all.hpp, beside its precompiled form; "" where that does not work
}

var includesAll = regexp.MustCompile(`(?m)^\s*#\s*include\s*<bits/stdc\+\+\.h>`)

// open makes the folder. Its name is settled before the sandbox is made, which
// shows it to programs.
func (c *cppChain) open(cache string) (string, error) {
	var err error
	if cache != "" {
		c.folder, err = filepath.Abs(filepath.Join(cache, "headers"))
		if err == nil {
			err = os.MkdirAll(c.folder, 0o755)
		}
	}
	if cache == "" || err != nil { // a home that can't be written is no reason to fail
		c.temporary = true
		c.folder, err = os.MkdirTemp("", "transcoder-headers-*")
	}
	if err == nil {
		err = os.Chmod(c.folder, 0o755)
	}
	if err != nil {
		return "", fmt.Errorf("folder for precompiled headers: %w", err)
	}
	return c.folder, nil
}

func (c *cppChain) close() {
	if c.temporary && c.folder != "" {
		os.RemoveAll(c.folder)
	}
}

// precompile makes the precompiled header, or finds that a run before has. Where it
// can't be made or used, programs are compiled without.
func (r *Runner) precompile(ctx context.Context) {
	tool := r.tools[cppTool]
	sum := sha256.Sum256([]byte(tool.Path + "\x00" + tool.Version + "\x00" + strings.Join(cppFlags, "\x00")))
	folder := filepath.Join(r.cpp.folder, hex.EncodeToString(sum[:8]))
	header := filepath.Join(folder, "all.hpp.gch")
	if _, err := os.Stat(header); err != nil {
		source := []byte("#include <bits/stdc++.h>\n")
		limits := compileLimits(4)
		limits.Disk = 1 << 30
		result, err := r.box.Run(ctx, sandbox.Command{
			Arguments: append(append([]string{tool.Path}, cppFlags...), "-x", "c++-header", "all.hpp", "-o", "out/all.hpp.gch"),
			Files:     map[string][]byte{"all.hpp": source},
			Limits:    limits,
		})
		if err != nil || !result.OK() || len(result.Files) == 0 {
			return
		}
		if os.MkdirAll(folder, 0o755) != nil || os.WriteFile(filepath.Join(folder, "all.hpp"), source, 0o644) != nil {
			return
		}
		// Several processes may do this at once: each writes a file of its own.
		f, err := os.CreateTemp(folder, "header-*")
		if err != nil {
			return
		}
		_, err = f.Write(result.Files["all.hpp.gch"])
		if err = errors.Join(err, f.Chmod(0o644), f.Close()); err == nil {
			err = os.Rename(f.Name(), header)
		}
		if err != nil {
			os.Remove(f.Name())
			return
		}
	}
	r.cpp.header = filepath.Join(folder, "all.hpp")
	probe, _, err := r.compileCPP(ctx, "#include <bits/stdc++.h>\nint main() {}\n")
	if err != nil || probe.Status != Finished {
		r.cpp.header = "" // at level contained it may lie where its user can't read
	}
}

var cppMessage = regexp.MustCompile(`(?m)^[^:\n]*:(\d+):(?:\d+:)? (?:fatal )?error: (.*)$`)

// compileCPP returns the executable, or an outcome that says why there is none.
func (r *Runner) compileCPP(ctx context.Context, text string) (Outcome, []byte, error) {
	arguments := append([]string{r.tools[cppTool].Path}, cppFlags...)
	if includesAll.MatchString(text) && r.cpp.header != "" {
		arguments = append(arguments, "-include", r.cpp.header)
	}
	result, err := r.box.Run(ctx, sandbox.Command{
		Arguments: append(arguments, "main.cpp", "-o", "out/main"),
		Files:     map[string][]byte{"main.cpp": []byte(text)},
		Limits:    compileLimits(1),
	})
	if err != nil {
		return Outcome{}, nil, err
	}
	o := outcomeOf(result)
	switch o.Status {
	case RuntimeError, Finished:
		if program := result.Files["main"]; result.OK() && len(program) > 0 {
			return o, program, nil
		}
		o.Status, o.Message = CompileError, firstLine(o.Stderr)
		if m := cppMessage.FindStringSubmatch(o.Stderr); m != nil {
			o.Line, _ = strconv.Atoi(m[1])
			o.Message = m[2]
		}
	default:
		o.Message = "the compiler: " + o.Message
	}
	return o, nil, nil
}

func (r *Runner) runCPP(ctx context.Context, p Program) (Outcome, error) {
	if includesAll.MatchString(p.Text) {
		r.prepareCPP.Do(func() { r.precompile(ctx) })
	}
	o, program, err := r.compileCPP(ctx, p.Text)
	if err != nil || program == nil {
		return o, err
	}
	result, err := r.box.Run(ctx, sandbox.Command{
		Arguments: []string{"./main"},
		Files:     map[string][]byte{"main": program},
		Stdin:     []byte(p.Stdin),
		Limits:    r.limits(0),
	})
	if err != nil {
		return Outcome{}, err
	}
	return outcomeOf(result), nil
}
