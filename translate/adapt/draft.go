package adapt

import (
	"maps"

	"transcoder/lexers"
)

// draft is a translation on its way through the passes.
type draft struct {
	source  *lexers.Canonical
	tokens  []string
	to      lexers.Language
	program Program

	sourceTypes map[int]typ // what the source declares; nil for not yet read
	targetTypes map[int]typ // what tokens declare, likewise

	*edit // what the passes of a round change
}

// passes are made in rounds: those of one see the same tokens, the next round what
// they left. Each looks for itself whether it has to do with the two languages.
var passes = [][]func(*draft){
	{arguments, fills, held, made},
	{conditions, memberships, members},
	{loops},
	{assigned},
	{concepts},
	{emptiness, keys},
	{fractions},
	{resultType, declarations, objects},
	{characters, indexed},
	{statements},
	{parameters, returned, printed, nulls},
}

// declared are the types of the source's variables, none in Python.
func (d *draft) declared() map[int]typ {
	if d.sourceTypes == nil {
		d.sourceTypes = declaredTypes(d.source)
	}
	return d.sourceTypes
}

// types are those of the variables; Python, which declares none, has the source's: a
// variable has the same placeholder in both.
func (d *draft) types() map[int]typ {
	if d.to == lexers.Python {
		return d.declared()
	}
	if d.targetTypes == nil {
		d.targetTypes = declaredTypes(&lexers.Canonical{Language: d.to, Tokens: d.tokens})
	}
	return d.targetTypes
}

// run makes all passes. It returns the tokens and, for each, the index of the one that it
// comes from.
func (d *draft) run() (tokens []string, origin []int) {
	origin = make([]int, len(d.tokens))
	for i := range origin {
		origin[i] = i
	}
	for _, round := range passes {
		d.edit = newEdit(d.tokens)
		for _, pass := range round {
			pass(d)
		}
		if len(d.log) == 0 {
			continue
		}
		tokens, from := d.apply()
		for i, at := range from {
			from[i] = origin[at]
		}
		d.tokens, d.targetTypes, origin = tokens, nil, from
	}
	return d.tokens, origin
}

// statements adapts what follows from types, expression by expression.
func statements(d *draft) {
	switch d.to {
	case lexers.Java:
		r := newReader(d.source, d.tokens, d.edit, java{})
		r.heads = d.program.Heads
		r.function()
	case lexers.Python:
		r := newReader(d.source, d.tokens, d.edit, python{})
		r.variables = maps.Clone(d.declared())
		r.function()
	case lexers.CPP:
		reductions(d)
	}
}
