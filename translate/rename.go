package translate

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"transcoder/lexers"
)

func itoa(n int) string { return strconv.Itoa(n) }

// name is what something that the file defines is called in the target.
func (a *assembly) name(source string) string {
	if name, ok := a.names[source]; ok {
		return name
	}
	return source
}

// targetNames returns what of the file's own names is called otherwise in the
// target: as its convention has it, where the request wants that, and with an
// underscore where the target has a keyword of that name. Parameters and variables
// are the printer's, which does the same.
func (a *assembly) targetNames() map[string]string {
	names := a.renamed()
	if names == nil {
		names = map[string]string{}
	}
	taken := map[string]bool{}
	for word := range words(string(a.request.Source)) {
		taken[word] = true
	}
	escape := func(name string) {
		other, ok := names[name]
		if !ok {
			other = name
		}
		if !lexers.IsKeyword(a.request.To, other) {
			return
		}
		for other += "_"; taken[other]; {
			other += "_"
		}
		names[name] = other
	}
	for _, u := range a.units {
		escape(u.name)
	}
	for _, v := range a.globals {
		escape(v.Name)
	}
	for _, k := range a.classes {
		for _, f := range k.fields {
			escape(f.Name)
		}
		for _, v := range k.Constants {
			escape(v.Name)
		}
		for _, e := range k.elements {
			if e.declared != nil {
				escape(e.declared.Name)
			}
		}
	}
	return names
}

// renamed returns the file's own names in the target's convention, where the
// request wants that: snake_case in Python and in C++ (as its library), camelCase
// in Java. A name is renamed everywhere in the file or nowhere: names of classes
// and constants stay, and so does one whose new name is taken.
func (a *assembly) renamed() map[string]string {
	if !a.request.Rename {
		return nil
	}
	taken := map[string]bool{}
	for word := range words(string(a.request.Source)) {
		taken[word] = true
	}
	var all []string
	add := func(name string) {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	for _, u := range a.units {
		if u.role != constructor {
			add(u.name)
		}
		if u.function == nil {
			continue
		}
		if c, err := u.function.Canonical(); err == nil {
			for _, name := range c.Names[min(1, len(c.Names)):] {
				add(name)
			}
		} else {
			for _, p := range u.function.Parameters {
				add(p.Name)
			}
		}
	}
	for _, k := range a.classes {
		for _, f := range k.fields {
			add(f.Name)
		}
	}
	names := map[string]string{}
	for _, name := range all {
		other := conventional(name, a.request.To)
		if other != name && !taken[other] {
			taken[other] = true
			names[name] = other
		}
	}
	return names
}

// conventional writes a name as a language's programs do. Names in capitals, with
// underscores at an end, and those that begin with a capital stay.
func conventional(name string, to lexers.Language) string {
	if name == "" || strings.HasPrefix(name, "_") || strings.HasSuffix(name, "_") || strings.Contains(name, "$") || unicode.IsUpper([]rune(name)[0]) {
		return name
	}
	if to == lexers.Java {
		words := strings.Split(name, "_")
		for i, word := range words[1:] {
			if word != "" {
				runes := []rune(word)
				runes[0] = unicode.ToUpper(runes[0])
				words[i+1] = string(runes)
			}
		}
		return strings.Join(words, "")
	}
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		// A capital begins a word, but the last of several alone: toJSONText.
		if unicode.IsUpper(r) {
			begins := i > 0 && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
			if begins && runes[i-1] != '_' {
				b.WriteByte('_')
			}
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}
