package adapt

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// memberships writes the conditions that ask whether something is in a container as the
// container's type in the target has it. Which condition is which is
// told as conditions tells it; the translation may ask for fewer variables than
// the source, since a model that does not know the container does.
func memberships(d *draft) {
	for _, c := range d.asked() {
		var m membership
		var ok bool
		switch d.source.Language {
		case lexers.Python:
			m, ok = readIn(c.was)
		default:
			m, ok = readContains(c.was)
			ok = ok && collections[d.declared()[lexers.IdentifierIndex(m.container)].name]
		}
		if !ok || !isPlain(m.member) {
			continue
		}
		names := variablesOf(c.is)
		if written, known := m.write(d.to, d.types()); known && len(names) > 0 && within(names, variablesOf(c.was)) {
			d.rewrite(c, written)
		}
	}
}

// membership is the question whether something is in a container.
type membership struct {
	member    []string
	container string
	negated   bool
}

// readIn reads what Python asks: member in container, which is a variable or a string.
func readIn(condition []string) (m membership, ok bool) {
	at := slices.IndexFunc(condition, func(token string) bool { return token == "in" || token == "not_in" })
	if at < 1 || at != len(condition)-2 || lexers.IdentifierIndex(condition[at+1]) < 0 && !isText(condition[at+1]) {
		return m, false
	}
	return membership{condition[:at], condition[at+1], condition[at] == "not_in"}, true
}

// readContains reads what Java and C++ ask: container . contains ( member ), or whether
// it is counted or found.
func readContains(condition []string) (m membership, ok bool) {
	m.negated = len(condition) > 0 && condition[0] == "!"
	if m.negated {
		condition = condition[1:]
	}
	if len(condition) < 6 || lexers.IdentifierIndex(condition[0]) < 0 || condition[1] != "." || condition[3] != "(" {
		return m, false
	}
	end := closing(condition, 3)
	m.container, m.member = condition[0], condition[4:end]
	rest := strings.Join(condition[end+1:], " ")
	switch condition[2] {
	case "contains", "containsKey":
		return m, rest == ""
	case "count":
		m.negated = m.negated != (rest == "== 0")
		return m, rest == "" || rest == "> 0" || rest == "!= 0" || rest == "== 0"
	case "find":
		m.negated = m.negated != (rest == "== "+m.container+" . end ( )")
		return m, rest == "!= "+m.container+" . end ( )" || rest == "== "+m.container+" . end ( )"
	}
	return m, false
}

// isPlain reports whether a value is a literal, a variable, or a field of one.
func isPlain(value []string) bool {
	for i, token := range value {
		_, _, placeholder := lexers.SplitPlaceholder(token)
		_, kept := lexers.KeptLiteral(token)
		if field := i%2 == 0 && i > 0 && isWord(token); i%2 == 0 && !(i == 0 && (placeholder || kept)) && !field || i%2 == 1 && token != "." {
			return false
		}
	}
	return true
}

// isText reports whether a token is a string.
func isText(token string) bool {
	prefix, _, placeholder := lexers.SplitPlaceholder(token)
	return placeholder && prefix == "STR"
}

// collections are the types whose methods readContains knows.
var collections = map[string]bool{"Map": true, "HashMap": true, "TreeMap": true, "LinkedHashMap": true,
	"Set": true, "HashSet": true, "TreeSet": true, "LinkedHashSet": true, "List": true, "ArrayList": true, "LinkedList": true,
	"map": true, "unordered_map": true, "set": true, "unordered_set": true, "multiset": true}

// search asks whether one of the elements of an array of Java, or of a vector of C++, is the member.
func (m membership) search(to lexers.Language, t typ) (condition []string) {
	if to == lexers.Java {
		condition = []string{"Arrays", ".", "asList", "(", m.container, ")", ".", "contains", "("}
		if t.element().rank() > 0 {
			condition = slices.Concat([]string{"Arrays", ".", "stream", "(", m.container, ")", ".", "anyMatch", "(", "e", "->", "e", "=="}, m.member, []string{")"})
		} else {
			condition = slices.Concat(condition, m.member, []string{")"})
		}
		if m.negated {
			condition = append([]string{"!"}, condition...)
		}
		return condition
	}
	operator := "!="
	if m.negated {
		operator = "=="
	}
	return slices.Concat([]string{"find", "(", m.container, ".", "begin", "(", ")", ",", m.container, ".", "end", "(", ")", ","}, m.member, []string{")", operator, m.container, ".", "end", "(", ")"})
}

// write asks the question of the container's type; known is false where that does not tell how.
func (m membership) write(to lexers.Language, types map[int]typ) (condition []string, known bool) {
	if to == lexers.Python {
		word := "in"
		if m.negated {
			word = "not_in"
		}
		return append(slices.Clone(m.member), word, m.container), true
	}
	t, object := types[lexers.IdentifierIndex(m.container)], []string{m.container}
	if isText(m.container) {
		t = text
		if to == lexers.CPP {
			object = []string{"String", "(", m.container, ")"}
		}
	}
	if t.dimensions > 0 && (to != lexers.Java || t.dimensions > 1 || t.element().rank() == 0 && !t.element().is(text)) {
		return nil, false
	}
	if t.dimensions > 0 || to == lexers.CPP && t.name == "vector" {
		return m.search(to, t), true
	}
	call := func(method string) []string {
		return slices.Concat(object, []string{".", method, "("}, m.member, []string{")"})
	}
	character := len(m.member) == 1 && types[lexers.IdentifierIndex(m.member[0])].is(char)
	switch t.name {
	case "Map", "HashMap", "TreeMap", "LinkedHashMap":
		condition = call("containsKey")
	case "Set", "HashSet", "TreeSet", "LinkedHashSet", "List", "ArrayList", "LinkedList", "Deque", "ArrayDeque", "Queue":
		condition = call("contains")
	case "map", "unordered_map", "set", "unordered_set", "multiset":
		condition = call("count")
	case "String":
		method, missing := "indexOf", []string{"-", "1"}
		if to == lexers.CPP {
			method, missing = "find", []string{"String", "::", "npos"}
		} else if !character && len(m.member) == 1 && lexers.IdentifierIndex(m.member[0]) >= 0 && !types[lexers.IdentifierIndex(m.member[0])].is(text) {
			return nil, false
		}
		operator := "!="
		if m.negated {
			operator = "=="
		}
		return slices.Concat(call(method), []string{operator}, missing), true
	default:
		return nil, false
	}
	if m.negated {
		condition = append([]string{"!"}, condition...)
	}
	return condition, true
}
