package grammar

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"transcoder/lexers"
)

// Source is what the placeholders of a function stand for. Its methods may be
// called from several goroutines.
type Source struct {
	canonical *lexers.Canonical // nil where nothing is known: every placeholder may stand anywhere
	invented  int
	own       map[string]bool // words of the program's own
	types     []string        // those that are known to be types

	once             sync.Once
	banned, uncaused []uint64
}

// NewSource returns what the tables of a canonical form mean to a translation
// of it, which may have so many names more than the source, such as the counter of a loop that
// the source wrote without one. defined are names that the program defines, besides
// those of the function that no library explains.
func NewSource(c *lexers.Canonical, invented int, defined ...string) *Source {
	s := &Source{canonical: c, invented: invented, own: map[string]bool{}}
	for _, list := range [][]string{ownWords(c), defined} {
		for _, word := range list {
			s.own[word] = true
		}
	}
	return s
}

// DeclareTypes says that the program defines types of these names: C++ can't be
// read without knowing which names are types. To be called before use.
func (s *Source) DeclareTypes(names ...string) {
	s.types = append(s.types, names...)
	for _, name := range names {
		s.own[name] = true
	}
}

func (s *Source) isOwn(word string) bool { return s.own[word] }

// unusable returns the ids of placeholders that stand for nothing, or for what
// the language cannot write; without those of words that nothing in the source
// calls for.
func (s *Source) unusable(g *Grammar) (unusable, without []uint64) {
	if s.canonical == nil {
		return nil, nil
	}
	s.once.Do(func() {
		s.banned = make([]uint64, len(g.whole))
		for i := range g.ids {
			if w := g.ids[i].lexeme; w.prefix != "" && !s.usable(w, g.language) {
				s.banned[i/64] |= 1 << (i % 64)
			}
		}
		s.uncaused = make([]uint64, len(g.whole))
		for word := range uncaused(s.canonical, g.language) {
			if id, ok := g.tokenIDs[word]; ok && !s.own[word] {
				s.uncaused[id/64] |= 1 << (id % 64)
			}
		}
	})
	return s.banned, s.uncaused
}

func (s *Source) usable(w lexeme, target lexers.Language) bool {
	switch {
	case w.index < 0: // a kept literal
		return true
	case w.prefix == "ID":
		return w.index < len(s.canonical.Names)+s.invented
	case w.prefix == "NUM":
		return w.index < len(s.canonical.Numbers) &&
			validNumber(lexers.NumberText(s.canonical.Numbers[w.index], s.canonical.Language, target), target)
	case w.index >= len(s.canonical.Literals):
		return false
	case w.prefix == "CHR":
		content := s.canonical.Literals[w.index]
		r, size := utf8.DecodeRuneInString(content)
		return target == lexers.Python || size == len(content) && size > 0 && (r < 0x80 || target == lexers.Java && r < 0x10000)
	}
	return true
}

// content returns what a literal stands for; ok is false where that is not known.
func (s *Source) content(w lexeme) (content string, ok bool) {
	if w.index < 0 {
		return lexers.KeptLiteral(w.text)
	}
	if s.canonical == nil || w.index >= len(s.canonical.Literals) {
		return "", false
	}
	return s.canonical.Literals[w.index], true
}

// plain reports whether a literal needs neither an escape nor a quote.
func (s *Source) plain(w lexeme) bool {
	content, ok := s.content(w)
	return !ok || !strings.ContainsAny(content, "\\\"'{}") && strings.IndexFunc(content, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// sizes are the numbers that can be the size of an array in any language.
var sizes = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})$`)

// integer reports whether a number can be a size.
func (s *Source) integer(w lexeme) bool {
	switch {
	case w.index < 0:
		return sizes.MatchString(w.text)
	case s.canonical == nil:
		return true
	}
	return w.index < len(s.canonical.Numbers) && sizes.MatchString(s.canonical.Numbers[w.index])
}

// ascii reports whether a literal can be one of bytes.
func (s *Source) ascii(w lexeme) bool {
	content, _ := s.content(w)
	for i := range len(content) {
		if content[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (s *Source) format(w lexeme) bool {
	content, ok := s.content(w)
	return !ok || s.plain(w) && content != "" && strings.IndexFunc(content, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// Literals of numbers. A literal that is too large for its type is an error of
// Java's parser, not only of its types.
var (
	pythonNumbers = regexp.MustCompile(`^(?i:0(_?0)*|[1-9](_?\d)*|0x(_?[0-9a-f])+|0o(_?[0-7])+|0b(_?[01])+|((\d(_?\d)*)?\.\d(_?\d)*|\d(_?\d)*\.?)(e[+-]?\d(_?\d)*)?j?)$`)
	cppNumbers    = regexp.MustCompile(`^(?i:(0|[1-9]('?\d)*|0x[0-9a-f]('?[0-9a-f])*|0b[01]('?[01])*|0('?[0-7])+)(u|l|ul|lu|ll|ull|llu)?|((\d('?\d)*)?\.\d('?\d)*|\d('?\d)*\.|\d('?\d)*)(e[+-]?\d+)?[fl]?|0x([0-9a-f]+\.?|[0-9a-f]*\.[0-9a-f]+)p[+-]?\d+[fl]?)$`)
	javaIntegers  = regexp.MustCompile(`^(?i:0|[1-9](_*\d)*|0x[0-9a-f](_*[0-9a-f])*|0b[01](_*[01])*|0(_*[0-7])+)l?$`)
	javaFractions = regexp.MustCompile(`^(?i:(\d(_*\d)*\.(\d(_*\d)*)?|\.\d(_*\d)*|\d(_*\d)*)(e[+-]?\d(_*\d)*)?[fd]?)$`)
	fewDigits     = 400 // of a number: Python refuses integers of more than 4300
)

func validNumber(text string, target lexers.Language) bool {
	if len(text) > fewDigits {
		return false
	}
	switch target {
	case lexers.Python:
		return pythonNumbers.MatchString(text)
	case lexers.CPP:
		return cppNumbers.MatchString(text)
	}
	plain := strings.ToLower(strings.ReplaceAll(text, "_", ""))
	if javaIntegers.MatchString(text) {
		digits, long := strings.CutSuffix(plain, "l")
		radix, bits := 0, 31
		if long {
			bits = 63
		}
		if len(digits) > 1 && digits[0] == '0' {
			bits++ // in other bases than ten the sign is a digit
		}
		_, err := strconv.ParseUint(digits, radix, bits)
		return err == nil
	}
	if !javaFractions.MatchString(text) {
		return false
	}
	bits := 64
	if strings.HasSuffix(plain, "f") {
		bits = 32
	}
	value, err := strconv.ParseFloat(strings.TrimRight(plain, "fd"), bits)
	return err == nil && (value != 0 || strings.Trim(plain, "0.fde+-") == "")
}
