package corpora

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"transcoder/corpora/bpe"
)

// The list of words and the list of files are texts with a line for each: quoted
// strings and counts apart by blanks, the first line naming the format, the second
// the number of lines, the last being "end".
const (
	wordsHeader = "transcoder words 1"
	filesHeader = "transcoder files 1"

	maxListLines  = 1 << 28
	maxListLength = 64 << 10
)

// writeWords writes words with their counts in each language and as hints.
func writeWords(w io.Writer, words []bpe.Word) error {
	return writeList(w, wordsHeader, len(words), func(i int) string {
		x := words[i]
		return fmt.Sprintf("%s %d %d %d %d", strconv.Quote(x.Text), x.Counts[0], x.Counts[1], x.Counts[2], x.Hints)
	})
}

// readWords reads what writeWords wrote.
func readWords(r io.Reader) ([]bpe.Word, error) {
	var words []bpe.Word
	err := readList(r, wordsHeader, func(line string) error {
		text, rest, err := quoted(line)
		if err != nil {
			return err
		}
		w := bpe.Word{Text: text}
		fields := strings.Split(rest, " ")
		if len(fields) != len(w.Counts)+1 {
			return fmt.Errorf("%d counts, expected %d", len(fields), len(w.Counts)+1)
		}
		for i, f := range fields {
			n, err := strconv.ParseInt(f, 10, 64)
			if err != nil || n < 0 {
				return fmt.Errorf("count %q", f)
			}
			if i < len(w.Counts) {
				w.Counts[i] = n
			} else {
				w.Hints = n
			}
		}
		words = append(words, w)
		return nil
	})
	return words, err
}

// originFile is where functions come from.
type originFile struct {
	Source     int    // index of the manifest's sources
	Repository string // of a record of a dump; "" for the source's own
	Commit     string // likewise
	Path       string
	License    string
}

func writeFiles(w io.Writer, files []originFile) error {
	return writeList(w, filesHeader, len(files), func(i int) string {
		f := files[i]
		return fmt.Sprintf("%s %s %s %s %d", strconv.Quote(f.Path), strconv.Quote(f.License), strconv.Quote(f.Repository), strconv.Quote(f.Commit), f.Source)
	})
}

func readFiles(r io.Reader) ([]originFile, error) {
	var files []originFile
	err := readList(r, filesHeader, func(line string) (err error) {
		var f originFile
		rest := line
		for _, field := range []*string{&f.Path, &f.License, &f.Repository, &f.Commit} {
			if *field, rest, err = quoted(rest); err != nil {
				return err
			}
		}
		if f.Source, err = strconv.Atoi(rest); err != nil || f.Source < 0 {
			return fmt.Errorf("source %q", rest)
		}
		files = append(files, f)
		return nil
	})
	return files, err
}

// quoted takes a quoted string and the blank behind it off a line.
func quoted(line string) (text, rest string, err error) {
	prefix, err := strconv.QuotedPrefix(line)
	if err != nil {
		return "", "", fmt.Errorf("no quoted text: %w", err)
	}
	if text, err = strconv.Unquote(prefix); err != nil || strconv.Quote(text) != prefix {
		return "", "", fmt.Errorf("%s is not quoted as it should be", prefix)
	}
	rest, ok := strings.CutPrefix(line[len(prefix):], " ")
	if !ok {
		return "", "", fmt.Errorf("nothing follows %s", prefix)
	}
	return text, rest, nil
}

func writeList(w io.Writer, header string, n int, line func(i int) string) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n%d\n", header, n)
	for i := range n {
		b.WriteString(line(i))
		b.WriteByte('\n')
	}
	b.WriteString("end\n")
	return b.Flush()
}

func readList(r io.Reader, header string, add func(line string) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxListLength)
	n := -1
	for number := 1; s.Scan(); number++ {
		line := s.Text()
		switch {
		case number == 1:
			if line != header {
				return fmt.Errorf("first line is %.40q, expected %q", line, header)
			}
		case number == 2:
			var err error
			if n, err = strconv.Atoi(line); err != nil || n < 0 || n > maxListLines {
				return fmt.Errorf("second line is %.40q, expected the number of lines", line)
			}
		case number <= n+2:
			if err := add(line); err != nil {
				return fmt.Errorf("line %d: %w", number, err)
			}
		case number == n+3 && line == "end":
			if s.Scan() {
				return fmt.Errorf("line %d: text behind the end", number+1)
			}
			return s.Err()
		default:
			return fmt.Errorf("line %d: %.40q, expected the end", number, line)
		}
	}
	if err := s.Err(); err != nil {
		return err
	}
	return io.ErrUnexpectedEOF
}
