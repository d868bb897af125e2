package adapt

import (
	"slices"

	"transcoder/lexers"
)

// flow tells whether a block of Java can be left at its end (Java Language
// Specification, 14.22).
type flow struct {
	tokens  []string
	at      int
	unknown bool // there was a statement of which that is not told
}

func (f *flow) peek() string {
	if f.at < len(f.tokens) {
		return f.tokens[f.at]
	}
	return ""
}

// until goes to one of some tokens outside of brackets and inner blocks.
func (f *flow) until(tokens ...string) { f.at = skipTo(f.tokens, f.at, tokens) }

// skipTo is where the next of some tokens is, from at on, outside of brackets and
// inner blocks; the end where there is none.
func skipTo(tokens []string, at int, wanted []string) int {
	for depth := 0; at < len(tokens); at++ {
		token := tokens[at]
		if depth == 0 && slices.Contains(wanted, token) {
			break
		}
		depth += lexers.BracketStep(token)
	}
	return at
}

// block goes through one and reports whether its end is reached.
func (f *flow) block() bool {
	f.at++
	reached := true
	for f.at < len(f.tokens) && f.peek() != lexers.BlockClose {
		reached = f.statement() && reached
	}
	f.at++
	return reached
}

// statement goes through one and reports whether what follows is reached.
func (f *flow) statement() bool {
	switch token := f.peek(); token {
	case lexers.BlockOpen:
		return f.block()
	case "return", "throw", "break", "continue", "yield":
		f.until(lexers.EndOfLine)
		f.at++
		return false
	case "if":
		return f.branches()
	case "while":
		endless := f.at+2 < len(f.tokens) && f.tokens[f.at+1] == "true" && f.tokens[f.at+2] == lexers.BlockOpen
		f.until(lexers.BlockOpen)
		start := f.at
		f.block()
		return !endless || slices.Contains(f.tokens[start:f.at], "break")
	case "for":
		f.until(lexers.BlockOpen)
		f.block()
		return true
	case "synchronized", "do", "try", "switch":
		f.unknown = true
		f.until(lexers.BlockOpen)
		f.block()
		for slices.Contains([]string{"catch", "finally"}, f.peek()) {
			f.until(lexers.BlockOpen)
			f.block()
		}
		if token == "do" {
			f.until(lexers.EndOfLine)
			f.at++
		}
		return true
	}
	f.until(lexers.EndOfLine)
	f.at++
	return true
}

// branches goes through an if and all that belongs to it.
func (f *flow) branches() bool {
	f.until(lexers.BlockOpen)
	reached := f.block()
	for f.peek() == "elif" {
		f.until(lexers.BlockOpen)
		reached = f.block() || reached
	}
	if f.peek() != "else" {
		return true
	}
	f.at++
	return f.block() || reached
}
