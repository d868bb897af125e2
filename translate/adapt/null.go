package adapt

import "transcoder/lexers"

// nulls asks texts and containers of C++, which are always there, whether they are empty in the place of whether
// they are null.
func nulls(d *draft) {
	if d.to != lexers.CPP {
		return
	}
	for i := 1; i+2 < len(d.tokens); i++ {
		k := lexers.IdentifierIndex(d.tokens[i])
		if k < 1 || d.tokens[i-1] == "." || d.tokens[i-1] == "->" {
			continue
		}
		t, end := d.types()[k], i+1
		if d.tokens[end] == "[" && (t.dimensions > 0 || t.name == "vector") {
			t, end = t.element(), closing(d.tokens, end)+1
		}
		if end+1 >= len(d.tokens) || d.tokens[end+1] != "null" || t.dimensions > 0 || !t.is(text) && !containers[t.name] {
			continue
		}
		switch d.tokens[end] {
		case "==":
			d.replace(end, end+2, ".", "empty", "(", ")")
		case "!=":
			d.replace(end, end+2, ".", "empty", "(", ")")
			d.wrap(i, i+1, []string{"!"}, nil)
		}
	}
}
