package lexers

import (
	"context"
	"strings"
	"testing"
)

// lineText returns the text of each token's line.
func lineText(text string, lines []int) []string {
	all := strings.Split(text, "\n")
	texts := make([]string, len(lines))
	for i, line := range lines {
		texts[i] = strings.TrimSpace(all[line-1])
	}
	return texts
}

// TestLines follows tokens to the line of the source that they come from and to
// that of the text that they become. A word that stands on one line of each is
// enough to tell.
func TestLines(t *testing.T) {
	const python = `# a comment above

def f(values,
      limit):
    """What it does."""
    total = 0
    for value in values:
        if value > limit:
            total += value  # gain
        elif value < 0:
            total = missing(value) if value else other(total)
    while total > 100:
        total = halve(total)
    return a_long_name(total, limit, first_argument(values), second_argument(values), third_argument(values))
`
	const cpp = `long long f(std::vector<int>& values, Node* node) {
  long long total = 0;
  int table[10] = {};
  for (int i = 0; i < 10; i++) {
    total += std::max(values[i], node->weight);
  }
  do {
    total = halve(total);
  } while (total > 100);
  switch (total) {
    case 1:
      first(total);
      break;
    default:
      other(total);
  }
  return total;
}
`
	const java = `class C {
  @Override
  public static int f(int[] values) {
    int total = 0;
    for (int value : values) {
      total += gain(value);
    }
    try {
      risky(total);
    } catch (Exception e) {
      recover(total);
    }
    return total > 0 ? total : fallback(total);
  }
}
`
	for _, test := range []struct {
		language Language
		source   string
		words    []string // tokens that stand once in the function
	}{
		{Python, python, []string{"elif", "missing", "other", "while", "halve", "a_long_name", "third_argument"}},
		{CPP, cpp, []string{"max", "weight", "do", "halve", "switch", "first", "break", "default", "other"}},
		{Java, java, []string{"for", "gain", "try", "risky", "catch", "recover", "fallback"}},
	} {
		file, err := Parse(context.Background(), test.language, []byte(test.source))
		if err != nil {
			t.Fatal(err)
		}
		c, lines, err := file.Functions()[0].CanonicalLines()
		if err != nil {
			t.Fatal(err)
		}
		if len(lines) != len(c.Tokens) {
			t.Fatalf("%v: %d lines for %d tokens", test.language, len(lines), len(c.Tokens))
		}
		code, rendered, err := c.RenderLines(test.language)
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := c.Render(test.language); err != nil || plain != code {
			t.Errorf("%v: RenderLines and Render differ", test.language)
		}
		if len(rendered) != len(c.Tokens) {
			t.Fatalf("%v: %d rendered lines for %d tokens", test.language, len(rendered), len(c.Tokens))
		}
		from, to := lineText(test.source, lines), lineText(code, rendered)
		seen := 0
		for i, token := range c.Tokens {
			for _, word := range test.words {
				if token != word {
					continue
				}
				seen++
				if word == ElseIf && test.language != Python {
					word = "else if"
				}
				if !strings.Contains(from[i], word) {
					t.Errorf("%v: %q of the source is said to be on line %d: %s", test.language, word, lines[i], from[i])
				}
				if !strings.Contains(to[i], word) {
					t.Errorf("%v: %q is said to be rendered on line %d: %s\n%s", test.language, word, rendered[i], to[i], code)
				}
			}
		}
		if seen != len(test.words) {
			t.Errorf("%v: %d of %d words found among %q", test.language, seen, len(test.words), c.Tokens)
		}
	}
}

// Every token of a rendering into another language has a line that exists.
func TestRenderLinesElsewhere(t *testing.T) {
	c, err := Canonicalize(context.Background(), Python, "def f(a, b):\n    return a if a > b else b\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []Language{CPP, Java} {
		code, lines, err := c.RenderLines(to)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range lines {
			if line < 1 || line > strings.Count(code, "\n") {
				t.Errorf("%v: token %d on line %d of\n%s", to, i, line, code)
			}
		}
	}
}

func TestFollow(t *testing.T) {
	for _, test := range []struct {
		reason, before, after string
		want                  []int
	}{
		{"nothing changes", "a b c", "a b c", []int{0, 1, 2}},
		{"std:: is put in", "return max ( x )", "return std :: max ( x )", []int{0, -1, -1, 1, 2, 3, 4}},
		{"std:: is taken out", "return std :: max ( x )", "return max ( x )", []int{0, 3, 4, 5, 6}},
		{"an arrow for a dot", "p . x = 1", "p -> x = 1", []int{0, -1, 2, 3, 4}},
		{"long twice", "long x = 1", "long long x = 1", []int{0, -1, 1, 2, 3}},
		{"nothing before", "", "a b", []int{-1, -1}},
		{"nothing behind", "a b", "", nil},
	} {
		got := follow(strings.Fields(test.before), strings.Fields(test.after))
		if len(got) != len(test.want) {
			t.Errorf("%s: %v, want %v", test.reason, got, test.want)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("%s: %v, want %v", test.reason, got, test.want)
				break
			}
		}
	}
}
