package lexers

// NumberText spells a numeric literal of one language in another, as Render
// does for NUM_k: suffixes, digit separators and octals differ.
func NumberText(number string, from, to Language) string { return numberText(number, from, to) }

// KeptLiteral returns the content of a literal that has a token of its own, such
// as STR_SPACE.
func KeptLiteral(token string) (content string, ok bool) {
	content, ok = keptStringTokens[token]
	return content, ok
}
