package verify

import (
	"context"
	"regexp"
	"slices"
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

	// patience is how many inputs may take too long before the trial ends: a
	// translation that does on some is wrong, whatever it does on the others.
	patience int

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

// patience is that of a trial of a translation. Sources are given more, for inputs on
// which they are fast may stand behind those on which they are not; but with small
// inputs first these are few, and each of the others costs a quarter of a second: in a
// tree of algorithms sources that take exponential time cost more than all the rest.
const (
	patience       = 3
	sourcePatience = 8
)

// maxRuns bounds how often a trial goes on behind an input that ended its process.
const maxRuns = 6

// maxCompany is the most candidates of one program. In C++ reading the
// precompiled header and linking cost as much as compiling a dozen candidates; in
// Java the harness is longer than they are. Candidates that do not compile cost the
// others of their program a second start; where more than maxCulprits do not, in
// Java, whose compiler goes on to the end and says the first error only, all are
// compiled alone.
const (
	maxCompany  = 24
	maxCulprits = 2
)

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
	p.Stdin = t.subject.header(t.start, t.limit, t.patience) + strings.Join(t.lines, "\n") + "\n"
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
	end := s.readFrames(o.Stdout, t.sent)
	switch {
	case s.broken != nil, end == endedLate && t.late():
		return true
	case end != endedEarly:
		for i := range t.sent { // calls without a frame ended their own processes
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
	return next >= len(t.sent) || t.late() || t.runs >= maxRuns || o.Status == TimedOut || o.Status == Killed
}

// late reports whether the trial's patience is at its end.
func (t *trial) late() bool {
	n := 0
	for i := range t.sent {
		if t.sent[i].status == effectTimedOut {
			n++
		}
	}
	return n >= t.patience
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
		line, lines := o.Line-s.offset, strings.Count(s.unit.Text, "\n")+1
		switch {
		case line >= 1 && line <= lines:
			u.line = line
		case line > lines+1 || s.unit.parses:
			u.outcome, u.message = VerdictUnsupported, "the function can't be called: "+o.Message
		}
	}
	return u
}

// assemble gives each trial's subject a program. Subjects in C++ and Java share
// programs; one that does not compile in company gets a program of its own, in
// which it means what it means in a file.
func (r *Runner) assemble(ctx context.Context, trials []*trial) error {
	type sort struct {
		language lexers.Language
		sanitize bool
		watched  bool
	}
	shared := map[sort][]*trial{}
	for _, t := range trials {
		u := t.subject.unit
		switch {
		case t.subject.program != nil:
		case u.Language != lexers.Python && standsInCompany(u) && r.Missing(u.Language) == "":
			k := sort{u.Language, t.sanitize, t.subject.watched()}
			shared[k] = append(shared[k], t)
		default:
			t.subject.harnessed()
		}
	}
	var group sync.WaitGroup
	errs := make(chan error, len(trials))
	for _, list := range shared {
		size := min(maxCompany, (len(list)+r.options.Jobs-1)/r.options.Jobs)
		for batch := range slices.Chunk(list, size) {
			group.Go(func() { errs <- r.assembleBatch(ctx, batch) })
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

// assembleBatch makes one program of a batch, less those that do not compile in
// it.
func (r *Runner) assembleBatch(ctx context.Context, batch []*trial) error {
	for culprits := 0; len(batch) > 0; culprits++ {
		var subjects []*subject
		for _, t := range batch {
			subjects = append(subjects, t.subject)
		}
		java := subjects[0].unit.Language == lexers.Java
		if java && culprits > maxCulprits {
			for _, s := range subjects {
				s.harnessed()
			}
			return nil
		}
		var program *Program
		var nonce string
		if java {
			program, nonce = javaProgram(subjects)
		} else {
			program, nonce = cppProgram(subjects, true)
		}
		for k, s := range subjects {
			s.program, s.number, s.nonce = program, k, nonce
		}
		// The first one's run is remembered: it does not run again.
		outcomes, err := r.Run(ctx, []Program{batch[0].program()})
		if err != nil {
			return err
		}
		ended := strings.HasPrefix(outcomes[0].Message, compilerEnded) // by one of them
		if outcomes[0].Compiled() && !ended {
			return nil
		}
		var left []*trial
		culprit := erroneous(&outcomes[0])
		for _, t := range batch {
			if !culprit[t.subject.number] && !(java && t.subject.blamed(&outcomes[0])) {
				left = append(left, t)
			}
		}
		if len(left) == len(batch) { // nobody in particular
			left = nil
		}
		for _, t := range batch {
			if !slices.Contains(left, t) {
				t.subject.harnessed()
			}
		}
		batch = left
	}
	return nil
}

// blamed reports whether the first error of Java's compiler lies in a subject's part
// of the program.
func (s *subject) blamed(o *Outcome) bool {
	line := o.Line - s.offset
	return line >= 1 && line <= strings.Count(s.unit.Text, "\n")+2
}

// companyError matches errors in a candidate in C++ or in what calls it, and the places
// that an error in a template of the library comes from.
var companyError = regexp.MustCompile(`(?m)^(?:candidate|glue)_(\d+)\.cpp:\d+:(?:\d+:)? +(?:error: |fatal error: |required from)`)

// erroneous are the numbers of the candidates in C++ that have an error.
func erroneous(o *Outcome) map[int]bool {
	all := map[int]bool{}
	for _, m := range companyError.FindAllStringSubmatch(o.Stderr, -1) {
		if k, err := strconv.Atoi(m[1]); err == nil {
			all[k] = true
		}
	}
	return all
}
