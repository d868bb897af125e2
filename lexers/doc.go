// Package lexers turns source text of Python, C++ and Java into tokens and back.
//
// Parse takes a file's bytes and gives a File; everything else asks that:
//
//	file, err := lexers.Parse(ctx, lexers.Python, source)
//	for _, fn := range file.Functions() {
//		canonical, err := fn.Canonical()
//		...
//		text, err := canonical.Render(lexers.Java)
//	}
//
// There are two forms of a program. The surface form (File.Tokens) is the file's
// own tokens and loses nothing: tokens and the gaps between them are the source,
// byte for byte. It has a tokenised text, TransCoder's, and a way back to
// formatted source (Detokenize); docs/surface.md shows it. The canonical form
// (Function.Canonical) is what the model reads and writes: one function, without
// what only grammar decides, its names, numbers and literals replaced by
// placeholders; it renders in any of the three languages.
//
// Syntax comes from tree-sitter. Its trees are copied out in one call
// (tree.go), and a parse is bounded in memory, time and stack (parse.c, arena.c):
// any text gives a result or an error. Syntax errors are no error of Parse: they
// are listed by SyntaxErrors and named in the Problem of the functions that they
// lie in.
package lexers
