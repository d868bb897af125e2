package verify

import (
	"slices"
	"strings"
)

const (
	lowercase = "abcdefghijklmnopqrstuvwxyz"
	digits    = "0123456789"
)

// alphabets returns sets of characters that a function's strings may be made of,
// those that its literals name first.
func alphabets(c constants) []string {
	all := []string{lowercase, "abc", "ab", lowercase + strings.ToUpper(lowercase), digits, "01", lowercase + digits, lowercase + " ", lowercase + strings.ToUpper(lowercase) + digits + " .,!?-"}
	if len(c.chars) == 0 {
		return all
	}
	named := string(c.chars)
	sets := []string{named, named, named + "ab", named + "12"}
	if strings.ContainsAny(named, "()[]{}<>") {
		sets = append(sets, "()", "()[]{}", "(a+b)", named)
	}
	if strings.ContainsAny(named, digits) { // '0' is mostly where digits begin
		sets = append(sets, digits, digits, digits[:1+largestDigit(named)])
	}
	if strings.ContainsAny(named, "az") {
		sets = append(sets, lowercase, lowercase)
	}
	if strings.ContainsAny(named, "AZ") {
		sets = append(sets, strings.ToUpper(lowercase), lowercase+strings.ToUpper(lowercase))
	}
	if strings.ContainsAny(named, "+-*/^") {
		sets = append(sets, "12+-*/", "ab+*")
	}
	return slices.Concat(sets, all)
}

// largestDigit is the largest digit among characters.
func largestDigit(chars string) int {
	largest := 1
	for _, c := range chars {
		if c >= '0' && c <= '9' {
			largest = max(largest, int(c-'0'))
		}
	}
	return largest
}

// alphabet draws one; the first ones, which the code names, half of the time.
func (g *generator) alphabet() string {
	if named := len(g.alphabets) - 9; named > 0 && g.rng.IntN(2) == 0 {
		return g.alphabets[g.rng.IntN(named)]
	}
	return g.alphabets[g.rng.IntN(len(g.alphabets))]
}

func (g *generator) char() byte {
	a := g.alphabet()
	return a[g.rng.IntN(len(a))]
}

// text draws a string of about a length.
func (g *generator) text(length int) string {
	if len(g.constants.texts) > 0 && g.rng.IntN(12) == 0 {
		s := ascii(g.constants.texts[g.rng.IntN(len(g.constants.texts))])
		for g.rng.IntN(2) == 0 && len(s) < 20 {
			s += ascii(g.constants.texts[g.rng.IntN(len(g.constants.texts))])
		}
		return s
	}
	alphabet := g.alphabet()
	draw := func(n int) string {
		out := make([]byte, n)
		for i := range out {
			out[i] = alphabet[g.rng.IntN(len(alphabet))]
		}
		return string(out)
	}
	if strings.ContainsAny(string(g.constants.chars), "([{") && g.rng.IntN(3) == 0 {
		return g.expression(length)
	}
	s := draw(length)
	switch p := g.rng.IntN(100); {
	case p < 52 || length < 2:
	case p < 62: // the same from both ends, or nearly
		half := []byte(s[:length/2])
		s = string(half) + s[length/2:length/2+length%2]
		slices.Reverse(half)
		s += string(half)
		if g.rng.IntN(3) == 0 {
			i := g.rng.IntN(len(s))
			s = s[:i] + draw(1) + s[i+1:]
		}
	case p < 68: // a part again and again
		part := draw(1 + g.rng.IntN(3))
		s = strings.Repeat(part, length/len(part)+1)[:length]
	case p < 74: // runs
		var out strings.Builder
		for out.Len() < length {
			out.WriteString(strings.Repeat(draw(1), 1+g.rng.IntN(4)))
		}
		s = out.String()[:length]
	case p < 80: // sorted
		sorted := []byte(s)
		slices.Sort(sorted)
		s = string(sorted)
	case p < 84: // all different
		seen := map[byte]bool{}
		s = string(slices.DeleteFunc([]byte(s), func(c byte) bool {
			had := seen[c]
			seen[c] = true
			return had
		}))
	case p < 88: // words
		words := make([]string, 1+length/5)
		for i := range words {
			words[i] = draw(1 + g.rng.IntN(5))
		}
		s = strings.Join(words, " ")
	case p < 92: // brackets that match
		s = g.nested(length / 2)
	case p < 96:
		s = strings.Repeat(s[:1], length)
	default: // the whole alphabet
		s = alphabet + s[:g.rng.IntN(min(length, 4))]
	}
	return s
}

// nested draws n pairs of brackets that match.
func (g *generator) nested(n int) string {
	pairs := []string{"()", "[]", "{}"}
	if g.rng.IntN(2) == 0 {
		pairs = pairs[:1]
	}
	var out, open []byte
	for n > 0 || len(open) > 0 {
		if n > 0 && (len(open) == 0 || g.rng.IntN(2) == 0) {
			pair := pairs[g.rng.IntN(len(pairs))]
			out, open, n = append(out, pair[0]), append(open, pair[1]), n-1
			continue
		}
		out, open = append(out, open[len(open)-1]), open[:len(open)-1]
	}
	return string(out)
}

// expression draws brackets that match, mostly with something in them: functions
// that look for brackets parse what people write.
func (g *generator) expression(length int) string {
	brackets := g.nested(1 + g.rng.IntN(1+min(length, 12)/3))
	if g.rng.IntN(4) == 0 {
		return brackets
	}
	var out strings.Builder
	for i := range len(brackets) {
		for g.rng.IntN(2) == 0 {
			out.WriteByte("abcxy123+-*/"[g.rng.IntN(12)])
		}
		out.WriteByte(brackets[i])
	}
	return out.String()
}

func ascii(s string) string {
	return strings.Map(func(c rune) rune {
		if c > 0x7e || c < ' ' {
			return -1
		}
		return c
	}, s)
}

// related draws a value that has to do with another of the same type: a copy, a
// rearrangement, a part, a near miss.
func (g *generator) related(v value, t *dataType) (value, bool) {
	switch {
	case v.kind == stringValue && t.kind == stringKind:
		s := []byte(v.text)
		switch g.rng.IntN(5) {
		case 0:
		case 1:
			g.rng.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
		case 2:
			if len(s) > 0 {
				i := g.rng.IntN(len(s))
				s = s[i : i+1+g.rng.IntN(len(s)-i)]
			}
		case 3:
			if len(s) > 0 {
				s[g.rng.IntN(len(s))] = g.char()
			}
		case 4:
			s = slices.DeleteFunc(s, func(byte) bool { return g.rng.IntN(3) == 0 })
		}
		return stringOf(string(s)), true
	case v.kind == listValue && t.kind == listKind && len(v.items) > 0 && v.items[0].kind == intValue && t.elem[0].kind == intKind && t.fixed == 0:
		c := v.clone()
		switch g.rng.IntN(4) {
		case 0:
		case 1:
			g.rng.Shuffle(len(c.items), func(i, j int) { c.items[i], c.items[j] = c.items[j], c.items[i] })
		case 2:
			c.items[g.rng.IntN(len(c.items))] = value{kind: intValue, whole: g.whole(t.elem[0])}
		case 3: // such as a multiple, or times of departure
			for i := range c.items {
				n := clampInt64(c.items[i].whole)
				c.items[i] = intOf(n + g.rng.Int64N(10))
			}
		}
		for i := range c.items {
			c.items[i] = intOf(t.elem[0].clamp(clampInt64(c.items[i].whole)))
		}
		return c, true
	}
	return value{}, false
}
