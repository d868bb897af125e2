package lexers

import "strings"

// InnerComment is a comment inside a function. The canonical form leaves comments out.
type InnerComment struct {
	Text string // without its marks; may have several lines

	// Line is the line of the file, 1-based, of the code that the comment is about:
	// that in front of it on its line, else what follows it, or at the end of a block
	// what precedes it.
	Line int

	Behind bool // code stands in front of it on its line
	After  bool // it ends a block: the code that it is about precedes it
}

// Comments returns the comments inside a function, in order. Its Doc is not among
// them.
func (fn *Function) Comments() []InnerComment {
	t, file := fn.file.tree, fn.file
	var comments []InnerComment
	before := fn.node // the leaf of code in front
	for i := fn.node; i < t.nodes[fn.node].next; i++ {
		if !strings.HasSuffix(t.kind(i), "comment") {
			if t.leaf(i) && t.nodes[i].end > t.nodes[i].start {
				before = i
			}
			continue
		}
		text := t.text(i)
		c := InnerComment{Line: file.line(int(t.nodes[i].start))}
		if strings.HasPrefix(text, "/*") {
			c.Text = cleanBlockComment(text)
		} else {
			c.Text = lineComments(text)
		}
		after := t.nodes[i].next
		for after < t.nodes[fn.node].next && (!t.leaf(after) || strings.HasSuffix(t.kind(after), "comment")) {
			after++
		}
		last := file.line(max(0, int(t.nodes[before].end)-1))
		switch {
		case last == c.Line && before != fn.node:
			c.Behind = true
		case after == t.nodes[fn.node].next || t.text(after) == "}":
			c.After, c.Line = true, last
		default:
			c.Line = file.line(int(t.nodes[after].start))
		}
		if i = t.nodes[i].next - 1; c.Text != "" {
			comments = append(comments, c)
		}
	}
	return comments
}
