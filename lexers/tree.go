package lexers

// #cgo LDFLAGS: -Wl,--unresolved-symbols=ignore-all
// #include <stdlib.h>
// #include "flatten.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"unsafe"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/cpp"
	"github.com/smacker/go-tree-sitter/java"
	"github.com/smacker/go-tree-sitter/python"
)

// maxTreeNodes bounds the memory of one flattened tree (24 bytes a node).
const maxTreeNodes = 64 << 20

// errTreeTooLarge says that a source has more syntax nodes than maxTreeNodes.
var errTreeTooLarge = errors.New("source has too many syntax nodes")

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
}

// grammar is a tree-sitter language with its symbol and field names read out.
type grammar struct {
	language *sitter.Language
	symbols  []string
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
		g.symbols = append(g.symbols, language.SymbolName(sitter.Symbol(i)))
	}
	for i := 1; ; i++ { // field ids are 1-based and end with an empty name
		name := language.FieldName(i)
		if name == "" {
			return g
		}
		g.fields[name] = uint16(i)
	}
}

// parsers keeps warmed-up parsers, one pool a language: making one costs more
// than parsing a small function.
var parsers [LanguageCount]sync.Pool

// parseTree parses a source and flattens the tree. Syntax errors are nodes of
// the tree, not an error: the errors are a cancelled context, an unknown
// language and a source over the size limits.
func parseTree(ctx context.Context, language Language, source []byte) (*tree, error) {
	if int(language) >= len(grammars) {
		return nil, fmt.Errorf("parse: unknown %v", language)
	}
	g := grammars[language]()
	parser, _ := parsers[language].Get().(*sitter.Parser)
	if parser == nil {
		parser = sitter.NewParser()
		parser.SetLanguage(g.language)
	}
	parsed, err := parser.ParseCtx(ctx, nil, source)
	if err != nil {
		parser.Close() // a cancelled parser would resume where it stopped
		return nil, fmt.Errorf("parse %v: %w", language, err)
	}
	defer parsers[language].Put(parser)
	defer parsed.Close()
	root := parsed.RootNode()
	var count C.uint32_t
	// sitter.Node begins with the runtime's TSNode; the binding has no accessor.
	flat := C.flatten(*(*C.TSNode)(unsafe.Pointer(root)), maxTreeNodes, &count)
	if flat == nil {
		return nil, fmt.Errorf("parse %v: %w", language, errTreeTooLarge)
	}
	nodes := make([]node, count)
	copy(nodes, unsafe.Slice((*node)(unsafe.Pointer(flat)), count))
	C.free(unsafe.Pointer(flat))
	return &tree{grammar: g, source: source, nodes: nodes}, nil
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
