// Program matrix writes the assembly of the matrix products of package kernels,
// one file a run:
//
//	go run ./matrix -pkg kernels -out ../tile_amd64.s -stubs ../tile_amd64.go tile
//
// All files are written by `go generate` in package kernels; see generate.go there.
package main

import (
	"fmt"
	"os"

	. "github.com/mmcloughlin/avo/build"
)

// families are what the last argument may name.
var families = map[string]func(){
	"cpu":    cpu,
	"tile":   tiles,
	"pack":   packs,
	"direct": directs,
	"int8":   int8s,
	"peak":   peaks,
}

func main() {
	name := os.Args[len(os.Args)-1]
	family, ok := families[name]
	if !ok {
		fmt.Fprintf(os.Stderr, "matrix: unknown family %q\n", name)
		os.Exit(2)
	}
	ConstraintExpr("amd64,!noasm")
	family()
	Generate()
}
