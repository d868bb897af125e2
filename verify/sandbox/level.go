package sandbox

import "fmt"

// Level says what keeps a program from the machine; see the package's
// documentation. The zero value is the strictest.
type Level uint8

// The levels, strictest first.
const (
	Isolated Level = iota
	Contained
	Limited
	Off
)

var levelNames = [...]string{"isolated", "contained", "limited", "off"}

// String returns the level's name.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return fmt.Sprintf("level %d", l)
}

// ParseLevel returns the level of a name.
func ParseLevel(name string) (Level, error) {
	for l, known := range levelNames {
		if name == known {
			return Level(l), nil
		}
	}
	return 0, fmt.Errorf("unknown sandbox level %q: expected isolated, contained, limited or off", name)
}

// MarshalText gives the name, for JSON.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText parses a name.
func (l *Level) UnmarshalText(text []byte) error {
	parsed, err := ParseLevel(string(text))
	if err == nil {
		*l = parsed
	}
	return err
}

// Options say what a Sandbox is like. The zero value works.
type Options struct {
	Level Level

	// Read lists files and folders that programs may read beside the system's own
	// (/usr, /lib, /bin and their like); what is missing is left out.
	Read []string
}

// UnavailableError says that the machine can't give a level.
type UnavailableError struct {
	Level Level
	Err   error // what is missing
}

func (e *UnavailableError) Error() string {
	return fmt.Sprintf("sandbox level %s is not available: %v", e.Level, e.Err)
}

func (e *UnavailableError) Unwrap() error { return e.Err }
