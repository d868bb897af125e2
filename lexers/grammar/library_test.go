package grammar

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"transcoder/lexers"
)

func sortedKeys(sets ...map[string]bool) []string {
	return slices.Sorted(maps.Keys(union(sets...)))
}

// missing runs a program that prints the names that don't exist: none is expected.
func missing(t *testing.T, program string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skip(program + " is not installed")
	}
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err != nil || len(strings.TrimSpace(string(out))) > 0 {
		t.Errorf("%s: %v\n%s", program, err, out)
	}
}

// What the tables say of Python its interpreter confirms.
func TestPythonLibraryExists(t *testing.T) {
	l := &libraries[lexers.Python]
	var b strings.Builder
	b.WriteString(`import builtins, collections, importlib, io, random, re
def need(what, name):
    if not any(hasattr(w, name) for w in what): print(name)
types = [str, bytes, int, float, complex, list, dict, set, collections.deque, collections.Counter, collections.OrderedDict, io.StringIO, re.Pattern, re.Match]
`)
	for _, name := range strings.Fields(pythonBuiltins + pythonExceptions) {
		fmt.Fprintf(&b, "need([builtins], %q)\n", name)
	}
	for _, name := range strings.Fields(pythonImported) {
		fmt.Fprintf(&b, "need([importlib.import_module(m) for m in 'collections functools heapq itertools bisect copy math'.split()], %q)\n", name)
	}
	for owner, list := range l.of {
		for _, name := range slices.Sorted(maps.Keys(list)) {
			if name == "perm" || name == "comb" || name == "dist" || name == "cache" {
				continue // from Python 3.8 and 3.9 on
			}
			fmt.Fprintf(&b, "need([getattr(builtins, %q, None) or importlib.import_module(%q)], %q)\n", owner, owner, name)
		}
	}
	for _, name := range sortedKeys(l.fields, l.methods) {
		if !strings.HasPrefix(name, "remove") { // removeprefix from Python 3.9 on
			fmt.Fprintf(&b, "need(types, %q)\n", name)
		}
	}
	missing(t, "python3", "-I", "-c", b.String())
}

// What the tables say of Java the class library confirms.
func TestJavaLibraryExists(t *testing.T) {
	l := &libraries[lexers.Java]
	var b strings.Builder
	b.WriteString(`import java.util.*;
public class Names {
  static String[] packages = {"java.lang.", "java.util.", "java.util.function.", "java.util.stream.", "java.math.", "java.io.", "java.util.Map$"};
  static Class<?> find(String name) {
    for (String p : packages) try { return Class.forName(p + name); } catch (ClassNotFoundException e) { }
    System.out.println("class " + name);
    return Object.class;
  }
  static boolean has(Class<?> c, String name) {
    for (var m : c.getMethods()) if (m.getName().equals(name)) return true;
    for (var f : c.getFields()) if (f.getName().equals(name)) return true;
    for (var k : c.getClasses()) if (k.getSimpleName().equals(name)) return true;
    return false;
  }
  public static void main(String[] args) {
    List<Class<?>> all = new ArrayList<>();
    for (String name : CLASSES.split(" ")) all.add(find(name));
    all.add(find("Entry")); all.add(find("LongStream")); all.add(java.io.PrintStream.class); all.add(java.util.concurrent.atomic.AtomicInteger.class);
    for (String name : METHODS.split(" ")) if (all.stream().noneMatch(c -> has(c, name))) System.out.println(name);
    for (String line : STATICS.split(";")) {
      String[] parts = line.split(" ");
      for (int i = 1; i < parts.length; i++) if (!has(find(parts[0]), parts[i])) System.out.println(parts[0] + "." + parts[i]);
    }
  }
`)
	fmt.Fprintf(&b, "  static final String CLASSES = %q;\n", strings.Join(sortedKeys(l.types), " "))
	fmt.Fprintf(&b, "  static final String METHODS = %q;\n", strings.Join(sortedKeys(l.methods), " "))
	var statics []string
	for owner, list := range l.of {
		statics = append(statics, owner+" "+strings.Join(sortedKeys(list), " "))
	}
	fmt.Fprintf(&b, "  static final String STATICS = %q;\n}\n", strings.Join(statics, ";"))
	path := filepath.Join(t.TempDir(), "Names.java")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	missing(t, "java", path)
}

// What the tables say of C++ its headers confirm, methods apart, which can be
// overloaded and so can't be named.
func TestCPPLibraryExists(t *testing.T) {
	var b strings.Builder
	b.WriteString("#include <bits/stdc++.h>\nnamespace outside {\n")
	for _, name := range strings.Fields(cppValues + cppFunctions) {
		switch {
		case strings.HasPrefix(name, "__"):
		case name == "swap" || name == "gcd" || name == "lcm":
			fmt.Fprintf(&b, "using std::%s;\n", name)
		default:
			fmt.Fprintf(&b, "#ifndef %s\nusing ::%s;\n#endif\n", name, name)
		}
	}
	b.WriteString("}\n")
	path := filepath.Join(t.TempDir(), "names.cpp")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	missing(t, "g++", "-std=c++17", "-fsyntax-only", path)
}

// A word is the program's own where the library of its language does not explain
// it at its place.
func TestOwnWords(t *testing.T) {
	for _, c := range []struct {
		language     lexers.Language
		source, want string
		reason       string
	}{
		{lexers.Python, "def f(a):\n    return helper(len(a)) + math.floor(a[0])", "helper", "a call of another function"},
		{lexers.Python, "def f(a):\n    return a.size + a.length()", "length size", "fields and methods that no type of Python has"},
		{lexers.Python, "def f(a):\n    return sorted(a, key=str.lower)", "", "a parameter of the library's"},
		{lexers.Java, "int f(Node node) { return node.next.val + node.next.size(); }", "Node next val", "next is a method of the library, not a field"},
		{lexers.Java, "int f(int[] a) { Arrays.sort(a); return Math.max(a.length, LIMIT); }", "LIMIT", "a constant"},
		{lexers.Java, "int f(List<Integer> a) throws IOError { return a.stream().count(); }", "IOError", "a class that is not in the table"},
		{lexers.CPP, "int f(vector<int>& a) { sort(a.begin(), a.end()); return min(a[0], INT_MAX) + g(a); }", "g", "a call of another function"},
		{lexers.CPP, "int f(Node* p) { return p->next->data; }", "Node next data", "fields"},
	} {
		canonical, err := lexers.Canonicalize(context.Background(), c.language, c.source)
		if err != nil {
			t.Fatalf("%s: %v", c.source, err)
		}
		got, want := ownWords(canonical), strings.Fields(c.want)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, expected %q: %s", c.source, got, want, c.reason)
		}
	}
}

// TestSelfContained asks what runs without the rest of its program.
func TestSelfContained(t *testing.T) {
	for _, c := range []struct {
		language lexers.Language
		source   string
		want     bool
	}{
		{lexers.Python, "def f(a):\n    return sorted(a)[0] + len(a)\n", true},
		{lexers.Python, "def f(a):\n    return helper(a)\n", false},
		{lexers.Python, "def f(a):\n    return a.weight\n", false},
		{lexers.CPP, "int f(vector<int>& a) { sort(a.begin(), a.end()); return a[0]; }", true},
		{lexers.CPP, "int f(Node* a) { return 1; }", false},
		{lexers.Java, "int f(int n) { return Math.abs(f(n - 1)); }", true},
		{lexers.Java, "int f(int n) { return LIMIT - n; }", false},
	} {
		canonical, err := lexers.Canonicalize(t.Context(), c.language, c.source)
		if err != nil {
			t.Fatal(err)
		}
		if got := SelfContained(c.language, canonical.Tokens); got != c.want {
			t.Errorf("%s: %v", c.source, got)
		}
	}
}
