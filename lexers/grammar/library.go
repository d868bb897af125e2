package grammar

import (
	"maps"
	"slices"
	"strings"

	"transcoder/lexers"
)

// library is what programs of a language get without defining it, by the place
// at which a name stands. A model that does not know how the target says what the
// source's library does would spell the source's name: text that parses and means
// nothing. So of names that no one declares, a translation may write those that
// the target's library has, and those that are the source program's own.
type library struct {
	values  map[string]bool            // alone: len in Python, INT_MAX in C++; with types, where those stand
	calls   map[string]bool            // before a bracket, with nothing before them
	types   map[string]bool            // classes; nil where values has them
	fields  map[string]bool            // behind a dot, without a bracket
	methods map[string]bool            // behind a dot, with a bracket
	of      map[string]map[string]bool // modules and classes, with what stands behind their dot
	words   map[string]bool            // the language's own, which stand for nothing
}

// libraries are those of the languages. What they leave out of the real ones is
// what functions on values hardly use: files, threads, networks, screens.
var libraries = [lexers.LanguageCount]library{
	lexers.Python: {
		values:  wordSet(pythonBuiltins + pythonExceptions + pythonImported),
		calls:   wordSet(pythonBuiltins + pythonExceptions + pythonImported),
		fields:  wordSet(`real imag`),
		methods: wordSet(pythonMethods),
		of:      members(pythonModules),
		words:   with(pythonKeywords, pythonLabels+` self cls`),
	},
	lexers.CPP: {
		values:  with(wordSet(cppValues), cppStandardValues),
		calls:   cppCalls(),
		types:   with(wordSet(cppGlobalTypes), cppUnary+` `+cppSequences+` `+cppMaps+` set multiset unordered_set pair priority_queue tuple array bitset function String`),
		fields:  wordSet(`first second`),
		methods: wordSet(cppMethods),
		of:      map[string]map[string]bool{},
		words:   with(cppKeywords, `in elif std String npos `+cppMemberTypes),
	},
	lexers.Java: {
		values:  map[string]bool{},
		calls:   wordSet(javaClasses), // behind new
		types:   wordSet(javaClasses),
		fields:  wordSet(`length`),
		methods: wordSet(javaMethods),
		of:      members(javaStatics),
		words:   with(javaKeywords, `yield var in bool elif String Entry`),
	},
}

// members reads lines of a name, a colon and what stands behind its dot.
func members(text string) map[string]map[string]bool {
	table := map[string]map[string]bool{}
	for line := range strings.Lines(text) {
		if name, list, ok := strings.Cut(line, ":"); ok {
			table[strings.TrimSpace(name)] = wordSet(list)
		}
	}
	return table
}

// memberNames are all words that stand behind the dot of something in of.
func (l *library) memberNames() map[string]bool {
	return union(slices.Collect(maps.Values(l.of))...)
}

// owners are the words that of is a table for.
func (l *library) owners() map[string]bool {
	all := map[string]bool{}
	for name := range l.of {
		all[name] = true
	}
	return all
}

// anyMember are the words that may stand behind a dot.
func (l *library) anyMember() map[string]bool { return union(l.fields, l.methods) }

func union(sets ...map[string]bool) map[string]bool {
	all := map[string]bool{}
	for _, set := range sets {
		maps.Copy(all, set)
	}
	return all
}

// ownWords returns the words of a function that its language's library does not
// explain where they stand: what the program that it is from defines.
func ownWords(c *lexers.Canonical) []string {
	seen := map[string]bool{}
	var own []string
	for i, text := range c.Tokens {
		if !seen[text] && unexplained(c.Language, c.Tokens, i) {
			seen[text] = true
			own = append(own, text)
		}
	}
	return own
}

// SelfContained reports whether the canonical tokens of a function have no name but
// those that it declares and those of its language's library, so that it can run
// without the rest of its program.
func SelfContained(language lexers.Language, tokens []string) bool {
	for i := range tokens {
		if unexplained(language, tokens, i) {
			return false
		}
	}
	return true
}

// unexplained reports whether token i of a function is a name that its language's
// library does not explain where it stands.
func unexplained(language lexers.Language, tokens []string, i int) bool {
	l, text := &libraries[language], tokens[i]
	at := func(i int) string {
		if i < 0 || i >= len(tokens) {
			return ""
		}
		return tokens[i]
	}
	if l.words[text] || !newLexeme(text).isWord() {
		return false
	}
	called := at(i+1) == "("
	switch at(i - 1) {
	case ".", "->":
		return !(l.of[at(i-2)][text] || called && l.methods[text] || !called && l.fields[text])
	case "::":
		return false
	}
	_, owner := l.of[text]
	return !(called && l.calls[text] || !called && l.values[text] || l.types[text] || owner && at(i+1) == ".")
}

// isOwn accepts the words that the source program defines: in a function that is
// being written no other name that nobody declares may stand here.
func isOwn(s *scope, w lexeme) bool { return !s.strict || s.source.isOwn(w.text) }

// from accepts what a set has, and the source program's own words.
func from(set map[string]bool) func(*scope, lexeme) bool {
	return func(s *scope, w lexeme) bool { return !s.strict || set[w.text] || s.source.isOwn(w.text) }
}

// owns notes whose members stand behind the dot that follows.
func owns(s *scope, w lexeme) *scope {
	return s.with(func(s *scope) { s.owner = w.text })
}

// disowns forgets it.
func disowns(s *scope, _ lexeme) *scope {
	return s.with(func(s *scope) { s.owner = "" })
}

// isMemberOf accepts what the word before the dot has.
func isMemberOf(language lexers.Language) func(*scope, lexeme) bool {
	l := &libraries[language]
	return func(s *scope, w lexeme) bool { return !s.strict || l.of[s.owner][w.text] }
}
