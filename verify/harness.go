package verify

import (
	_ "embed"
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"transcoder/lexers"
)

//go:embed harness.py
var pythonHarness string

//go:embed harness.hpp
var cppHarness string

//go:embed Harness.java
var javaHarness string

// A harness is the program text around a candidate. It reads inputs from standard
// input, calls the candidate for each and writes what came of it in frames:
//
//	@NONCE INDEX STATUS MICROSECONDS HAZARDS PAYLOAD
//
// to a copy of the descriptor of standard output; the candidate's own standard
// output is something else. The nonce is a hash of the program, which a
// candidate can't hold. What the candidate should answer is never given to its
// process: there is nothing to find there, and a frame that it forges would have
// to be right.
//
// The first line of standard input is
//
//	NONCE CANDIDATE START LIMIT PATIENCE POISON ARITHMETIC
//
// with LIMIT in microseconds for one input and PATIENCE the inputs over it at which to
// stop. One input a line follows, a list of arguments in the notation of value. A run
// that ends before its last input goes on behind the one that ended it.

// subject is a function in a program that can be run on inputs: a source or a
// translation.
type subject struct {
	unit   *unit
	source *unit       // whose parameters inputs are made for; the unit itself for a source
	domain []*dataType // of the source's parameters

	program *Program // without inputs; several candidates may share it
	number  int      // of the candidate in its program
	nonce   string
	offset  int // Java: lines of the program before the candidate's first

	arithmetic arithmetic // Python

	broken *unsuitable // why there is nothing to run
}

// arithmetic says how a Python subject calculates.
type arithmetic int

const (
	plainArithmetic   arithmetic = 0
	watchedArithmetic arithmetic = 1  // as always; hazards are noted
	arithmetic32      arithmetic = 32 // as integers of 32 bits in C++ and Java: they wrap, and are divided toward zero
	arithmetic64      arithmetic = 64
)

// nonceOf returns what marks the frames of a program.
func nonceOf(parts ...string) string {
	sum := hash(append([]string{"nonce"}, parts...))
	return hex.EncodeToString(sum[:8])
}

// harnessed puts a candidate into a program of its own.
func (c *subject) harnessed() {
	c.number = 0
	switch c.unit.Language {
	case lexers.Python:
		c.program, c.nonce = pythonProgram(c)
	case lexers.Java:
		c.program, c.nonce = javaProgram([]*subject{c})
	default:
		c.program, c.nonce = cppProgram([]*subject{c}, false)
	}
}

// watched reports whether the program notes signed integers that overflow: those of
// a translation into C++ from Java, where they wrap.
func (c *subject) watched() bool {
	return c.unit.Language == lexers.CPP && c.source.Language == lexers.Java
}

// header is the first line of standard input.
func (c *subject) header(start int, limit time.Duration, patience int) string {
	return fmt.Sprintf("%s %d %d %d %d 90 %d\n", c.nonce, c.number, start, limit.Microseconds(), patience, c.arithmetic)
}

// arguments returns what the candidate is called with for an input of the source,
// and whether its types can hold it.
func (c *subject) arguments(input []value) ([]value, bool) {
	var args []value
	for j, t := range c.unit.types {
		from := -1
		for i := range input {
			if c.unit.place(c.source, i) == j {
				from = i
			}
		}
		switch {
		case from >= 0:
			v, ok := fit(input[from], t)
			if !ok {
				return nil, false
			}
			if c.unit.Language == lexers.Python && v.kind == stringValue && c.unit.asCharacters(j, c.domain[from]) {
				v = characters(v.text)
			}
			args = append(args, v)
		case c.unit.isLength(j) && len(args) > 0:
			n := len(args[len(args)-1].items)
			if s, ok := args[len(args)-1].isText(); ok {
				n = len(s)
			}
			args = append(args, intOf(int64(n)))
		}
	}
	return args, true
}

// asCharacters reports whether a Python function takes a list of characters where
// other languages have a char[]: its strings can't be assigned to.
func (u *unit) asCharacters(j int, domain *dataType) bool {
	return u.types[j].kind == anyKind && domain.shared && u.assigns(u.names[j])
}

func characters(s string) value {
	v := value{kind: listValue}
	for _, c := range s {
		v.items = append(v.items, charOf(byte(c)))
	}
	return v
}

// fit returns a value as a type holds it: 1 as 1.0, "a" as 'a', "ab" as a list of
// characters.
func fit(v value, t *dataType) (value, bool) {
	switch t.kind {
	case anyKind, otherKind:
		return v, true
	case boolKind:
		if v.kind == intValue && v.whole.IsInt64() && (v.whole.Int64() == 0 || v.whole.Int64() == 1) {
			return boolOf(v.whole.Sign() != 0), true
		}
		return v, v.kind == boolValue
	case intKind:
		switch {
		case v.kind == boolValue:
			return value{kind: intValue, whole: v.whole}, true
		case v.kind == floatValue && v.float == math.Trunc(v.float) && math.Abs(v.float) < 1<<53:
			v = intOf(int64(v.float))
		case v.kind != intValue:
			return v, false
		}
		return v, holds(t, v.whole)
	case floatKind:
		if v.kind == intValue {
			f, _ := new(big.Float).SetInt(v.whole).Float64()
			v = floatOf(f)
		}
		return v, v.kind == floatValue && (t.bits != 32 || float64(float32(v.float)) == v.float || math.IsNaN(v.float))
	case charKind:
		if v.kind == stringValue && len(v.text) == 1 {
			v.kind = charValue
		}
		return v, v.kind == charValue
	case stringKind:
		text, ok := v.isText()
		return stringOf(text), ok
	case listKind:
		if v.kind == stringValue && (t.elem[0].kind == charKind || t.elem[0].kind == stringKind || t.elem[0].kind == anyKind) {
			v = characters(v.text)
		}
		if v.kind != listValue && v.kind != pairValue || t.fixed > 0 && t.form != byPointer && len(v.items) != t.fixed {
			return v, false
		}
		return fitAll(value{kind: listValue}, v.items, t.elem)
	case setKind:
		if v.kind != setValue {
			return v, false
		}
		return fitAll(value{kind: setValue}, v.items, t.elem)
	case mapKind:
		if v.kind != mapValue && (v.kind != setValue || len(v.items) > 0) {
			return v, false
		}
		return fitAll(value{kind: mapValue}, v.items, t.elem)
	case pairKind:
		if v.kind != pairValue && v.kind != listValue || len(t.elem) > 0 && len(t.elem) != len(v.items) {
			return v, false
		}
		return fitAll(value{kind: pairValue}, v.items, t.elem)
	}
	return v, false
}

// fitAll fits items to types that take turns.
func fitAll(out value, items []value, types []*dataType) (value, bool) {
	for i, item := range items {
		if len(types) > 0 {
			var ok bool
			if item, ok = fit(item, types[i%len(types)]); !ok {
				return out, false
			}
		}
		out.items = append(out.items, item)
	}
	return out, true
}

// holds reports whether an integer type can hold a number.
func holds(t *dataType, n *big.Int) bool {
	switch {
	case t.unsigned:
		return n.Sign() >= 0 && (t.bits == 0 || n.BitLen() <= t.bits)
	case t.bits == 0:
		return true
	case n.Sign() < 0:
		return new(big.Int).Not(n).BitLen() < t.bits
	}
	return n.BitLen() < t.bits
}

// effectStatus says how a call ended.
type effectStatus uint8

const (
	effectMissing effectStatus = iota // nothing is known
	effectReturned
	effectRaised     // an exception, a signal, an exit
	effectTimedOut   // within the limit
	effectUndefined  // C++: behavior that the language does not define
	effectUnprinted  // it returned something without a notation
	effectNotCalled  // the candidate's types can't hold the input
	effectNotStarted // the candidate itself fails before any call; in Python, where it is loaded
)

// Hazards are what a function did that another language would do otherwise.
const (
	hazardInt32     = 1 // Python: a number that 32 bits don't hold
	hazardInt64     = 2 // or 64
	hazardNegative  = 4 // // or % of a negative number
	hazardUndefined = 8 // C++: a signed integer overflowed
)

// effect is what a call did.
type effect struct {
	status   effectStatus
	returned value
	changed  map[int]value // parameters by their place, as they are after the call
	printed  string
	message  string // where it did not return
	line     int    // of the unit's text, 0 where not known
	micros   int64
	hazards  int
}

var effectStatuses = map[string]effectStatus{"ok": effectReturned, "raised": effectRaised, "timeout": effectTimedOut, "undefined": effectUndefined,
	"unencodable": effectUnprinted, "compile": effectNotStarted, "load": effectNotStarted}

// Ends of a run, as its last frame tells.
const (
	endedEarly = iota // in a call: there is no last frame
	endedLate         // its patience was at its end
	endedWell         // at the last input
)

// readFrames sets the effects that a run reports, and says how it ended.
func (c *subject) readFrames(stdout string, effects []effect) int {
	mark := "@" + c.nonce + " "
	for line := range strings.Lines(stdout) {
		rest, ok := strings.CutPrefix(line, mark)
		if !ok {
			continue
		}
		fields := strings.SplitN(strings.TrimSuffix(rest, "\n"), " ", 5)
		if len(fields) < 5 {
			continue
		}
		index, err := strconv.Atoi(fields[0])
		if err != nil {
			continue
		}
		switch fields[1] {
		case "end":
			return endedWell
		case "late":
			return endedLate
		}
		status, known := effectStatuses[fields[1]]
		if !known {
			continue
		}
		e := effect{status: status, message: fields[4]}
		e.micros, _ = strconv.ParseInt(fields[2], 10, 64)
		e.hazards, _ = strconv.Atoi(fields[3])
		if status == effectNotStarted {
			e.place()
			c.broken = &unsuitable{VerdictRuntimeError, e.message, e.line}
			if fields[1] == "compile" {
				c.broken.outcome = VerdictCompileError
			}
			return endedWell
		}
		if index < 0 || index >= len(effects) {
			continue
		}
		switch {
		case status == effectReturned:
			if err := e.decode(fields[4]); err != nil {
				e.status, e.message = effectUnprinted, err.Error()
			}
		case status == effectRaised && c.unit.Language != lexers.CPP, status == effectUnprinted:
			e.place()
			e.line = max(e.line-c.offset, 0)
		}
		effects[index] = e
	}
	return endedEarly
}

// place takes the line number from the front of a message.
func (e *effect) place() {
	line, message, _ := strings.Cut(e.message, " ")
	if n, err := strconv.Atoi(line); err == nil {
		e.line, e.message = n, message
	}
}

// decode reads the payload of a call that returned.
func (e *effect) decode(payload string) error {
	parts := strings.Split(payload, "\t")
	if len(parts) != 3 {
		return fmt.Errorf("a result of %d parts, expected 3", len(parts))
	}
	e.message = ""
	var err error
	if e.returned, err = parseValue(parts[0]); err != nil {
		return err
	}
	changed, err := parseValue(parts[1])
	if err != nil {
		return err
	}
	for _, pair := range changed.items {
		if pair.kind != pairValue || len(pair.items) != 2 || pair.items[0].kind != intValue {
			return fmt.Errorf("a changed parameter without its place: %.40q", pair)
		}
		if e.changed == nil {
			e.changed = map[int]value{}
		}
		e.changed[int(pair.items[0].whole.Int64())] = pair.items[1]
	}
	printed, err := parseValue(parts[2])
	e.printed = printed.text
	return err
}
