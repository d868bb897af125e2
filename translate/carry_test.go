package translate

import (
	"context"
	"strings"
	"testing"

	"transcoder/lexers"
)

// carried translates a file with the rendering of each function in place of a
// model's hypothesis: what stands round functions, and what members become, is
// then all that changes.
func carried(t *testing.T, translator *Translator, request Request) *Result {
	t.Helper()
	return carriedWhere(t, translator, request, func(*draft) bool { return true })
}

// carriedWhere is carried; functions whose rendering is not good stay comments.
func carriedWhere(t *testing.T, translator *Translator, request Request, good func(*draft) bool) *Result {
	t.Helper()
	a, err := translator.prepare(context.Background(), request)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range a.units {
		if u.job == nil {
			continue
		}
		d, err := translator.rendering(context.Background(), u.job)
		if err != nil {
			t.Fatal(err)
		}
		if !good(d) {
			u.job, u.refusal = nil, d.Problem
			continue
		}
		d.Problem, d.Parses = "", true
		u.job.hypotheses = []Hypothesis{d.Hypothesis}
	}
	a.vote()
	if err := a.carryOver(context.Background(), constructor, entryPoint); err != nil {
		t.Fatal(err)
	}
	return a.assemble()
}

const counterJava = `/** Counts. */
public class Counter extends Object {
    private static final int STEP = 2;
    private int count = 3;
    private List<Integer> seen = new ArrayList<>();

    public Counter(int count) {
        this.count = count;
    }

    /** Adds. */
    public int add(int x) {
        count += x * STEP;
        this.seen.add(x);
        return twice(count);
    }

    public int again() {
        return this.add(1);
    }

    static int twice(int x) {
        return 2 * x;
    }

    public static void main(String[] args) {
        System.err.println(args.length);
    }
}
`

const counterCPP = `#include <vector>

// Counts.
class Counter {
 public:
  explicit Counter(long start) : count(start) {}
  int size() const { return seen.size(); }
  long current() const { return count; }
  void add(int x);

 private:
  long count = 0;
  std::vector<int> seen;
  Counter* next;
};

void Counter::add(int x) {
  count += x;
  seen.push_back(x);
}

#define LIMIT 100

int main() {
  add(LIMIT);
  return 0;
}
`

const counterPython = `"""Counters."""

LIMIT = 5
NAMES = ["x", "yz"]
cache = {}


class Counter:
    """Counts."""

    def __init__(self, start):
        self.count = start

    def add(self, x):
        self.count += x
        return self.link(self)

    def link(self, other):
        return other.count + LIMIT

    @staticmethod
    def twice(x):
        return 2 * x


def use(x):
    return cache[x]


if __name__ == "__main__":
    counter = Counter(3)
    counter.add(LIMIT)
`

func TestCarried(t *testing.T) {
	translator, err := OpenFile("testdata/fixture.transcoder", Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer translator.Close()
	for _, test := range []struct {
		reason      string
		source      string
		from, to    lexers.Language
		want        string
		diagnostics string
	}{
		{"a Java class in C++: list to vector, this to an arrow, main outside, its arguments", counterJava, lexers.Java, lexers.CPP, `#include <string>
#include <vector>

// Counts.
class Counter {
 public:
  int count = 3;
  std::vector<int> seen;

  static inline const int STEP = 2;

  Counter(int count) {
    this->count = count;
  }

  // Adds.
  int add(int x) {
    this->count += x * STEP;
    this->seen.add(x);
    return twice(this->count);
  }

  int again() {
    return add(1);
  }

  static int twice(int x) {
    return 2 * x;
  }
};

int main(int argc, char** argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  System.err.println(args.length);
}
`, ""},
		{"in Python: fields begin in the constructor, methods and static methods are called through what has them", counterJava, lexers.Java, lexers.Python, `import sys


class Counter:
    """Counts."""

    STEP = 2

    def __init__(self, count):
        self.seen = []
        self.count = count

    def add(self, x):
        """Adds."""
        self.count += x * Counter.STEP
        self.seen.add(x)
        return Counter.twice(self.count)

    def again(self):
        return self.add(1)

    @staticmethod
    def twice(x):
        return 2 * x


def main(args):
    System.err.println(args.length)


if __name__ == "__main__":
    main(sys.argv[1:])
`, ""},
		{"a C++ class in Java: it is the file's class; a macro is a constant, a member's definition stands in its class", counterCPP, lexers.CPP, lexers.Java, `import java.util.ArrayList;
import java.util.List;

/** Counts. */
public class Counter {
  long count = 0;
  List<Integer> seen = new ArrayList<>();
  Counter next;

  public Counter(long start) {
    this.count = start;
  }

  public int size() {
    return this.seen.size();
  }

  public long current() {
    return this.count;
  }

  public void add(int x) {
    this.count += x;
    this.seen.push_back(x);
  }

  static final int LIMIT = 100;

  public static void main(String[] args) {
    add(LIMIT);
  }
}
`, ""},
		{"a Python class in C++: constants, the main guard; the module's variable can't be carried", counterPython, lexers.Python, lexers.CPP, `// Counters.

#include <string>
#include <vector>

const int LIMIT = 5;
const std::vector<std::string> NAMES = {"x", "yz"};
`, "f.py:5:1: the value of cache is not made of literals: kept as a comment"},
	} {
		path := "Counter" + test.from.Extension()
		if test.from == lexers.Python {
			path = "f.py"
		}
		result := carried(t, translator, Request{Path: path, Source: []byte(test.source), From: test.from, To: test.to})
		if !strings.HasPrefix(result.Code, test.want) || test.from != lexers.Python && result.Code != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", test.reason, result.Code, test.want)
		}
		var got []string
		for _, d := range result.Diagnostics {
			got = append(got, d.String())
		}
		if !strings.Contains(strings.Join(got, "\n"), test.diagnostics) || test.diagnostics == "" && len(got) > 0 {
			t.Errorf("%s: diagnostics %q, want %q", test.reason, got, test.diagnostics)
		}
	}
}

// TestRename writes names as the target does, and leaves alone what is taken.
func TestRename(t *testing.T) {
	for _, test := range []struct {
		name string
		to   lexers.Language
		want string
	}{
		{"binary_search", lexers.Java, "binarySearch"},
		{"binarySearch", lexers.Python, "binary_search"},
		{"toJSONText", lexers.CPP, "to_json_text"},
		{"x2_y", lexers.Java, "x2Y"},
		{"__init__", lexers.Java, "__init__"},
		{"Stack", lexers.Python, "Stack"},
		{"MAX_SIZE", lexers.Java, "MAX_SIZE"},
		{"n", lexers.Python, "n"},
		{"trailing_", lexers.Java, "trailing_"},
	} {
		if got := conventional(test.name, test.to); got != test.want {
			t.Errorf("%s in %v: got %s, want %s", test.name, test.to, got, test.want)
		}
	}
	translator, err := OpenFile("testdata/fixture.transcoder", Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer translator.Close()
	source := "class Node:\n    def __init__(self, max_sum):\n        self.max_sum = max_sum\n\n\ndef get_max(a_node, maxSize, max_size):\n    return a_node.max_sum + get_max(maxSize, max_size)\n"
	result := carried(t, translator, Request{Source: []byte(source), From: lexers.Python, To: lexers.Java, Rename: true})
	for _, want := range []string{"this.maxSum = maxSum;", "getMax(aNode, maxSize, max_size)", "return aNode.maxSum + getMax(maxSize, max_size)"} {
		if !strings.Contains(result.Code, want) {
			t.Errorf("no %q in\n%s", want, result.Code)
		}
	}
}

// TestMapType reads types in each language's spelling.
func TestMapType(t *testing.T) {
	for _, test := range []struct {
		from, to   lexers.Language
		text, want string // "" for none
	}{
		{lexers.Java, lexers.CPP, "Map<String, List<Integer>>", "std::map<std::string, std::vector<int>>"},
		{lexers.Java, lexers.Python, "int[][]", "list[list[int]]"},
		{lexers.CPP, lexers.Java, "const std::unordered_map<int, std::vector<long long>>&", "Map<Integer, List<Long>>"},
		{lexers.CPP, lexers.Java, "Node *", "Node"},
		{lexers.Java, lexers.CPP, "Node", "Node*"},
		{lexers.Python, lexers.Java, "dict[str, float]", "Map<String, Double>"},
		{lexers.CPP, lexers.Java, "unsigned long long", "long"},
		{lexers.Java, lexers.CPP, "List<Color>", "std::vector<Color>"},
		{lexers.CPP, lexers.Java, "Node<int>*", "Node<Integer>"},
		{lexers.CPP, lexers.Python, "Node<int>*", "Node"},
		{lexers.CPP, lexers.Java, "int[2][N]", "int[][]"},
		{lexers.Python, lexers.Java, "Node | None", "Node"},
		{lexers.Java, lexers.CPP, "Optional<Integer>", ""},
		{lexers.CPP, lexers.Java, "vector", ""},
		{lexers.Python, lexers.CPP, "list[", ""},
	} {
		got, ok := mapType(test.from, test.to, test.text, fileTypes{classes: []string{"Node"}, others: []string{"Color"}})
		if got != test.want || ok != (test.want != "") {
			t.Errorf("%q from %v to %v: got %q, want %q", test.text, test.from, test.to, got, test.want)
		}
	}
}
