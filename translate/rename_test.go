package translate

import (
	"context"
	"strings"
	"testing"

	"transcoder/lexers"
)

// Names that are keywords of the target get an underscore, wherever they stand.
func TestKeywordNames(t *testing.T) {
	java := `public class Names {
    enum Mark { NONE, def, is }
    static final int lambda = 3;
    int in = 0;
    String from;
    public int pass(int x) { in += x; return lambda + in; }
    public int use(boolean not) { return pass(2) + in; }
    public static int global(int as) { return as; }
    public static void main(String[] args) { System.out.println(global(lambda)); }
}
`
	python := `SWITCH = 1


class Marks:
    def __init__(self, delete):
        self.delete = delete
        self.this = []

    def default(self, new):
        return self.delete + new


def double(switch):
    return switch + SWITCH


if __name__ == "__main__":
    case = Marks(3)
    print(double(2), case.delete)
`
	for _, test := range []struct {
		source   string
		from, to lexers.Language
		want     []string
	}{
		{java, lexers.Java, lexers.Python, []string{"    lambda_ = 3\n", "self.in_ = 0\n", "self.from_ = None\n", "    def_ = 1\n", "self.pass_(2) + self.in_\n", "def global_(as_):\n", "Names.global_(Names.lambda_)"}},
		{java, lexers.Java, lexers.CPP, []string{"const int lambda = 3;\n", "  int in = 0;\n", "bool not_)"}},
		{python, lexers.Python, lexers.CPP, []string{"this->delete_ = delete_;\n", "  std::vector<int> this_;\n", "default_("}},
		{python, lexers.Python, lexers.Java, []string{"this.delete = delete;\n", "List<Integer> this_;\n", "default_("}},
	} {
		request := Request{Path: "names" + test.from.Extension(), Source: []byte(test.source), From: test.from, To: test.to}
		// Python's renderings have no types, and do not parse elsewhere: they are as they are.
		code := carried(t, openMapping(t), request).Code
		for _, want := range test.want {
			if !strings.Contains(code, want) {
				t.Errorf("%v to %v: %q is not in\n%s", test.from, test.to, want, code)
			}
		}
		if file, err := lexers.Parse(context.Background(), test.to, []byte(code)); err != nil || test.from != lexers.Python && len(file.SyntaxErrors()) > 0 {
			t.Errorf("%v to %v: %v, syntax errors at %v in\n%s", test.from, test.to, err, file.SyntaxErrors(), code)
		}
	}
}
