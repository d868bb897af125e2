package grammar

// cppGrammar follows the grammar of C++17 (ISO 14882, annex A) as far as the
// canonical form goes. C++ cannot be parsed without knowing which names are types
// and which are templates; the classes TYPE, TEMPLATE and so on ask the tables and
// the scope (cpp_names.go).
//
// What only the rest of a program could tell (whether f < int > ( x ) calls a template,
// whether A :: B is a type) is behind <lenient>: it is recognized, and never
// offered to a model, whose output would parse in the right surroundings only.
//
// A condition has no lambda but in brackets, since the next BLOCK_OPEN ends the
// head that it stands in.
const cppGrammar = `
function   = [ template ] [ "static" ] type marks SELF "(" <open> [ parameters ] ")" [ "->" type marks ] block <close> ;
template   = "template" <generic> "<" tparam % "," ">" ;
tparam     = "typename" [ "..." ] [ NEWTYPE ] [ "=" type marks ] | type marks [ "..." ] [ DECLARED | NAME ] [ "=" sum ]
           | <lenient> concept [ arguments0 ] [ "..." ] NEWTYPE
           | <lenient> template "typename" NEWTYPE ;
parameters = "..." | parameter [ "," parameters ] ;
parameter  = type marks [ "..." ] [ [ dimensions ] DECLARED | "[" "]" ] [ "=" initial ]
           | type marks "(" ( "*" | "&" | "&&" ) [ DECLARED ] ")" ( "(" [ parameters ] ")" | dimensions )
           | type marks <lenient> "(" [ parameters ] ")" ;

type       = [ "const" ] base ;
base       = PRIMITIVE | ( "unsigned" | "signed" ) [ PRIMITIVE | "long" [ "int" ] ] | "long" [ "int" | "double" ]
           | "auto" | "decltype" "(" ( expr | "auto" ) ")" | named ;
named      = TYPE | [ "::" ] instance | CONTAINER arguments0 "::" MEMBERTYPE
           | <lenient> instance { "::" [ "template" ] MEMBER [ arguments0 ] }
           | "typename" ( TYPE | instance ) "::" MEMBER
           | "typename" <lenient> [ "::" ] ( SCOPE | instance ) "::" { SCOPE "::" | [ "template" ] MEMBER arguments0 "::" } MEMBER [ arguments0 ]
           | <lenient> [ "::" ] SCOPE "::" { SCOPE [ arguments0 ] "::" } MEMBER [ arguments0 { "::" MEMBER } ] ;
instance   = TEMPLATE arguments0 | <lenient> SCOPE "::" TEMPLATE arguments0 ;
arguments0 = "<" [ argument0 % "," ] ">" ;
argument0  = type marks [ "(" [ ( type marks [ "..." ] [ DECLARED ] ) % "," ] ")" ] [ "..." ] | NUMBER | USED | "true" | "false" | <lenient> sum | type marks dimensions ;
marks      = { "*" | <lenient> "const" } [ "&" | "&&" ] ;
concept    = { SCOPE "::" } SCOPE ;
dimensions = "[" [ expr ] "]" { "[" [ expr ] "]" } ;
empties    = "[" "]" { "[" "]" } ;

block      = BLOCK_OPEN <open> { statement } <close> BLOCK_CLOSE ;
statement  = declaration EOL | unlabelled ;
unlabelled = expr EOL | compound
           | "return" [ initial ] EOL | "break" EOL | "continue" EOL | "goto" LABEL EOL
           | ( "co_return" | "co_yield" ) [ initial ] EOL
           | LABEL ":" unlabelled ;
compound   = block
           | "if" [ "constexpr" ] <open> head block { "elif" [ "constexpr" ] head block } [ "else" block ] <close>
           | "while" <open> head block <close>
           | "do" block "while" condition EOL
           | "for" <open> ( [ begin ] ";" [ condition % "," | headdecl ] ";" [ condition % "," ] | range ) block <close>
           | "switch" <open> head BLOCK_OPEN { label | statement } BLOCK_CLOSE <close>
           | "try" block handler { handler } ;
head       = [ begin ";" ] ( condition % "," | headdecl ) ;
headdecl   = type marks DECLARED ( "=" condition | braces ) ;
begin      = type marks [ dimensions ] DECLARED [ headinit ] { "," { "*" } DECLARED [ headinit ] } | binding "=" condition | condition % "," ;
headinit   = "=" ( condition | braces ) | braces | "(" expr % "," ")" ;
range      = ( type marks DECLARED | binding ) "in" ( condition | braces ) ;
handler    = "catch" <open> ( "..." | type marks [ DECLARED ] ) block <close> ;
label      = ( "case" sum | "default" ) ":" ;

declaration = { "static" | "thread_local" | "constexpr" } type marks [ dimensions ] DECLARED [ "=" initial | braces | "(" initial % "," ")" ]
           | [ "static" ] binding ( "=" expr | braces )
           | [ "static" ] type marks "(" ( "*" | "&" ) DECLARED [ dimensions ] ")" ( "(" [ parameters ] ")" | dimensions ) [ "=" expr ]
           | "using" NEWTYPE "=" type marks [ "(" [ parameters ] ")" ]
           | "typedef" type marks NEWTYPE [ dimensions ]
           | "using" <lenient> ( "namespace" path | [ "typename" ] path ) ;
path       = [ "::" ] ( SCOPE [ arguments0 ] "::" ) { SCOPE [ arguments0 ] "::" } MEMBER | SCOPE ;
binding    = [ "const" ] "auto" [ "&" | "&&" ] "[" DECLARED % "," "]" ;
initial    = expr | braces ;
braces     = "{" [ ( initial [ "..." ] | <lenient> "." MEMBER "=" initial ) % "," ] "}" ;

# Expressions, from loose to tight.
expr       = test [ "?" test ":" expr | ASSIGN initial ] | lambda [ arguments { trailer } ] | "throw" [ expr ]
           | test "?" test ":" braces ;
condition  = test [ "?" test ":" condition | ASSIGN condition ] ;
test       = compare { LOGICAL compare } ;
compare    = sum [ COMPARE sum ] ;
sum        = operand { BINARY operand } ;
operand    = { SIGN | STEP } [ "&" { SIGN | STEP } ] ( primary | NUMBER | cast | "delete" [ "[" "]" ] operand | "co_await" operand ) ;
cast       = "(" type marks ")" operand ;

primary    = ( atom | LIBRARY trailer ) { trailer } ;
atom       = USED | SELF arguments | <template> SELF arguments0 arguments | NAME | TEXT | "true" | "false" | "null" | "this"
           | "(" expr { "," expr } ")"
           | "sizeof" ( "(" ( expr | type marks [ empties ] ) ")" | "..." "(" USED ")" ) | ( "alignof" | "typeid" ) "(" ( expr | type marks ) ")"
           | ( "static_cast" | "dynamic_cast" | "reinterpret_cast" | "const_cast" ) "<" type marks ">" "(" expr ")"
           | made ( "(" [ initial % "," ] ")" | braces )
           | FUNCTION arguments0 arguments
           | "new" [ "(" expr ")" ] type { "*" } [ "(" [ initial % "," ] ")" | braces | "[" expr "]" { "[" expr "]" } [ "(" ")" | braces ] ]
           | "noexcept" "(" expr ")"
           | [ "::" ] scope "::" { SCOPE "::" } ( MEMBER [ <lenient> arguments0 ] )
           | "std" "::" STDMEMBER
           | <lenient> "::" SCOPE [ arguments0 ]
           | <lenient> [ "::" ] ( SCOPE arguments0 "::" | scope "::" { SCOPE "::" } ) SCOPE arguments0 [ "::" MEMBER ]
           | <lenient> NAME arguments0 | <lenient> { SCOPE [ arguments0 ] "::" } SCOPE [ arguments0 ] braces
           | <lenient> "(" expr BINARY "..." [ BINARY expr ] ")" | <lenient> "(" "..." BINARY expr ")"
           | <lenient> ( LIBRARY | SELF | "decltype" "(" expr ")" braces | PRIMITIVE | "operator" OPERATOR | BUILTIN "(" type { "," ( type | expr ) } ")" ) ;
scope      = SCOPE | TYPE | instance ;
made       = MADE | instance | PRIMITIVE | "decltype" "(" expr ")" | "typename" <lenient> path [ arguments0 ] ;
trailer    = ( "." | "->" ) ( MEMBER | <lenient> [ "template" ] SCOPE arguments0 | <lenient> "~" SCOPE | <lenient> "operator" OPERATOR | <lenient> { SCOPE "::" } MEMBER )
           | arguments | "[" initial "]" | STEP | <lenient> ( ".*" | "->*" ) operand ;
arguments  = "(" [ ( initial [ "..." ] ) % "," ] ")" ;

lambda     = "[" [ capture % "," ] "]" <open> [ "(" [ parameters ] ")" [ "mutable" ] [ "noexcept" ] [ "->" type marks ] ] block <close> ;
capture    = "&" | "=" | [ "*" ] "this" | [ "&" ] CAPTURED [ "..." ] | [ "&" ] DECLARED "=" initial | <lenient> [ "&" ] NAME [ "=" initial | "..." ] ;
`

func cppLanguage() *definition {
	return &definition{
		rules: cppGrammar,
		classes: map[string]terminal{
			"SELF":       {member: func(w lexeme) bool { return w.text == "ID_0" }},
			"DECLARED":   {member: isID, accept: isNew, effect: declares},
			"USED":       {member: isID, accept: isDeclared, scarce: true},
			"CAPTURED":   {member: isID, accept: func(s *scope, w lexeme) bool { return !s.strict || s.declared.has(w.index) }, scarce: true},
			"LABEL":      {member: isID},
			"NAME":       {except: cppNoValues, accept: canBe(value), effect: becomes(value)},
			"LIBRARY":    {only: cppTrailed},
			"TYPE":       {except: cppNoTypes, known: cppKnownTypes, accept: canBe(typeName)},
			"NEWTYPE":    {except: cppNoNewTypes, accept: canBe(newType), effect: becomes(newType)},
			"MADE":       {except: cppNoTypes, known: cppKnownTypes, accept: isKnownType},
			"TEMPLATE":   {except: cppKeywords, known: cppTemplates, accept: isTemplate},
			"CONTAINER":  {only: wordSet(cppContainers), accept: isNoTemplate},
			"FUNCTION":   {only: wordSet(cppGenericFunctions)},
			"SCOPE":      {except: cppKeywords, barred: cppNoScopes, accept: canBe(scopeName)},
			"MEMBER":     {except: cppKeywords, barred: cppNoMembers},
			"MEMBERTYPE": {only: wordSet(cppMemberTypes)},
			"STDMEMBER":  {except: cppKeywords, known: cppStandardCalls, accept: isStandardValue},
			"BUILTIN":    {except: cppKeywords},
			"OPERATOR":   {member: among(`== != < > + - * / [ ( << >> = += ->`)},
			"NUMBER":     {member: isNumber},
			"TEXT":       {member: isLiteral},
			"PRIMITIVE":  {member: among(`int char short float double bool void char8_t char16_t char32_t wchar_t`)},
			"ASSIGN":     {member: among(`= += -= *= /= %= &= |= ^= <<= >>=`)},
			"LOGICAL":    {member: among(`&& ||`)},
			"COMPARE":    {member: among(`== != < > <= >= <=>`)},
			"BINARY":     {member: among(`+ - * / % & | ^ << >>`)},
			"SIGN":       {member: among(`+ - ~ ! *`)},
			"STEP":       {member: among(`++ --`)},
		},
		actions: map[string]func(*scope) *scope{
			"open": open, "close": closeScope,
			"lenient": func(s *scope) *scope {
				if s.strict {
					return nil
				}
				return s
			},
			"template": func(s *scope) *scope {
				if s.strict && !s.generic {
					return nil
				}
				return s
			},
			"generic": func(s *scope) *scope { return s.with(func(s *scope) { s.generic = true }) },
		},
	}
}
