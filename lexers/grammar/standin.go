package grammar

import (
	"slices"
	"strconv"
	"strings"

	"transcoder/lexers"
)

// StandIns puts words of the vocabulary in the place of the names that a function
// uses and that neither it nor its language's library declares: the program's own
// functions, classes, fields and globals. Such a name must come out of a
// translation as it went in. Spelled in pieces it is long, seen rarely, and copied
// badly; so own_0, own_1 ... stand for names such as count_lines, and Own_0 ... for names
// in camel case such as LineCounter, which are types as a rule.
//
// To the grammar a stand-in is a name of the program like any other.
type StandIns struct {
	whole map[string]bool // words that the vocabulary has an id for
	limit map[string]int  // by prefix
}

// The prefixes of stand-ins. They are numbered by first appearance, each apart.
const (
	standInName = "own_"
	standInType = "Own_"
)

// NewStandIns returns those of a vocabulary, which may have none: then nothing is
// replaced.
func NewStandIns(v Vocabulary) *StandIns {
	s := &StandIns{whole: map[string]bool{}, limit: map[string]int{}}
	for id := range int32(v.Size()) {
		if token := v.Token(id); !v.Special(id) && !v.Continues(id) {
			s.whole[token] = true
		}
	}
	for _, prefix := range []string{standInName, standInType} {
		for s.whole[standIn(prefix, s.limit[prefix])] {
			s.limit[prefix]++
		}
	}
	return s
}

// Replace returns canonical tokens of a function with stand-ins, as many as before,
// and the name that each one stands for. Names that the vocabulary has a word for stay, but for
// functions that are called and those in known, the functions that the program is
// known to define; so do names for which there is no stand-in left.
func (s *StandIns) Replace(language lexers.Language, tokens []string, known func(name string) bool) (replaced []string, names map[string]string) {
	if len(s.limit) == 0 {
		return tokens, nil
	}
	wanted := map[string]bool{}
	var places []int
	for i, token := range tokens {
		if !unexplained(language, tokens, i) {
			continue
		}
		places = append(places, i)
		if !s.whole[token] || isStandIn(token) || known != nil && known(token) || isCalled(tokens, i) {
			wanted[token] = true
		}
	}
	if len(wanted) == 0 {
		return tokens, nil
	}
	replaced, names = slices.Clone(tokens), map[string]string{}
	stands, used := map[string]string{}, map[string]int{}
	for _, i := range places {
		name := tokens[i]
		if !wanted[name] {
			continue
		}
		stand, ok := stands[name]
		if !ok {
			prefix := standInName
			if camelCase(name) {
				prefix = standInType
			}
			if used[prefix] < s.limit[prefix] {
				stand = standIn(prefix, used[prefix])
				used[prefix]++
				names[stand] = name
			}
			stands[name] = stand
		}
		if stand != "" {
			replaced[i] = stand
		}
	}
	return replaced, names
}

// Add returns what stands for a name that the tokens given to Replace lack, and
// notes it in the names that Replace returned. false where the vocabulary has a word
// for it, or no stand-in is left.
func (s *StandIns) Add(names map[string]string, name string) (string, bool) {
	if s.whole[name] {
		return "", false
	}
	prefix := standInName
	if camelCase(name) {
		prefix = standInType
	}
	for k := range s.limit[prefix] {
		stand := standIn(prefix, k)
		if other, used := names[stand]; !used || other == name {
			names[stand] = name
			return stand, true
		}
	}
	return "", false
}

func standIn(prefix string, k int) string { return prefix + strconv.Itoa(k) }

// TypeParameter returns the name of a type parameter for a stand-in that stands for no name
// of the source: a model that makes a template takes one.
func TypeParameter(token string) (name string, ok bool) {
	k, ok := strings.CutPrefix(token, standInType)
	if n, err := strconv.Atoi(k); !ok || err != nil || n > 0 {
		return "T" + k, ok && err == nil
	}
	return "T", true
}

// isStandIn reports whether a name of a program reads like a stand-in.
func isStandIn(name string) bool {
	return strings.HasPrefix(name, standInName) || strings.HasPrefix(name, standInType)
}

// isCalled reports whether the name at i is that of a function that is called by
// nothing but its name.
func isCalled(tokens []string, i int) bool {
	if i+1 >= len(tokens) || tokens[i+1] != "(" || camelCase(tokens[i]) {
		return false
	}
	if i == 0 {
		return true
	}
	switch tokens[i-1] {
	case ".", "->", "::", "new":
		return false
	}
	return true
}

// camelCase holds for names that begin as types do.
func camelCase(name string) bool {
	return name[0] >= 'A' && name[0] <= 'Z' && name != strings.ToUpper(name)
}
