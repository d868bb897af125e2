package app

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"

	"transcoder/lexers"
	"transcoder/translate"
	"transcoder/tui"
	"transcoder/verify"
)

// viewedPair is the session of two files of two languages that are compared as
// they are.
type viewedPair struct {
	*checker
	source, target string // paths

	mu      sync.Mutex
	text    string // of the target, as it is on disk
	blocks  []tui.Block
	written bool // w has written the target
}

func (s *viewedPair) first() string { return s.source }

// Files is not asked for: there is one.
func (s *viewedPair) Files(context.Context) ([]string, error) { return []string{s.source}, nil }

func (s *viewedPair) Read(ctx context.Context, _ string) (*tui.Document, error) {
	from, source, err := readKnown(ctx, s.source)
	if err != nil {
		return nil, err
	}
	to, target, err := readKnown(ctx, s.target)
	if err != nil {
		return nil, err
	}
	if from == to {
		return nil, usageErrorf("%s and %s are both %s: expected two languages", s.source, s.target, from.Title())
	}
	s.text = string(target)
	return &tui.Document{Name: s.source, Source: source, From: from, To: to, Target: s.target}, nil
}

// readKnown reads a source file and finds out its language.
func readKnown(ctx context.Context, path string) (lexers.Language, []byte, error) {
	if path == standardStream {
		return 0, nil, usageErrorf("standard input can't be viewed beside a file: it has no language")
	}
	text, err := readSource(ctx, path, nil)
	if err != nil {
		return 0, nil, err
	}
	language, ok := lexers.DetectLanguage(path, text)
	if !ok {
		return 0, nil, usageErrorf("%s: which language it is cannot be told from its name", path)
	}
	return language, text, isText(path, text)
}

// Prepare has nothing to load: no model is asked.
func (s *viewedPair) Prepare(context.Context) error { return nil }

// piece is a function of one of the files, or the lines between two.
type piece struct {
	name        string // with classes; "" for lines between functions
	first, last int    // lines, 1-based
}

// pieces divides a file into its functions and what is between them. A function
// inside another belongs to that.
func pieces(ctx context.Context, path string, language lexers.Language, text []byte) ([]piece, error) {
	file, err := lexers.Parse(ctx, language, text)
	if err != nil {
		return nil, inputError(fmt.Errorf("%s: %w", path, err))
	}
	var all []piece
	next := 1
	add := func(name string, last int) {
		if last >= next {
			all = append(all, piece{name, next, last})
			next = last + 1
		}
	}
	for _, fn := range file.Functions() {
		if fn.Kind == lexers.Nested {
			continue
		}
		last := file.Position(max(fn.Start, fn.End-1)).Line
		if fn.Line < next {
			continue // on the last line of the function before
		}
		add("", fn.Line-1)
		name := fn.Name
		if fn.Class != "" {
			name = fn.Class + "." + name
		}
		add(name, last)
	}
	add("", lineCount(text))
	return all, nil
}

// foldedName is a function's name without its classes, in the spelling that all
// languages' conventions share: max_sum and maxSum are maxsum.
func foldedName(name string) string {
	return strings.ToLower(strings.ReplaceAll(name[strings.LastIndex(name, ".")+1:], "_", ""))
}

// Outline puts each function of the source beside the one of the same name, and
// the lines between functions beside those above that. What the source has no
// counterpart for stands at the end.
func (s *viewedPair) Outline(ctx context.Context, document *tui.Document) ([]tui.Block, error) {
	left, err := pieces(ctx, s.source, document.From, document.Source)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	right, err := pieces(ctx, s.target, document.To, []byte(s.text))
	if err != nil {
		return nil, err
	}
	lines := strings.SplitAfter(s.text, "\n")
	partner := map[int]int{} // of left pieces among right
	taken := map[int]bool{}
	for i, l := range left {
		for j, r := range right {
			if l.name != "" && r.name != "" && !taken[j] && foldedName(l.name) == foldedName(r.name) {
				partner[i], taken[j] = j, true
				break
			}
		}
	}
	var blocks []tui.Block
	at := 1 // the next line of the source
	add := func(l, r *piece) {
		b := tui.Block{First: at, Last: at - 1}
		if l != nil {
			b.Name, b.First, b.Last = l.name, l.first, l.last
			at = l.last + 1
		}
		switch {
		case r != nil:
			b.Target, b.TargetLine = strings.Join(lines[r.first-1:r.last], ""), r.first
		case b.Name != "":
			b.Refused, b.Note = true, "no function of this name in "+s.target
		}
		blocks = append(blocks, b)
	}
	shown := map[int]bool{}
	above := func(j int) *piece { // the lines above a function that are not shown yet
		if j > 0 && right[j-1].name == "" && !shown[j-1] {
			shown[j-1] = true
			return &right[j-1]
		}
		return nil
	}
	for i := 0; i < len(left); i++ {
		l := &left[i]
		if l.name == "" { // with what stands above the next function's counterpart
			var gap *piece
			if j, ok := partner[i+1]; ok {
				gap = above(j)
			}
			add(l, gap)
			continue
		}
		j, ok := partner[i]
		if !ok {
			add(l, nil)
			continue
		}
		if gap := above(j); gap != nil {
			add(nil, gap)
		}
		shown[j] = true
		add(l, &right[j])
	}
	for j := range right {
		if !shown[j] {
			add(nil, &right[j])
		}
	}
	s.blocks = blocks
	return blocks, nil
}

// Translate is not asked for: all there is comes with the outline.
func (s *viewedPair) Translate(context.Context, *tui.Document, int) ([]translate.Hypothesis, error) {
	return nil, nil
}

// Problem says why the target would not parse with code in its place.
func (s *viewedPair) Problem(ctx context.Context, document *tui.Document, index int, code string) (string, error) {
	text, err := s.with(map[int]string{index: code})
	if err != nil {
		return err.Error(), nil
	}
	file, err := lexers.Parse(ctx, document.To, []byte(text))
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return err.Error(), nil
	}
	if places := file.SyntaxErrors(); len(places) > 0 {
		return fmt.Sprintf("syntax error at %v of %s", places[0], s.target), nil
	}
	return "", nil
}

// with returns the target's text with other text for some blocks.
func (s *viewedPair) with(changed map[int]string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := strings.SplitAfter(s.text, "\n")
	for index, code := range changed {
		b := &s.blocks[index]
		if b.TargetLine == 0 {
			return "", fmt.Errorf("%s has no place in %s", b.Name, s.target)
		}
		if strings.TrimRight(b.Target, "\n") == strings.TrimRight(code, "\n") {
			continue
		}
		old := strings.Count(strings.TrimSuffix(b.Target, "\n"), "\n") + 1
		for k := range old {
			lines[b.TargetLine-1+k] = ""
		}
		lines[b.TargetLine-1] = strings.TrimRight(code, "\n") + "\n"
	}
	return strings.Join(lines, ""), nil
}

func (s *viewedPair) Verify(ctx context.Context, document *tui.Document, candidates []tui.Candidate, chosen []string) ([]verify.Verdict, error) {
	var cases []verify.Case
	for _, c := range candidates {
		changed := map[int]string{}
		for index, code := range chosen {
			if code != "" && s.blocks[index].TargetLine > 0 {
				changed[index] = code
			}
		}
		changed[c.Block] = c.Code
		text, err := s.with(changed)
		if err != nil {
			return nil, err
		}
		name := s.blocks[c.Block].Name
		cases = append(cases, verify.Case{
			Source: verify.Code{Language: document.From, Text: string(document.Source)}, Target: verify.Code{Language: document.To, Text: text},
			Function: name[strings.LastIndex(name, ".")+1:],
		})
	}
	return s.check(ctx, cases)
}

// Save writes the target with what was edited. The first time has to be confirmed:
// the file is the user's.
func (s *viewedPair) Save(_ context.Context, _ *tui.Document, chosen []string, replace bool) (string, error) {
	changed := map[int]string{}
	for index, code := range chosen {
		if code != "" {
			changed[index] = code
		}
	}
	text, err := s.with(changed)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if text == s.text && !s.written {
		return "", fmt.Errorf("nothing was changed in %s", s.target)
	}
	if now, err := os.ReadFile(s.target); err == nil && string(now) != s.text && !s.written && !replace {
		return "", fmt.Errorf("%s was changed by another program: w replaces that (%w)", s.target, &tui.ExistsError{Path: s.target})
	}
	if !s.written && !replace {
		return "", &tui.ExistsError{Path: s.target}
	}
	if err := writeOutput(s.target, []byte(text)); err != nil {
		return "", err
	}
	s.written = true
	return s.target, nil
}
