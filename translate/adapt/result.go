package adapt

import (
	"slices"

	"transcoder/lexers"
)

// resultType gives a function of Java, which Python states no type for, the type of what
// it returns, where all that is known and of one kind: a text where the model
// declared a number, a fraction where it declared a whole number, and the other way round.
func resultType(d *draft) {
	if d.source.Language != lexers.Python || d.to != lexers.Java {
		return
	}
	tokens := d.tokens
	declared, _, body, ok := header(tokens)
	start := slices.IndexFunc(tokens, func(token string) bool { return token != "static" })
	if !ok || declared.unknown() || start < 0 || body < 0 {
		return
	}
	_, end, ok := readType(tokens, start)
	if !ok || end >= len(tokens) || tokens[end] != "ID_0" {
		return
	}
	r := newReader(d.source, tokens, newEdit(tokens), java{})
	r.heads = d.program.Heads
	r.function()
	if len(r.returned) == 0 {
		return
	}
	returned := r.returned[0].unboxed()
	for _, t := range r.returned[1:] {
		switch t = t.unboxed(); {
		case t.is(returned):
		case t.rank() > 0 && returned.rank() > 0:
			returned = promoted(t, returned)
		default:
			return
		}
	}
	number := declared.rank() > 0 || declared.isTruth()
	switch {
	case returned.is(text) && number,
		returned.rank() > ranks["char"] && declared.is(text),
		returned.rank() > declared.rank() && declared.rank() > ranks["char"]:
		d.replace(start, end, returned.tokens()...)
	}
}
