package convert

import (
	"bytes"
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// rule is a line of a .gitignore file, as gitignore(5) says.
type rule struct {
	pattern string // of whole paths from the root of the tree
	negated bool   // takes a path back in
	folder  bool   // for folders only
}

// parseIgnore reads the rules of a .gitignore file that lies in folder ("." for
// the root). Lines that are no pattern match nothing, as in git.
func parseIgnore(folder string, text []byte) []rule {
	var rules []rule
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	for line := range strings.Lines(string(text)) {
		line = trimBlanks(strings.TrimRight(line, "\r\n"))
		if line == "" || line[0] == '#' {
			continue
		}
		var r rule
		if line[0] == '!' {
			r.negated, line = true, line[1:]
		}
		if strings.HasSuffix(line, "/") {
			r.folder, line = true, strings.TrimSuffix(line, "/")
		}
		// A slash anywhere but at the end ties the pattern to its folder.
		if anchored := strings.Contains(line, "/"); anchored {
			line = strings.TrimPrefix(line, "/")
		} else {
			line = "**/" + line
		}
		r.pattern = literal(line)
		if folder != "." {
			r.pattern = escape(folder) + "/" + r.pattern
		}
		if doublestar.ValidatePattern(r.pattern) {
			rules = append(rules, r)
		}
	}
	return rules
}

// trimBlanks takes blanks off the end but for one behind a backslash.
func trimBlanks(line string) string {
	trimmed := strings.TrimRight(line, " \t")
	if strings.HasSuffix(trimmed, `\`) && len(trimmed) < len(line) {
		return trimmed + line[len(trimmed):len(trimmed)+1]
	}
	return trimmed
}

// literal mends what doublestar reads more into than git: alternatives in braces,
// and "**" within a name, which is a star. "a/**" is all that lies in a, not a
// itself.
func literal(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			b.WriteByte(c)
			i++
		case c == '{' || c == '}':
			b.WriteByte('\\')
		}
		b.WriteByte(pattern[i])
	}
	parts := strings.Split(b.String(), "/")
	for i, part := range parts {
		for part != "**" && strings.Contains(part, "**") {
			part = strings.ReplaceAll(part, "**", "*")
		}
		parts[i] = part
	}
	if n := len(parts); n > 1 && parts[n-1] == "**" {
		parts = append(parts, "*")
	}
	return strings.Join(parts, "/")
}

// escape makes a pattern of a path that stands for nothing but itself.
func escape(name string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "{", `\{`).Replace(name)
}

// ignored applies the rules to a path whose folders are not ignored; the last that
// matches counts.
func ignored(rules []rule, name string, folder bool) bool {
	for i := len(rules) - 1; i >= 0; i-- {
		r := rules[i]
		if r.folder && !folder {
			continue
		}
		if doublestar.MatchUnvalidated(r.pattern, name) {
			return !r.negated
		}
	}
	return false
}

// globs are those of --include or --exclude. One without a slash matches a name
// in any folder; one that matches a folder matches all in it.
type globs []string

func newGlobs(patterns []string) (globs, error) {
	var all globs
	for _, p := range patterns {
		clean := strings.TrimSuffix(strings.TrimPrefix(p, "./"), "/")
		if clean == "" || !doublestar.ValidatePattern(clean) {
			return nil, &PatternError{p}
		}
		if !strings.Contains(clean, "/") {
			clean = "**/" + clean
		}
		all = append(all, strings.TrimPrefix(clean, "/"))
	}
	return all, nil
}

// match reports whether a pattern matches the path or a folder above it.
func (g globs) match(name string) bool {
	for ; name != "." && name != "/" && name != ""; name = path.Dir(name) {
		for _, p := range g {
			if doublestar.MatchUnvalidated(p, name) {
				return true
			}
		}
	}
	return false
}

// PatternError is a glob that can't be read.
type PatternError struct{ Pattern string }

func (e *PatternError) Error() string { return "malformed pattern " + quote(e.Pattern) }
