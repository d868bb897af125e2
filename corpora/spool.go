package corpora

import (
	"encoding/binary"
	"io"
	"os"

	"transcoder/lexers"
)

// A spool holds the functions that were kept until the whole corpus is known: what
// each word's rank is, and what goes into which split. It is a temporary file
// without a name; memory holds a few bytes a function.
type spool struct {
	file    *os.File
	written int64
	buffer  []byte // what comes behind written
	entries []spoolEntry
}

// spoolEntry is what memory holds of a function.
type spoolEntry struct {
	offset     int64
	size       uint32
	unit       uint32
	source     uint32
	tokens     uint32
	language   lexers.Language
	standalone bool
}

func newSpool(dir string) (*spool, error) {
	f, err := os.CreateTemp(dir, "spool-*"+temporarySuffix)
	if err != nil {
		return nil, err
	}
	os.Remove(f.Name()) // where the system allows it; close removes it elsewhere
	return &spool{file: f}, nil
}

func (s *spool) close() {
	s.file.Close()
	os.Remove(s.file.Name())
}

// add appends a function. Its words are numbered as build.words numbers them.
func (s *spool) add(e spoolEntry, r *record) error {
	start := len(s.buffer)
	s.buffer = appendRecord(s.buffer, r)
	e.offset = s.written + int64(start)
	e.size = uint32(len(s.buffer) - start)
	e.tokens = uint32(len(r.Tokens))
	s.entries = append(s.entries, e)
	if len(s.buffer) < 1<<20 {
		return nil
	}
	n, err := s.file.WriteAt(s.buffer, s.written)
	s.written += int64(n)
	s.buffer = s.buffer[:0]
	return err
}

// payload returns the bytes of function i.
func (s *spool) payload(i int) ([]byte, error) {
	e := s.entries[i]
	if e.offset >= s.written {
		start := e.offset - s.written
		return s.buffer[start : start+int64(e.size)], nil
	}
	b := make([]byte, e.size)
	_, err := s.file.ReadAt(b, e.offset)
	return b, err
}

// tokens returns the tokens of function i.
func (s *spool) tokens(i int) ([]uint32, error) {
	payload, err := s.payload(i)
	if err != nil {
		return nil, err
	}
	p := payloadReader{rest: payload}
	p.number()
	p.number()
	tokens := p.words(1<<32 - 1)
	if p.bad {
		return nil, io.ErrUnexpectedEOF
	}
	return tokens, nil
}

// each calls f with every function in order, reading from end to end.
func (s *spool) each(f func(e *spoolEntry, r *record) error) error {
	var b []byte
	for i := range s.entries {
		e := &s.entries[i]
		payload := b
		if e.offset >= s.written {
			payload, _ = s.payload(i)
		} else {
			if cap(b) < int(e.size) {
				b = make([]byte, 2*e.size)
			}
			payload = b[:e.size]
			if _, err := s.file.ReadAt(payload, e.offset); err != nil {
				return err
			}
		}
		r, err := parseRecord(payload, 1<<32-1)
		if err != nil {
			return err
		}
		if err := f(e, r); err != nil {
			return err
		}
	}
	return nil
}

// hash64 mixes the bits of x (the finalizer of splitmix64).
func hash64(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// hashText is a 64-bit hash of a word that is the same in every run.
func hashText(s string) uint64 { return hash64(fnv1a(fnvStart, s)) }

func appendUint64(b []byte, x uint64) []byte { return binary.LittleEndian.AppendUint64(b, x) }
