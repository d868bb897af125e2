package lexers

import (
	"context"
	"testing"

	sitter "github.com/smacker/go-tree-sitter"
)

// The flattened tree must agree with the binding's own walk: the C structs are
// declared by hand, so a changed runtime would show here.
func TestParseTreeAgreesWithBinding(t *testing.T) {
	sources := map[Language]string{
		Python: "@d\ndef f(a, b=1):\n    if a > b:\n        return [x for x in a]\n    return f'{a}'\n",
		CPP:    "template <class T> int f(vector<vector<T>> a) { for (auto &x : a) x++; return a[0]; }\n",
		Java:   "class A { static int f(int[] a) { int s = 0; for (int x : a) { s += x; } return s; } }\n",
	}
	for language, source := range sources {
		got, err := parseTree(context.Background(), language, []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		root, err := sitter.ParseCtx(context.Background(), []byte(source), grammars[language]().language)
		if err != nil {
			t.Fatal(err)
		}
		i := uint32(0)
		var walk func(n *sitter.Node, parent uint32)
		walk = func(n *sitter.Node, parent uint32) {
			self := i
			i++
			g := got.nodes[self]
			if got.kind(self) != n.Type() || g.start != n.StartByte() || g.end != n.EndByte() || g.parent != parent {
				t.Fatalf("%v node %d: got %s %d-%d under %d, want %s %d-%d under %d", language, self,
					got.kind(self), g.start, g.end, g.parent, n.Type(), n.StartByte(), n.EndByte(), parent)
			}
			for c := range int(n.ChildCount()) {
				walk(n.Child(c), self)
			}
			if g.next != i {
				t.Fatalf("%v node %d: subtree ends at %d, want %d", language, self, g.next, i)
			}
			for c := range int(n.ChildCount()) {
				if name := n.FieldNameForChild(c); name != "" {
					if _, ok := got.child(self, name); !ok {
						t.Fatalf("%v node %d: no child %q", language, self, name)
					}
				}
			}
		}
		walk(root, 0)
		if int(i) != len(got.nodes) {
			t.Fatalf("%v: %d nodes, want %d", language, len(got.nodes), i)
		}
	}
}
