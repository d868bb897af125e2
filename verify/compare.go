package verify

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Tolerances of floating-point results: relative, or absolute for numbers below 1.
// A library's sqrt and pow and the order of a sum differ in the last digits; 32
// bits hold seven of them.
const (
	tolerance   = 1e-6
	tolerance32 = 1e-3
)

// comparer compares what two languages give.
type comparer struct{ tolerance float64 }

// equal reports whether two values are the same for a reader who knows both
// languages: 1 and 1.0, 'a' and "a", True and 1, a list and a tuple; sets and maps
// in any order.
func (c comparer) equal(a, b value) bool {
	if a.kind > b.kind {
		a, b = b, a
	}
	switch {
	case a.kind == nullValue || b.kind == nullValue:
		return a.kind == b.kind
	case a.kind <= intValue && b.kind <= intValue:
		return a.whole.Cmp(b.whole) == 0
	case a.kind <= intValue && b.kind == floatValue:
		if !math.IsInf(b.float, 0) && !math.IsNaN(b.float) {
			if whole, accuracy := big.NewFloat(b.float).Int(nil); accuracy == big.Exact && whole.Cmp(a.whole) == 0 {
				return true
			}
		}
		// A function that gives a float on one side gives a whole one on the other only
		// where the number is whole, up to what a float holds.
		f, _ := new(big.Float).SetInt(a.whole).Float64()
		return c.near(f, b.float) && math.Abs(f) >= 1<<24
	case a.kind == floatValue && b.kind == floatValue:
		return c.near(a.float, b.float)
	}
	textA, isTextA := a.isText()
	textB, isTextB := b.isText()
	if isTextA && isTextB {
		return textA == textB
	}
	switch {
	case a.kind <= pairValue && a.kind >= listValue && b.kind <= pairValue:
		return slices.EqualFunc(a.items, b.items, c.equal)
	case a.kind == setValue && b.kind == setValue, len(a.items) == 0 && len(b.items) == 0 && a.kind >= setValue && b.kind >= setValue:
		return c.sameSet(a.items, b.items)
	case a.kind == mapValue && b.kind == mapValue:
		return c.sameSet(entries(a), entries(b))
	}
	return false
}

func (c comparer) near(a, b float64) bool {
	if a == b || math.IsNaN(a) && math.IsNaN(b) {
		return true
	}
	return math.Abs(a-b) <= c.tolerance*math.Max(1, math.Max(math.Abs(a), math.Abs(b)))
}

// sameSet compares items in any order. Sorted by their notation most are in
// place; what is not, such as 1 beside True, is looked for.
func (c comparer) sameSet(a, b []value) bool {
	if len(a) != len(b) {
		return false
	}
	left := slices.Clone(b)
	for _, x := range a {
		i := slices.IndexFunc(left, func(y value) bool { return c.equal(x, y) })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}

func entries(m value) []value {
	var pairs []value
	for i := 0; i+1 < len(m.items); i += 2 {
		pairs = append(pairs, value{kind: pairValue, items: m.items[i : i+2]})
	}
	return pairs
}

// samePrint compares what was printed word by word: languages differ in the
// spaces and line ends that they put around what they print, and in how they
// write 0.1 + 0.2.
func (c comparer) samePrint(a, b string) bool {
	words1, words2 := strings.Fields(a), strings.Fields(b)
	if slices.EqualFunc(words1, words2, func(x, y string) bool {
		if x == y {
			return true
		}
		f, err1 := strconv.ParseFloat(x, 64)
		g, err2 := strconv.ParseFloat(y, 64)
		return err1 == nil && err2 == nil && (strings.ContainsAny(x+y, ".e")) && math.Abs(f-g) <= 1e-5*math.Max(1, math.Abs(f))
	}) {
		return true
	}
	return strings.Join(words1, "") == strings.Join(words2, "")
}

// difference says how a translation's effect differs from its source's; "" if it
// does not. input is the source's, and shared tells which of its parameters show
// both sides' changes to the caller.
func (c comparer) difference(s, t *subject, input []value, a, b *effect) string {
	languages := [2]string{s.unit.Language.Title(), t.unit.Language.Title()}
	if languages[0] == languages[1] {
		languages = [2]string{"the source", "the translation"}
	}
	nothing := a.returned.kind == nullValue
	if !nothing || s.unit.result.kind != voidKind && a.printed == "" && len(a.changed) == 0 && b.returned.kind != nullValue {
		if !c.equal(a.returned, b.returned) {
			return fmt.Sprintf("it returns %s in %s and %s in %s%s", short(a.returned), languages[0], short(b.returned), languages[1], c.why(a.returned, b.returned))
		}
	}
	for i := range input {
		if !s.shows(i, a) && !t.shows(t.unit.place(t.source, i), b) {
			continue
		}
		j := t.unit.place(t.source, i)
		if !sharedBoth(s, t, i, j) {
			continue
		}
		after1, changed1 := a.changed[i]
		if !changed1 {
			after1 = input[i]
		}
		after2, changed2 := b.changed[j]
		if !changed2 {
			after2 = input[i]
		}
		if !c.equal(after1, after2) {
			return fmt.Sprintf("%s is %s after the call in %s and %s in %s", s.unit.names[i], short(after1), languages[0], short(after2), languages[1])
		}
	}
	if nothing && !c.samePrint(a.printed, b.printed) {
		return fmt.Sprintf("it prints %q in %s and %q in %s", clip(a.printed), languages[0], clip(b.printed), languages[1])
	}
	return ""
}

// shows reports whether a call changed a parameter.
func (s *subject) shows(i int, e *effect) bool {
	_, ok := e.changed[i]
	return ok
}

// sharedBoth reports whether both languages show the caller what was done to a
// parameter. A C++ vector by value and a string that can't change show nothing.
func sharedBoth(s, t *subject, i, j int) bool {
	if j < 0 {
		return false
	}
	one, two := s.unit.types[i], t.unit.types[j]
	open := func(u *subject, t *dataType, domain *dataType, place int) bool {
		switch {
		case t.kind == anyKind && domain.kind == stringKind:
			return u.unit.asCharacters(place, domain)
		case t.kind == anyKind:
			return !domain.scalar()
		}
		return t.shared && !t.scalar()
	}
	return open(s, one, s.domain[i], i) && open(t, two, s.domain[i], j)
}

// why names what the languages do otherwise that may be behind a difference.
func (c comparer) why(a, b value) string {
	if a.kind > b.kind {
		a, b = b, a
	}
	textA, ok1 := a.isText()
	switch {
	case a.kind == intValue && b.kind == charValue && utf8.RuneCountInString(b.text) == 1:
		if r, _ := utf8.DecodeRuneInString(b.text); a.whole.Cmp(big.NewInt(int64(r))) == 0 {
			return ": a character on one side is its code on the other"
		}
	case a.kind == intValue && b.kind == intValue && congruent(a.whole, b.whole):
		return ": they are the same in fixed width, so one of them overflows"
	case a.kind == intValue && b.kind == floatValue && math.Abs(b.float-toFloat(a.whole)) < 1:
		return ": one of them divides without a remainder"
	case a.kind == listValue && b.kind == listValue && c.sameSet(a.items, b.items):
		return ": in another order, which hash containers do not keep"
	case ok1 && a.kind == stringValue:
		if textB, ok2 := b.isText(); ok2 && numbersNear(textA, textB) {
			return ": the same number in another format"
		}
	}
	return ""
}

func toFloat(n *big.Int) float64 {
	f, _ := new(big.Float).SetInt(n).Float64()
	return f
}

func numbersNear(a, b string) bool {
	f, err1 := strconv.ParseFloat(a, 64)
	g, err2 := strconv.ParseFloat(b, 64)
	return err1 == nil && err2 == nil && math.Abs(f-g) <= 1e-5*math.Max(1, math.Abs(f))
}

// short writes a value for a message.
func short(v value) string { return clip(v.String()) }

func clip(s string) string {
	const most = 120
	if len(s) <= most {
		return s
	}
	cut := most
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "..."
}

// maxShown is how much of a print a counter-example shows, in bytes.
const maxShown = 1000

// effectOf writes an effect for a counter-example.
func effectOf(s *subject, e *effect) Effect {
	out := Effect{Printed: e.printed}
	if len(out.Printed) > maxShown {
		out.Printed = strings.ToValidUTF8(out.Printed[:maxShown], "") + "..."
	}
	switch e.status {
	case effectReturned:
		if e.returned.kind != nullValue || s.unit.result.kind != voidKind && len(e.changed) == 0 && e.printed == "" {
			out.Returned = e.returned.String()
		}
		places := make([]int, 0, len(e.changed))
		for i := range e.changed {
			places = append(places, i)
		}
		sort.Ints(places)
		for _, i := range places {
			if i < len(s.unit.names) {
				out.Changed = append(out.Changed, Argument{s.unit.names[i], e.changed[i].String()})
			}
		}
	case effectTimedOut:
		out.Error = "no result within the time limit"
	default:
		out.Error = e.message
	}
	return out
}
