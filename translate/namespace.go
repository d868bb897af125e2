package translate

import (
	"regexp"
	"strings"

	"transcoder/lexers"
)

// namespaceHead is where C++ opens a namespace, which may be one in others.
var namespaceHead = regexp.MustCompile(`(?m)^[ \t]*(?:inline[ \t]+)?namespace[ \t]+(\w+(?:::\w+)*)[ \t\r\n]*(?:\{|/)`)

// namespacesOf are the names of the namespaces that a source of C++ opens.
func namespacesOf(source []byte) map[string]bool {
	names := map[string]bool{}
	for _, head := range namespaceHead.FindAllSubmatch(source, -1) {
		for name := range strings.SplitSeq(string(head[1]), "::") {
			names[name] = true
		}
	}
	return names
}

// unqualified returns a function of C++ without the namespaces of its own file before
// names, which no other language has, and the line of each of its tokens.
func unqualified(c *lexers.Canonical, lines []int, namespaces map[string]bool) (*lexers.Canonical, []int) {
	if c.Language != lexers.CPP || len(namespaces) == 0 {
		return c, lines
	}
	out := *c
	var places []int
	out.Tokens = nil
	for i := 0; i < len(c.Tokens); i++ {
		if namespaces[c.Tokens[i]] && i+2 < len(c.Tokens) && c.Tokens[i+1] == "::" {
			i++
			continue
		}
		out.Tokens = append(out.Tokens, c.Tokens[i])
		places = append(places, lines[i])
	}
	return &out, places
}
