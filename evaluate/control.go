package evaluate

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"transcoder/lexers"
)

// A test program that holds the candidate can be talked into a verdict: by a
// candidate that reads the program and prints the line that counts, that replaces
// what the program prints with, that returns an object equal to everything, or
// that defines if(x) as if(1). None of these needs a right answer. So whatever
// passes runs once more as a control, with what it returns and what it changes in
// place altered on the way to the test: a right answer fails then, a trick still
// passes. Where the reference's own control passes (a type that control.py,
// control.hpp or control.java can't alter), the control says nothing and does not
// count.
//
// What is left is a candidate that calls the reference. It stands in the program
// under a name that differs for each candidate, and a candidate that uses what
// finds names or reads files is refused (forbidden).

//go:embed control.py
var controlPython string

//go:embed control.hpp
var controlCPP string

//go:embed control.java
var controlJava string

// innerName is what the control calls the candidate's function.
const innerName = "f_candidate"

// control returns the text that stands for a candidate in a control.
func control(language lexers.Language, candidate string, f *lexers.Function, entry string) (string, error) {
	switch language {
	case lexers.Python:
		return controlPython + candidate + "\n" + entry + " = f_altered(" + f.Name + ")\n", nil
	case lexers.CPP:
		return controlCPP + "#define " + f.Name + " " + innerName + "\n" + candidate + "\n#undef " + f.Name +
			"\ntemplate <class... A> auto " + entry + "(A &&...a) {\n" +
			"\treturn control::altered([](auto &&...b) -> decltype(auto) { return " + innerName + "(std::forward<decltype(b)>(b)...); }, std::forward<A>(a)...);\n}\n", nil
	default:
		return controlOfJava(candidate, f, entry)
	}
}

// javaHead matches what a method has before its return type.
var javaHead = regexp.MustCompile(`^(?:\s*(?:public|protected|private|static|final|strictfp)\b)*`)

// controlOfJava gives the candidate's method another name and puts one of its own
// name and types before it.
func controlOfJava(candidate string, f *lexers.Function, entry string) (string, error) {
	inner, err := rename(candidate, f.Name, innerName)
	if err != nil {
		return "", err
	}
	head, _, _ := strings.Cut(f.Source(), "{")
	modifiers := javaHead.FindString(head)
	if strings.Contains(head, "throws") || strings.HasPrefix(strings.TrimSpace(head[len(modifiers):]), "<") {
		return "", errors.New("a method that throws or is generic")
	}
	var parameters, names []string
	for i, p := range f.Parameters {
		name := fmt.Sprintf("a%d", i)
		parameters, names = append(parameters, p.Type+" "+name), append(names, name)
	}
	call := innerName + "(" + strings.Join(names, ", ") + ")"
	static := ""
	if strings.Contains(modifiers, "static") {
		static = "static "
	}
	body := f.Return + " r = " + call + ";\n"
	result := "return fAltered(r);\n"
	if f.Return == "void" {
		body, result = call+";\n", ""
	}
	for _, name := range names {
		body += "fAlter(" + name + ");\n"
	}
	return controlJava + inner + "\npublic " + static + f.Return + " " + entry + "(" + strings.Join(parameters, ", ") + ") {\n" + body + result + "}\n", nil
}

// forbidden are expressions by which a candidate could find the reference in its
// own program or process. A function that computes something has no use for them;
// as names of its own (open, vars) the words are free.
var forbidden = map[lexers.Language]*regexp.Regexp{
	lexers.Python: regexp.MustCompile(`\b(?:globals|locals|vars|eval|exec|compile|open|__import__)\s*\(|\b(?:import|from)\b[^\n;]*\b(?:__main__|builtins|inspect|importlib|gc|ctypes|mmap|posix)\b|\.\s*modules\b|\b(?:__builtins?__|__globals__|__dict__|__code__|__subclasses__|\w*_getframe|\w+_frame|f_\w*globals|co_consts|tb_next)\b`),
	lexers.CPP:    regexp.MustCompile(`\b(?:asm|__asm__|dlsym|dlopen|mmap|popen|system|syscall|fopen|freopen)\s*(?:volatile\s*)?\(|\b(?:__FILE__|w?i?fstream|w?filebuf)\b|\bfilesystem\s*::|/proc/|#\s*include\s*(?:"|__)`),
	lexers.Java:   regexp.MustCompile(`\bjava\s*\.\s*lang\s*\.\s*(?:reflect|invoke)\b|\.\s*(?:getDeclared\w+|getMethods?|forName|invoke\w*|getResource\w*|getRuntime|getClassLoader)\s*\(|\b(?:MethodHandles|StackWalker)\b|\bnew\s+(?:File\w*|RandomAccessFile|ProcessBuilder)\b|\bFiles\s*\.`),
}

// refuse returns why a candidate is not run at all.
func refuse(language lexers.Language, candidate string) error {
	if word := forbidden[language].FindString(candidate); word != "" {
		return fmt.Errorf("it names %q, by which a program can read its own test", word)
	}
	return nil
}
