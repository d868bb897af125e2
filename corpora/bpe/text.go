package bpe

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// textHeader opens a serialised vocabulary; docs/formats.md describes the rest.
const textHeader = "transcoder vocabulary 1"

// WriteTo writes the vocabulary in the text form that Read reads. The same
// vocabulary always gives the same bytes.
func (v *Vocabulary) WriteTo(w io.Writer) (int64, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%d tokens\n", textHeader, len(v.tokens))
	for _, t := range v.tokens {
		fmt.Fprintf(&b, "%c %d %s\n", t.kind, t.languages, quote(t.text))
	}
	fmt.Fprintf(&b, "%d merges\n", len(v.merges))
	for _, m := range v.merges {
		fmt.Fprintf(&b, "%s %s\n", quote(m.Left), quote(m.Right))
	}
	b.WriteString("end\n")
	return b.WriteTo(w)
}

// Read reads a vocabulary that WriteTo wrote. It refuses anything else: unknown
// versions, tokens that come twice, merges of unknown pieces, a text that could be
// written in another way, text behind the end. It reads no further than the end.
func Read(r io.Reader) (*Vocabulary, error) {
	v, err := readText(r)
	if err != nil {
		return nil, fmt.Errorf("read vocabulary: %w", err)
	}
	return v, nil
}

func readText(r io.Reader) (*Vocabulary, error) {
	s := &lineReader{r: bufio.NewReaderSize(r, maxLineLength)}
	if line, err := s.next(); err != nil {
		return nil, err
	} else if line != textHeader {
		return nil, fmt.Errorf("first line is %q, expected %q", clip(line), textHeader)
	}
	n, err := s.count("tokens", maxTokens)
	if err != nil {
		return nil, err
	}
	var tokens []token // grows as lines come: the header's count is not to be trusted
	for range n {
		line, err := s.next()
		if err != nil {
			return nil, err
		}
		if len(line) < 5 || line[1] != ' ' || line[3] != ' ' || line[2] < '0' || line[2] > '0'+AllLanguages {
			return nil, fmt.Errorf("line %d: %q is no token", s.line, clip(line))
		}
		text, err := unquote(line[4:])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", s.line, err)
		}
		tokens = append(tokens, token{text, kind(line[0]), line[2] - '0'})
	}
	n, err = s.count("merges", maxMerges)
	if err != nil {
		return nil, err
	}
	var merges []Merge
	for range n {
		line, err := s.next()
		if err != nil {
			return nil, err
		}
		left, right, ok := splitQuoted(line)
		if !ok {
			return nil, fmt.Errorf("line %d: %q is no merge", s.line, clip(line))
		}
		var m Merge
		if m.Left, err = unquote(left); err == nil {
			m.Right, err = unquote(right)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", s.line, err)
		}
		merges = append(merges, m)
	}
	if line, err := s.next(); err != nil {
		return nil, err
	} else if line != "end" {
		return nil, fmt.Errorf("line %d: %q, expected the end", s.line, clip(line))
	}
	if _, err := s.r.ReadByte(); err != io.EOF {
		return nil, errors.New("there is text behind the end")
	}
	return newVocabulary(tokens, merges)
}

// quote returns text as it is when a line can hold it, in Go's quotes otherwise.
func quote(text string) string {
	plain := text != "" && text[0] != '"' && utf8.ValidString(text)
	for _, r := range text {
		plain = plain && unicode.IsPrint(r) && !unicode.IsSpace(r)
	}
	if plain {
		return text
	}
	return strconv.Quote(text)
}

// unquote undoes quote and refuses what quote does not write.
func unquote(s string) (string, error) {
	text := s
	if strings.HasPrefix(s, `"`) {
		var err error
		if text, err = strconv.Unquote(s); err != nil {
			return "", fmt.Errorf("%q is not quoted as it should be", clip(s))
		}
	}
	if quote(text) != s {
		return "", fmt.Errorf("%q is not written as it should be", clip(s))
	}
	return text, nil
}

// splitQuoted splits a line of two texts that quote wrote.
func splitQuoted(line string) (left, right string, ok bool) {
	if strings.HasPrefix(line, `"`) {
		prefix, err := strconv.QuotedPrefix(line)
		if err != nil || !strings.HasPrefix(line[len(prefix):], " ") {
			return "", "", false
		}
		return prefix, line[len(prefix)+1:], true
	}
	return strings.Cut(line, " ")
}

// lineReader reads lines of at most maxLineLength bytes.
type lineReader struct {
	r    *bufio.Reader
	line int
}

func (s *lineReader) next() (string, error) {
	s.line++
	line, err := s.r.ReadSlice('\n')
	switch {
	case err == io.EOF:
		return "", fmt.Errorf("line %d: %w", s.line, io.ErrUnexpectedEOF)
	case errors.Is(err, bufio.ErrBufferFull):
		return "", fmt.Errorf("line %d is longer than %d bytes", s.line, maxLineLength)
	case err != nil:
		return "", err
	}
	return string(line[:len(line)-1]), nil
}

// count reads a line such as "120 tokens".
func (s *lineReader) count(what string, limit int) (int, error) {
	line, err := s.next()
	if err != nil {
		return 0, err
	}
	digits, rest, _ := strings.Cut(line, " ")
	n, err := strconv.Atoi(digits)
	if err != nil || rest != what || n < 0 || strconv.Itoa(n) != digits {
		return 0, fmt.Errorf("line %d: %q, expected the number of %s", s.line, clip(line), what)
	}
	if n > limit {
		return 0, fmt.Errorf("%d %s, expected at most %d", n, what, limit)
	}
	return n, nil
}
