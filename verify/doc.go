// Package verify runs programs that nobody has read, to see what they do.
//
// A Runner finds the machine's tool chains, compiles and runs whole programs in a
// sandbox (package sandbox), several at a time, and says what came of each:
//
//	runner, err := verify.NewRunner(ctx, verify.Options{})
//	outcomes, err := runner.Run(ctx, []verify.Program{
//		{Language: lexers.Python, Text: "print(6 * 7)"},
//	})
//	fmt.Print(outcomes[0].Stdout) // 42
//
// What is wrong with a program is an Outcome, never an error. Compilers run in
// the sandbox too: their input is as untrusted as what they make of it. Outcomes
// are kept by content, so a program that comes again costs nothing.
//
// Check says whether translations do what their sources do. It makes inputs that fit
// the functions' types, runs both sides on them and compares:
//
//	verdicts, err := runner.Check(ctx, []verify.Case{{
//		Source: verify.Code{Language: lexers.Python, Text: "def twice(x):\n    return 2 * x\n"},
//		Target: verify.Code{Language: lexers.CPP, Text: "int twice(int x) { return 2 * x; }"},
//	}}, verify.CheckOptions{})
//	fmt.Println(verdicts[0].Outcome) // pass
//
// A call takes many cases; those that share a source share its inputs.
//
// The package knows no model: programs come from evaluate, from the commands and
// from whoever is handed a function value made of a Runner.
package verify
