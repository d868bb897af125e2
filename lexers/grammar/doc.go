// Package grammar says which token of the canonical form may come next, so that
// a function that a model writes always parses.
//
// For each language there is a grammar in EBNF over canonical tokens (python.go,
// cpp.go, java.go), compiled into a pushdown automaton. What goes in is a
// vocabulary and, for each function, the tables that placeholders stand for; what comes out,
// step by step, is the set of ids that may follow:
//
//	g, err := grammar.New(lexers.Python, vocabulary)
//	state := g.Start(grammar.NewSource(canonical, 8))
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
// What is written, unlike what is recognized, is held to more where a token alone
// tells: to names that the language's library has (library.go) or the source's
// program defines, and to what fits the declared type of a variable (kinds.go).
//
// Words that no single id stands for are spelled in pieces. While one is being
// spelled it must be able to become a word that may stand there: no keyword and
// no placeholder.
package grammar
