package evaluate

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"transcoder/lexers"
)

// Problem is one task with its solutions.
type Problem struct {
	ID        string
	Solutions map[lexers.Language]Solution
}

// Solution is a problem's reference in one language, with the program that tests
// a candidate.
type Solution struct {
	Code    string // the function alone
	Name    string // of the function
	Harness string // program with a line that is the language's marker; prints a line "#Results: PASSED, TOTAL"
	Entry   string // name by which the harness calls the candidate

	// Wrap, where it is not empty, is text with %s in which a candidate stands.
	Wrap string
}

// Suite is a list of problems in the order of the file.
type Suite struct{ Problems []*Problem }

// marker is the harness line that a candidate replaces.
func marker(l lexers.Language) string {
	if l == lexers.Python {
		return "#TOFILL"
	}
	return "//TOFILL"
}

// maxSuiteLine bounds one JSON line.
const maxSuiteLine = 16 << 20

// record is a line of either format; a field absent in one is empty.
type record struct {
	// The project's own format: one problem a line.
	ID      string            `json:"id"`
	Python  string            `json:"python"`
	CPP     string            `json:"cpp"`
	Java    string            `json:"java"`
	Name    map[string]string `json:"name"`
	Harness map[string]string `json:"harness"`

	// HumanEval-X's: one problem in one language a line, "Java/17".
	TaskID      string `json:"task_id"`
	Declaration string `json:"declaration"`
	Solution    string `json:"canonical_solution"`
	Test        string `json:"test"`
}

// ReadSuite reads JSON lines, of one or several files one behind the other: the
// project's format (fields id, python, cpp, java, name, harness; docs/formats.md)
// or that of HumanEval-X (task_id "Language/N", declaration,
// canonical_solution, test). name is for errors.
func ReadSuite(name string, r io.Reader) (*Suite, error) {
	s := &Suite{}
	index := map[string]*Problem{}
	problem := func(id string) *Problem {
		if index[id] == nil {
			index[id] = &Problem{ID: id, Solutions: map[lexers.Language]Solution{}}
			s.Problems = append(s.Problems, index[id])
		}
		return index[id]
	}
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, maxSuiteLine)
	line := 0
	for scanner.Scan() {
		line++
		if strings.TrimSpace(scanner.Text()) == "" {
			continue
		}
		var rec record
		if err := json.Unmarshal(scanner.Bytes(), &rec); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		var err error
		switch {
		case rec.TaskID != "":
			err = rec.humanEval(problem)
		case rec.ID != "":
			err = rec.own(problem)
		default:
			err = errors.New("no field id or task_id")
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, line+1, err)
	}
	if len(s.Problems) == 0 {
		return nil, fmt.Errorf("%s: no problem in it", name)
	}
	return s, nil
}

func (rec record) own(problem func(string) *Problem) error {
	p := problem(rec.ID)
	if len(p.Solutions) > 0 {
		return fmt.Errorf("problem %q stands twice", rec.ID)
	}
	for language, code := range map[lexers.Language]string{lexers.Python: rec.Python, lexers.CPP: rec.CPP, lexers.Java: rec.Java} {
		if code == "" {
			continue
		}
		harness := rec.Harness[language.String()]
		if harness != "" && !strings.Contains(harness, marker(language)) {
			return fmt.Errorf("problem %q: harness.%s has no line %s", rec.ID, language, marker(language))
		}
		p.Solutions[language] = Solution{Code: code, Name: rec.Name[language.String()], Harness: harness, Entry: "f_filled"}
	}
	if len(p.Solutions) == 0 {
		return fmt.Errorf("problem %q has no code", rec.ID)
	}
	return nil
}

// humanEval adds one language of a HumanEval-X problem. Its declaration holds
// imports and the head of the function (in Java inside class Solution), its
// solution the body, its test a main that calls the function by its own name and
// says by its exit code what came of it. An exit code of 0 is soon had, so the
// end of the test prints a line of results beside.
func (rec record) humanEval(problem func(string) *Problem) error {
	family, number, ok := strings.Cut(rec.TaskID, "/")
	if !ok {
		return fmt.Errorf("task_id %q: expected Language/N", rec.TaskID)
	}
	language, err := lexers.ParseLanguage(family)
	if err != nil {
		return fmt.Errorf("task_id %q: %w", rec.TaskID, err)
	}
	p := problem(number)
	if _, ok := p.Solutions[language]; ok {
		return fmt.Errorf("task_id %q stands twice", rec.TaskID)
	}
	whole := rec.Declaration + rec.Solution
	function, head, err := lastFunction(language, whole)
	if err != nil {
		return fmt.Errorf("task_id %q: %w", rec.TaskID, err)
	}
	s := Solution{Code: function.Source(), Name: function.Name, Entry: function.Name}
	test, err := withResults(language, rec.Test)
	if err != nil {
		return fmt.Errorf("task_id %q: test: %w", rec.TaskID, err)
	}
	if language == lexers.Java {
		s.Harness = imports(head) + marker(language) + "\n" + test
		s.Wrap = "class Solution {\n%s\n}\n"
	} else {
		s.Harness = head + "\n" + marker(language) + "\n" + test
	}
	p.Solutions[language] = s
	return nil
}

// lastReturn is a return statement at the end of main.
var lastReturn = regexp.MustCompile(`return\s[^;{}]*;\s*$`)

// withResults adds a line of results to the end of a test, which it reaches if
// nothing before fails.
func withResults(language lexers.Language, test string) (string, error) {
	if language == lexers.Python {
		return test + "\nprint(\"#Results: 1, 1\")\n", nil
	}
	file, err := lexers.Parse(context.Background(), language, []byte(test))
	if err != nil {
		return "", err
	}
	for _, f := range file.Functions() {
		if f.Name != "main" {
			continue
		}
		end := strings.LastIndexByte(test[:f.End], '}')
		if end < f.Start {
			break
		}
		if m := lastReturn.FindStringIndex(test[f.Start:end]); m != nil {
			end = f.Start + m[0]
		}
		line := `System.out.println("#Results: 1, 1");`
		if language == lexers.CPP {
			line = `std::printf("#Results: 1, 1\n");`
			test = "#include <cstdio>\n" + test
			end += len("#include <cstdio>\n")
		}
		return test[:end] + line + "\n" + test[end:], nil
	}
	return "", errors.New("there is no main")
}

// imports returns the import lines of a Java head.
func imports(head string) string {
	var out strings.Builder
	for line := range strings.Lines(head) {
		if strings.HasPrefix(strings.TrimSpace(line), "import ") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// Languages returns the languages in which any problem has a solution.
func (s *Suite) Languages() []lexers.Language {
	found := map[lexers.Language]bool{}
	for _, p := range s.Problems {
		for l := range p.Solutions {
			found[l] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}
