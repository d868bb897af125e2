package grammar

import (
	"maps"
	"slices"

	"transcoder/lexers"
)

// pythonGrammar follows the PEG of the Python reference manual (version 3.8 and
// what later versions accept of it) as far as the canonical form goes: one BLOCK_OPEN for
// a colon and an indented block, && || ! for and or not, a condition ? yes : no for
// yes if condition else no.
//
// What Python's own parser leaves to a check of the finished tree is written out
// here: what may be assigned to and deleted, the order of arguments and
// parameters, starred expressions.
const pythonGrammar = `
function   = { decorator } [ "async" ] ID "(" [ params ] ")" block ;
decorator  = "@" named EOL ;
block      = BLOCK_OPEN { statement } BLOCK_CLOSE ;

statement  = simple EOL
           | "if" named block { "elif" named block } [ "else" block ]
           | "while" named block [ "else" block ]
           | [ "async" ] "for" targets "in" exprs block [ "else" block ]
           | [ "async" ] "with" ( expr [ "as" target ] ) % "," block
           | "try" block ( except { except } [ "else" block ] [ "finally" block ]
                         | { except } "except" block [ "else" block ] [ "finally" block ]
                         | starred { starred } [ "else" block ] [ "finally" block ]
                         | "finally" block )
           | { decorator } [ "async" ] "def" name "(" [ params ] ")" block
           | "match" subject BLOCK_OPEN case { case } BLOCK_CLOSE ;
except     = "except" expr [ "as" name ] block ;
starred    = "except" "*" expr [ "as" name ] block ;

simple     = exprs
           | targets "=" { targets "=" } value
           | place AUGMENTED value
           | "yield" yielded
           | "return" [ exprs ] | "break" | "continue"
           | "raise" [ expr [ "from" expr ] ]
           | "assert" expr [ "," expr ]
           | "del" deleted % ","
           | ( "global" | "nonlocal" ) name % ","
           | "import" ( dotted [ "as" name ] ) % ","
           | "from" ( { dots } dotted | dots { dots } ) "import" ( "*" | imported % "," | "(" imported % "," ")" ) ;
dots       = "." | "..." ;
dotted     = name { "." name } ;
imported   = name [ "as" name ] ;
name       = ID | BOUND ;
label      = ID | BOUND | LABEL ;
value      = exprs | "yield" yielded ;
yielded    = [ exprs ] | "from" expr ;

# What can be assigned to. A place ends in a name, a field or an element.
targets    = starget { "," starget } [ "," ] ;
starget    = [ "*" ] target ;
target     = place | "(" ( target | starget "," [ targets ] ) ")" | "[" [ targets ] "]" ;
place      = name | primary ( "." MEMBER | "[" indexes "]" ) | "(" place ")" ;
deleted    = place | "(" [ deleted % "," [ "," ] ] ")" | "[" [ deleted % "," [ "," ] ] "]" ;

# Parameters: those without default before those with, / and * at most once.
params     = plain | given | stars ;
plain      = name [ "," ( plain | slashed | given | stars ) ] ;
slashed    = "/" [ "," ( plainmore | givenmore | stars ) ] ;
plainmore  = name [ "," ( plainmore | givenmore | stars ) ] ;
given      = name "=" expr [ "," ( given | "/" [ "," ( givenmore | stars ) ] | stars ) ] ;
givenmore  = name "=" expr [ "," ( givenmore | stars ) ] ;
stars      = "*" ( name [ "," keywords ] | "," keyword [ "," keywords ] ) | "**" name ;
keyword    = name [ "=" expr ] ;
keywords   = keyword [ "," keywords ] | "**" name ;

# Expressions, from loose to tight. Binding strength makes no difference to what
# may stand where, except that "not" and "await" take no operator before them.
exprs      = sexpr { "," sexpr } [ "," ] ;
sexpr      = "*" sum | expr ;
named      = expr | name ":=" expr ;
nameds     = snamed { "," snamed } [ "," ] ;
snamed     = "*" sum | named ;
expr       = "lambda" [ params ] ":" expr
           | test [ "?" test ":" expr ] ;
test       = { "!" } compare { LOGICAL { "!" } compare } ;
compare    = sum { COMPARE sum } ;
sum        = operand { BINARY operand } ;
operand    = { SIGN } ( "await" primary | NUMBER | primary ) ;
primary    = atom { trailer } ;
trailer    = "." MEMBER | "(" [ arguments ] ")" | "[" indexes "]" ;
atom       = ID | NAME | MODULE "." OF | "true" | "false" | "null" | "..." | TEXT | "BYTES_STR" BYTES | format
           | "(" [ "yield" yielded | named [ comprehension ] | snamed "," [ nameds ] ] ")"
           | "[" [ nameds | named comprehension ] "]"
           | "{" [ nameds | named comprehension | pair comprehension | items ] "}" ;
pair       = expr ":" expr ;
items      = ( pair | "**" sum ) % "," [ "," ] ;
comprehension = clause { clause | "if" test } ;
clause     = [ "async" ] "for" targets "in" test ;

arguments  = named comprehension | positional | labelled | doubled ;
positional = ( named | "*" expr ) [ "," ( positional | labelled | doubled ) ] ;
labelled   = label "=" expr [ "," ( labelled | "*" expr [ "," ( labelled | doubled ) ] | doubled ) ] ;
doubled    = "**" expr [ "," ( label "=" expr [ "," doubledmore ] | doubled ) ] ;
doubledmore = label "=" expr [ "," doubledmore ] | doubled ;

indexes    = index { "," index } [ "," ] ;
index      = named | [ expr ] ":" [ expr ] [ ":" [ expr ] ] ;

# A lambda inside a field of an f-string stands in brackets: its colon would begin
# the format.
format     = FSTR_OPEN { PIECE | "{" <field> field [ "!" CONVERSION ] [ ":" FORMAT ] <unfield> "}" } FSTR_CLOSE ;
field      = fieldtest | "yield" yielded ;
fieldtest  = choice { "," choice } [ "," ] ;
choice     = test [ "?" test ":" choice ] ;

subject    = nameds ;
case       = "case" ( pattern | patterns ) [ "if" named ] block ;
patterns   = spattern "," [ spattern % "," [ "," ] ] ;
spattern   = pattern | "*" name ;
pattern    = closed { "|" closed } [ "as" name ] ;
closed     = [ "-" ] NUMBER | TEXT | "true" | "false" | "null" | dotted
           | dotted "(" [ patternargs ] ")"
           | "(" [ pattern | patterns ] ")" | "[" [ spattern % "," [ "," ] ] "]"
           | "{" [ mapping % "," [ "," ] ] "}" ;
patternargs = pattern [ "," patternargs ] | name "=" pattern { "," name "=" pattern } ;
mapping    = ( [ "-" ] NUMBER | TEXT | "true" | "false" | "null" | name "." dotted ) ":" pattern | "**" name ;
`

// pythonKeywords cannot be names. match, case, type and _ can.
var pythonKeywords = wordSet(`False None True and as assert async await break class continue def del elif else except finally for from
	global if import in is lambda nonlocal not or pass raise return try while with yield true false null not_in is_not`)

func pythonLanguage() *definition {
	l := &libraries[lexers.Python]
	members := l.anyMember()
	return &definition{
		rules: pythonGrammar,
		classes: map[string]terminal{
			"ID":         {member: isID},
			"NAME":       {except: pythonKeywords, known: l.values, accept: from(l.values)},
			"BOUND":      {except: pythonKeywords, known: map[string]bool{}, accept: isOwn, scarce: true},
			"LABEL":      {only: wordSet(pythonLabels)},
			"MODULE":     {only: l.owners(), effect: owns},
			"OF":         {only: l.memberNames(), narrow: slices.Collect(maps.Values(l.of)), accept: isMemberOf(lexers.Python), effect: disowns},
			"MEMBER":     {except: pythonKeywords, known: members, accept: from(members)},
			"NUMBER":     {member: isNumber},
			"TEXT":       {member: isLiteral, accept: pythonText},
			"BYTES":      {member: isString, accept: pythonBytes},
			"PIECE":      {member: isLiteral, accept: pythonText},
			"FORMAT":     {member: isLiteral, accept: pythonFormat},
			"AUGMENTED":  {member: among(`+= -= *= /= //= %= **= @= &= |= ^= <<= >>=`)},
			"LOGICAL":    {member: among(`&& ||`)},
			"COMPARE":    {member: among(`== != < > <= >= in not_in is is_not`)},
			"BINARY":     {member: among(`+ - * / // % @ ** & | ^ << >>`)},
			"SIGN":       {member: among(`+ - ~`)},
			"CONVERSION": {member: among(`r s a`)},
			"FSTR_OPEN":  {member: among(`FSTR_OPEN`), accept: func(s *scope, _ lexeme) bool { return s.fields < 2 }},
		},
		actions: map[string]func(*scope) *scope{
			"field":   func(s *scope) *scope { return s.with(func(s *scope) { s.fields++ }) },
			"unfield": func(s *scope) *scope { return s.with(func(s *scope) { s.fields-- }) },
		},
	}
}

// pythonText reports whether a literal can stand where it would. A field of an f-string
// can hold no backslash and no quote of its string before Python 3.12, and a
// string in a field of a field no quote at all.
func pythonText(s *scope, w lexeme) bool {
	return s.fields == 0 || s.fields == 1 && s.source.plain(w)
}

func pythonBytes(s *scope, w lexeme) bool {
	return pythonText(s, w) && s.source.ascii(w)
}

// pythonFormat reports whether a literal can be the format of a field.
func pythonFormat(s *scope, w lexeme) bool { return s.source.format(w) }
