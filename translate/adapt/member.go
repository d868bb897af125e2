package adapt

// members takes the brackets from behind a member that the source never calls: the
// model takes a field that it doesn't know for the method that such classes mostly have.
func members(d *draft) {
	asked, called := map[string]bool{}, map[string]bool{}
	source := d.source.Tokens
	for i := 1; i < len(source); i++ {
		if name := source[i]; isMember(source, i) {
			asked[name] = true
			called[name] = called[name] || i+1 < len(source) && source[i+1] == "("
		}
	}
	for i := 1; i+2 < len(d.tokens); i++ {
		name := d.tokens[i]
		if isMember(d.tokens, i) && asked[name] && !called[name] && !counted[name] && begins(d.tokens[i+1:], "(", ")") {
			d.replace(i+1, i+3)
		}
	}
}

// counted are fields of one language's arrays or pairs and methods of another's containers.
var counted = map[string]bool{"length": true, "size": true, "first": true, "second": true}

// isMember reports whether the name at i is one of an object's members.
func isMember(tokens []string, i int) bool {
	return (tokens[i-1] == "." || tokens[i-1] == "->") && isWord(tokens[i])
}
