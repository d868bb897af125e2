package adapt

import (
	"transcoder/lexers"
	"transcoder/translate/carry"
)

// Kinds are what a function's declarations tell of its variables. Those of the program's own classes, which
// may be called Stack or Map, are of no kind.
func Kinds(c *lexers.Canonical, classes map[string]bool) carry.Types {
	return kinds(declaredTypes(c), classes)
}

func kinds(types map[int]typ, classes map[string]bool) carry.Types {
	return func(k int) carry.Type {
		t := types[k]
		if classes[t.name] && t.dimensions == 0 {
			return carry.Type{Name: t.name}
		}
		of := t.element()
		name := of.name
		if of.dimensions > 0 || len(of.arguments) > 0 {
			name = ""
		}
		return carry.Type{Kind: t.kind(), Name: t.name, Element: of.kind(), Of: name}
	}
}

// kind is what a library makes of a type.
func (t typ) kind() carry.Kind {
	switch {
	case t.dimensions > 0:
		return carry.Array
	case t.is(text):
		return carry.Text
	case t.isTruth():
		return carry.Truth
	}
	switch t.unboxed().name {
	case "char":
		return carry.Character
	case "int", "long", "short", "unsigned", "size_t", "byte":
		return carry.Whole
	case "float", "double":
		return carry.Real
	case "List", "ArrayList", "LinkedList", "vector", "deque", "list":
		return carry.List
	case "Stack", "stack":
		return carry.Stack
	case "Queue", "queue":
		return carry.Queue
	case "PriorityQueue":
		return carry.Heap
	case "priority_queue":
		if len(t.arguments) == 3 && t.arguments[2].name == "greater" {
			return carry.Heap
		}
	case "Set", "HashSet", "TreeSet", "LinkedHashSet", "set", "unordered_set":
		return carry.Set
	case "Map", "HashMap", "TreeMap", "LinkedHashMap", "map", "unordered_map":
		return carry.Map
	}
	return carry.Unknown
}

// concepts writes what was carried through the model in the words of the target's library.
// What the types don't tell stays, and is no program then.
func concepts(d *draft) {
	contains := func(container string, member []string, negated bool) (condition []string, ok bool) {
		return membership{member, container, negated}.write(d.to, d.types())
	}
	for i := 0; i < len(d.tokens); i++ {
		if !carry.Is(d.tokens[i]) {
			continue
		}
		start, end, written, ok := carry.Back(d.tokens, i, d.to, kinds(d.types(), d.program.Declared), contains)
		if ok {
			d.replace(start, end, written...)
			i = end - 1
		}
	}
}
