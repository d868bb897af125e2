package corpora

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"transcoder/lexers"
)

// Overlap finds code of evaluation suites in training data, by hashes of token
// windows. The text of a suite cannot be read back from them.
//
// A directory of hashes holds raw12.u64, windows of 12 tokens as written, and
// norm24.u64, windows of 24 tokens with the identifiers renamed; both are sorted
// distinct 64-bit numbers, little-endian. docs/corpora.md defines tokens, windows
// and hash byte by byte.
type Overlap struct {
	raw, norm   hashSet
	fingerprint string
}

// hashSet is a set of hashes: a sorted list behind a table of bits, which turns
// away nearly all that are not in it without a search.
type hashSet struct {
	sorted []uint64
	table  []uint64
	shift  int // of a hash, to its place in the table
}

func newHashSet(sorted []uint64) hashSet {
	bits := 6
	for 1<<bits < 16*len(sorted) {
		bits++
	}
	s := hashSet{sorted: sorted, table: make([]uint64, 1<<(bits-6)), shift: 64 - bits}
	for _, h := range sorted {
		s.table[h>>s.shift>>6] |= 1 << (h >> s.shift & 63)
	}
	return s
}

func (s *hashSet) has(h uint64) bool {
	if s.table[h>>s.shift>>6]&(1<<(h>>s.shift&63)) == 0 {
		return false
	}
	_, ok := slices.BinarySearch(s.sorted, h)
	return ok
}

const (
	rawWindow  = 12
	normWindow = 24

	// maxOverlapFile bounds a file of hashes: 2^27 of them.
	maxOverlapFile = 1 << 30
)

// LoadOverlap reads the hashes of a directory.
func LoadOverlap(dir string) (*Overlap, error) {
	o := &Overlap{}
	h := sha256.New()
	for _, list := range []struct {
		name string
		set  *hashSet
	}{{"raw12.u64", &o.raw}, {"norm24.u64", &o.norm}} {
		path := filepath.Join(dir, list.name)
		info, err := os.Stat(path)
		if err == nil && info.Size() > maxOverlapFile {
			err = fmt.Errorf("%s: %d bytes, expected at most %d", path, info.Size(), maxOverlapFile)
		}
		if err != nil {
			return nil, fmt.Errorf("load overlap hashes: %w", err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("load overlap hashes: %w", err)
		}
		hashes, err := parseHashes(data)
		if err != nil {
			return nil, fmt.Errorf("load overlap hashes %s: %w", path, err)
		}
		*list.set = newHashSet(hashes)
		fmt.Fprintf(h, "%s %d\n", list.name, len(data))
		h.Write(data)
	}
	o.fingerprint = hex.EncodeToString(h.Sum(nil)[:16])
	return o, nil
}

func parseHashes(data []byte) ([]uint64, error) {
	if len(data)%8 != 0 {
		return nil, fmt.Errorf("%d bytes, expected a multiple of 8", len(data))
	}
	hashes := make([]uint64, len(data)/8)
	for i := range hashes {
		hashes[i] = binary.LittleEndian.Uint64(data[8*i:])
		if i > 0 && hashes[i] <= hashes[i-1] {
			return nil, errors.New("hashes are not sorted and distinct")
		}
	}
	return hashes, nil
}

// OverlapCount says how many windows of a function there are, and how many of them
// are known.
type OverlapCount struct {
	RawWindows, RawMatches   int
	NormWindows, NormMatches int
}

// Drops reports whether a function with these counts is left out: when at least 3
// raw windows and 10 % of them match, or at least 20 % of the renamed ones. The
// strict rule, for sources known to hold partial copies, takes 3 raw windows or
// one renamed.
func (c OverlapCount) Drops(strict bool) bool {
	if strict {
		return c.RawMatches >= 3 || c.NormMatches >= 1
	}
	return c.RawMatches >= 3 && 10*c.RawMatches >= c.RawWindows || c.NormMatches > 0 && 5*c.NormMatches >= c.NormWindows
}

// Count counts the windows of one function's source text.
func (o *Overlap) Count(language lexers.Language, text []byte) OverlapCount {
	tokens := overlapTokens(language, text)
	var c OverlapCount
	rawHashes(tokens, func(hash uint64) {
		c.RawWindows++
		if o.raw.has(hash) {
			c.RawMatches++
		}
	})
	normHashes(tokens, func(hash uint64) {
		c.NormWindows++
		if o.norm.has(hash) {
			c.NormMatches++
		}
	})
	return c
}

// overlapTokens splits a text into the tokens that windows are made of. Comments
// are left out, and literals are one token each. It knows just enough of the
// languages for that, so that any program can do the same.
func overlapTokens(language lexers.Language, text []byte) []string {
	// Comments and literals first, so that what is in them makes no tokens.
	clean := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case language == lexers.Python && c == '#', language != lexers.Python && hasPrefixAt(text, i, "//"):
			for i < len(text) && text[i] != '\n' {
				i++
			}
			clean = append(clean, ' ')
		case language != lexers.Python && hasPrefixAt(text, i, "/*"):
			i = behind(text, i+2, "*/")
			clean = append(clean, ' ')
		case language == lexers.Python && (hasPrefixAt(text, i, `"""`) || hasPrefixAt(text, i, "'''")):
			i = behind(text, i+3, string(text[i:i+3]))
			clean = append(clean, ` " `...)
		case c == '"' || c == '\'':
			j := i + 1
			for j < len(text) && text[j] != c && text[j] != '\n' {
				if text[j] == '\\' {
					j++
				}
				j++
			}
			i = j + 1
			clean = append(clean, ` " `...)
		default:
			clean = append(clean, c)
			i++
		}
	}
	var tokens []string
	for i := 0; i < len(clean); {
		start := i
		c := clean[i]
		i++
		switch {
		case isLetter(c):
			for i < len(clean) && (isLetter(clean[i]) || isDigit(clean[i])) {
				i++
			}
		case isDigit(c):
			for i < len(clean) && (isLetter(clean[i]) || isDigit(clean[i]) || clean[i] == '.') {
				i++
			}
		case c <= ' ' || c == 0x7f || c == ';':
			continue
		}
		tokens = append(tokens, string(clean[start:i]))
	}
	return tokens
}

func isLetter(c byte) bool { return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

func hasPrefixAt(text []byte, i int, prefix string) bool {
	return len(text)-i >= len(prefix) && string(text[i:i+len(prefix)]) == prefix
}

// behind returns the place behind the next mark at or after i, or the end.
func behind(text []byte, i int, mark string) int {
	for ; i+len(mark) <= len(text); i++ {
		if string(text[i:i+len(mark)]) == mark {
			return i + len(mark)
		}
	}
	return len(text)
}

// fnv1a continues a 64-bit FNV-1a hash over s; it begins with fnvStart.
func fnv1a(hash uint64, s string) uint64 {
	for i := range len(s) {
		hash = (hash ^ uint64(s[i])) * 0x100000001b3
	}
	return hash
}

const fnvStart = 0xcbf29ce484222325

// rawHashes calls f with the hash of each window of tokens as written.
func rawHashes(tokens []string, f func(uint64)) {
	for k := 0; k+rawWindow <= len(tokens); k++ {
		hash := uint64(fnvStart)
		for i, t := range tokens[k : k+rawWindow] {
			if i > 0 {
				hash = fnv1a(hash, " ")
			}
			hash = fnv1a(hash, t)
		}
		f(hash)
	}
}

// overlapKeep are the words that renamed windows keep.
var overlapKeep = func() map[string]bool {
	keep := make(map[string]bool)
	for _, w := range []string{
		"False", "None", "String", "True", "and", "bool", "boolean", "break", "case", "catch", "char", "class", "const", "continue",
		"def", "default", "do", "double", "else", "except", "false", "finally", "float", "for", "from", "if", "import", "in", "int",
		"is", "lambda", "len", "long", "new", "not", "null", "nullptr", "or", "print", "private", "public", "range", "return", "self",
		"static", "string", "switch", "this", "true", "try", "unsigned", "vector", "void", "while",
	} {
		keep[w] = true
	}
	return keep
}()

// renames are the names of renamed identifiers, by order of appearance in a
// window.
var renames = func() (names [normWindow]string) {
	for i := range names {
		names[i] = fmt.Sprintf("$%d", i)
	}
	return names
}()

// normHashes calls f with the hash of each window of tokens whose identifiers are
// renamed.
func normHashes(tokens []string, f func(uint64)) {
	// Numbers for the distinct names; -1 for what stays as it is.
	numbers := make([]int32, len(tokens))
	distinct := make(map[string]int32)
	for i, t := range tokens {
		numbers[i] = -1
		if isLetter(t[0]) && !overlapKeep[t] {
			n, ok := distinct[t]
			if !ok {
				n = int32(len(distinct))
				distinct[t] = n
			}
			numbers[i] = n
		}
	}
	var seen [normWindow]int32
	for k := 0; k+normWindow <= len(tokens); k++ {
		hash := uint64(fnvStart)
		count := 0
		for i := k; i < k+normWindow; i++ {
			if i > k {
				hash = fnv1a(hash, " ")
			}
			if numbers[i] < 0 {
				hash = fnv1a(hash, tokens[i])
				continue
			}
			at := slices.Index(seen[:count], numbers[i])
			if at < 0 {
				at = count
				seen[count] = numbers[i]
				count++
			}
			hash = fnv1a(hash, renames[at])
		}
		f(hash)
	}
}
