package checkpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"transcoder/seq2seq"
)

// FormatVersion is the version of the byte layout. A reader accepts its own only.
const FormatVersion = 1

// The first bytes of a file. As in PNG, a byte above 127 and a line end of each
// kind show a file that went through a text-mode transfer.
const magic = "\x8aTCKPT\r\n"

const (
	preludeSize = 64
	entrySize   = 160
	nameSize    = 80
	maxRank     = 4
	alignment   = 64 // of every section's offset: a cache line, and enough for any vector load

	// maxSections bounds the table. The largest configuration has 8,199 tensors;
	// with two moments and an average for each that is 32,796.
	maxSections = 1 << 16

	// maxHeader bounds the JSON header, whose decoded form can be larger than its text.
	maxHeader = 4 << 20
)

// kind says what a section is for.
type kind uint8

const (
	headerKind     kind = iota + 1 // JSON; the first section, exactly one
	vocabularyKind                 // bytes; the second section, exactly one
	modelKind                      // a tensor of the model, in the model's order
	tensorKind                     // another tensor
	opaqueKind                     // bytes
)

func (k kind) String() string {
	names := []string{"", "header", "vocabulary", "model tensor", "tensor", "opaque"}
	if int(k) < len(names) && k != 0 {
		return names[k]
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// encoding says how a section's bytes are to be read.
type encoding uint8

const (
	rawBytes     encoding = iota // no shape
	float32Cells                 // little-endian IEEE 754
	int8Rows                     // a float32 scale for each row, then int8 cells in -127..127
)

// section is an entry of the table.
type section struct {
	name           string
	kind           kind
	encoding       encoding
	shape          []int
	offset, length int64
	digest         [sha256.Size]byte
}

// The names of the first two sections.
const (
	headerName     = "header"
	vocabularyName = "vocabulary"
)

// header is the JSON in the first section. Unknown fields are refused: they
// might change what the model computes.
type header struct {
	Config           seq2seq.Config `json:"config"`
	CanonicalVersion int            `json:"canonical_version"`
	Step             int64          `json:"step"`
	Metadata         rawJSON        `json:"metadata,omitempty"`
}

// rawJSON is json.RawMessage that an absent field leaves nil.
type rawJSON []byte

func (r rawJSON) MarshalJSON() ([]byte, error) { return r, nil }
func (r *rawJSON) UnmarshalJSON(data []byte) error {
	*r = bytes.Clone(data)
	return nil
}

// align rounds up to the next multiple of alignment.
func align(n int64) int64 { return (n + alignment - 1) &^ (alignment - 1) }

// appendEntry appends the table entry of s.
func appendEntry(dst []byte, s *section) []byte {
	var e [entrySize]byte
	copy(e[:nameSize], s.name)
	e[80], e[81], e[82] = byte(s.kind), byte(s.encoding), byte(len(s.shape))
	for i, n := range s.shape {
		binary.LittleEndian.PutUint32(e[84+4*i:], uint32(n))
	}
	binary.LittleEndian.PutUint64(e[104:], uint64(s.offset))
	binary.LittleEndian.PutUint64(e[112:], uint64(s.length))
	copy(e[120:], s.digest[:])
	return append(dst, e[:]...)
}

// parseEntry reads entry number i of the table; end is where the section before
// ends. Sections stand in the order of the table without gaps beyond alignment,
// so none can overlap another.
func parseEntry(e []byte, i int, end, fileSize int64) (section, error) {
	var s section
	fail := func(format string, args ...any) (section, error) {
		name := s.name
		if name == "" {
			name = fmt.Sprintf("number %d", i)
		}
		return section{}, fmt.Errorf("section %q: %s", name, fmt.Sprintf(format, args...))
	}
	name := e[:nameSize]
	if n := bytes.IndexByte(name, 0); n >= 0 {
		if len(bytes.Trim(name[n:], "\x00")) > 0 {
			return fail("bytes behind the end of its name")
		}
		name = name[:n]
	}
	if err := checkName(string(name)); err != nil {
		return fail("%v", err)
	}
	s.name = string(name)
	s.kind, s.encoding = kind(e[80]), encoding(e[81])
	rank := int(e[82])
	if s.kind < headerKind || s.kind > opaqueKind {
		return fail("expected kind 1 to 5, got %d", s.kind)
	}
	if rank > maxRank {
		return fail("expected at most %d dimensions, got %d", maxRank, rank)
	}
	if e[83] != 0 || !allZero(e[100:104]) || !allZero(e[84+4*rank:100]) || !allZero(e[152:]) {
		return fail("reserved bytes of its table entry are not zero")
	}
	s.offset = int64(binary.LittleEndian.Uint64(e[104:]))
	s.length = int64(binary.LittleEndian.Uint64(e[112:]))
	copy(s.digest[:], e[120:])

	tensor := s.kind == modelKind || s.kind == tensorKind
	switch {
	case !tensor && s.encoding != rawBytes:
		return fail("a %v has encoding %d, expected %d", s.kind, s.encoding, rawBytes)
	case s.encoding == int8Rows && (s.kind != modelKind || rank != 2):
		return fail("8-bit rows in a %v of %d dimensions, expected a model tensor of 2", s.kind, rank)
	case tensor && s.encoding != float32Cells && s.encoding != int8Rows:
		return fail("a tensor has encoding %d, expected %d or %d", s.encoding, float32Cells, int8Rows)
	case tensor && rank == 0, !tensor && rank != 0:
		return fail("a %v has %d dimensions", s.kind, rank)
	}
	if s.offset != align(end) {
		return fail("expected offset %d (the next multiple of %d), got %d", align(end), alignment, s.offset)
	}
	if s.length < 0 || s.length > fileSize-s.offset {
		return fail("length %d at offset %d reaches beyond the file's %d bytes", uint64(s.length), s.offset, fileSize)
	}
	if tensor {
		cells := int64(1)
		for j := range rank {
			n := int64(binary.LittleEndian.Uint32(e[84+4*j:]))
			if n == 0 {
				return fail("dimension %d is 0", j)
			}
			// Length is at most the file's size, so a product beyond it is wrong already,
			// and stopping there keeps it from overflowing.
			if cells *= n; cells > fileSize {
				return fail("its shape has more cells than the file has bytes (%d)", fileSize)
			}
			s.shape = append(s.shape, int(n))
		}
		if expected := tensorLength(s.encoding, s.shape); s.length != expected {
			return fail("shape %v needs %d bytes, got length %d", s.shape, expected, s.length)
		}
	}
	return s, nil
}

// tensorLength returns the bytes of a tensor's section.
func tensorLength(e encoding, shape []int) int64 {
	cells := int64(1)
	for _, n := range shape {
		cells *= int64(n)
	}
	if e == int8Rows {
		return cells + 4*int64(shape[0])
	}
	return 4 * cells
}

// checkName refuses names that a log or a file name could not show as they are.
func checkName(name string) error {
	if name == "" || len(name) > nameSize {
		return fmt.Errorf("expected a name of 1 to %d bytes, got %d", nameSize, len(name))
	}
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-"
	if i := strings.IndexFunc(name, func(r rune) bool { return !strings.ContainsRune(allowed, r) }); i >= 0 {
		return fmt.Errorf("byte %d of its name %q is not a letter, digit or one of ._/-", i, name)
	}
	return nil
}

func allZero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }
