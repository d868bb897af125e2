package translate

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"transcoder/lexers"
)

// lineWindow is the most lines that are translated together. It bounds memory
// and, for a reader that waits for answers, nothing: what has arrived is
// translated when nothing more is there.
const lineWindow = 64

// MaxLine is the longest line that TranslateLines reads, in bytes: the largest
// source with every byte escaped would be longer, but no program is that.
const MaxLine = 2 * lexers.MaxSourceSize

// lineIn is a line of input.
type lineIn struct {
	ID   json.RawMessage `json:"id"`
	From *string         `json:"src"`
	To   *string         `json:"tgt"`
	Code *string         `json:"code"`
}

// lineOut is a line of output. docs/formats.md describes it.
type lineOut struct {
	ID         json.RawMessage  `json:"id"`
	From       string           `json:"src,omitempty"`
	To         string           `json:"tgt,omitempty"`
	Hypotheses []lineHypothesis `json:"hyps"`
	Error      string           `json:"error,omitempty"`
}

type lineHypothesis struct {
	Code   string  `json:"code"`
	Score  float64 `json:"score"`
	Parses bool    `json:"parses"`
	Verify *string `json:"verify"` // null where it was not asked for
}

// arrived is a line that was read, or what is wrong with it.
type arrived struct {
	number  int
	id      json.RawMessage
	request Request
	problem error
}

// LineCounts say how TranslateLines went.
type LineCounts struct {
	Lines  int // read, blank ones left out
	Failed int // without a hypothesis that parses, or with an error
	Checks map[string]int
}

// TranslateLines reads one program a line, {"id", "src", "tgt", "code"}, and
// writes its translations, {"id", "src", "tgt", "hyps": [{"code", "score",
// "parses", "verify"}]}, best first, in the order of the input. src and tgt are
// names of languages; base has what a line leaves out, and how to search. Where
// base.From is not among them (fromKnown is false) src is told by the code.
//
// The code of a single function becomes a single function; that of a file becomes
// a file. A line that can't be translated has an "error" instead of hypotheses,
// and the others go on. The returned error is ctx's, the model's, or one of
// reading or writing.
func (t *Translator) TranslateLines(ctx context.Context, r io.Reader, w io.Writer, base Request, fromKnown, toKnown bool) (LineCounts, error) {
	counts := LineCounts{Checks: map[string]int{}}
	lines := make(chan arrived, lineWindow)
	reading := make(chan error, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the reader, when it next has a line
	go func() {
		defer close(lines)
		reading <- readLines(r, func(number int, line []byte, problem error) bool {
			a := arrived{number: number, problem: problem}
			if problem == nil {
				a.id, a.request, a.problem = parseLine(line, base, fromKnown, toKnown)
			}
			select {
			case lines <- a:
				return true
			case <-ctx.Done():
				return false
			}
		})
	}()
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		window, more, err := nextWindow(ctx, lines)
		if err != nil {
			return counts, err
		}
		answers, err := t.translateWindow(ctx, window)
		if err != nil {
			return counts, err
		}
		for _, answer := range answers {
			counts.Lines++
			if answer.Error != "" || len(answer.Hypotheses) == 0 || !answer.Hypotheses[0].Parses {
				counts.Failed++
			} else if verdict := answer.Hypotheses[0].Verify; verdict != nil {
				counts.Checks[*verdict]++
			}
			if err := encoder.Encode(answer); err != nil {
				return counts, fmt.Errorf("write: %w", err)
			}
		}
		if err := out.Flush(); err != nil {
			return counts, fmt.Errorf("write: %w", err)
		}
		if !more {
			return counts, <-reading
		}
	}
}

// nextWindow waits for a line and takes with it those that are there.
func nextWindow(ctx context.Context, lines <-chan arrived) (window []arrived, more bool, err error) {
	select {
	case a, ok := <-lines:
		if !ok {
			return nil, false, nil
		}
		window = append(window, a)
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
	for len(window) < lineWindow {
		select {
		case a, ok := <-lines:
			if !ok {
				return window, false, nil
			}
			window = append(window, a)
		default:
			return window, true, nil
		}
	}
	return window, true, nil
}

// readLines calls yield with each line that is not blank until it returns false.
// A line that is too long is passed over.
func readLines(r io.Reader, yield func(number int, line []byte, problem error) bool) error {
	in := bufio.NewReaderSize(r, 64<<10)
	for number := 1; ; number++ {
		var line []byte
		long := false
		var err error
		for {
			var part []byte
			part, err = in.ReadSlice('\n')
			if long = long || len(line)+len(part) > MaxLine; !long {
				line = append(line, part...)
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				break
			}
		}
		line = bytes.TrimSpace(line)
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			return fmt.Errorf("line %d: %w", number, err)
		case long:
			if !yield(number, nil, fmt.Errorf("has more than %d bytes", MaxLine)) {
				return nil
			}
		case len(line) > 0:
			if !yield(number, line, nil) {
				return nil
			}
		}
		if err != nil {
			return nil
		}
	}
}

// parseLine makes a request of a line.
func parseLine(line []byte, base Request, fromKnown, toKnown bool) (json.RawMessage, Request, error) {
	var in lineIn
	request := base
	request.codeAlone = true
	if err := json.Unmarshal(line, &in); err != nil {
		return in.ID, request, lineProblem(err)
	}
	if in.Code == nil {
		return in.ID, request, errors.New(`no "code"`)
	}
	request.Source = []byte(*in.Code)
	var err error
	switch {
	case in.To != nil:
		if request.To, err = lexers.ParseLanguage(*in.To); err != nil {
			return in.ID, request, fmt.Errorf("tgt: %w", err)
		}
	case !toKnown:
		return in.ID, request, errors.New(`no "tgt"`)
	}
	switch {
	case in.From != nil:
		if request.From, err = lexers.ParseLanguage(*in.From); err != nil {
			return in.ID, request, fmt.Errorf("src: %w", err)
		}
	case !fromKnown:
		language, ok := lexers.DetectLanguage("", request.Source)
		if !ok {
			return in.ID, request, errors.New(`no "src", and the code does not tell its language`)
		}
		request.From = language
	}
	return in.ID, request, nil
}

// lineProblem says what is wrong with a line in the words of JSON.
func lineProblem(err error) error {
	var typ *json.UnmarshalTypeError
	switch {
	case !errors.As(err, &typ):
		return err
	case typ.Field == "":
		return fmt.Errorf("is a JSON %s, expected an object", typ.Value)
	}
	return fmt.Errorf("%q is a JSON %s, expected a string", typ.Field, typ.Value)
}

// translateWindow answers some lines.
func (t *Translator) translateWindow(ctx context.Context, window []arrived) ([]lineOut, error) {
	var requests []Request
	for _, a := range window {
		if a.problem == nil {
			requests = append(requests, a.request)
		}
	}
	outcomes, err := t.TranslateAll(ctx, requests)
	if err != nil {
		return nil, err
	}
	answers := make([]lineOut, len(window))
	for i, a := range window {
		answer := lineOut{ID: a.id, Hypotheses: []lineHypothesis{}}
		if a.problem == nil {
			answer.From, answer.To = a.request.From.String(), a.request.To.String()
			outcome := outcomes[0]
			outcomes = outcomes[1:]
			if a.problem = outcome.Err; a.problem == nil {
				answer.Hypotheses = outcome.Result.lineHypotheses()
				if len(answer.Hypotheses) == 0 {
					a.problem = errors.New(outcome.Result.problems())
				}
			}
		}
		if a.problem != nil {
			answer.Error = fmt.Sprintf("line %d: %v", a.number, a.problem)
		}
		answers[i] = answer
	}
	return answers, nil
}

// lineHypotheses are the hypotheses of the only function, or those of the file,
// the k-th of which has the k-th hypothesis of each function.
func (r *Result) lineHypotheses() []lineHypothesis {
	hypotheses := []lineHypothesis{}
	if len(r.Functions) == 1 && r.single {
		for _, h := range r.Functions[0].Hypotheses {
			line := lineHypothesis{Code: h.Code, Score: h.Score, Parses: h.Parses}
			if h.Check != nil {
				line.Verify = &h.Check.Outcome
			}
			hypotheses = append(hypotheses, line)
		}
		return hypotheses
	}
	if len(r.Functions) == 0 {
		return hypotheses
	}
	most := 0
	for _, fn := range r.Functions {
		most = max(most, len(fn.Hypotheses))
	}
	for k := range most {
		line := lineHypothesis{Parses: true}
		var worst *Check
		number := 0
		for _, fn := range r.Functions {
			if len(fn.Hypotheses) == 0 {
				continue // a comment, which parses
			}
			h := fn.Hypotheses[min(k, len(fn.Hypotheses)-1)]
			line.Score, number = line.Score+h.Score, number+1
			line.Parses = line.Parses && h.Parses
			if h.Check != nil && (worst == nil || h.Check.rank() > worst.rank()) {
				worst = h.Check
			}
		}
		if worst != nil {
			line.Verify = &worst.Outcome
		}
		line.Score /= float64(max(1, number))
		line.Code = r.alternative(k)
		hypotheses = append(hypotheses, line)
	}
	return hypotheses
}

// problems joins the failures among the diagnostics.
func (r *Result) problems() string {
	var all []string
	for _, d := range r.Diagnostics {
		if d.Severity == Failure {
			all = append(all, d.Position.String()+": "+d.Message)
		}
	}
	return strings.Join(all, "; ")
}
