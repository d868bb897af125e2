package verify

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"transcoder/lexers"
	"transcoder/verify/sandbox"
)

// TestHostileSources gives compilers sources that try what a program would: a
// compiler that is talked into reading a file or into work without end is as good
// as a program that does it. That programs themselves are kept from it is for the
// canaries of package sandbox to show.
func TestHostileSources(t *testing.T) {
	r := runner(t)
	secret := filepath.Join(t.TempDir(), "secret.h")
	for dir := filepath.Dir(secret); dir != "/" && dir != os.TempDir(); dir = filepath.Dir(dir) {
		os.Chmod(dir, 0o755)
	}
	if err := os.WriteFile(secret, []byte("#define SECRET \"it was read\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(filepath.Dir(secret), "written")
	cases := []struct {
		reason  string
		program Program
	}{
		{"a header outside", Program{Language: lexers.CPP, Text: "#include \"" + secret + "\"\n#include <cstdio>\nint main() { std::puts(SECRET); }"}},
		{"a file put in by the assembler", Program{Language: lexers.CPP, Text: "#include <cstdio>\nasm(\".globl s\\ns: .incbin \\\"" + secret + "\\\"\\n.byte 0\\n\");\nextern char s;\nint main() { std::puts(&s); std::puts(\"it was read\"); }"}},
		{"the host's users", Program{Language: lexers.CPP, Text: "#include \"/etc/passwd\"\nint main() {}"}},
		{"the process that compiles", Program{Language: lexers.CPP, Text: "asm(\".incbin \\\"/proc/1/environ\\\"\");\nint main() {}"}},
		{"a source without end", Program{Language: lexers.CPP, Text: "#include \"/dev/zero\"\nint main() {}"}},
		{"templates without end", Program{Language: lexers.CPP, Text: "template <int n> struct A { A<n + 1> a; };\nint main() { A<0> a; }"}},
		{"a path of Java outside", Program{Language: lexers.Java, Text: "package a.b.c;\npublic class Main { public static void main(String[] a) { System.out.println(new Other().toString()); } }"}},
		{"nesting that breaks javac's stack", Program{Language: lexers.Java, Text: java("int x = " + strings.Repeat("(", 20000) + "1" + strings.Repeat(")", 20000) + ";")}},
		{"an annotation processor", Program{Language: lexers.Java, Text: java("System.out.println(1);"), Files: []File{
			{"META-INF/services/javax.annotation.processing.Processor", "P\n"},
			{"P.java", "public class P extends javax.annotation.processing.AbstractProcessor { public boolean process(java.util.Set<? extends javax.lang.model.element.TypeElement> s, javax.annotation.processing.RoundEnvironment e) { throw new Error(\"it ran\"); } }"}}}},
	}
	var programs []Program
	for _, c := range cases {
		programs = append(programs, c.program)
	}
	outcomes, err := r.Run(context.Background(), programs)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		o := outcomes[i]
		t.Logf("%s: %v: %.100s", c.reason, o.Status, o.Message)
		if strings.Contains(o.Stdout, "it was read") || strings.Contains(o.Message+o.Stderr, "it ran") || strings.Contains(o.Stdout+o.Stderr, "root:x:0") {
			t.Errorf("%s: %v: %s%s", c.reason, o.Status, o.Stdout, o.Stderr)
		}
	}
	if _, err := os.Stat(outside); err == nil {
		t.Errorf("%s was written", outside)
	}
	// The others of a batch are compiled whatever one of them does to the compiler.
	if o, err := r.Run(context.Background(), []Program{cases[len(cases)-2].program, {Language: lexers.Java, Text: java("System.out.println(\"after it\");")}}); err != nil || o[1].Status != Finished && o[1].Status != NoToolchain {
		t.Errorf("a program beside one that breaks the compiler: %+v (%v)", o, err)
	}
}

// TestOrdinaryUser runs tests of compiling and of hostile programs once more as
// nobody, where this is root.
func TestOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("the other tests run as an ordinary user already")
	}
	if testing.Short() {
		t.Skip("short")
	}
	if _, err := sandbox.New(sandbox.Options{}); err != nil {
		t.Skip(err)
	}
	// Kept, as the other tests' headers are.
	home := filepath.Join(os.TempDir(), "transcoder-test-nobody")
	if err := errors.Join(os.MkdirAll(home, 0o700), os.Chown(home, 65534, 65534)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/proc/self/exe", "-test.run=^(TestHostileSources|TestHostileTranslations|TestRunTwice)$", "-test.v", "-test.count=1")
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/bin:/bin", "TMPDIR=" + home, "HOME=/"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
