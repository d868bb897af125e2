package verify

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"transcoder/lexers"
	"transcoder/verify/sandbox"
)

// cppFlags are the benchmark authors' (the compiler's default standard, no
// optimisation), with messages cut to what an Outcome shows.
// No -x c++ is among them: before -x c++-header it makes g++ link.
var cppFlags = []string{"-w", "-fmax-errors=1", "-fdiagnostics-color=never", "-fno-diagnostics-show-caret", "-pipe"}

// sanitizeFlags make a program end at the first operation that the language does
// not define, or the first access outside an object. An access outside a vector
// or a string is one too, whatever memory it meets.
var sanitizeFlags = []string{"-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-D_GLIBCXX_ASSERTIONS"}

// sanitizeEnvironment: leaks are no error, and no report needs names of places.
var sanitizeEnvironment = []string{
	"ASAN_OPTIONS=detect_leaks=0:symbolize=0:exitcode=" + strconv.Itoa(SanitizerExit) + ":allocator_may_return_null=1:quarantine_size_mb=16",
	"UBSAN_OPTIONS=print_stacktrace=0:symbolize=0:exitcode=" + strconv.Itoa(SanitizerExit),
}

// sanitizerMemory is what the sanitizers need beside a program's memory, resident.
const sanitizerMemory = 256 << 20

// flags are those that a program is compiled with.
func (p *Program) flags() []string {
	if p.Sanitize {
		return slices.Concat(cppFlags, sanitizeFlags)
	}
	return cppFlags
}

// cppChain is what compiling C++ needs beside the compiler.
//
// The header that holds the whole library is compiled ahead: g++ needs 1.5 s to
// read it, and a fifth of that in this form. A precompiled header counts only
// before everything else, hence -include; programs that don't include it
// themselves are compiled without, so that what they lack shows.
type cppChain struct {
	folder    string // readable in the sandbox; a folder in it for each compiler
	temporary bool
	headers   [2]cppHeader // for plain and for sanitized programs
}

// cppHeader is all.hpp beside its precompiled form; "" where that does not work.
type cppHeader struct {
	prepare sync.Once
	path    string
}

// header returns the precompiled header for a program, made when it is first
// asked for.
func (r *Runner) header(ctx context.Context, p *Program) string {
	h := &r.cpp.headers[0]
	if p.Sanitize {
		h = &r.cpp.headers[1]
	}
	h.prepare.Do(func() { r.precompile(context.WithoutCancel(ctx), h, p.Sanitize) })
	return h.path
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
func (r *Runner) precompile(ctx context.Context, h *cppHeader, sanitize bool) {
	probe := Program{Language: lexers.CPP, Text: "#include <bits/stdc++.h>\nint main() {}\n", Sanitize: sanitize}
	tool := r.tools[cppTool]
	sum := hash(append([]string{tool.Path, tool.Version}, probe.flags()...))
	folder := filepath.Join(r.cpp.folder, hex.EncodeToString(sum[:8]))
	header := filepath.Join(folder, "all.hpp.gch")
	if _, err := os.Stat(header); err != nil {
		source := []byte("#include <bits/stdc++.h>\n")
		limits := compileLimits(4)
		limits.Disk = 1 << 30
		result, err := r.box.Run(ctx, sandbox.Command{
			Arguments: slices.Concat([]string{tool.Path}, probe.flags(), []string{"-x", "c++-header", "all.hpp", "-o", "out/all.hpp.gch"}),
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
	h.path = filepath.Join(folder, "all.hpp")
	var b build
	if err := r.compileCPP(ctx, &probe, h.path, &b); err != nil || b.binary == nil {
		h.path = "" // at level contained it may lie where its user can't read
	}
}

var cppMessage = regexp.MustCompile(`(?m)^([^:\n]*):(\d+):(?:\d+:)? (?:fatal )?error: (.*)$`)

// buildCPP compiles a program when a slot is free.
func (r *Runner) buildCPP(ctx context.Context, p *Program, b *build) error {
	release, err := r.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	header := ""
	if includesAll.MatchString(p.Text) {
		header = r.header(ctx, p)
	}
	return r.compileCPP(ctx, p, header, b)
}

// compileCPP sets a build's executable, or the outcome that says why there is
// none.
func (r *Runner) compileCPP(ctx context.Context, p *Program, header string, b *build) error {
	arguments := append([]string{r.tools[cppTool].Path}, p.flags()...)
	if header != "" {
		arguments = append(arguments, "-include", header)
	}
	arguments = append(arguments, "main.cpp")
	files := map[string][]byte{"main.cpp": []byte(p.Text)}
	addFiles(files, "", p)
	for _, f := range p.Files {
		if strings.HasSuffix(f.Name, ".cpp") {
			arguments = append(arguments, f.Name)
		}
	}
	result, err := r.box.Run(ctx, sandbox.Command{
		Arguments: append(arguments, "-o", "out/main"),
		Files:     files,
		Limits:    compileLimits(1),
	})
	if err != nil {
		return err
	}
	o := outcomeOf(result)
	switch o.Status {
	case RuntimeError, Finished:
		if program := result.Files["main"]; result.OK() && len(program) > 0 {
			b.binary = program
			return nil
		}
		o.Status, o.Message = CompileError, firstLine(o.Stderr)
		if m := cppMessage.FindStringSubmatch(o.Stderr); m != nil {
			o.setPlace("main.cpp", m[1], m[2], m[3])
		}
	default:
		o.Message = "the compiler: " + o.Message
	}
	b.outcome = o
	return nil
}

// runExecutable runs what compileCPP made.
func (r *Runner) runExecutable(ctx context.Context, p *Program, program []byte) (Outcome, error) {
	release, err := r.acquire(ctx)
	if err != nil {
		return Outcome{}, err
	}
	defer release()
	command := sandbox.Command{
		Arguments: append([]string{"./main"}, p.Args...),
		Files:     map[string][]byte{"main": program},
		Stdin:     []byte(p.Stdin),
		Limits:    r.limits(p, 0),
	}
	if p.Sanitize {
		command.Environment = sanitizeEnvironment
		command.Limits.Memory += sanitizerMemory
		command.Limits.Data = -1 // the shadow of the whole address space is writable
	}
	result, err := r.box.Run(ctx, command)
	if err != nil {
		return Outcome{}, err
	}
	o := outcomeOf(result)
	if p.Sanitize && o.ExitCode == SanitizerExit {
		if m := sanitizerMessage.FindStringSubmatch(o.Stderr); m != nil {
			o.Message = m[1]
		}
	}
	return o, nil
}

// sanitizerMessage is what the sanitizers say first.
var sanitizerMessage = regexp.MustCompile(`(?m)(?:runtime error|ERROR: AddressSanitizer|Assertion): ?(.*)$`)
