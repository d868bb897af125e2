package evaluate

import (
	"context"
	"fmt"
	"slices"
	"time"

	"transcoder/lexers"
	"transcoder/verify"
)

// Runs compiles and runs programs and returns an outcome for each.
type Runs func(ctx context.Context, programs []verify.Program) ([]verify.Outcome, error)

// Checks compares translations with their sources, by running both, and returns a
// verdict for each.
type Checks func(ctx context.Context, cases []verify.Case) ([]verify.Verdict, error)

// Options say how to score.
type Options struct {
	N   int // hypotheses of a translation that count; 0 means all
	Run Runs

	// Candidates is how many hypotheses Check chooses from, N at least; those behind N
	// are tested only if it puts them first.
	Candidates int

	// Check reranks hypotheses before the first is taken, where it is not nil. It sees
	// the source and the hypotheses, never a problem's tests.
	Check Checks
}

// Score is how good the translations of one direction are. The shares are of
// Problems, in 0 to 1.
type Score struct {
	From, To lexers.Language
	Problems int
	N        int // most hypotheses of a problem

	CA1 float64 // the first hypothesis passes the problem's tests
	CAN float64 // one of the first N does: computational accuracy CA@N

	// CAReranked is CA@1 with the hypotheses in the order that Options.Check gives
	// them, and CheckTime what that took for a problem on average; without Check it is
	// CA1 and 0.
	CAReranked float64
	CheckTime  time.Duration

	// Of the first hypotheses:
	Exact    float64 // the same tokens as the reference
	Parses   float64 // no syntax error
	Compiles float64 // its test program compiles
	BLEU     float64 // 0 to 100; see BLEUSignature
}

// Verdict is what came of one hypothesis.
type Verdict struct {
	ID       string
	From, To lexers.Language
	Rank     int // 0 is the best hypothesis
	Code     string
	Parses   bool
	Exact    bool
	Passed   bool

	// Problem says why there is no test program, or why a test that it passed does not
	// count.
	Problem string
	Outcome verify.Outcome // of the test program, where there is one
	Ran     bool           // whether there is one, and it was run

	Reranked int             // its rank after Options.Check
	Check    *verify.Verdict // what that found; nil without it
}

// Score runs the tests of translations and counts, by direction in the order in
// which directions first come.
func (s *Suite) Score(ctx context.Context, translations []Translation, options Options) ([]Score, []Verdict, error) {
	problems := map[string]*Problem{}
	for _, p := range s.Problems {
		problems[p.ID] = p
	}
	var verdicts []Verdict
	for _, t := range translations {
		p := problems[t.ID]
		if p == nil {
			return nil, nil, fmt.Errorf("problem %q is not in the suite", t.ID)
		}
		if p.Solutions[t.To].Harness == "" {
			return nil, nil, fmt.Errorf("problem %q has no test in %v", t.ID, t.To)
		}
		hypotheses := t.Hypotheses
		if most := max(options.N, options.Candidates); options.N > 0 && len(hypotheses) > most {
			hypotheses = hypotheses[:most]
		}
		if len(hypotheses) == 0 {
			hypotheses = []string{""} // counts as wrong
		}
		reference, _, err := surface(t.To, p.Solutions[t.To].Code)
		if err != nil {
			return nil, nil, fmt.Errorf("problem %q, reference in %v: %w", t.ID, t.To, err)
		}
		for rank, code := range hypotheses {
			v := Verdict{ID: t.ID, From: t.From, To: t.To, Rank: rank, Reranked: rank, Code: code}
			tokens, parses, err := surface(t.To, code)
			v.Parses = err == nil && parses && code != ""
			v.Exact = err == nil && slices.Equal(tokens, reference)
			verdicts = append(verdicts, v)
		}
	}
	times := map[[2]lexers.Language]time.Duration{}
	if options.Check != nil {
		var err error
		if times, err = rerank(ctx, problems, verdicts, options.Check); err != nil {
			return nil, nil, err
		}
	}
	var tested []*Verdict
	for i := range verdicts {
		if v := &verdicts[i]; options.N == 0 || v.Rank < options.N || v.Reranked == 0 {
			tested = append(tested, v)
		}
	}
	if err := test(ctx, problems, tested, options.Run); err != nil {
		return nil, nil, err
	}
	scores, err := count(problems, verdicts, options.N)
	for i := range scores {
		scores[i].CheckTime = times[[2]lexers.Language{scores[i].From, scores[i].To}] / time.Duration(scores[i].Problems)
	}
	return scores, verdicts, err
}

// count adds up verdicts, those of one translation one behind the other. n is
// Options.N.
func count(problems map[string]*Problem, verdicts []Verdict, n int) ([]Score, error) {
	var scores []Score
	var bleus []*BLEU
	at := map[[2]lexers.Language]int{}
	passed := false
	for _, v := range verdicts {
		direction := [2]lexers.Language{v.From, v.To}
		i, ok := at[direction]
		if !ok {
			i = len(scores)
			at[direction] = i
			scores = append(scores, Score{From: v.From, To: v.To})
			bleus = append(bleus, &BLEU{})
		}
		score := &scores[i]
		counts := n == 0 || v.Rank < n
		if counts {
			score.N = max(score.N, v.Rank+1)
		}
		if v.Rank == 0 {
			passed = false
			score.Problems++
			candidate, _, _ := surface(v.To, v.Code)
			reference, _, err := surface(v.To, problems[v.ID].Solutions[v.To].Code)
			if err != nil {
				return nil, err
			}
			bleus[i].Add(candidate, reference)
			score.CA1 += share(v.Passed)
			score.Exact += share(v.Exact)
			score.Parses += share(v.Parses)
			score.Compiles += share(v.Ran && v.Outcome.Compiled())
		}
		if v.Reranked == 0 {
			score.CAReranked += share(v.Passed)
		}
		if v.Passed && counts && !passed {
			passed = true
			score.CAN++
		}
	}
	for i := range scores {
		score := &scores[i]
		for _, sum := range []*float64{&score.CA1, &score.CAN, &score.CAReranked, &score.Exact, &score.Parses, &score.Compiles} {
			*sum /= float64(score.Problems)
		}
		score.BLEU = bleus[i].Score()
	}
	return scores, nil
}

func share(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// surface returns the words of a text's surface form, and whether it parses.
func surface(language lexers.Language, text string) (words []string, parses bool, err error) {
	file, err := lexers.Parse(context.Background(), language, []byte(text))
	if err != nil {
		return nil, false, err
	}
	return file.Lexemes(file.Tokens(lexers.SurfaceOptions{})), len(file.SyntaxErrors()) == 0, nil
}
