package verify

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"transcoder/lexers"
)

// trial is a subject that is run on inputs, and what came of each.
type trial struct {
	subject *subject
	inputs  [][]value     // in the source's parameters
	twice   int           // of a plan: so many inputs come first, and then again with the others
	limit   time.Duration // processor time of one input
	whole   time.Duration // of them all

	// sanitize is for a source in C++: where it does what the language does not
	// define, it says nothing about a translation.
	sanitize bool

	effects []effect // one for each input

	lines []string // what is sent, and which input each line is
	of    []int
	sent  []effect // effects of lines
	start int      // line to go on with
	runs  int
}

// maxRuns bounds how often a trial goes on behind an input that ended its process.
const maxRuns = 6

// cppBatch is the most candidates of one C++ program. Reading the precompiled
// header and linking cost as much as compiling four candidates; a candidate that
// does not compile costs the others of its program a second start.
const cppBatch = 24

// try runs trials, several at a time, each in a process of its own. Subjects that
// do not compile or load are marked broken. The error is that of Run.
func (r *Runner) try(ctx context.Context, trials []*trial) error {
	var ready []*trial
	for _, t := range trials {
		t.effects = make([]effect, len(t.inputs))
		t.lines, t.of, t.start, t.runs = nil, nil, 0, 0
		for i, input := range t.inputs {
			args, ok := t.subject.arguments(input)
			if !ok {
				t.effects[i].status = effectNotCalled
				continue
			}
			t.lines = append(t.lines, listOf(args...).String())
			t.of = append(t.of, i)
		}
		t.sent = make([]effect, len(t.lines))
		if len(t.lines) > 0 && t.subject.broken == nil {
			ready = append(ready, t)
		}
	}
	if err := r.assemble(ctx, ready); err != nil {
		return err
	}
	for len(ready) > 0 {
		programs := make([]Program, len(ready))
		for i, t := range ready {
			programs[i] = t.program()
		}
		outcomes, err := r.Run(ctx, programs)
		if err != nil {
			return err
		}
		var left []*trial
		for i, t := range ready {
			if t.subject.broken == nil && !t.read(&outcomes[i]) {
				left = append(left, t)
			}
		}
		ready = left
	}
	for _, t := range trials {
		for k, e := range t.sent {
			t.effects[t.of[k]] = e
		}
	}
	return nil
}

// program returns the subject's program with the trial's inputs.
func (t *trial) program() Program {
	p := *t.subject.program
	p.Stdin = t.subject.header(t.start, t.limit) + strings.Join(t.lines, "\n") + "\n"
	p.Sanitize, p.Timeout = t.sanitize, t.whole
	return p
}

// read takes the frames of a run and reports whether the trial is done. A process
// that did not come to its end was ended by the input behind the last frame.
func (t *trial) read(o *Outcome) (done bool) {
	s := t.subject
	switch o.Status {
	case CompileError:
		s.broken = s.compileError(o)
		return true
	case NoToolchain:
		s.broken = &unsuitable{VerdictNoToolchain, o.Message, 0}
		return true
	}
	if s.readFrames(o.Stdout, t.sent) || s.broken != nil {
		for i := range t.sent { // the harness went on, so the call ended its own process
			if t.sent[i].status == effectMissing {
				t.sent[i] = effect{status: effectRaised, message: "the program ended before it returned"}
			}
		}
		return true
	}
	next := t.start
	for next < len(t.sent) && t.sent[next].status != effectMissing {
		next++
	}
	if next < len(t.sent) && t.sent[max(next-1, 0)].status != effectTimedOut || next == 0 {
		e := effect{status: effectRaised, message: "the program ended before it returned"}
		switch {
		case o.Status == TimedOut:
			e.status = effectTimedOut
		case o.Message != "":
			e.message = o.Message
		}
		t.sent[next] = e
		next++
	}
	t.start = next
	t.runs++
	return next >= len(t.sent) || t.runs >= maxRuns || o.Status == TimedOut || o.Status == Killed
}

var (
	candidatePlace = regexp.MustCompile(`^candidate_(\d+)\.cpp:(\d+): (.*)`)
	gluePlace      = regexp.MustCompile(`^glue_(\d+)\.cpp:\d+: (.*)`)
)

// compileError says what the compiler of a subject that stands alone found.
func (s *subject) compileError(o *Outcome) *unsuitable {
	u := &unsuitable{VerdictCompileError, o.Message, 0}
	switch s.unit.Language {
	case lexers.CPP:
		if m := candidatePlace.FindStringSubmatch(o.Message); m != nil {
			u.line, _ = strconv.Atoi(m[2])
			u.message = m[3]
		} else if m := gluePlace.FindStringSubmatch(o.Message); m != nil {
			u.outcome, u.message = VerdictUnsupported, "the function can't be called: "+m[2]
		}
	case lexers.Java:
		if lines := strings.Count(s.unit.Text, "\n") + 1; o.Line <= lines {
			u.line = o.Line
		} else if o.Line > lines+1 || s.unit.parses {
			u.outcome, u.message = VerdictUnsupported, "the function can't be called: "+o.Message
		}
	}
	return u
}

// assemble gives each trial's subject a program. Subjects in C++ share programs; one
// that does not compile in company gets a program of its own, in which it means
// what it means in a file.
func (r *Runner) assemble(ctx context.Context, trials []*trial) error {
	var shared [2][]*trial // plain, sanitized
	for _, t := range trials {
		switch {
		case t.subject.program != nil:
		case t.subject.unit.Language == lexers.CPP && standsInNamespace(t.subject.unit) && r.Missing(lexers.CPP) == "":
			k := 0
			if t.sanitize {
				k = 1
			}
			shared[k] = append(shared[k], t)
		default:
			t.subject.harnessed()
		}
	}
	var group sync.WaitGroup
	errs := make(chan error, len(trials)+1)
	for _, list := range shared {
		size := min(cppBatch, (len(list)+r.options.Jobs-1)/max(r.options.Jobs, 1))
		for len(list) > 0 {
			n := min(max(size, 1), len(list))
			batch := list[:n]
			list = list[n:]
			group.Go(func() { errs <- r.assembleCPP(ctx, batch) })
		}
	}
	group.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// assembleCPP makes one program of a batch, less those that do not compile in it.
func (r *Runner) assembleCPP(ctx context.Context, batch []*trial) error {
	for len(batch) > 0 {
		var subjects []*subject
		for _, t := range batch {
			subjects = append(subjects, t.subject)
		}
		program, nonce := cppProgram(subjects, true)
		for k, s := range subjects {
			s.program, s.number, s.nonce = program, k, nonce
		}
		// The first one's run is remembered: it does not run again.
		outcomes, err := r.Run(ctx, []Program{batch[0].program()})
		if err != nil {
			return err
		}
		if outcomes[0].Compiled() {
			return nil
		}
		var left []*trial
		m := candidatePlace.FindStringSubmatch(outcomes[0].Message)
		if m == nil {
			m = gluePlace.FindStringSubmatch(outcomes[0].Message)
		}
		for k, t := range batch {
			if m == nil || m[1] == strconv.Itoa(k) {
				t.subject.harnessed()
			} else {
				left = append(left, t)
			}
		}
		batch = left
	}
	return nil
}
