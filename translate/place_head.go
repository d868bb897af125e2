package translate

import (
	"regexp"
	"slices"
	"strings"

	"transcoder/lexers"
)

// superCall is the statement that calls the constructor of a base class. C++ does
// it in the head (finishText).
func (a *assembly) superCall(c *lexers.Canonical, u *unit) []string {
	to := a.request.To
	if u.role != constructor || to == lexers.CPP || len(u.class.bases) == 0 && !u.class.thrown {
		return nil
	}
	tokens := []string{"super", "("}
	switch {
	case to == lexers.Python && (u.super != nil || a.request.From != lexers.Python): // which calls it only if told
		tokens = append(tokens, ")", ".", "__init__", "(")
	case len(u.super) == 0:
		return nil
	}
	for i, argument := range u.super {
		if i > 0 {
			tokens = append(tokens, ",")
		}
		switch first := argument[0]; {
		case first == '"' || first == '\'':
			tokens = append(tokens, "STR_"+itoa(len(c.Literals)))
			c.Literals = append(slices.Clone(c.Literals), argument[1:len(argument)-1])
		case first >= '0' && first <= '9':
			tokens = append(tokens, "NUM_"+itoa(len(c.Numbers)))
			c.Numbers = append(slices.Clone(c.Numbers), argument)
		default:
			tokens = append(tokens, "ID_"+itoa(slices.Index(c.Names, a.name(argument))))
		}
	}
	return append(tokens, ")", lexers.EndOfLine)
}

// superInitializer is superCall in C++, which stands between a constructor's
// parameters and its body.
func (a *assembly) superInitializer(u *unit) string {
	if len(u.super) == 0 || len(u.class.bases) == 0 && !u.class.thrown {
		return ""
	}
	base := "std::runtime_error"
	if len(u.class.bases) > 0 {
		base = u.class.bases[0]
	}
	arguments := make([]string, len(u.super))
	for i, argument := range u.super {
		arguments[i] = a.name(argument)
		if argument[0] == '\'' {
			arguments[i] = `"` + argument[1:len(argument)-1] + `"`
		}
	}
	return " : " + base + "(" + strings.Join(arguments, ", ") + ")"
}

// finishText gives the rendered function the modifiers of its role.
func (a *assembly) finishText(u *unit, code string) string {
	code = u.withoutTypeParameters(a.request.To, code)
	switch a.request.To {
	case lexers.Java:
		rest, found := strings.CutPrefix(code, "public static ")
		if !found {
			rest = strings.TrimPrefix(code, "public ")
		}
		switch u.role {
		case objectMethod:
			return "public " + rest
		case constructor:
			return "public " + strings.TrimPrefix(rest, "void ")
		}
		return "public static " + rest
	case lexers.CPP:
		switch u.role {
		case constructor:
			return strings.Replace(strings.TrimPrefix(code, "void "), ") {\n", ")"+a.superInitializer(u)+" {\n", 1)
		case staticMethod:
			return "static " + strings.TrimPrefix(code, "static ")
		case objectMethod:
			if u.class.derived {
				return "virtual " + code
			}
		}
	case lexers.Python:
		if u.role == staticMethod {
			return "@staticmethod\n" + code
		}
	}
	return code
}

// templateHead is the head of a generic function, as it is printed.
var templateHead = [lexers.LanguageCount]*regexp.Regexp{
	lexers.CPP:  regexp.MustCompile(`^()template <typename (\w+)>\n`),
	lexers.Java: regexp.MustCompile(`^(public (?:static )?)<(\w+)(?: extends Comparable<\w+>)?> `),
}

// withoutTypeParameters leaves out a type parameter that the class of a method has
// already.
func (u *unit) withoutTypeParameters(to lexers.Language, code string) string {
	if u.class == nil || templateHead[to] == nil {
		return code
	}
	m := templateHead[to].FindStringSubmatch(code)
	if m == nil || !slices.Contains(u.class.TypeParameters, m[2]) {
		return code
	}
	return m[1] + code[len(m[0]):]
}
