package app

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// What --verbose prints of a translation: how long each step takes, and what it
// takes of the machine.

// rate prints how fast things were done, and the memory of the process.
func (s *IOStreams) rate(number int, what string, taken time.Duration) {
	line := fmt.Sprintf("%s in %s: %.1f %ss/s", counted(number, what), seconds(taken), float64(number)/max(taken.Seconds(), 1e-9), what)
	if peak := peakMemory(); peak > 0 {
		line += fmt.Sprintf(", %d MB of memory at the most", peak>>20)
	}
	s.Verbosef("%s", line)
}

// counted is a number of things, such as "1 function" and "2 functions".
func counted(number int, what string) string {
	if number != 1 {
		what += "s"
	}
	return strconv.Itoa(number) + " " + what
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

// grouped writes a number with a comma after each three digits.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// peakMemory is the most memory that the process had, in bytes; 0 where the system
// does not say it as Linux does.
func peakMemory() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, text, _ := strings.Cut(string(status), "VmHWM:")
	text, _, _ = strings.Cut(text, "kB")
	n, _ := strconv.Atoi(strings.TrimSpace(text))
	return n << 10
}
