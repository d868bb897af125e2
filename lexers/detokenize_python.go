package lexers

import (
	"fmt"
	"strings"
)

// python writes Python.
func (p *printer) python() (string, error) {
	var brackets []pythonBracket
	top := func() *pythonBracket {
		if len(brackets) == 0 {
			return nil
		}
		return &brackets[len(brackets)-1]
	}
	lambdas := 0 // colons of lambdas outside of brackets to come
	wasDecorator, first := true, true
	for i, l := range p.lexemes {
		if l.class == lexLayout {
			switch l.text {
			case newLineWord:
				p.newline()
				brackets, lambdas = brackets[:0], 0
			case indentWord:
				p.level++
				wasDecorator = true // no blank line before a block's first definition
			case dedentWord:
				if p.level--; p.level < 0 {
					return "", fmt.Errorf("detokenize python: word %d: %s without %s", i, dedentWord, indentWord)
				}
			}
			continue
		}
		starts := p.lineStart && len(brackets) == 0
		if starts {
			switch l.text {
			case "def", "class", "async", "@":
				if !wasDecorator && !first {
					p.out.WriteString(strings.Repeat("\n", max(1, 2-p.level)))
				}
			}
			wasDecorator = l.text == "@" || l.class == lexLine
			first = false
		}
		if l.class == lexLine {
			if !p.lineStart {
				p.out.WriteByte(' ') // two spaces before a trailing comment
			}
			p.write(l, true)
			p.newline()
			continue
		}
		if p.lineStart && len(brackets) > 0 { // behind a comment inside brackets
			p.out.WriteString("    ")
		}
		p.write(l, p.pythonSpace(l, top(), lambdas))
		switch l.text {
		case "(", "[", "{":
			if l.class == lexMark {
				brackets = append(brackets, pythonBracket{open: l.text})
			}
		case ")", "]", "}":
			if len(brackets) > 0 {
				brackets = brackets[:len(brackets)-1]
			}
		case "lambda":
			if b := top(); b != nil {
				b.lambdas++
			} else {
				lambdas++
			}
		case ":":
			if b := top(); b == nil {
				lambdas = max(0, lambdas-1)
			} else if b.lambdas > 0 {
				b.lambdas--
			} else {
				b.annotated = true
			}
		case ",":
			if b := top(); b != nil {
				b.annotated = false
			}
		}
		if (l.text == "*" || l.text == "**" || l.text == "-" || l.text == "+" || l.text == "~" || l.text == "@") && l.class == lexMark {
			p.previous.angle = starts || p.unary
		}
	}
	p.newline()
	if p.level != 0 {
		return "", fmt.Errorf("detokenize python: %d blocks are not closed", p.level)
	}
	return p.out.String(), nil
}

// pythonBracket is an open bracket.
type pythonBracket struct {
	open      string
	lambdas   int  // colons of lambdas to come
	annotated bool // a colon since the last comma: "x: int = 1"
}

// pythonSpace reports whether a space stands before l for the eye.
func (p *printer) pythonSpace(l lexeme, bracket *pythonBracket, lambdas int) bool {
	before := p.previous
	p.unary = false
	if before.class == lexMark {
		switch before.text {
		case "(", "[", "{":
			return false
		case ".":
			return spacedKeywords[Python][l.text]
		case "*", "**", "-", "+", "~", "@":
			if before.angle { // unary
				return false
			}
		case ":":
			if bracket != nil && bracket.open == "[" && bracket.annotated {
				return false // a slice
			}
		case "=":
			if bracket != nil && bracket.open == "(" && !bracket.annotated {
				return false
			}
		}
	}
	if l.class != lexMark {
		return true
	}
	switch l.text {
	case ")", "]", "}", ",", ";":
		return false
	case ":":
		return false
	case ".":
		return !p.valueBefore()
	case "(", "[":
		return !p.valueBefore()
	case "=":
		return bracket == nil || bracket.open != "(" || bracket.annotated
	case "*", "**", "-", "+", "~", "@":
		p.unary = !p.valueBefore()
		if before.text == "*" || before.text == "**" { // the def of a bare *
			return true
		}
	}
	return true
}
