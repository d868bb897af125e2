package grammar

// kind is what is known of the type of a value, as far as it decides what may
// stand behind it: javac and g++ refuse to index a number, or to ask an array for
// its size by a call. The low bits are the type, the high ones how many brackets
// of an array stand round it.
type kind uint8

const (
	unknownKind kind = iota // anything may stand behind it
	number                  // or char
	truth                   // bool
	text                    // String
	builder                 // Java's StringBuilder
	sequenceOf              // vector, deque, list of C++
	mapOf                   // map, unordered_map
	setOf                   // set, multiset, unordered_set
	container               // another class of the library
	object                  // of another class

	baseKind kind = 15
	array    kind = 16
)

// maxKinds bounds the values that are being indexed one in the other; what is
// deeper is of unknown kind.
const maxKinds = 6

// kinds are those of variables and of the value before the place at hand.
type kinds struct {
	variables [64]kind
	declaring kind // of the type that was read last
	value     kind
	indexed   [maxKinds]kind // values whose index is being read, from the outermost
	depth     int
}

// types is the effect of a type without brackets.
func types(of func(lexeme) kind) func(*scope, lexeme) *scope {
	return func(s *scope, w lexeme) *scope {
		k := of(w)
		if !s.strict || s.kinds.declaring == k {
			return s
		}
		return s.with(func(s *scope) { s.kinds.declaring = k })
	}
}

// is is the action that sets the kind of the type that was read.
func is(k kind) func(*scope) *scope {
	return func(s *scope) *scope { return types(func(lexeme) kind { return k })(s, lexeme{}) }
}

// bracketed is the action of the brackets of an array.
func bracketed(s *scope) *scope {
	if s.kinds.declaring == unknownKind || s.kinds.declaring >= 8*array {
		return is(unknownKind)(s)
	}
	return is(s.kinds.declaring + array)(s)
}

// declaresKind is the effect of a declared name: it is of the type before it.
func declaresKind(s *scope, w lexeme) *scope {
	s = declares(s, w)
	if !s.strict || w.index < 0 || w.index >= len(s.kinds.variables) || s.kinds.variables[w.index] == s.kinds.declaring {
		return s
	}
	return s.with(func(s *scope) { s.kinds.variables[w.index] = s.kinds.declaring })
}

// uses is the effect of a variable.
func uses(s *scope, w lexeme) *scope {
	k := unknownKind
	if w.index >= 0 && w.index < len(s.kinds.variables) {
		k = s.kinds.variables[w.index]
	}
	return s.values(k)
}

// anything is the action behind a value of which nothing is known.
func anything(s *scope) *scope { return s.values(unknownKind) }

func (s *scope) values(k kind) *scope {
	if !s.strict || s.kinds.value == k {
		return s
	}
	return s.with(func(s *scope) { s.kinds.value = k })
}

// index begins an index of the value at hand; element ends it: the value is an
// element now.
func index(s *scope) *scope {
	if !s.strict {
		return s
	}
	return s.with(func(s *scope) {
		if s.kinds.depth < maxKinds {
			s.kinds.indexed[s.kinds.depth] = s.kinds.value
		}
		s.kinds.depth++
		s.kinds.value = unknownKind
	})
}

func element(s *scope) *scope {
	if !s.strict {
		return s
	}
	return s.with(func(s *scope) {
		s.kinds.depth--
		s.kinds.value = unknownKind
		if s.kinds.depth < maxKinds {
			if k := s.kinds.indexed[s.kinds.depth]; k >= array {
				s.kinds.value = k - array
			}
			s.kinds.indexed[s.kinds.depth] = unknownKind
		}
	})
}

// canIndex accepts a bracket behind a value.
func canIndex(of func(kind) bool) func(*scope, lexeme) bool {
	return func(s *scope, _ lexeme) bool { return s.kinds.value == unknownKind || of(s.kinds.value) }
}

// hasMembers accepts a dot behind a value: numbers have no members.
func hasMembers(s *scope, _ lexeme) bool { return !s.kinds.value.plain() }

// plain reports whether a value has neither members nor elements.
func (k kind) plain() bool { return k == number || k == truth }

// primitive is the kind of a primitive type.
func primitive(w lexeme) kind {
	if w.text == "bool" {
		return truth
	}
	return number
}

// computes accepts an operator behind a value: of what is no number and no truth
// only + goes, with a text on one side, and behind an array none.
func computes(s *scope, w lexeme) bool {
	k := s.kinds.value
	return k <= truth || k < array && w.text == "+"
}

// compares accepts a comparison behind a value: what is no number has no order.
func compares(s *scope, w lexeme) bool {
	return w.text == "==" || w.text == "!=" || s.kinds.value == number || s.kinds.value == unknownKind
}

// decides accepts what must stand behind a condition: in Java only truths and
// boxes of them are one. So is a number, which is compared with 0 afterwards
// (translate/adapt).
func decides(s *scope, _ lexeme) bool {
	switch k := s.kinds.value; k {
	case unknownKind, truth, number, container, object:
		return true
	}
	return false
}

// isTruth is the action behind a comparison.
func isTruth(s *scope) *scope { return s.values(truth) }

// isDeclaredTruth accepts the declared names that can be conditions.
func isDeclaredTruth(s *scope, w lexeme) bool {
	return isDeclared(s, w) && (w.index >= len(s.kinds.variables) || s.kinds.variables[w.index] != number)
}
