package tui

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"transcoder/translate"
)

var long = flag.Bool("long", false, "send 10,000 random messages instead of 400")

// hostile is a source with all that a terminal or a layout may stumble on.
var hostile = "def f(a):\n\treturn '\x1b]0;title\x07\x1b[2J' + a\n\ndef g(b):\n  x = '\u202e\u2066日本語\u0301é👩\u200d💻'\r\n  y = " +
	strings.Repeat("(", 3000) + "\n  return \xff\xfe\x00\n\ndef h():\n  '''" + strings.Repeat("long ", 1500) + "'''\n  return 1\n"

// hostileSession has a model that writes what no model should.
func hostileSession() *fake {
	session := newFake()
	session.files["hostile.py"] = hostile
	session.names = []string{"search.py", "hostile.py", "sub\x1b[31m/evil.py"}
	session.files["sub\x1b[31m/evil.py"] = ""
	session.translate = func(name string) []translate.Hypothesis {
		found := hypothesesOf(name)
		if name == "g" {
			found[0].Code = "int g() {\n  return \"\x1b[31m\u202e\x9b\";\t// " + strings.Repeat("語", 300) + "\n}"
			found[0].Problem = "\x1b[2J"
			found[0].Parses = false
		}
		return found
	}
	return session
}

// TestRandomKeys sends keys, mouse events and resizes at random and checks every
// frame: it fills the screen, nothing is wider, and nothing is sent but styles.
func TestRandomKeys(t *testing.T) {
	count := 400
	if *long {
		count = 10_000
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, mode := range []string{"color", "ascii"} {
		t.Run(mode, func(t *testing.T) {
			session := hostileSession()
			d := drive(t, session, Options{
				ASCII: mode == "ascii", Plain: mode == "ascii", Profile: termenv.ANSI256, Marks: Marks{Folder: t.TempDir()}, Copy: func(string) {},
			})
			d.start()
			keys := []string{"left", "right", "backspace", "x", "é", "1", "enter"}
			for _, b := range d.m.keys {
				for _, k := range b.Keys() {
					if k == " " {
						k = "space"
					}
					keys = append(keys, k)
				}
			}
			width, height := 80, 24
			for i := range count {
				what := ""
				switch n := random.IntN(20); n {
				case 0:
					width, height = 1+random.IntN(220), 1+random.IntN(70)
					what = fmt.Sprintf("size %dx%d", width, height)
					d.send(tea.WindowSizeMsg{Width: width, Height: height})
				case 1:
					button := []tea.MouseButton{tea.MouseButtonLeft, tea.MouseButtonWheelDown, tea.MouseButtonWheelUp}[random.IntN(3)]
					message := tea.MouseMsg{X: random.IntN(width + 2), Y: random.IntN(height + 2), Button: button, Action: tea.MouseActionPress}
					what = fmt.Sprint(message)
					d.send(message)
				case 2:
					f := d.m.file()
					if f != nil && f.document != nil && len(f.functions) > 0 {
						block := random.IntN(len(f.functions))
						what = fmt.Sprintf("edited %d", block)
						code := "int edited() { return " + strings.Repeat("1", 1+random.IntN(5)) + "; }"
						d.send(editedMsg{name: f.name, block: block, made: made(t, d.m, code)})
					}
				default:
					what = keys[random.IntN(len(keys))]
					if what == "ctrl+z" { // bubbletea's own, which stops the process
						continue
					}
					d.keys(what)
				}
				frame := d.m.View()
				lines := strings.Split(frame, "\n")
				if len(lines) != height {
					t.Fatalf("message %d (%s): %d lines on a screen of %dx%d", i, what, len(lines), width, height)
				}
				if i%10 == 0 || width < 30 || height < 8 {
					checkFrame(t, frame, width, height)
				}
			}
		})
	}
}
