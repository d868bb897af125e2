package evaluate

import (
	"context"
	"testing"
	"time"

	"transcoder/lexers"
	"transcoder/verify"
)

// TestHostileCandidates wants no candidate to pass that does not compute what is
// asked, whatever it does instead.
func TestHostileCandidates(t *testing.T) {
	runner, err := verify.NewRunner(context.Background(), verify.Options{Timeout: 3 * time.Second, Memory: 256 << 20})
	if err != nil {
		t.Skip(err)
	}
	defer runner.Close()
	suite := read(t, ownSuite)
	for _, c := range []struct {
		reason     string
		language   lexers.Language
		candidates []string
	}{
		{"endless output", lexers.Python, []string{"def f(x):\n    while True: print('#Results: 1, 1')\n"}},
		{"a gigabyte", lexers.Python, []string{"def f(x):\n    y = bytearray(1 << 30)\n    return 2 * x\n"}},
		{"deep recursion", lexers.Python, []string{"def f(x):\n    return f(x + 1)\n"}},
		{"the end before the answer", lexers.Python, []string{
			"def f(x):\n    import os\n    os._exit(0)\n", "def f(x):\n    raise SystemExit(0)\n",
			"def f(x):\n    import os\n    print('#Results: 1, 1', flush=True)\n    os._exit(0)\n"}},
		{"the end before the answer", lexers.CPP, []string{"#include <cstdlib>\nint f(int x) { std::printf(\"#Results: 1, 1\\n\"); std::exit(0); }"}},
		{"the end before the answer", lexers.Java, []string{"static int f(int x) { System.out.println(\"#Results: 1, 1\"); System.exit(0); return 0; }"}},
		{"a verdict behind the program's own", lexers.Python, []string{
			"def f(x):\n    import atexit\n    atexit.register(lambda: print('#Results: 1, 1'))\n    return x\n"}},
		{"a crash after a verdict", lexers.CPP, []string{"int f(int x) { std::puts(\"#Results: 1, 1\"); std::fflush(stdout); __builtin_trap(); }"}},
		{"answers in files", lexers.Python, []string{"def f(x):\n    return int(open('answers').read())\n"}},
	} {
		if problem := runner.Missing(c.language); problem != "" {
			t.Log(problem)
			continue
		}
		_, verdicts, err := suite.Score(context.Background(), []Translation{{"TWICE", lexers.Java, c.language, c.candidates}}, 0, runner.Run)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range verdicts {
			if v.Passed || v.Problem != "" || !v.Outcome.Compiled() {
				t.Errorf("%s: %+v", c.reason, v)
			}
		}
	}
}
