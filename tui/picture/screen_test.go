package main

import (
	"encoding/xml"
	"io"
	"reflect"
	"strings"
	"testing"
)

func TestParseScreen(t *testing.T) {
	tests := []struct {
		text   string
		want   []run
		reason string
	}{
		{"ab", []run{{"ab", 0, 2, look{}}}, "text alone"},
		{"a\x1b[1mb\x1b[0mc", []run{{"a", 0, 1, look{}}, {"b", 1, 1, look{bold: true}}, {"c", 2, 1, look{}}}, "on and off again"},
		{"\x1b[38;2;1;2;255;48;5;232mx", []run{{"x", 0, 1, look{color: "#0102ff", background: "#080808"}}}, "both ways to name a color"},
		{"\x1b[31m日\x1b[39;4;7mx", []run{{"日", 0, 2, look{color: "#cd3131"}}, {"x", 2, 1, look{underline: true, invert: true}}}, "a wide character"},
		{"\x1b[38;5mx", []run{{"x", 0, 1, look{color: "#000000"}}}, "a sequence that ends early"},
		{"a\x1b]0;title\x07b", []run{{"ab", 0, 2, look{}}}, "other sequences are dropped"},
	}
	for _, test := range tests {
		if got := parseScreen(test.text); !reflect.DeepEqual(got, [][]run{test.want}) {
			t.Errorf("%q: %v, want %v: %s", test.text, got, test.want, test.reason)
		}
	}
}

// TestDrawIsXML draws signs that XML has a meaning for.
func TestDrawIsXML(t *testing.T) {
	var b strings.Builder
	draw(&b, parseScreen("  left    a < b && \"c\"\n\x1b[7m'<script>'  \x1b[0m│"), "#ffffff", "#000000")
	decoder := xml.NewDecoder(strings.NewReader(b.String()))
	var texts []string
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, b.String())
		}
		if text, ok := token.(xml.CharData); ok {
			if s := strings.TrimSpace(string(text)); s != "" && !strings.Contains(s, "white-space") {
				texts = append(texts, s)
			}
		}
	}
	want := []string{"left", `a < b && "c"`, `'<script>'`, "│"}
	if !reflect.DeepEqual(texts, want) {
		t.Errorf("texts %q, want %q", texts, want)
	}
}
