package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"transcoder/translate"
	"transcoder/translate/convert"
	"transcoder/tui"
	"transcoder/verify"
)

// viewedConversion is the session of a tree that was converted: each of its files is
// a pair, and the journal says how it stands.
type viewedConversion struct {
	*checker
	out     string
	summary *convert.Summary
	records map[string]*convert.Record // by source

	mu    sync.Mutex
	pairs map[*tui.Document]*viewedPair
}

// openConversion opens the folder of a conversion. It returns nil for what is none.
func openConversion(name string, checker *checker) (viewSession, error) {
	if info, err := os.Stat(filepath.Join(name, convert.Folder)); err != nil || !info.IsDir() {
		return nil, nil
	}
	summary, err := convert.Status(name)
	if err != nil {
		return nil, convertError(err)
	}
	s := &viewedConversion{checker: checker, out: name, summary: summary, records: map[string]*convert.Record{}, pairs: map[*tui.Document]*viewedPair{}}
	for _, r := range summary.Records {
		s.records[r.Source] = r
	}
	return s, nil
}

func (s *viewedConversion) first() string { return "" }

// Files lists the sources that were translated, or failed to be.
func (s *viewedConversion) Files(context.Context) ([]string, error) {
	var names []string
	for _, r := range s.summary.Records {
		if r.State == convert.Translated || r.State == convert.Failed {
			names = append(names, r.Source)
		}
	}
	return names, nil
}

// Recorded implements tui.Recorder.
func (s *viewedConversion) Recorded(name string) tui.Record {
	r := s.records[name]
	if r == nil {
		return tui.Record{}
	}
	count := tui.Record{Functions: len(r.Functions), Failed: r.State == convert.Failed}
	for _, fn := range r.Functions {
		count.Judged = count.Judged || fn.Outcome != ""
		switch fn.State {
		case convert.Verified:
			count.Verified++
		case convert.Differs:
			count.Differs++
		case convert.Untranslated:
			count.Untranslated++
		}
	}
	return count
}

func (s *viewedConversion) Read(ctx context.Context, name string) (*tui.Document, error) {
	r := s.records[name]
	switch {
	case r == nil:
		return nil, inputError(fmt.Errorf("%s: is not in the journal", name))
	case r.State == convert.Failed:
		return nil, inputError(fmt.Errorf("%s: %s", name, r.Reason))
	}
	source := s.summary.SourceFile(r)
	if source == "" {
		return nil, inputError(fmt.Errorf("%s: the source is no file, or no longer there", name))
	}
	pair := &viewedPair{source: source, target: filepath.Join(s.out, filepath.FromSlash(r.Output)), checker: s.checker}
	document, err := pair.Read(ctx, name)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pairs[document] = pair
	return document, nil
}

// pair returns that of a document.
func (s *viewedConversion) pair(document *tui.Document) (*viewedPair, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if pair := s.pairs[document]; pair != nil {
		return pair, nil
	}
	return nil, errors.New(document.Name + ": is not read yet")
}

func (s *viewedConversion) Outline(ctx context.Context, document *tui.Document) ([]tui.Block, error) {
	pair, err := s.pair(document)
	if err != nil {
		return nil, err
	}
	return pair.Outline(ctx, document)
}

// Prepare has nothing to load: no model is asked.
func (s *viewedConversion) Prepare(context.Context) error { return nil }

// Translate is not asked for: all there is comes with the outline.
func (s *viewedConversion) Translate(context.Context, *tui.Document, int) ([]translate.Hypothesis, error) {
	return nil, nil
}

func (s *viewedConversion) Problem(ctx context.Context, document *tui.Document, index int, code string) (string, error) {
	pair, err := s.pair(document)
	if err != nil {
		return "", err
	}
	return pair.Problem(ctx, document, index, code)
}

func (s *viewedConversion) Verify(ctx context.Context, document *tui.Document, candidates []tui.Candidate, chosen []string) ([]verify.Verdict, error) {
	pair, err := s.pair(document)
	if err != nil {
		return nil, err
	}
	return pair.Verify(ctx, document, candidates, chosen)
}

func (s *viewedConversion) Save(ctx context.Context, document *tui.Document, chosen []string, replace bool) (string, error) {
	pair, err := s.pair(document)
	if err != nil {
		return "", err
	}
	return pair.Save(ctx, document, chosen, replace)
}
