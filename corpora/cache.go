package corpora

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"os"

	"transcoder/lexers"
)

// A cache file holds what extraction gave for one source, so that an interrupted
// build goes on where it was. It is written atomically and checked as a whole
// before use: a file that is not complete counts as absent.
//
//	8 "TCCACHE1"
//	'f' path, license, repository, commit        a file; functions follow
//	'n' language, standalone, line, words, names  a function
//	'e' report as JSON                           the end
//	4 CRC-32C of all before it
//
// A word is the number of a word that occurred before, or the count of those and
// the word's text.
const cacheMagic = "TCCACHE1"

var errCache = errors.New("malformed cache")

// cacheWriter writes a cache file.
type cacheWriter struct {
	file  *atomicFile
	words map[string]uint64
	b     []byte
}

func createCache(path string) (*cacheWriter, error) {
	f, err := createAtomic(path)
	if err != nil {
		return nil, err
	}
	w := &cacheWriter{file: f, words: make(map[string]uint64)}
	if _, err := f.Write([]byte(cacheMagic)); err != nil {
		f.abort()
		return nil, err
	}
	return w, nil
}

func (w *cacheWriter) text(s string) {
	w.b = binary.AppendUvarint(w.b, uint64(len(s)))
	w.b = append(w.b, s...)
}

func (w *cacheWriter) list(words []string) {
	w.b = binary.AppendUvarint(w.b, uint64(len(words)))
	for _, s := range words {
		n, ok := w.words[s]
		if !ok {
			n = uint64(len(w.words))
			w.words[s] = n
		}
		w.b = binary.AppendUvarint(w.b, n)
		if !ok {
			w.text(s)
		}
	}
}

// add appends a file with its functions; its report is not kept.
func (w *cacheWriter) add(f *extractedFile) error {
	if len(f.functions) == 0 {
		return nil
	}
	w.b = append(w.b[:0], 'f')
	for _, s := range []string{f.origin.Path, f.origin.License, f.origin.Repository, f.origin.Commit} {
		w.text(s)
	}
	for i := range f.functions {
		fn := &f.functions[i]
		standalone := byte(0)
		if fn.standalone {
			standalone = 1
		}
		w.b = append(w.b, 'n', byte(fn.language), standalone)
		w.b = binary.AppendUvarint(w.b, uint64(fn.line))
		w.list(fn.tokens)
		w.b = binary.AppendUvarint(w.b, uint64(len(fn.names)))
		for _, pieces := range fn.names {
			w.list(pieces)
		}
	}
	_, err := w.file.Write(w.b)
	return err
}

func (w *cacheWriter) finish(r *Report) error {
	data, err := json.Marshal(r)
	if err != nil {
		w.file.abort()
		return err
	}
	w.b = append(w.b[:0], 'e')
	w.text(string(data))
	if _, err := w.file.Write(w.b); err != nil {
		w.file.abort()
		return err
	}
	crc := binary.LittleEndian.AppendUint32(nil, w.file.crc)
	if _, err := w.file.Write(crc); err != nil {
		w.file.abort()
		return err
	}
	return w.file.commit()
}

// cacheReader reads a cache file.
type cacheReader struct {
	file  *os.File
	r     *bufio.Reader
	words []string
}

// openCache opens a cache file that is complete; any other, or none, gives an
// error.
func openCache(path string) (*cacheReader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := checkCache(f); err != nil {
		f.Close()
		return nil, err
	}
	return &cacheReader{file: f, r: bufio.NewReaderSize(f, 1<<16)}, nil
}

// checkCache compares the checksum and leaves f behind the magic.
func checkCache(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < int64(len(cacheMagic))+4 {
		return errCache
	}
	h := crc32.New(castagnoli)
	if _, err := io.CopyN(h, f, info.Size()-4); err != nil {
		return err
	}
	var sum [4]byte
	if _, err := io.ReadFull(f, sum[:]); err != nil {
		return err
	}
	if h.Sum32() != binary.LittleEndian.Uint32(sum[:]) {
		return errCache
	}
	var magic [len(cacheMagic)]byte
	if _, err := f.ReadAt(magic[:], 0); err != nil || string(magic[:]) != cacheMagic {
		return errCache
	}
	_, err = f.Seek(int64(len(cacheMagic)), io.SeekStart)
	return err
}

func (c *cacheReader) close() { c.file.Close() }

func (c *cacheReader) number() (uint64, error) {
	n, err := binary.ReadUvarint(c.r)
	if err != nil || n > 1<<32 {
		return 0, errCache
	}
	return n, nil
}

func (c *cacheReader) text() (string, error) {
	n, err := c.number()
	if err != nil || n > 64<<20 {
		return "", errCache
	}
	var b bytes.Buffer
	if _, err := io.CopyN(&b, c.r, int64(n)); err != nil {
		return "", errCache
	}
	return b.String(), nil
}

func (c *cacheReader) list() ([]string, error) {
	n, err := c.number()
	if err != nil {
		return nil, err
	}
	var words []string
	for range n {
		k, err := c.number()
		if err != nil || k > uint64(len(c.words)) {
			return nil, errCache
		}
		if k == uint64(len(c.words)) {
			s, err := c.text()
			if err != nil {
				return nil, err
			}
			c.words = append(c.words, s)
		}
		words = append(words, c.words[k])
	}
	return words, nil
}

// each calls f with every function, file by file, and returns the report.
func (c *cacheReader) each(f func(origin *originFile, fn *extractedFunction) error) (*Report, error) {
	var origin *originFile
	for {
		tag, err := c.r.ReadByte()
		if err != nil {
			return nil, errCache
		}
		switch tag {
		case 'f':
			origin = &originFile{}
			for _, field := range []*string{&origin.Path, &origin.License, &origin.Repository, &origin.Commit} {
				if *field, err = c.text(); err != nil {
					return nil, err
				}
			}
		case 'n':
			fn, err := c.function()
			if err != nil {
				return nil, err
			}
			if origin == nil {
				return nil, errCache
			}
			if err := f(origin, fn); err != nil {
				return nil, err
			}
		case 'e':
			data, err := c.text()
			if err != nil {
				return nil, err
			}
			r := newReport()
			if err := json.Unmarshal([]byte(data), &r); err != nil {
				return nil, errCache
			}
			return &r, nil
		default:
			return nil, errCache
		}
	}
}

func (c *cacheReader) function() (*extractedFunction, error) {
	var head [2]byte
	if _, err := io.ReadFull(c.r, head[:]); err != nil || head[0] >= lexers.LanguageCount || head[1] > 1 {
		return nil, errCache
	}
	fn := &extractedFunction{language: lexers.Language(head[0]), standalone: head[1] == 1}
	line, err := c.number()
	if err != nil {
		return nil, err
	}
	fn.line = uint32(line)
	if fn.tokens, err = c.list(); err != nil {
		return nil, err
	}
	n, err := c.number()
	if err != nil {
		return nil, err
	}
	for range n {
		pieces, err := c.list()
		if err != nil {
			return nil, err
		}
		fn.names = append(fn.names, pieces)
	}
	return fn, nil
}
