package translate

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"transcoder/lexers"
)

// literal is a value that is made of literals: a number, a string, a sum or
// product of them, or a collection.
type literal struct {
	tokens   []string  // of one that is no collection
	kind     string    // list, set or map; "" for one that is no collection
	elements []literal // of a collection; those of a map are keys and values in turn
}

// literal returns the target's spelling of a variable's value, and its type; false
// where the value is not made of literals, or is no value of one type.
func (a *assembly) literal(v lexers.Variable) (text, typ string, ok bool) {
	from, to := a.request.From, a.request.To
	if v.Value == "" || len(v.Value) > 1<<16 {
		return "", "", false
	}
	tokens, c, ok := valueTokens(from, v.Value)
	if !ok {
		return "", "", false
	}
	r := literalReader{from: from, tokens: tokens}
	l, ok := r.all()
	if !ok {
		return "", "", false
	}
	declared, known := a.typeNamed(v.Type)
	if known && declared.name == "map" && l.pairs() {
		l.kind, l.elements = "map", l.flat()
	}
	t, ok := l.typeName(c)
	switch {
	case known && l.kind == "" && to != lexers.Python:
		t = declared
	case !ok && to != lexers.Python:
		return "", "", false
	}
	declaration := v.Name
	if to != lexers.Python {
		typ = asArray(t).in(to)
		declaration = "static final " + typ + " " + v.Name
	}
	target := *c
	target.Tokens = slices.Concat([]string{"void", "ID_0", "(", ")", lexers.BlockOpen, "ID_1", "="}, l.in(to, false), []string{lexers.EndOfLine, lexers.BlockClose})
	target.Names = []string{"f", strings.Repeat("x", len(declaration))} // lines are as long as they will be
	if to == lexers.Python {
		target.Tokens = target.Tokens[1:]
	}
	code, err := target.Render(to)
	if err != nil {
		return "", "", false
	}
	_, text, _ = strings.Cut(code, "= ")
	text = strings.TrimSpace(text)
	if to == lexers.Python {
		return strings.ReplaceAll(text, "\n    ", "\n"), "", true // out of the function's body
	}
	text = strings.TrimRight(strings.TrimSuffix(text, "}"), "; \n")
	return strings.ReplaceAll(text, "\n  ", "\n"), typ, true
}

// asArray makes arrays of lists: what Java's braces make.
func asArray(t typeName) typeName {
	if t.name != "list" {
		return t
	}
	return typeName{name: "array", args: []typeName{asArray(t.args[0])}}
}

// valueTokens returns the canonical tokens of an expression that is made of
// literals alone.
func valueTokens(from lexers.Language, text string) ([]string, *lexers.Canonical, bool) {
	source := "def f():\n    x = " + text + "\n"
	switch from {
	case lexers.CPP:
		source = "void f() { auto x = " + text + "; }"
	case lexers.Java:
		source = "void f() { int[] x = " + text + "; }"
	}
	c, err := lexers.Canonicalize(context.Background(), from, source)
	if err != nil {
		return nil, nil, false
	}
	at := slices.Index(c.Tokens, "=")
	if at < 0 || len(c.Tokens) < at+4 {
		return nil, nil, false
	}
	tokens := c.Tokens[at+1 : len(c.Tokens)-2]
	for i, token := range tokens {
		if from == lexers.Python && strings.HasPrefix(token, "CHR_") { // it has strings alone
			token = "STR" + token[len("CHR"):]
			tokens[i] = token
		}
		prefix, _, placeholder := lexers.SplitPlaceholder(token)
		switch {
		case placeholder && prefix != "ID", strings.HasPrefix(token, "STR_"), strings.HasPrefix(token, "CHR_"):
		case token[0] >= '0' && token[0] <= '9':
		case token == "true", token == "false":
		case strings.Contains(" + - * << ( ) [ ] { } , : ", " "+token+" "):
		default:
			return nil, nil, false
		}
	}
	return tokens, c, true
}

// literalReader reads literals from canonical tokens.
type literalReader struct {
	from   lexers.Language
	tokens []string
}

func (r *literalReader) take(token string) bool {
	if len(r.tokens) > 0 && r.tokens[0] == token {
		r.tokens = r.tokens[1:]
		return true
	}
	return false
}

// all reads all tokens. Several values in a row are a tuple, which is a list of
// those that never change.
func (r *literalReader) all() (literal, bool) {
	l, ok := r.one()
	if !ok || len(r.tokens) == 0 {
		return l, ok
	}
	tuple := literal{kind: "list", elements: []literal{l}}
	for r.take(",") {
		if len(r.tokens) == 0 {
			break
		}
		if l, ok = r.one(); !ok {
			return l, false
		}
		tuple.elements = append(tuple.elements, l)
	}
	return tuple, len(r.tokens) == 0 && r.from == lexers.Python
}

// one reads one value.
func (r *literalReader) one() (literal, bool) {
	switch {
	case r.take("["):
		return r.collection("list", "]")
	case r.take("{"):
		if r.from == lexers.Python {
			return r.collection("set", "}")
		}
		return r.collection("list", "}")
	}
	depth, comma, end := 0, false, 0
	for ; end < len(r.tokens); end++ {
		token := r.tokens[end]
		if depth == 0 && (token == "," || token == ":" || token == "]" || token == "}" || token == ")") {
			break
		}
		switch token {
		case "(":
			depth++
		case ")":
			depth--
		case ",":
			comma = true
		case "[", "]", "{", "}", ":":
			return literal{}, false
		}
	}
	if comma { // a tuple in brackets
		if !r.take("(") {
			return literal{}, false
		}
		return r.collection("list", ")")
	}
	l := literal{tokens: r.tokens[:end]}
	r.tokens = r.tokens[end:]
	return l, end > 0
}

// collection reads what stands between brackets, the first of which is read.
func (r *literalReader) collection(kind, closing string) (literal, bool) {
	l := literal{kind: kind}
	for !r.take(closing) {
		element, ok := r.one()
		if !ok {
			return l, false
		}
		l.elements = append(l.elements, element)
		if r.from == lexers.Python && r.take(":") {
			value, ok := r.one()
			if !ok {
				return l, false
			}
			l.kind = "map"
			l.elements = append(l.elements, value)
		}
		if !r.take(",") && (len(r.tokens) == 0 || r.tokens[0] != closing) {
			return l, false
		}
	}
	return l, l.kind != "map" || len(l.elements)%2 == 0
}

// pairs reports whether a list holds lists of two: a map of C++.
func (l *literal) pairs() bool {
	return l.kind == "list" && !slices.ContainsFunc(l.elements, func(e literal) bool { return e.kind != "list" || len(e.elements) != 2 })
}

// flat are the elements of the elements.
func (l *literal) flat() []literal {
	var all []literal
	for _, e := range l.elements {
		all = append(all, e.elements...)
	}
	return all
}

// typeName is the type of a literal; false where its elements are of several, or
// there are none.
func (l *literal) typeName(c *lexers.Canonical) (typeName, bool) {
	if l.kind == "" {
		kind := ""
		for _, token := range l.tokens {
			kind = wider(kind, tokenKind(token, c))
		}
		return typeName{name: kind}, kind != "" && kind != "mixed"
	}
	step := 1
	if l.kind == "map" {
		step = 2
	}
	t := typeName{name: l.kind}
	for k := range step {
		var common typeName
		for i := k; i < len(l.elements); i += step {
			element, ok := l.elements[i].typeName(c)
			if !ok {
				return t, false
			}
			if i == k {
				common = element
			}
			if common, ok = common.with(element); !ok {
				return t, false
			}
		}
		t.args = append(t.args, common)
	}
	return t, len(l.elements) > 0
}

// with is the type that values of both types have.
func (t typeName) with(other typeName) (typeName, bool) {
	if len(t.args) == 0 && len(other.args) == 0 {
		t.name = wider(t.name, other.name)
		return t, t.name != "mixed"
	}
	if t.name != other.name || len(t.args) != len(other.args) {
		return t, false
	}
	both := typeName{name: t.name}
	for i := range t.args {
		arg, ok := t.args[i].with(other.args[i])
		if !ok {
			return t, false
		}
		both.args = append(both.args, arg)
	}
	return both, true
}

// wider is the type of two types' values, "mixed" for none; "" has no values.
func wider(a, b string) string {
	numbers := map[string]int{"int": 1, "long": 2, "double": 3}
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	case numbers[a] == 0 || numbers[b] == 0:
		return "mixed"
	case numbers[a] > numbers[b]:
		return a
	}
	return b
}

// tokenKind is the type of a literal's token; "" for operators and brackets.
func tokenKind(token string, c *lexers.Canonical) string {
	prefix, k, _ := lexers.SplitPlaceholder(token)
	switch {
	case prefix == "STR", strings.HasPrefix(token, "STR_"):
		return "string"
	case prefix == "CHR", strings.HasPrefix(token, "CHR_"):
		return "char"
	case prefix == "NUM":
		return numberKind(c.Numbers[k])
	case token[0] >= '0' && token[0] <= '9':
		return numberKind(token)
	case token == "true", token == "false":
		return "bool"
	}
	return ""
}

// in returns the tokens of a literal in a language. Java writes braces only for
// arrays; inner says that the literal is an element of a collection that is none.
func (l *literal) in(to lexers.Language, inner bool) []string {
	java := to == lexers.Java && (inner || l.kind != "list")
	open, closing := []string{"{"}, "}"
	switch {
	case l.kind == "":
		return l.tokens
	case java && l.kind == "map":
		open, closing = []string{"Map", ".", "ofEntries", "("}, ")"
	case java && l.kind == "set":
		open, closing = []string{"Set", ".", "of", "("}, ")"
	case java:
		open, closing = []string{"List", ".", "of", "("}, ")"
	case l.kind == "list" && to == lexers.Python:
		open, closing = []string{"["}, "]"
	}
	tokens := slices.Clone(open)
	for i := 0; i < len(l.elements); i++ {
		if i > 0 {
			tokens = append(tokens, ",")
		}
		element := l.elements[i].in(to, java)
		if l.kind != "map" {
			tokens = append(tokens, element...)
			continue
		}
		i++
		value := l.elements[i].in(to, java)
		switch to {
		case lexers.Python:
			tokens = slices.Concat(tokens, element, []string{":"}, value)
		case lexers.CPP:
			tokens = slices.Concat(tokens, []string{"{"}, element, []string{","}, value, []string{"}"})
		default:
			tokens = slices.Concat(tokens, []string{"Map", ".", "entry", "("}, element, []string{","}, value, []string{")"})
		}
	}
	return append(tokens, closing)
}

// literalType is the type, in Java or C++, of a constant that its source gives
// none, such as a macro.
func literalType(from lexers.Language, text string) string {
	if from == lexers.Python {
		return ""
	}
	if tokens, c, ok := valueTokens(from, text); ok {
		r := literalReader{from: from, tokens: tokens}
		if l, ok := r.all(); ok {
			if t, ok := l.typeName(c); ok {
				return asArray(t).in(from)
			}
		}
	}
	return "int"
}

// numberKind says which type a number needs.
func numberKind(text string) string {
	text = strings.ToLower(strings.NewReplacer("_", "", "'", "").Replace(text))
	if hex := strings.HasPrefix(text, "0x"); !hex && strings.ContainsAny(text, ".e") {
		return "double"
	}
	if n, err := strconv.ParseInt(strings.TrimRight(text, "lu"), 0, 64); err != nil || n > 1<<31-1 || strings.HasSuffix(text, "l") {
		return "long"
	}
	return "int"
}
