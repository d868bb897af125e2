package grammar

import "math/bits"

// scope is what is known of names at a point of the function, and what of the
// source stands behind its placeholders. It is never changed; with copies it.
type scope struct {
	source   *Source
	names    int // ID_k that there are
	declared declared
	outer    *scope // the scope round the innermost block, at its beginning
	words    *word
	strict   bool // a function is being written, not recognized
	generic  bool // it is a template
	fields   int  // of f-strings, one in the other
	kinds    kinds
	owner    string // module or class whose members come behind the dot that is next
}

// declared is a set of ID_k.
type declared [4]uint64

func (d *declared) has(k int) bool {
	return k >= 0 && k < 64*len(d) && d[k/64]&(1<<(k%64)) != 0
}

func (d *declared) count() int {
	n := 0
	for _, w := range d {
		n += bits.OnesCount64(w)
	}
	return n
}

// word is a name that the function does not declare as a variable, and what it
// has used it as.
type word struct {
	text   string
	kind   wordKind
	before *word
}

type wordKind uint8

const (
	unknownWord wordKind = iota
	value
	typeName
	newType // declared by the function itself
	scopeName
)

// known returns what a word has been used as.
func (s *scope) known(text string) wordKind {
	for w := s.words; w != nil; w = w.before {
		if w.text == text {
			return w.kind
		}
	}
	return unknownWord
}

// equal reports whether two scopes, made of one by one token, are the same.
func (s *scope) equal(other *scope) bool {
	a, b := *s, *other
	if a.words != b.words && a.words != nil && b.words != nil && *a.words == *b.words {
		a.words = b.words
	}
	return a == b
}

func (s *scope) with(change func(*scope)) *scope {
	copied := *s
	change(&copied)
	return &copied
}

// declares is the effect of a declared name.
func declares(s *scope, w lexeme) *scope {
	if w.index < 0 || w.index >= 64*len(s.declared) || s.declared.has(w.index) {
		return s
	}
	return s.with(func(s *scope) { s.declared[w.index/64] |= 1 << (w.index % 64) })
}

// isDeclared accepts the names that are declared by now.
func isDeclared(s *scope, w lexeme) bool { return s.declared.has(w.index) }

// both accepts what two conditions accept.
func both(a, b func(*scope, lexeme) bool) func(*scope, lexeme) bool {
	return func(s *scope, w lexeme) bool { return a(s, w) && b(s, w) }
}

// lenient forbids a reading to what writes a function.
func lenient(s *scope) *scope {
	if s.strict {
		return nil
	}
	return s
}

// open begins a scope, close ends it: what it declared is forgotten, what words
// mean is not.
func open(s *scope) *scope { return s.with(func(inner *scope) { inner.outer = s }) }

func closeScope(s *scope) *scope {
	if s.outer.words == s.words {
		return s.outer
	}
	return s.outer.with(func(outer *scope) { outer.words = s.words })
}

// isNew accepts the names that are not declared, so that nothing that is written is declared
// twice; when all that there are have been declared, any.
func isNew(s *scope, w lexeme) bool {
	return !s.strict || !s.declared.has(w.index) && w.index > 0 || s.declared.count()+1 >= s.names
}
