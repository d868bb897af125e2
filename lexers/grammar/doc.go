// Package grammar says which token of the canonical form may come next, so that
// a function that a model writes always parses.
//
// For each language there is a grammar in EBNF over canonical tokens (python.go,
// cpp.go, java.go), compiled into a pushdown automaton. What goes in is a
// vocabulary and, for each function, the tables that placeholders stand for; what comes out,
// step by step, is the set of ids that may follow:
//
//	g, err := grammar.New(lexers.Python, vocabulary)
//	state := g.Start(grammar.NewSource(canonical, lexers.Python, 8))
//	for !done {
//		g.Allowed(state, left, bitmap) // left: ids that still fit
//		...                            // choose one of them
//		state = g.Advance(state, id)
//	}
//
// Three properties follow, and the tests measure them: what the automaton accepts is
// rendered (lexers.Canonical.Render) to text that the language's own parser
// accepts; hardly any real function is refused; and a function ends within the
// length that it is given, because an id after which the shortest end would no
// longer fit is not allowed.
//
// Words that no single id stands for are spelled in pieces. While one is being
// spelled it must be able to become a word that may stand there: no keyword and
// no placeholder.
package grammar
