package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestCellsShowWhatATerminalWouldObey(t *testing.T) {
	tests := []struct {
		line, unicode, ascii string
		reason               string
	}{
		{"a\tb", "a   b", "a   b", "a tab goes to the next stop"},
		{"\x1b[31mred", "␛[31mred", "^[[31mred", "an escape sequence"},
		{"\x00\x07\x7f", "␀␇␡", "^@^G^?", "other controls, DEL"},
		{"\u009b31m", "<U+009B>31m", "<U+009B>31m", "the one-character CSI of C1"},
		{"a\u202eb\u2066", "a<U+202E>b<U+2066>", "a<U+202E>b<U+2066>", "bidirectional overrides and isolates (CVE-2021-42574)"},
		{"a\u200bb\ufeff", "a<U+200B>b<U+FEFF>", "a<U+200B>b<U+FEFF>", "characters without width"},
		{"a\u00a0b\u2028", "a<U+00A0>b<U+2028>", "a<U+00A0>b<U+2028>", "spaces that are none, ends of lines that are none"},
		{"\xff\xc3", "<FF><C3>", "<FF><C3>", "bytes that are no text"},
		{"é日本", "é日本", "<U+00E9><U+65E5><U+672C>", "letters"},
		{"e\u0301x", "e\u0301x", "e<U+0301>x", "a combining mark stays on its letter"},
		{"\u0301x", "<U+0301>x", "<U+0301>x", "unless there is none"},
		{"👩\u200d💻", "👩<U+200D>💻", "<U+1F469><U+200D><U+1F4BB>", "joined emoji, whose width terminals disagree about"},
		{"\U0001f1e9\U0001f1ea", "<U+1F1E9><U+1F1EA>", "<U+1F1E9><U+1F1EA>", "a flag"},
	}
	for _, test := range tests {
		for _, mode := range []struct {
			glyphs *glyphs
			want   string
		}{{unicodeGlyphs, test.unicode}, {asciiGlyphs, test.ascii}} {
			if got := mode.glyphs.sanitize(test.line); got != mode.want {
				t.Errorf("%q: %q, want %q: %s", test.line, got, mode.want, test.reason)
			}
			width := 0
			for _, c := range mode.glyphs.cells(test.line, plain) {
				width += c.width
			}
			if want := ansi.StringWidth(mode.want); width != want {
				t.Errorf("%q: %d columns, want %d", test.line, width, want)
			}
		}
	}
}

func TestCellsClipLongLines(t *testing.T) {
	line := strings.Repeat("é", 1<<19)
	text := unicodeGlyphs.sanitize(line)
	if len(text) > maxLine+100 || !strings.HasSuffix(text, "… 1044480 bytes more") {
		t.Errorf("%d bytes that end in %q, want at most %d and what is left out", len(text), text[len(text)-30:], maxLine)
	}
	marks := "a" + strings.Repeat("\u0301", 1000)
	for _, c := range unicodeGlyphs.cells(marks, plain) {
		if len(c.text) > 1+2*maxMarks {
			t.Fatalf("a cell of %d bytes", len(c.text))
		}
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		line   string
		width  int
		want   []string
		reason string
	}{
		{"", 4, []string{""}, "an empty line has a row"},
		{"abcd", 4, []string{"abcd"}, "it fits"},
		{"abcde", 4, []string{"abcd", "e"}, "one more"},
		{"aa bbb cc dd", 8, []string{"aa bbb ", "cc dd"}, "behind a space near the end"},
		{"a bbbbbbbbbb", 8, []string{"a bbbbbb", "bbbb"}, "not behind one far from it"},
		{"abc日d", 4, []string{"abc", "日d"}, "a wide character is not cut in two"},
	}
	for _, test := range tests {
		var got []string
		for _, row := range wrap(unicodeGlyphs.cells(test.line, plain), test.width) {
			text := ""
			for _, c := range row {
				text += c.text
			}
			got = append(got, text)
		}
		if strings.Join(got, "|") != strings.Join(test.want, "|") {
			t.Errorf("%q in %d: %q, want %q: %s", test.line, test.width, got, test.want, test.reason)
		}
	}
}
