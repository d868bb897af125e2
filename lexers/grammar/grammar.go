package grammar

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"transcoder/lexers"
)

// Vocabulary is what the grammar needs to know of subwords; *bpe.Vocabulary is
// one.
type Vocabulary interface {
	Size() int
	Token(id int32) string    // text; a piece whose word goes on has @@ behind it, a byte reads <0x41>
	Continues(id int32) bool  // a word goes on behind id
	Special(id int32) bool    // id is no part of a word
	Languages(id int32) uint8 // languages that can hold id, 1<<language for each
}

// EOS is the id that ends a function, that of corpora/bpe.
const EOS = 2

// Grammar is the automaton of one language over one vocabulary. It is immutable
// but for a cache behind a lock: any number of goroutines may share one.
type Grammar struct {
	*automaton
	language  lexers.Language
	names     int // ID_k of the vocabulary
	ids       []id
	tokenIDs  map[string]int32 // of whole words
	pieces    *pieces
	whole     []uint64 // ids that are whole words
	endOfWord int32    // -1 for none

	mu    sync.RWMutex
	union map[terminalSet][]uint64 // by set of terminals: ids of any of them
}

// id is what the grammar knows of an id.
type id struct {
	lexeme    lexeme
	terminals []int32 // classes that it is a member of, as a whole word
	piece     string  // its characters, where it can be part of a word; "" for none
	continues bool
}

// New compiles the grammar of a language for a vocabulary. The error names the
// tokens without which no function can be written.
func New(language lexers.Language, v Vocabulary) (*Grammar, error) {
	if int(language) >= lexers.LanguageCount {
		return nil, fmt.Errorf("grammar: unknown %v", language)
	}
	d := [...]func() *definition{
		lexers.Python: pythonLanguage,
		lexers.CPP:    cppLanguage,
		lexers.Java:   javaLanguage,
	}[language]()

	g := &Grammar{
		automaton: compile(d), language: language, ids: make([]id, v.Size()), tokenIDs: map[string]int32{},
		whole: make([]uint64, (v.Size()+63)/64), endOfWord: -1, union: map[terminalSet][]uint64{},
	}
	for i := range g.terminals {
		g.terminals[i].ids = make([]uint64, len(g.whole))
		g.terminals[i].offered = make([]uint64, len(g.whole))
		g.terminals[i].weight = unreachable
	}
	for i := range g.ids {
		g.describe(v, int32(i))
	}
	g.pieces = newPieces(g)
	g.pieces.end = g.endOfWord
	for i := range g.terminals {
		if t := &g.terminals[i]; t.spelled && g.pieces.end >= 0 {
			t.weight = min(t.weight, 2)
		}
		if t := &g.terminals[i]; t.only != nil && t.weight == unreachable {
			t.weight, t.scarce = 1, true // its words are long
		}
		g.weigh(&g.terminals[i])
	}
	if err := g.measure(); err != nil {
		return nil, fmt.Errorf("grammar of %s: %w", language.Title(), err)
	}
	return g, nil
}

// weigh makes a class as heavy as the word that it can fall back on where few
// of its words may stand.
func (g *Grammar) weigh(t *terminal) {
	if t.weight < unreachable {
		t.weight += t.heavier
	}
	switch {
	case t.scarce:
	case t.narrow != nil:
		t.weight = 0
		for _, words := range t.narrow {
			t.weight = max(t.weight, g.shortest(words))
		}
	case t.known != nil:
		t.weight = g.shortest(t.known)
	}
}

// shortest returns how many ids the shortest of some words takes.
func (g *Grammar) shortest(words map[string]bool) int32 {
	ids := int32(unreachable)
	for word := range words {
		if _, whole := g.tokenIDs[word]; whole {
			return 1
		}
		if g.pieces.end >= 0 {
			ids = min(ids, int32(len(word))+2) // a letter a piece, and the end
		}
	}
	return ids
}

// describe finds out what an id can be.
func (g *Grammar) describe(v Vocabulary, i int32) {
	if v.Special(i) || v.Languages(i)&(1<<g.language) == 0 {
		return
	}
	text := v.Token(i)
	d := &g.ids[i]
	d.continues = v.Continues(i)
	switch {
	case strings.HasPrefix(text, "<0x") && len(text) == 6:
		var b byte
		if _, err := fmt.Sscanf(text, "<0x%02X>", &b); err == nil && wordByte(b) {
			d.piece = string(b)
		}
		return
	case text == endOfWord:
		g.endOfWord = i
		return
	case d.continues:
		if piece := strings.TrimSuffix(text, "@@"); wordBytes(piece) {
			d.piece = piece
		}
		return
	}
	d.lexeme = newLexeme(text)
	g.tokenIDs[text] = i
	if isID(d.lexeme) {
		g.names++
	}
	if wordBytes(text) && d.lexeme.prefix == "" {
		d.piece = text
	}
	for k := range g.terminals {
		if t := &g.terminals[k]; t.has(d.lexeme) {
			d.terminals = append(d.terminals, int32(k))
			t.ids[i/64] |= 1 << (i % 64)
			if (t.known == nil || t.known[text]) && !t.barred[text] {
				t.offered[i/64] |= 1 << (i % 64)
			}
			t.weight = 1
			g.whole[i/64] |= 1 << (i % 64)
		}
	}
}

// endOfWord ends a word that is spelled in pieces.
const endOfWord = "</w>"

func wordBytes(text string) bool {
	for i := range len(text) {
		if !wordByte(text[i]) {
			return false
		}
	}
	return text != ""
}

// Start returns the state before the first id of a function. source is nil
// where nothing is known of what placeholders stand for.
func (g *Grammar) Start(source *Source) *State {
	if source == nil {
		source = &Source{}
	}
	names := g.names
	if source.canonical != nil {
		names = min(names, len(source.canonical.Names)+source.invented)
	}
	begin := &scope{source: source, names: names, strict: source.canonical != nil}
	for _, name := range slices.Sorted(maps.Keys(source.own)) {
		begin.words = &word{text: name, before: begin.words}
	}
	if g.language == lexers.CPP {
		for _, name := range append(ForeignTypes(source.canonical), source.types...) {
			begin.words = &word{text: name, kind: typeName, before: begin.words}
		}
	}
	c := &closure{g: g}
	c.add(g.start, &frame{rule: g.start, distance: 1}, begin)
	c.run()
	return c.finish()
}

// Advance returns the state behind an id. Behind an id that was not allowed
// nothing is.
func (g *Grammar) Advance(s *State, i int32) *State {
	if i < 0 || int(i) >= len(g.ids) {
		return &State{distance: unreachable}
	}
	d := &g.ids[i]
	switch {
	case s.word != "":
		text := s.word + d.piece
		if i != g.pieces.end && d.piece == "" {
			return &State{distance: unreachable}
		}
		if d.continues {
			next := *s
			next.word = text
			return &next
		}
		return g.Word(s, text)
	case d.continues && d.piece != "":
		next := *s
		next.word = d.piece
		return &next
	}
	return g.read(s, d.lexeme, d.terminals)
}

// Word returns the state behind a whole word, whether or not the vocabulary has
// an id for it.
func (g *Grammar) Word(s *State, text string) *State {
	w := newLexeme(text)
	if i, ok := g.tokenIDs[text]; ok && s.word == "" {
		return g.read(s, w, g.ids[i].terminals)
	}
	var terminals []int32
	for k := range g.terminals {
		if t := &g.terminals[k]; t.has(w) && (t.spelled || t.only != nil || s.word == "") {
			terminals = append(terminals, int32(k))
		}
	}
	return g.read(s, w, terminals)
}

// Accepting reports whether the function may end here.
func (s *State) Accepting() bool { return s.accepting && s.word == "" }

// Distance returns how many ids it takes at least to end the function, EOS
// included.
func (s *State) Distance() int {
	if s.word != "" {
		return int(s.distance) + wordSlack
	}
	return int(s.distance)
}

// Dead reports whether nothing may follow, as behind an id that was not
// allowed.
func (s *State) Dead() bool { return !s.accepting && len(s.items) == 0 }
