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
	// Blank lines stand round functions and classes: headers says of the last
	// line and of each open block whether it begins one.
	headers := []bool{false}
	close, ended := true, false // no blank line here; a function or class has ended
	for i, l := range p.lexemes {
		if l.class == lexLayout {
			switch l.text {
			case newLineWord:
				p.newline()
				brackets, lambdas = brackets[:0], 0
			case indentWord:
				p.level++
				headers = append(headers, false)
				close = true
			case dedentWord:
				if p.level--; p.level < 0 {
					return "", fmt.Errorf("detokenize python: word %d: %s without %s", i, dedentWord, indentWord)
				}
				headers = headers[:len(headers)-1]
				ended = headers[p.level]
			}
			continue
		}
		starts := p.lineStart && len(brackets) == 0
		if starts {
			header := l.text == "def" || l.text == "class" || l.text == "@" || l.text == "async" && i+1 < len(p.lexemes) && p.lexemes[i+1].text == "def"
			if (header || ended) && !close {
				p.out.WriteString(strings.Repeat("\n", max(1, 2-p.level)))
			}
			headers[p.level], ended = header, false
			close = l.text == "@" || l.class == lexLine
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
	if l.class == lexMark {
		switch l.text {
		case "*", "**", "-", "+", "~", "@":
			p.unary = !p.valueBefore()
		}
	}
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
	}
	return true
}
