// Package convert translates whole trees and corpora: sources go in, a folder of
// translations comes out, with a journal that says what became of each.
//
//	plan, err := convert.NewPlan(ctx, convert.Options{
//		Sources: []string{"src"}, Out: "out", To: lexers.Java,
//		Request: translate.Request{Beam: 5}, Identity: model,
//	})
//	summary, err := plan.Run(ctx, translator)
//
// The plan (plan.go) lists what there is to do: every source file with the name
// that its translation gets (name.go). A run (run.go) reads files in the plan's
// order, passes over those that the journal knows, and translates the others in
// windows whose functions share batches across files. Several windows are under
// way at once, so that one is decoded while another is read, verified or written.
//
// A record goes to the journal (journal.go) before its output is put in place, and
// it holds the output's hash. Whatever a killed run leaves is therefore one of: no
// record; a record without its output, or with an older one of ours; both. The
// next run does the first two again. As translations do not depend on what shares
// their batch, neither kills nor shards nor the number of processors change a
// byte of the outputs. docs/convert.md describes the folder.
package convert
