package verify

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"transcoder/lexers"
)

// Program is a whole program.
type Program struct {
	Language lexers.Language
	Text     string
	Class    string // with main, which names the file; "" means Main; Java only

	// Files are further sources beside it: a Python module, a C++ header (one that ends
	// in .cpp is compiled along), a Java class.
	Files []File

	Args  []string // that the program is called with
	Stdin string

	// Timeout is the processor time of the run where it is to differ from Options'; 0
	// means that it doesn't.
	Timeout time.Duration

	// watched compiles C++ to call __ubsan_handle_*_overflow, which the program
	// defines, where a signed integer overflows; where the compiler can't, it has no
	// effect.
	watched bool

	// company says that the program in C++ is one of several candidates: the compiler
	// goes on behind the first error, to find which of them have one.
	company bool

	// Sanitize compiles C++ with checks for undefined behavior and for addresses out
	// of bounds, at the first of which the program ends with SanitizerExit. Other
	// languages define all that they do.
	Sanitize bool
}

// File is a source file, with a slash-separated name relative to the program's
// folder.
type File struct{ Name, Text string }

// SanitizerExit is the exit code of a program that its sanitizers ended.
const SanitizerExit = 86

func (p *Program) class() string {
	if p.Class == "" {
		return "Main"
	}
	return p.Class
}

// key is a hash of a program, by which what is known of it is found.
type key [sha256.Size]byte

// buildKey identifies what is compiled: all but what a run is given.
func (p *Program) buildKey() key {
	parts := []string{p.Language.String(), p.Class, p.Text, flag(p.Sanitize), flag(p.watched), flag(p.company)}
	for _, f := range p.Files {
		parts = append(parts, f.Name, f.Text)
	}
	return hash(parts)
}

// runKey identifies a program by all that it is.
func (p *Program) runKey() key {
	build := p.buildKey()
	return hash(append([]string{string(build[:]), p.Stdin, p.Timeout.String()}, p.Args...))
}

func flag(yes bool) string {
	if yes {
		return "1"
	}
	return ""
}

// hash is one of a list: lengths are part of it, so that lists whose texts run
// into one another differ.
func hash(parts []string) key {
	h := sha256.New()
	var length [8]byte
	for _, part := range parts {
		binary.LittleEndian.PutUint64(length[:], uint64(len(part)))
		h.Write(length[:])
		h.Write([]byte(part))
	}
	return key(h.Sum(nil))
}
