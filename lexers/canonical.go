package lexers

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
)

// CanonicalVersion numbers the canonical form. Checkpoints and corpora record
// it: tokens of one version mean nothing to a model of another.
const CanonicalVersion = 1

// Canonical is one function in the form that the model reads and writes: the
// tokens that the three languages share where grammar alone decides, and the
// tables that give the placeholders their text back. docs/canonical.md lists
// what is unified.
type Canonical struct {
	Language Language
	Tokens   []string // "ID_0", "NUM_1", "BLOCK_OPEN", "EOL", "for", "+=", "push_back" ...
	Names    []string // ID_k -> name in the source
	Numbers  []string // NUM_k -> literal as written in Language
	Literals []string // STR_k and CHR_k share one numbering: content without quotes and escapes
}

// UnsupportedError says which construct the canonical form cannot express, and
// where. Line is 1-based and counts from the beginning of the parsed source.
type UnsupportedError struct {
	Construct string
	Line      int
}

// Error names the construct and its line.
func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("line %d: no canonical form for %s", e.Line, e.Construct)
}

// Canonicalize returns the canonical form of source text that holds exactly one
// function (decorators, annotations and a template header may stand before it).
// A construct without a canonical form is an *UnsupportedError.
func Canonicalize(ctx context.Context, language Language, source string) (*Canonical, error) {
	t, err := parseTree(ctx, language, []byte(source))
	if err != nil {
		return nil, err
	}
	function, err := onlyFunction(t, language)
	if err != nil {
		return nil, err
	}
	return canonicalize(t, language, function)
}

// onlyFunction returns the node of the function that the source holds.
func onlyFunction(t *tree, language Language) (uint32, error) {
	found := uint32(0)
	for i := uint32(0); i < uint32(len(t.nodes)); {
		switch t.kind(i) {
		case "function_definition", "method_declaration", "constructor_declaration":
			if found != 0 {
				return 0, fmt.Errorf("more than one function: lines %d and %d", t.line(found), t.line(i))
			}
			found = i
			i = t.nodes[i].next
		default:
			i++
		}
	}
	if found == 0 {
		return 0, fmt.Errorf("no %s function", language.Title())
	}
	return found, nil
}

// canonicalize builds the canonical form of the function at a node of t.
func canonicalize(t *tree, language Language, function uint32) (*Canonical, error) {
	b, err := build(t, language, function)
	if err != nil {
		return nil, err
	}
	return b.out, nil
}

// build walks the function at a node of t; the canonical form is the builder's
// out.
func build(t *tree, language Language, function uint32) (*builder, error) {
	b := &builder{
		tree:     t,
		function: function,
		declared: map[string]bool{},
		ids:      map[string]int{},
		numbers:  map[string]int{},
		literals: map[string]int{},
		out:      &Canonical{Language: language},
	}
	for i := function; i < t.nodes[function].next; i++ {
		if t.nodes[i].flags&nodeMissing != 0 || t.kind(i) == "ERROR" {
			b.refuse(i, "a syntax error")
			return nil, b.err
		}
	}
	b.out.Tokens = make([]string, 0, t.nodes[function].next-function)
	b.offsets = make([]uint32, 0, t.nodes[function].next-function)
	b.at = t.nodes[function].start
	switch language {
	case Python:
		pythonCanonical(b, function)
	case CPP:
		cppCanonical(b, function)
	case Java:
		javaCanonical(b, function)
	}
	if b.err != nil {
		return nil, b.err
	}
	return b, nil
}

// line returns the 1-based line on which node i begins.
func (t *tree) line(i uint32) int {
	return 1 + bytes.Count(t.source[:t.nodes[i].start], []byte{'\n'})
}

// Placeholder prefixes. STR and CHR index the same table.
const (
	prefixID     = "ID"
	prefixNumber = "NUM"
	prefixString = "STR"
	prefixChar   = "CHR"
)

// IdentifierIndex returns the number of the placeholder of a name, 3 of "ID_3"; -1 for every
// other token.
func IdentifierIndex(token string) int {
	if prefix, k, ok := SplitPlaceholder(token); ok && prefix == prefixID {
		return k
	}
	return -1
}

// SplitPlaceholder splits a placeholder such as "ID_3" into "ID" and 3. ok is
// false for every other token, "STR_EMPTY" and "ID_03" among them.
func SplitPlaceholder(token string) (prefix string, index int, ok bool) {
	at := strings.IndexByte(token, '_')
	if at < 2 || at > 3 || len(token) > at+6 || len(token) == at+1 {
		return "", 0, false
	}
	switch token[:at] {
	case prefixID, prefixNumber, prefixString, prefixChar:
	default:
		return "", 0, false
	}
	digits := token[at+1:]
	if digits[0] == '0' && len(digits) > 1 {
		return "", 0, false
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return "", 0, false
		}
		index = index*10 + int(digits[i]-'0')
	}
	return token[:at], index, true
}

// placeholder returns the token of entry index in a table.
func placeholder(prefix string, index int) string {
	if table, ok := commonPlaceholders[prefix]; ok && index < len(table) {
		return table[index]
	}
	return prefix + "_" + strconv.Itoa(index)
}

// commonPlaceholders saves an allocation for each of the usual ones.
var commonPlaceholders = func() map[string][]string {
	tables := map[string][]string{}
	for _, prefix := range []string{prefixID, prefixNumber, prefixString, prefixChar} {
		for i := range 64 {
			tables[prefix] = append(tables[prefix], prefix+"_"+strconv.Itoa(i))
		}
	}
	return tables
}()

// Canonical returns the canonical form of the function. A construct without one
// is an *UnsupportedError whose line counts in the file.
func (fn *Function) Canonical() (*Canonical, error) {
	return canonicalize(fn.file.tree, fn.Language, fn.node)
}
