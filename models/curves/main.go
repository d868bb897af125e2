// Curves draws the losses of trainings as an SVG picture: those that were learnt
// from as lines, the validation's as dots, over the hours that the training took.
//
//	go run ./models/curves -o models/curves.svg TRAINING/metrics.jsonl...
//
// Several files are trainings that went on from one another.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	out := flag.String("o", "curves.svg", "file to write")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: curves [-o FILE] METRICS...")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*out, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "curves:", err)
		os.Exit(1)
	}
}

func run(out string, files []string) error {
	var all []point
	hours := 0.0
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		points, end, err := read(f, hours)
		f.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, points...)
		hours = end
	}
	if len(all) == 0 {
		return fmt.Errorf("%s: no losses in it", files[0])
	}
	return os.WriteFile(out, draw(all, hours), 0o644)
}
