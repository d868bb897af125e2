package checkpoint

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"transcoder/seq2seq"
)

// small is a checkpoint with a section of every kind. Width 16 is the least that
// Int8 quantizes.
func small(t testing.TB) *Checkpoint {
	t.Helper()
	m, err := seq2seq.New(seq2seq.Config{
		Vocabulary: 11, Languages: 3, Width: 16, Heads: 2, FeedForward: 24,
		EncoderLayers: 1, DecoderLayers: 1, Positions: 8, Pointer: true, ShiftedHeads: 1, Names: true,
	}, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		t.Fatal(err)
	}
	return &Checkpoint{
		CanonicalVersion: 1,
		Step:             42,
		Metadata:         json.RawMessage(`{"name":"tiny","scores":[1,2.5]}`),
		Vocabulary:       []byte("a\nb\n"),
		Model:            m,
		Tensors:          []*seq2seq.Parameter{{Name: "adamw.first/encoder.norm.gain", Shape: []int{1, 3, 1}, Data: []float32{1, -2, float32(math.Inf(1))}}},
		Sections:         map[string][]byte{"rng": {1, 2, 3}, "objective/mlm": {}},
	}
}

func encode(t testing.TB, c *Checkpoint) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := c.WriteTo(&b)
	if err != nil {
		t.Fatal(err)
	}
	if n != int64(b.Len()) {
		t.Fatalf("WriteTo returned %d for %d bytes", n, b.Len())
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	want := small(t)
	data := encode(t, want)
	got, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read back %+v, wrote %+v", got, want)
	}
	if again := encode(t, got); !bytes.Equal(again, data) {
		t.Error("writing what was read gives other bytes")
	}
	if got.Tensor("adamw.first/encoder.norm.gain") != got.Tensors[0] || got.Tensor("embed.tokens") != nil {
		t.Error("Tensor finds the wrong tensors")
	}
}

// The 8-bit file reads as nearly the same weights and, the second time, as
// exactly the same file.
func TestRoundTripInt8(t *testing.T) {
	c := small(t)
	whole := len(encode(t, c))
	c.Int8 = true
	data := encode(t, c)
	if len(data) >= whole*2/3 {
		t.Errorf("%d bytes in 8 bits, %d in float32", len(data), whole)
	}
	got, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Int8 {
		t.Error("Int8 was not set by reading")
	}
	for i, p := range got.Model.Parameters {
		for r := range p.Shape[0] {
			columns := len(p.Data) / p.Shape[0]
			row, original := p.Data[r*columns:(r+1)*columns], c.Model.Parameters[i].Data[r*columns:(r+1)*columns]
			var largest float64
			for _, x := range original {
				largest = max(largest, math.Abs(float64(x)))
			}
			for j := range row {
				// Half a scale, with the scale's own rounding.
				if off := math.Abs(float64(row[j] - original[j])); off > largest/127*0.5001 {
					t.Fatalf("%s row %d: %v became %v with largest %v", p.Name, r, original[j], row[j], largest)
				}
			}
		}
	}
	if again := encode(t, got); !bytes.Equal(again, data) {
		t.Error("a second save in 8 bits gives other bytes")
	}
}

func TestEveryFlippedBitIsDetected(t *testing.T) {
	data := encode(t, small(t))
	rng := rand.New(rand.NewPCG(3, 4))
	offsets := make([]int, 0, 2600)
	for i := range 2*preludeSize + 3*entrySize { // all of the head's beginning
		offsets = append(offsets, i)
	}
	for range 2000 {
		offsets = append(offsets, rng.IntN(len(data)))
	}
	for _, i := range offsets {
		bit := byte(1) << rng.IntN(8)
		data[i] ^= bit
		if _, err := Parse(data); err == nil {
			t.Errorf("bit %#x of byte %d: no error", bit, i)
		}
		data[i] ^= bit
	}
	if _, err := Parse(data); err != nil {
		t.Fatalf("the undamaged file: %v", err)
	}
}

func TestEveryTruncationIsDetected(t *testing.T) {
	data := encode(t, small(t))
	for n := 0; n < len(data); n += 1 + n/200 {
		if _, err := Parse(data[:n]); err == nil {
			t.Errorf("first %d of %d bytes: no error", n, len(data))
		}
	}
	if _, err := Parse(append(bytes.Clone(data), 0)); err == nil {
		t.Error("a byte more: no error")
	}
}

// reseal makes the digests of a changed file right again where its table still
// says where the sections are, so that what lies behind the digests is tested.
func reseal(data []byte) {
	if len(data) < preludeSize {
		return
	}
	copy(data, magic)
	binary.LittleEndian.PutUint32(data[8:], FormatVersion)
	binary.LittleEndian.PutUint64(data[16:], uint64(len(data)))
	count := uint64(binary.LittleEndian.Uint32(data[12:]))
	if count > uint64(len(data)-preludeSize)/entrySize {
		return
	}
	head := data[:preludeSize+count*entrySize]
	for i := range count {
		e := head[preludeSize+i*entrySize:][:entrySize]
		offset, length := binary.LittleEndian.Uint64(e[104:]), binary.LittleEndian.Uint64(e[112:])
		if offset <= uint64(len(data)) && length <= uint64(len(data))-offset && offset >= uint64(len(head)) {
			digest := digestOf(data[offset : offset+length])
			copy(e[120:], digest[:])
		}
	}
	digest := headDigest(head)
	copy(head[32:], digest[:])
}

// entryOf returns the table entry of a section.
func entryOf(t testing.TB, data []byte, name string) []byte {
	t.Helper()
	count := int(binary.LittleEndian.Uint32(data[12:]))
	for i := range count {
		e := data[preludeSize+i*entrySize:][:entrySize]
		if string(bytes.TrimRight(e[:nameSize], "\x00")) == name {
			return e
		}
	}
	t.Fatalf("no section %q", name)
	return nil
}

func put32(b []byte, v uint32) { binary.LittleEndian.PutUint32(b, v) }
func put64(b []byte, v uint64) { binary.LittleEndian.PutUint64(b, v) }

func TestHostileFiles(t *testing.T) {
	cases := []struct {
		name   string // what a forger, who can compute digests, might try
		change func(data []byte) []byte
		want   string // in the error
	}{
		{"length beyond the file", func(d []byte) []byte {
			put64(entryOf(t, d, "rng")[112:], 1<<40)
			return d
		}, `section "rng": length 1099511627776`},
		{"negative length", func(d []byte) []byte {
			put64(entryOf(t, d, "rng")[112:], math.MaxUint64)
			return d
		}, `section "rng": length 18446744073709551615`},
		{"negative offset", func(d []byte) []byte {
			put64(entryOf(t, d, "rng")[104:], math.MaxUint64-63)
			return d
		}, `section "rng": expected offset`},
		{"overlapping tensors", func(d []byte) []byte {
			copy(entryOf(t, d, "encoder.norm.bias")[104:112], entryOf(t, d, "encoder.norm.gain")[104:112])
			return d
		}, `section "encoder.norm.bias": expected offset`},
		{"shape that overflows", func(d []byte) []byte {
			e := entryOf(t, d, "embed.tokens")
			put32(e[84:], math.MaxUint32)
			put32(e[88:], math.MaxUint32)
			return d
		}, "more cells than the file has bytes"},
		{"shape larger than its bytes", func(d []byte) []byte {
			put32(entryOf(t, d, "embed.tokens")[84:], 12)
			return d
		}, "shape [12 16] needs 768 bytes, got length 704"},
		{"empty dimension", func(d []byte) []byte {
			put32(entryOf(t, d, "embed.tokens")[84:], 0)
			return d
		}, "dimension 0 is 0"},
		{"rank beyond the entry", func(d []byte) []byte {
			entryOf(t, d, "embed.tokens")[82] = 200
			return d
		}, "at most 4 dimensions, got 200"},
		{"another order of axes", func(d []byte) []byte {
			e := entryOf(t, d, "encoder.0.ffn.in.weight")
			put32(e[84:], 16)
			put32(e[88:], 24)
			return d
		}, "expected model tensor encoder.0.ffn.in.weight [24 16], got encoder.0.ffn.in.weight [16 24]"},
		{"unknown tensor", func(d []byte) []byte {
			entryOf(t, d, "encoder.norm.bias")[0] = 'E'
			return d
		}, "expected model tensor encoder.norm.bias [16], got Encoder.norm.bias"},
		{"one name twice", func(d []byte) []byte {
			copy(entryOf(t, d, "rng")[:nameSize], entryOf(t, d, "objective/mlm")[:nameSize])
			return d
		}, "two sections of one name"},
		{"unprintable name", func(d []byte) []byte {
			entryOf(t, d, "rng")[0] = '\n'
			return d
		}, "is not a letter"},
		{"8-bit vector", func(d []byte) []byte {
			entryOf(t, d, "encoder.norm.gain")[81] = byte(int8Rows)
			return d
		}, "8-bit rows"},
		{"unknown kind", func(d []byte) []byte {
			entryOf(t, d, "rng")[80] = 9
			return d
		}, "expected kind 1 to 5, got 9"},
		{"two headers", func(d []byte) []byte {
			entryOf(t, d, "vocabulary")[80] = byte(headerKind)
			return d
		}, "at place 1"},
		{"weight that is not a number", func(d []byte) []byte {
			put32(d[binary.LittleEndian.Uint64(entryOf(t, d, "encoder.norm.gain")[104:]):], math.Float32bits(float32(math.NaN())))
			return d
		}, `section "encoder.norm.gain": cell 0 is NaN`},
		{"bytes in the padding", func(d []byte) []byte {
			e := entryOf(t, d, "vocabulary")
			d[binary.LittleEndian.Uint64(e[104:])+binary.LittleEndian.Uint64(e[112:])] = 1
			return d
		}, "padding"},
		{"a table for more sections than it holds", func(d []byte) []byte {
			put32(d[12:], 60000)
			return d
		}, "a table of 60000 sections"},
		{"billions of sections", func(d []byte) []byte {
			put32(d[12:], math.MaxUint32)
			return d
		}, "expected 2 to 65536 sections"},
		{"configuration of terabytes", func(d []byte) []byte {
			return changeHeader(t, d, `"vocabulary":11,`, `"vocabulary":1048576,`, `"width":16`, `"width":16384`)
		}, "expected model tensor embed.tokens [1048576 16384]"},
		{"configuration out of range", func(d []byte) []byte {
			return changeHeader(t, d, `"encoder_layers":1`, `"encoder_layers":1000000000`)
		}, "encoder_layers is 1000000000"},
		{"field from the future", func(d []byte) []byte {
			return changeHeader(t, d, `"step":42`, `"step":42,"rotary":true`)
		}, "rotary"},
		{"two headers in one", func(d []byte) []byte {
			return changeHeader(t, d, `{"config"`, `{} {"config"`)
		}, "follows"},
		{"deeply nested metadata", func(d []byte) []byte {
			return changeHeader(t, d, `{"name":"tiny","scores":[1,2.5]}`, strings.Repeat("[", 1<<20))
		}, "header"},
		{"a hundred thousand empty tensors", func(d []byte) []byte { return emptyTensors(100_000) }, "expected 2 to 65536 sections, got 100000"},
		{"as many empty tensors as the table may have", func(d []byte) []byte { return emptyTensors(maxSections) }, "dimension 0 is 0"},
	}
	plain := encode(t, small(t))
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			data := c.change(bytes.Clone(plain))
			reseal(data)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Parse(data)
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, expected one with %q", err, c.want)
			}
			if used, allowed := after.TotalAlloc-before.TotalAlloc, uint64(4*len(data)+1<<20); used > allowed {
				t.Errorf("%d bytes allocated for a file of %d", used, len(data))
			}
		})
	}
}

// changeHeader replaces parts of the JSON and moves everything behind it.
func changeHeader(t testing.TB, data []byte, oldNew ...string) []byte {
	t.Helper()
	e := entryOf(t, data, headerName)
	offset, length := binary.LittleEndian.Uint64(e[104:]), binary.LittleEndian.Uint64(e[112:])
	text := string(data[offset : offset+length])
	changed := strings.NewReplacer(oldNew...).Replace(text)
	if changed == text {
		t.Fatalf("nothing to replace in %s", text)
	}
	moved := uint64(align(int64(offset)+int64(len(changed)))) - uint64(align(int64(offset+length)))
	put64(e[112:], uint64(len(changed)))
	count := int(binary.LittleEndian.Uint32(data[12:]))
	for i := 1; i < count; i++ {
		e := data[preludeSize+i*entrySize:]
		put64(e[104:], binary.LittleEndian.Uint64(e[104:])+moved)
	}
	out := append(bytes.Clone(data[:offset]), changed...)
	out = append(out, make([]byte, align(int64(len(out)))-int64(len(out)))...)
	return append(out, data[align(int64(offset+length)):]...)
}

// emptyTensors is a file with nothing but n tensors of no cells.
func emptyTensors(n int) []byte {
	data := make([]byte, preludeSize, preludeSize+n*entrySize)
	put32(data[12:], uint32(n))
	end := align(int64(preludeSize + n*entrySize))
	for i := range n {
		s := section{name: "t" + strings.Repeat("x", i%60), kind: tensorKind, encoding: float32Cells, shape: []int{0}, offset: end}
		data = appendEntry(data, &s)
	}
	return data
}

// The time to refuse is linear in the size of the table: a file of the largest
// table, all of it well formed but without a model.
func TestManySectionsAreReadInLinearTime(t *testing.T) {
	p := &plan{}
	p.addBytes(headerName, headerKind, []byte(`{}`))
	p.addBytes(vocabularyName, vocabularyKind, nil)
	for i := range maxSections - 2 {
		p.addBytes("s"+itoa(i), opaqueKind, nil)
	}
	if err := p.lay(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.write(&b); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	_, err := Parse(b.Bytes())
	t.Logf("refused in %v", time.Since(start))
	if err == nil || !strings.Contains(err.Error(), "vocabulary is 0") {
		t.Errorf("error %v, expected the configuration's", err)
	}
}

func TestSaveRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.ckpt")
	if err := Save(path, small(t)); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	cases := []struct {
		name   string
		change func(*Checkpoint)
		want   string
	}{
		{"no model", func(c *Checkpoint) { c.Model = nil }, "without a model"},
		{"diverged", func(c *Checkpoint) { c.Model.Parameter("decoder.norm.bias").Data[3] = float32(math.NaN()) }, `"decoder.norm.bias": cell 3 is NaN`},
		{"infinite", func(c *Checkpoint) { c.Model.Parameter("decoder.norm.bias").Data[3] = float32(math.Inf(-1)) }, "cell 3 is -Inf"},
		{"metadata", func(c *Checkpoint) { c.Metadata = json.RawMessage("{") }, "not valid JSON"},
		{"name taken", func(c *Checkpoint) { c.Tensors[0].Name = "embed.tokens" }, "two sections of one name"},
		{"name that no log can show", func(c *Checkpoint) { c.Sections["a b"] = nil }, "is not a letter"},
		{"empty tensor", func(c *Checkpoint) { c.Tensors[0].Shape = []int{0} }, "empty or oversized"},
		{"shape that lies", func(c *Checkpoint) { c.Tensors[0].Shape = []int{4} }, "expected 4 cells, got 3"},
		{"configuration of another model", func(c *Checkpoint) { c.Model.Config.Pointer = false }, "expected 40 model tensors"},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			c := small(t)
			test.change(c)
			err := Save(path, c)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, expected one with %q and the path", err, test.want)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file that stood there changed")
			}
			if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
				t.Errorf("left behind: %v", entries)
			}
		})
	}
}

// A write that fails, on a full disk for one, leaves what was there.
func TestFailedWriteChangesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "m.ckpt")
	if err := os.WriteFile(path, []byte("before"), 0o644); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space left")
	err := writeFile(path, func(w io.Writer) error {
		if _, err := w.Write([]byte("half of")); err != nil {
			return err
		}
		return full
	})
	if !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	if data, _ := os.ReadFile(path); string(data) != "before" {
		t.Errorf("the file holds %q", data)
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
	if err := Save(filepath.Join(folder, "none", "m.ckpt"), small(t)); err == nil {
		t.Error("a folder that is not there: no error")
	}
	if _, err := Load(folder); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("loading a folder: %v", err)
	}
}

func TestList(t *testing.T) {
	data := encode(t, small(t))
	list, err := List(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if list[0].Name != "header" || list[2].Name != "embed.tokens" || !reflect.DeepEqual(list[2].Shape, []int{11, 16}) || list[2].Length != 11*16*4 {
		t.Errorf("list begins with %+v", list[:3])
	}
	for _, s := range list {
		if s.Offset%alignment != 0 {
			t.Errorf("%s at offset %d", s.Name, s.Offset)
		}
	}
}

func FuzzParse(f *testing.F) {
	c := small(f)
	f.Add(encode(f, c), true)
	c.Int8 = true
	f.Add(encode(f, c), true)
	f.Add(emptyTensors(3), true)
	f.Add([]byte(magic), false)
	f.Fuzz(func(t *testing.T, data []byte, seal bool) {
		if seal {
			data = bytes.Clone(data)
			reseal(data)
		}
		c, err := Parse(data)
		if err != nil {
			return
		}
		// What is accepted can be written, and reads the same.
		again, err := Parse(encode(t, c))
		if err != nil {
			t.Fatal(err)
		}
		if again.Digest != c.Digest {
			t.Error("written again, it has another digest")
		}
	})
}
