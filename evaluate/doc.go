// Package evaluate scores translations.
//
// A Suite holds problems that are solved in several languages, each with a
// program that tests a solution. Fill puts a translation into the target's
// program; what the program prints when it runs decides whether the translation
// is right. The share of problems whose translation is right is computational
// accuracy, CA (Roziere et al. 2020, arXiv 2006.03511, section 5.2).
//
//	suite, err := evaluate.ReadSuite("dev.jsonl", file)
//	program, err := evaluate.Fill(suite.Problems[0], lexers.Java, translation)
//	... compile and run program.Text ...
//	ok := program.Passed(output, exitCode)
//
// Score does all this for many translations, running the programs by a function
// of its caller.
//
// BLEU and exact match compare the text of translation and reference; they need
// nothing to run, and say little about behaviour.
package evaluate
