package convert

import (
	"testing"

	"transcoder/lexers"
)

func TestTargetName(t *testing.T) {
	for _, c := range []struct {
		name, want string
		to         lexers.Language
		reason     string
	}{
		{"a/b/binary_search.py", "a/b/BinarySearch.java", lexers.Java, "the class's name; folders stay"},
		{"a/__init__.py", "a/Init.java", lexers.Java, "underscores are no part of a class's name"},
		{"String.py", "StringProgram.java", lexers.Java, "a class that would hide java.lang's"},
		{"dynamic-programming/2d/int/a.py", "dynamic_programming/_2d/int_/A.java", lexers.Java, "folders are packages"},
		{"dynamic-programming/a.cpp", "dynamic-programming/a.py", lexers.Python, "which only Java asks for"},
		{"BinarySearch.java", "binary_search.py", lexers.Python, "PEP 8"},
		{"HTTPServer2Go.java", "http_server2_go.py", lexers.Python, "several capitals are one word"},
		{"my-file.cpp", "my_file.py", lexers.Python, "import takes no hyphen"},
		{"2sum.cpp", "module_2sum.py", lexers.Python, "nor a digit at the beginning"},
		{"Class.java", "module_class.py", lexers.Python, "nor a keyword"},
		{"com/acme/Foo.java", "com/acme/Foo.cpp", lexers.CPP, "C++ has no convention: as it was"},
	} {
		if got := targetName(c.name, c.to); got != c.want {
			t.Errorf("%s: %s, want %s (%s)", c.name, got, c.want, c.reason)
		}
	}
}

func TestJavaPackage(t *testing.T) {
	for _, c := range []struct{ output, want, reason string }{
		{"A.java", "", "the unnamed package"},
		{"search/trees/A.java", "search.trees", "folders"},
		{"src/main/java/com/acme/A.java", "com.acme", "below a source root"},
		{"code/src/test/java/A.java", "", "in a source root"},
		{"java/a/A.java", "java.a", "no source root"},
	} {
		if got := javaPackage(c.output); got != c.want {
			t.Errorf("%s: %q, want %q (%s)", c.output, got, c.want, c.reason)
		}
	}
}

func TestNamesAreToldApart(t *testing.T) {
	n := names{}
	for _, c := range []struct {
		name   string
		from   lexers.Language
		want   string
		reason string
	}{
		{"a/Search.java", lexers.Java, "a/Search.java", "a copy keeps its name"},
		{"a/Search.java", lexers.Python, "a/SearchPython.java", "the source's language"},
		{"a/search.java", lexers.CPP, "a/searchCpp.java", "differs in case only, the same on some file systems"},
		{"a/Search.java", lexers.CPP, "a/SearchCpp2.java", "a second one of that language"},
		{"b/Search.java", lexers.CPP, "b/Search.java", "another folder"},
	} {
		if got := n.take(c.name, c.from, lexers.Java); got != c.want {
			t.Errorf("%s of %v: %s, want %s (%s)", c.name, c.from, got, c.want, c.reason)
		}
	}
}
