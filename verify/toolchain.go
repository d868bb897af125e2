package verify

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"transcoder/lexers"
	"transcoder/verify/sandbox"
)

// Tool is a program of a tool chain, as found on this machine.
type Tool struct {
	Language lexers.Language `json:"-"`
	Name     string          `json:"name"`              // python3, g++, javac, java
	Path     string          `json:"path,omitempty"`    // "" where none works
	Version  string          `json:"version,omitempty"` // first line that it prints of itself
	Problem  string          `json:"problem,omitempty"` // why there is none, and how to get one
}

// candidate is a program that may serve, with the folder that it needs to run.
type candidate struct{ name, path, folder string }

// toolKinds are the tools in the order of Runner.tools, each with what to try.
var toolKinds = []struct {
	language lexers.Language
	names    []string
	version  string // argument
	hint     string
}{
	{lexers.Python, []string{"python3", "python"}, "--version", "install Python 3, for example the package python3"},
	{lexers.CPP, []string{"g++", "clang++", "c++"}, "--version", "install a C++ compiler, for example the package g++"},
	{lexers.Java, []string{"javac"}, "-version", "install a Java development kit, for example the package default-jdk-headless"},
	{lexers.Java, []string{"java"}, "-version", "install a Java development kit, for example the package default-jdk-headless"},
}

// Places in toolKinds.
const (
	pythonTool = iota
	cppTool
	javacTool
	javaTool
)

// candidates lists the programs of some names in JAVA_HOME and PATH, in that order; in
// the usual folders where there is no PATH.
func candidates(names []string) []candidate {
	var found []candidate
	folders := filepath.SplitList(os.Getenv("PATH"))
	if len(folders) == 0 {
		folders = []string{"/usr/local/bin", "/usr/bin"}
	}
	if home := os.Getenv("JAVA_HOME"); home != "" {
		folders = slices.Insert(folders, 0, filepath.Join(home, "bin"))
	}
	for _, name := range names {
		for _, folder := range folders {
			path := filepath.Join(folder, name)
			info, err := os.Stat(path)
			if err != nil || info.IsDir() || info.Mode()&0o111 == 0 || !filepath.IsAbs(path) {
				continue
			}
			if strings.HasPrefix(name, "python") {
				path = pythonItself(path)
			} else if real, err := filepath.EvalSymlinks(path); err == nil && name != "c++" {
				path = real
			}
			c := candidate{name, path, filepath.Dir(filepath.Dir(path))}
			if path != "" && !slices.ContainsFunc(found, func(other candidate) bool { return other.path == path }) {
				found = append(found, c)
			}
		}
	}
	return found
}

// pythonItself asks an interpreter for its own path: what stands in PATH may be a
// script that chooses a version. This runs outside the sandbox, as the user does.
func pythonItself(path string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "-I", "-S", "-c",
		"import os, sys; sys.version_info[0] == 3 and print(os.path.join(sys.base_prefix, 'bin', os.path.basename(os.path.realpath(sys.executable))))").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// openSandbox makes the sandbox with all that tool chains need, and finds the
// tools that run inside it.
func openSandbox(ctx context.Context, level sandbox.Level, read []string) (*sandbox.Sandbox, []Tool, error) {
	options := sandbox.Options{Level: level, Read: read}
	var lists [][]candidate
	for _, kind := range toolKinds {
		list := candidates(kind.names)
		lists = append(lists, list)
		for _, c := range list {
			if !strings.HasPrefix(c.folder+"/", "/usr/") && c.folder != "/" && !slices.Contains(options.Read, c.folder) {
				options.Read = append(options.Read, c.folder)
			}
		}
	}
	box, err := sandbox.New(options)
	if err != nil {
		return nil, nil, err
	}
	tools := make([]Tool, len(toolKinds))
	var group sync.WaitGroup
	for i := range toolKinds { // most of the time goes into starting JVMs
		group.Go(func() { tools[i] = findTool(ctx, box, i, lists[i]) })
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	return box, tools, nil
}

// findTool returns the first candidate of a kind that runs in the sandbox.
func findTool(ctx context.Context, box *sandbox.Sandbox, i int, list []candidate) Tool {
	kind := toolKinds[i]
	tool := Tool{Language: kind.language, Name: kind.names[0], Problem: "no " + strings.Join(kind.names, ", ") + " in PATH: " + kind.hint}
	for _, c := range list {
		result, err := box.Run(ctx, sandbox.Command{Arguments: []string{c.path, kind.version}, Limits: sandbox.Limits{Wall: time.Minute, Memory: 2 << 30}})
		if err == nil && result.OK() {
			tool.Name, tool.Path, tool.Problem = c.name, c.path, ""
			tool.Version = firstLine(string(result.Stdout) + string(result.Stderr))
			return tool
		}
		tool.Problem = c.path + " does not run at sandbox level " + box.Level().String() + ": " + kind.hint + " for all users"
	}
	return tool
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndex(text, "\n")+1:]
}
