package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"transcoder/verify"
)

// checkFunction is (*verify.Runner).Check.
type checkFunction func(ctx context.Context, cases []verify.Case, options verify.CheckOptions) ([]verify.Verdict, error)

// verdictLog keeps the verdicts that a training has acted on. A verdict may depend
// on the clock (a program that ran into its time limit); one that is asked for
// again, by a training that resumes from a checkpoint before it, must be the same,
// or the weights would differ.
//
// The file is a series of records of 24 bytes: the first 16 of the hash of what
// was judged, the verdict, three zeros, CRC-32C of these 20. A record that is not
// whole, of a process that was killed, was not acted on; it is judged again.
type verdictLog struct {
	file  *os.File
	known map[verdictKey]verify.VerdictKind
}

type verdictKey [16]byte

const verdictRecord = 24

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func openVerdictLog(path string) (*verdictLog, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(f)
	if err == nil && len(data)%verdictRecord != 0 {
		err = f.Truncate(int64(len(data) - len(data)%verdictRecord))
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	l := &verdictLog{f, map[verdictKey]verify.VerdictKind{}}
	for ; len(data) >= verdictRecord; data = data[verdictRecord:] {
		if binary.LittleEndian.Uint32(data[20:]) == crc32.Checksum(data[:20], castagnoli) {
			l.known[verdictKey(data[:16])] = verify.VerdictKind(data[16])
		}
	}
	return l, nil
}

// add keeps verdicts; they are in the file when it returns.
func (l *verdictLog) add(keys []verdictKey, verdicts []verify.VerdictKind) error {
	var b bytes.Buffer
	for i, k := range keys {
		record := append(k[:], byte(verdicts[i]), 0, 0, 0)
		b.Write(binary.LittleEndian.AppendUint32(record, crc32.Checksum(record, castagnoli)))
		l.known[k] = verdicts[i]
	}
	_, err := l.file.Write(b.Bytes())
	return err
}

func (l *verdictLog) close() error { return l.file.Close() }

// judge asks for verdicts, once for each case.
type judge struct {
	check   checkFunction
	options verify.CheckOptions
	log     *verdictLog
}

// verdicts returns one for each case, from the log where it has them.
func (j *judge) verdicts(ctx context.Context, cases []verify.Case) ([]verify.VerdictKind, error) {
	kinds := make([]verify.VerdictKind, len(cases))
	keys := make([]verdictKey, len(cases))
	var open []verify.Case
	var at []int
	asked := map[verdictKey]int{} // index of open
	for i, c := range cases {
		key, err := j.key(c)
		if err != nil {
			return nil, err
		}
		keys[i] = key
		if _, again := asked[key]; again {
			continue
		}
		if kind, known := j.log.known[key]; known {
			kinds[i] = kind
			continue
		}
		asked[key] = len(open)
		open, at = append(open, c), append(at, i)
	}
	if len(open) > 0 {
		verdicts, err := j.check(ctx, open, j.options)
		if err != nil {
			return nil, err
		}
		if len(verdicts) != len(open) {
			return nil, fmt.Errorf("%d verdicts on %d translations", len(verdicts), len(open))
		}
		newKeys, newKinds := make([]verdictKey, len(open)), make([]verify.VerdictKind, len(open))
		for n, v := range verdicts {
			if v.Outcome == verify.VerdictNoToolchain {
				return nil, errors.New(v.Message)
			}
			newKeys[n], newKinds[n] = keys[at[n]], v.Outcome
		}
		if err := j.log.add(newKeys, newKinds); err != nil {
			return nil, fmt.Errorf("log of verdicts: %w", err)
		}
		for i, key := range keys {
			if n, ok := asked[key]; ok {
				kinds[i] = newKinds[n]
			}
		}
	}
	return kinds, nil
}

// key identifies a case and how it is judged.
func (j *judge) key(c verify.Case) (verdictKey, error) {
	data, err := json.Marshal(struct {
		Case    verify.Case
		Options verify.CheckOptions
	}{c, j.options})
	if err != nil {
		return verdictKey{}, err
	}
	sum := sha256.Sum256(data)
	return verdictKey(sum[:16]), nil
}
