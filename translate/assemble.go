package translate

import (
	"fmt"
	"slices"
	"strings"

	"transcoder/lexers"
)

// assemble makes the result: the file of each function's best hypothesis, what is
// to be said of each function, and the diagnostics in the order of the source.
func (a *assembly) assemble() *Result {
	a.diagnoseElements(a.elements)
	for _, u := range a.units {
		a.diagnoseUnit(u)
		fn := Function{Name: u.name, Line: a.file.Position(u.item.Start).Line}
		if u.function != nil {
			fn.Class = u.function.Class
		}
		if u.job != nil {
			fn.Hypotheses = u.job.hypotheses
		}
		a.result.Functions = append(a.result.Functions, fn)
	}
	if len(a.units) == 0 {
		if a.carries() {
			a.diagnose(0, Warning, "no %s function found: only declarations are carried over", a.request.From.Title())
		} else {
			a.diagnose(0, Failure, "no %s function found: nothing to translate", a.request.From.Title())
		}
	}
	slices.SortStableFunc(a.result.Diagnostics, func(x, y Diagnostic) int { return x.Position.Offset - y.Position.Offset })
	a.result.single = len(a.units) == 1 && a.units[0].function != nil && a.units[0].class == nil && !slices.ContainsFunc(a.elements, func(e *element) bool { return e.kept || e.values != nil || e.class != nil })
	a.result.file = a
	a.result.Code = a.layout(layoutOptions{others: true})
	return &a.result
}

// carries reports whether there is a class, a constant or a variable in the file.
func (a *assembly) carries() bool {
	return len(a.classes) > 0 || slices.ContainsFunc(a.elements, func(e *element) bool { return e.values != nil })
}

// alternative is the file with the k-th hypothesis of each function, or its last.
func (r *Result) alternative(k int) string { return r.file.layout(layoutOptions{choice: k}) }

// diagnoseElements says what can't be carried.
func (a *assembly) diagnoseElements(elements []*element) {
	for _, e := range elements {
		switch {
		case e.kept:
			a.diagnose(e.item.Start, Warning, "%s: kept as a comment", e.cause)
		case e.declared != nil:
			if _, ok := a.declaration(e.declared); !ok {
				a.diagnose(e.item.Start, Warning, "method %s: %s lacks a type of its head: kept as a comment", e.declared.Name, a.request.To.Title())
			}
		case e.class != nil:
			a.diagnoseElements(e.class.elements)
			a.diagnoseFields(e.class)
		}
	}
}

// diagnoseFields says which types and values are not the source's.
func (a *assembly) diagnoseFields(k *class) {
	if a.request.To == lexers.Python {
		return
	}
	for _, f := range k.fields {
		if a.fieldType(f) == "" {
			a.diagnose(f.at, Warning, "field %s of class %s: its type is not known: %s stands for it", f.Name, k.Name, a.anyType(f))
		}
	}
	for i, v := range k.Constants {
		n, number := constantValue(v)
		if v.Value != "" && v.Value != "auto()" && (!number || a.request.To == lexers.Java && n != int64(i) && n != int64(i+1)) {
			a.diagnose(k.at, Warning, "enumeration %s: the values of its constants are left out", k.Name)
			return
		}
	}
}

// diagnoseUnit says why a function has no translation that parses.
func (a *assembly) diagnoseUnit(u *unit) {
	if u.job == nil {
		a.diagnose(u.item.Start, Failure, "function %s: %s: kept as a comment", u.name, u.refusal)
		return
	}
	best := u.job.hypotheses[0]
	switch {
	case best.Code == "":
		a.diagnose(u.item.Start, Failure, "function %s: no hypothesis can be written as %s (%s): kept as a comment", u.name, a.request.To.Title(), best.Problem)
	case !best.Parses:
		a.diagnose(u.item.Start, Failure, "function %s: none of %d hypotheses parses (%s): the best of them is printed", u.name, len(u.job.found), best.Problem)
	}
	if u.role == entryPoint && best.Origin != OriginMapping && u.arguments && a.request.From == lexers.CPP && a.request.To == lexers.Java {
		a.diagnose(u.item.Start, Warning, "main: Java's arguments begin with the first, those of C++ with the program's name")
	}
}

// layoutOptions say which hypotheses a file is made of.
type layoutOptions struct {
	choice int            // the index of every function's hypothesis, or the last that it has
	only   map[*unit]bool // nil for every function; constants and classes stay in any case
	chosen map[*unit]int  // instead of choice
	others bool           // the hypotheses behind the chosen one stand below it as comments
}

// program is the file of a unit's i-th hypothesis and the best of those functions
// that it calls, directly or not.
func (a *assembly) program(u *unit, i int) string {
	only := map[*unit]bool{}
	var need func(u *unit)
	need = func(u *unit) {
		if only[u] {
			return
		}
		only[u] = true
		if u.function == nil {
			return
		}
		used := map[string]bool{}
		for word := range words(u.function.Source()) {
			used[word] = true
		}
		for _, other := range a.units {
			if used[other.name] && other.role != entryPoint || other.class != nil && used[other.class.Name] {
				need(other)
			}
		}
	}
	need(u)
	return a.layout(layoutOptions{only: only, chosen: map[*unit]int{u: i}})
}

// code returns the hypothesis of a unit that goes into a file; nil where there is
// none that can be written.
func (o *layoutOptions) hypothesis(u *unit) *Hypothesis {
	if u.job == nil || len(u.job.hypotheses) == 0 {
		return nil
	}
	k, ok := o.chosen[u]
	if !ok {
		k = o.choice
	}
	h := &u.job.hypotheses[min(k, len(u.job.hypotheses)-1)]
	if h.Code == "" {
		return nil
	}
	return h
}

// part is a piece of the translated file.
type part struct {
	text    string
	code    string // of text, what is no comment
	heading bool   // a comment of the source that stands before everything else
	head    string // of a C++ function that parses: what a prototype repeats

	class, constants, function bool // what it is
}

// parts are what the elements, of a class or of the file, become.
func (a *assembly) parts(elements []*element, in *class, o *layoutOptions) []part {
	to := a.request.To
	var parts []part
	for i := 0; i < len(elements); i++ {
		e := elements[i]
		switch {
		case e.comment:
			parts = append(parts, part{text: commented(to, textLines(e.item.Text)), heading: e.heading})
		case e.kept:
			run := []lexers.Item{e.item}
			for i+1 < len(elements) && elements[i+1].kept && a.adjacent(e.item.End, elements[i+1].item.Start) {
				i++
				e = elements[i]
				run = append(run, e.item)
			}
			parts = append(parts, part{text: a.keptText(run...)})
		case e.declared != nil:
			text, ok := a.declaration(e.declared)
			if !ok {
				parts = append(parts, part{text: a.keptText(e.item)})
				continue
			}
			parts = append(parts, part{text: documented(to, e.declared.Doc, text), code: text, function: true})
		case e.values != nil:
			var p part
			for _, v := range e.values {
				p.code += a.declare(v, in) + "\n"
			}
			p.text, p.constants = p.code, true
			if n := len(parts); n > 0 && parts[n-1].constants { // they stand together
				parts[n-1].text += p.text
				parts[n-1].code += p.code
				continue
			}
			parts = append(parts, p)
		case e.class != nil:
			parts = append(parts, a.classPart(e.class, o))
		case e.unit != nil && (o.only == nil || o.only[e.unit]):
			parts = append(parts, a.unitPart(e.unit, o))
		}
	}
	return parts
}

// keptText is a piece of the source, of items that follow each other, as a comment.
func (a *assembly) keptText(items ...lexers.Item) string {
	first, end := items[0], items[len(items)-1].End
	from, to := a.file.Position(first.Start).Line, a.file.Position(max(first.Start, items[len(items)-1].Start)).Line
	where := fmt.Sprintf("line %d", from)
	if from != to {
		where = fmt.Sprintf("lines %d to %d", from, to)
	}
	lines := []string{"Not translated (" + where + "):"}
	return commented(a.request.To, append(lines, textLines(unindented(a.file.Source, first.Start, end))...))
}

// unitPart is a function with its documentation.
func (a *assembly) unitPart(u *unit, o *layoutOptions) part {
	to := a.request.To
	h := o.hypothesis(u)
	if h == nil {
		return part{text: a.keptText(u.item), function: true}
	}
	p := part{code: strings.TrimRight(h.Code, "\n") + "\n", function: true}
	doc := ""
	if u.function != nil {
		doc = u.function.Doc
	}
	p.text = documented(to, doc, withComments(to, p.code, h.comments))
	if o.others {
		for i, other := range u.job.hypotheses[1:] {
			if !other.Parses {
				break
			}
			note := fmt.Sprintf("Hypothesis %d, score %.3f:", i+2, other.Score)
			if other.Check != nil {
				note = fmt.Sprintf("Hypothesis %d, score %.3f, %s:", i+2, other.Score, other.Check.Outcome)
			}
			p.text += commented(to, append([]string{note}, textLines(other.Code)...))
		}
	}
	if h.Parses && to == lexers.CPP {
		if head, _, ok := strings.Cut(p.code, "{"); ok {
			p.head = strings.TrimSpace(head)
		}
	}
	return p
}

// documented puts documentation to a function as the language has it: Python's
// docstring, Java's /** */, lines in C++.
func documented(to lexers.Language, doc, code string) string {
	if strings.TrimSpace(doc) == "" {
		return code
	}
	lines := textLines(doc)
	switch to {
	case lexers.Java:
		if strings.Contains(doc, "*/") || strings.Contains(doc, "/*") {
			break
		}
		if len(lines) == 1 {
			return "/** " + harmless(to, lines[0]) + " */\n" + code
		}
		var b strings.Builder
		b.WriteString("/**\n")
		for _, line := range lines {
			b.WriteString(strings.TrimRight(" * "+harmless(to, line), " ") + "\n")
		}
		return b.String() + " */\n" + code
	case lexers.Python:
		header, rest, ok := pythonHead(code)
		if !ok || strings.ContainsRune(doc, 0) {
			break
		}
		text := strings.NewReplacer(`\`, `\\`, `"""`, `\"\"\"`).Replace(strings.Join(lines, "\n"))
		if strings.HasSuffix(text, `"`) {
			text = text[:len(text)-1] + `\"`
		}
		var b strings.Builder
		for i, line := range strings.Split(`"""`+text, "\n") {
			if i > 0 {
				b.WriteByte('\n')
			}
			if line != "" {
				b.WriteString("    " + harmless(to, line))
			}
		}
		if len(lines) > 1 {
			b.WriteString("\n    ")
		}
		return header + b.String() + `"""` + "\n" + rest
	}
	return commented(to, lines) + code
}

// pythonHead splits a function behind its header.
func pythonHead(code string) (header, rest string, ok bool) {
	at := 0
	for line := range strings.Lines(code) {
		at += len(line)
		if strings.HasSuffix(line, ":\n") && (strings.HasPrefix(line, "def ") || strings.HasPrefix(line, "async def ") || strings.HasPrefix(line, ")")) {
			return code[:at], code[at:], true
		}
		if strings.HasPrefix(line, "    ") && strings.HasSuffix(line, ":\n") {
			break
		}
	}
	return "", "", false
}

// declare is the declaration of a constant or variable at the top of a file, or
// of a class.
func (a *assembly) declare(v value, in *class) string {
	text := a.name(v.Name)
	if v.text != "" {
		text += " = " + v.text
	}
	switch a.request.To {
	case lexers.CPP:
		text = v.typ + " " + text + ";"
		if v.Const {
			text = "const " + text
		}
		if in != nil {
			text = "static inline " + text
		}
	case lexers.Java:
		text = v.typ + " " + text + ";"
		if v.Const {
			text = "final " + text
		}
		text = "static " + text
	}
	return text
}
