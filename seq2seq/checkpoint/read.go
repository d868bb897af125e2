package checkpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"slices"

	"transcoder/seq2seq"
)

// Section describes a part of a file, for listings.
type Section struct {
	Name   string
	Kind   string // "header", "vocabulary", "model tensor", "tensor" or "opaque"
	Int8   bool
	Shape  []int // nil but for tensors
	Offset int64 // bytes from the start of the file
	Length int64 // bytes
	SHA256 [32]byte
}

// List reads the table of a file of size bytes. It checks the table's digest,
// not the sections'.
func List(r io.ReaderAt, size int64) ([]Section, error) {
	sections, _, err := readTable(r, size)
	if err != nil {
		return nil, err
	}
	list := make([]Section, len(sections))
	for i, s := range sections {
		list[i] = Section{s.name, s.kind.String(), s.encoding == int8Rows, s.shape, s.offset, s.length, s.digest}
	}
	return list, nil
}

// Read reads a checkpoint of size bytes. It checks the table before the
// sections and the sections before it makes a model of them, and uses memory in
// proportion to size.
func Read(r io.ReaderAt, size int64) (*Checkpoint, error) {
	sections, digest, err := readTable(r, size)
	if err != nil {
		return nil, err
	}
	if err := checkPadding(r, sections); err != nil {
		return nil, err
	}
	data, err := readBytes(r, &sections[0])
	if err != nil {
		return nil, err
	}
	h, err := parseHeader(data)
	if err != nil {
		return nil, fmt.Errorf("section %q: %w", headerName, err)
	}
	c := &Checkpoint{
		CanonicalVersion: h.CanonicalVersion,
		Step:             h.Step,
		Metadata:         json.RawMessage(h.Metadata),
		Digest:           digest,
	}
	if c.Vocabulary, err = readBytes(r, &sections[1]); err != nil {
		return nil, err
	}
	// The configuration's tensors against the table's, before any is allocated.
	shapes := h.Config.Shapes()
	rest := sections[2:]
	for i := range shapes {
		want := &shapes[i]
		if i >= len(rest) || rest[i].kind != modelKind {
			return nil, fmt.Errorf("section %q: expected a model tensor %v, got none", want.Name, want.Shape)
		}
		if got := rest[i]; got.name != want.Name || !slices.Equal(got.shape, want.Shape) {
			return nil, fmt.Errorf("section %q: expected model tensor %s %v, got %s %v", got.name, want.Name, want.Shape, got.name, got.shape)
		}
	}
	var parameters []*seq2seq.Parameter
	for i := range rest {
		s := &rest[i]
		switch s.kind {
		case modelKind:
			if i >= len(shapes) {
				return nil, fmt.Errorf("section %q: the configuration has no such model tensor", s.name)
			}
			t, err := readTensor(r, s)
			if err != nil {
				return nil, err
			}
			if err := checkFinite(t); err != nil {
				return nil, err
			}
			parameters = append(parameters, t)
			c.Int8 = c.Int8 || s.encoding == int8Rows
		case tensorKind:
			t, err := readTensor(r, s)
			if err != nil {
				return nil, err
			}
			c.Tensors = append(c.Tensors, t)
		case opaqueKind:
			data, err := readBytes(r, s)
			if err != nil {
				return nil, err
			}
			if c.Sections == nil {
				c.Sections = map[string][]byte{}
			}
			c.Sections[s.name] = data
		}
	}
	if c.Model, err = seq2seq.Assemble(h.Config, parameters); err != nil {
		return nil, err
	}
	return c, nil
}

// readTable reads and checks the prelude and the table.
func readTable(r io.ReaderAt, size int64) ([]section, [32]byte, error) {
	fail := func(format string, args ...any) ([]section, [32]byte, error) {
		return nil, [32]byte{}, fmt.Errorf(format, args...)
	}
	var prelude [preludeSize]byte
	if size < preludeSize {
		return fail("prelude: expected at least %d bytes, the file has %d", preludeSize, size)
	}
	if err := readFull(r, prelude[:], 0); err != nil {
		return fail("prelude: %w", err)
	}
	if got := string(prelude[:len(magic)]); got != magic {
		return fail("prelude: not a checkpoint: expected %q at its start, got %q", magic, got)
	}
	if got := binary.LittleEndian.Uint32(prelude[8:]); got != FormatVersion {
		return fail("prelude: expected format version %d, got %d", FormatVersion, got)
	}
	if got := binary.LittleEndian.Uint64(prelude[16:]); got != uint64(size) {
		return fail("prelude: says %d bytes, the file has %d", got, size)
	}
	count := int64(binary.LittleEndian.Uint32(prelude[12:]))
	if count < 2 || count > maxSections {
		return fail("prelude: expected 2 to %d sections, got %d", maxSections, count)
	}
	if need := preludeSize + count*entrySize; need > size {
		return fail("prelude: a table of %d sections needs %d bytes, the file has %d", count, need, size)
	}
	head := make([]byte, preludeSize+count*entrySize)
	if err := readFull(r, head, 0); err != nil {
		return fail("table: %w", err)
	}
	var want [32]byte
	copy(want[:], head[32:preludeSize])
	if got := headDigest(head); got != want {
		return fail("table: expected SHA-256 %x, got %x", want, got)
	}
	if !allZero(head[24:32]) {
		return fail("prelude: reserved bytes are not zero")
	}
	sections := make([]section, 0, count)
	seen := make(map[string]bool, count)
	end := int64(len(head))
	for i := range int(count) {
		s, err := parseEntry(head[preludeSize+i*entrySize:][:entrySize], i, end, size)
		if err != nil {
			return fail("%w", err)
		}
		if seen[s.name] {
			return fail("section %q: two sections of one name", s.name)
		}
		seen[s.name] = true
		if (i == 0) != (s.kind == headerKind) || (i == 1) != (s.kind == vocabularyKind) {
			return fail("section %q: a %v at place %d of the table, expected the header at 0 and the vocabulary at 1", s.name, s.kind, i)
		}
		if i > 0 && s.kind < sections[i-1].kind {
			return fail("section %q: a %v behind a %v", s.name, s.kind, sections[i-1].kind)
		}
		sections = append(sections, s)
		end = s.offset + s.length
	}
	if sections[0].length > maxHeader {
		return fail("section %q: %d bytes, expected at most %d", headerName, sections[0].length, maxHeader)
	}
	if end != size {
		return fail("the last section ends at %d, the file at %d", end, size)
	}
	return sections, want, nil
}

// checkPadding refuses bytes that no digest covers.
func checkPadding(r io.ReaderAt, sections []section) error {
	end := int64(preludeSize + entrySize*len(sections))
	var padding [alignment]byte
	for i := range sections {
		s := &sections[i]
		gap := padding[:s.offset-end]
		if err := readFull(r, gap, end); err != nil {
			return fmt.Errorf("section %q: %w", s.name, err)
		}
		if !allZero(gap) {
			return fmt.Errorf("section %q: the padding in front of it is not zero", s.name)
		}
		end = s.offset + s.length
	}
	return nil
}

func parseHeader(data []byte) (*header, error) {
	var h header
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&h); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the JSON value")
	}
	if err := h.Config.Validate(); err != nil {
		return nil, err
	}
	return &h, nil
}

// readBytes reads a section as it stands.
func readBytes(r io.ReaderAt, s *section) ([]byte, error) {
	data := make([]byte, s.length)
	if err := readFull(r, data, s.offset); err != nil {
		return nil, fmt.Errorf("section %q: %w", s.name, err)
	}
	if got := sha256.Sum256(data); got != s.digest {
		return nil, fmt.Errorf("section %q: expected SHA-256 %x, got %x", s.name, s.digest, got)
	}
	return data, nil
}

// readTensor reads a section as float32. The table's check of its length bounds
// the allocation by 4 times the section.
func readTensor(r io.ReaderAt, s *section) (*seq2seq.Parameter, error) {
	cells := 1
	for _, n := range s.shape {
		cells *= n
	}
	t := &seq2seq.Parameter{Name: s.name, Shape: s.shape, Data: make([]float32, cells)}
	in := &hashingReader{r: r, offset: s.offset, hash: sha256.New()}
	var err error
	var bad error // reported only when the digest is right: damage is the better word for damage
	if s.encoding == int8Rows {
		bad, err = readRows(in, t)
	} else {
		err = readFloats(in, t.Data)
	}
	if err != nil {
		return nil, fmt.Errorf("section %q: %w", s.name, err)
	}
	if got := in.hash.Sum(nil); !bytes.Equal(got, s.digest[:]) {
		return nil, fmt.Errorf("section %q: expected SHA-256 %x, got %x", s.name, s.digest, got)
	}
	if bad != nil {
		return nil, fmt.Errorf("section %q: %w", s.name, bad)
	}
	return t, nil
}

// readRows reads scales and 8-bit cells. bad says what is wrong with them, err
// that they could not be read.
func readRows(in *hashingReader, t *seq2seq.Parameter) (bad, err error) {
	rows, columns := t.Shape[0], t.Shape[1]
	scales := make([]float32, rows)
	if err := readFloats(in, scales); err != nil {
		return nil, err
	}
	for i, scale := range scales {
		if !(scale >= 0 && scale <= math.MaxFloat32/127) {
			bad = fmt.Errorf("the scale of row %d is %v", i, scale)
		}
	}
	cells := make([]byte, columns)
	values := make([]int8, columns)
	for row := range rows {
		if err := in.read(cells); err != nil {
			return nil, err
		}
		for i, b := range cells {
			if values[i] = int8(b); values[i] == -128 {
				bad = fmt.Errorf("cell %d of row %d is -128, expected -127 to 127", i, row)
			}
		}
		seq2seq.DequantizeRows(t.Data[row*columns:(row+1)*columns], values, scales[row:row+1], 1, columns)
	}
	return bad, nil
}

func readFloats(in *hashingReader, data []float32) error {
	buffer := make([]byte, min(4*len(data), 1<<16))
	for len(data) > 0 {
		n := min(len(data), len(buffer)/4)
		if err := in.read(buffer[:4*n]); err != nil {
			return err
		}
		for i := range data[:n] {
			data[i] = math.Float32frombits(binary.LittleEndian.Uint32(buffer[4*i:]))
		}
		data = data[n:]
	}
	return nil
}

// hashingReader reads on from an offset and hashes what it reads.
type hashingReader struct {
	r      io.ReaderAt
	offset int64
	hash   hash.Hash
}

func (h *hashingReader) read(p []byte) error {
	if err := readFull(h.r, p, h.offset); err != nil {
		return err
	}
	h.offset += int64(len(p))
	h.hash.Write(p)
	return nil
}

// readFull reads len(p) bytes; a ReaderAt may return io.EOF beside a full read.
func readFull(r io.ReaderAt, p []byte, offset int64) error {
	n, err := r.ReadAt(p, offset)
	if n == len(p) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return fmt.Errorf("expected %d bytes at offset %d, got %d", len(p), offset, n)
	}
	return err
}
