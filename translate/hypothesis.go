package translate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"transcoder/lexers"
	"transcoder/seq2seq/beam"
)

// hypotheses turns what the search found for a job into text, those that parse
// first, at most n.
func (t *Translator) hypotheses(ctx context.Context, j *job, to lexers.Language, n int) ([]Hypothesis, error) {
	var all []Hypothesis
	for _, h := range j.found {
		hypothesis, err := t.hypothesis(ctx, j.canonical, h, to)
		if err != nil {
			return nil, err
		}
		same := func(other Hypothesis) bool { return other.Parses && other.Code == hypothesis.Code }
		if hypothesis.Parses && slices.ContainsFunc(all, same) {
			continue // other subwords, or other placeholders, for the same text
		}
		all = append(all, hypothesis)
	}
	slices.SortStableFunc(all, func(a, b Hypothesis) int {
		switch {
		case a.Parses && !b.Parses:
			return -1
		case b.Parses && !a.Parses:
			return 1
		}
		return 0 // the search has them by score
	})
	return all[:min(n, len(all))], nil
}

// hypothesis renders one result of the search and checks that it parses.
func (t *Translator) hypothesis(ctx context.Context, source *lexers.Canonical, found beam.Hypothesis, to lexers.Language) (Hypothesis, error) {
	h := Hypothesis{Tokens: t.vocabulary.Decode(found.Tokens), Score: found.Score}
	for i, token := range h.Tokens {
		h.Tokens[i] = strings.ToValidUTF8(token, "\uFFFD") // spelled in bytes
	}
	target := *source // the tables, and the language whose spelling of numbers they hold
	target.Tokens = h.Tokens
	code, err := target.Render(to)
	if err != nil {
		h.Problem = err.Error()
		return h, nil
	}
	h.Code = code
	problem, err := parseProblem(ctx, to, code)
	if err != nil {
		return h, err
	}
	if problem == "" && !found.Finished {
		problem = "it reached the length limit"
	}
	h.Problem = problem
	h.Parses = problem == ""
	return h, nil
}

// parseProblem says why code is not exactly one function of a language; "" if
// it is.
func parseProblem(ctx context.Context, language lexers.Language, code string) (string, error) {
	if language == lexers.Java {
		code = "class C {\n" + code + "\n}\n"
	}
	file, err := lexers.Parse(ctx, language, []byte(code))
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return err.Error(), nil
	}
	if places := file.SyntaxErrors(); len(places) > 0 {
		place := places[0]
		if language == lexers.Java {
			place.Line--
		}
		return fmt.Sprintf("syntax error at %v", place), nil
	}
	functions := 0
	for _, item := range file.Outline() {
		switch item.Kind {
		case lexers.FunctionItem:
			functions++
		case lexers.StatementItem, lexers.ImportItem:
			return "it is more than a function", nil
		}
	}
	if functions != 1 {
		return fmt.Sprintf("it is %d functions", functions), nil
	}
	return "", nil
}
