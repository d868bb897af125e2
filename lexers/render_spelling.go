package lexers

import (
	"maps"
	"slices"
)

// NumberText spells a numeric literal of one language in another, as Render
// does for NUM_k: suffixes, digit separators and octals differ.
func NumberText(number string, from, to Language) string { return numberText(number, from, to) }

// KeptLiteral returns the content of a literal that has a token of its own, such
// as STR_SPACE.
func KeptLiteral(token string) (content string, ok bool) {
	content, ok = keptStringTokens[token]
	return content, ok
}

// StandardNames lists the C++ names that Render may print with std:: before
// them: those that it always does, class templates before their arguments,
// namespaces before ::, and functions that are called.
func StandardNames() (always, templates, namespaces, functions []string) {
	functions = append(sortedWords(cppStdFunctions), sortedWords(cppStdRanges)...)
	for name := range cppStdCalls {
		functions = append(functions, name)
	}
	slices.Sort(functions)
	return sortedWords(cppStdNames), sortedWords(cppStdTemplates), sortedWords(cppStdNamespaces), functions
}

func sortedWords(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
