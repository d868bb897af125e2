package translate

import (
	"regexp"
	"slices"
	"strings"

	"transcoder/lexers"
)

// statements are code outside functions that becomes the entry point.
type statements struct {
	text  string // one function
	lines []int  // of the file, by line of text
}

// mainGuard is what Python programs begin behind.
var mainGuard = regexp.MustCompile(`^if\s+__name__\s*==\s*['"]__main__['"]\s*:`)

// mainCall is a line that only calls main.
var mainCall = regexp.MustCompile(`^(?:sys\.exit\(|exit\(|raise SystemExit\()?\s*main\(\s*(?:sys\.argv(?:\[1:\])?)?\s*\)\)?\s*(?:#.*)?$`)

// doctestLine is a line that has the examples of the documentation run.
var doctestLine = regexp.MustCompile(`^(?:import doctest|(?:from doctest import .*)|(?:doctest\.)?testmod\(.*\))\s*(?:#.*)?$`)

// pythonEntry makes an entry point of Python's main guard and of the statements
// outside functions.
func (a *assembly) pythonEntry() {
	a.moduleVariables(func(v lexers.Variable) bool { return a.used(v.Name) })
	bodies := a.bodies()
	if len(bodies) == 0 {
		return
	}
	for _, u := range a.units {
		if u.role == freeFunction && u.name == "main" && u.class == nil {
			a.calledMain(u, bodies)
			return
		}
	}
	if !slices.ContainsFunc(bodies, func(e *element) bool { return a.file.Variables(e.item) == nil }) {
		return // they only name values
	}
	b := &statements{text: "def main():\n", lines: []int{a.file.Position(bodies[0].item.Start).Line}}
	var taken []*element
	for i, e := range a.elements {
		if !slices.Contains(bodies, e) {
			// A comment goes with the statement that it stands above.
			if !e.comment || e.heading || i+1 == len(a.elements) || !slices.Contains(bodies, a.elements[i+1]) {
				continue
			}
		}
		taken = append(taken, e)
		at := a.file.Position(e.item.Start).Line
		text := unindented(a.request.Source, e.item.Start, e.item.End)
		if mainGuard.MatchString(text) {
			text, at = guarded(text, at)
		}
		for k, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
			if doctestLine.MatchString(line) {
				line = ""
			}
			b.text += "    " + line + "\n"
			b.lines = append(b.lines, at+k)
		}
	}
	u := &unit{item: bodies[0].item, name: "main", role: entryPoint, body: b}
	a.entry = u
	a.units = append(a.units, u)
	a.drop(taken)
	a.elements = append(a.elements, &element{item: bodies[0].item, unit: u})
}

// bodies are the statements outside functions that a program begins with.
func (a *assembly) bodies() []*element {
	var bodies []*element
	for _, e := range a.elements {
		if !e.kept || e.item.Kind != lexers.StatementItem {
			continue
		}
		if _, isClass := a.file.Class(e.item); isClass || strings.HasPrefix(e.item.Text, "except") || strings.HasPrefix(e.item.Text, "else") {
			continue
		}
		if declared := a.file.Variables(e.item); len(declared) > 0 && a.used(declared[0].Name) {
			continue // a variable of the module: a variable of main would be another
		}
		if mainGuard.MatchString(e.item.Text) {
			text, _ := guarded(e.item.Text, 0)
			other := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" || doctestLine.MatchString(line) })
			if len(other) == 0 {
				e.cause = "this only runs the examples of the documentation"
				continue
			}
		}
		bodies = append(bodies, e)
	}
	return bodies
}

// calledMain makes main the entry point where the file calls it. What it does
// beside that stays as it is.
func (a *assembly) calledMain(main *unit, bodies []*element) {
	a.moduleVariables(func(lexers.Variable) bool { return true })
	for _, e := range bodies {
		text := e.item.Text
		if mainGuard.MatchString(text) {
			text, _ = guarded(text, 0)
		}
		calls, others := false, false
		for line := range strings.SplitSeq(text, "\n") {
			switch {
			case mainCall.MatchString(line):
				calls = true
			case strings.TrimSpace(line) != "" && !doctestLine.MatchString(line):
				others = true
			}
		}
		if !calls {
			continue
		}
		main.role, a.entry = entryPoint, main
		if !others {
			a.drop([]*element{e})
		} else {
			e.cause = "this does more than to call main"
		}
		return
	}
}

// guarded is the body of a main guard without its indentation, and the line that
// it begins on where the guard is on line at.
func guarded(text string, at int) (string, int) {
	head := mainGuard.FindString(text)
	text = text[len(head):]
	at += strings.Count(head, "\n")
	if rest, body, ok := strings.Cut(text, "\n"); ok && strings.TrimSpace(strings.SplitN(rest, "#", 2)[0]) == "" {
		return dedented(body), at + 1
	}
	return dedented(strings.TrimLeft(text, " ")), at
}

// moduleVariables declares those variables of a Python module that begin with a
// literal, where no other statement changes them. Without a main function those
// that no function uses are better off in the one that is made.
func (a *assembly) moduleVariables(wanted func(lexers.Variable) bool) {
	for _, e := range a.elements {
		if !e.kept || e.item.Kind != lexers.StatementItem {
			continue
		}
		variables := a.file.Variables(e.item)
		if len(variables) != 1 || variables[0].Const || !wanted(variables[0]) {
			continue
		}
		if slices.ContainsFunc(a.elements, func(other *element) bool {
			return other != e && other.kept && mentions(other.item.Text, variables[0].Name)
		}) {
			continue
		}
		if v, problem := a.value(variables[0]); problem == "" {
			e.kept, e.cause, e.values = false, "", []value{v}
			a.define(e.values, nil)
		} else {
			e.cause = problem
		}
	}
}

// mentions reports whether code has a word.
func mentions(code, word string) bool {
	for w := range words(code) {
		if w == word {
			return true
		}
	}
	return false
}

// dedented takes the indentation of the first line from all.
func dedented(text string) string {
	lines := strings.Split(text, "\n")
	margin := ""
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			margin = line[:len(line)-len(strings.TrimLeft(line, " \t"))]
			break
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, margin)
	}
	return strings.Join(lines, "\n")
}

// beginning looks whether an entry point uses its arguments.
func (u *unit) beginning(c *lexers.Canonical) *lexers.Canonical {
	if u.role != entryPoint {
		return c
	}
	header := slices.Index(c.Tokens, lexers.BlockOpen)
	for i, token := range c.Tokens[:max(0, header)] {
		if prefix, k, ok := lexers.SplitPlaceholder(token); ok && prefix == "ID" && k > 0 && i > 0 {
			if _, lifted := u.parameters[c.Names[k]]; !lifted && slices.Contains(c.Tokens[header:], token) {
				u.arguments = true
			}
		}
	}
	return c
}

// placeEntry puts the header of where the target's programs begin.
func (a *assembly) placeEntry(p *placed, u *unit, tokens []string, parameters []span, put func(int, ...string)) {
	argument := ""
	if u.arguments && len(parameters) > 0 && parameters[len(parameters)-1].id >= 0 {
		argument = "ID_" + itoa(parameters[len(parameters)-1].id)
	}
	switch a.request.To {
	case lexers.CPP:
		put(0, "int", "ID_0", "(")
		if argument != "" {
			put(0, "int", "argc", ",", "char", "*", "*", "argv")
		}
		put(0, ")")
	case lexers.Java:
		if argument == "" {
			// A name that the body does not use, and one of its own table entry.
			k := len(p.canonical.Names)
			for _, token := range tokens {
				if prefix, n, ok := lexers.SplitPlaceholder(token); ok && prefix == "ID" && n < 1<<10 {
					k = max(k, n+1)
				}
			}
			for len(p.canonical.Names) < k {
				p.canonical.Names = append(p.canonical.Names, "")
			}
			p.canonical.Names = append(p.canonical.Names, "args")
			argument = "ID_" + itoa(k)
		}
		put(0, "void", "ID_0", "(", "String", "[", "]", argument, ")")
	case lexers.Python:
		put(0, "ID_0", "(")
		for i, parameter := range parameters {
			if u.arguments && parameter.id >= 0 {
				if i > 0 {
					put(parameter.from, ",")
				}
				put(parameter.from, "ID_"+itoa(parameter.id))
			}
		}
		put(0, ")")
	}
}
