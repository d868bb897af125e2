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
// the same are told apart. Folders stay, but those that can't be a Java package's
// (dynamic-programming -> dynamic_programming); Python's become namespace packages.
// The file's own name follows the target:
//
//	Java    upper camel case, the name of the class in it (binary_search.py -> BinarySearch.java)
//	Python  snake case, a name that import takes (BinarySearch.java -> binary_search.py)
//	C++     as it was
func targetName(name string, to lexers.Language) string {
	folder, base := path.Split(name)
	stem := strings.TrimSuffix(base, path.Ext(base))
	switch to {
	case lexers.Java:
		stem, folder = translate.ClassName(base), packageFolder(folder)
	case lexers.Python:
		stem = moduleName(stem)
	}
	return folder + stem + to.Extension()
}

// packageFolder writes each part of a folder as the name of a package, as the Java
// Language Specification (6.1) has it: underscores for what identifiers do not take,
// before a digit at the beginning, and behind a keyword.
func packageFolder(folder string) string {
	parts := strings.Split(folder, "/")
	for i, part := range parts {
		if part == "" {
			continue
		}
		part = strings.Map(func(r rune) rune {
			if r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
				return r
			}
			return '_'
		}, part)
		switch {
		case unicode.IsDigit([]rune(part)[0]):
			part = "_" + part
		case part == "_" || javaKeywords[part]:
			part += "_"
		}
		parts[i] = part
	}
	return strings.Join(parts, "/")
}

// javaPackage is the package of a Java file: its folders, from the source root on
// where there is one as Maven has it (src/main/java). "" is the unnamed one.
func javaPackage(output string) string {
	folder := path.Dir(output)
	if folder == "." {
		return ""
	}
	parts := strings.Split(folder, "/")
	for i, part := range parts {
		if part == "java" && i >= 2 && parts[i-2] == "src" {
			parts = parts[i+1:]
			break
		}
	}
	return strings.Join(parts, ".")
}

// javaKeywords are the words in small letters that no package is named by.
var javaKeywords = map[string]bool{
	"abstract": true, "assert": true, "boolean": true, "break": true, "byte": true, "case": true, "catch": true, "char": true, "class": true,
	"const": true, "continue": true, "default": true, "do": true, "double": true, "else": true, "enum": true, "extends": true, "false": true,
	"final": true, "finally": true, "float": true, "for": true, "goto": true, "if": true, "implements": true, "import": true, "instanceof": true,
	"int": true, "interface": true, "long": true, "native": true, "new": true, "null": true, "package": true, "private": true, "protected": true,
	"public": true, "return": true, "short": true, "static": true, "strictfp": true, "super": true, "switch": true, "synchronized": true,
	"this": true, "throw": true, "throws": true, "transient": true, "true": true, "try": true, "void": true, "volatile": true, "while": true,
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
