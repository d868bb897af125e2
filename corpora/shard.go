package corpora

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"transcoder/lexers"
)

// Layout of a shard; docs/formats.md describes it byte by byte. All numbers are
// little-endian.
//
//	header   8 "TCSHARD\n", 2 version, 1 language, 1 split, 4 zero
//	records  4 CRC-32C of the payload, payload ...
//	index    16 a record: 4 offset, 4 tokens, 4 source, 1 flags, 3 zero
//	footer   8 offset of the index, 4 records, 4 CRC-32C of header and index, 8 "TCSHEND\n"
const (
	shardMagic   = "TCSHARD\n"
	shardEnd     = "TCSHEND\n"
	shardVersion = 1

	shardHeaderSize = 16
	shardEntrySize  = 16
	shardFooterSize = 24

	flagStandalone = 1

	// maxShardSize keeps offsets within 32 bits; maxRecord bounds the memory that a
	// damaged index can ask for.
	maxShardSize  = 1 << 31
	maxRecordSize = 16 << 20
)

// record is a function as shards store it.
type record struct {
	File   uint32 // index of the corpus's list of files
	Line   uint32 // 1-based
	Tokens []uint32
	Names  [][]uint32 // Names[k] are the pieces of the name that ID_k stands for
}

// appendRecord appends the payload of a record.
func appendRecord(b []byte, r *record) []byte {
	b = binary.AppendUvarint(b, uint64(r.File))
	b = binary.AppendUvarint(b, uint64(r.Line))
	b = appendWords(b, r.Tokens)
	b = binary.AppendUvarint(b, uint64(len(r.Names)))
	for _, pieces := range r.Names {
		b = appendWords(b, pieces)
	}
	return b
}

func appendWords(b []byte, words []uint32) []byte {
	b = binary.AppendUvarint(b, uint64(len(words)))
	for _, w := range words {
		b = binary.AppendUvarint(b, uint64(w))
	}
	return b
}

// errRecord says that a payload is not one that appendRecord wrote.
var errRecord = errors.New("malformed record")

// payloadReader takes numbers from the front of a payload.
type payloadReader struct {
	rest []byte
	bad  bool
}

func (p *payloadReader) number() uint32 {
	v, n := binary.Uvarint(p.rest)
	if n <= 0 || v > 1<<32-1 || n > 1 && p.rest[n-1] == 0 { // the last: a longer spelling of the number
		p.bad, p.rest = true, nil
		return 0
	}
	p.rest = p.rest[n:]
	return uint32(v)
}

// words reads a list of ids below limit; each takes a byte at least.
func (p *payloadReader) words(limit uint32) []uint32 {
	n := p.number()
	if int64(n) > int64(len(p.rest)) {
		p.bad = true
		return nil
	}
	words := make([]uint32, n)
	for i := range words {
		if words[i] = p.number(); words[i] >= limit {
			p.bad = true
		}
		if p.bad {
			return nil
		}
	}
	return words
}

// parseRecord reads a payload. Ids of words must be below words.
func parseRecord(payload []byte, words uint32) (*record, error) {
	p := payloadReader{rest: payload}
	r := &record{File: p.number(), Line: p.number(), Tokens: p.words(words)}
	n := p.number()
	if int64(n) > int64(len(p.rest)) {
		return nil, errRecord
	}
	if n > 0 {
		r.Names = make([][]uint32, n)
	}
	for i := range r.Names {
		if r.Names[i] = p.words(words); p.bad {
			break
		}
	}
	if p.bad || len(p.rest) > 0 {
		return nil, errRecord
	}
	return r, nil
}

// shardEntry is an entry of a shard's index.
type shardEntry struct {
	offset uint32 // of the record's checksum
	tokens uint32
	source uint32 // index of the manifest's sources
	flags  uint8
}

// shardWriter writes a shard.
type shardWriter struct {
	file    *atomicFile
	header  [shardHeaderSize]byte
	index   []shardEntry
	payload []byte
	tokens  int64
}

func createShard(path string, language lexers.Language, split Split) (*shardWriter, error) {
	f, err := createAtomic(path)
	if err != nil {
		return nil, err
	}
	w := &shardWriter{file: f}
	copy(w.header[:], shardMagic)
	binary.LittleEndian.PutUint16(w.header[8:], shardVersion)
	w.header[10] = byte(language)
	w.header[11] = byte(split)
	if _, err := f.Write(w.header[:]); err != nil {
		f.abort()
		return nil, err
	}
	return w, nil
}

// add appends a record.
func (w *shardWriter) add(r *record, source uint32, standalone bool) error {
	w.payload = appendRecord(append(w.payload[:0], 0, 0, 0, 0), r)
	if len(w.payload)-4 > maxRecordSize || w.file.size+int64(len(w.payload)) > maxShardSize {
		return fmt.Errorf("record of %d bytes does not fit a shard", len(w.payload)-4)
	}
	binary.LittleEndian.PutUint32(w.payload, crc32.Checksum(w.payload[4:], castagnoli))
	e := shardEntry{offset: uint32(w.file.size), tokens: uint32(len(r.Tokens)), source: source}
	if standalone {
		e.flags |= flagStandalone
	}
	w.index = append(w.index, e)
	w.tokens += int64(len(r.Tokens))
	_, err := w.file.Write(w.payload)
	return err
}

// finish writes index and footer and puts the shard into its place.
func (w *shardWriter) finish() error {
	offset := w.file.size
	index := make([]byte, 0, len(w.index)*shardEntrySize)
	for _, e := range w.index {
		index = binary.LittleEndian.AppendUint32(index, e.offset)
		index = binary.LittleEndian.AppendUint32(index, e.tokens)
		index = binary.LittleEndian.AppendUint32(index, e.source)
		index = append(index, e.flags, 0, 0, 0)
	}
	crc := crc32.Update(crc32.Checksum(w.header[:], castagnoli), castagnoli, index)
	footer := binary.LittleEndian.AppendUint64(nil, uint64(offset))
	footer = binary.LittleEndian.AppendUint32(footer, uint32(len(w.index)))
	footer = binary.LittleEndian.AppendUint32(footer, crc)
	footer = append(footer, shardEnd...)
	for _, part := range [][]byte{index, footer} {
		if _, err := w.file.Write(part); err != nil {
			w.file.abort()
			return err
		}
	}
	return w.file.commit()
}

// shard is a shard that is open for reading. Its index is in memory, its records
// are read one by one.
type shard struct {
	reader   io.ReaderAt
	close    func() error
	language lexers.Language
	split    Split
	index    []shardEntry
	end      uint32 // offset behind the last record
}

// openShard opens a shard whose records name sources below sources.
func openShard(path string, sources int) (*shard, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		var s *shard
		if s, err = readShard(f, info.Size(), sources); err == nil {
			s.close = f.Close
			return s, nil
		}
	}
	f.Close()
	return nil, fmt.Errorf("open shard %s: %w", path, err)
}

// readShard reads header, footer and index of a shard of size bytes.
func readShard(r io.ReaderAt, size int64, sources int) (*shard, error) {
	if size < shardHeaderSize+shardFooterSize || size > maxShardSize+maxShardSize/2 {
		return nil, fmt.Errorf("%d bytes are no shard", size)
	}
	var header [shardHeaderSize]byte
	var footer [shardFooterSize]byte
	if _, err := r.ReadAt(header[:], 0); err != nil {
		return nil, err
	}
	if _, err := r.ReadAt(footer[:], size-shardFooterSize); err != nil {
		return nil, err
	}
	if string(header[:8]) != shardMagic {
		return nil, errors.New("not a shard")
	}
	if v := binary.LittleEndian.Uint16(header[8:]); v != shardVersion {
		return nil, fmt.Errorf("version %d, expected %d", v, shardVersion)
	}
	if string(footer[16:]) != shardEnd {
		return nil, errors.New("the end is missing: cut off")
	}
	s := &shard{reader: r, language: lexers.Language(header[10]), split: Split(header[11])}
	if s.language >= lexers.LanguageCount || s.split >= splitCount || binary.LittleEndian.Uint32(header[12:]) != 0 {
		return nil, fmt.Errorf("header names language %d and split %d", header[10], header[11])
	}
	offset := binary.LittleEndian.Uint64(footer[:])
	count := binary.LittleEndian.Uint32(footer[8:])
	if offset < shardHeaderSize || offset > maxShardSize || int64(offset)+int64(count)*shardEntrySize+shardFooterSize != size {
		return nil, fmt.Errorf("%d records with an index at %d do not make %d bytes", count, offset, size)
	}
	index := make([]byte, int(count)*shardEntrySize)
	if _, err := r.ReadAt(index, int64(offset)); err != nil {
		return nil, err
	}
	if got, want := crc32.Update(crc32.Checksum(header[:], castagnoli), castagnoli, index), binary.LittleEndian.Uint32(footer[12:]); got != want {
		return nil, fmt.Errorf("checksum of the index is %08x, footer says %08x", got, want)
	}
	s.end = uint32(offset)
	s.index = make([]shardEntry, count)
	next := uint32(shardHeaderSize)
	for i := range s.index {
		b := index[i*shardEntrySize:]
		e := shardEntry{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]), binary.LittleEndian.Uint32(b[8:]), b[12]}
		if i == 0 && e.offset != next || e.offset < next || e.offset+4 > s.end || int64(e.source) >= int64(sources) || e.flags > flagStandalone || b[13]|b[14]|b[15] != 0 {
			return nil, fmt.Errorf("entry %d of the index is malformed", i)
		}
		s.index[i] = e
		next = e.offset + 4
	}
	return s, nil
}

// record reads record i. Ids of words must be below words.
func (s *shard) record(i int, words uint32) (*record, error) {
	e := s.index[i]
	end := s.end
	if i+1 < len(s.index) {
		end = s.index[i+1].offset
	}
	if end-e.offset > maxRecordSize+4 {
		return nil, fmt.Errorf("record %d has %d bytes", i, end-e.offset)
	}
	b := make([]byte, end-e.offset)
	if _, err := s.reader.ReadAt(b, int64(e.offset)); err != nil {
		return nil, fmt.Errorf("record %d: %w", i, err)
	}
	if crc32.Checksum(b[4:], castagnoli) != binary.LittleEndian.Uint32(b) {
		return nil, fmt.Errorf("record %d: checksum is wrong", i)
	}
	r, err := parseRecord(b[4:], words)
	if err == nil && len(r.Tokens) != int(e.tokens) {
		err = fmt.Errorf("%d tokens, index says %d", len(r.Tokens), e.tokens)
	}
	if err != nil {
		return nil, fmt.Errorf("record %d: %w", i, err)
	}
	return r, nil
}
