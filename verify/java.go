package verify

import (
	"archive/zip"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"transcoder/verify/sandbox"
)

//go:embed Batch.java
var batchSource []byte

// maxJavaBatch is the most programs that one JVM compiles. Starting the compiler
// costs as much as compiling ten programs, and javac grows faster with what it has
// compiled: measured 0.85 s of processor time for the first program, 0.13 s each
// for 32 and 0.07 s each for 128 test programs of the TransCoder kind. A compiler
// that stays between batches would save little more, and would have to be trusted
// with the next batch after each hostile one. A program that brings the compiler
// down costs the others a second start.
const maxJavaBatch = 128

// javaFlags make short runs fast: one thread of garbage collection, and no
// optimising compiler that would not pay.
var javaFlags = []string{"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto", "-XX:CICompilerCount=1"}

// jvmMemory is what the JVM needs beside its heap.
const jvmMemory = 384 << 20

// javaChain is the compiled Batch.java, and an archive of the classes of javac as
// the JVM holds them in memory (class data sharing), which halves the time to the
// first program. Both take longer to make than to use, and are kept.
type javaChain struct {
	prepare   sync.Once
	arguments []string // that run Batch
	err       error
}

// prepareBatch compiles Batch.java, or finds that a run before has.
func (r *Runner) prepareBatch(ctx context.Context) {
	tool := r.tools[javaTool]
	folder, there := r.prepared.find(tool.Path, tool.Version, string(batchSource), strings.Join(javaFlags, " "))
	jar, archive := filepath.Join(folder, "batch.jar"), filepath.Join(folder, "batch.jsa")
	r.java.arguments = append([]string{tool.Path, "-Xmx1g"}, javaFlags...)
	if !there {
		if r.java.err = r.compileBatch(ctx, folder); r.java.err != nil {
			return
		}
	}
	info, err := os.Stat(archive)
	if err != nil {
		// The archive is for this place and time of the jar. Of a JVM that can't make one
		// it is empty.
		result, runErr := r.box.Run(ctx, sandbox.Command{
			Arguments: slices.Concat(r.java.arguments, []string{"-XX:ArchiveClassesAtExit=out/batch.jsa", "-cp", jar, "Batch", "0", "source/0/"}),
			Files:     map[string][]byte{"source/0/Batch.java": batchSource},
			Limits:    compileLimits(4),
		})
		var content []byte
		if runErr == nil && result.OK() {
			content = result.Files["batch.jsa"]
		}
		if err = r.prepared.add(archive, content); err != nil {
			r.java.err = fmt.Errorf("keep the batch compiler: %w", err)
			return
		}
		info, err = os.Stat(archive)
	}
	if err == nil && info.Size() > 0 {
		r.java.arguments = append(r.java.arguments, "-XX:SharedArchiveFile="+archive)
	}
	r.java.arguments = append(r.java.arguments, "-cp", jar, "Batch")
}

// compileBatch keeps batch.jar in a folder.
func (r *Runner) compileBatch(ctx context.Context, folder string) error {
	result, err := r.box.Run(ctx, sandbox.Command{
		Arguments: []string{r.tools[javacTool].Path, "-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1", "-d", "out", "Batch.java"},
		Files:     map[string][]byte{"Batch.java": batchSource},
		Limits:    compileLimits(4),
	})
	if err == nil && !result.OK() {
		err = fmt.Errorf("%v: %s%s", result.Status, result.Stdout, result.Stderr)
	}
	var jar bytes.Buffer
	if err == nil {
		w := zip.NewWriter(&jar)
		for _, name := range slices.Sorted(maps.Keys(result.Files)) {
			var f io.Writer
			if f, err = w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}); err != nil {
				break
			}
			if _, err = f.Write(result.Files[name]); err != nil {
				break
			}
		}
		err = errors.Join(err, w.Close())
	}
	if err == nil {
		err = r.prepared.keep(folder, map[string][]byte{"batch.jar": jar.Bytes()})
	}
	if err != nil {
		return fmt.Errorf("compile the batch compiler: %w", err)
	}
	return nil
}

// buildJava compiles programs in one JVM when a slot is free. The error is for
// those of which nothing came to be known.
func (r *Runner) buildJava(ctx context.Context, programs []*Program, made []*build) error {
	release, err := r.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	r.java.prepare.Do(func() { r.prepareBatch(context.WithoutCancel(ctx)) })
	if r.java.err != nil {
		return r.java.err
	}
	batch := make([]int, len(programs))
	for i := range batch {
		batch[i] = i
	}
	for len(batch) > 0 {
		arguments := slices.Clone(r.java.arguments)
		files := map[string][]byte{}
		for _, i := range batch {
			folder := fmt.Sprintf("source/%d/", i)
			files[folder+programs[i].class()+".java"] = []byte(programs[i].Text)
			addFiles(files, folder, programs[i])
			arguments = append(arguments, strconv.Itoa(i), folder)
		}
		result, err := r.box.Run(ctx, sandbox.Command{Arguments: arguments, Files: files, Limits: compileLimits(len(batch))})
		if err != nil {
			return err
		}
		var left []int
		for _, i := range batch {
			if jar, ok := result.Files[fmt.Sprintf("%d.jar", i)]; ok {
				made[i].binary = jar
			} else if text, ok := result.Files[fmt.Sprintf("%d.error", i)]; ok {
				file, rest, _ := strings.Cut(string(text), "\t")
				line, message, _ := strings.Cut(rest, "\t")
				o := Outcome{Status: CompileError, Stderr: message}
				o.setPlace(programs[i].class()+".java", file, line, firstLine(message))
				made[i].outcome = o
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
			made[left[0]].outcome = o
			left = left[1:]
		}
		batch = left
	}
	return nil
}

// runJar runs what buildJava made.
func (r *Runner) runJar(ctx context.Context, p *Program, jar []byte) (Outcome, error) {
	release, err := r.acquire(ctx)
	if err != nil {
		return Outcome{}, err
	}
	defer release()
	arguments := append([]string{r.tools[javaTool].Path, fmt.Sprintf("-Xmx%dm", r.options.Memory>>20)}, javaFlags...)
	result, err := r.box.Run(ctx, sandbox.Command{
		Arguments: slices.Concat(arguments, []string{"-cp", "main.jar", p.class()}, p.Args),
		Files:     map[string][]byte{"main.jar": jar},
		Stdin:     []byte(p.Stdin),
		Limits:    r.limits(p, jvmMemory),
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
