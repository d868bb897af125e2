package lexers

import "strings"

// findAngles marks the < and > that hold template or type arguments, as far as
// can be seen without a parse: for the eye only.
func (p *printer) findAngles() {
	for i := range p.lexemes {
		if p.lexemes[i].text != "<" || p.lexemes[i].angle || i == 0 {
			continue
		}
		before := p.lexemes[i-1]
		if before.text == "operator" || before.class != lexWord && before.text != "." {
			continue
		}
		var open []int
		const longest = 64
	scan:
		for j := i; j < len(p.lexemes) && j < i+longest; j++ {
			l := p.lexemes[j]
			switch l.class {
			case lexWord:
				continue
			case lexNumber:
				if p.language == Java {
					break scan
				}
				continue
			case lexMark:
			default:
				break scan
			}
			switch l.text {
			case "<":
				open = append(open, j)
			case ">":
				p.lexemes[j].angle = true // taken back below if the outermost never closes
				open = open[:len(open)-1]
				if len(open) == 0 {
					p.closeAngles(i, j)
					break scan
				}
			case "::", ",", ".", "?", "&", "*", "[", "]", "...", "@":
			case "&&", "(", ")":
				if p.language == Java {
					break scan
				}
			default:
				break scan
			}
		}
		if !p.lexemes[i].angle {
			for j := i; j < len(p.lexemes) && j < i+longest; j++ {
				p.lexemes[j].angle = false
			}
		}
	}
}

// closeAngles marks the < between i and j.
func (p *printer) closeAngles(i, j int) {
	for k := i; k <= j; k++ {
		if p.lexemes[k].text == "<" {
			p.lexemes[k].angle = true
		}
	}
}

// brace is an open bracket of C++ or Java.
type brace struct {
	open  string
	block bool // { of statements or declarations, not of values
	types bool // the block of a class or namespace
	do    bool // the block of do ... while
}

// braces writes C++ or Java.
func (p *printer) braces() string {
	var stack []brace
	inTypes := func() bool { return len(stack) == 0 || stack[len(stack)-1].types }
	inBlock := func() bool { return len(stack) == 0 || stack[len(stack)-1].block }
	statement := "" // first word of the statement
	declares := false
	questions := 0 // ? of the statement that wait for their colon
	begin := func() { statement, declares, questions = "", false, 0 }
	for i, l := range p.lexemes {
		next := lexeme{text: " "}
		if i+1 < len(p.lexemes) {
			next = p.lexemes[i+1]
		}
		switch l.class {
		case lexDirective:
			p.newline()
			p.write(l, false)
			p.newline()
			continue
		case lexLine:
			p.write(l, true)
			p.newline()
			continue
		case lexBlock:
			own := p.lineStart && inBlock()
			p.write(l, true)
			if own {
				p.newline()
			}
			continue
		case lexWord:
			if statement == "" {
				statement = l.text
			}
			switch l.text {
			case "class", "struct", "union", "enum", "namespace", "interface", "record":
				declares = true
			}
		}
		if l.class != lexMark {
			if access := p.lineStart && next.text == ":" && (l.text == "public" || l.text == "private" || l.text == "protected"); access && p.level > 0 {
				p.level--
				p.write(l, false)
				p.level++
				continue
			}
			p.write(l, p.bracesSpace(l))
			continue
		}
		switch l.text {
		case "(", "[":
			p.write(l, p.bracesSpace(l))
			stack = append(stack, brace{open: l.text})
			continue
		case ")", "]":
			if len(stack) > 0 && stack[len(stack)-1].open != "{" {
				stack = stack[:len(stack)-1]
			}
		case "{":
			b := brace{open: "{", block: p.blockOpens(i, inBlock(), declares), types: declares, do: p.previous.text == "do"}
			p.write(l, b.block || p.previous.class == lexMark && p.previous.text != "(" && p.previous.text != "{")
			stack = append(stack, b)
			if b.block {
				p.level++
				if next.text != "}" {
					p.newline()
				}
				begin()
			}
			continue
		case "}":
			b := brace{block: true}
			for len(stack) > 0 {
				b = stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				if b.open == "{" {
					break
				}
			}
			if !b.block {
				p.write(l, false)
				continue
			}
			p.level = max(0, p.level-1)
			if p.previous.text != "{" {
				p.newline()
			}
			p.write(l, false)
			begin()
			switch next.text {
			case ";", ",", ")", ".", "else", "catch", "finally", "(":
			case "while":
				if !b.do {
					p.newline()
				}
			default:
				if inBlock() {
					p.newline()
				}
				if inTypes() && next.text != "}" && next.text != " " {
					p.out.WriteByte('\n')
				}
			}
			continue
		case ";":
			p.write(l, false)
			if inBlock() {
				// One comment behind a statement is taken to speak of it, two
				// to introduce what follows: the words don't say.
				if next.class != lexLine || i+2 < len(p.lexemes) && p.lexemes[i+2].class == lexLine {
					p.newline()
				}
				begin()
			}
			continue
		case "?":
			questions++
		case ":":
			label := statement == "case" || statement == "default" || statement == "public" || statement == "private" || statement == "protected"
			if questions == 0 && inBlock() && label && !declares {
				p.write(l, false)
				if next.class != lexLine {
					p.newline()
				}
				begin()
				continue
			}
			questions = max(0, questions-1)
		}
		unary := p.bracesUnary(l) || (l.text == "*" || l.text == "&") && p.language == CPP && p.afterType(i, statement)
		p.write(l, p.bracesSpace(l))
		p.previous.angle = l.angle || unary
	}
	p.newline()
	return p.out.String()
}

// blockOpens reports whether the { at i opens a block rather than a list of
// values.
func (p *printer) blockOpens(i int, inBlock, declares bool) bool {
	if p.lineStart || declares {
		return inBlock || declares
	}
	switch p.previous.text {
	case ")", "else", "do", "try", "finally", "const", "noexcept", "override", "final", "->", ":", ";", "static", "{", "}":
		return p.previous.text != "{" || inBlock
	case "]":
		return p.language == CPP
	case "=", ",", "(", "[", "return", "[]":
		return false
	}
	if p.language == Java && (p.previous.class == lexWord || p.previous.text == ">") {
		return true
	}
	depth := 0
	for _, l := range p.lexemes[i:min(len(p.lexemes), i+256)] {
		switch l.text {
		case "{":
			depth++
		case "}":
			if depth--; depth == 0 {
				return false
			}
		case ";":
			return true
		}
	}
	return true
}

// afterType reports whether the * or & at i belongs to a declared name: behind a
// built-in type, template arguments, or the one word that a statement begins
// with.
func (p *printer) afterType(i int, statement string) bool {
	switch p.previous.text {
	case "int", "char", "void", "double", "float", "long", "short", "bool", "unsigned", "auto", "const", "string":
		return true
	case ">":
		return p.previous.angle
	case "*", "&":
		return true
	}
	return p.previous.text == statement && i+2 < len(p.lexemes) && p.lexemes[i+1].class == lexWord &&
		(p.lexemes[i+2].text == "=" || p.lexemes[i+2].text == ";" || p.lexemes[i+2].text == "(")
}

// bracesUnary reports whether an operator stands before its operand.
func (p *printer) bracesUnary(l lexeme) bool {
	switch l.text {
	case "!", "~":
		return true
	case "-", "+", "*", "&", "&&", "++", "--":
		return !p.valueBefore() && p.previous.text != ">"
	case "@":
		return true
	}
	return false
}

// bracesSpace reports whether a space stands before l for the eye.
func (p *printer) bracesSpace(l lexeme) bool {
	before := p.previous
	if before.class == lexMark {
		switch before.text {
		case "(", "[", ".", "::", "!", "~", "@":
			return false
		case "->":
			return p.language == Java
		case "{":
			return false
		case "<":
			if before.angle {
				return false
			}
		case "-", "+", "*", "&", "&&", "++", "--":
			if before.angle { // unary
				return false
			}
		}
	}
	if l.class != lexMark {
		return !(before.text == `""` && p.language == CPP)
	}
	switch l.text {
	case ")", "]", ",", ";", ".":
		return false
	case "::":
		return !p.valueBefore() && before.text != "operator"
	case "->":
		return p.language == Java
	case "(":
		if before.text == "operator" || before.text == "sizeof" || before.text == "super" || before.text == "this" {
			return false
		}
		return !p.valueBefore() && !strings.HasSuffix(before.text, "...")
	case "[", "[]", "()":
		return !p.valueBefore() && before.text != "operator" && before.text != "..."
	case "<":
		return !l.angle && before.text != "operator"
	case ">":
		return !l.angle
	case "++", "--":
		return !p.valueBefore()
	case "...":
		return before.text == ","
	}
	return before.text != "operator"
}
