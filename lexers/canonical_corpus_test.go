package lexers

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"
)

// TestCanonicalRealCode measures the canonical form on repositories: the share
// of functions refused with the reasons, the share that renders to itself, and
// the speed. TRANSCODER_REPOSITORIES lists git directories and plain directories of
// sources, separated by colons.
func TestCanonicalRealCode(t *testing.T) {
	list := os.Getenv("TRANSCODER_REPOSITORIES")
	if list == "" {
		t.Skip("TRANSCODER_REPOSITORIES lists no git directories")
	}
	var total [LanguageCount]realCode
	for _, repository := range filepath.SplitList(list) {
		if err := eachSource(repository, func(path string, source []byte) {
			language, ok := LanguageOfPath(path)
			if !ok || len(source) > 1<<20 {
				return
			}
			file, err := Parse(context.Background(), language, source)
			if err != nil {
				return
			}
			for _, function := range file.Functions() {
				total[language].add(t, repository+":"+path, function)
			}
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, language := range Languages() {
		total[language].report(t, language)
	}
}

// realCode counts what became of the functions of one language.
type realCode struct {
	functions, usable, refused, unrendered, changed, unparsed int
	tokens                                                    int
	reasons                                                   map[string]int
	spent                                                     time.Duration
}

func (r *realCode) add(t *testing.T, path string, function *Function) {
	if r.reasons == nil {
		r.reasons = map[string]int{}
	}
	if function.Kind != Standalone || strings.Contains(function.Problem, "syntax") {
		return
	}
	r.functions++
	begin := time.Now()
	c, err := function.Canonical()
	r.spent += time.Since(begin)
	// A token is about four bytes; functions of 20 to 400 tokens are those to learn from.
	if size := len(function.Source()); size < 80 || size > 1600 || c != nil && (len(c.Tokens) < 20 || len(c.Tokens) > 400) {
		return
	}
	r.usable++
	verbose := os.Getenv("TRANSCODER_VERBOSE") != ""
	if err != nil {
		r.refused++
		var unsupported *UnsupportedError
		reason := err.Error()
		if errors.As(err, &unsupported) {
			reason = unsupported.Construct
		}
		r.reasons[reason]++
		if verbose && r.reasons[reason] <= 2 {
			t.Logf("%s:%d: %v\n%s", path, function.Line, err, function.Source())
		}
		return
	}
	r.tokens += len(c.Tokens)
	text, err := c.Render(c.Language)
	if err != nil {
		r.unrendered++
		if verbose && r.unrendered < 20 {
			t.Logf("%s:%d: %v\n%s\n%s", path, function.Line, err, function.Source(), strings.Join(c.Tokens, " "))
		}
		return
	}
	again, err := Canonicalize(context.Background(), c.Language, text)
	if err != nil {
		r.unparsed++
		if verbose && r.unparsed < 20 {
			t.Logf("%s:%d: rendered: %v\n%s", path, function.Line, err, text)
		}
		return
	}
	if at := tokenDifference(c.Tokens, again.Tokens); at >= 0 {
		r.changed++
		if verbose && r.changed < 20 {
			t.Logf("%s:%d: token %d: %q against %q\n%s", path, function.Line, at, around(c.Tokens, at), around(again.Tokens, at), text)
		}
	}
}

func (r *realCode) report(t *testing.T, language Language) {
	if r.functions == 0 {
		return
	}
	share := func(n int) string { return fmt.Sprintf("%d (%.2f %%)", n, 100*float64(n)/float64(max(r.usable, 1))) }
	t.Logf("%v: %d standalone functions at %.0f/s; %d usable of %d tokens on average: refused %s, not rendered %s, not read again %s, changed %s", language,
		r.functions, float64(r.functions)/r.spent.Seconds(), r.usable, r.tokens/max(r.usable, 1), share(r.refused), share(r.unrendered), share(r.unparsed), share(r.changed))
	var reasons []string
	for reason := range r.reasons {
		reasons = append(reasons, reason)
	}
	sort.Slice(reasons, func(i, j int) bool { return r.reasons[reasons[i]] > r.reasons[reasons[j]] })
	for _, reason := range reasons[:min(15, len(reasons))] {
		t.Logf("    %5d %s", r.reasons[reason], reason)
	}
}

// eachSource calls yield with every file of a directory, or of a git directory's
// HEAD, that is a source of one of the languages.
func eachSource(repository string, yield func(path string, source []byte)) error {
	if _, err := os.Stat(filepath.Join(repository, "HEAD")); err != nil {
		return filepath.WalkDir(repository, func(path string, entry os.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			if _, known := LanguageOfPath(path); !known && !strings.Contains(path, "/c++/") {
				return nil
			}
			source, err := os.ReadFile(path)
			if err == nil {
				yield(path, source)
			}
			return nil
		})
	}
	list, err := exec.Command("git", "--git-dir", repository, "ls-tree", "-r", "-z", "HEAD").Output()
	if err != nil {
		return fmt.Errorf("list %s: %w", repository, err)
	}
	cat := exec.Command("git", "--git-dir", repository, "cat-file", "--batch")
	in, err := cat.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cat.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cat.Start(); err != nil {
		return err
	}
	defer cat.Wait()
	defer in.Close()
	reader := bufio.NewReader(out)
	for _, entry := range strings.Split(string(list), "\x00") {
		fields, path, ok := strings.Cut(entry, "\t")
		if !ok {
			continue
		}
		if _, known := LanguageOfPath(path); !known {
			continue
		}
		object := strings.Fields(fields)
		if object[1] != "blob" {
			continue
		}
		fmt.Fprintln(in, object[2])
		head, err := reader.ReadString('\n')
		if err != nil {
			return err
		}
		var id, kind string
		var size int
		if _, err := fmt.Sscan(head, &id, &kind, &size); err != nil {
			continue // missing from a partial clone
		}
		source := make([]byte, size+1)
		if _, err := io.ReadFull(reader, source); err != nil {
			return err
		}
		yield(path, source[:size])
	}
	return nil
}
