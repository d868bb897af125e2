package translate

import (
	"strings"

	"transcoder/lexers"
)

// layout returns a whole file: headings, what makes other code reachable, and the
// parts in the order of the source.
func (a *assembly) layout(o layoutOptions) string {
	to := a.request.To
	if o.only != nil && a.entry != nil && !o.only[a.entry] && to == lexers.CPP {
		o.only[a.entry] = false
	}
	elements := a.elements
	var merged *class // of Java, when the file's class is one of the source
	if to == lexers.Java {
		for _, e := range elements {
			if e.class != nil && e.class.Name == a.request.Class {
				merged = e.class
			}
		}
	}
	var headings, classes, body []string
	var constants []bool // by part of body
	var parts []part
	var all strings.Builder // the code alone
	if merged != nil {
		parts = a.members(merged, &o)
	}
	var outer []*element
	for _, e := range elements {
		if e.class == nil || e.class != merged {
			outer = append(outer, e)
		}
	}
	parts = append(parts, a.parts(outer, nil, &o)...)
	for _, p := range parts {
		all.WriteString(p.code)
		switch {
		case p.heading:
			headings = append(headings, p.text)
		case (p.class || p.constants) && to == lexers.CPP: // a function may use what stands below it
			classes = append(classes, p.text)
		default:
			body = append(body, p.text)
			constants = append(constants, p.constants)
		}
	}
	entry := a.entry
	if entry != nil && (o.hypothesis(entry) == nil || o.only != nil && !o.only[entry]) {
		entry = nil
	}
	arguments := entry != nil && entry.arguments && o.hypothesis(entry).Origin != OriginMapping // which asks for them itself
	if to == lexers.Python && arguments {
		all.WriteString("sys.argv\n")
	}
	if to == lexers.CPP && arguments {
		all.WriteString("std::vector<std::string>\n")
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
	section(importLines(to, all.String(), a.defined()))
	switch to {
	case lexers.Python:
		for i, text := range body {
			// Two lines round functions and classes (PEP 8).
			if b.Len() > 0 && !(constants[i] && (i == 0 || constants[i-1])) {
				b.WriteByte('\n')
			}
			section(text)
		}
		if entry != nil {
			call := a.nameOf(entry) + "()"
			if arguments {
				call = a.nameOf(entry) + "(sys.argv[1:])"
				if a.request.From == lexers.CPP {
					call = a.nameOf(entry) + "(len(sys.argv), sys.argv)"
				}
			}
			section("\nif __name__ == \"__main__\":\n    " + call + "\n")
		}
	case lexers.CPP:
		section(a.foreignTypes(all.String()))
		section(forward(a.classes))
		section(classes...)
		section(prototypes(parts))
		section(body...)
	case lexers.Java:
		head := "public class " + a.request.Class
		if merged != nil {
			head = documented(to, merged.doc, "public "+a.classHead(merged))
		}
		section(head + " {\n" + indent(strings.Join(body, "\n"), 2) + "}\n")
	}
	return b.String()
}

// indent moves each line that is not empty some spaces to the right. Translated
// code holds no literal that spans lines.
func indent(text string, spaces int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(strings.Repeat(" ", spaces))
		}
		b.WriteString(line)
	}
	return b.String()
}

// defined are the names that the file gives a meaning to.
func (a *assembly) defined() map[string]bool {
	names := map[string]bool{}
	for _, k := range a.classes {
		names[k.Name] = true
	}
	for _, u := range a.units {
		if u.class == nil && a.request.To == lexers.Python {
			names[a.nameOf(u)] = true
		}
	}
	return names
}

// forward declares C++ classes where there are several: one may hold pointers to
// another.
func forward(classes []*class) string {
	if len(classes) < 2 {
		return ""
	}
	var b strings.Builder
	for _, k := range classes {
		switch {
		case k.Kind == lexers.Enumeration:
			b.WriteString("enum class " + k.Name + ";\n")
		case len(k.TypeParameters) > 0:
			b.WriteString("template <typename " + strings.Join(k.TypeParameters, ", typename ") + ">\nclass " + k.Name + ";\n")
		default:
			b.WriteString("class " + k.Name + ";\n")
		}
	}
	return b.String()
}

// prototypes declares the C++ functions that are called above their definition;
// in Python and Java the order of functions has no meaning.
func prototypes(parts []part) string {
	used := map[string]bool{}
	var b strings.Builder
	for _, p := range parts {
		if p.class {
			for word := range words(p.code) {
				used[word] = true
			}
		}
	}
	for _, p := range parts {
		if p.head == "" {
			continue
		}
		before, _, _ := strings.Cut(p.head, "(")
		name := before[strings.LastIndexAny(before, " \t\n*&")+1:]
		// A default argument may be given only once.
		if used[name] && !strings.Contains(p.head, "=") && name != "main" {
			b.WriteString(p.head + ";\n")
		}
		for word := range words(p.code) {
			if word != name {
				used[word] = true
			}
		}
	}
	return b.String()
}
