package lexers

import (
	"fmt"
	"strings"
	"sync"
)

// TokenKind is the class of a token.
type TokenKind uint8

// The classes of tokens.
const (
	Unknown      TokenKind = iota // no token of the language
	Keyword                       // reserved words, and the constants true, None, nullptr ...
	Identifier                    // names of variables, functions, namespaces, members; Python: of types too
	Type                          // C++ and Java: names of types, built-in ones included
	Number                        // integers and floating-point numbers
	String                        // string literals: f-strings, raw strings, text blocks
	Char                          // C++ and Java: character literals
	Operator                      // + << && = -> ...
	Punctuation                   // ( ) [ ] { } , ; : . :: @ ...
	Comment                       // without the line end
	Preprocessor                  // C++: a whole directive
	Newline                       // Python: end of a logical line
	Indent                        // Python: a block begins
	Dedent                        // Python: a block ends
)

var kindNames = [...]string{"unknown", "keyword", "identifier", "type", "number", "string", "char", "operator", "punctuation",
	"comment", "preprocessor", "newline", "indent", "dedent"}

// String returns the kind in lower case.
func (k TokenKind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// surfaceRole is what a grammar's symbol means to Tokens.
type surfaceRole uint8

const (
	roleString    surfaceRole = iota // one token with all that is under it
	roleCharacter                    // likewise
	roleSuffixed                     // likewise: a literal with a user-defined suffix
	roleInner                        // has children; as a leaf it is a name
	roleTrivia                       // a comment
	roleFragment                     // a leaf whose text may hold white space: a piece of a broken literal or directive
	roleOpen                         // ( [ {
	roleClose                        // ) ] }
	roleKeyword
	roleName
	roleType
	roleNumber
	roleOperator
	rolePunctuation

	roleLastAtom = roleSuffixed // the roles up to it are one token with all that is under them
)

// roleKinds gives the kind of a leaf's token.
var roleKinds = [...]TokenKind{
	roleString: String, roleCharacter: Char, roleInner: Identifier, roleOpen: Punctuation, roleClose: Punctuation, roleKeyword: Keyword, roleName: Identifier,
	roleType: Type, roleNumber: Number, roleOperator: Operator, rolePunctuation: Punctuation,
}

// symbolRoles gives the roles of symbols by name, in all grammars; surfaceRoleOf
// knows the rest.
var symbolRoles = map[string]surfaceRole{
	"(": roleOpen, "[": roleOpen, "{": roleOpen, ")": roleClose, "]": roleClose, "}": roleClose,

	"string": roleString, "string_literal": roleString, "raw_string_literal": roleString, "system_lib_string": roleString,
	"char_literal": roleCharacter, "character_literal": roleCharacter, "user_defined_literal": roleSuffixed,

	"comment": roleTrivia, "line_comment": roleTrivia, "block_comment": roleTrivia,

	"string_content": roleFragment, "string_fragment": roleFragment, "multiline_string_fragment": roleFragment,
	"raw_string_content": roleFragment, "raw_string_delimiter": roleFragment, "character": roleFragment, "escape_sequence": roleFragment,
	"preproc_arg": roleFragment, "line_continuation": roleFragment, "\n": roleFragment,

	"integer": roleNumber, "float": roleNumber, "number_literal": roleNumber, "decimal_integer_literal": roleNumber,
	"hex_integer_literal": roleNumber, "octal_integer_literal": roleNumber, "binary_integer_literal": roleNumber,
	"decimal_floating_point_literal": roleNumber, "hex_floating_point_literal": roleNumber,

	"type_identifier": roleType, "primitive_type": roleType, "void_type": roleType, "boolean_type": roleType,

	"true": roleKeyword, "false": roleKeyword, "none": roleKeyword, "null_literal": roleKeyword, "this": roleKeyword, "super": roleKeyword,
	"auto": roleKeyword, "virtual": roleKeyword, "NULL": roleKeyword,

	"ellipsis": rolePunctuation, "asterisk": roleOperator, "lambda_default_capture": roleOperator,
}

// builtinTypes are the keywords that name types, where the grammar has them as
// keywords.
var builtinTypes = map[string]bool{
	"int": true, "long": true, "short": true, "byte": true, "char": true, "float": true, "double": true, "signed": true, "unsigned": true,
}

// punctuation are the separators; the other marks are operators.
const punctuation = ` , ; : . :: @ ... [[ ]] () [] `

// surfaceRoles holds each grammar's table from symbol to role.
var surfaceRoles = [LanguageCount]func() []surfaceRole{
	Python: surfaceRoleTable(Python),
	CPP:    surfaceRoleTable(CPP),
	Java:   surfaceRoleTable(Java),
}

func surfaceRoleTable(language Language) func() []surfaceRole {
	return sync.OnceValue(func() []surfaceRole {
		g := grammars[language]()
		table := make([]surfaceRole, len(g.symbols))
		for i, name := range g.symbols {
			table[i] = surfaceRoleOf(language, name, g.named[i])
		}
		return table
	})
}

// surfaceRoleOf returns the role of a symbol.
func surfaceRoleOf(language Language, name string, named bool) surfaceRole {
	role, ok := symbolRoles[name]
	switch {
	case ok:
		return role
	case named && strings.Contains(name, "identifier"):
		return roleName
	case named:
		return roleInner
	case strings.Contains(punctuation, " "+name+" "):
		return rolePunctuation
	case builtinTypes[name] && language != Python:
		return roleType
	case name != "" && isWord(name[0]):
		return roleKeyword
	}
	return roleOperator
}
