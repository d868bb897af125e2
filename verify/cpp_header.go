package verify

import (
	"context"
	_ "embed"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"transcoder/lexers"
	"transcoder/verify/sandbox"
)

// cppChain is what compiling C++ needs beside the compiler.
//
// The header that holds the whole library is compiled ahead: g++ needs more than
// 1 s of processor time to read it. A precompiled header counts only before
// everything else, hence -include; programs that don't include it themselves are
// compiled without, so that what they lack shows.
type cppChain struct {
	headers [headerKinds]cppHeader

	prepareFlags sync.Once
	linker       []string // the flag that chooses it
	watch        []string // flags for Program.watched
}

// cppHeader is a precompiled header.
type cppHeader struct {
	prepare        sync.Once
	before, behind []string // arguments round the program's name; nil where it does not work
}

// headerKind says which header a program is compiled with.
type headerKind int

const (
	leanHeader      headerKind = iota // most of it, with common instantiations compiled
	wholeHeader                       // all of it, for programs that name what the lean one lacks
	sanitizedHeader                   // all of it, for Program.Sanitize
	headerKinds
	noHeader headerKind = -1
)

//go:embed lean.hpp
var leanSource []byte

var includesAll = regexp.MustCompile(`(?m)^\s*#\s*include\s*<bits/stdc\+\+\.h>`)

// leanLacks finds names of what lean.hpp leaves out of <bits/stdc++.h>. A word too
// many costs time only.
var leanLacks = regexp.MustCompile(`\b(?:` + strings.Join(strings.Fields(`
	\w*regex\w* [csw]*match sub_match match_results
	thread this_thread jthread future shared_future promise async packaged_task launch
	\w*mutex lock lock_guard unique_lock scoped_lock shared_lock try_lock call_once once_flag
	condition_variable\w* atomic\w* memory_order\w* chrono \w*_clock ratio\w* \w*_literals
	\w*_engine \w*_distribution mt19937\w* minstd\w* ranlux\w* knuth_b random_device seed_seq generate_canonical
	complex real imag conj polar proj valarray slice gslice
	filesystem from_chars to_chars chars_format any any_cast make_any bad_any_cast
	variant\w* visit holds_alternative monostate optional nullopt make_optional
	pmr scoped_allocator\w* codecvt\w* w\w+_convert locale ctype numpunct use_facet\w* has_facet money\w* \w+_money messages
	type_index mbrtoc\w+ c\w+rtomb execution
	beta expint hermite laguerre legendre riemann_zeta assoc_\w+ cyl_\w+ sph_\w+ (?:comp_)?ellint_\w+`), "|") + `)\b`)

// kind returns the header that a program takes.
func (p *Program) kind() headerKind {
	switch {
	case !includesAll.MatchString(p.Text):
		return noHeader
	case p.Sanitize:
		return sanitizedHeader
	case leanLacks.MatchString(p.Text):
		return wholeHeader
	}
	for _, f := range p.Files {
		if leanLacks.MatchString(f.Text) {
			return wholeHeader
		}
	}
	return leanHeader
}

// linkers that are several times faster than the usual one, best first.
var linkers = []string{"mold", "lld", "gold"}

// watchFlag goes to the compiler proper: the driver would link a run-time library
// that the program does without.
const watchFlag = "-Wp,-fsanitize=signed-integer-overflow"

// chooseFlags finds the fastest linker that works in the sandbox, and whether the
// compiler can watch for overflow.
func (r *Runner) chooseFlags(ctx context.Context) {
	works := func(text string, flags ...string) bool {
		o, binary, err := r.callCPP(ctx, &Program{Language: lexers.CPP, Text: text}, flags, nil)
		return err == nil && binary != nil && o.Status == Finished
	}
	for _, name := range linkers {
		if flag := "-fuse-ld=" + name; works("int main() {}\n", flag) {
			r.cpp.linker = []string{flag}
			break
		}
	}
	if works("extern \"C\" void __ubsan_handle_add_overflow(void *, void *, void *) {}\nint main(int n, char **) { return n + 1; }\n", watchFlag) {
		r.cpp.watch = []string{watchFlag}
	}
}

// header returns the arguments that a kind of header takes, having made it where
// it is asked for the first time.
func (r *Runner) header(ctx context.Context, kind headerKind) (before, behind []string) {
	if kind == noHeader {
		return nil, nil
	}
	h := &r.cpp.headers[kind]
	h.prepare.Do(func() { r.precompile(context.WithoutCancel(ctx), kind) })
	return h.before, h.behind
}

// precompile makes a precompiled header, or finds that a run before has. Where it
// can't be made or used, programs are compiled without.
func (r *Runner) precompile(ctx context.Context, kind headerKind) {
	probe := Program{Language: lexers.CPP, Text: "#include <bits/stdc++.h>\nint main() {}\n", Sanitize: kind == sanitizedHeader}
	source := []byte("#include <bits/stdc++.h>\n")
	if kind == leanHeader {
		source = leanSource
	}
	tool := r.tools[cppTool]
	folder, there := r.prepared.find(append([]string{tool.Path, tool.Version, string(source)}, probe.flags()...)...)
	if !there {
		files, ok := r.compileHeader(ctx, probe.flags(), source, kind)
		if !ok || r.prepared.keep(folder, files) != nil {
			return
		}
	}
	h := &r.cpp.headers[kind]
	before := []string{"-include", filepath.Join(folder, "all.hpp")}
	var behind []string
	if kind == leanHeader {
		before = append(before, "-I"+folder) // its bits/stdc++.h is empty
		behind = []string{filepath.Join(folder, "all.o"), "-Wl,--gc-sections"}
	}
	// At level contained the folder may lie where the program's user can't read.
	if o, binary, err := r.callCPP(ctx, &probe, before, behind); err == nil && binary != nil && o.Status == Finished {
		h.before, h.behind = before, behind
	}
}

// compileHeader returns the files of a header's folder.
func (r *Runner) compileHeader(ctx context.Context, flags []string, source []byte, kind headerKind) (map[string][]byte, bool) {
	calls := [][]string{{"-x", "c++-header", "all.hpp", "-o", "out/all.hpp.gch"}}
	if kind == leanHeader {
		calls = append(calls, []string{"-ffunction-sections", "-fdata-sections", "-DINSTANTIATE", "-x", "c++", "-c", "all.hpp", "-o", "out/all.o"})
	}
	files := map[string][]byte{"all.hpp": source}
	for _, arguments := range calls {
		limits := compileLimits(4)
		limits.Disk = 1 << 30
		result, err := r.box.Run(ctx, sandbox.Command{
			Arguments: slices.Concat([]string{r.tools[cppTool].Path}, flags, arguments),
			Files:     map[string][]byte{"all.hpp": source},
			Limits:    limits,
		})
		if err != nil || !result.OK() || len(result.Files) != 1 {
			return nil, false
		}
		for name, content := range result.Files {
			files[name] = content
		}
	}
	if kind == leanHeader {
		files["bits/stdc++.h"] = []byte("// The precompiled header stands for it.\n")
	}
	return files, true
}
