package lexers

import "strings"

// pythonHeader prints [async] def name(parameters). Types, which a header from
// another language states, have no place in it.
func (p *renderer) pythonHeader(end int) {
	if p.at() == "async" {
		p.out.WriteString("async ")
		p.pos++
	}
	open := p.parameters(p.pos, end)
	if open < 0 {
		p.fail("a header without parameters")
		return
	}
	p.out.WriteString("def ")
	p.inline(open-1, open)
	closing := ClosingBracket(p.tokens[:end], open)
	if closing == end-1 && !p.typed(open+1, closing) {
		p.inline(open, end)
	} else {
		p.out.WriteByte('(')
		p.untypedParameters(open+1, closing)
		p.out.WriteByte(')')
	}
	p.pos = end
}

// typed reports whether a parameter between two brackets has words before its
// name.
func (p *renderer) typed(from, end int) bool {
	for i := from; i+1 < end; i++ {
		if p.tokens[i] == "=" {
			i = p.parameterEnd(i, end)
			continue
		}
		if isWordByte(p.tokens[i][0]) && isWordByte(p.tokens[i+1][0]) || p.tokens[i] == "]" || p.tokens[i] == ">" {
			return true
		}
	}
	return false
}

// parameterEnd returns the index of the comma behind a parameter's default, which
// begins at from, or end. The commas of a lambda's parameters stand before its
// colon.
func (p *renderer) parameterEnd(from, end int) int {
	depth, open := 0, 0
	for i := from; i < end; i++ {
		switch p.tokens[i] {
		case "(", "[", "{", BlockOpen:
			depth++
		case ")", "]", "}", BlockClose:
			depth--
		case "lambda", "?":
			if depth == 0 {
				open++
			}
		case ":":
			if depth == 0 {
				open--
			}
		case ",":
			if depth == 0 && open <= 0 {
				return i
			}
		}
	}
	return end
}

// untypedParameters prints of each parameter its name, the last word before its
// default, and the default.
func (p *renderer) untypedParameters(from, end int) {
	separator := ""
	generic, name := 0, -1
	for i := from; i <= end; i++ {
		if i < end && p.tokens[i] != "=" && (p.tokens[i] != "," || generic > 0) {
			switch token := p.tokens[i]; {
			case token == "<":
				generic++
			case token == ">":
				generic--
			case generic <= 0 && isWordByte(token[0]):
				name = i
			}
			continue
		}
		if name < 0 {
			continue
		}
		p.out.WriteString(separator)
		separator = ", "
		p.inline(name, name+1)
		if i < end && p.tokens[i] == "=" {
			p.out.WriteByte('=')
			value := i + 1
			i = p.parameterEnd(value, end)
			p.inline(value, i)
		}
		generic, name = 0, -1
	}
}

// pythonStatement prints one statement of Python, with a blank line round a
// nested function.
func (p *renderer) pythonStatement() {
	function := p.at() == "@" || p.at() == "def" || p.at() == "async" && p.pos+1 < len(p.tokens) && p.tokens[p.pos+1] == "def"
	if text := p.out.String(); p.afterFunction || function && !strings.HasSuffix(text, ":\n") && !p.decorated {
		p.out.WriteByte('\n')
	}
	p.decorated = p.at() == "@"
	p.afterFunction = false
	defer func() { p.afterFunction = function && !p.decorated }()
	switch token := p.at(); token {
	case "if", "while", "for", "with", "try", "def", "async", "match":
		p.pythonCompound(token)
	case "@":
		p.simple()
		if next := p.at(); next != "@" && next != "def" && next != "async" {
			p.fail("a decorator without a function")
		}
	case ElseIf, "else", "except", "finally":
		p.fail("%q without its beginning", token)
	case BlockOpen:
		p.fail("Python has no bare block")
	case "do", "switch":
		if _, err := p.extent(p.pos, true); err == nil {
			p.fail("Python has no %s", token)
			return
		}
		p.simple()
	default:
		end, err := p.extent(p.pos, false)
		if err == nil && !keywords[Python][token] {
			switch name := p.declared(p.pos, end); {
			case name == end-1: // a declaration without a value says nothing in Python
				p.pos = end + 1
				return
			case name > p.pos:
				p.pos = name
			}
		}
		p.simple()
	}
}

// declared returns the index of the name that a statement or the head of a loop
// from another language declares with a type before it, or -1. No Python has a
// word, > or ] right before a placeholder.
func (p *renderer) declared(from, end int) int {
	var open []string
	for i := from; i < end; i++ {
		token := p.tokens[i]
		if strings.HasPrefix(token, prefixID+"_") && len(open) == 0 {
			if i == from {
				return -1
			}
			if previous := p.tokens[i-1]; !cppTypeEnd(previous) && previous != "]" && previous != "*" && previous != "&" {
				return -1
			}
			if i+1 < end && p.tokens[i+1] != "=" && p.tokens[i+1] != "in" {
				return -1
			}
			return i
		}
		switch token {
		case "<", "[":
			open = append(open, token)
		case ">", "]":
			if len(open) == 0 || (open[len(open)-1] == "<") != (token == ">") {
				return -1 // a comparison
			}
			open = open[:len(open)-1]
		case ",", "*", "&", "::", ".", "?":
		default:
			if !isWordByte(token[0]) || keywords[Python][token] {
				return -1
			}
		}
	}
	return -1
}

// pythonCompound prints a statement with its block and the clauses behind it.
func (p *renderer) pythonCompound(keyword string) {
	end, err := p.extent(p.pos, true)
	if err != nil {
		if keyword == "match" { // match is a name where no block follows
			p.simple()
			return
		}
		p.fail("%w", err)
		return
	}
	if keyword == "for" && p.depthZero(p.pos, end, ";") < end {
		p.fail("Python has no counting for")
		return
	}
	p.startLine()
	if keyword == "def" && p.tokens[p.pos+1] != BlockOpen || keyword == "async" && p.pos+1 < end && p.tokens[p.pos+1] == "def" {
		if keyword == "async" {
			p.out.WriteString("async ")
			p.pos++
		}
		p.pos++
		p.pythonHeader(end)
		p.block()
		return
	}
	if name := p.declared(p.pos+1, end); keyword == "for" && name > p.pos {
		p.out.WriteString("for ")
		p.pos = name
	}
	if keyword == "match" { // no operand of a conditional expression behind it
		p.out.WriteString("match ")
		p.pos++
	}
	p.inline(p.pos, end)
	p.pos = end
	if keyword == "match" {
		p.matchBlock()
		return
	}
	p.block()
	for p.err == nil {
		clause := p.at()
		switch {
		case clause == ElseIf && keyword == "if":
		case clause == "else" && keyword != "else" && keyword != "with" && keyword != "finally":
		case clause == "except" && (keyword == "try" || keyword == "except"):
		case clause == "finally" && (keyword == "try" || keyword == "except" || keyword == "else"):
		default:
			if keyword == "try" {
				p.fail("a try without except or finally")
			}
			return
		}
		end, err := p.extent(p.pos, true)
		if err != nil {
			p.fail("%w", err)
			return
		}
		p.startLine()
		p.inline(p.pos, end)
		p.pos = end
		p.block()
		switch {
		case clause == ElseIf:
			keyword = "if"
		case clause == "else" && keyword == "except":
			keyword = "else"
		case clause == "else":
			return
		default:
			keyword = clause
		}
		if clause == "finally" {
			return
		}
	}
}

// matchBlock prints the case clauses of a match statement.
func (p *renderer) matchBlock() {
	p.pos++
	p.nesting++
	if p.nesting > maxNesting {
		p.fail("nesting too deep")
		return
	}
	p.out.WriteString(":\n")
	p.indent++
	for p.err == nil && p.at() == "case" {
		end, err := p.extent(p.pos, true)
		if err != nil {
			p.fail("%w", err)
			return
		}
		p.startLine()
		p.inline(p.pos, end)
		p.pos = end
		p.block()
	}
	p.indent--
	p.nesting--
	if p.err == nil && p.at() != BlockClose {
		p.fail("%q in a match statement", p.at())
	}
	p.pos++
}

// pythonOrder turns condition ? yes : no into yes if condition else no.
func pythonOrder(tokens []string) ([]string, bool) {
	o := &orderer{tokens: tokens, out: make([]string, 0, len(tokens)+2)}
	ternary := false
	for _, token := range tokens {
		ternary = ternary || token == "?"
	}
	if !ternary {
		return tokens, true
	}
	for o.pos < len(tokens) && !o.failed {
		before := o.pos
		o.expression()
		if o.pos < len(tokens) {
			if token := tokens[o.pos]; token == ")" || token == "]" || token == "}" || token == "?" {
				return nil, false
			}
			o.out = append(o.out, tokens[o.pos])
			o.pos++
		}
		if o.pos == before {
			return nil, false
		}
	}
	return o.out, !o.failed
}

// orderer reads expressions as far as conditional expressions need it: everything
// that binds more tightly is an operand.
type orderer struct {
	tokens []string
	out    []string
	pos    int
	depth  int
	failed bool
}

// pythonLooser are tokens that a conditional expression does not reach across.
var pythonLooser = tokenSet(`, = += -= *= /= //= %= **= &= |= ^= <<= >>= @= := ; for if else async return yield assert raise del from import as
	with while elif except ` + EndOfLine + ` ` + BlockOpen + ` ` + BlockClose)

// expression copies one expression and stops at a token that does not belong to
// it. Inside the second part of a conditional a colon ends it.
func (o *orderer) expression() {
	o.depth++
	defer func() { o.depth-- }()
	if o.depth > 4*maxNesting {
		o.failed = true
		return
	}
	begin := len(o.out)
	for o.pos < len(o.tokens) && !o.failed {
		token := o.tokens[o.pos]
		switch {
		case token == "(" || token == "[" || token == "{":
			o.group()
		case token == ")" || token == "]" || token == "}" || token == ":":
			return
		case token == "lambda":
			o.lambda()
		case token == "?":
			o.conditional(begin)
			return
		case pythonLooser[token]:
			if token == "for" {
				// The targets up to in are no part of an expression.
				for o.pos < len(o.tokens) && o.tokens[o.pos] != "in" && !o.failed {
					if token := o.tokens[o.pos]; token == "(" || token == "[" || token == "{" {
						o.group() // x[a in b] is a target, too
						continue
					}
					o.out = append(o.out, o.tokens[o.pos])
					o.pos++
				}
				if o.pos < len(o.tokens) {
					o.out = append(o.out, "in")
					o.pos++
				}
				begin = len(o.out)
				continue
			}
			return
		case (token == "*" || token == "**") && len(o.out) == begin:
			o.out = append(o.out, token)
			o.pos++
			begin = len(o.out)
		default:
			o.out = append(o.out, token)
			o.pos++
		}
	}
}

func (o *orderer) group() {
	open := o.tokens[o.pos]
	o.out = append(o.out, open)
	o.pos++
	for o.pos < len(o.tokens) && !o.failed {
		o.expression()
		if o.failed || o.pos >= len(o.tokens) {
			break
		}
		token := o.tokens[o.pos]
		o.out = append(o.out, token)
		o.pos++
		if token == ")" || token == "]" || token == "}" {
			if !bracketsMatch(open, token) {
				o.failed = true
			}
			return
		}
	}
	o.failed = true
}

func (o *orderer) lambda() {
	o.out = append(o.out, "lambda")
	o.pos++
	for o.pos < len(o.tokens) && !o.failed && o.tokens[o.pos] != ":" {
		before := o.pos
		o.expression()
		if o.pos < len(o.tokens) && (o.tokens[o.pos] == "," || o.tokens[o.pos] == "=") {
			o.out = append(o.out, o.tokens[o.pos])
			o.pos++
		}
		if o.pos == before {
			o.failed = true
		}
	}
	if o.pos >= len(o.tokens) {
		o.failed = true
		return
	}
	o.out = append(o.out, ":")
	o.pos++
	o.expression()
}

// conditional has read the condition, which begins at out[begin].
func (o *orderer) conditional(begin int) {
	condition := append([]string(nil), o.out[begin:]...)
	o.out = o.out[:begin]
	o.pos++ // ?
	o.expression()
	if o.failed || o.pos >= len(o.tokens) || o.tokens[o.pos] != ":" || len(condition) == 0 || len(o.out) == begin {
		o.failed = true
		return
	}
	o.pos++
	o.out = append(o.out, "if")
	o.out = append(o.out, condition...)
	o.out = append(o.out, "else")
	at := len(o.out)
	o.expression()
	if len(o.out) == at {
		o.failed = true
	}
}
