package lexers

import (
	"errors"
	"fmt"
	"strings"
)

// maxNesting bounds the brackets and blocks that open at once in a rendered
// function; tokens of a model may nest without end.
const maxNesting = 200

// Render writes the function as source text in the house format of a language:
// Black-like for Python, Google-like for C++ and Java. The tokens may come from
// a model and the tables from another language: every token sequence renders or
// gives an error that says why not. Nothing is translated: tokens that the
// target writes otherwise (blocks, booleans, operators, literals) are respelled,
// all others stand as they are.
func (c *Canonical) Render(target Language) (string, error) {
	p, err := c.render(target)
	if err != nil {
		return "", err
	}
	return wrapLines(p.out.String(), p.marks, target), nil
}

// render prints the function without breaking long lines.
func (c *Canonical) render(target Language) (*renderer, error) {
	if int(target) >= LanguageCount {
		return nil, fmt.Errorf("render: unknown %v", target)
	}
	p := &renderer{source: c, target: target, tokens: c.Tokens, quote: '"', offsets: map[int]int{}}
	for _, token := range c.Tokens {
		if token == "" || strings.ContainsAny(token, " \t\r\n\x00") {
			return nil, fmt.Errorf("render: token %q holds white space", token)
		}
	}
	if target == CPP {
		p.tokens = cppRestore(p.tokens)
	}
	p.names = renderNames(c, target)
	p.function()
	if p.err != nil {
		return nil, fmt.Errorf("render %v: %w", target, p.err)
	}
	return p, nil
}

// renderer writes the statements of one function.
type renderer struct {
	source  *Canonical
	target  Language
	tokens  []string
	names   []string // ID_k -> name in the target
	pos     int
	out     strings.Builder
	indent  int
	nesting int
	header  bool // in the function's header
	bare    bool // the next block has no head

	marks   []breakMark // where long lines may be broken
	offsets map[int]int // where in the output the tokens of an index begin

	decorated, afterFunction bool // of the statement before: Python's blank lines

	quote byte // of Python strings; the other one inside an f-string's field
	err   error
}

func (p *renderer) fail(format string, arguments ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, arguments...)
	}
}

// at returns the token at the position, "" at the end.
func (p *renderer) at() string {
	if p.pos < len(p.tokens) {
		return p.tokens[p.pos]
	}
	return ""
}

// startLine writes the indentation of a line.
func (p *renderer) startLine() {
	width := 2
	if p.target == Python {
		width = 4
	}
	for range p.indent * width {
		p.out.WriteByte(' ')
	}
}

var errUnbalanced = errors.New("brackets that do not match")

// extent returns the index of the token that ends the statement (EOL) or head
// (BLOCK_OPEN) that begins at from. Blocks inside the statement, such as the
// bodies of lambdas, are passed over.
func (p *renderer) extent(from int, head bool) (int, error) {
	var open []string
	for i := from; i < len(p.tokens); i++ {
		switch token := p.tokens[i]; token {
		case "(", "[", "{":
			open = append(open, token)
		case ")", "]", "}":
			if len(open) == 0 || !bracketsMatch(open[len(open)-1], token) {
				return 0, errUnbalanced
			}
			open = open[:len(open)-1]
		case BlockOpen:
			if head && len(open) == 0 {
				return i, nil
			}
			open = append(open, token)
		case BlockClose:
			if len(open) == 0 || open[len(open)-1] != BlockOpen {
				return 0, errUnbalanced
			}
			open = open[:len(open)-1]
		case EndOfLine:
			if len(open) == 0 {
				if head {
					return 0, errors.New("a head that ends without a block")
				}
				return i, nil
			}
			if open[len(open)-1] != BlockOpen {
				return 0, errUnbalanced
			}
		}
		if len(open) > maxNesting {
			return 0, errors.New("nesting too deep")
		}
	}
	return 0, errors.New("a statement without an end")
}

func bracketsMatch(open, closing string) bool {
	switch open {
	case "(":
		return closing == ")"
	case "[":
		return closing == "]"
	case "{":
		return closing == "}"
	}
	return false
}

// head prints the tokens up to the next BLOCK_OPEN and stops before it.
func (p *renderer) head() {
	end, err := p.extent(p.pos, true)
	if err != nil {
		p.fail("%w", err)
		return
	}
	p.inline(p.pos, end)
	p.pos = end
}

// function prints the header and the body, and checks that nothing follows.
func (p *renderer) function() {
	for p.err == nil && p.target == Python && p.at() == "@" {
		p.simple()
	}
	end, err := p.extent(p.pos, true)
	if err != nil {
		p.fail("%w", err)
		return
	}
	switch p.target {
	case Python:
		p.pythonHeader(end)
	case CPP:
		p.cppHeader(end)
	case Java:
		p.javaHeader(end)
	}
	if p.err != nil {
		return
	}
	p.pos = end
	p.block()
	if p.target != Python {
		p.out.WriteByte('\n')
	}
	if p.err == nil && p.pos != len(p.tokens) {
		p.fail("%q behind the end of the function", p.at())
	}
}

// block prints a block; for C++ and Java from " {" to "}" without a line end.
func (p *renderer) block() {
	if p.at() != BlockOpen {
		p.fail("%q where a block should open", p.at())
		return
	}
	p.pos++
	p.nesting++
	if p.nesting > maxNesting {
		p.fail("nesting too deep")
		return
	}
	if p.target == Python {
		p.out.WriteString(":\n")
	} else if p.bare {
		p.out.WriteString("{\n")
	} else {
		p.out.WriteString(" {\n")
	}
	p.bare = false
	p.indent++
	before := p.out.Len()
	for p.err == nil && p.pos < len(p.tokens) && p.at() != BlockClose {
		p.statement()
	}
	if p.target == Python && p.out.Len() == before { // nothing, or declarations without a value
		p.startLine()
		p.out.WriteString("pass\n")
	}
	p.afterFunction = false
	p.indent--
	p.nesting--
	if p.err == nil && p.at() != BlockClose {
		p.fail("a block that does not close")
		return
	}
	if p.target != Python {
		p.note(p.pos)
	}
	p.pos++
	if p.target != Python {
		p.startLine()
		p.out.WriteString("}")
	}
}

func (p *renderer) statement() {
	p.note(p.pos)
	if p.target == Python {
		p.pythonStatement()
		return
	}
	p.braceStatement()
}

// simple prints a statement that ends with EOL.
func (p *renderer) simple() {
	end, err := p.extent(p.pos, false)
	if err != nil {
		p.fail("%w", err)
		return
	}
	if end == p.pos {
		p.fail("an empty statement")
		return
	}
	p.startLine()
	if p.target == Python && p.at() == "@" { // no operand of a conditional expression behind it
		p.out.WriteByte('@')
		p.pos++
	}
	if p.target == Python || !p.update(p.pos, end) {
		p.inline(p.pos, end)
	}
	p.pos = end + 1
	if p.target != Python {
		p.out.WriteByte(';')
	}
	p.out.WriteByte('\n')
}

// braceStatement prints one statement of C++ or Java.
func (p *renderer) braceStatement() {
	switch token := p.at(); token {
	case "if":
		p.startLine()
		p.braceIf()
	case "while", "switch", "synchronized":
		p.startLine()
		p.keywordHead(token)
		if token == "switch" {
			p.switchBlock()
		} else {
			p.block()
		}
		p.out.WriteByte('\n')
	case "for":
		p.startLine()
		p.braceFor()
		p.block()
		p.out.WriteByte('\n')
	case "do":
		p.startLine()
		p.out.WriteString("do")
		p.pos++
		p.block()
		if p.at() != "while" {
			p.fail("a do without its while")
			return
		}
		p.pos++
		end, err := p.extent(p.pos, false)
		if err != nil {
			p.fail("%w", err)
			return
		}
		p.out.WriteString(" while (")
		p.inline(p.pos, end)
		p.pos = end + 1
		p.out.WriteString(");\n")
	case "try":
		p.startLine()
		p.braceTry()
	case BlockOpen:
		p.startLine()
		p.bare = true
		p.block()
		p.out.WriteByte('\n')
	case ElseIf, "else", "catch", "finally":
		p.fail("%q without its beginning", token)
	case "case", "default":
		p.fail("%q outside a switch", token)
	default:
		if p.pos+1 < len(p.tokens) && p.tokens[p.pos+1] == ":" && isWordByte(token[0]) {
			p.startLine()
			p.inline(p.pos, p.pos+1)
			p.out.WriteByte(':')
			p.pos += 2
			// A C++ label stands before a statement: a declaration is none.
			switch p.at() {
			case "for", "while", "do", BlockOpen:
			default:
				p.out.WriteByte(';')
			}
			p.out.WriteByte('\n')
			return
		}
		p.simple()
	}
}

// keywordHead prints keyword ( head ) and stops before the block.
func (p *renderer) keywordHead(keyword string) {
	p.note(p.pos)
	p.pos++
	p.out.WriteString(keyword)
	if keyword == "if" && p.at() == "constexpr" && p.target == CPP {
		p.out.WriteString(" constexpr")
		p.pos++
	}
	p.out.WriteString(" (")
	if p.at() == BlockOpen {
		p.fail("%s without a condition", keyword)
		return
	}
	p.head()
	p.out.WriteByte(')')
}

func (p *renderer) braceIf() {
	p.keywordHead("if")
	p.block()
	for p.err == nil && p.at() == ElseIf {
		p.out.WriteString(" else ")
		p.keywordHead("if")
		p.block()
	}
	if p.err == nil && p.at() == "else" {
		p.pos++
		p.out.WriteString(" else")
		p.block()
	}
	p.out.WriteByte('\n')
}

// braceFor prints the head of a counting loop or of a loop over elements.
func (p *renderer) braceFor() {
	p.pos++
	end, err := p.extent(p.pos, true)
	if err != nil {
		p.fail("%w", err)
		return
	}
	p.out.WriteString("for (")
	var semicolons []int
	in, depth := -1, 0
	for i := p.pos; i < end; i++ {
		switch p.tokens[i] {
		case "(", "[", "{", BlockOpen:
			depth++
		case ")", "]", "}", BlockClose:
			depth--
		case ";":
			if depth == 0 {
				semicolons = append(semicolons, i)
			}
		case "in":
			if depth == 0 && in < 0 {
				in = i
			}
		}
	}
	switch {
	case len(semicolons) == 2:
		p.inline(p.pos, semicolons[0])
		p.out.WriteByte(';')
		if semicolons[1] > semicolons[0]+1 {
			p.out.WriteByte(' ')
			p.inline(semicolons[0]+1, semicolons[1])
		}
		p.out.WriteByte(';')
		for i := semicolons[1] + 1; i < end; {
			comma := p.depthZero(i, end, ",")
			p.out.WriteByte(' ')
			if !p.update(i, comma) {
				p.inline(i, comma)
			}
			if comma < end {
				p.out.WriteByte(',')
			}
			i = comma + 1
		}
	case len(semicolons) == 0 && in > p.pos && in+1 < end:
		p.inline(p.pos, in)
		p.out.WriteString(" : ")
		p.inline(in+1, end)
	default:
		p.fail("a for loop with neither two semicolons nor one in")
	}
	p.out.WriteByte(')')
	p.pos = end
}

// depthZero returns the index of the first token outside brackets in [from, end),
// or end.
func (p *renderer) depthZero(from, end int, token string) int {
	depth := 0
	for i := from; i < end; i++ {
		if depth == 0 && p.tokens[i] == token {
			return i
		}
		depth += BracketStep(p.tokens[i])
	}
	return end
}

func (p *renderer) braceTry() {
	p.pos++
	if p.at() == BlockOpen {
		p.out.WriteString("try")
	} else {
		p.pos--
		p.keywordHead("try")
	}
	p.block()
	if p.at() != "catch" && p.at() != "finally" && (p.target == CPP || p.out.Len() == 0) {
		p.fail("a try without catch")
	}
	for p.err == nil && p.at() == "catch" {
		p.out.WriteByte(' ')
		p.keywordHead("catch")
		p.block()
	}
	if p.err == nil && p.at() == "finally" {
		if p.target == CPP {
			p.fail("C++ has no finally")
		}
		p.pos++
		p.out.WriteString(" finally")
		p.block()
	}
	p.out.WriteByte('\n')
}

// switchBlock prints the block of a switch: labels one level in, statements two.
func (p *renderer) switchBlock() {
	if p.at() != BlockOpen {
		p.fail("%q where a block should open", p.at())
		return
	}
	p.nesting++
	if p.nesting > maxNesting {
		p.fail("nesting too deep")
		return
	}
	p.pos++
	p.out.WriteString(" {\n")
	p.indent++
	for p.err == nil && p.pos < len(p.tokens) && p.at() != BlockClose {
		if token := p.at(); token != "case" && token != "default" {
			p.indent++
			p.statement()
			p.indent--
			continue
		}
		p.switchLabel()
	}
	p.indent--
	p.nesting--
	if p.err == nil && p.at() != BlockClose {
		p.fail("a switch that does not close")
		return
	}
	p.note(p.pos)
	p.pos++
	p.startLine()
	p.out.WriteByte('}')
}

func (p *renderer) switchLabel() {
	p.note(p.pos)
	end, depth, ternaries := p.pos, 0, 0
scan:
	for ; end < len(p.tokens); end++ {
		switch token := p.tokens[end]; {
		case token == "(" || token == "[" || token == "{" || token == BlockOpen && depth > 0: // the block of a lambda
			depth++
		case token == ")" || token == "]" || token == "}" || token == BlockClose && depth > 0:
			depth--
		case depth > 0:
		case token == "?":
			ternaries++
		case token == ":":
			if ternaries == 0 {
				break scan
			}
			ternaries--
		case token == "->" && p.target == Java: // in C++ a member's
			break scan
		case token == BlockOpen || token == BlockClose || token == EndOfLine:
			end = len(p.tokens)
		}
	}
	if end >= len(p.tokens) {
		p.fail("a case label without an end")
		return
	}
	p.startLine()
	p.inline(p.pos, end)
	arrow := p.tokens[end] == "->"
	p.pos = end + 1
	if !arrow {
		p.out.WriteByte(':')
		if p.at() == BlockClose && p.target == CPP {
			p.out.WriteString("\n")
			p.indent++
			p.startLine()
			p.out.WriteString(";")
			p.indent--
		}
		if p.at() == BlockOpen {
			p.block()
		}
		p.out.WriteByte('\n')
		return
	}
	p.out.WriteString(" ->")
	if p.at() == BlockOpen {
		p.block()
		p.out.WriteByte('\n')
		return
	}
	end, err := p.extent(p.pos, false)
	if err != nil {
		p.fail("%w", err)
		return
	}
	p.out.WriteByte(' ')
	if !p.update(p.pos, end) {
		p.inline(p.pos, end)
	}
	p.out.WriteString(";\n")
	p.pos = end + 1
}

// update prints x += 1 as C++ and Java write it where the value is unused. Only
// ++ works on every iterator; strings, which += extends, are left alone.
func (p *renderer) update(from, end int) bool {
	if end-from < 3 || p.tokens[end-1] != "1" {
		return false
	}
	switch p.tokens[from] {
	case "return", "throw", "delete", "yield", "assert", "co_return", "co_yield": // of a value that is changed in passing
		return false
	}
	operator := ""
	switch p.tokens[end-2] {
	case "+=":
		operator = "++"
	case "-=":
		operator = "--"
	default:
		return false
	}
	depth := 0
	word := false
	for i := from; i < end-2; i++ {
		token := p.tokens[i]
		switch token {
		case "(", "[":
			depth++
			word = false
			continue
		case ")", "]":
			depth--
			continue
		case BlockOpen, BlockClose, EndOfLine:
			return false
		}
		if depth > 0 {
			continue
		}
		switch {
		case token == "." || token == "->" || token == "::":
			word = false
		case token == "*" && i == from && p.target == CPP:
		case isWordByte(token[0]) && !word:
			word = true
		default:
			return false
		}
	}
	root := p.tokens[from]
	for i := 1; i < len(p.tokens); i++ {
		if p.tokens[i] == root && p.stringDeclaration(i) {
			return false
		}
	}
	if p.target == CPP {
		p.out.WriteString(operator)
		p.inline(from, end-2)
	} else {
		p.inline(from, end-2)
		p.out.WriteString(operator)
	}
	return true
}

// stringDeclaration reports whether the name at i follows a type that holds
// strings.
func (p *renderer) stringDeclaration(i int) bool {
	for j := i - 1; j >= 0 && j > i-12; j-- {
		switch token := p.tokens[j]; token {
		case "String":
			return true
		case ">", "<", "]", "[", "&", "*", "const":
		default:
			if !cppTypeEnd(token) {
				return false
			}
		}
	}
	return false
}

func (p *renderer) javaHeader(end int) {
	modifiers := "public static "
	for i, token := range p.tokens {
		if token == "this" || token == "super" && i+1 < len(p.tokens) && (p.tokens[i+1] == "." || p.tokens[i+1] == "::") {
			modifiers = "public "
		}
	}
	p.out.WriteString(modifiers)
	p.headerTokens(p.pos, end)
}

func (p *renderer) cppHeader(end int) {
	from := p.pos
	if p.tokens[from] == "template" {
		depth, i := 0, from+1
		for ; i < end; i++ {
			if p.tokens[i] == "<" {
				depth++
			} else if p.tokens[i] == ">" {
				depth--
				if depth == 0 {
					break
				}
			}
		}
		if i == end {
			p.fail("a template header without an end")
			return
		}
		p.inline(from, i+1)
		p.out.WriteByte('\n')
		from = i + 1
	}
	if throws := p.depthZero(from, end, "throws"); throws < end {
		end = throws
	}
	p.headerTokens(from, end)
}

// headerTokens prints [type] name ( parameters ) after a look at its shape.
func (p *renderer) headerTokens(from, end int) {
	open := p.parameters(from, end)
	if open < 0 {
		p.fail("a header without parameters")
		return
	}
	p.header = true
	p.inline(from, end)
	p.header = false
}

// parameters returns the index of the bracket that opens the parameters: the
// first one behind a name; -1 if there is none.
func (p *renderer) parameters(from, end int) int {
	for i := from + 1; i < end; i++ {
		if p.tokens[i] == "(" && isWordByte(p.tokens[i-1][0]) {
			return i
		}
	}
	return -1
}
