package verify

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"transcoder/lexers"
)

// unit is a text with the function in it that is compared.
type unit struct {
	Code
	function *lexers.Function
	names    []string // of parameters
	types    []*dataType
	result   *dataType

	// bare says that the text is functions alone, without the includes, imports and
	// classes of a file: they are put around it.
	bare   bool
	alone  bool // the text has no other function
	static bool // called without an object of its class
	parses bool // without a syntax error

	words     []word // tokens of the function
	constants constants
}

// word is a token with its text.
type word struct {
	kind lexers.TokenKind
	text string
}

// unsuitable says why a text can't be compared.
type unsuitable struct {
	outcome VerdictKind
	message string
	line    int
}

func (u *unsuitable) Error() string { return u.message }

func unsupportedf(format string, args ...any) error {
	return &unsuitable{outcome: VerdictUnsupported, message: fmt.Sprintf(format, args...)}
}

// readUnit finds a function in a text: the one of that name, or of its words in
// another spelling; else the last that stands by itself. Only where strict must
// the name be there. The error is ctx's or an *unsuitable.
func readUnit(ctx context.Context, code Code, name string, strict bool) (*unit, error) {
	file, err := lexers.Parse(ctx, code.Language, []byte(code.Text))
	var source *lexers.SourceError
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &source):
		return nil, &unsuitable{VerdictCompileError, source.Problem, source.Position.Line}
	case err != nil:
		return nil, &unsuitable{VerdictUnsupported, err.Error(), 0}
	}
	var functions []*lexers.Function
	for _, f := range file.Functions() {
		if f.Kind != lexers.Nested && f.Kind != lexers.Constructor {
			functions = append(functions, f)
		}
	}
	u := &unit{Code: code, function: choose(functions, name, strict)}
	switch {
	case len(functions) == 0 && len(file.SyntaxErrors()) > 0:
		return nil, &unsuitable{VerdictCompileError, "syntax error, and no function in it", file.SyntaxErrors()[0].Line}
	case len(functions) == 0:
		return nil, unsupportedf("there is no function in the %s text", code.Language.Title())
	case u.function == nil:
		return nil, unsupportedf("there is no function %q in the %s text; it has %s", name, code.Language.Title(), list(functions))
	}
	u.alone = len(functions) == 1
	u.bare, u.parses = true, len(file.SyntaxErrors()) == 0
	for _, item := range file.Outline() {
		u.bare = u.bare && item.Kind != lexers.ImportItem && item.Kind != lexers.ClassItem
	}
	aliases := map[string]string{}
	if code.Language == lexers.CPP {
		aliases = cppAliases(code.Text)
	}
	for _, p := range u.function.Parameters {
		if strings.HasPrefix(p.Name, "*") {
			return nil, unsupportedf("parameter %s takes any number of arguments", p.Name)
		}
		u.names = append(u.names, p.Name)
		u.types = append(u.types, parseType(code.Language, p.Type, aliases))
	}
	u.result = parseType(code.Language, u.function.Return, aliases)
	for _, t := range file.Tokens(lexers.SurfaceOptions{}) {
		if t.Start >= u.function.Start && t.End <= u.function.End {
			u.words = append(u.words, word{t.Kind, code.Text[t.Start:t.End]})
		}
		u.constants.add(code.Language, t.Kind, code.Text[t.Start:t.End])
	}
	for _, w := range u.words {
		if w.text == u.function.Name {
			break
		}
		u.static = u.static || w.text == "static"
	}
	resolveSizes(u)
	return u, nil
}

func choose(functions []*lexers.Function, name string, strict bool) *lexers.Function {
	var last, spelled *lexers.Function
	for _, f := range functions {
		if name != "" && f.Name == name {
			return f
		}
		if slices.Equal(lexers.NamePieces(f.Name), lexers.NamePieces(name)) {
			spelled = f
		}
		if f.Name != "main" || last == nil {
			last = f
		}
	}
	if spelled != nil || strict && name != "" {
		return spelled
	}
	return last
}

func list(functions []*lexers.Function) string {
	var names []string
	for _, f := range functions[:min(len(functions), 5)] {
		names = append(names, f.Name)
	}
	if len(functions) > 5 {
		names = append(names, "...")
	}
	return strings.Join(names, ", ")
}

var cppAlias = regexp.MustCompile(`(?m)^\s*(?:#\s*define\s+(\w+)\s+([\w\s:<>,]+?)\s*$|typedef\s+([^;{}]+?)\s+(\w+)\s*;|using\s+(\w+)\s*=\s*([^;]+);)`)

// cppAliases returns the names that a text gives to types, by typedef, using or
// the preprocessor.
func cppAliases(text string) map[string]string {
	aliases := map[string]string{}
	for _, m := range cppAlias.FindAllStringSubmatch(text, -1) {
		aliases[m[1]+m[4]+m[5]] = m[2] + m[3] + m[6]
	}
	return aliases
}

// resolveSizes reads the constants that stand in the brackets of C++ parameters,
// int a[][N], where the text says what N is.
func resolveSizes(u *unit) {
	for _, t := range u.types {
		if t.form != byBlock {
			continue
		}
		inner := t.elem[0]
		for _, size := range t.sizes[1:] {
			if inner.fixed == 0 {
				constant := regexp.MustCompile(`\b` + regexp.QuoteMeta(size) + `\s*=?\s*(\d+)`)
				if m := constant.FindStringSubmatch(u.Text); m != nil && size != "" {
					fmt.Sscan(m[1], &inner.fixed)
				}
			}
			if len(inner.elem) > 0 {
				inner = inner.elem[0]
			}
		}
	}
}

// assigns reports whether the function assigns to an element of a parameter.
func (u *unit) assigns(name string) bool {
	for i := 0; i+1 < len(u.words); i++ {
		if u.words[i].text != name || u.words[i+1].text != "[" {
			continue
		}
		depth := 0
		for j := i + 1; j < len(u.words); j++ {
			switch u.words[j].text {
			case "[":
				depth++
			case "]":
				depth--
			}
			if depth == 0 {
				if j+1 < len(u.words) {
					switch u.words[j+1].text {
					case "=", "+=", "-=", ",":
						return true
					}
				}
				break
			}
		}
	}
	return false
}
