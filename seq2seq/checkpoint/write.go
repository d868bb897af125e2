package checkpoint

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"transcoder/seq2seq"
)

// plan is a checkpoint laid out as a file, digests included. The digests come
// before the data that they cover, so a plan goes through the data twice, once
// to hash it and once to write it: half a second for 200 MB, and no copy.
type plan struct {
	sections []section
	emit     []func(io.Writer) error // writes the bytes of the section
	head     []byte                  // prelude and table
	digest   [32]byte
}

func newPlan(c *Checkpoint) (*plan, error) {
	if c.Model == nil {
		return nil, errors.New("a checkpoint without a model")
	}
	if err := c.Model.Config.Validate(); err != nil {
		return nil, err
	}
	if len(c.Metadata) > 0 && !json.Valid(c.Metadata) {
		return nil, errors.New("metadata is not valid JSON")
	}
	head, err := json.Marshal(header{c.Model.Config, c.CanonicalVersion, c.Step, rawJSON(c.Metadata)})
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if len(head) > maxHeader {
		return nil, fmt.Errorf("header: %d bytes of JSON, at most %d", len(head), maxHeader)
	}
	p := &plan{}
	p.addBytes(headerName, headerKind, head)
	p.addBytes(vocabularyName, vocabularyKind, c.Vocabulary)
	if err := checkShapes(c.Model); err != nil {
		return nil, err
	}
	for _, t := range c.Model.Parameters {
		if err := checkFinite(t); err != nil {
			return nil, err
		}
		p.addTensor(modelKind, t, c.Int8 && quantized(t))
	}
	for _, t := range c.Tensors {
		if err := checkTensor(t); err != nil {
			return nil, err
		}
		p.addTensor(tensorKind, t, false)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Sections)) {
		p.addBytes(name, opaqueKind, c.Sections[name])
	}
	return p, p.lay()
}

// quantized says which tensors Int8 stores in 8 bits: the matrices that are
// multiplied, token embeddings included. The others (biases, norms, positions)
// are a few percent of the bytes.
func quantized(t *seq2seq.Parameter) bool {
	return len(t.Shape) == 2 && t.Shape[1] >= 16 && (strings.HasSuffix(t.Name, ".weight") || t.Name == "embed.tokens")
}

func checkShapes(m *seq2seq.Model) error {
	shapes := m.Config.Shapes()
	if len(shapes) != len(m.Parameters) {
		return fmt.Errorf("expected %d model tensors for its configuration, got %d", len(shapes), len(m.Parameters))
	}
	for i, t := range m.Parameters {
		if t.Name != shapes[i].Name || !slices.Equal(t.Shape, shapes[i].Shape) {
			return fmt.Errorf("expected model tensor %s %v, got %s %v", shapes[i].Name, shapes[i].Shape, t.Name, t.Shape)
		}
		if err := checkTensor(t); err != nil {
			return err
		}
	}
	return nil
}

// checkTensor sees to it that what is written can be read.
func checkTensor(t *seq2seq.Parameter) error {
	if len(t.Shape) == 0 || len(t.Shape) > maxRank {
		return fmt.Errorf("section %q: expected 1 to %d dimensions, got %v", t.Name, maxRank, t.Shape)
	}
	for _, n := range t.Shape {
		if n < 1 || n > math.MaxUint32 {
			return fmt.Errorf("section %q: shape %v has an empty or oversized dimension", t.Name, t.Shape)
		}
	}
	if expected := tensorLength(float32Cells, t.Shape); expected != 4*int64(len(t.Data)) {
		return fmt.Errorf("section %q: shape %v, expected %d cells, got %d", t.Name, t.Shape, expected/4, len(t.Data))
	}
	return nil
}

func checkFinite(t *seq2seq.Parameter) error {
	for i, x := range t.Data {
		if x-x != 0 { // NaN for NaN and both infinities
			return fmt.Errorf("section %q: cell %d is %v, expected a finite weight", t.Name, i, x)
		}
	}
	return nil
}

func (p *plan) addBytes(name string, k kind, data []byte) {
	p.sections = append(p.sections, section{name: name, kind: k, length: int64(len(data))})
	p.emit = append(p.emit, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

func (p *plan) addTensor(k kind, t *seq2seq.Parameter, int8 bool) {
	s := section{name: t.Name, kind: k, encoding: float32Cells, shape: t.Shape}
	emit := func(w io.Writer) error { return writeFloats(w, t.Data) }
	if int8 {
		s.encoding = int8Rows
		emit = func(w io.Writer) error { return writeRows(w, t) }
	}
	s.length = tensorLength(s.encoding, s.shape)
	p.sections = append(p.sections, s)
	p.emit = append(p.emit, emit)
}

// lay computes offsets and digests, and writes the prelude and the table.
func (p *plan) lay() error {
	if len(p.sections) > maxSections {
		return fmt.Errorf("%d sections, at most %d", len(p.sections), maxSections)
	}
	seen := map[string]bool{}
	end := int64(preludeSize + entrySize*len(p.sections))
	for i := range p.sections {
		s := &p.sections[i]
		if err := checkName(s.name); err != nil {
			return fmt.Errorf("section %q: %w", s.name, err)
		}
		if seen[s.name] {
			return fmt.Errorf("section %q: two sections of one name", s.name)
		}
		seen[s.name] = true
		s.offset = align(end)
		end = s.offset + s.length
		hash := sha256.New()
		if err := p.emit[i](hash); err != nil {
			return fmt.Errorf("section %q: %w", s.name, err)
		}
		hash.Sum(s.digest[:0])
	}
	p.head = make([]byte, preludeSize)
	copy(p.head, magic)
	binary.LittleEndian.PutUint32(p.head[8:], FormatVersion)
	binary.LittleEndian.PutUint32(p.head[12:], uint32(len(p.sections)))
	binary.LittleEndian.PutUint64(p.head[16:], uint64(end))
	for i := range p.sections {
		p.head = appendEntry(p.head, &p.sections[i])
	}
	p.digest = headDigest(p.head)
	copy(p.head[32:], p.digest[:])
	return nil
}

// headDigest is the SHA-256 of the prelude's first half and the table. With the
// sections' digests in the table it covers the whole file.
func headDigest(head []byte) (digest [32]byte) {
	hash := sha256.New()
	hash.Write(head[:32])
	hash.Write(head[preludeSize:])
	hash.Sum(digest[:0])
	return digest
}

func (p *plan) write(w io.Writer) error {
	buffered := bufio.NewWriterSize(w, 1<<18)
	if _, err := buffered.Write(p.head); err != nil {
		return err
	}
	end := int64(len(p.head))
	var padding [alignment]byte
	for i := range p.sections {
		s := &p.sections[i]
		if _, err := buffered.Write(padding[:s.offset-end]); err != nil {
			return err
		}
		if err := p.emit[i](buffered); err != nil {
			return fmt.Errorf("section %q: %w", s.name, err)
		}
		end = s.offset + s.length
	}
	return buffered.Flush()
}

func writeFloats(w io.Writer, data []float32) error {
	buffer := make([]byte, min(4*len(data), 1<<16))
	for len(data) > 0 {
		n := min(len(data), len(buffer)/4)
		for i, x := range data[:n] {
			binary.LittleEndian.PutUint32(buffer[4*i:], math.Float32bits(x))
		}
		if _, err := w.Write(buffer[:4*n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

func writeRows(w io.Writer, t *seq2seq.Parameter) error {
	rows, columns := t.Shape[0], t.Shape[1]
	values, scales := make([]int8, rows*columns), make([]float32, rows)
	seq2seq.QuantizeRows(values, scales, t.Data, rows, columns)
	if err := writeFloats(w, scales); err != nil {
		return err
	}
	buffer := make([]byte, len(values))
	for i, v := range values {
		buffer[i] = byte(v)
	}
	_, err := w.Write(buffer)
	return err
}

// temporaryInfix marks files that a save left behind when it was killed.
const temporaryInfix = ".saving-"

// writeFile replaces the file at path by what write produces: a temporary file
// in the same folder, flushed to the disk, then renamed, then the folder flushed
// too, since a rename is a change of the folder.
func writeFile(path string, write func(io.Writer) error) (err error) {
	folder, base := filepath.Split(path)
	if folder == "" {
		folder = "."
	}
	f, err := os.CreateTemp(folder, "."+base+temporaryInfix+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close() // a second Close is harmless
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil { // CreateTemp makes it private
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	// Some file systems cannot flush a folder and say so; the rename stands.
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, os.ErrInvalid) {
		return err
	}
	return nil
}
