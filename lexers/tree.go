package lexers

// #cgo LDFLAGS: -Wl,--unresolved-symbols=ignore-all
// #include <stdlib.h>
// #include "parse.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
	"unsafe"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/cpp"
	"github.com/smacker/go-tree-sitter/java"
	"github.com/smacker/go-tree-sitter/python"
)

// The limits of one parse. Ordinary source stays far below them: for each byte
// it takes about 30 bytes of memory, half a microsecond and half a node. But the
// parser's recovery from errors can be quadratic in memory and time.
const (
	maxParseMemory        = 256 << 20 // bytes, and for each byte of source:
	maxParseMemoryPerByte = 128
	maxParseTime          = 5 * time.Second // of CPU, and for each MiB of source:
	maxParseTimePerMiB    = 2 * time.Second
	maxTreeNodes          = 32 << 20
)

// ErrTooComplex says that parsing a source took more memory, time or syntax
// nodes than it may: it is no program that a person wrote.
var ErrTooComplex = errors.New("source is too complex to parse")

// nodeFlags are the properties of a node that tree-sitter knows.
type nodeFlags uint16

const (
	nodeNamed   nodeFlags = C.FLAT_NAMED
	nodeMissing nodeFlags = C.FLAT_MISSING
	nodeExtra   nodeFlags = C.FLAT_EXTRA
	nodeError   nodeFlags = C.FLAT_ERROR
)

// node is one syntax node of a flattened tree; its layout is flat_node's.
type node struct {
	start, end uint32 // byte offsets into the source
	next       uint32 // index of the first node after this node's subtree
	parent     uint32 // index of the parent; the root's is its own, 0
	symbol     uint16
	field      uint16 // field that the parent calls it by; 0 is none
	flags      nodeFlags
	depth      uint16
}

// tree is a syntax tree laid out in preorder, the root first: a node's children
// begin at the index behind it and each child's next leads to its sibling. One
// cgo call copies it out of tree-sitter; walking it needs none (a call per node
// costs as much as the parse).
type tree struct {
	grammar *grammar
	source  []byte
	nodes   []node
	errors  []uint32 // the outermost ERROR nodes, and the MISSING ones outside of those
}

// grammar is a tree-sitter language with its symbol and field names read out.
type grammar struct {
	language *sitter.Language
	symbols  []string
	named    []bool // the symbol is a rule's, not a literal mark or word
	fields   map[string]uint16
}

var grammars = [LanguageCount]func() *grammar{
	Python: sync.OnceValue(func() *grammar { return newGrammar(python.GetLanguage()) }),
	CPP:    sync.OnceValue(func() *grammar { return newGrammar(cpp.GetLanguage()) }),
	Java:   sync.OnceValue(func() *grammar { return newGrammar(java.GetLanguage()) }),
}

func newGrammar(language *sitter.Language) *grammar {
	g := &grammar{language: language, fields: map[string]uint16{}}
	for i := range language.SymbolCount() {
		name := language.SymbolName(sitter.Symbol(i))
		g.symbols = append(g.symbols, name)
		g.named = append(g.named, language.SymbolType(sitter.Symbol(i)) == sitter.SymbolTypeRegular)
	}
	for i := 1; ; i++ { // field ids are 1-based and end with an empty name
		name := language.FieldName(i)
		if name == "" {
			return g
		}
		g.fields[name] = uint16(i)
	}
}

// parser is the memory that one parse after another uses.
type parser struct{ c *C.bounded_parser }

// parsers keeps warmed-up parsers.
var parsers = sync.Pool{New: func() any {
	p := &parser{C.bounded_parser_new()}
	runtime.AddCleanup(p, func(c *C.bounded_parser) { C.bounded_parser_delete(c) }, p.c)
	return p
}}

func init() { C.arena_install() }

// parseTree parses a source and flattens the tree. Syntax errors are nodes of
// the tree, not an error: the errors are a cancelled context, an unknown
// language and ErrTooComplex.
//
// The binding's own ParseCtx is not used: its cancellation can strike the next
// parse of a pooled parser, and it copies the source.
func parseTree(ctx context.Context, language Language, source []byte) (*tree, error) {
	if int(language) >= len(grammars) {
		return nil, fmt.Errorf("parse: unknown %v", language)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("parse %v: %w", language, err)
	}
	g := grammars[language]()
	p := parsers.Get().(*parser)
	limits := C.parse_limits{
		bytes:  C.int64_t(maxParseMemory + maxParseMemoryPerByte*len(source)),
		micros: C.uint64_t((maxParseTime + maxParseTimePerMiB*time.Duration(len(source)>>20)).Microseconds()),
		nodes:  maxTreeNodes,
	}
	reusable := true
	stop := func() {}
	if ctx.Done() != nil {
		cancel := context.AfterFunc(ctx, func() { C.bounded_parser_stop(p.c) })
		stop = func() { reusable = cancel() } // a stop that has begun could strike the parser's next user
	}
	var count C.uint32_t
	var status C.int
	text := source
	if len(text) == 0 {
		text = []byte{0}
	}
	// sitter.Language is a pointer to the grammar's tables; the binding has no
	// accessor.
	tables := *(*unsafe.Pointer)(unsafe.Pointer(g.language))
	flat := C.bounded_parse(p.c, tables, (*C.char)(unsafe.Pointer(unsafe.SliceData(text))), C.uint32_t(len(source)), limits, &count, &status)
	stop()
	if reusable {
		parsers.Put(p)
	}
	runtime.KeepAlive(p)
	switch status {
	case C.PARSE_STOPPED:
		return nil, fmt.Errorf("parse %v: %w", language, ctx.Err())
	case C.PARSE_OUT_OF_MEMORY:
		return nil, fmt.Errorf("parse %v: %w: over %d MiB of memory", language, ErrTooComplex, limits.bytes>>20)
	case C.PARSE_OUT_OF_TIME:
		return nil, fmt.Errorf("parse %v: %w: over %v of CPU time", language, ErrTooComplex, time.Duration(limits.micros)*time.Microsecond)
	case C.PARSE_OUT_OF_NODES:
		return nil, fmt.Errorf("parse %v: %w: over %d syntax nodes", language, ErrTooComplex, maxTreeNodes)
	}
	nodes := make([]node, count)
	copy(nodes, unsafe.Slice((*node)(unsafe.Pointer(flat)), count))
	C.free(unsafe.Pointer(flat))
	t := &tree{grammar: g, source: source, nodes: nodes}
	t.findErrors()
	return t, nil
}

// findErrors fills in errors.
func (t *tree) findErrors() {
	for i := uint32(0); i < uint32(len(t.nodes)); {
		n := &t.nodes[i]
		if n.flags&(nodeError|nodeMissing) == 0 {
			i++
			continue
		}
		t.errors = append(t.errors, i)
		i = n.next
	}
}

// firstError returns the first error at or under node i, and whether there is
// one.
func (t *tree) firstError(i uint32) (uint32, bool) {
	k, _ := slices.BinarySearch(t.errors, i)
	if k < len(t.errors) && t.errors[k] < t.nodes[i].next {
		return t.errors[k], true
	}
	// An error that began before i and reaches over it: i lies inside, and may
	// hold errors of its own.
	if k > 0 && t.nodes[t.errors[k-1]].next > i {
		for j := i; j < t.nodes[i].next; j++ {
			if t.nodes[j].flags&(nodeError|nodeMissing) != 0 {
				return j, true
			}
		}
	}
	return 0, false
}

// kind returns the name of node i's symbol, such as "if_statement" or "(".
func (t *tree) kind(i uint32) string {
	symbol := t.nodes[i].symbol
	if int(symbol) >= len(t.grammar.symbols) { // 65535 is tree-sitter's ERROR
		return "ERROR"
	}
	return t.grammar.symbols[symbol]
}

// text returns the source under node i.
func (t *tree) text(i uint32) string {
	return string(t.source[t.nodes[i].start:t.nodes[i].end])
}

// leaf reports whether node i has no children.
func (t *tree) leaf(i uint32) bool { return t.nodes[i].next == i+1 }

// children calls yield with the index of each child of node i, in order.
func (t *tree) children(i uint32) func(yield func(uint32) bool) {
	return func(yield func(uint32) bool) {
		for c := i + 1; c < t.nodes[i].next; c = t.nodes[c].next {
			if !yield(c) {
				return
			}
		}
	}
}

// child returns the first child of node i that its grammar calls by the field
// name, and whether there is one.
func (t *tree) child(i uint32, field string) (uint32, bool) {
	id, ok := t.grammar.fields[field]
	if !ok {
		return 0, false
	}
	for c := i + 1; c < t.nodes[i].next; c = t.nodes[c].next {
		if t.nodes[c].field == id {
			return c, true
		}
	}
	return 0, false
}
