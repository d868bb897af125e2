package translate

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"transcoder/lexers"
)

// treesVariable names folders of source files, separated as in PATH, whose files
// TestCarriedFilesParse puts together in the other languages.
const treesVariable = "TRANSCODER_CARRY_TREES"

// TestCarriedFilesParse puts the files of whole trees together in both other
// languages and parses them: functions are held to what parses one by one, but
// what stands round them is made by hand-written rules. It needs no model: each
// function is its own rendering, or a comment where that does not parse. With
// treesVariable unset it reads the examples. With -v it prints what can't be
// carried, the most frequent cause first.
func TestCarriedFilesParse(t *testing.T) {
	translator, err := OpenFile("testdata/fixture.transcoder", Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer translator.Close()
	roots := []string{"../examples", "testdata"}
	if list := os.Getenv(treesVariable); list != "" {
		roots = filepath.SplitList(list)
	}
	var files [lexers.LanguageCount]int
	var beginnings [lexers.LanguageCount][2]struct{ all, mapped int } // constructors and entry points, by source
	causes := map[string]int{}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			from, ok := lexers.LanguageOfPath(path)
			if !ok {
				return nil
			}
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if parsed, err := lexers.Parse(context.Background(), from, source); err != nil || len(parsed.SyntaxErrors()) > 0 {
				return nil
			}
			for _, to := range lexers.Languages() {
				if to == from {
					continue
				}
				result := carriedWhere(t, translator, Request{Path: path, Source: source, From: from, To: to}, func(d *draft) bool { return d.Parses })
				files[to]++
				for _, u := range result.file.units {
					if u.role == entryPoint || u.role == constructor && u.class != nil {
						begin := &beginnings[from][u.role-constructor]
						begin.all++
						if u.job != nil && u.job.hypotheses[0].Origin == OriginMapping {
							begin.mapped++
						}
					}
				}
				for _, d := range result.Diagnostics {
					causes[anonymous(d.Message)]++
				}
				file, err := lexers.Parse(context.Background(), to, []byte(result.Code))
				if err != nil {
					t.Errorf("%s in %s: %v", path, to.Title(), err)
				} else if places := file.SyntaxErrors(); len(places) > 0 {
					t.Errorf("%s in %s: line %d: %s", path, to.Title(), places[0].Line, strings.Split(result.Code, "\n")[places[0].Line-1])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("files put together: %d in Python, %d in C++, %d in Java", files[lexers.Python], files[lexers.CPP], files[lexers.Java])
	for from, b := range beginnings {
		t.Logf("from %s: %d of %d constructors are carried over, %d of %d main functions", lexers.Language(from).Title(), b[0].mapped, b[0].all, b[1].mapped, b[1].all)
	}
	order := slices.SortedFunc(maps.Keys(causes), func(a, b string) int {
		return cmp.Or(cmp.Compare(causes[b], causes[a]), cmp.Compare(a, b))
	})
	var list strings.Builder
	for _, cause := range order[:min(60, len(order))] {
		fmt.Fprintf(&list, "\n%6d %s", causes[cause], cause)
	}
	t.Log("not carried:", list.String())
	if slices.Contains(files[:], 0) {
		t.Errorf("files by language: %v, expected some of each", files)
	}
}

// varying are the parts of a message that differ from file to file.
var varying = regexp.MustCompile(`"[^"]*"|(class|function|field|from|line) [^ :,]+`)

// anonymous leaves names out of a diagnostic's message.
func anonymous(message string) string { return varying.ReplaceAllString(message, "$1 _") }
