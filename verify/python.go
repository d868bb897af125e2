package verify

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"transcoder/verify/sandbox"
)

// pythonPlace is where a traceback says what is wrong.
var pythonPlace = regexp.MustCompile(`(?m)^ *File ".*main\.py", line (\d+)`)

func (r *Runner) runPython(ctx context.Context, p *Program) (Outcome, error) {
	release, err := r.acquire(ctx)
	if err != nil {
		return Outcome{}, err
	}
	defer release()
	files := map[string][]byte{"main.py": []byte(p.Text)}
	addFiles(files, "", p)
	result, err := r.box.Run(ctx, sandbox.Command{
		Arguments:   append([]string{r.tools[pythonTool].Path, "-B", "-E", "-s", "main.py"}, p.Args...),
		Environment: []string{"PYTHONHASHSEED=0"},
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
	if !strings.HasPrefix(o.Stderr, "Traceback") && o.Stdout == "" && (kind == "SyntaxError" || kind == "IndentationError" || kind == "TabError") {
		o.Status = CompileError
	}
	return o, nil
}
