package lexers

import "testing"

func TestNumberText(t *testing.T) {
	for _, test := range []struct {
		number       string
		from, to     Language
		want, reason string
	}{
		{"1_000", Python, Python, "1_000", "its own language keeps the spelling"},
		{"1_000", Python, CPP, "1000", "separators go"},
		{"1'000", CPP, Java, "1000", "separators go"},
		{"10L", Java, CPP, "10LL", "Java's long has 64 bits"},
		{"10LL", CPP, Java, "10L", "and so has long long"},
		{"10ULL", CPP, Java, "10L", "Java has no unsigned"},
		{"10L", Java, Python, "10", "Python needs no width"},
		{"0xFFL", Java, CPP, "0xffLL", "hexadecimal with a width"},
		{"0xFD", Java, Python, "0xfd", "f and d are digits there"},
		{"5000000000", Python, Java, "5000000000L", "too large for an int"},
		{"2147483647", Python, Java, "2147483647", "the largest int"},
		{"017", Java, Python, "0o17", "octal"},
		{"0o17", Python, CPP, "017", "octal"},
		{"1.5f", Java, CPP, "1.5f", "float"},
		{"1.5f", CPP, Python, "1.5", "no float in Python"},
		{"100f", Java, CPP, "100.0f", "C++ wants a point before f"},
		{"2d", Java, Python, "2.0", "a double without a point"},
		{"1e-5", Python, Java, "1e-5", "an exponent"},
		{"0b101", Java, Python, "0b101", "binary"},
		{"00", Java, Python, "0", "zero"},
	} {
		if got := numberText(test.number, test.from, test.to); got != test.want {
			t.Errorf("%s from %v to %v: got %s, want %s: %s", test.number, test.from, test.to, got, test.want, test.reason)
		}
	}
}

func TestQuoted(t *testing.T) {
	for _, test := range []struct {
		content string
		target  Language
		want    string
		reason  string
	}{
		{"a\"b\\c\n\t", CPP, `"a\"b\\c\n\t"`, "escapes"},
		{"\x001", CPP, `"\0001"`, "three octal digits: the next character cannot join"},
		{"\x011", Java, `"\0011"`, "Java too: \\u0001 would be read before the literal is"},
		{"\x01", Python, `"\x01"`, "Python's shortest"},
		{"é😀", Java, `"é😀"`, "printable text stays"},
		{"\u200b", Java, `"\u200b"`, "invisible text does not"},
		{"\U000e0001", Python, `"\U000e0001"`, "nor beyond 16 bits"},
	} {
		if got := quoted(test.content, '"', test.target); got != test.want {
			t.Errorf("%q for %v: got %s, want %s: %s", test.content, test.target, got, test.want, test.reason)
		}
	}
}

// Names must be words of the target, and must not take what the text uses
// otherwise.
func TestRenderNames(t *testing.T) {
	c := &Canonical{
		Language: Java,
		Tokens:   []string{"ID_0", "(", "ID_1", ",", "ID_2", ",", "ID_3", ")", BlockOpen, "return", "len", "(", "ID_1", ")", "+", "ID_5", EndOfLine, BlockClose},
		Names:    []string{"solve", "len", "lambda", "a$b", "i"},
	}
	got, err := c.Render(Python)
	if err != nil {
		t.Fatal(err)
	}
	want := "def solve(len_, lambda_, a_b):\n    return len(len_) + j\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
