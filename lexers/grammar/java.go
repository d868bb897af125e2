package grammar

import (
	"maps"
	"slices"

	"transcoder/lexers"
)

// javaGrammar follows chapter 19 of the Java Language Specification (Java 17) as
// far as the canonical form goes. What javac's parser demands beyond it is here,
// too: only calls, creations, assignments and the like are statements, a label
// stands before no declaration, and so on.
//
// A condition has no lambda or switch but in brackets, since the next BLOCK_OPEN
// ends the head that it stands in.
const javaGrammar = `
function   = [ typeparams ] result SELF "(" <open> [ parameters ] ")" [ "throws" qualified % "," ] block <close> ;
typeparams = "<" ( TYPE [ "extends" classtype { "&" classtype } ] ) % "," ">" ;
result     = "void" | type ;
parameters = type ( DECLARED [ "," parameters ] | "..." <bracketed> DECLARED ) ;

type       = ( PRIMITIVE | classtype ) { "[" "]" <bracketed> } ;
qualified  = TYPE { "." MEMBER } ;
classtype  = TYPE [ typeargs <container> ] { "." MEMBER [ typeargs ] <object> } ;
typeargs   = "<" typearg % "," ">" ;
explicit   = "<" reference % "," ">" ;
typearg    = "?" [ ( "extends" | "super" ) reference ] | reference ;
reference  = classtype { "[" "]" } | PRIMITIVE "[" "]" { "[" "]" } ;

block      = BLOCK_OPEN <open> { statement } <close> BLOCK_CLOSE ;
body       = BEGIN <open> { statement } <close> BLOCK_CLOSE ;
statement  = type DECLARED [ "=" initial ] EOL | "var" <anytype> DECLARED "=" expr EOL | unlabelled ;
unlabelled = effect EOL | compound
           | "return" [ expr ] EOL | "throw" expr EOL | "yield" yielded EOL
           | ( "break" | "continue" ) [ LABEL ] EOL
           | "assert" expr [ ":" expr ] EOL
           | LABEL ":" unlabelled ;
compound   = block
           | "if" condition body { "elif" condition body } [ "else" block ]
           | "while" condition body
           | "do" block "while" condition EOL
           | "for" <open> ( [ begin ] ";" [ condition ] ";" [ headeffect % "," ] | ( type | "var" <anytype> ) DECLARED "in" condition ) block <close>
           | "switch" condition BLOCK_OPEN <open> ( { group } | rule { rule } ) <close> BLOCK_CLOSE
           | "synchronized" condition block
           | "try" ( block ( handler { handler } [ "finally" block ] | "finally" block )
                   | <open> resource % ";" block <close> { handler } [ "finally" block ] ) ;
begin      = type DECLARED [ "=" headinit ] { "," DECLARED [ "=" headinit ] } | "var" <anytype> DECLARED "=" condition | headeffect % "," ;
resource   = ( type | "var" <anytype> ) DECLARED "=" condition | USED | NAME ;
handler    = "catch" <open> qualified { "|" qualified } DECLARED block <close> ;

group      = ( "case" label % "," | "default" ) ":" { statement } ;
rule       = ( "case" label % "," | "default" ) "->" ( block | "throw" expr EOL | effect EOL ) ;
label      = constant { BINARY constant } ;
constant   = { SIGN | "!" } ( NUMBER | TEXT | USED | NAME { "." FIELD } | CLASS "." OF ) ;

# Initializers of arrays, and what may stand as a statement.
initial    = expr | array ;
headinit   = condition | array ;
array      = "{" [ initial % "," ] "}" ;
effect     = place ASSIGN expr | act ;
headeffect = place ASSIGN condition | act ;
act        = STEP place | place STEP | call | "new" classnew arguments ;
place      = USED | NAME | reached ( DOT FIELD | INDEX <index> expr "]" <element> ) | "(" place ")" ;
call       = ( SELF | NAME ) arguments | primary DOT [ explicit ] METHOD arguments | "super" "." <anything> [ explicit ] METHOD arguments | CLASS "." [ explicit ] OF arguments ;

# Expressions, from loose to tight.
expr       = condition | lambda | choice | test "?" test ":" expr | place ASSIGN expr | "(" reference ")" lambda ;
condition  = test [ "?" test ":" condition ] | place ASSIGN condition ;
lambda     = <open> <anytype> ( DECLARED | "(" [ DECLARED % "," | parameters | ( "var" <anytype> DECLARED ) % "," ] ")" ) "->" ( expr | block ) <close> ;
choice     = "switch" condition BLOCK_OPEN <open> ( result1 { result1 } | group { group } ) <close> BLOCK_CLOSE ;
result1    = ( "case" label % "," | "default" ) "->" ( block | "throw" expr EOL | expr EOL ) ;
yielded    = choice | condition | lambda ;
test       = compare { LOGICAL compare } ;
compare    = sum [ COMPARE sum <truth> | "instanceof" reference [ DECLARED ] <truth> ] ;
sum        = operand { BINARY operand } ;
operand    = { SIGN } ( simple | cast | STEP place | "!" negated <truth> ) ;
negated    = { "!" } ( ( TRUTH | other ) { trailer } | cast | <lenient> operand ) ;
simple     = primary [ "::" <anything> METHOD ] | reference "::" <anything> ( METHOD | "new" ) | CLASS "::" OF | [ TYPE { "." MEMBER } "." ] "super" "::" <anything> METHOD
           | place STEP | NUMBER ;
cast       = "(" PRIMITIVE ")" operand
           | "(" reference { "&" classtype } ")" { "!" | "~" } ( simple | cast ) ;

primary    = reached
           | "new" sized <anything> [ "." ( METHOD arguments | FIELD ) <anything> { trailer } ] ;
reached    = ( USED | other ) { trailer } ;
other      = ( atom | "new" classnew arguments | "new" newtype array ) <anything> ;
atom       = NAME | SELF arguments | NAME arguments | TEXT | "true" | "false" | "null" | "this"
           | "super" "." <anything> ( METHOD arguments | FIELD | explicit METHOD arguments )
           | CLASS "." ( OF [ arguments ] | explicit OF arguments )
           | <lenient> "String" "." MEMBER [ arguments ] | "(" expr ")"
           | ( TYPE { "." MEMBER } | PRIMITIVE ) { "[" "]" } "." "class" | <lenient> "void" "." "class"
           | TYPE { "." MEMBER } "." ( "this" | "super" "." <anything> ( METHOD arguments | FIELD ) ) ;
trailer    = DOT ( [ explicit ] METHOD arguments | FIELD ) <anything> | INDEX <index> expr "]" <element> ;
classnew   = TYPE { [ typeargs ] "." MEMBER } [ typeargs | "<" ">" ] ;
sized      = newbase "[" expr "]" { "[" expr "]" } { "[" "]" } ;
newbase    = PRIMITIVE | classtype ;
newtype    = newbase "[" "]" { "[" "]" } ;
arguments  = "(" [ expr % "," ] ")" ;
`

// javaKeywords cannot be names, and neither can the words that begin a
// statement of their own or that the canonical form uses for something else.
var (
	javaKeywords = wordSet(`abstract assert boolean break byte case catch char class const continue default do double else enum extends final
		finally float for goto if implements import instanceof int interface long native new package private protected public return
		short static strictfp super switch synchronized this throw throws transient try void volatile while true false null _`)

	javaNames = with(javaKeywords, `yield var in bool elif String auto signed unsigned size_t`)
	javaTypes = with(javaKeywords, `yield var in bool elif record sealed permits with`) // with: tree-sitter takes it for that of modules
)

func javaLanguage() *definition {
	l := &libraries[lexers.Java]
	return &definition{
		rules: javaGrammar,
		classes: map[string]terminal{
			"SELF":      {member: func(w lexeme) bool { return w.text == "ID_0" }},
			"DECLARED":  {member: isID, accept: isNew, effect: declaresKind},
			"USED":      {member: isID, accept: isDeclared, effect: uses, scarce: true},
			"LABEL":     {member: isID},
			"NAME":      {except: javaNames, known: l.values, accept: isOwn, scarce: true},
			"TYPE":      {except: javaTypes, known: l.types, accept: from(l.types), effect: types(l.kind)},
			"CLASS":     {only: l.owners(), effect: owns},
			"OF":        {only: l.memberNames(), narrow: slices.Collect(maps.Values(l.of)), accept: isMemberOf(lexers.Java), effect: disowns},
			"FIELD":     {except: javaKeywords, known: l.fields, accept: javaField, narrow: []map[string]bool{l.fields}},
			"METHOD":    {except: javaKeywords, known: l.methods, accept: both(from(l.methods), javaMethod), narrow: []map[string]bool{javaOfStrings, javaOfBuilders}},
			"MEMBER":    {except: javaKeywords, known: wordSet(`Entry`), accept: from(wordSet(`Entry`))},
			"NUMBER":    {member: isNumber, effect: func(s *scope, _ lexeme) *scope { return s.values(number) }},
			"TEXT":      {member: isLiteral},
			"DOT":       {member: among(`.`), accept: hasMembers},
			"INDEX":     {member: among(`[`), accept: canIndex(func(k kind) bool { return k >= array })},
			"BEGIN":     {member: among(lexers.BlockOpen), accept: decides, heavier: 2},
			"TRUTH":     {member: isID, accept: isDeclaredTruth, effect: uses, scarce: true},
			"PRIMITIVE": {member: among(`bool byte char short int long float double`), effect: types(primitive)},
			"ASSIGN":    {member: among(`= += -= *= /= %= &= |= ^= <<= >>= >>>=`)},
			"LOGICAL":   {member: among(`&& ||`), accept: decides},
			"COMPARE":   {member: among(`== != < > <= >=`), accept: compares},
			"BINARY":    {member: among(`+ - * / % & | ^ << >> >>>`), accept: computes},
			"SIGN":      {member: among(`+ - ~`)},
			"STEP":      {member: among(`++ --`)},
		},
		actions: map[string]func(*scope) *scope{
			"open": open, "close": closeScope, "lenient": lenient,
			"anytype": is(unknownKind), "container": is(container), "object": is(object), "bracketed": bracketed,
			"anything": anything, "index": index, "element": element, "truth": isTruth,
		},
	}
}

// kind returns what a class of the library holds.
func (l *library) kind(w lexeme) kind {
	switch {
	case w.text == "String":
		return text
	case w.text == "StringBuilder" || w.text == "StringBuffer":
		return builder
	case javaBoxes[w.text]:
		return unknownKind // a number where one is needed
	case l.types[w.text]:
		return container
	}
	return object
}

// What of Java's library only texts have, what only builders of texts, and what
// texts lack.
var (
	javaOfTexts   = wordSet(`charAt length substring indexOf lastIndexOf chars codePointAt compareTo equals hashCode toString isEmpty subSequence getChars`)
	javaOfStrings = with(javaOfTexts, `toCharArray toLowerCase toUpperCase trim strip split startsWith endsWith contains concat compareToIgnoreCase
		equalsIgnoreCase replace replaceAll replaceFirst matches repeat isBlank getBytes format intern join getClass`)
	javaOfBuilders  = with(javaOfTexts, `append insert reverse deleteCharAt setCharAt setLength delete replace appendCodePoint capacity ensureCapacity trimToSize getClass`)
	javaOfTextsOnly = wordSet(`charAt length substring chars codePointAt toCharArray toLowerCase toUpperCase trim split startsWith endsWith concat
		compareToIgnoreCase equalsIgnoreCase replaceFirst matches repeat isBlank getBytes intern append deleteCharAt setCharAt setLength`)
	javaBoxes    = wordSet(`Object Number Integer Long Double Float Short Byte Character Boolean`)
	javaOfArrays = wordSet(`clone getClass equals hashCode`)
)

// javaField accepts the fields of the value at hand. Of the library only arrays
// have one.
func javaField(s *scope, w lexeme) bool {
	switch k := s.kinds.value; {
	case !s.strict:
		return true
	case k >= array:
		return w.text == "length"
	case k == unknownKind, k == object:
		return w.text == "length" || s.source.isOwn(w.text)
	}
	return false
}

// javaMethod accepts the methods of the value at hand.
func javaMethod(s *scope, w lexeme) bool {
	switch k := s.kinds.value; {
	case !s.strict:
		return true
	case k >= array:
		return javaOfArrays[w.text]
	case k == text:
		return javaOfStrings[w.text]
	case k == builder:
		return javaOfBuilders[w.text]
	case k == container:
		return !javaOfTextsOnly[w.text]
	}
	return true
}
