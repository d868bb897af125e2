package convert

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"transcoder/lexers"
	"transcoder/translate"
)

// Options say what to convert, and into what.
type Options struct {
	Sources []string // directories, source files, bare git repositories, archives, JSONL corpora
	Out     string   // the output folder, made if need be
	To      lexers.Language

	// Request says how to search; its path, source and languages are left out.
	Request translate.Request

	// Identity names what else the outputs depend on: the model, how the verifier is
	// set. Outputs of another identity are made anew.
	Identity string

	// Include and Exclude are globs as docs/convert.md says. No Include takes all.
	Include, Exclude []string

	Shard Shard

	// Overwrite translates all again and replaces what was edited or was there before.
	Overwrite bool

	// Windows is how many windows are under way at once, each of some tens of files; 0
	// means a few, which keep one machine busy.
	Windows int

	// Progress hears how far a run is, in one call at a time. It may be nil.
	Progress func(Progress)
}

// Progress says how far a run is.
type Progress struct {
	Files, Done int // of the shard
	Functions   int // translated in this run
}

// item is a file, or a part of a corpus, with the output that it gets.
type item struct {
	input  int
	path   string // within the input, slash-separated
	source string // in journals and messages
	output string
	from   lexers.Language
	copied bool // it is in the target language
	part   bool // of a corpus
}

// Plan is what a conversion has to do.
type Plan struct {
	options  Options
	include  globs
	exclude  globs
	outInfo  os.FileInfo // nil while the folder is not there
	inputs   []input
	items    []*item
	problems []*Record // what was listed and not taken
}

// NewPlan lists the sources. It writes nothing.
func NewPlan(ctx context.Context, options Options) (*Plan, error) {
	p := &Plan{options: options}
	var err error
	if p.include, err = newGlobs(options.Include); err != nil {
		return nil, err
	}
	if p.exclude, err = newGlobs(options.Exclude); err != nil {
		return nil, err
	}
	p.outInfo, _ = os.Stat(options.Out)
	for n, name := range options.Sources {
		if info, err := os.Stat(name); err == nil && p.outInfo != nil && os.SameFile(info, p.outInfo) {
			p.Close()
			return nil, &InputError{name, fmt.Errorf("is the output folder, too")}
		}
		in, err := openInput(ctx, name, p)
		if err != nil {
			p.Close()
			return nil, err
		}
		p.inputs = append(p.inputs, in)
		if err := p.list(ctx, n); err != nil {
			p.Close()
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, &InputError{name, err}
		}
	}
	p.name()
	return p, nil
}

// Close ends what the plan holds open.
func (p *Plan) Close() {
	for _, in := range p.inputs {
		in.close()
	}
}

// includes reports whether --include takes a path.
func (p *Plan) includes(name string) bool { return len(p.include) == 0 || p.include.match(name) }

// list adds the files of an input.
func (p *Plan) list(ctx context.Context, n int) error {
	prefix := p.prefix(n)
	_, corpus := p.inputs[n].(*dump)
	return p.inputs[n].list(ctx, func(name string) error {
		i := &item{input: n, path: name, source: path.Join(prefix, name), part: corpus}
		if !corpus {
			i.from, _ = lexers.LanguageOfPath(name)
			i.copied = i.from == p.options.To
		}
		p.items = append(p.items, i)
		return nil
	}, func(name string, state State, reason string) {
		p.problems = append(p.problems, &Record{Source: path.Join(prefix, name), State: state, Reason: reason})
	})
}

// prefix is the folder that an input's outputs go to: none for a single one or a
// file, else one of its name. A corpus always has one, for its parts.
func (p *Plan) prefix(n int) string {
	t, isTree := p.inputs[n].(*tree)
	_, corpus := p.inputs[n].(*dump)
	if isTree && t.only != "" || len(p.options.Sources) == 1 && !corpus {
		return ""
	}
	base := func(name string) string {
		if whole, err := filepath.Abs(name); err == nil {
			name = whole
		}
		name = filepath.Base(name)
		if info, err := os.Stat(p.options.Sources[n]); err == nil && !info.IsDir() {
			name, _, _ = strings.Cut(name, ".")
		}
		return strings.ToValidUTF8(name, "?")
	}
	name, same := base(p.options.Sources[n]), 1
	for _, other := range p.options.Sources[:n] {
		if strings.EqualFold(base(other), name) {
			same++
		}
	}
	if same > 1 {
		name = fmt.Sprintf("%s-%d", name, same)
	}
	return name
}

// roots says where the sources lie that are files.
func (p *Plan) roots() []Root {
	var all []Root
	for n, in := range p.inputs {
		t, ok := in.(*tree)
		if !ok {
			continue
		}
		if name, err := filepath.Abs(t.root.Name()); err == nil {
			all = append(all, Root{p.prefix(n), name})
		}
	}
	return all
}

// name gives every item its output. Copies come first: they keep their names.
func (p *Plan) name() {
	taken := names{}
	for _, copies := range []bool{true, false} {
		for _, i := range p.items {
			switch {
			case i.copied != copies:
			case i.part:
				i.output = i.source + ".jsonl"
				taken[strings.ToLower(i.output)] = true
			case i.copied:
				i.output = taken.take(i.source, i.from, p.options.To)
			default:
				i.output = taken.take(targetName(i.source, p.options.To), i.from, p.options.To)
			}
		}
	}
}

// Planned is an entry of a plan.
type Planned struct {
	Source, Output string
	Copied         bool
	Corpus         bool // a part of one
	From           lexers.Language
}

// Entries lists the plan, or the shard's part of it.
func (p *Plan) Entries() []Planned {
	var all []Planned
	for _, i := range p.mine() {
		all = append(all, Planned{i.source, i.output, i.copied, i.part, i.from})
	}
	return all
}

// Problems lists what was found and not taken, with the reasons.
func (p *Plan) Problems() []*Record { return p.problems }

// mine are the items of the shard.
func (p *Plan) mine() []*item {
	if p.options.Shard.Count <= 1 {
		return p.items
	}
	return slices.DeleteFunc(slices.Clone(p.items), func(i *item) bool { return !p.options.Shard.has(i.output) })
}
