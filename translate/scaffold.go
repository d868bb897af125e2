package translate

import (
	"strings"

	"transcoder/lexers"
)

// code returns the whole file: headings, what makes other code reachable, and
// the parts in the order of the source.
func (a *assembly) code() string {
	to := a.request.To
	var headings, body []string
	var all strings.Builder // the code alone
	for _, p := range a.parts {
		text := commented(to, p.comment)
		if p.code != "" {
			text += p.code + "\n"
			all.WriteString(p.code + "\n")
		}
		text += commented(to, p.after)
		if p.heading {
			headings = append(headings, text)
		} else {
			body = append(body, text)
		}
	}
	var b strings.Builder
	section := func(texts ...string) {
		for _, text := range texts {
			if text == "" {
				continue
			}
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(text)
		}
	}
	section(headings...)
	section(importLines(to, all.String()))
	switch to {
	case lexers.Python:
		for i, text := range body {
			if i > 0 || b.Len() > 0 {
				b.WriteByte('\n') // two lines between functions (PEP 8)
			}
			section(text)
		}
	case lexers.CPP:
		section(prototypes(a.parts))
		section(body...)
	case lexers.Java:
		section("public class " + a.request.Class + " {\n" + indent(strings.Join(body, "\n")) + "}\n")
	}
	return b.String()
}

// indent moves each line that is not empty two spaces to the right. Translated
// code holds no literal that spans lines.
func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString("  ")
		}
		b.WriteString(line)
	}
	return b.String()
}

// prototypes declares the C++ functions that are called above their definition;
// in Python and Java the order of functions has no meaning.
func prototypes(parts []part) string {
	used := map[string]bool{}
	var b strings.Builder
	for _, p := range parts {
		if !p.parses {
			continue
		}
		head, _, ok := strings.Cut(p.code, "{")
		head = strings.TrimSpace(head)
		before, _, _ := strings.Cut(head, "(")
		name := before[strings.LastIndexAny(before, " \t\n*&")+1:]
		// A default argument may be given only once.
		if ok && used[name] && !strings.Contains(head, "=") && name != "main" {
			b.WriteString(head + ";\n")
		}
		for word := range words(p.code) {
			if word != name {
				used[word] = true
			}
		}
	}
	return b.String()
}
