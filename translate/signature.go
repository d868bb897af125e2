package translate

import (
	"transcoder/corpora/bpe"
	"transcoder/lexers"
)

// signatureTypes are the types that C++ and Java both have, as the canonical form
// spells them.
var signatureTypes = map[string]bool{
	"void": true, "bool": true, "char": true, "short": true, "int": true, "long": true, "float": true, "double": true, "String": true,
}

// keptSignature returns the ids that every translation of a function begins
// with: name, parameters and types as its source states them, where the target
// has the same types. nil leaves the choice to the model: from or into Python,
// and where a type is the source's alone.
//
// A function and its callers are translated apart, often in different files.
// Were one free to take a vector for the array that another one passes, they
// would not fit together.
func keptSignature(v *bpe.Vocabulary, c *lexers.Canonical, to lexers.Language) []int32 {
	if c.Language == lexers.Python || to == lexers.Python {
		return nil
	}
	var ids []int32
	for _, token := range c.Tokens {
		_, _, placeholder := lexers.SplitPlaceholder(token)
		switch {
		case token == "BLOCK_OPEN":
			return ids
		case placeholder || signatureTypes[token] || token == "(" || token == ")" || token == "[" || token == "]" || token == ",":
			id, whole := v.ID(token)
			if !whole {
				return nil
			}
			ids = append(ids, id)
		default:
			return nil
		}
	}
	return nil
}
