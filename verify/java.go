package verify

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"transcoder/verify/sandbox"
)

//go:embed Batch.java
var batchSource []byte

// maxJavaBatch is the most programs that one JVM compiles. Starting the compiler
// costs as much as compiling ten programs; a program that brings it down costs
// the others a second start.
const maxJavaBatch = 32

// javaFlags make short runs fast: one thread of garbage collection, and no
// optimising compiler that would not pay.
var javaFlags = []string{"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto", "-XX:CICompilerCount=1"}

// jvmMemory is what the JVM needs beside its heap.
const jvmMemory = 384 << 20

// javaChain is the compiled Batch.java.
type javaChain struct {
	classes map[string][]byte
	err     error
}

// prepareBatch compiles Batch.java.
func (r *Runner) prepareBatch(ctx context.Context) {
	result, err := r.box.Run(ctx, sandbox.Command{
		Arguments: []string{r.tools[javacTool].Path, "-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1", "-d", "out", "Batch.java"},
		Files:     map[string][]byte{"Batch.java": batchSource},
		Limits:    compileLimits(4),
	})
	switch {
	case err != nil:
		r.java.err = err
	case !result.OK():
		r.java.err = fmt.Errorf("compile the batch compiler: %v: %s%s", result.Status, result.Stdout, result.Stderr)
	default:
		r.java.classes = result.Files
	}
}

// runJava compiles the programs of a batch together and runs each by itself.
func (r *Runner) runJava(ctx context.Context, programs []Program, batch []int, outcomes []Outcome) error {
	jars, err := r.compileJava(ctx, programs, batch, outcomes)
	if err != nil {
		return err
	}
	for i, jar := range jars {
		if outcomes[i], err = r.runJar(ctx, programs[i], jar); err != nil {
			return err
		}
	}
	return nil
}

// compileJava returns the class files of those programs that compile, and sets
// the outcomes of the others.
func (r *Runner) compileJava(ctx context.Context, programs []Program, batch []int, outcomes []Outcome) (map[int][]byte, error) {
	release, err := r.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	r.prepareJava.Do(func() { r.prepareBatch(ctx) })
	if r.java.err != nil {
		return nil, r.java.err
	}
	jars := map[int][]byte{}
	for len(batch) > 0 {
		arguments := append([]string{r.tools[javaTool].Path, "-Xmx1g"}, javaFlags...)
		arguments = append(arguments, "-cp", ".", "Batch")
		files := map[string][]byte{}
		for name, class := range r.java.classes {
			files[name] = class
		}
		for _, i := range batch {
			class := programs[i].Class
			if class == "" {
				class = "Main"
			}
			name := fmt.Sprintf("source/%d/%s.java", i, class)
			files[name] = []byte(programs[i].Text)
			arguments = append(arguments, strconv.Itoa(i), name)
		}
		result, err := r.box.Run(ctx, sandbox.Command{Arguments: arguments, Files: files, Limits: compileLimits(len(batch))})
		if err != nil {
			return nil, err
		}
		var left []int
		for _, i := range batch {
			if jar, ok := result.Files[fmt.Sprintf("%d.jar", i)]; ok {
				jars[i] = jar
			} else if text, ok := result.Files[fmt.Sprintf("%d.error", i)]; ok {
				line, message, _ := strings.Cut(string(text), "\t")
				number, _ := strconv.Atoi(line)
				outcomes[i] = Outcome{Status: CompileError, Line: max(number, 0), Message: firstLine(message), Stderr: message}
			} else {
				left = append(left, i)
			}
		}
		// The first without a result is the one that the compiler came to grief on.
		if len(left) > 0 {
			o := outcomeOf(result)
			if o.Status == Finished || o.Status == RuntimeError {
				o.Status = CompileError
			}
			o.Message = "the compiler: " + o.Message
			outcomes[left[0]] = o
			left = left[1:]
		}
		batch = left
	}
	return jars, nil
}

func (r *Runner) runJar(ctx context.Context, p Program, jar []byte) (Outcome, error) {
	release, err := r.acquire(ctx)
	if err != nil {
		return Outcome{}, err
	}
	defer release()
	class := p.Class
	if class == "" {
		class = "Main"
	}
	arguments := append([]string{r.tools[javaTool].Path, fmt.Sprintf("-Xmx%dm", r.options.Memory>>20)}, javaFlags...)
	result, err := r.box.Run(ctx, sandbox.Command{
		Arguments: append(arguments, "-cp", "main.jar", class),
		Files:     map[string][]byte{"main.jar": jar},
		Stdin:     []byte(p.Stdin),
		Limits:    r.limits(jvmMemory),
	})
	if err != nil {
		return Outcome{}, err
	}
	o := outcomeOf(result)
	if o.Status == RuntimeError && strings.HasPrefix(o.Stderr, "Exception in thread") {
		o.Message = strings.TrimPrefix(firstLine(o.Stderr), `Exception in thread "main" `)
	}
	return o, nil
}
