package translate

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"transcoder/lexers"
)

// value is a constant as the target declares it.
type value struct {
	lexers.Variable
	typ  string // of the target; "" in Python
	text string
}

// constants makes constants of an item that declares nothing but literals; nil for
// any other. What they are called is known to functions from here on.
func (a *assembly) constants(item lexers.Item, in *class) []value {
	var values []value
	for _, v := range a.file.Variables(item) {
		if !v.Static && !v.Const && (in != nil || a.request.From != lexers.CPP) {
			return nil
		}
		text, typ, ok := a.literal(v)
		if !ok || a.request.From == lexers.Python && in == nil && !v.Const {
			return nil
		}
		if typ == "" && a.request.To != lexers.Python {
			return nil
		}
		v.Static = true
		values = append(values, value{v, typ, text})
	}
	for _, v := range values {
		typ := v.Type
		if typ == "" {
			typ = literalType(a.request.From, v.Value)
		}
		v.Variable.Type = typ
		if in != nil {
			a.owners[v.Name] = in
		}
		a.globals = append(a.globals, v.Variable)
	}
	return values
}

// literal returns the target's spelling of a variable's value, and its type, if
// the value is a literal, a sum or product of literals, or a list of them.
func (a *assembly) literal(v lexers.Variable) (text, typ string, ok bool) {
	from, to := a.request.From, a.request.To
	if v.Value == "" || len(v.Value) > 1<<16 {
		return "", "", false
	}
	tokens, c, ok := valueTokens(from, v.Value)
	if !ok {
		return "", "", false
	}
	list := tokens[0] == "[" || tokens[0] == "{"
	if list {
		if from == lexers.Python && tokens[0] == "{" || slices.Contains(tokens[1:], "[") || slices.Contains(tokens[1:], "{") {
			return "", "", false // a dictionary, or a list of lists
		}
		tokens = slices.Clone(tokens)
		tokens[0], tokens[len(tokens)-1] = "{", "}"
		if to == lexers.Python {
			tokens[0], tokens[len(tokens)-1] = "[", "]"
		}
	}
	target := *c
	target.Tokens = slices.Concat([]string{"void", "ID_0", "(", ")", lexers.BlockOpen, "ID_1", "="}, tokens, []string{lexers.EndOfLine, lexers.BlockClose})
	target.Names = []string{"f", "x"}
	if to == lexers.Python {
		target.Tokens = target.Tokens[1:]
	}
	code, err := target.Render(to)
	if err != nil {
		return "", "", false
	}
	_, text, _ = strings.Cut(code, "= ")
	text = strings.TrimRight(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "}")), "; \n")
	if v.Type != "" && !list {
		typ, _ = mapType(from, to, v.Type, nil)
	}
	if typ == "" && to != lexers.Python {
		typ = elementType(to, tokens, c, list)
	}
	return text, typ, true
}

// valueTokens returns the canonical tokens of an expression that is made of
// literals alone.
func valueTokens(from lexers.Language, text string) ([]string, *lexers.Canonical, bool) {
	source := "def f():\n    x = " + text + "\n"
	if from != lexers.Python {
		source = "void f() { int[] x = " + text + "; }"
		if from == lexers.CPP {
			source = "void f() { auto x = " + text + "; }"
		}
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
		case strings.Contains(" + - * << ( ) [ ] { } , ", " "+token+" "):
		default:
			return nil, nil, false
		}
	}
	return tokens, c, true
}

// elementType is the target's type of a literal, or of a list of them; "" where
// the elements are of several.
func elementType(to lexers.Language, tokens []string, c *lexers.Canonical, list bool) string {
	kind := ""
	for _, token := range tokens {
		this := ""
		prefix, k, _ := lexers.SplitPlaceholder(token)
		switch {
		case prefix == "STR", strings.HasPrefix(token, "STR_"):
			this = "string"
		case prefix == "CHR", strings.HasPrefix(token, "CHR_"):
			this = "char"
		case prefix == "NUM":
			this = numberKind(c.Numbers[k])
		case token[0] >= '0' && token[0] <= '9':
			this = numberKind(token)
		case token == "true", token == "false":
			this = "bool"
		default:
			continue
		}
		switch {
		case kind == "" || kind == "int" && (this == "long" || this == "double") || kind == "long" && this == "double":
			kind = this
		case kind == this || kind == "long" && this == "int" || kind == "double" && (this == "int" || this == "long"):
		default:
			return ""
		}
	}
	if kind == "" {
		return ""
	}
	t := typeName{name: kind}
	if list {
		t = typeName{name: "array", args: []typeName{t}}
	}
	return t.in(to)
}

// literalType is the type, in Java or C++, of a constant that its source gives
// none, such as a macro.
func literalType(from lexers.Language, text string) string {
	if from == lexers.Python {
		return ""
	}
	tokens, c, ok := valueTokens(from, text)
	if !ok {
		return "int"
	}
	return elementType(from, tokens, c, tokens[0] == "{")
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
