package tui

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"transcoder/lexers"
)

// TestFlow goes the way of a user: open, translate, next hypothesis, verify, edit,
// write, quit.
func TestFlow(t *testing.T) {
	session := newFake()
	options := exampleOptions(t, session, 120, 40, true)
	options.Marks = Marks{Folder: t.TempDir()}
	d := drive(t, session, options)

	d.sees("the source is there before anything is known", "def binary_search", "print(total([1, 2, 3]))", "reading")
	d.start()
	d.sees("all functions are translated", "static int binarySearch", "static int total", "3 functions", "with has no canonical form")

	d.keys("J ]")
	d.sees("the second hypothesis, its changed line marked", "low + (high - low) / 2", "2 of 3", "3~ 4")
	d.keys("[")
	d.sees("back at the first, what differs from the second marked", "1 of 3", "3~ 4")
	d.keys("v")
	d.sees("the counter-example of the first", "# binary_search differs", "values = [1, 3]", "returned -1", "sandbox    isolated")
	d.keys("esc ]")
	d.keys("v")
	d.sees("the second passes", "+ binary_search passes on 100 inputs")
	d.keys("A")
	d.sees("accepted", "accepted")

	d.keys("n")
	d.sees("the next function that wants a reader is total", "line 19 of 31")
	d.send(editedMsg{name: "search.py", block: blockOf(t, d.m, "total"), made: made(t, d.m, "static int total(int[] values) { return 0; }")})
	d.sees("what was written is shown, and verified", "return 0; }", "edited", "+ total passes")

	d.keys("w")
	d.sees("written", "wrote Search.java")
	if got := session.saved[blockOf(t, d.m, "total")]; got != "static int total(int[] values) { return 0; }" {
		t.Errorf("written for total: %q, want the edited text", got)
	}
	if got := session.saved[blockOf(t, d.m, "binary_search")]; !strings.Contains(got, "(high - low)") {
		t.Errorf("written for binary_search: %q, want the hypothesis that is shown", got)
	}
	if message := d.m.quit()(); message != tea.Quit() {
		t.Errorf("q sends %v, want a QuitMsg", message)
	}

	// The decisions are there again, also what the user wrote.
	again := drive(t, session, options)
	again.start()
	again.sees("the accepted hypothesis is shown, and marked", "A binary_search", "2 of 3", "accepted")
	again.keys("J n ]")
	again.sees("what was edited is a hypothesis", "return 0; }", "edited")
	again.keys("A A")
	again.sees("taken back", "no longer accepted")
}

func blockOf(t *testing.T, m *Model, name string) int {
	t.Helper()
	for i := range m.file().functions {
		if m.file().functions[i].Name == name {
			return i
		}
	}
	t.Fatalf("no function %s", name)
	return 0
}

func made(t *testing.T, m *Model, code string) *candidate {
	t.Helper()
	c, err := m.made(t.Context(), m.file().document, 0, code)
	if err != nil {
		t.Fatal(err)
	}
	return &c
}

// TestTranslatesInBackground holds the model, so that what is under way shows.
func TestTranslatesInBackground(t *testing.T) {
	session := newFake()
	d := drive(t, session, exampleOptions(t, session, 120, 40, true))
	d.send(outlinedMsg{name: "search.py", blocks: blocksOf(t, session)})
	d.sees("the source can be read while the model loads", "def total", "waiting")
	d.m.prepared = true
	translate := d.m.translateNext()
	d.sees("the function under way is marked", "| binary_search translating", ". total waiting")
	if translate == nil || d.m.translateNext() != nil {
		t.Error("a second function went to the model while the first was there")
	}
	d.keys("G v")
	d.sees("keys work meanwhile", "the cursor is not on a function")
	d.keys("w")
	d.sees("half a file is not written", "not all functions are translated yet")
	d.run(translate)
	d.sees("the rest follows by itself", "static int binarySearch", "static int total")
}

func blocksOf(t *testing.T, session *fake) []Block {
	t.Helper()
	document, err := session.Read(t.Context(), "search.py")
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := session.Outline(t.Context(), document)
	if err != nil {
		t.Fatal(err)
	}
	return blocks
}

func TestFailuresAreSaid(t *testing.T) {
	t.Run("the model", func(t *testing.T) {
		session := newFake()
		session.broken = errors.New("model x: damaged")
		d := drive(t, session, exampleOptions(t, session, 100, 30, true))
		d.start()
		d.sees("the source can still be read", "! model x: damaged", "no model", "def total")
	})
	t.Run("a file that is there", func(t *testing.T) {
		session := newFake()
		session.there = true
		d := drive(t, session, exampleOptions(t, session, 100, 30, true))
		d.start()
		d.keys("w")
		d.sees("nothing is replaced at once", "Search.java is there already: w replaces it")
		d.keys("j w")
		d.sees("another key in between takes it back", "Search.java is there already: w replaces it")
		d.keys("w")
		d.sees("the second time in a row", "wrote Search.java")
	})
	t.Run("text that does not parse", func(t *testing.T) {
		session := newFake()
		d := drive(t, session, exampleOptions(t, session, 100, 30, true))
		d.start()
		d.send(editedMsg{name: "search.py", block: blockOf(t, d.m, "total"), made: made(t, d.m, "int total(")})
		d.sees("it is kept and said", "does not parse", "syntax error at 1:1")
	})
	t.Run("an editor that fails", func(t *testing.T) {
		session := newFake()
		d := drive(t, session, exampleOptions(t, session, 100, 30, true))
		d.start()
		path, err := scratchFile("text", ".java")
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.m.takeBack(t.Context(), d.m.file().document, 0, path, "text", exec.ErrNotFound)
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("error %v, want one that names %s, where the user's text is", err, path)
		}
	})
	t.Run("no editor, no clipboard", func(t *testing.T) {
		session := newFake()
		d := drive(t, session, exampleOptions(t, session, 100, 30, true))
		d.start()
		d.keys("J e")
		d.sees("how to get one", "set EDITOR")
		d.keys("y")
		d.sees("nothing is copied without a word", "there is no clipboard")
	})
}

func TestEditTakesBackWhatTheEditorLeft(t *testing.T) {
	session := newFake()
	d := drive(t, session, exampleOptions(t, session, 100, 30, true))
	d.start()
	tests := []struct {
		left, want string
		reason     string
	}{
		{"static int f() { return 1; }\n\n", "static int f() { return 1; }", "without the line ends behind it"},
		{"static int f() {\r\n}\r\n", "static int f() {\n}", "with the line ends of the project"},
		{"before\n", "", "nothing was changed"},
		{"  \n", "", "an empty file means that nothing is wanted"},
	}
	for _, test := range tests {
		path, err := scratchFile("before", ".java")
		if err != nil {
			t.Fatal(err)
		}
		editor := exec.Command("sh", "-c", `printf '%s' "$TEXT" > "$0"`, path)
		editor.Env = append(editor.Environ(), "TEXT="+test.left)
		got, err := d.m.takeBack(t.Context(), d.m.file().document, 0, path, "before", editor.Run())
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case got == nil && test.want != "":
			t.Errorf("%q: nothing, want %q: %s", test.left, test.want, test.reason)
		case got != nil && got.Code != test.want:
			t.Errorf("%q: %q, want %q: %s", test.left, got.Code, test.want, test.reason)
		}
		if found, _ := filepath.Glob(filepath.Dir(path)); found != nil {
			t.Errorf("the scratch folder %s is left", found)
		}
	}
}

func TestSearch(t *testing.T) {
	session := newFake()
	d := drive(t, session, exampleOptions(t, session, 120, 40, true))
	d.start()
	d.keys("/ m i d")
	d.sees("the first match is shown while the words are typed", "/mid_", ">")
	if r := d.m.file().rows[d.m.file().cursor]; r.source != 8 {
		t.Errorf("the cursor is on source line %d, want 9, where middle stands first", r.source+1)
	}
	d.keys("enter f3")
	if r := d.m.file().rows[d.m.file().cursor]; r.source != 9 {
		t.Errorf("F3 goes to line %d, want 10", r.source+1)
	}
	d.keys("f15")
	if r := d.m.file().rows[d.m.file().cursor]; r.source != 8 {
		t.Errorf("Shift+F3 goes to line %d, want 9", r.source+1)
	}
	d.keys("/ y S e enter")
	d.sees("upper case is meant; the translation is searched, too", ">9  1 static int binarySearch")
	d.keys("/ z z enter")
	d.sees("what is not there is said", "not found: zz")
	d.keys("/ t o esc")
	d.sees("Esc goes back to where it began", ">9  1 static int binarySearch")
}

func TestAlignmentOverlay(t *testing.T) {
	session := newFake()
	d := drive(t, session, exampleOptions(t, session, 120, 40, true))
	d.start()
	d.keys("J a j j")
	d.sees("a line of the target and where it comes from", "line 2 comes from 7, 5", " * 7 ", " + 5 ")
	d.keys("tab")
	d.sees("from the source's side", "line 7 became 2")
	d.keys("tab n")
	d.sees("without the model's attention the pair counts", "line 1 comes from 19")
	d.keys("esc")
	d.lacks("closed", "comes from")
}

func TestTreeOfADirectory(t *testing.T) {
	session := newFake()
	session.files["lib/b.py"] = "def g(x):\n    return x\n"
	session.files["lib/c.py"] = "x = 1\n"
	session.names = []string{"search.py", "lib/b.py", "lib/c.py", "lib/missing.py"}
	d := drive(t, session, Options{Width: 130, Height: 30, ASCII: true, Plain: true})
	d.sees("the tree is there before its files", "listing files")
	d.start()
	d.sees("all files, the first one opened", "search.py", "lib/", "b.py", "missing.py", "3/3", "def binary_search")
	d.keys("j enter")
	d.sees("another file", "def g(x)", "static void g", "1/1")
	d.keys("}")
	d.sees("the next", "x = 1", "no functions")
	d.keys("}")
	d.sees("one that can't be read", "lib/missing.py: no such file", "can't be read")
	d.keys("}")
	d.sees("the last", "there is no other file")
	d.keys("{ { t")
	d.send(tea.WindowSizeMsg{Width: 60, Height: 20})
	d.sees("on a narrow screen the tree has it alone", ">   ? b.py")
	d.lacks("the text is not beside it", "def g(x)")
	d.send(tea.MouseMsg{X: 5, Y: 1, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	d.sees("a click opens a file", "def binary_search")
}

// recorder is a session of files that were converted before.
type recorder struct {
	*fake
	records map[string]Record
}

func (r recorder) Recorded(name string) Record { return r.records[name] }

func TestTreeOfAConversion(t *testing.T) {
	session := newFake()
	session.names = []string{"search.py", "done.py", "parsed.py", "differs.py", "methods.py", "lost.py", "failed.py", "constants.py"}
	d := drive(t, recorder{session, map[string]Record{
		"done.py": {Functions: 2, Verified: 2, Judged: true}, "parsed.py": {Functions: 3}, "differs.py": {Functions: 4, Verified: 1, Differs: 2, Judged: true},
		"methods.py": {Functions: 1, Judged: true}, "lost.py": {Functions: 2, Untranslated: 1}, "failed.py": {Failed: true},
	}}, Options{Width: 130, Height: 30, ASCII: true, Plain: true})
	d.start()
	d.sees("what the journal knows", "+ done.py  2/2, 2 pass", "? parsed.py  3/3", "# differs.py  4/4, 1 pass", "- methods.py  1/1, 0 pass", "0 lost.py  1/2",
		"0 failed.py  failed", "- constants.py  no functions")
	d.sees("a file that is open speaks for itself", "search.py", "3/3", "def binary_search")
}

func TestEmptyDirectory(t *testing.T) {
	session := newFake()
	session.names = nil
	d := drive(t, session, Options{})
	d.start()
	if !errors.Is(d.m.Err(), ErrNoFiles) {
		t.Errorf("error %v, want %v", d.m.Err(), ErrNoFiles)
	}
}

func TestMouse(t *testing.T) {
	session := newFake()
	d := drive(t, session, exampleOptions(t, session, 120, 20, true))
	d.start()
	d.send(tea.MouseMsg{X: 10, Y: 8, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	d.sees("a click on the left", "line 7 of 31")
	if d.m.focus != sourcePane {
		t.Error("a click on the left leaves the focus on the right")
	}
	d.send(tea.MouseMsg{X: 100, Y: 9, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	if d.m.focus != targetPane {
		t.Error("a click on the right leaves the focus on the left")
	}
	d.send(tea.MouseMsg{Button: tea.MouseButtonWheelDown})
	d.sees("the wheel moves by three", "line 11 of 31")
	d.send(tea.WindowSizeMsg{Width: 60, Height: 24})
	d.send(tea.MouseMsg{X: 10, Y: 1, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	if d.m.focus != sourcePane {
		t.Error("stacked, a click above leaves the focus below")
	}
}

// TestHelpHasEveryKey compares the help with the key map, and the key map with
// itself.
func TestHelpHasEveryKey(t *testing.T) {
	session := newFake()
	d := drive(t, session, exampleOptions(t, session, 120, 90, true))
	d.start()
	d.keys("?")
	seen := map[string]string{}
	for _, b := range keyMap() {
		d.sees("every binding is in the help", b.Help().Key, b.Help().Desc)
		for _, k := range b.Keys() {
			if other, twice := seen[k]; twice {
				t.Errorf("key %q is bound to %q and %q", k, other, b.Help().Desc)
			}
			seen[k] = b.Help().Desc
		}
	}
	for _, size := range []tea.WindowSizeMsg{{Width: 40, Height: 12}, {Width: 200, Height: 60}} {
		d.send(size)
		d.keys("j j k")
		checkFrame(t, d.m.View(), size.Width, size.Height)
	}
}

// TestWrapsAndStacks: long lines wrap, and a row that is higher than the screen
// can be read to its end.
func TestWrapsAndStacks(t *testing.T) {
	session := newFake()
	long := "x = [" + strings.Repeat("1234567, ", 200) + "Z]"
	session.files["search.py"] = "def f(a):\n    return a\n\n\n" + long + "\nend = 1\n"
	d := drive(t, session, exampleOptions(t, session, 100, 12, true))
	d.start()
	d.lacks("it is longer than the screen", "Z")
	for range 80 {
		d.keys("j")
	}
	d.sees("lines of one row are scrolled through", "end = 1")
	d.keys("k")
	d.sees("going back begins at its end", "Z]", "line 5 of 6")
	for range 40 {
		d.keys("k")
	}
	d.sees("and comes to its beginning", "5 x = [1234567")
}

func TestPairOfFiles(t *testing.T) {
	document := &Document{Name: "a.py", Source: []byte("x = 1\ndef f(n):\n    return n + 1\n"), From: lexers.Python, To: lexers.Java, Target: "A.java"}
	blocks := []Block{
		{First: 1, Last: 1, Target: "class A {", TargetLine: 1},
		{Name: "f", First: 2, Last: 3, Target: "  static int f(int n) {\n    return n + 1;\n  }", TargetLine: 2},
		{First: 4, Last: 3, Target: "}", TargetLine: 5},
	}
	d := drive(t, newFake(), Options{Document: document, Width: 100, Height: 20, ASCII: true, Plain: true})
	d.send(outlinedMsg{name: "a.py", blocks: blocks})
	d.sees("both files, line numbers of both", "a.py -> A.java", "1 x = 1", " 1 class A {", " 3     return n + 1;", " 5 }")
}
