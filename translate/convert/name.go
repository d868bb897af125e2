package convert

import (
	"path"
	"strconv"
	"strings"
	"unicode"

	"transcoder/lexers"
	"transcoder/translate"
)

// targetName is the name that the translation of a file gets, before two that are
// the same are told apart. Folders stay: Java's are those of its packages, Python's
// become namespace packages. The file's own name follows the target:
//
//	Java    upper camel case, the name of the class in it (binary_search.py -> BinarySearch.java)
//	Python  snake case, a name that import takes (BinarySearch.java -> binary_search.py)
//	C++     as it was
func targetName(name string, to lexers.Language) string {
	folder, base := path.Split(name)
	stem := strings.TrimSuffix(base, path.Ext(base))
	switch to {
	case lexers.Java:
		stem = translate.ClassName(base)
	case lexers.Python:
		stem = moduleName(stem)
	}
	return folder + stem + to.Extension()
}

// moduleName writes a name as PEP 8 wants those of modules.
func moduleName(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = '_'
		case unicode.IsUpper(r):
			// A word begins behind a small letter or digit, and before the last capital
			// of several: parseURL, HTTPServer.
			behind := i > 0 && (unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1]))
			before := i > 0 && unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if behind || before {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	module := b.String()
	if module == "" || unicode.IsDigit([]rune(module)[0]) || pythonKeywords[module] {
		module = "module_" + module
	}
	return module
}

// pythonKeywords are words in small letters that no module can be imported by.
var pythonKeywords = map[string]bool{
	"and": true, "as": true, "assert": true, "async": true, "await": true, "break": true, "class": true, "continue": true, "def": true,
	"del": true, "elif": true, "else": true, "except": true, "finally": true, "for": true, "from": true, "global": true, "if": true,
	"import": true, "in": true, "is": true, "lambda": true, "nonlocal": true, "not": true, "or": true, "pass": true, "raise": true,
	"return": true, "try": true, "while": true, "with": true, "yield": true,
}

// names hands out the names of outputs. Two that differ in case only are the same
// on some file systems, and are told apart.
type names map[string]bool

// take returns name, or where it is taken the name with the language of the source
// behind its stem, or with a number behind that (search.py -> Search.java,
// search.cpp -> SearchCpp.java, search.h -> SearchCpp2.java). Who comes first keeps
// the plain name, so the order of calls has to be fixed.
func (n names) take(name string, from, to lexers.Language) string {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	language := from.String()
	if to == lexers.Java {
		language = strings.ToUpper(language[:1]) + language[1:]
	} else {
		language = "_" + language
	}
	candidate := name
	for i := 1; n[strings.ToLower(candidate)]; i++ {
		candidate = stem + language
		if i > 1 {
			candidate += strconv.Itoa(i)
		}
		candidate += ext
	}
	n[strings.ToLower(candidate)] = true
	return candidate
}

// quote writes a name from outside so that it shows on one line and moves no
// cursor.
func quote(name string) string { return strconv.Quote(name) }
