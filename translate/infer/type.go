package infer

import "slices"

// Type is the type of a value.
type Type struct {
	// Name is int, double, bool, char, string, void, list, set, deque, map, tuple, or that of a
	// class; "" for a value that nothing is known of.
	Name string
	Args []Type // of what is held: a map's keys and values
	Null bool   // it may be None
	// Grown says of a list that it is made piece by piece, or by what makes lists of any length.
	Grown bool
}

// several is what holds values of types that have none in common.
const several = "?"

var (
	integer  = Type{Name: "int"}
	fraction = Type{Name: "double"}
	boolean  = Type{Name: "bool"}
	char     = Type{Name: "char"}
	text     = Type{Name: "string"}
	void     = Type{Name: "void"}
	null     = Type{Null: true}
)

func listOf(element Type) Type { return Type{Name: "list", Args: []Type{element}} }

func grownList(element Type) Type {
	t := listOf(element)
	t.Grown = true
	return t
}

// deepest is how many containers may lie in each other: a list that is put into itself
// has no end.
const deepest = 6

func (t Type) depth() int {
	d := 0
	for _, arg := range t.Args {
		d = max(d, arg.depth())
	}
	return d + 1
}

// known is the type, or the zero type where a part of it is none that the languages
// share.
func (t Type) known() Type {
	if t.Name == several || t.Name == "tuple" || t.Name == "range" {
		return Type{}
	}
	args := slices.Clone(t.Args)
	for i, arg := range args {
		if args[i] = arg.known(); args[i].Name == "" {
			return Type{}
		}
	}
	t.Args = args
	return t
}

func (t Type) equal(other Type) bool {
	return t.Name == other.Name && t.Null == other.Null && t.Grown == other.Grown && slices.EqualFunc(t.Args, other.Args, Type.equal)
}

// wider has for each pair of types the one that holds the values of both.
var wider = map[[2]string]string{
	{"bool", "int"}: "int", {"bool", "double"}: "double", {"int", "double"}: "double", {"char", "string"}: "string",
}

// join is the type of what holds values of two types.
func join(a, b Type) Type {
	out := a
	out.Null, out.Grown = a.Null || b.Null, a.Grown || b.Grown
	switch {
	case b.Name == "" || a.Name == several:
	case a.Name == "":
		out.Name, out.Args = b.Name, b.Args
	case a.Name != b.Name:
		out.Name, out.Args = several, nil
		for pair, name := range wider {
			if pair == [2]string{a.Name, b.Name} || pair == [2]string{b.Name, a.Name} {
				out.Name = name
			}
		}
	case len(a.Args) == len(b.Args):
		out.Args = make([]Type, len(a.Args))
		for i := range out.Args {
			out.Args[i] = join(a.Args[i], b.Args[i])
		}
	default: // tuples of several lengths
		out.Name, out.Args = several, nil
	}
	if out.depth() > deepest {
		return Type{Name: several}
	}
	return out
}

// element is what going through a value gives.
func (t Type) element() Type {
	switch t.Name {
	case "string", "char":
		return char
	case "list", "set", "deque", "map", "range":
		return t.Args[0]
	case "tuple":
		return t.any()
	}
	return Type{}
}

// at is what a value has at an index.
func (t Type) at() Type {
	if t.Name == "map" {
		return t.Args[1]
	}
	return t.element()
}

// any is the type of all parts of a tuple.
func (t Type) any() Type {
	var all Type
	for _, arg := range t.Args {
		all = join(all, arg)
	}
	return all
}

func (t Type) isNumber() bool { return t.Name == "int" || t.Name == "double" || t.Name == "bool" }

func (t Type) isText() bool { return t.Name == "string" || t.Name == "char" }
