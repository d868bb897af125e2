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
	try, catch, except, finally, at  int32 // at is @
	while, otherwise                 int32 // otherwise is else
	colon, switchWord                int32
	wordEnd                          int32            // ends a word that is spelled in letters or bytes
	heads                            map[int32]head   // words that begin a statement with a block
	blocks                           map[int32]byte   // the sign of that block, where it is not plainBlock
	followers                        map[int32]string // words that need a block before them, and its signs
	opens                            map[int32]bool   // words that begin a Python statement with a block, beside heads
	beforeBlock                      map[int32]bool   // what a block inside an expression, a lambda's, stands behind
	inWord                           []int32          // ids that can't follow a piece whose word goes on
	signs                            []int32          // bytes that would spell a bracket or the like as a word
	continues                        []bool           // by id: its word goes on
}

// head says what stands between the word that begins a statement and its block.
type head byte

const (
	noHead   head = iota
	bareHead      // nothing, or something: else, try, do
	fullHead      // a condition or the like: if, switch, catch
	forHead       // two semicolons, or one in
)

// A stack holds a sign for all that is open: the opening bracket for a bracket,
// and for a block what began its statement, which decides what may follow it.
const (
	plainBlock  = 'B' // nothing, a switch, a function
	ifBlock     = 'I' // if, elif
	elseBlock   = 'E'
	loopBlock   = 'L' // for, while
	tryBlock    = 'T'
	catchBlock  = 'C' // catch, except
	doBlock     = 'D'
	bracketOpen = "([{"
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
		semicolon: id(";"), in: id("in"), parenthesis: id("("), try: id("try"), catch: id("catch"), except: id("except"),
		finally: id("finally"), at: id("@"), colon: id(":"), switchWord: id("switch"), while: id("while"), otherwise: id("else"), wordEnd: id("</w>"),
		followers: map[int32]string{
			id(lexers.ElseIf): string(ifBlock),
			id("else"):        string([]byte{ifBlock, loopBlock, catchBlock}), // the latter two in Python
			id("catch"):       string([]byte{tryBlock, catchBlock}),
			id("except"):      string([]byte{tryBlock, catchBlock}),
			id("finally"):     string([]byte{tryBlock, catchBlock, elseBlock}),
		},
		blocks: map[int32]byte{
			id("if"): ifBlock, id(lexers.ElseIf): ifBlock, id("else"): elseBlock, id("for"): loopBlock, id("while"): loopBlock,
			id("try"): tryBlock, id("catch"): catchBlock, id("except"): catchBlock, id("do"): doBlock,
		},
		heads: map[int32]head{
			id("if"): fullHead, id(lexers.ElseIf): fullHead, id("switch"): fullHead, id("catch"): fullHead, id("while"): fullHead, id("for"): forHead,
			id("else"): bareHead, id("try"): bareHead, id("do"): bareHead, id("finally"): bareHead, id("except"): bareHead,
		},
		opens:       map[int32]bool{id("with"): true, id("def"): true, id("async"): true, id("match"): true, id("case"): true, id("class"): true},
		beforeBlock: map[int32]bool{id(")"): true, id("]"): true, id("->"): true, id(":"): true},
		continues:   make([]bool, v.Size()),
	}
	s.opening = map[int32]byte{id("("): '(', id("["): '[', id("{"): '{', s.blockOpen: plainBlock}
	s.closing = map[int32]byte{id(")"): '(', id("]"): '[', id("}"): '{', s.blockClose: plainBlock}
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
