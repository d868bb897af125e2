package grammar

import (
	"fmt"
	"strings"
)

// The notation of the grammars: rules of EBNF over tokens of the canonical form.
//
//	rule = "token" CLASS rule <action> ;   a sequence
//	       a | b      one or the other
//	       [ a ]      a or nothing
//	       { a }      a any number of times, also none
//	       ( a )      grouping
//	       a % ","    one a or more, with commas between
//
// A word in capitals is a class of tokens (names, numbers ...) that the
// language's table defines, or, where it defines none, the token itself:
// BLOCK_OPEN. An action in angle brackets changes what is known of names. Text
// behind # is a comment.

// expression is a node of a parsed rule.
type expression struct {
	kind  expressionKind
	text  string // of a token, class, rule or action
	parts []expression
}

type expressionKind uint8

const (
	sequence expressionKind = iota
	choice
	option
	repetition
	separated // parts[0] % parts[1]
	reference // of a rule
	token
	class
	action
)

// parseRules reads a grammar. It panics on a text that is none: grammars are
// part of the program, and every test loads them.
func parseRules(text string) map[string]expression {
	p := &ruleParser{}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "# ")
		p.words = append(p.words, strings.Fields(line)...)
	}
	rules := map[string]expression{}
	for p.at < len(p.words) {
		name := p.next()
		p.expect("=")
		if _, twice := rules[name]; twice {
			panic("grammar: rule " + name + " is given twice")
		}
		rules[name] = p.choice()
		p.expect(";")
	}
	return rules
}

type ruleParser struct {
	words []string
	at    int
}

func (p *ruleParser) peek() string {
	if p.at < len(p.words) {
		return p.words[p.at]
	}
	return ""
}

func (p *ruleParser) next() string {
	word := p.peek()
	p.at++
	return word
}

func (p *ruleParser) expect(word string) {
	if got := p.next(); got != word {
		panic(fmt.Sprintf("grammar: %q where %q is expected, behind %v", got, word, p.words[max(0, p.at-8):min(p.at-1, len(p.words))]))
	}
}

func (p *ruleParser) choice() expression {
	e := expression{kind: choice, parts: []expression{p.sequence()}}
	for p.peek() == "|" {
		p.at++
		e.parts = append(e.parts, p.sequence())
	}
	if len(e.parts) == 1 {
		return e.parts[0]
	}
	return e
}

func (p *ruleParser) sequence() expression {
	e := expression{kind: sequence}
	for {
		switch p.peek() {
		case "|", ")", "]", "}", ";", "":
			return e
		}
		item := p.item()
		if p.peek() == "%" {
			p.at++
			item = expression{kind: separated, parts: []expression{item, p.item()}}
		}
		e.parts = append(e.parts, item)
	}
}

func (p *ruleParser) item() expression {
	switch word := p.next(); {
	case word == "(":
		e := p.choice()
		p.expect(")")
		return e
	case word == "[":
		e := p.choice()
		p.expect("]")
		return expression{kind: option, parts: []expression{e}}
	case word == "{":
		e := p.choice()
		p.expect("}")
		return expression{kind: repetition, parts: []expression{e}}
	case len(word) > 2 && word[0] == '"' && word[len(word)-1] == '"':
		return expression{kind: token, text: word[1 : len(word)-1]}
	case len(word) > 2 && word[0] == '<' && word[len(word)-1] == '>':
		return expression{kind: action, text: word[1 : len(word)-1]}
	case word != "" && word[0] >= 'A' && word[0] <= 'Z':
		return expression{kind: class, text: word}
	case word != "" && word[0] >= 'a' && word[0] <= 'z':
		return expression{kind: reference, text: word}
	default:
		panic(fmt.Sprintf("grammar: %q where an item is expected", word))
	}
}
