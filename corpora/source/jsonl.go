package source

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// maxRecord bounds one line of a JSONL dump; JSON writes a byte of a file in at
// most six.
const maxRecord = 32 << 20

// jsonl is a dump with one JSON object a line, in the fields of BigQuery's public
// GitHub tables: repo_name, ref or commit, path, content, license, binary. Other
// fields are ignored; records without path or content are malformed.
type jsonl struct {
	path    string
	info    os.FileInfo
	options Options
}

// record is one line of a dump.
type record struct {
	Repository string  `json:"repo_name"`
	Ref        string  `json:"ref"`
	Commit     string  `json:"commit"`
	Path       string  `json:"path"`
	Content    *string `json:"content"`
	License    string  `json:"license"`
	Binary     bool    `json:"binary"`
}

func (j *jsonl) Info() Info {
	license := License{ID: noLicense, Class: Unlicensed}
	if j.options.License != "" {
		license = LicenseOf(j.options.License)
	}
	return Info{Kind: "jsonl", License: license, Fingerprint: fileFingerprint(j.info)}
}

func (j *jsonl) Walk(ctx context.Context, yield func(*File) error) error {
	s, err := openStream(j.path)
	if err != nil {
		return err
	}
	defer s.Close()
	r := bufio.NewReaderSize(s, 1<<16)
	for line := 1; ; line++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		text, long, err := readLine(r, maxRecord)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s line %d: %w", j.path, line, err)
		}
		name := fmt.Sprintf("line %d", line)
		if long {
			j.options.skip(name, TooLarge)
			continue
		}
		if len(text) == 0 {
			continue
		}
		file, ok := j.file(text)
		if !ok {
			j.options.skip(name, Malformed)
			continue
		}
		if !j.options.wants(file.Path) {
			continue
		}
		if int64(len(file.Data)) > j.options.maxFileSize() {
			j.options.skip(file.Path, TooLarge)
			continue
		}
		if err := j.options.emit(file, yield); err != nil {
			return err
		}
	}
}

// file turns a line into a file.
func (j *jsonl) file(line []byte) (*File, bool) {
	var r record
	if err := json.Unmarshal(line, &r); err != nil || r.Content == nil || r.Binary {
		return nil, false
	}
	f := &File{Path: cleanPath(r.Path), Repository: cleanPath(r.Repository), Commit: r.Commit, Data: []byte(*r.Content)}
	if f.Path == "" {
		return nil, false
	}
	if f.Commit == "" {
		f.Commit = r.Ref
	}
	switch {
	case j.options.License != "":
		f.License = LicenseOf(j.options.License)
	case strings.TrimSpace(r.License) != "":
		f.License = LicenseOf(r.License)
	default:
		f.License = License{ID: noLicense, Class: Unlicensed}
	}
	return f, true
}

// readLine reads a line without its end. Of one longer than limit it reads on to
// the end, keeps nothing and returns long. The last line may lack its end.
func readLine(r *bufio.Reader, limit int) (line []byte, long bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if !long {
			line = append(line, part...)
		}
		if len(line) > limit+1 {
			line, long = nil, true
		}
		switch err {
		case nil:
			if n := len(line); n > 0 {
				line = line[:n-1]
			}
			return line, long, nil
		case bufio.ErrBufferFull:
			continue
		case io.EOF:
			if len(line) > 0 || long {
				return line, long, nil
			}
			return nil, false, io.EOF
		default:
			return nil, false, err
		}
	}
}
