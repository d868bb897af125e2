package convert

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ignoreRules are lines with a meaning that is easily got wrong.
const ignoreRules = "# a comment\n\n*.gen.py\n/top.py\nbuild/\nsrc/*.tmp.py\n**/deep/x.py\nall/**\n!all/kept.py\nq?z.py\n[ab].py\n[!c]1.py\n\\#hash.py\n\\!bang.py\ntrailing.py   \nli{t}.py\nst**ar.py\nback\r\n!important.gen.py\n"

var ignorePaths = []string{
	"x.gen.py", "a/x.gen.py", "important.gen.py", "top.py", "a/top.py", "build/a.py", "a/build/b.py", "src/x.tmp.py", "src/a/x.tmp.py",
	"deep/x.py", "a/b/deep/x.py", "deep/y.py", "all/x.py", "all/kept.py", "all/a/b.py", "qaz.py", "qz.py", "q/z.py", "a.py", "c.py", "c1.py", "d1.py",
	"#hash.py", "!bang.py", "trailing.py", "li{t}.py", "lit.py", "star.py", "stxar.py", "back", "sub/own.py", "own.py", "sub/sub/own.py", "sub/x.gen.py",
}

// TestIgnoreLikeGit asks git what it ignores, and the lister.
func TestIgnoreLikeGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	folder := t.TempDir()
	if out, err := exec.Command("git", "init", "-q", folder).CombinedOutput(); err != nil {
		t.Skipf("git init: %v: %s", err, out)
	}
	write(t, folder, ".gitignore", ignoreRules)
	write(t, folder, "sub/.gitignore", "/own.py\n!x.gen.py\n")
	for _, name := range ignorePaths {
		write(t, folder, name, "x = 1\n")
	}
	plan, err := NewPlan(t.Context(), Options{Sources: []string{folder}, Out: filepath.Join(folder, "out"), To: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	listed := map[string]bool{}
	for _, e := range plan.Entries() {
		listed[e.Source] = true
	}
	for _, name := range ignorePaths {
		if !strings.HasSuffix(name, ".py") {
			continue // not a source: never listed
		}
		check := exec.Command("git", "-C", folder, "check-ignore", "-q", "--", name)
		err := check.Run()
		if code := check.ProcessState.ExitCode(); code > 1 {
			t.Fatalf("git check-ignore %s: %v", name, err)
		}
		if ignoredByGit := err == nil; listed[name] == ignoredByGit {
			t.Errorf("%s: listed %v, ignored by git %v", name, listed[name], ignoredByGit)
		}
	}
}

func TestGlobs(t *testing.T) {
	for _, c := range []struct {
		glob, name string
		want       bool
		reason     string
	}{
		{"*.py", "a/b.py", true, "no slash: in any folder"},
		{"a/*.py", "a/b.py", true, ""},
		{"a/*.py", "x/a/b.py", false, "a slash: from the root"},
		{"vendor", "a/vendor/b/c.py", true, "a folder: all in it"},
		{"vendor/", "vendor/c.py", true, ""},
		{"**/test_*", "a/test_x/y.py", true, ""},
		{"*.{py,java}", "A.java", true, "alternatives"},
		{"./a", "a/b.py", true, ""},
	} {
		g, err := newGlobs([]string{c.glob})
		if err != nil {
			t.Fatal(err)
		}
		if got := g.match(c.name); got != c.want {
			t.Errorf("%s on %s: %v, want %v (%s)", c.glob, c.name, got, c.want, c.reason)
		}
	}
	for _, bad := range []string{"[a", "", "{a"} {
		if _, err := newGlobs([]string{bad}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func write(t *testing.T, folder, name, text string) {
	t.Helper()
	full := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
