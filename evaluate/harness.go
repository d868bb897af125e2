package evaluate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"transcoder/lexers"
)

// Program is a test program with a candidate in it.
type Program struct {
	Language lexers.Language
	Text     string
	Class    string // name of the class with main, which javac wants as file name; Java only

	nonce string // in the line that counts, which a candidate that prints such a line can't know
}

// pythonImports are what the benchmark's authors put before a Python candidate.
const pythonImports = `import math, sys, collections, heapq, itertools, random, bisect, functools, re, string
from math import *
from collections import *
from heapq import *
`

// Fill puts a candidate into a problem's test program of a language. The
// candidate is source text of one function of any name, with others before it if
// need be; the one called like the reference is tested, or the last. An error
// says why there is no program to run: the candidate is then wrong.
func Fill(p *Problem, language lexers.Language, candidate string) (*Program, error) {
	if err := refuse(language, candidate); err != nil {
		return nil, err
	}
	return fill(p, language, candidate, false)
}

// fill is Fill; altered makes the control of the program.
func fill(p *Problem, language lexers.Language, candidate string, altered bool) (*Program, error) {
	solution, ok := p.Solutions[language]
	if !ok || solution.Harness == "" {
		return nil, fmt.Errorf("problem %s has no test in %v", p.ID, language)
	}
	functions, err := topLevelFunctions(language, candidate)
	if err != nil {
		return nil, err
	}
	tested := functions[len(functions)-1]
	for _, f := range functions {
		if f.Name == solution.Name {
			tested = f
		}
	}
	text, name := candidate, tested.Name
	if altered {
		text, err = control(language, candidate, tested, solution.Entry)
	} else if name != solution.Entry {
		switch language {
		case lexers.Python:
			text = candidate + "\n" + solution.Entry + " = " + name + "\n"
		case lexers.CPP: // the preprocessor leaves strings and comments alone
			text = "#define " + name + " " + solution.Entry + "\n" + candidate + "\n#undef " + name + "\n"
		case lexers.Java:
			text, err = rename(candidate, name, solution.Entry)
		}
	}
	if err != nil {
		return nil, err
	}
	if language == lexers.CPP { // its macros are not the test's
		for _, m := range macro.FindAllStringSubmatch(candidate, -1) {
			text += "\n#undef " + m[1]
		}
	}
	if solution.Wrap != "" {
		text = fmt.Sprintf(solution.Wrap, text)
	}
	program := &Program{Language: language}
	// A hash of the candidate is the same in each run, and nothing that the candidate
	// could hold.
	sum := sha256.Sum256([]byte(p.ID + "\x00" + candidate))
	program.nonce = hex.EncodeToString(sum[:6])
	harness := strings.ReplaceAll(solution.Harness, "#Results:", "#Results "+program.nonce+":")
	harness = reference.ReplaceAllString(harness, "f_gold_"+hex.EncodeToString(sum[6:12]))
	program.Text = strings.Replace(harness, marker(language), text, 1)
	switch language {
	case lexers.Python:
		program.Text = pythonImports + program.Text
	case lexers.Java:
		program.Class, err = mainClass(program.Text)
	}
	return program, err
}

var (
	reference = regexp.MustCompile(`\bf_gold\b`) // what test programs call it
	macro     = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*define[ \t]+(\w+)`)
)

// topLevelFunctions returns the functions of a candidate that lie in no other.
func topLevelFunctions(language lexers.Language, candidate string) ([]*lexers.Function, error) {
	file, err := lexers.Parse(context.Background(), language, []byte(candidate))
	if err != nil {
		return nil, err
	}
	var functions []*lexers.Function
	for _, f := range file.Functions() {
		if f.Kind != lexers.Nested {
			functions = append(functions, f)
		}
	}
	if len(functions) == 0 {
		return nil, errors.New("no function in the translation")
	}
	return functions, nil
}

// lastFunction returns the last function of a text that lies in no other, and
// what stands before it.
func lastFunction(language lexers.Language, text string) (*lexers.Function, string, error) {
	functions, err := topLevelFunctions(language, text)
	if err != nil {
		return nil, "", err
	}
	f := functions[len(functions)-1]
	return f, text[:f.Start], nil
}

// rename gives the method called from the name to in Java text: every identifier
// token of that name.
func rename(text, from, to string) (string, error) {
	pattern, err := regexp.Compile(`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\b` + regexp.QuoteMeta(from) + `\b`)
	if err != nil {
		return "", err
	}
	return pattern.ReplaceAllStringFunc(text, func(token string) string {
		if token == from {
			return to
		}
		return token // a literal
	}), nil
}

var (
	classHead   = regexp.MustCompile(`\bclass\s+([A-Za-z_$][\w$]*)`)
	mainMethod  = regexp.MustCompile(`\bstatic\s+void\s+main\s*\(`)
	resultsLine = regexp.MustCompile(`(?m)#Results ([0-9a-f]+):\s*(\d+),\s*(\d+)\s*$`)
)

// mainClass returns the name of the last class that begins before main.
func mainClass(text string) (string, error) {
	at := mainMethod.FindStringIndex(text)
	if at == nil {
		return "", errors.New("the test program has no main")
	}
	heads := classHead.FindAllStringSubmatch(text[:at[0]], -1)
	if len(heads) == 0 {
		return "", errors.New("the test program has no class with main")
	}
	return heads[len(heads)-1][1], nil
}

// Passed reports whether a run of the program that printed output passed all its
// tests, and how many they were. Whether the program ended well is for the caller
// to see to.
func (p *Program) Passed(output string) (total int, ok bool) {
	var last []string
	for _, line := range resultsLine.FindAllStringSubmatch(output, -1) {
		if line[1] == p.nonce {
			last = line
		}
	}
	if last == nil {
		return 0, false
	}
	passed, err1 := strconv.Atoi(last[2])
	total, err2 := strconv.Atoi(last[3])
	return total, err1 == nil && err2 == nil && total > 0 && passed == total
}
