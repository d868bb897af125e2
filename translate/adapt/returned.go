package adapt

import "transcoder/lexers"

// variants are containers of C++ of which one is written where another is stated.
var variants = map[string]string{"unordered_map": "map", "map": "map", "unordered_set": "set", "set": "set", "vector": "list", "list": "list", "deque": "list", "queue": "list"}

// returned declares a variable of C++ that the function returns, and that is one kind of a
// container where the header states another, as the header has it.
func returned(d *draft) {
	if d.to != lexers.CPP {
		return
	}
	result, _, body, ok := header(d.tokens)
	if !ok || variants[result.name] == "" || result.dimensions > 0 {
		return
	}
	for i := body; i+2 < len(d.tokens); i++ {
		k := lexers.IdentifierIndex(d.tokens[i+1])
		if t := d.types()[k]; d.tokens[i] != "return" || k < 0 || d.tokens[i+2] != lexers.EndOfLine || t.same(result) || variants[t.name] != variants[result.name] || t.dimensions > 0 {
			continue
		}
		for at := body; at < i; at++ {
			if t, end, ok := readType(d.tokens, at); ok && end < i && lexers.IdentifierIndex(d.tokens[end]) == k && isStatement(d.tokens, at) && variants[t.name] == variants[result.name] {
				d.replace(at, end, result.tokens()...)
				break
			}
		}
		return
	}
}
