package verify_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"transcoder/evaluate"
	"transcoder/lexers"
	"transcoder/verify"
)

// The proofs measure Check on a suite of problems that are solved in several
// languages and have tests of their own. TRANSCODER_SUITE names the suite's file
// and runs them; TRANSCODER_PROBLEMS bounds the problems, TRANSCODER_MUTANTS
// (1000) the mutants; TRANSCODER_SEED draws others; TRANSCODER_SHOW logs those that
// were missed.

func suite(t *testing.T) *evaluate.Suite {
	t.Helper()
	path := os.Getenv("TRANSCODER_SUITE")
	if path == "" {
		t.Skip("TRANSCODER_SUITE names no suite")
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s, err := evaluate.ReadSuite(path, f)
	if err != nil {
		t.Fatal(err)
	}
	if n := number(t, "TRANSCODER_PROBLEMS", len(s.Problems)); n < len(s.Problems) {
		rng := rand.New(rand.NewPCG(1, 1))
		rng.Shuffle(len(s.Problems), func(i, j int) { s.Problems[i], s.Problems[j] = s.Problems[j], s.Problems[i] })
		s.Problems = s.Problems[:n]
	}
	return s
}

func number(t *testing.T, variable string, otherwise int) int {
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

func proofRunner(t *testing.T) *verify.Runner {
	t.Helper()
	options := verify.Options{Jobs: number(t, "TRANSCODER_JOBS", 0)}
	if folder, err := os.UserCacheDir(); err == nil {
		options.Cache = filepath.Join(folder, "transcoder")
	}
	r, err := verify.NewRunner(context.Background(), options)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(r.Close)
	for _, l := range lexers.Languages() {
		if problem := r.Missing(l); problem != "" {
			t.Skip(problem)
		}
	}
	return r
}

// checked runs Check on cases a few at a time, for it takes an hour in all: what
// it finds is logged as it comes.
func checked(t *testing.T, r *verify.Runner, cases []verify.Case, log func(i int, v verify.Verdict)) []verify.Verdict {
	t.Helper()
	var verdicts []verify.Verdict
	for part := range slices.Chunk(cases, 120) {
		found, err := r.Check(context.Background(), part, verify.CheckOptions{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range found {
			log(len(verdicts), v)
			verdicts = append(verdicts, v)
		}
		t.Logf("%d of %d checked", len(verdicts), len(cases))
	}
	return verdicts
}

func code(p *evaluate.Problem, l lexers.Language) verify.Code {
	return verify.Code{Language: l, Text: p.Solutions[l].Code}
}

// TestTruePairs counts how Check judges references of one problem in two
// languages, which should do the same.
func TestTruePairs(t *testing.T) {
	s := suite(t)
	r := proofRunner(t)
	var cases []verify.Case
	var names []string
	for _, p := range s.Problems {
		for _, from := range lexers.Languages() {
			for _, to := range lexers.Languages() {
				if from != to {
					cases = append(cases, verify.Case{Source: code(p, from), Target: code(p, to)})
					names = append(names, fmt.Sprintf("%s %v-%v", p.ID, from, to))
				}
			}
		}
	}
	count := map[verify.VerdictKind]int{}
	checked(t, r, cases, func(i int, v verify.Verdict) {
		count[v.Outcome]++
		if v.Outcome != verify.VerdictPass {
			t.Logf("%s: %v: %s", names[i], v.Outcome, v.Message)
			if e := v.CounterExample; e != nil {
				t.Logf("    %.300v | %.200v | %.200v", e.Inputs, e.Source, e.Target)
			}
		}
	})
	t.Logf("%d pairs: %v", len(cases), count)
	if pass := count[verify.VerdictPass]; pass*100 < 75*len(cases) {
		t.Errorf("%d of %d pass, want 75 %%", pass, len(cases))
	}
	if n := count[verify.VerdictUnsupported] + count[verify.VerdictTimeout]; n*10 > len(cases) {
		t.Errorf("%d of %d are unsupported or time out, want 10 %% at most", n, len(cases))
	}
}

// operators are what a mutation replaces, and by what.
var operators = map[string][]string{
	"<": {"<=", ">"}, "<=": {"<", ">="}, ">": {">=", "<"}, ">=": {">", "<="}, "==": {"!="}, "!=": {"=="},
	"+": {"-"}, "-": {"+"}, "*": {"+"}, "/": {"*"}, "//": {"*"}, "%": {"*"}, "+=": {"-="}, "-=": {"+="}, "*=": {"+="},
	"&&": {"||"}, "||": {"&&"}, "and": {"or"}, "or": {"and"}, "++": {"--"}, "--": {"++"},
}

var wholeNumber = regexp.MustCompile(`^\d+$`)

// mutate changes one operator or constant of a function; ok is false where the
// drawn place has none.
func mutate(rng *rand.Rand, language lexers.Language, text string) (string, bool) {
	file, err := lexers.Parse(context.Background(), language, []byte(text))
	if err != nil {
		return "", false
	}
	type change struct {
		token lexers.Token
		by    []string
	}
	var changes []change
	for _, token := range file.Tokens(lexers.SurfaceOptions{}) {
		word := text[token.Start:token.End]
		switch {
		case token.Kind == lexers.Operator || token.Kind == lexers.Keyword:
			if by := operators[word]; by != nil && !template(text, token) {
				changes = append(changes, change{token, by})
			}
		case token.Kind == lexers.Number && wholeNumber.MatchString(word):
			n, err := strconv.Atoi(word)
			if err == nil {
				changes = append(changes, change{token, []string{strconv.Itoa(n + 1), strconv.Itoa(max(n-1, 0))}})
			}
		}
	}
	if len(changes) == 0 {
		return "", false
	}
	c := changes[rng.IntN(len(changes))]
	by := c.by[rng.IntN(len(c.by))]
	mutant := text[:c.token.Start] + by + text[c.token.End:]
	return mutant, mutant != text
}

// template reports whether a < or > is a template's.
func template(text string, token lexers.Token) bool {
	line := text[strings.LastIndexByte(text[:token.Start], '\n')+1:]
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	word := text[token.Start:token.End]
	return (word == "<" || word == ">") && regexp.MustCompile(`[a-zA-Z_]\s*<[\w\s<,\[\]]*>`).MatchString(line)
}

// TestMutants counts how many mutants of the references that fail the suite's own
// tests Check finds out, beside the reference in another language.
func TestMutants(t *testing.T) {
	s := suite(t)
	r := proofRunner(t)
	ctx := context.Background()
	want := number(t, "TRANSCODER_MUTANTS", 1000)
	rng := rand.New(rand.NewPCG(2, uint64(number(t, "TRANSCODER_SEED", 2))))
	type mutant struct {
		problem  *evaluate.Problem
		language lexers.Language
		text     string
	}
	next := func(l lexers.Language) lexers.Language { return (l + 1) % lexers.LanguageCount }
	problems := map[string]*evaluate.Problem{}
	for _, p := range s.Problems {
		problems[p.ID] = p
	}
	// Mutants that fail the tests.
	var mutants []mutant
	seen := map[string]bool{}
	for tries := 0; len(mutants) < want && tries < 40; tries++ {
		var drawn []evaluate.Translation
		for range max(want/4, 60) {
			p := s.Problems[rng.IntN(len(s.Problems))]
			l := lexers.Languages()[rng.IntN(lexers.LanguageCount)]
			text, ok := mutate(rng, l, p.Solutions[l].Code)
			if ok && !seen[p.ID+text] {
				seen[p.ID+text] = true
				drawn = append(drawn, evaluate.Translation{ID: p.ID, From: next(l), To: l, Hypotheses: []string{text}})
			}
		}
		_, scored, err := s.Score(ctx, drawn, evaluate.Options{Run: r.Run})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range scored {
			if v.Ran && v.Outcome.Compiled() && !v.Passed && len(mutants) < want {
				mutants = append(mutants, mutant{problems[v.ID], v.To, v.Code})
			}
		}
	}
	// Sources: the reference in another language where it passes, else in the same.
	type pair struct {
		id   string
		l    lexers.Language
		from lexers.Language
	}
	slices.SortStableFunc(mutants, func(a, b mutant) int { return strings.Compare(a.problem.ID, b.problem.ID) })
	references := map[pair]int{}
	var cases []verify.Case
	for _, m := range mutants {
		k := pair{m.problem.ID, m.language, next(m.language)}
		if _, ok := references[k]; !ok {
			references[k] = len(cases)
			cases = append(cases, verify.Case{Source: code(m.problem, k.from), Target: code(m.problem, m.language)})
		}
	}
	t.Logf("%d mutants of %d references", len(mutants), len(cases))
	base := checked(t, r, cases, func(int, verify.Verdict) {})
	cases = cases[:0]
	same := 0
	for _, m := range mutants {
		k := pair{m.problem.ID, m.language, next(m.language)}
		from := k.from
		if base[references[k]].Outcome != verify.VerdictPass {
			from = m.language
			same++
		}
		cases = append(cases, verify.Case{Source: code(m.problem, from), Target: verify.Code{Language: m.language, Text: m.text}})
	}
	count := map[verify.VerdictKind]int{}
	found := 0
	checked(t, r, cases, func(i int, v verify.Verdict) {
		count[v.Outcome]++
		switch v.Outcome {
		case verify.VerdictDiffers, verify.VerdictCompileError, verify.VerdictRuntimeError, verify.VerdictTimeout:
			found++
		default:
			t.Logf("%s %v from %v: %v: %d inputs: %s %v", mutants[i].problem.ID, mutants[i].language, cases[i].Source.Language, v.Outcome, v.Inputs, v.Message, v.Notes)
			if os.Getenv("TRANSCODER_SHOW") != "" {
				t.Logf("%s", mutants[i].text)
			}
		}
	})
	t.Logf("%d mutants, %d of them beside the same language: %d found (%.1f %%): %v", len(mutants), same, found, 100*float64(found)/float64(len(mutants)), count)
	if found*100 < 95*len(mutants) {
		t.Errorf("%d of %d mutants found, want 95 %%", found, len(mutants))
	}
}

// TestFewMutants is the small version of TestMutants: each mutant of a function
// is found, but for those that do the same.
func TestFewMutants(t *testing.T) {
	r, err := verify.NewRunner(context.Background(), verify.Options{})
	if err != nil {
		t.Skip(err)
	}
	defer r.Close()
	if problem := r.Missing(lexers.Python); problem != "" {
		t.Skip(problem)
	}
	const text = "def longest_run(arr, n):\n    best = 0\n    run = 1\n    for i in range(1, n):\n        if arr[i] == arr[i - 1] + 1:\n            run += 1\n        else:\n            run = 1\n        if run > best:\n            best = run\n    return best\n"
	source := verify.Code{Language: lexers.Python, Text: text}
	rng := rand.New(rand.NewPCG(3, 3))
	var cases []verify.Case
	seen := map[string]bool{text: true}
	for range 60 {
		if mutant, ok := mutate(rng, lexers.Python, text); ok && !seen[mutant] {
			seen[mutant] = true
			cases = append(cases, verify.Case{Source: source, Target: verify.Code{Language: lexers.Python, Text: mutant}})
		}
	}
	verdicts, err := r.Check(context.Background(), cases, verify.CheckOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range verdicts {
		// Whether a run as long as the best so far is taken again makes no difference.
		same := strings.Contains(cases[i].Target.Text, "run >= best")
		if (v.Outcome == verify.VerdictPass) != same {
			t.Errorf("%v (%s) of\n%s", v.Outcome, v.Message, cases[i].Target.Text)
		}
	}
}
