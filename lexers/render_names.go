package lexers

import "strconv"

// keywords of each language that cannot be a name.
var keywords = [LanguageCount]map[string]bool{
	Python: tokenSet(`False None True and as assert async await break class continue def del elif else except finally for from global if
		import in is lambda nonlocal not or pass raise return try while with yield`),
	CPP: tokenSet(`alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl concept
		const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete do double dynamic_cast
		else enum explicit export extern false float for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr
		operator or or_eq private protected public register reinterpret_cast requires return short signed sizeof static static_assert
		static_cast struct switch template this thread_local throw true try typedef typeid typename union unsigned using virtual void
		volatile wchar_t while xor xor_eq NULL`),
	Java: tokenSet(`abstract assert boolean break byte case catch char class const continue default do double else enum extends final
		finally float for goto if implements import instanceof int interface long native new package private protected public return
		short static strictfp super switch synchronized this throw throws transient try void volatile while true false null _`),
}

// IsKeyword reports whether a word is a keyword of a language, which can be no name.
func IsKeyword(language Language, word string) bool { return keywords[language][word] }

// spareNames name placeholders that the table does not hold: a translation may
// need a variable that its source has not.
var spareNames = []string{"i", "j", "k", "m", "p", "q", "r", "t", "u", "v", "w", "x", "y", "z"}

// renderNames returns a name for every placeholder that the tokens use. A name
// that is a keyword of the target, or that the tokens use for something else
// (a variable called len beside a call of len), gets an underscore.
func renderNames(c *Canonical, target Language) []string {
	taken := map[string]bool{}
	highest := len(c.Names) - 1
	for i, token := range c.Tokens {
		prefix, index, ok := SplitPlaceholder(token)
		if ok {
			if prefix == prefixID && index > highest && index < 1<<12 {
				highest = index
			}
			continue
		}
		if i > 0 && (c.Tokens[i-1] == "." || c.Tokens[i-1] == "->" || c.Tokens[i-1] == "::") {
			continue
		}
		if target == Python && i > 0 && i+1 < len(c.Tokens) &&
			(c.Tokens[i+1] == "=" && (c.Tokens[i-1] == "(" || c.Tokens[i-1] == ",") || c.Tokens[i-1] == "!" && len(token) == 1) {
			continue // keyword arguments and conversions of f-strings are no variables
		}
		if target == Java && c.Language == Java && i+1 < len(c.Tokens) && c.Tokens[i+1] == "(" {
			continue // methods and variables have namespaces of their own
		}
		if isWordByte(token[0]) && !(target == CPP && cppStd(c.Tokens, i, nil)) { // std:: sets it apart
			taken[spellWord(token, target)] = true
		}
	}
	names := make([]string, highest+1)
	spare := 0
	for k := range names {
		name := ""
		if k < len(c.Names) {
			name = validName(c.Names[k])
		}
		if name == "" {
			for name == "" || taken[name] || nameListed(c.Names, name) {
				if spare < len(spareNames) {
					name = spareNames[spare]
				} else {
					name = "v" + strconv.Itoa(spare)
				}
				spare++
			}
		}
		for keywords[target][name] || taken[name] {
			name += "_"
		}
		names[k] = name
		taken[name] = true
	}
	return names
}

func nameListed(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// validName returns the name if every language's lexer would read it as one
// word, with $ (Java only) as _; "" otherwise.
func validName(name string) string {
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return ""
	}
	out := []byte(name)
	for i, c := range out {
		if !isWordByte(c) {
			return ""
		}
		if c == '$' {
			out[i] = '_'
		}
	}
	return string(out)
}
