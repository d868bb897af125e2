package verify

import (
	"slices"
	"strconv"
	"strings"

	"transcoder/lexers"
)

// constants are the literals of a text: what it compares its inputs with.
type constants struct {
	whole []int64
	real  []float64
	texts []string
	chars []byte
}

// maxConstants bounds each sort: a table of a thousand primes says no more than
// its first few.
const maxConstants = 64

// add takes a token that is a literal.
func (c *constants) add(language lexers.Language, kind lexers.TokenKind, text string) {
	switch kind {
	case lexers.Number:
		digits := strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(text, "_", ""), "'", ""))
		if !strings.HasPrefix(digits, "0x") {
			digits = strings.TrimRight(digits, "ulfd")
		} else {
			digits = strings.TrimRight(digits, "ul")
		}
		if n, err := strconv.ParseInt(digits, 0, 64); err == nil {
			addTo(&c.whole, n)
		} else if f, err := strconv.ParseFloat(digits, 64); err == nil {
			addTo(&c.real, f)
			if f == float64(int64(f)) && f < 1e15 && f > -1e15 {
				addTo(&c.whole, int64(f))
			}
		}
	case lexers.String, lexers.Char:
		content := literalContent(text)
		if content == "" || len(content) > 40 {
			return
		}
		addTo(&c.texts, content)
		for _, b := range []byte(content) {
			if b > ' ' && b < 0x7f {
				addTo(&c.chars, b)
			}
		}
	}
}

func addTo[T comparable](list *[]T, item T) {
	if len(*list) < maxConstants && !slices.Contains(*list, item) {
		*list = append(*list, item)
	}
}

// literalContent takes prefix and quotes off a literal, and the commonest
// escapes: it is a hint for inputs, nothing more.
func literalContent(text string) string {
	text = strings.TrimLeft(text, "rRbBuUfFL8")
	for _, mark := range []string{`"""`, `'''`, `"`, `'`} {
		if len(text) >= 2*len(mark) && strings.HasPrefix(text, mark) && strings.HasSuffix(text, mark) {
			text = text[len(mark) : len(text)-len(mark)]
			break
		}
	}
	return strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\0`, "", `\\`, `\`, `\'`, `'`, `\"`, `"`).Replace(text)
}

// joined returns the constants of several texts.
func joined(units ...*unit) constants {
	var all constants
	for _, u := range units {
		if u == nil {
			continue
		}
		for _, n := range u.constants.whole {
			addTo(&all.whole, n)
		}
		for _, f := range u.constants.real {
			addTo(&all.real, f)
		}
		for _, t := range u.constants.texts {
			addTo(&all.texts, t)
		}
		for _, b := range u.constants.chars {
			addTo(&all.chars, b)
		}
	}
	return all
}
