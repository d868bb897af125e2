package translate

import (
	"slices"

	"transcoder/lexers"
)

// print writes a statement that prints.
func (w *plainWriter) print(s *plainStatement) {
	if w.to != lexers.Python {
		s.parts = w.merged(s.parts)
	}
	if len(s.parts) == 1 && w.to == lexers.CPP && listOf(&s.parts[0]) != nil {
		w.printList(listOf(&s.parts[0]), s.newline)
		return
	}
	if w.to == lexers.CPP {
		w.stream(s)
		return
	}
	var parts [][]string
	for i := range s.parts {
		parts = append(parts, w.shown(&s.parts[i], w.to == lexers.Java && len(s.parts) > 1))
	}
	var tokens []string
	switch w.to {
	case lexers.Java:
		method := "print"
		if s.newline {
			method = "println"
		}
		// + adds numbers, and joins what stands beside a text.
		if len(parts) > 1 && s.parts[0].typ.name != "string" && s.parts[1].typ.name != "string" {
			parts = slices.Insert(parts, 0, []string{"STR_EMPTY"})
		}
		tokens = []string{"System", ".", "out", ".", method, "("}
		for i, part := range parts {
			if i > 0 {
				tokens = append(tokens, "+")
			}
			tokens = append(tokens, part...)
		}
		tokens = append(tokens, ")")
	case lexers.Python:
		tokens = w.pythonPrint(s, parts)
	}
	w.simple(tokens)
}

// merged makes one text of texts that are printed one behind the other.
func (w *plainWriter) merged(parts []plain) []plain {
	var all []plain
	for _, part := range parts {
		if n := len(all); n > 0 && all[n-1].isTextLiteral() && part.isTextLiteral() {
			all[n-1].text = w.newLiteral(w.content(all[n-1].text) + w.content(part.text))
			continue
		}
		all = append(all, part)
	}
	return all
}

// isTextLiteral reports whether an expression is a string.
func (e *plain) isTextLiteral() bool { return e.kind == plainLiteral && e.typ.name == "string" }

// keptTexts are the contents of strings that have tokens of their own.
var keptTexts = map[string]string{
	"EMPTY": "", "SPACE": " ", "NEWLINE": "\n", "ZERO": "0", "ONE": "1", "LOWER_A": "a", "LOWER_Z": "z", "UPPER_A": "A", "UPPER_Z": "Z",
}

// content is what stands in the quotes of a string's token.
func (w *plainWriter) content(token string) string {
	if _, k, ok := lexers.SplitPlaceholder(token); ok {
		return w.canonical.Literals[k]
	}
	return keptTexts[token[len("STR_"):]]
}

// stream writes what C++ prints. What has to come before one of the parts comes
// behind those that are printed before it.
func (w *plainWriter) stream(s *plainStatement) {
	tokens := []string{"cout"}
	for i := range s.parts {
		w.calls = 0
		part := w.shown(&s.parts[i], true)
		if before := w.before; len(before) > 0 {
			if w.before = nil; len(tokens) > 1 {
				w.simple(tokens)
				tokens = []string{"cout"}
			}
			w.before = before
			w.flush()
		}
		tokens = slices.Concat(tokens, []string{"<<"}, part)
	}
	if s.newline {
		tokens = append(tokens, "<<", "endl")
	}
	if len(tokens) > 1 {
		w.simple(tokens)
	}
}

// pythonPrint writes the call of print, which puts spaces between its arguments
// and ends the line, unless it is told otherwise.
func (w *plainWriter) pythonPrint(s *plainStatement, parts [][]string) []string {
	end := []string(nil)
	if n := len(parts); !s.newline {
		end = []string{"STR_EMPTY"}
		if n > 1 && len(parts[n-1]) == 1 && isTextToken(parts[n-1][0]) {
			end, parts = parts[n-1], parts[:n-1]
		}
	}
	spaced := len(parts)%2 == 1
	for i := 1; i < len(parts); i += 2 {
		spaced = spaced && (slices.Equal(parts[i], []string{"STR_SPACE"}) || slices.Equal(parts[i], []string{"CHR_SPACE"}))
	}
	tokens := []string{"print", "("}
	for i, part := range parts {
		if spaced && i%2 == 1 {
			continue
		}
		if i > 0 {
			tokens = append(tokens, ",")
		}
		tokens = append(tokens, part...)
	}
	comma := func() {
		if len(parts) > 0 {
			tokens = append(tokens, ",")
		}
	}
	if len(parts) > 1 && !spaced {
		comma()
		tokens = append(tokens, "sep", "=", "STR_EMPTY")
	}
	if end != nil {
		comma()
		tokens = slices.Concat(tokens, []string{"end", "="}, end)
	}
	return append(tokens, ")")
}

// listOf is the list that an expression prints; nil for any other.
func listOf(e *plain) *plain {
	if e.kind == plainText {
		e = &e.args[0]
	}
	if e.typ.isList() {
		return e
	}
	return nil
}

// printList writes the loop that prints a list in C++ as Python and Java do.
func (w *plainWriter) printList(list *plain, newline bool) {
	name := w.expression(list, typeName{})
	if t := w.typeOf(list); !t.isList() || len(t.args) != 1 || !w.printable(list) {
		w.fail()
		return
	}
	if len(name) != 1 {
		name = []string{w.hoisted(name, typeName{}, "list")}
	}
	w.flush()
	var index string
	w.named(&index, "i")
	w.put("cout", "<<", w.newLiteral("["), lexers.EndOfLine)
	w.put("for", "int", index, "=", "0", ";", index, "<", "(", "int", ")", name[0], ".", "size", "(", ")", ";", index, "+=", "1", lexers.BlockOpen)
	w.put("cout", "<<", "(", index, ">", "0", "?", w.newLiteral(", "), ":", "STR_EMPTY", ")", "<<", name[0], "[", index, "]", lexers.EndOfLine, lexers.BlockClose)
	w.put("cout", "<<", w.newLiteral("]"))
	if newline {
		w.put("<<", "endl")
	}
	w.put(lexers.EndOfLine)
}

// printable reports whether a list looks the same in all languages: one of whole
// numbers, or of texts where the source is Java, as Python shows quotes.
func (w *plainWriter) printable(list *plain) bool {
	if len(list.typ.args) != 1 {
		return false
	}
	switch list.typ.args[0].name {
	case "int", "long":
		return true
	case "string":
		return w.a.request.From == lexers.Java
	}
	return false
}

// shown is an expression as it is printed, so that it reads as the source prints
// it. operand says that others are printed beside it.
func (w *plainWriter) shown(e *plain, operand bool) []string {
	if e.kind == plainText {
		e = &e.args[0]
	}
	switch list := listOf(e); {
	case e.typ.isTruth():
		return w.shownTruth(e, operand)
	case e.typ.name == "double":
		w.main.fraction = true
	case list != nil:
		t := w.typeOf(list)
		tokens := w.expression(list, typeName{})
		switch {
		case !w.printable(list):
			return w.fail()
		case w.to == lexers.Python && list.typ.args[0].name == "string":
			return slices.Concat([]string{w.newLiteral("["), "+", w.newLiteral(", "), ".", "join", "("}, tokens, []string{")", "+", w.newLiteral("]")})
		case w.to == lexers.Java && t.name == "array":
			return slices.Concat([]string{"Arrays", ".", "toString", "("}, tokens, []string{")"})
		case w.to == lexers.CPP:
			return w.fail()
		}
		return tokens
	case e.typ.pointer:
		return w.shownObject(e)
	case e.typ.name == "map" || e.typ.name == "set" || e.typ.name == "deque" || e.typ.name == "void":
		return w.fail()
	case e.typ.name == "":
		return w.fail() // it could be a truth value
	}
	level := 0
	if operand {
		if level = precedence["+"] + 1; w.to == lexers.CPP {
			level = precedence["+"]
		}
	}
	return w.operand(e, level)
}

// shownTruth is a truth value as the source prints it: Python True, Java true, C++
// 1.
func (w *plainWriter) shownTruth(e *plain, operand bool) []string {
	yes, no := "1", "0"
	switch w.a.request.From {
	case lexers.Python:
		yes, no = w.newLiteral("True"), w.newLiteral("False")
	case lexers.Java:
		if w.to != lexers.CPP && w.to != lexers.Python {
			return w.operand(e, 0)
		}
		yes, no = w.newLiteral("true"), w.newLiteral("false")
	}
	tokens := slices.Concat(w.operand(e, 1), []string{"?", yes, ":", no})
	if w.a.request.From == lexers.CPP && w.to == lexers.Python {
		return slices.Concat([]string{"int", "("}, w.operand(e, 0), []string{")"})
	}
	if operand {
		tokens = slices.Concat([]string{"("}, tokens, []string{")"})
	}
	return tokens
}

// shownObject is an object as its own method shows it.
func (w *plainWriter) shownObject(e *plain) []string {
	k := w.a.classNamed(e.typ.name)
	if k == nil || e.kind != plainVariable {
		return w.fail()
	}
	for _, u := range w.a.units {
		if u.class == k && (u.name == "__str__" || u.name == "toString") && w.a.request.From != lexers.CPP {
			if w.to != lexers.CPP {
				return []string{e.text}
			}
			return []string{e.text, ".", w.a.nameOf(u), "(", ")"}
		}
	}
	return w.fail()
}
