package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"transcoder/lexers"
	"transcoder/translate"
	"transcoder/tui"
	"transcoder/verify"
	"transcoder/verify/sandbox"
)

// viewSession is a session of the viewer, with what the command needs of it.
type viewSession interface {
	tui.Session
	first() string // the file to begin with; "" for a directory's tree
	Close()
}

// checker verifies translations. Its runner is opened when it is first needed.
type checker struct {
	level sandbox.Level
	jobs  int

	mu     sync.Mutex
	runner *verify.Runner
}

// Seed and number of inputs of the viewer's verification.
const viewSeed = 1

func (c *checker) check(ctx context.Context, cases []verify.Case) ([]verify.Verdict, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.runner == nil {
		runner, err := verify.NewRunner(ctx, verify.Options{Level: c.level, Jobs: c.jobs, Cache: cacheFolder()})
		if err != nil {
			return nil, err
		}
		c.runner = runner
	}
	return c.runner.Check(ctx, cases, verify.CheckOptions{Seed: viewSeed, Minimize: true})
}

func (c *checker) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.runner != nil {
		c.runner.Close()
	}
}

// viewedTranslation is the session of files that are translated while they are
// viewed.
type viewedTranslation struct {
	*checker
	options *ViewOptions
	to      lexers.Language

	once       sync.Once
	translator *translate.Translator
	failed     error // why there is no translator

	mu      sync.Mutex
	files   map[*tui.Document]*viewedFile
	written map[string]bool // files that w wrote
}

// viewedFile is a file that is taken apart.
type viewedFile struct {
	document  *translate.Document
	functions []int // of the document, by block; -1 for a block that is none
	names     []string
}

func (s *viewedTranslation) Close() {
	if s.translator != nil {
		s.translator.Close()
	}
	s.checker.Close()
}

func (s *viewedTranslation) first() string {
	if info, err := os.Stat(s.options.Inputs[0]); err == nil && info.IsDir() {
		return ""
	}
	return s.options.Inputs[0]
}

// Files lists the source files of the directory that can be translated, hidden
// folders left out. Links are not followed, so that they can't lead in circles.
func (s *viewedTranslation) Files(ctx context.Context) ([]string, error) {
	root := s.options.Inputs[0]
	var names []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && path == root:
			return inputError(fmt.Errorf("%s: %w", root, reason(err)))
		case err != nil:
			return nil // a folder that can't be read holds nothing to show
		case entry.IsDir() && path != root && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case !entry.Type().IsRegular():
			return nil
		}
		if language, ok := lexers.LanguageOfPath(path); ok && language != s.to {
			names = append(names, path)
		}
		return nil
	})
	// Files stand before folders, as in most trees.
	slices.SortStableFunc(names, func(a, b string) int {
		if order := strings.Compare(filepath.Dir(a), filepath.Dir(b)); order != 0 {
			return order
		}
		return strings.Compare(a, b)
	})
	return names, err
}

func (s *viewedTranslation) Read(ctx context.Context, name string) (*tui.Document, error) {
	f := &translation{input: name, to: s.to}
	if err := (&TranslateOptions{IO: s.options.IO, From: s.options.From}).read(ctx, f); err != nil {
		return nil, err
	}
	if f.from == s.to {
		return nil, usageErrorf("%s: %w: it is %s already", name, translate.ErrSameLanguage, f.from.Title())
	}
	if err := isText(name, f.source); err != nil {
		return nil, err
	}
	return &tui.Document{Name: name, Source: f.source, From: f.from, To: s.to}, nil
}

// isText refuses what is no text before it is shown: the parser would later.
func isText(name string, source []byte) error {
	if at := slices.Index(source, 0); at >= 0 {
		return inputError(fmt.Errorf("%s: is no text: byte %d is 0", name, at))
	}
	return nil
}

// model loads the model once.
func (s *viewedTranslation) model() (*translate.Translator, error) {
	s.once.Do(func() {
		c, name, err := loadModel(s.options.Model, s.options.Embedded)
		if err != nil {
			s.failed = err
			return
		}
		if s.translator, err = translate.New(c, translate.Options{Threads: s.options.Jobs}); err != nil {
			s.failed = damagedError(fmt.Errorf("%s: %w", name, err))
		}
	})
	return s.translator, s.failed
}

func (s *viewedTranslation) Prepare(context.Context) error {
	_, err := s.model()
	return err
}

func (s *viewedTranslation) Outline(ctx context.Context, document *tui.Document) ([]tui.Block, error) {
	translator, err := s.model()
	if err != nil {
		return nil, err
	}
	class := translate.ClassName(document.Name)
	if out := s.output(document); s.options.Out != "" {
		class = translate.ClassName(out)
	}
	taken, err := translator.Document(ctx, translate.Request{
		Path: document.Name, Source: document.Source, From: document.From, To: document.To, Class: class,
		Beam: s.options.Beam, Hypotheses: s.options.Beam, Align: true,
	})
	if err != nil {
		return nil, inputError(fmt.Errorf("%s: %w", document.Name, err))
	}
	file := &viewedFile{document: taken}
	var blocks []tui.Block
	for _, p := range blocksOf(taken.Parts(), lineCount(document.Source)) {
		block := tui.Block{Name: p.Name, First: p.First, Last: p.Last, Note: p.Note, Refused: p.Function >= 0 && p.Note != ""}
		blocks = append(blocks, block)
		file.functions = append(file.functions, p.Function)
	}
	for _, b := range blocks {
		file.names = append(file.names, b.Name[strings.LastIndex(b.Name, ".")+1:])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[document] = file
	return blocks, nil
}

// lineCount is the number of lines of a text, as the viewer counts them.
func lineCount(source []byte) int {
	n := strings.Count(string(source), "\n")
	if len(source) > 0 && source[len(source)-1] == '\n' {
		return n
	}
	return n + 1
}

// blocksOf makes the parts of a file of n lines cover every line once: what lies
// between parts goes to the part above it where that is no function, and is a
// part of its own otherwise.
func blocksOf(parts []translate.Part, n int) []translate.Part {
	var blocks []translate.Part
	next := 1 // the first line that no block has
	fill := func(to int) {
		if to < next {
			return
		}
		if k := len(blocks) - 1; k >= 0 && blocks[k].Function < 0 {
			blocks[k].Last = to
		} else {
			blocks = append(blocks, translate.Part{Function: -1, First: next, Last: to})
		}
		next = to + 1
	}
	for _, p := range parts {
		fill(min(p.First-1, n))
		p.First = max(p.First, next)
		p.Last = max(min(p.Last, n), p.First-1)
		if p.Last < p.First && p.Function < 0 {
			continue // it shares its line with the part above
		}
		blocks = append(blocks, p)
		next = max(next, p.Last+1)
	}
	fill(n)
	return blocks
}

// file returns what Outline found out about a document.
func (s *viewedTranslation) file(document *tui.Document) (*viewedFile, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if file := s.files[document]; file != nil {
		return file, nil
	}
	return nil, errors.New(document.Name + ": is not read yet")
}

// chosen turns translations by block into translations by function.
func (f *viewedFile) chosen(byBlock []string) []string {
	var chosen []string
	for block, function := range f.functions {
		if function < 0 {
			continue
		}
		for len(chosen) <= function {
			chosen = append(chosen, "")
		}
		if block < len(byBlock) {
			chosen[function] = byBlock[block]
		}
	}
	return chosen
}

func (s *viewedTranslation) Translate(ctx context.Context, document *tui.Document, index int) ([]translate.Hypothesis, error) {
	file, err := s.file(document)
	if err != nil {
		return nil, err
	}
	return file.document.Translate(ctx, file.functions[index])
}

func (s *viewedTranslation) Problem(ctx context.Context, document *tui.Document, index int, code string) (string, error) {
	file, err := s.file(document)
	if err != nil {
		return "", err
	}
	return file.document.Problem(ctx, file.functions[index], code)
}

func (s *viewedTranslation) Verify(ctx context.Context, document *tui.Document, candidates []tui.Candidate, chosen []string) ([]verify.Verdict, error) {
	file, err := s.file(document)
	if err != nil {
		return nil, err
	}
	var cases []verify.Case
	var programs []string
	for _, c := range candidates {
		with := slices.Clone(chosen)
		with[c.Block] = c.Code
		code, _, err := file.document.Program(ctx, file.functions[c.Block], file.chosen(with))
		if err != nil {
			return nil, err
		}
		cases = append(cases, verify.Case{
			Source: verify.Code{Language: document.From, Text: string(document.Source)}, Target: verify.Code{Language: document.To, Text: code},
			Function: file.names[c.Block],
		})
		programs = append(programs, code)
	}
	verdicts, err := s.check(ctx, cases)
	for i := range verdicts {
		verdicts[i].Line = lineWithin(programs[i], candidates[i].Code, verdicts[i].Line)
	}
	return verdicts, err
}

// lineWithin turns a line of a program into a line of the function in it, both
// 1-based; 0 where the line lies elsewhere. The program may indent the function.
func lineWithin(program, function string, line int) int {
	trimmed := func(text string) []string {
		lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
		for i := range lines {
			lines[i] = strings.TrimSpace(lines[i])
		}
		return lines
	}
	in, of := trimmed(program), trimmed(function)
	for at := 0; at+len(of) <= len(in); at++ {
		if slices.Equal(in[at:at+len(of)], of) && line > at && line <= at+len(of) {
			return line - at
		}
	}
	return 0
}

// output is the path that w writes a file's translation to.
func (s *viewedTranslation) output(document *tui.Document) string {
	root, out := s.options.Inputs[0], s.options.Out
	name := outputName(document.Name, document.To)
	beside := filepath.Join(filepath.Dir(document.Name), name)
	if out == "" {
		return beside
	}
	if s.first() == "" { // the directory's tree, again below -o
		if relative, err := filepath.Rel(root, beside); err == nil {
			return filepath.Join(out, relative)
		}
	}
	if info, err := os.Stat(out); strings.HasSuffix(out, "/") || err == nil && info.IsDir() {
		return filepath.Join(out, name)
	}
	return out
}

func (s *viewedTranslation) Save(ctx context.Context, document *tui.Document, chosen []string, replace bool) (string, error) {
	file, err := s.file(document)
	if err != nil {
		return "", err
	}
	path := s.output(document)
	s.mu.Lock()
	ours := s.written[path]
	s.mu.Unlock()
	if sameFile(document.Name, path) {
		return "", fmt.Errorf("%s would be overwritten by its own translation: choose another -o", path)
	}
	if _, err := os.Lstat(path); err == nil && !ours && !replace {
		return "", &tui.ExistsError{Path: path}
	}
	code, err := file.document.Assemble(ctx, file.chosen(chosen))
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", fmt.Errorf("write %s: %w", path, reason(err))
	}
	if err := writeOutput(path, []byte(code)); err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written[path] = true
	return path, nil
}
