package translate

import (
	"context"
	"maps"
	"slices"
	"strings"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
	"transcoder/lexers/grammar"
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

// statedTypes are types of the target that a function's head takes from what its
// canonical form does not say, as tokens of the canonical form: annotations of
// Python, and the declarations of the fields that its first parameters stand for.
type statedTypes struct {
	result     []string
	parameters map[string][]string // by name
	classes    []string            // of the file that these name
}

// stated returns the stated types of a unit whose job has been made.
func (a *assembly) stated(u *unit, standIns *grammar.StandIns) statedTypes {
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
		types.result = a.annotated(fn.Return)
		for _, p := range fn.Parameters {
			if _, lifted := u.parameters[p.Name]; !lifted {
				types.parameters[p.Name] = a.annotated(p.Type)
			}
		}
		a.inferHead(u, &types)
	} else if fn != nil {
		a.stateHead(u, &types)
	}
	// What the file defines has a stand-in also where the function itself does not name it.
	replace := func(tokens []string) {
		for i, token := range tokens {
			if !a.declaredClasses[token] {
				continue
			}
			if standIn, ok := standIns.Add(u.job.standFor, token); ok {
				tokens[i] = standIn
			}
			if !slices.Contains(types.classes, tokens[i]) {
				types.classes = append(types.classes, tokens[i])
			}
		}
	}
	replace(types.result)
	for _, name := range slices.Sorted(maps.Keys(types.parameters)) {
		replace(types.parameters[name])
	}
	return types
}

// annotated spells a type that Python states; nil where the target lacks it, and
// where None is a value.
func (a *assembly) annotated(annotation string) []string {
	if strings.Contains(annotation, "Optional") || strings.Contains(annotation, "|") {
		return nil
	}
	typ, ok := a.mapType(strings.Trim(annotation, `"'`))
	if !ok {
		return nil
	}
	return typeTokens(a.request.To, typ)
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
		var ids []int32
		for _, token := range known {
			ids = v.Encode(ids, token)
		}
		if len(known) > 0 && exact {
			return signaturePart{v.Encode(ids, behind), noEnd}
		}
		return signaturePart{ids, end}
	}
	result := stated.result
	if len(result) == 0 && c.Language != lexers.Python {
		result = sharedTokens(c.Tokens[:open-1])
	}
	s := signature{part(result, true, nameEnd, "ID_0"), {v.Encode(nil, "("), noEnd}}
	for i, p := range parameters {
		behind := ","
		if i == len(parameters)-1 {
			behind = ")"
		}
		var known []string
		if p.id >= 0 {
			known = stated.parameters[c.Names[p.id]]
		}
		exact := false
		switch {
		case len(known) > 0:
			if to == lexers.Java || len(known) == 1 { // else C++ may want a reference
				known = append(slices.Clone(known), "ID_"+itoa(p.id))
				exact = c.Language != lexers.Python // which has values for what is not given
			}
		case c.Language != lexers.Python:
			known, exact = sharedTokens(c.Tokens[p.from:p.to]), true
		}
		s = append(s, part(known, exact, delimiterEnd, behind))
	}
	if len(parameters) == 0 {
		s = append(s, signaturePart{v.Encode(nil, ")"), noEnd})
	}
	return s
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

// signatureMarks are the ids that heads are read by.
type signatureMarks struct {
	name, comma, bracket int32         // the function's; the closing one
	depth                map[int32]int // what a bracket adds to the depth
}

func newSignatureMarks(v *bpe.Vocabulary) signatureMarks {
	m := signatureMarks{name: -1, comma: -1, bracket: -1, depth: map[int32]int{}}
	for token, id := range map[string]*int32{"ID_0": &m.name, ",": &m.comma, ")": &m.bracket} {
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

// never is the delimiter that may not follow: a head has as many parameters as its
// source. false where there is none.
func (s signature) never(h headState, marks *signatureMarks) (int32, bool) {
	if h.left || h.part == len(s) || s[h.part].end != delimiterEnd || h.depth > 0 || h.offset < len(s[h.part].ids) {
		return 0, false
	}
	if h.part == len(s)-1 {
		return marks.comma, true
	}
	return marks.bracket, true
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
		p.end == delimiterEnd && h.depth == 0 && (token == marks.comma || token == marks.bracket):
		return headState{part: h.part + 1}
	}
	h.depth += marks.depth[token]
	return h
}
