package lexers

import (
	"bytes"
	"path/filepath"
	"strings"
)

// DetectLanguage returns the language of a source file, and whether it is one of
// ours. A known extension decides; a file with another extension is none of ours.
// A file without an extension, or a path that is empty or "-", is judged by its
// first line ("#!/usr/bin/env python3") and then by the lines that only one of
// the languages has.
func DetectLanguage(path string, source []byte) (Language, bool) {
	if language, ok := LanguageOfPath(path); ok {
		return language, true
	}
	if ext := filepath.Ext(path); ext != "" && ext != filepath.Base(path) {
		return 0, false
	}
	source = bytes.TrimPrefix(source, byteOrderMark)
	first, _, _ := bytes.Cut(source, []byte("\n"))
	if interpreter, ok := bytes.CutPrefix(first, []byte("#!")); ok {
		for _, word := range strings.FieldsFunc(string(interpreter), func(r rune) bool { return r == '/' || r == ' ' || r == '\t' || r == '\r' }) {
			if strings.HasPrefix(word, "python") || strings.HasPrefix(word, "pypy") {
				return Python, true
			}
		}
		return 0, false
	}
	return languageOfContent(source)
}

// contentMarks are beginnings of lines, and what they count for each language.
var contentMarks = []struct {
	prefix   string
	language Language
	weight   int
	end      string // the line must end with it, comments and white space aside
}{
	{"#include", CPP, 5, ""}, {"using namespace", CPP, 5, ";"}, {"template<", CPP, 5, ""}, {"template <", CPP, 5, ""}, {"namespace ", CPP, 3, ""},
	{"#define", CPP, 3, ""}, {"#pragma", CPP, 3, ""}, {"std::", CPP, 3, ""}, {"int main(", CPP, 3, ""}, {"public:", CPP, 3, ""}, {"private:", CPP, 3, ""},
	{"vector<", CPP, 2, ""}, {"cout <<", CPP, 3, ""}, {"struct ", CPP, 1, "{"}, {"auto ", CPP, 2, ";"}, {"const auto", CPP, 2, ""},
	{"package ", Java, 5, ";"}, {"import java", Java, 5, ";"}, {"import static ", Java, 5, ";"}, {"import ", Java, 2, ";"}, {"public class", Java, 5, "{"},
	{"public static ", Java, 4, ""}, {"private static ", Java, 4, ""}, {"public ", Java, 2, "{"}, {"private ", Java, 2, ""}, {"protected ", Java, 2, ""},
	{"@Override", Java, 4, ""}, {"System.out.", Java, 4, ";"}, {"final ", Java, 2, ";"}, {"static ", Java, 1, "{"},
	{"def ", Python, 5, ":"}, {"async def ", Python, 5, ":"}, {"from ", Python, 3, ""}, {"import ", Python, 1, ""}, {"elif ", Python, 4, ":"},
	{"if __name__", Python, 5, ":"}, {"class ", Python, 2, ":"}, {"if ", Python, 2, ":"}, {"for ", Python, 2, ":"}, {"while ", Python, 2, ":"},
	{"else:", Python, 3, ""}, {"try:", Python, 3, ""}, {"except", Python, 3, ":"}, {"with ", Python, 2, ":"}, {`"""`, Python, 2, ""}, {"print(", Python, 2, ")"},
}

// languageOfContent judges by the first lines of a source.
func languageOfContent(source []byte) (Language, bool) {
	const lines, bytesRead = 500, 64 << 10
	var votes [LanguageCount]int
	text := string(source[:min(len(source), bytesRead)])
	for n := 0; n < lines && text != ""; n++ {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimSpace(line)
		end := line
		for _, comment := range []string{"//", " #"} {
			if before, _, ok := strings.Cut(end, comment); ok {
				end = strings.TrimSpace(before)
			}
		}
		for _, mark := range contentMarks {
			if strings.HasPrefix(line, mark.prefix) && strings.HasSuffix(end, mark.end) {
				votes[mark.language] += mark.weight
			}
		}
	}
	best, second := Python, 0
	for _, l := range Languages() {
		if votes[l] > votes[best] {
			best = l
		}
	}
	for _, l := range Languages() {
		if l != best {
			second = max(second, votes[l])
		}
	}
	return best, votes[best] >= 2 && votes[best] > second
}
