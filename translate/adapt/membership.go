package adapt

import (
	"slices"

	"transcoder/lexers"
)

// memberships writes the conditions of Python that ask whether something is in a
// container as the container's type in the target has it. Which condition is which is
// told as conditions tells it; the translation may ask for fewer variables than
// the source, since a model that does not know the container does.
func memberships(d *draft) {
	if d.source.Language != lexers.Python {
		return
	}
	for _, c := range d.asked() {
		member, container, negated, ok := membership(c.was)
		if !ok {
			continue
		}
		named, names := variablesOf(c.was), variablesOf(c.is)
		for variable := range names {
			ok = ok && named[variable]
		}
		if written, known := contains(d.to, d.types(), member, container, negated); ok && known && len(names) > 0 {
			d.rewrite(c, written)
		}
	}
}

// membership reads member in container, or its negation. The container is a variable
// or a string, the member a literal, a variable, or a field of one.
func membership(condition []string) (member []string, container string, negated, ok bool) {
	at := slices.IndexFunc(condition, func(token string) bool { return token == "in" || token == "not_in" })
	if at < 1 || at != len(condition)-2 || identifier(condition[at+1]) < 0 && !isText(condition[at+1]) {
		return nil, "", false, false
	}
	member, container, negated = condition[:at], condition[at+1], condition[at] == "not_in"
	for i, token := range member {
		_, _, placeholder := lexers.SplitPlaceholder(token)
		_, kept := lexers.KeptLiteral(token)
		if field := i%2 == 0 && i > 0 && isWord(token); i%2 == 0 && !(i == 0 && (placeholder || kept)) && !field || i%2 == 1 && token != "." {
			return nil, "", false, false
		}
	}
	return member, container, negated, true
}

// isText reports whether a token is a string.
func isText(token string) bool {
	prefix, _, placeholder := lexers.SplitPlaceholder(token)
	return placeholder && prefix == "STR"
}

// contains asks whether a member is in a container; known is false where the
// container's type does not tell how.
func contains(to lexers.Language, types map[int]typ, member []string, container string, negated bool) (condition []string, known bool) {
	t, object := types[identifier(container)], []string{container}
	if isText(container) {
		t = text
		if to == lexers.CPP {
			object = []string{"String", "(", container, ")"}
		}
	}
	if t.dimensions > 0 {
		return nil, false
	}
	call := func(method string) []string {
		return slices.Concat(object, []string{".", method, "("}, member, []string{")"})
	}
	character := len(member) == 1 && types[identifier(member[0])].is(char)
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
		} else if !character && len(member) == 1 && identifier(member[0]) >= 0 && !types[identifier(member[0])].is(text) {
			return nil, false
		}
		operator := "!="
		if negated {
			operator = "=="
		}
		return slices.Concat(call(method), []string{operator}, missing), true
	default:
		return nil, false
	}
	if negated {
		condition = append([]string{"!"}, condition...)
	}
	return condition, true
}
