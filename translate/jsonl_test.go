package translate_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"transcoder/translate"
)

// endless is a text of one letter.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// TestLongLine passes over a line that is longer than any program, with a message
// that has its number, and answers the next one.
func TestLongLine(t *testing.T) {
	translator := openFixture(t)
	in := io.MultiReader(
		strings.NewReader(`{"id":1,"code":"`), io.LimitReader(endless('x'), translate.MaxLine), strings.NewReader("\"}\n"),
		strings.NewReader(`{"id":2,"src":"python","tgt":"cpp","code":"def add(a, b):\n    return a + b\n"}`),
	)
	var out bytes.Buffer
	counts, err := translator.TranslateLines(context.Background(), in, &out, translate.Request{Beam: 1}, false, false)
	if err != nil {
		t.Fatal(err)
	}
	first, second, _ := strings.Cut(out.String(), "\n")
	if want := fmt.Sprintf(`{"id":null,"hyps":[],"error":"line 1: has more than %d bytes"}`, translate.MaxLine); first != want {
		t.Errorf("first answer %s, expected %s", first, want)
	}
	if !strings.HasPrefix(second, `{"id":2,"src":"python","tgt":"cpp","hyps":[{"code":"int add(`) {
		t.Errorf("second answer %s", second)
	}
	if counts.Lines != 2 || counts.Failed != 1 {
		t.Errorf("counts %+v, expected 2 lines, 1 failed", counts)
	}
}
