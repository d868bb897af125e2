package translate

import (
	"context"
	"slices"
	"strings"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
)

// A function and its callers are translated apart, often in different files.
// Were one free to take a vector for the array that another one passes, they
// would not fit together. So what a source states about a function's head holds
// for every translation of it: the order of its parameters, and the types that
// the target has, too.

// signatureTypes are the types that C++ and Java both have, as the canonical form
// spells them.
var signatureTypes = map[string]bool{
	"void": true, "bool": true, "char": true, "short": true, "int": true, "long": true, "float": true, "double": true, "String": true,
}

// annotatedTypes are the canonical spellings, in C++ and in Java, of the types
// that annotations of Python name. Those that each program has its own counterpart
// for, such as a list's array or vector, are missing.
var annotatedTypes = map[string]string{
	"int": "int", "double": "double", "bool": "bool", "string": "String", "void": "void",
}

// statedTypes are types of the target that a function's head takes from what its
// canonical form does not say, as tokens of the canonical form: annotations of
// Python, and the declarations of the fields that its first parameters stand for.
type statedTypes struct {
	result     []string
	parameters map[string][]string // by name
}

// stated returns the stated types of a unit.
func (a *assembly) stated(u *unit) statedTypes {
	types := statedTypes{parameters: map[string][]string{}}
	if a.request.To == lexers.Python {
		return types
	}
	for name, v := range u.parameters {
		if typ, ok := a.mapType(v.Type); ok && v.Type != "" {
			types.parameters[name] = typeTokens(a.request.To, typ)
		}
	}
	if fn := u.function; fn != nil && fn.Language == lexers.Python {
		types.result = annotatedTokens(fn.Return)
		for _, p := range fn.Parameters {
			if _, lifted := u.parameters[p.Name]; !lifted {
				types.parameters[p.Name] = annotatedTokens(p.Type)
			}
		}
	}
	return types
}

// typeTokens are the tokens of a type as code of a language spells it; nil where
// it has none.
func typeTokens(language lexers.Language, typ string) []string {
	c, err := lexers.Canonicalize(context.Background(), language, typ+" f() { }")
	if err != nil {
		return nil
	}
	name := slices.Index(c.Tokens, "ID_0")
	return c.Tokens[:max(0, name)]
}

// signature is what the head of a translation must be, part by part: its result,
// the bracket behind the name, each parameter; nil leaves all to the model.
type signature []signaturePart

// signaturePart is what a piece of a head begins with, and where the model's own
// choice behind that ends; noEnd leaves it none.
type signaturePart struct {
	ids []int32
	end partEnd
}

type partEnd uint8

const (
	noEnd        partEnd = iota
	nameEnd              // behind the function's name
	delimiterEnd         // behind the comma or bracket that ends a parameter
)

// signatureOf returns the signature that translations of a function have. Into
// Python there is none.
func signatureOf(v *bpe.Vocabulary, c *lexers.Canonical, stated statedTypes, to lexers.Language) signature {
	open, parameters, _, ok := headerOf(c.Tokens)
	if !ok || to == lexers.Python || to == c.Language {
		return nil
	}
	// known has the beginning of a piece, exact says that it is all of it.
	part := func(known []string, exact bool, end partEnd, behind string) signaturePart {
		ids, whole := tokenIDs(v, known...)
		last, ends := v.ID(behind)
		switch {
		case !whole || !ends || len(known) == 0:
			return signaturePart{nil, end}
		case exact:
			return signaturePart{append(ids, last), noEnd}
		}
		return signaturePart{ids, end}
	}
	result := stated.result
	if c.Language != lexers.Python {
		result = sharedTokens(c.Tokens[:open-1])
	}
	bracket, _ := tokenIDs(v, "(")
	s := signature{part(result, true, nameEnd, "ID_0"), {bracket, noEnd}}
	for i, p := range parameters {
		behind := ","
		if i == len(parameters)-1 {
			behind = ")"
		}
		known, exact := sharedTokens(c.Tokens[p.from:p.to]), true
		if c.Language == lexers.Python {
			known = nil
		}
		if p.id >= 0 && len(known) == 0 {
			known, exact = stated.parameters[c.Names[p.id]], false
			if len(known) == 1 && signatureTypes[known[0]] { // a reference or pointer else
				known = []string{known[0], "ID_" + itoa(p.id)}
			}
		}
		s = append(s, part(known, exact, delimiterEnd, behind))
	}
	if len(parameters) == 0 {
		bracket, _ := tokenIDs(v, ")")
		s = append(s, signaturePart{bracket, noEnd})
	}
	return s
}

// tokenIDs are the ids of tokens; false where one is spelled in several.
func tokenIDs(v *bpe.Vocabulary, tokens ...string) (ids []int32, whole bool) {
	for _, token := range tokens {
		id, ok := v.ID(token)
		if !ok {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}

// sharedTokens returns tokens of a head if C++ and Java have all of them.
func sharedTokens(tokens []string) []string {
	for _, token := range tokens {
		if _, _, placeholder := lexers.SplitPlaceholder(token); !placeholder && !signatureTypes[token] && token != "[" && token != "]" {
			return nil
		}
	}
	return tokens
}

// annotatedTokens spells a type that Python states; nil where that is left to the
// model, as it is where None is a value.
func annotatedTokens(annotation string) []string {
	if strings.Contains(annotation, "Optional") || strings.Contains(annotation, "|") {
		return nil
	}
	if t, ok := readType(lexers.Python, annotation, fileTypes{}); ok && len(t.args) == 0 && annotatedTypes[t.name] != "" {
		return []string{annotatedTypes[t.name]}
	}
	return nil
}

// signatureMarks are the ids that heads are read by.
type signatureMarks struct {
	name   int32
	delims [2]int32 // comma and closing bracket
	depth  map[int32]int
}

func newSignatureMarks(v *bpe.Vocabulary) signatureMarks {
	m := signatureMarks{name: -1, delims: [2]int32{-1, -1}, depth: map[int32]int{}}
	for token, id := range map[string]*int32{"ID_0": &m.name, ",": &m.delims[0], ")": &m.delims[1]} {
		if known, ok := v.ID(token); ok {
			*id = known
		}
	}
	for token, change := range map[string]int{"(": 1, "[": 1, "{": 1, "<": 1, ")": -1, "]": -1, "}": -1, ">": -1} {
		if id, ok := v.ID(token); ok {
			m.depth[id] = change
		}
	}
	return m
}

// headState is where a hypothesis stands in its signature. It is a value.
type headState struct {
	part, offset int
	depth        int  // of brackets, in what the model chooses
	left         bool // the signature, because the grammar did not allow it
}

// next is the only token that may follow; false where the model is free.
func (s signature) next(h headState) (int32, bool) {
	if h.left || h.part == len(s) || h.offset >= len(s[h.part].ids) {
		return 0, false
	}
	return s[h.part].ids[h.offset], true
}

// advance follows a token.
func (s signature) advance(h headState, token int32, marks *signatureMarks) headState {
	if h.left || h.part == len(s) {
		return h
	}
	p := s[h.part]
	if h.offset < len(p.ids) {
		h.left = token != p.ids[h.offset]
		h.offset++
		if h.offset == len(p.ids) && p.end == noEnd {
			h.part, h.offset = h.part+1, 0
		}
		return h
	}
	switch {
	case p.end == nameEnd && token == marks.name,
		p.end == delimiterEnd && h.depth == 0 && (token == marks.delims[0] || token == marks.delims[1]):
		return headState{part: h.part + 1}
	}
	h.depth += marks.depth[token]
	return h
}
