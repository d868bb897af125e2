package grammar

import "transcoder/lexers"

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
function   = [ template ] [ "static" ] ( ( type marks | <templated> "void" ) SELF signature | "auto" SELF signature "->" type marks
           | <lenient> type marks SELF signature "->" type marks ) block <close> ;
signature  = "(" <open> [ parameters ] ")" ;
template   = "template" <generic> "<" tparam % "," ">" ;
tparam     = "typename" [ "..." ] NEWTYPE | "typename" NEWTYPE "=" type marks | number ( DECLARED | <lenient> NAME ) [ "=" NUMBER ]
           | <lenient> ( "typename" [ "=" type marks ] | type marks [ "..." ] [ DECLARED | NAME ] [ "=" sum ]
                       | concept [ angled ] [ "..." ] NEWTYPE | template "typename" NEWTYPE ) ;
parameters = parameter [ "," parameters ] | <lenient> "..." ;
parameter  = type ( marks [ DECLARED ] | { "*" <pointer> } "[" [ SIZE ] "]" <bracketed> { "[" SIZE "]" <bracketed> } DECLARED ) [ "=" initial ]
           | <lenient> type marks [ "..." ] [ [ dimensions ] DECLARED | "[" "]" ] [ "=" initial ]
           | <lenient> type marks [ "(" ( "*" | "&" | "&&" ) [ DECLARED ] ")" ] ( "(" [ parameters ] ")" | dimensions ) ;
types      = ( type marks [ DECLARED ] ) % "," ;

type       = [ "const" ] ( "auto" <anytype> | definite ) ;
sized      = [ "const" ] definite ;
definite   = number | <plain> "void" <anytype> | named | <lenient> ( WIDE | "decltype" "(" ( expr | "auto" ) ")" ) ;
number     = PRIMITIVE | ( ( "unsigned" | "signed" ) ( "int" | "char" | "short" | "long" [ "int" ] ) | "long" [ "int" | "double" ] | "unsigned" ) <number> ;
named      = TYPE | instance | ( UNARYC | ORDERED ) "<" argument ">" "::" MEMBERTYPE <anytype> | MAPPEDC "<" argument "," argument ">" "::" MEMBERTYPE <anytype> | <owned> <anytype> "typename" OWNTYPE "::" MEMBER
           | <lenient> [ "typename" ] [ "::" ] { SCOPE [ angled ] "::" [ "template" ] } MEMBER [ angled ] ;
instance   = ( SEQUENCE "<" argument ">" | "array" "<" argument "," constant ">" ) <sequence>
           | ORDERED "<" argument [ "," instance ] ">" <members> | MAPPED "<" argument "," argument [ "," instance ] ">" <mapping>
           | ( UNARY "<" argument ">" | "pair" "<" argument "," argument ">"
             | "priority_queue" "<" argument [ "," instance "," instance ] ">" | "tuple" "<" argument % "," ">" | "bitset" "<" constant ">"
             | "function" "<" [ "const" ] definite marks "(" [ types ] ")" ">" ) <container>
           | <lenient> { SCOPE "::" } SCOPE angled ;
argument   = [ "const" ] definite marks ;
constant   = SIZE ;
angles     = "<" argument % "," ">" ;
angled     = "<" [ ( type marks [ dimensions | "(" [ parameters ] ")" ] [ "..." ] | sum ) % "," ] ">" ;
marks      = { "*" <pointer> | <lenient> "const" } [ "&" | "&&" ] ;
dimensions = "[" [ bound ] "]" <bracketed> { "[" [ bound ] "]" <bracketed> } ;
bound      = test [ "?" test ":" bound ] ;
empties    = "[" "]" { "[" "]" } ;
concept    = { SCOPE "::" } SCOPE ;

block      = BLOCK_OPEN <open> { statement } <close> BLOCK_CLOSE ;
statement  = declaration EOL | unlabelled ;
unlabelled = expr EOL | compound
           | "return" [ initial ] EOL | "break" EOL | "continue" EOL | "goto" LABEL EOL
           | "throw" [ expr ] EOL | <lenient> ( "co_return" | "co_yield" ) [ initial ] EOL
           | LABEL ":" unlabelled ;
compound   = block
           | "if" [ "constexpr" ] <open> head block { "elif" [ "constexpr" ] head block } [ "else" block ] <close>
           | "while" <open> tested block <close>
           | "do" block "while" condition EOL
           | "for" <open> ( [ begin ] ";" [ condition % "," | headdecl ] ";" [ condition % "," ] | range ) block <close>
           | "switch" <open> head BLOCK_OPEN { label | statement } BLOCK_CLOSE <close>
           | "try" block handler { handler } ;
head       = [ begin ";" ] tested ;
tested      = condition % "," | headdecl ;
headdecl   = type marks DECLARED ( "=" condition | braces ) ;
begin      = type ( marks | { "*" <pointer> } dimensions ) DECLARED [ headinit ] { "," { "*" } DECLARED [ headinit ] } | binding "=" condition | condition % "," ;
headinit   = "=" ( condition | braces ) | braces | "(" expr % "," ")" ;
range      = ( type marks DECLARED | binding ) "in" ( condition | braces ) ;
handler    = "catch" <open> ( "..." | type marks [ DECLARED ] ) block <close> ;
label      = ( "case" sum | "default" ) ":" ;

declaration = { "static" | "thread_local" | "constexpr" } type ( marks DECLARED [ "=" initial | braces | "(" initial % "," ")" ] | { "*" <pointer> } dimensions DECLARED [ "=" initial | braces ] )
           | [ "static" ] binding ( "=" expr | braces )
           | "using" NEWTYPE "=" type marks | "typedef" type marks NEWTYPE
           | <lenient> ( "using" NEWTYPE "=" type marks "(" [ parameters ] ")" | "typedef" type marks NEWTYPE dimensions
                       | "using" ( "namespace" path | [ "typename" ] path ) | "namespace" SCOPE "=" path
                       | [ "static" ] type marks "(" ( "*" | "&" ) DECLARED [ dimensions ] ")" ( "(" [ types ] ")" | dimensions ) [ "=" initial ]
                       | type marks DECLARED "(" [ parameters ] ")" ) ;
path       = [ "::" ] { SCOPE [ angled ] "::" } SCOPE ;
binding    = [ "const" ] "auto" [ "&" | "&&" ] "[" DECLARED % "," "]" ;
initial    = expr | braces ;
braces     = "{" [ initial % "," ] "}" | <lenient> "{" ( initial [ "..." ] | "." MEMBER "=" initial ) % "," "}" ;

# Expressions, from loose to tight.
expr       = test [ "?" test ":" expr | ASSIGN initial ] | lambda [ arguments { trailer } ]
           | <lenient> ( "throw" [ expr ] | test "?" test ":" braces ) ;
condition  = test [ "?" test ":" condition | ASSIGN condition ] ;
test       = compare { LOGICAL compare } ;
compare    = sum [ ( COMPARE | <lenient> "<=>" ) sum ] ;
sum        = operand { BINARY operand } ;
operand    = { SIGN | STEP } [ "&" { SIGN | STEP } ] ( primary | NUMBER | cast | <lenient> "co_await" operand )
           | "delete" [ "[" "]" ] primary
           | "sizeof" "(" sized marks ")"
           | "new" created ( "(" [ initial % "," ] ")" | braces | "[" bound "]" { "[" bound "]" } ) ;
cast       = "(" sized marks ")" operand | <lenient> "(" "auto" marks ")" operand | <lenient> "(" type marks empties ")" operand ;

primary    = ( USED | ( atom | LIBRARY trailer ) <anything> ) { trailer } ;
atom       = SELF arguments | <template> SELF angles arguments | NAME | TEXT | "true" | "false" | "null" | "this"
           | "(" expr { "," expr } ")"
           | "sizeof" "(" expr ")"
           | ( "static_cast" | "dynamic_cast" | "reinterpret_cast" | "const_cast" ) "<" sized marks ">" "(" expr ")"
           | ( MADE | instance ) ( "(" [ initial % "," ] ")" | braces )
           | FUNCTION angles arguments
           | "String" "::" NPOS | "numeric_limits" "<" number ">" "::" LIMIT
           | "std" "::" STDMEMBER
           | <lenient> unsure ;
created    = ( PRIMITIVE | number | MADE | instance ) { "*" } ;

# What is recognized and not offered.
unsure     = LIBRARY | SELF | ( SCOPE | MADE | instance ) "::" { SCOPE "::" } MEMBER | "::" SCOPE [ angled ] | ( number | WIDE ) ( "(" [ initial % "," ] ")" | braces )
           | [ "::" ] { SCOPE [ angled ] "::" } [ "template" ] SCOPE [ angled ] [ braces ] | "typename" path [ angled ] ( arguments | braces )
           | "new" [ "(" expr ")" ] type { "*" } [ "(" [ initial % "," ] ")" | braces | "[" expr "]" { "[" expr "]" } [ "(" ")" | braces ] ]
           | "sizeof" ( "..." "(" USED ")" | "(" type marks empties ")" ) | ( "alignof" | "typeid" | "noexcept" | "decltype" ) "(" ( expr | type marks ) ")" [ braces ]
           | "(" expr BINARY "..." [ BINARY expr ] ")" | "(" "..." BINARY expr ")"
           | "operator" OPERATOR [ ")" | "]" ] | SCOPE "(" type marks { "," ( type marks | expr ) } ")" ;
trailer    = ( DOT | "->" ) MEMBER <anything> | arguments <anything> | INDEX <index> condition "]" <element> | STEP
           | <lenient> ( ( "." | "->" ) ( [ "template" ] SCOPE angled | "~" SCOPE | "operator" OPERATOR [ ")" | "]" ] | { SCOPE "::" } MEMBER )
                       | "[" braces "]" | ( ".*" | "->*" ) operand ) ;
arguments  = "(" [ initial % "," ] ")" | <lenient> "(" ( initial [ "..." ] ) % "," ")" ;

lambda     = "[" [ ( "&" | "=" ) { "," capture } | capture % "," ] "]" <open>
             [ "(" [ parameters ] ")" [ "mutable" ] [ <lenient> "noexcept" ] [ "->" type marks ] ] block <close> ;
capture    = "this" | [ "&" ] CAPTURED | [ "&" ] <anytype> DECLARED "=" condition | <lenient> ( "*" "this" | [ "&" ] CAPTURED "..." | [ "&" ] NAME [ "=" initial | "..." ] ) ;
`

func cppLanguage() *definition {
	l := &libraries[lexers.CPP]
	names, members := with(l.values, cppFunctions), l.anyMember()
	return &definition{
		rules: cppGrammar,
		classes: map[string]terminal{
			"SELF":       {member: func(w lexeme) bool { return w.text == "ID_0" }},
			"DECLARED":   {member: isID, accept: isNew, effect: declaresKind},
			"USED":       {member: isID, accept: isDeclared, effect: uses, scarce: true},
			"DOT":        {member: among(`.`), accept: func(s *scope, w lexeme) bool { return s.kinds.value < array && hasMembers(s, w) }},
			"INDEX":      {member: among(`[`), accept: canIndex(func(k kind) bool { return !k.plain() && k != setOf })},
			"CAPTURED":   {member: isID, accept: func(s *scope, w lexeme) bool { return !s.strict || s.declared.has(w.index) }, scarce: true},
			"LABEL":      {member: isID},
			"NAME":       {except: cppNoValues, known: names, accept: both(canBe(value), from(names)), effect: becomes(value)},
			"LIBRARY":    {only: cppTrailed},
			"TYPE":       {except: cppNoTypes, known: cppKnownTypes, accept: canBe(typeName), effect: types(cppKind)},
			"NEWTYPE":    {except: cppNoNewTypes, accept: canBe(newType), effect: becomes(newType)},
			"MADE":       {except: cppNoTypes, known: cppKnownTypes, accept: isKnownType},
			"OWNTYPE":    {except: cppNoTypes, known: map[string]bool{}, accept: func(s *scope, w lexeme) bool { return s.known(w.text) == newType }},
			"UNARY":      {only: wordSet(cppUnary)},
			"SEQUENCE":   {only: wordSet(cppSequences)},
			"UNARYC":     {only: wordSet(cppSequences), accept: isNoTemplate},
			"ORDERED":    {only: wordSet(`set multiset unordered_set`)},
			"MAPPED":     {only: wordSet(cppMaps)},
			"MAPPEDC":    {only: wordSet(cppMaps), accept: isNoTemplate},
			"NPOS":       {only: wordSet(`npos`)},
			"LIMIT":      {only: wordSet(`max min lowest infinity epsilon quiet_NaN`)},
			"FUNCTION":   {only: wordSet(cppGenericFunctions)},
			"SCOPE":      {except: cppKeywords, barred: cppNoScopes, accept: canBe(scopeName)},
			"MEMBER":     {except: cppKeywords, known: members, barred: cppNoMembers, accept: both(from(members), cppMember), narrow: []map[string]bool{cppOfStrings, cppOfSequences, cppOfSets, cppOfMaps}},
			"MEMBERTYPE": {only: wordSet(cppMemberTypes)},
			"STDMEMBER":  {except: cppKeywords, known: cppStandardCalls, accept: isStandardValue},
			"OPERATOR":   {member: among(`== != < > + - * / [ ( << >> = += ->`)},
			"SIZE":       {member: isNumber, accept: func(s *scope, w lexeme) bool { return s.source.integer(w) }},
			"NUMBER":     {member: isNumber},
			"TEXT":       {member: isLiteral},
			"PRIMITIVE":  {member: among(`int char short float double bool`), effect: types(primitive)},
			"WIDE":       {member: among(`char8_t char16_t char32_t wchar_t`)},
			"ASSIGN":     {member: among(`= += -= *= /= %= &= |= ^= <<= >>=`)},
			"LOGICAL":    {member: among(`&& ||`)},
			"COMPARE":    {member: among(`== != < > <= >=`)},
			"BINARY":     {member: among(`+ - * / % & | ^ << >>`)},
			"SIGN":       {member: among(`+ - ~ ! *`)},
			"STEP":       {member: among(`++ --`)},
		},
		actions: map[string]func(*scope) *scope{
			"open": open, "close": closeScope,
			"lenient": lenient,
			"template": func(s *scope) *scope {
				if s.strict && !s.generic {
					return nil
				}
				return s
			},
			// g++ takes a void value in a template for one of dependent type, and then can't read a member behind it
			// ("expected ;"). So there void is only offered as the function's result.
			"templated": func(s *scope) *scope {
				if !s.strict || !s.generic {
					return nil
				}
				return s
			},
			"plain": func(s *scope) *scope {
				if s.strict && s.generic {
					return nil
				}
				return s
			},
			"owned": func(s *scope) *scope {
				for w := s.words; w != nil; w = w.before {
					if w.kind == newType {
						return s
					}
				}
				return nil
			},
			"generic": func(s *scope) *scope { return s.with(func(s *scope) { s.generic = true }) },
			"anytype": is(unknownKind), "number": is(number), "container": is(container), "sequence": is(sequenceOf), "mapping": is(mapOf), "members": is(setOf), "bracketed": bracketed, "pointer": pointer,
			"anything": anything, "index": index, "element": element,
		},
	}
}

// cppKind returns what a type without arguments holds.
func cppKind(w lexeme) kind {
	if w.text == "String" {
		return text
	}
	return unknownKind
}

// pointer is the action of a * in a type: what points to numbers can be indexed
// like an array.
func pointer(s *scope) *scope {
	if (s.kinds.declaring & baseKind).plain() {
		return bracketed(s)
	}
	return is(unknownKind)(s)
}

// What of C++'s library strings have, and what only they have.
var (
	cppOfStrings = wordSet(`append assign at back begin c_str capacity cbegin cend clear compare copy crbegin crend data empty end erase find
		find_first_not_of find_first_of find_last_not_of find_last_of front insert length pop_back push_back rbegin rend replace reserve resize
		rfind size substr swap shrink_to_fit starts_with ends_with`)
	cppOfSequences = wordSet(`assign at back begin capacity cbegin cend clear crbegin crend data emplace emplace_back emplace_front empty end
		erase fill front insert max_size pop_back pop_front push_back push_front rbegin remove rend reserve resize reverse shrink_to_fit size
		sort splice swap unique`)
	cppOfSets = wordSet(`begin bucket_count cbegin cend clear count crbegin crend emplace emplace_hint empty end equal_range erase extract find
		insert lower_bound max_size merge rbegin rend reserve size swap upper_bound`)
	cppOfMaps        = with(cppOfSets, `at insert_or_assign try_emplace`)
	cppOfStringsOnly = wordSet(`c_str length substr compare append find_first_of find_first_not_of find_last_of find_last_not_of rfind replace`)
)

// cppMember accepts the members of the value at hand.
func cppMember(s *scope, w lexeme) bool {
	switch {
	case !s.strict:
		return true
	case s.kinds.value == text:
		return cppOfStrings[w.text]
	case s.kinds.value == sequenceOf:
		return cppOfSequences[w.text]
	case s.kinds.value == mapOf:
		return cppOfMaps[w.text]
	case s.kinds.value == setOf:
		return cppOfSets[w.text]
	case s.kinds.value == container:
		return !cppOfStringsOnly[w.text]
	}
	return true
}
