// Package translate turns source files of one language into another: text goes
// in, ranked text comes out.
//
//	t, err := translate.OpenFile("model.transcoder", translate.Options{})
//	defer t.Close()
//	result, err := t.Translate(ctx, translate.Request{
//		Path: "search.py", Source: source, From: lexers.Python, To: lexers.Java,
//	})
//	fmt.Print(result.Code)
//
// A file is taken apart into its functions and the rest (lexers.File.Outline).
// Each function goes through its canonical form to ids, through the model, and
// back: ids to canonical tokens, placeholders to the names and literals that they
// stood for, tokens to formatted text. Of a function's hypotheses those that
// parse come first. Then the file is put together in the target language with the
// scaffolding that it needs there: a class, includes, imports. What is outside
// functions is kept as a comment and listed among the diagnostics, for nothing is
// to be lost without a word.
package translate
