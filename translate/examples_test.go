package translate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"transcoder/lexers"
	"transcoder/translate"
	"transcoder/verify"
)

// exampleFiles are the programs in the repository's examples folder.
func exampleFiles(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir("../examples")
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, entry := range entries {
		if _, ok := lexers.LanguageOfPath(entry.Name()); ok {
			files = append(files, filepath.Join("../examples", entry.Name()))
		}
	}
	if len(files) < 12 {
		t.Fatalf("%d examples", len(files))
	}
	return files
}

// TestExamples translates every program of examples/ into both other languages
// with the embedded model: the files parse, where no function was said to have no
// translation that does.
//
// With TRANSCODER_EXAMPLES=1 it also compiles and runs them beside their sources,
// and prints the table of docs/translate.md.
func TestExamples(t *testing.T) {
	translator := translate.OpenDefault(t)
	var requests []translate.Request
	for _, path := range exampleFiles(t) {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		from, _ := lexers.LanguageOfPath(path)
		for _, to := range lexers.Languages() {
			if to != from {
				requests = append(requests, translate.Request{Path: path, Source: source, From: from, To: to, Beam: 1})
			}
		}
	}
	measured := os.Getenv("TRANSCODER_EXAMPLES") != ""
	if measured {
		for i := range requests {
			requests[i].Beam = translate.DefaultBeam
		}
	}
	outcomes, err := translator.TranslateAll(context.Background(), requests)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range outcomes {
		r := requests[i]
		if o.Err != nil {
			t.Errorf("%s to %v: %v", r.Path, r.To, o.Err)
			continue
		}
		file, err := lexers.Parse(context.Background(), r.To, []byte(o.Result.Code))
		if err != nil {
			t.Fatal(err)
		}
		if places := file.SyntaxErrors(); len(places) > 0 && !o.Result.Failed() {
			t.Errorf("%s to %v: syntax error at %v in\n%s", r.Path, r.To, places[0], o.Result.Code)
		}
	}
	if measured {
		exampleTable(t, requests, outcomes)
	}
}

// exampleTable prints which translations parse, compile, and print what their
// source prints.
func exampleTable(t *testing.T, requests []translate.Request, outcomes []translate.Outcome) {
	runner, err := verify.NewRunner(t.Context(), verify.Options{})
	if err != nil {
		t.Skipf("no sandbox: %v", err)
	}
	defer runner.Close()
	var programs []verify.Program
	for i, r := range requests {
		programs = append(programs,
			verify.Program{Language: r.From, Text: string(r.Source), Class: translate.ClassName(r.Path)},
			verify.Program{Language: r.To, Text: outcomes[i].Result.Code, Class: translate.ClassName(r.Path)})
	}
	results, err := runner.Run(t.Context(), programs)
	if err != nil {
		t.Fatal(err)
	}
	rows := []string{"| example | to | functions that parse | compiles | prints the same |", "| --- | --- | --- | --- | --- |"}
	yes := func(b bool) string {
		if b {
			return "yes"
		}
		return "no"
	}
	for i, r := range requests {
		source, target := results[2*i], results[2*i+1]
		parse, all := 0, 0
		for _, fn := range outcomes[i].Result.Functions {
			all++
			if len(fn.Hypotheses) > 0 && fn.Hypotheses[0].Parses {
				parse++
			}
		}
		if !source.Exited() {
			t.Errorf("%s itself does not run: %s", r.Path, source.Message)
		}
		same := target.Exited() && target.Stdout == source.Stdout
		rows = append(rows, fmt.Sprintf("| %s | %s | %d of %d | %s | %s |", filepath.Base(r.Path), r.To.Title(), parse, all, yes(target.Compiled()), yes(same)))
	}
	slices.SortStableFunc(rows[2:], strings.Compare)
	fmt.Println(strings.Join(rows, "\n"))
}
