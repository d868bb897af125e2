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
// A file is taken apart into its functions and the rest (shape). Each function
// goes through its canonical form to ids, through the model, and back: ids to
// canonical tokens, placeholders to the names and literals that they stood for,
// tokens to formatted text. A method is lifted on the way there to a function of
// the members that it uses, and put back in place on the way back (place). Of a
// function's hypotheses those that parse come first; Options.Verify may order them
// by what they do. Then the file is put together in the target language (assemble)
// with the scaffolding that it needs there: classes, constants, includes, imports,
// a main function. What can't be carried is kept as a comment and listed among the
// diagnostics, for nothing is to be lost without a word. docs/translate.md has the
// rules.
package translate
