package verify

import (
	"context"
	_ "embed"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"transcoder/verify/sandbox"
)

//go:embed start.py
var startSource []byte

// pythonChain is where an interpreter's packages are.
type pythonChain struct {
	prepare  sync.Once
	packages string // folders, separated by colons
}

// findPackages asks the interpreter, for it is run without its module site.
func (r *Runner) findPackages(ctx context.Context) {
	result, err := r.box.Run(ctx, sandbox.Command{
		Arguments: []string{r.tools[pythonTool].Path, "-B", "-I", "-S", "-c", "import site; print(':'.join(site.getsitepackages()))"},
		Limits:    sandbox.Limits{Wall: time.Minute},
	})
	if err == nil && result.OK() {
		r.python.packages = strings.TrimSpace(string(result.Stdout))
	}
}

// pythonPlace is where a traceback says what is wrong.
var pythonPlace = regexp.MustCompile(`(?m)^ *File ".*main\.py", line (\d+)`)

func (r *Runner) runPython(ctx context.Context, p *Program) (Outcome, error) {
	release, err := r.acquire(ctx)
	if err != nil {
		return Outcome{}, err
	}
	defer release()
	r.python.prepare.Do(func() { r.findPackages(context.WithoutCancel(ctx)) })
	files := map[string][]byte{"main.py": []byte(p.Text), "start.py": startSource}
	addFiles(files, "", p)
	result, err := r.box.Run(ctx, sandbox.Command{
		Arguments:   append([]string{r.tools[pythonTool].Path, "-B", "-S", "start.py"}, p.Args...),
		Environment: []string{"PYTHONHASHSEED=0", "PYTHONPATH=" + r.python.packages},
		Files:       files,
		Stdin:       []byte(p.Stdin),
		Limits:      r.limits(p, 0),
	})
	if err != nil {
		return Outcome{}, err
	}
	o := outcomeOf(result)
	if o.Status != RuntimeError {
		return o, nil
	}
	if places := pythonPlace.FindAllStringSubmatch(o.Stderr, -1); len(places) > 0 {
		o.Line, _ = strconv.Atoi(places[len(places)-1][1])
	}
	// What the interpreter's compiler refuses has no traceback: nothing ran.
	kind, _, _ := strings.Cut(o.Message, ":")
	if !strings.HasPrefix(o.Stderr, "Traceback") && o.Stdout == "" && (kind == "SyntaxError" || kind == "IndentationError" || kind == "TabError" || kind == "ValueError") {
		o.Status = CompileError
	}
	return o, nil
}
