package translate

import (
	"fmt"
	"maps"
	"slices"

	"transcoder/corpora/bpe"
	"transcoder/lexers"
)

// structure knows the ids that a constraint asks about.
type structure struct {
	names, numbers, strings, characters []int32 // placeholders by index

	opening, closing                 map[int32]byte // bracket or block -> its sign in a stack
	blockOpen, blockClose, endOfLine int32
	semicolon, in, parenthesis       int32
	do, while                        int32
	wordEnd                          int32          // ends a word that is spelled in letters or bytes
	heads                            map[int32]head // words that begin a statement with a block
	followers                        []int32        // words that need a block before them
	beforeBlock                      map[int32]bool // what a block inside an expression, a lambda's, stands behind
	inWord                           []int32        // ids that can't follow a piece whose word goes on
	signs                            []int32        // bytes that would spell a bracket or the like as a word
	continues                        []bool         // by id: its word goes on
}

// head says what stands between the word that begins a statement and its block.
type head byte

const (
	noHead   head = iota
	bareHead      // nothing, or something: else, try, do
	fullHead      // a condition or the like: if, switch, catch
	forHead       // two semicolons, or one in
)

// blockSign and doSign stand for a block in a stack, that of a do and any other;
// the opening bracket stands for a bracket.
const (
	blockSign = 'B'
	doSign    = 'D'
)

func newStructure(v *bpe.Vocabulary) *structure {
	placeholders := func(prefix string) []int32 {
		var ids []int32
		for _, token := range bpe.NumberedPlaceholders(prefix, v.Size()) {
			id, ok := v.ID(token)
			if !ok {
				break
			}
			ids = append(ids, id)
		}
		return ids
	}
	id := func(token string) int32 {
		if id, ok := v.ID(token); ok {
			return id
		}
		return -1 // a vocabulary without it never writes it
	}
	s := &structure{
		names: placeholders("ID"), numbers: placeholders("NUM"), strings: placeholders("STR"), characters: placeholders("CHR"),
		blockOpen: id(lexers.BlockOpen), blockClose: id(lexers.BlockClose), endOfLine: id(lexers.EndOfLine),
		semicolon: id(";"), in: id("in"), parenthesis: id("("), do: id("do"), while: id("while"), wordEnd: id("</w>"),
		followers: []int32{id(lexers.ElseIf), id("else"), id("catch"), id("finally"), id("except")},
		heads: map[int32]head{
			id("if"): fullHead, id(lexers.ElseIf): fullHead, id("switch"): fullHead, id("catch"): fullHead, id("while"): fullHead, id("for"): forHead,
			id("else"): bareHead, id("try"): bareHead, id("do"): bareHead, id("finally"): bareHead, id("except"): bareHead,
		},
		beforeBlock: map[int32]bool{id(")"): true, id("]"): true, id("->"): true},
		continues:   make([]bool, v.Size()),
	}
	s.opening = map[int32]byte{id("("): '(', id("["): '[', id("{"): '{', s.blockOpen: blockSign}
	s.closing = map[int32]byte{id(")"): '(', id("]"): '[', id("}"): '{', s.blockClose: blockSign}
	for i := range int32(v.Size()) {
		s.continues[i] = v.Continues(i)
	}
	for b := range byte(0x80) {
		if word := b == '_' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'; !word {
			s.signs = append(s.signs, id(fmt.Sprintf("<0x%02X>", b)))
		}
	}
	// Other whole tokens may end a word: 2 does in atan2.
	s.inWord = slices.Concat(s.names, s.numbers, s.strings, s.characters, []int32{s.endOfLine},
		slices.Sorted(maps.Keys(s.opening)), slices.Sorted(maps.Keys(s.closing)))
	return s
}
