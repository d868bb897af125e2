package lexers

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Language is one of the source languages. Its number is written into corpora
// and checkpoints and never changes meaning.
type Language uint8

// The languages, in the order of their embeddings.
const (
	Python Language = iota
	CPP
	Java

	// LanguageCount is the number of languages.
	LanguageCount = 3
)

// Languages lists every language in the order of its number.
func Languages() []Language { return []Language{Python, CPP, Java} }

// String returns the name that flags, files and JSON use: python, cpp or java.
func (l Language) String() string {
	switch l {
	case Python:
		return "python"
	case CPP:
		return "cpp"
	case Java:
		return "java"
	}
	return fmt.Sprintf("language(%d)", uint8(l))
}

// Title returns the name that people read: Python, C++ or Java.
func (l Language) Title() string {
	switch l {
	case Python:
		return "Python"
	case CPP:
		return "C++"
	case Java:
		return "Java"
	}
	return l.String()
}

// Extension returns the usual file extension, with its dot.
func (l Language) Extension() string {
	switch l {
	case Python:
		return ".py"
	case CPP:
		return ".cpp"
	case Java:
		return ".java"
	}
	return ""
}

// ParseLanguage returns the language of a name such as "python", "py", "C++" or
// "java"; case does not matter.
func ParseLanguage(name string) (Language, error) {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "python", "py", "python3":
		return Python, nil
	case "cpp", "c++", "cxx", "cc":
		return CPP, nil
	case "java":
		return Java, nil
	}
	return 0, fmt.Errorf("unknown language %q: expected python, cpp or java", name)
}

// LanguageOfPath returns the language that a file's extension names, and whether
// it names one.
func LanguageOfPath(path string) (Language, bool) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".py", ".pyi", ".pyw":
		return Python, true
	case ".cpp", ".cc", ".cxx", ".c++", ".hpp", ".hh", ".hxx", ".h", ".ipp", ".tcc", ".inl":
		return CPP, true
	case ".java":
		return Java, true
	}
	return 0, false
}
