package verify

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"transcoder/verify/sandbox"
)

// cppFlags are the benchmark authors' (the compiler's default standard, no
// optimisation), with messages cut to what an Outcome shows.
// No -x c++ is among them: before -x c++-header it makes g++ link. Without
// optimization is the fastest in all: the programs run for milliseconds.
var cppFlags = []string{"-w", "-fdiagnostics-color=never", "-fno-diagnostics-show-caret", "-pipe"}

// sanitizeFlags make a program end at the first operation that the language does
// not define, or the first access outside an object; undefined leaves out numbers
// that are too large for the integer that they are cast to. An access outside a
// vector or a string is one too, whatever memory it meets.
var sanitizeFlags = []string{"-fsanitize=address,undefined,float-cast-overflow", "-fno-sanitize-recover=all", "-D_GLIBCXX_ASSERTIONS"}

// sanitizeEnvironment: leaks are no error, and no report needs names of places.
var sanitizeEnvironment = []string{
	"ASAN_OPTIONS=detect_leaks=0:symbolize=0:exitcode=" + strconv.Itoa(SanitizerExit) + ":allocator_may_return_null=1:quarantine_size_mb=16",
	"UBSAN_OPTIONS=print_stacktrace=0:symbolize=0:exitcode=" + strconv.Itoa(SanitizerExit),
}

// sanitizerMemory is what the sanitizers need beside a program's memory, resident.
const sanitizerMemory = 256 << 20

// flags are those that a program is compiled with.
func (p *Program) flags() []string {
	flags := slices.Concat(cppFlags, []string{"-fmax-errors=1"})
	if p.company { // some of each candidate that has any
		flags = slices.Concat(cppFlags, []string{"-fmax-errors=200"})
	}
	if p.Sanitize {
		flags = append(flags, sanitizeFlags...)
	}
	return flags
}

var cppMessage = regexp.MustCompile(`(?m)^([^:\n]*):(\d+):(?:\d+:)? (?:fatal )?error: (.*)$`)

// leanError is what a compiler says of a program that needs more than lean.hpp
// and does not name it.
var leanError = regexp.MustCompile(`is not a member of .std|incomplete type|variable .std::`)

// buildCPP sets a build's executable, or the outcome that says why there is none,
// when a slot is free.
func (r *Runner) buildCPP(ctx context.Context, p *Program, b *build) error {
	release, err := r.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	r.cpp.prepareFlags.Do(func() { r.chooseFlags(context.WithoutCancel(ctx)) })
	kind := p.kind()
	before, behind := r.header(ctx, kind)
	o, binary, err := r.callCPP(ctx, p, before, behind)
	if err == nil && kind == leanHeader && o.Status == CompileError && leanError.MatchString(o.Message) {
		before, behind = r.header(ctx, wholeHeader)
		o, binary, err = r.callCPP(ctx, p, before, behind)
	}
	b.outcome, b.binary = o, binary
	return err
}

// callCPP calls the compiler with some arguments before and behind the program's
// name, and returns the executable or why there is none.
func (r *Runner) callCPP(ctx context.Context, p *Program, before, behind []string) (Outcome, []byte, error) {
	arguments := slices.Concat([]string{r.tools[cppTool].Path}, p.flags(), r.cpp.linker, before)
	if p.watched {
		arguments = append(arguments, r.cpp.watch...)
	}
	arguments = append(arguments, "main.cpp")
	files := map[string][]byte{"main.cpp": []byte(p.Text)}
	addFiles(files, "", p)
	for _, f := range p.Files {
		if strings.HasSuffix(f.Name, ".cpp") {
			arguments = append(arguments, f.Name)
		}
	}
	limits := compileLimits(1)
	if p.company { // an error may come with a hundred notes: all overloads of an operator
		limits.Output = 8 << 20
	}
	result, err := r.box.Run(ctx, sandbox.Command{
		Arguments: slices.Concat(arguments, behind, []string{"-o", "out/main"}),
		Files:     files,
		Limits:    limits,
	})
	if err != nil {
		return Outcome{}, nil, err
	}
	if p.company {
		result.Stderr = errorLines(result.Stderr)
	}
	o := outcomeOf(result)
	switch o.Status {
	case RuntimeError, Finished:
		if program := result.Files["main"]; result.OK() && len(program) > 0 {
			return o, program, nil
		}
		o.Status, o.Message = CompileError, firstLine(o.Stderr)
		if m := cppMessage.FindStringSubmatch(o.Stderr); m != nil {
			o.setPlace("main.cpp", m[1], m[2], m[3])
		}
	default:
		o.Message = compilerEnded + o.Message
	}
	return o, nil, nil
}

// compilerEnded begins the message of a program whose compiler was ended.
const compilerEnded = "the compiler: "

// errorLines are the lines of a compiler's messages that are errors, or places that
// one comes from.
func errorLines(messages []byte) []byte {
	var kept []byte
	for line := range bytes.Lines(messages) {
		if bytes.Contains(line, []byte("error: ")) || bytes.Contains(line, []byte("required from")) {
			kept = append(kept, line...)
		}
	}
	return kept
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
