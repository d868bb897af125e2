package lexers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestCanonicalRealSources measures the canonical form on real files: how many
// functions have one, why the others are refused, and that each is the canonical
// form of its rendered text. It takes a sample; TRANSCODER_SWEEP=1 takes every file
// that eachSource finds, and TRANSCODER_VERBOSE=1 shows a few functions of each
// kind that falls short.
func TestCanonicalRealSources(t *testing.T) {
	for _, language := range Languages() {
		t.Run(language.String(), func(t *testing.T) {
			size := 128 << 10
			if fullSweep() {
				size = 0
			}
			r := realCode{reasons: map[string]int{}, verbose: os.Getenv("TRANSCODER_VERBOSE") != ""}
			eachSource(t, language, size, func(path string, source []byte) {
				file, err := Parse(context.Background(), language, source)
				if err != nil {
					return
				}
				for _, function := range file.Functions() {
					r.add(t, path, function)
				}
			})
			r.report(t)
			// The few that change come from names that mean different things in
			// one function; a grammar's slip would be more.
			if faults := r.unrendered + r.unread + r.changed; faults*1000 > r.canonical {
				t.Errorf("%d of %d canonical forms don't come back, expected at most one in 1000", faults, r.canonical)
			}
		})
	}
}

// realCode counts what became of the functions of one language.
type realCode struct {
	functions, broken, canonical  int
	unrendered, unread, changed   int
	standalone, standaloneRefused int
	reasons                       map[string]int
	verbose                       bool
}

func (r *realCode) add(t *testing.T, path string, function *Function) {
	r.functions++
	c, err := function.Canonical()
	var unsupported *UnsupportedError
	switch {
	case errors.As(err, &unsupported) && unsupported.Construct == "a syntax error":
		r.broken++
		return
	case function.Kind == Standalone:
		r.standalone++
	}
	if err != nil {
		reason := err.Error()
		if unsupported != nil {
			reason = unsupported.Construct
		}
		r.reasons[reason]++
		if function.Kind == Standalone {
			r.standaloneRefused++
			r.show(t, r.reasons[reason], "%s:%d: %v\n%s", path, function.Line, err, function.Source())
		}
		return
	}
	r.canonical++
	text, err := c.Render(c.Language)
	if err != nil {
		r.unrendered++
		r.show(t, r.unrendered, "%s:%d: not rendered: %v\n%s\n%s", path, function.Line, err, function.Source(), strings.Join(c.Tokens, " "))
		return
	}
	again, err := Canonicalize(context.Background(), c.Language, text)
	if err != nil {
		r.unread++
		r.show(t, r.unread, "%s:%d: rendered: %v\n%s", path, function.Line, err, text)
		return
	}
	if at := tokenDifference(c.Tokens, again.Tokens); at >= 0 {
		r.changed++
		r.show(t, r.changed, "%s:%d: token %d: %q against %q\n%s", path, function.Line, at, around(c.Tokens, at), around(again.Tokens, at), text)
	}
}

// show logs the first few cases of a kind.
func (r *realCode) show(t *testing.T, count int, format string, arguments ...any) {
	if r.verbose && count <= 20 {
		t.Logf(format, arguments...)
	}
}

func (r *realCode) report(t *testing.T) {
	sound := r.functions - r.broken
	share := func(n, of int) string { return fmt.Sprintf("%d (%.2f %%)", n, 100*float64(n)/float64(max(of, 1))) }
	t.Logf("%d functions, %d of them with syntax errors; of the others %s have a canonical form; of %d standalone ones %s are refused",
		r.functions, r.broken, share(r.canonical, sound), r.standalone, share(r.standaloneRefused, r.standalone))
	t.Logf("not rendered %d, not read again %d, changed %d", r.unrendered, r.unread, r.changed)
	reasons := make([]string, 0, len(r.reasons))
	for reason := range r.reasons {
		reasons = append(reasons, reason)
	}
	slices.SortFunc(reasons, func(a, b string) int {
		return 2*(r.reasons[b]-r.reasons[a]) + strings.Compare(a, b)
	})
	for _, reason := range reasons[:min(20, len(reasons))] {
		t.Logf("%7d %s", r.reasons[reason], reason)
	}
}
