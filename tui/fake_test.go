package tui

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"transcoder/lexers"
	"transcoder/translate"
	"transcoder/verify"
	"transcoder/verify/sandbox"
)

// fake is a session that knows everything beforehand.
type fake struct {
	files     map[string]string // by name
	names     []string
	hold      chan struct{} // Translate waits for it, where it is not nil
	broken    error         // of Prepare
	translate func(name string) []translate.Hypothesis

	outlined *Document // the last, and its blocks
	blocks   []Block

	mu    sync.Mutex
	saved []string // what was written last
	there bool     // the file to write exists
}

// example is the source of most tests: a comment, two functions that translate,
// one that can't be, and code outside functions.
const example = `"""Searching in sorted lists."""
import bisect


def binary_search(values, target):
    """Return the index of target in values, or -1."""
    low, high = 0, len(values) - 1
    while low <= high:
        middle = (low + high) // 2
        if values[middle] == target:
            return middle
        if values[middle] < target:
            low = middle + 1
        else:
            high = middle - 1
    return -1


def total(values):
    result = 0
    for value in values:
        result += value
    return result


def lines_of(path):
    with open(path) as f:
        yield from f


print(total([1, 2, 3]))
`

func newFake() *fake {
	return &fake{files: map[string]string{"search.py": example}, names: []string{"search.py"}, translate: hypothesesOf}
}

func (f *fake) Files(context.Context) ([]string, error) { return f.names, nil }

func (f *fake) Read(_ context.Context, name string) (*Document, error) {
	text, ok := f.files[name]
	if !ok {
		return nil, errors.New(name + ": no such file")
	}
	return &Document{Name: name, Source: []byte(text), From: lexers.Python, To: lexers.Java}, nil
}

// Outline finds functions by their def in the first column.
func (f *fake) Outline(_ context.Context, document *Document) ([]Block, error) {
	lines := splitLines(string(document.Source))
	var blocks []Block
	for i, line := range lines {
		inside := line == "" || line[0] == ' '
		switch {
		case strings.HasPrefix(line, "def "):
			name, _, _ := strings.Cut(strings.TrimPrefix(line, "def "), "(")
			block := Block{Name: name, First: i + 1, Last: i + 1}
			if name == "lines_of" {
				block.Refused, block.Note = true, "with has no canonical form"
			}
			blocks = append(blocks, block)
		case len(blocks) > 0 && (inside || !blocks[len(blocks)-1].function()):
			blocks[len(blocks)-1].Last = i + 1
		default:
			blocks = append(blocks, Block{First: i + 1, Last: i + 1, Note: "kept as a comment"})
		}
	}
	return blocks, nil
}

func (f *fake) Prepare(context.Context) error { return f.broken }

func (f *fake) Translate(ctx context.Context, document *Document, index int) ([]translate.Hypothesis, error) {
	if f.hold != nil {
		select {
		case <-f.hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if f.outlined != document {
		f.blocks, _ = f.Outline(ctx, document)
		f.outlined = document
	}
	return f.translate(f.blocks[index].Name), nil
}

// hypothesesOf returns the translations of the example's functions.
func hypothesesOf(name string) []translate.Hypothesis {
	sure := math.Log(0.9)
	switch name {
	case "binary_search":
		code := `static int binarySearch(int[] values, int target) {
  int low = 0, high = values.length - 1;
  while (low <= high) {
    int middle = (low + high) / 2;
    if (values[middle] == target) {
      return middle;
    }
    if (values[middle] < target) {
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return -1;
}
`
		lines := []translate.Line{
			{Confidence: 0.97, Source: []int{5}}, {Confidence: 0.61, Source: []int{7, 5}}, {Confidence: 0.99, Source: []int{8}},
			{Confidence: 0.34, Source: []int{9}}, {Confidence: 0.95, Source: []int{10}}, {Confidence: 0.98, Source: []int{11}}, {Confidence: 1},
			{Confidence: 0.95, Source: []int{12, 10}}, {Confidence: 0.9, Source: []int{13}}, {Confidence: 0.9, Source: []int{14}},
			{Confidence: 0.9, Source: []int{15}}, {Confidence: 1}, {Confidence: 1}, {Confidence: 0.99, Source: []int{16}}, {Confidence: 1},
		}
		other := strings.ReplaceAll(code, "(low + high) / 2", "low + (high - low) / 2")
		long := strings.ReplaceAll(code, "return -1;", "return values.length == 0 ? -1 : low;")
		return []translate.Hypothesis{
			{Code: code, Parses: true, Score: sure, Origin: translate.OriginModel, Lines: lines},
			{Code: other, Parses: true, Score: math.Log(0.6), Origin: translate.OriginModel, Lines: lines},
			{Code: long, Parses: true, Score: math.Log(0.2), Origin: translate.OriginRendering, Lines: lines},
		}
	case "total":
		return []translate.Hypothesis{{
			Code:   "static int total(int[] values) {\n  int result = 0;\n  for (int value : values) {\n    result += value;\n  }\n  return result;\n}\n",
			Parses: true, Score: math.Log(0.4), Origin: translate.OriginModel,
		}}
	}
	return []translate.Hypothesis{{Code: "static void " + name + "() {\n}\n", Parses: true, Score: sure, Origin: translate.OriginModel}}
}

func (f *fake) Problem(_ context.Context, _ *Document, _ int, code string) (string, error) {
	if !strings.Contains(code, "{") {
		return "syntax error at 1:1", nil
	}
	return "", nil
}

// Verify finds that whatever divides by 2 without care differs.
func (f *fake) Verify(_ context.Context, _ *Document, candidates []Candidate, _ []string) ([]verify.Verdict, error) {
	verdicts := make([]verify.Verdict, len(candidates))
	for i, c := range candidates {
		verdicts[i] = verify.Verdict{Outcome: verify.VerdictPass, Inputs: 100, Level: sandbox.Isolated}
		if strings.Contains(c.Code, "(low + high) / 2") {
			verdicts[i] = verify.Verdict{
				Outcome: verify.VerdictDiffers, Inputs: 12, Level: sandbox.Isolated,
				CounterExample: &verify.CounterExample{
					Inputs: []verify.Argument{{Name: "values", Value: "[1, 3]"}, {Name: "target", Value: "3"}},
					Source: verify.Effect{Returned: "1"}, Target: verify.Effect{Returned: "-1"},
				},
				Notes: []string{"int of 32 bits"},
			}
		}
	}
	return verdicts, nil
}

func (f *fake) Save(_ context.Context, _ *Document, chosen []string, replace bool) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.there && !replace {
		return "", &ExistsError{"Search.java"}
	}
	f.saved = chosen
	return "Search.java", nil
}

// driver drives a model without a terminal: it sends messages and runs the
// commands that come back, until there are none.
type driver struct {
	t testing.TB
	m *Model
}

// drive returns a viewer of the example that nothing has been sent to.
func drive(t testing.TB, session Session, options Options) *driver {
	t.Helper()
	m := New(t.Context(), session, options)
	m.frameTime = 1
	t.Cleanup(m.Close)
	return &driver{t, m}
}

// exampleOptions show the example in a size, in ASCII or in color.
func exampleOptions(t testing.TB, session *fake, width, height int, ascii bool) Options {
	t.Helper()
	document, err := session.Read(t.Context(), "search.py")
	if err != nil {
		t.Fatal(err)
	}
	return Options{Document: document, Width: width, Height: height, ASCII: ascii, Plain: ascii, Profile: termenv.TrueColor}
}

// start runs what Init asks for.
func (d *driver) start() { d.run(d.m.Init()) }

// send sends a message and runs what follows from it.
func (d *driver) send(message tea.Msg) {
	_, command := d.m.Update(message)
	d.run(command)
}

// run runs a command, and what follows from its message. Ticks are dropped: what
// is under way stands still.
func (d *driver) run(command tea.Cmd) {
	d.t.Helper()
	if command == nil {
		return
	}
	switch message := command().(type) {
	case nil, tickMsg:
		d.m.ticking = false
	case tea.BatchMsg:
		for _, c := range message {
			d.run(c)
		}
	case tea.QuitMsg:
	default:
		d.send(message)
	}
}

// keys types keys, by bubbletea's names, separated by spaces.
func (d *driver) keys(names string) {
	d.t.Helper()
	for _, name := range strings.Fields(names) {
		d.send(keyMessage(name))
	}
}

// keyMessage returns the message of a key's name.
func keyMessage(name string) tea.KeyMsg {
	types := map[string]tea.KeyType{
		"tab": tea.KeyTab, "enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "pgup": tea.KeyPgUp,
		"pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "f3": tea.KeyF3, "f15": tea.KeyF15, "ctrl+c": tea.KeyCtrlC,
		"ctrl+d": tea.KeyCtrlD, "ctrl+u": tea.KeyCtrlU, "ctrl+l": tea.KeyCtrlL, "ctrl+z": tea.KeyCtrlZ, "backspace": tea.KeyBackspace,
		"left": tea.KeyLeft, "right": tea.KeyRight,
	}
	if t, ok := types[name]; ok {
		return tea.KeyMsg{Type: t}
	}
	if name == "space" {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// screen returns the frame without escape sequences.
func (d *driver) screen() string { return strip(d.m.View()) }

// sees fails the test unless the screen shows text.
func (d *driver) sees(reason string, texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if screen := d.screen(); !strings.Contains(screen, text) {
			d.t.Fatalf("%s: the screen does not show %q:\n%s", reason, text, screen)
		}
	}
}

func (d *driver) lacks(reason, text string) {
	d.t.Helper()
	if screen := d.screen(); strings.Contains(screen, text) {
		d.t.Fatalf("%s: the screen shows %q:\n%s", reason, text, screen)
	}
}
