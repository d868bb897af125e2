package verify

import (
	"maps"
	"slices"
	"testing"
)

func TestErroneous(t *testing.T) {
	for _, c := range []struct {
		reason, said string
		want         []int
	}{
		{"nothing", "", nil},
		{"several, each more than once",
			"candidate_0.cpp: In function 'int f(int)':\ncandidate_0.cpp:3:10: error: 'y' was not declared in this scope\n" +
				"candidate_0.cpp:4:1: error: expected ';'\ncandidate_12.cpp:1:5: error: 'z' does not name a type\n", []int{0, 12}},
		{"its parameters fit no call", "glue_3.cpp:8: error: cannot convert 'int' to 'Node*'\n", []int{3}},
		{"an error of a template of the library",
			"In file included from /usr/include/c++/12/algorithm:61,\n                 from main.cpp:1:\n" +
				"/usr/include/c++/12/bits/stl_algo.h: In instantiation of 'void std::sort(_RAIter, _RAIter)':\n" +
				"candidate_2.cpp:5:12:   required from here\n/usr/include/c++/12/bits/stl_algo.h:9:3: error: no match for 'operator<'\n", []int{2}},
		{"notes and the harness are nobody's", "candidate_1.cpp:2:3: note: candidate: 'int f()'\nmain.cpp:40:1: error: expected '}'\n", nil},
	} {
		if got := slices.Sorted(maps.Keys(erroneous(&Outcome{Stderr: c.said}))); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.reason, got, c.want)
		}
	}
}
