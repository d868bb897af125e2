package grammar

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// Words for what a function does only on purpose: it prints, raises, or takes a
// power, and a translation does so where its source does. A model that does not
// know what to write would otherwise print, for that always parses. Of 1,284 pairs
// of references (gfg-dev) 5 have such a word without a cause.

const (
	printing = `print println printf cout cerr puts putchar fprintf`
	reading  = `input cin scanf Scanner nextInt nextLine readLine getline stdin`
	throwing = `throw throws raise assert`
	powers   = `pow ** sqrt cbrt exp hypot`
	closures = `lambda def ->`
)

// causes are such words of each language, with the words of all that call for them.
var causes = [lexers.LanguageCount]map[string]map[string]bool{
	lexers.Python: {
		"print": wordSet(printing), "input": wordSet(reading), "**": wordSet(powers), "**=": wordSet(powers), "raise": wordSet(throwing), "assert": wordSet(throwing),
		"try": wordSet(`try`), "yield": wordSet(`yield`), "global": wordSet(`global`), "nonlocal": wordSet(closures), "def": wordSet(closures),
	},
	lexers.CPP: {
		"cout": wordSet(printing), "cerr": wordSet(printing), "printf": wordSet(printing), "puts": wordSet(printing), "cin": wordSet(reading),
		"throw": wordSet(throwing), "try": wordSet(`try`), "pow": wordSet(powers), "static": wordSet(`static`),
	},
	lexers.Java: {
		"print": wordSet(printing), "println": wordSet(printing), "printf": wordSet(printing), "Scanner": wordSet(reading),
		"throw": wordSet(throwing), "try": wordSet(`try`), "pow": wordSet(powers),
	},
}

// uncaused lists the words of a language that nothing in a function calls for.
func uncaused(c *lexers.Canonical, to lexers.Language) []string {
	if c.Language == to {
		return nil
	}
	used := map[string]bool{}
	for i, token := range c.Tokens {
		used[token] = true
		if token == "[" && i+1 < len(c.Tokens) && strings.Contains("&=]", c.Tokens[i+1]) && c.Language == lexers.CPP { // [ & ] ( ... ) of C++
			used["lambda"] = true
		}
	}
	var words []string
	for word, by := range causes[to] {
		called := false
		for cause := range by {
			called = called || used[cause]
		}
		if !called {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return words
}
