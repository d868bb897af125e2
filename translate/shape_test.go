package translate

import (
	"testing"

	"transcoder/lexers"
)

// TestDeclaresNothing translates code of C++ that the other languages need not be
// told, which leaves nothing behind, and its neighbors, which are reported.
func TestDeclaresNothing(t *testing.T) {
	translator := OpenDefault(t)
	const function = "\nint twice(int x) {\n  return 2 * x;\n}\n"
	for _, test := range []struct {
		code     string
		reported bool
	}{
		{"#ifndef TWICE_H\n#define TWICE_H" + function + "#endif\n", false},
		{"#pragma once" + function, false},
		{"struct Node;" + function, false},
		{"template <typename T> class Tree;" + function, false},
		{"enum class Color : int;" + function, false},
		{"class Box {\n public:\n  Box() = default;\n  virtual ~Box() = default;\n  Box(const Box&) = delete;\n  Box& operator=(const Box&) = delete;" + function + "};\n", false},
		{"struct Node *first();\nstruct Node *node = first();" + function, true},
		{"#define TWICE(x) (2 * (x))" + function, true},
		{"class Box {\n public:\n  virtual int size() = 0;" + function + "};\n", false}, // an abstract method
	} {
		result := carried(t, translator, Request{Path: "twice.cpp", Source: []byte(test.code), From: lexers.CPP, To: lexers.Java})
		if got := len(result.Diagnostics) > 0; got != test.reported {
			t.Errorf("%s\nreported is %v, want %v: %v", test.code, got, test.reported, result.Diagnostics)
		}
	}
}
