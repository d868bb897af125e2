package corpora

import (
	"bufio"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
)

// castagnoli is the polynomial of all checksums: CRC-32C, which processors have an
// instruction for.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// An atomicFile is written beside its place and moved there when it is complete
// and on disk. A process that is killed leaves a temporary file, never half of
// the real one.
type atomicFile struct {
	path string
	file *os.File
	w    *bufio.Writer
	size int64
	crc  uint32
}

// temporarySuffix ends the names of unfinished files.
const temporarySuffix = ".tmp"

func createAtomic(path string) (*atomicFile, error) {
	f, err := os.Create(path + temporarySuffix)
	if err != nil {
		return nil, err
	}
	return &atomicFile{path: path, file: f, w: bufio.NewWriterSize(f, 1<<16)}, nil
}

func (f *atomicFile) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	f.size += int64(n)
	f.crc = crc32.Update(f.crc, castagnoli, p[:n])
	return n, err
}

// commit puts the file into its place.
func (f *atomicFile) commit() error {
	err := f.w.Flush()
	if err == nil {
		err = f.file.Sync()
	}
	if closeErr := f.file.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.file.Name(), f.path)
	}
	if err != nil {
		os.Remove(f.file.Name())
		return err
	}
	return syncDirectory(filepath.Dir(f.path))
}

// abort removes what was written.
func (f *atomicFile) abort() {
	f.file.Close()
	os.Remove(f.file.Name())
}

// syncDirectory makes a renaming last. Systems that cannot sync a directory keep
// the order of renamings by themselves.
func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	d.Sync()
	return d.Close()
}

// FileEntry is a file of a corpus as the manifest lists it.
type FileEntry struct {
	Name   string `json:"name"` // relative to the corpus, slash-separated
	Size   int64  `json:"size"`
	CRC32C string `json:"crc32c"` // eight hexadecimal digits
}

// writeAtomic writes a file by way of write and returns its entry.
func writeAtomic(dir, name string, write func(w io.Writer) error) (FileEntry, error) {
	f, err := createAtomic(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return FileEntry{}, err
	}
	if err := write(f); err != nil {
		f.abort()
		return FileEntry{}, err
	}
	entry := f.entry(name)
	return entry, f.commit()
}

func (f *atomicFile) entry(name string) FileEntry {
	return FileEntry{Name: name, Size: f.size, CRC32C: fmt.Sprintf("%08x", f.crc)}
}
