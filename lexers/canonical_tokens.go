package lexers

import (
	"slices"
	"strings"
)

// Structure tokens: they stand for what each language writes with its own
// punctuation or layout.
const (
	BlockOpen  = "BLOCK_OPEN"  // { or an indented block; also ends the head of if, for, while ...
	BlockClose = "BLOCK_CLOSE" // } or the end of an indented block
	EndOfLine  = "EOL"         // ; or the end of a Python logical line
	ElseIf     = "elif"        // else if, elif

	formatOpen  = "FSTR_OPEN" // f"..." of Python: pieces STR_k and fields { expression }
	formatClose = "FSTR_CLOSE"
	bytesPrefix = "BYTES_STR" // b"..." of Python, before its STR_k
)

// keptStrings are literals so frequent in programs that each has a token of its
// own instead of a place in the table. The empty one exists as STR_EMPTY only.
var keptStrings = map[string]string{
	"": "EMPTY", " ": "SPACE", "\n": "NEWLINE", "0": "ZERO", "1": "ONE",
	"a": "LOWER_A", "z": "LOWER_Z", "A": "UPPER_A", "Z": "UPPER_Z",
}

// keptStringTokens is keptStrings from the token's side: "CHR_SPACE" -> " ".
var keptStringTokens = func() map[string]string {
	tokens := map[string]string{}
	for content, name := range keptStrings {
		tokens[prefixString+"_"+name] = content
		if content != "" {
			tokens[prefixChar+"_"+name] = content
		}
	}
	return tokens
}()

// keptNumbers are the literals that stay as they are; digit separators are taken
// out before the look-up, so 1'000'000'007 and 1_000_000_007 are the same token.
var keptNumbers = func() map[string]bool {
	kept := map[string]bool{}
	for _, number := range []string{
		"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "16", "20", "24", "25", "26", "30", "31", "32",
		"50", "60", "63", "64", "97", "100", "128", "255", "256", "1000", "1024", "10000", "100000", "1000000", "1000000007",
		"0.0", "0.5", "1.0", "2.0", "10.0", "1e9", "1e-9", "0L", "1L", "2L",
	} {
		kept[number] = true
	}
	return kept
}()

// operatorTokens maps the spellings of one operator or constant to its token.
// Spellings that are the token are left out.
var operatorTokens = [LanguageCount]map[string]string{
	Python: {"and": "&&", "or": "||", "not": "!", "True": "true", "False": "false", "None": "null"},
	CPP: {
		"and": "&&", "or": "||", "not": "!", "bitand": "&", "bitor": "|", "xor": "^", "compl": "~", "and_eq": "&=", "or_eq": "|=",
		"xor_eq": "^=", "not_eq": "!=", "nullptr": "null", "NULL": "null",
	},
	Java: {"boolean": "bool"},
}

// clashingNames are words that a program may use as a name though the printer of
// its language reads them as something else. Such a function is refused.
var clashingNames = [LanguageCount]map[string]bool{
	Python: {"true": true, "false": true, "null": true, "not_in": true, "is_not": true},
	CPP:    {"String": true, "null": true, ElseIf: true, "in": true},
	Java:   {"bool": true, ElseIf: true, "in": true},
}

// structureTokens may not be the name of anything.
var structureTokens = func() map[string]bool {
	tokens := map[string]bool{BlockOpen: true, BlockClose: true, EndOfLine: true, formatOpen: true, formatClose: true, bytesPrefix: true}
	for token := range keptStringTokens {
		tokens[token] = true
	}
	return tokens
}()

// ReservedTokens lists every structure token, keyword, operator and kept literal
// that a language's canonical form can contain, placeholders left out: what the
// language's vocabulary mask always lets through.
func ReservedTokens(language Language) []string {
	tokens := []string{BlockOpen, BlockClose, EndOfLine, "if", ElseIf, "else", "for", "in", "while", "break", "continue", "return", "try",
		"true", "false", "null", "?", ":", ",", ".", "(", ")", "[", "]", "{", "}",
		"+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "!", "&", "|", "^", "~", "<<", ">>",
		"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}
	for number := range keptNumbers {
		if language == Python && strings.HasSuffix(number, "L") {
			continue
		}
		tokens = append(tokens, number)
	}
	for token := range keptStringTokens {
		// A Python string of one character is always a CHR.
		if language == Python && strings.HasPrefix(token, prefixString) && token != prefixString+"_EMPTY" {
			continue
		}
		tokens = append(tokens, token)
	}
	var own string
	switch language {
	case Python:
		own = formatOpen + " " + formatClose + " " + bytesPrefix + ` is is_not not_in lambda def async await with as except raise finally
			yield from del assert global nonlocal import match case := ** **= // //= @ @= ->`
		own = strings.TrimSuffix(own, " ->")
	case CPP:
		own = `do switch case default goto catch throw new delete sizeof this template typename auto void bool char int long short float
			double unsigned signed const static constexpr mutable using typedef operator decltype static_cast dynamic_cast
			reinterpret_cast const_cast noexcept alignof co_await co_return co_yield String thread_local typeid volatile
			; :: -> ++ -- ... <=> std char8_t char16_t char32_t wchar_t struct .* ->*`
	case Java:
		own = `do switch case default catch finally throw throws new this super instanceof assert synchronized yield extends void bool char
			byte int long short float double String var class implements
			; :: -> ++ -- ... >>> >>>= @`
	}
	tokens = append(tokens, strings.Fields(own)...)
	slices.Sort(tokens)
	return slices.Compact(tokens)
}
