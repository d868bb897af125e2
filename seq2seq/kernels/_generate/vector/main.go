// Program vector writes the assembly of the element-wise and row-wise kernels of
// package kernels, one file a run:
//
//	go run ./vector -pkg kernels -out ../exp_amd64.s -stubs ../exp_amd64.go exp
//
// All files are written by `go generate` in package kernels; see
// vector_generate.go there.
package main

import (
	"fmt"
	"os"

	. "github.com/mmcloughlin/avo/build"
)

// families are what the last argument may name.
var families = map[string]func(s isa){
	"arithmetic": arithmetic,
	"exp":        exponentials,
	"layernorm":  layerNorms,
	"dropout":    dropouts,
	"optimizer":  optimizers,
	"heads":      heads,
}

func main() {
	name := os.Args[len(os.Args)-1]
	family, ok := families[name]
	if !ok {
		fmt.Fprintf(os.Stderr, "vector: unknown family %q\n", name)
		os.Exit(2)
	}
	ConstraintExpr("amd64,!noasm")
	for _, s := range []isa{avx2, avx512} {
		family(s)
	}
	Generate()
}
