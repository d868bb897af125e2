package lexers

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// TestCanonicalKeepsGrouping compares real functions with their renderings: the
// operators must take the same operands. Running programs (TestCanonicalKeepsBehaviour)
// shows the same for far fewer functions, and a normal form may have lost brackets
// all the same. It takes a sample; TRANSCODER_SWEEP=1 takes every file that eachSource finds.
func TestCanonicalKeepsGrouping(t *testing.T) {
	for _, language := range Languages() {
		t.Run(language.String(), func(t *testing.T) {
			functions, differ := 0, 0
			eachRendered(t, language, func(path string, function *Function, text string) {
				functions++
				rendered, err := parseTree(context.Background(), language, []byte(text))
				if err != nil {
					t.Fatal(err)
				}
				node, err := onlyFunction(rendered, language)
				if err != nil {
					return // TestCanonicalRealSources counts what is not read again
				}
				want, got := grouping(function.file.tree, function.node), grouping(rendered, node)
				if at := tokenDifference(want, got); at >= 0 {
					differ++
					if differ <= 20 {
						t.Logf("%s:%d: %q against %q\n%s", path, function.Line, around(want, at), around(got, at), text)
					}
				}
			})
			t.Logf("%d functions, %d group otherwise", functions, differ)
			if differ*1000 > functions {
				t.Errorf("%d of %d functions group otherwise, expected at most one in 1000", differ, functions)
			}
		})
	}
}

// eachRendered yields real functions with their canonical form's rendering.
func eachRendered(t *testing.T, language Language, yield func(path string, function *Function, text string)) {
	t.Helper()
	size := 64 << 10
	if fullSweep() {
		size = 0
	}
	eachSource(t, language, size, func(path string, source []byte) {
		file, err := Parse(context.Background(), language, source)
		if err != nil {
			return
		}
		for _, function := range file.Functions() {
			c, err := function.Canonical()
			if err != nil {
				continue
			}
			if text, err := c.Render(language); err == nil {
				yield(path, function, text)
			}
		}
	})
}

// grouping lists the operators of a function's expressions, each with a bracket
// behind its last operand; names, literals and brackets of the source are left
// out. What the canonical form unifies has one spelling.
func grouping(t *tree, function uint32) []string {
	var out []string
	var walk func(i uint32)
	walk = func(i uint32) {
		kind := t.kind(i)
		mark := ""
		switch kind {
		case "static_assert_declaration", "noexcept", "attribute_declaration", "attribute_specifier", "modifiers", "comment", "line_comment", "block_comment", "type_annotation", "type":
			return
		case "number_literal":
			if text := t.text(i); text[0] == '-' || text[0] == '+' {
				out = append(out, text[:1], ")")
			}
			return
		case "binary_expression", "binary_operator", "boolean_operator", "comparison_operator", "unary_expression", "unary_operator",
			"pointer_expression", "not_operator", "assignment_expression", "augmented_assignment":
			for c := range t.children(i) {
				if t.nodes[c].flags&nodeNamed == 0 {
					mark += t.text(c)
				}
			}
			if operator, ok := operatorTokens[CPP][mark]; ok {
				mark = operator
			}
			if right, ok := t.child(i, "right"); ok && (mark == "+=" || mark == "-=") && kind == "assignment_expression" && t.text(right) == "1" {
				mark = "update"
			}
		case "update_expression":
			mark = "update"
		case "conditional_expression", "ternary_expression":
			mark = "?"
		case "cast_expression":
			mark = "cast"
		case "subscript", "subscript_expression", "array_access":
			mark = "[]"
		case "field_expression", "attribute", "field_access", "method_invocation":
			mark = "."
		case "call", "call_expression":
			mark = "call"
			if function, _ := t.child(i, "function"); t.kind(function) == "primitive_type" || t.kind(function) == "sized_type_specifier" ||
				strings.HasPrefix(t.text(function), "static_cast") || cppNumberNames[strings.TrimPrefix(t.text(function), "std::")] {
				mark = "cast"
			}
		}
		if mark != "" {
			out = append(out, mark)
		}
		for c := range t.children(i) {
			walk(c)
		}
		if mark != "" {
			out = append(out, ")")
		}
	}
	walk(function)
	return out
}

//go:embed testdata/astdiff.py
var astDifference string

// TestCanonicalKeepsPythonSyntax asks Python itself: the syntax tree of a rendered
// function must be that of the function, apart from what the form leaves out.
func TestCanonicalKeepsPythonSyntax(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skipf("no python3: %v", err)
	}
	var pairs bytes.Buffer
	encoder := json.NewEncoder(&pairs)
	functions := 0
	eachRendered(t, Python, func(path string, function *Function, text string) {
		functions++
		if err := encoder.Encode([]string{path + ": " + function.Name, function.Source(), text}); err != nil {
			t.Fatal(err)
		}
	})
	command := exec.Command(python, "-W", "ignore", "-c", astDifference)
	command.Stdin = &pairs
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%d functions: %s", functions, out)
	if differ := bytes.Count(out, []byte("differs: ")); differ*1000 > functions {
		t.Errorf("%d of %d functions differ, expected at most one in 1000", differ, functions)
	}
}
