// Package tui is the side-by-side viewer: a source on the left, its translation
// on the right, function by function.
//
//	err := tui.Run(ctx, session, tui.Options{Path: "search.py"})
//
// It is written for bubbletea: Update turns a Model and a message into the next
// Model and commands, View turns a Model into text, and neither does anything
// else. All that blocks is behind the interface Session, called from commands:
// parsing, the model, verification, files. The tests drive the viewer with a
// Session that knows everything beforehand.
//
// In the order in which a frame is made: a Document has Blocks (session.go); rows
// pair the lines of a block with those of its translation (align.go, rows.go); a
// line becomes cells, in which nothing is left that a terminal would obey
// (cells.go); cells get their colors (highlight.go, palette.go) and are wrapped
// into panes (pane.go, frame.go).
package tui
