package grammar

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// javaLibrary are classes of Java's library, which no C++ program has.
var javaLibrary = wordSet(`Integer Long Double Float Boolean Character Byte Short Object Number Math StringBuilder StringBuffer List ArrayList
	LinkedList Map HashMap TreeMap LinkedHashMap Set HashSet TreeSet LinkedHashSet Deque ArrayDeque Queue PriorityQueue Stack Vector Iterator
	Iterable Collection Collections Arrays Optional Stream IntStream Collectors Scanner System Thread Random Comparator Comparable Function
	BiFunction Supplier Consumer Predicate Runnable Callable Entry BufferedReader InputStream OutputStream PrintStream BigInteger BigDecimal
	CharSequence Class Void Iterable Override Pattern Matcher Objects Reader Writer File Path Files`)

// ForeignTypes returns the types that a function of C++ or Java uses and that are of
// no library, such as the Node of a list: translations to C++ may use them, too.
// Their text parses where they are declared (struct Node;). They are told by how they are
// written: in camel case, before a declared name, a bracket or the end of type arguments.
func ForeignTypes(c *lexers.Canonical) []string {
	var types []string
	if c == nil || c.Language == lexers.Python {
		return nil
	}
	for i, token := range c.Tokens {
		if i+1 == len(c.Tokens) || token == strings.ToUpper(token) || token[0] < 'A' || token[0] > 'Z' || !newLexeme(token).isWord() {
			continue
		}
		switch next := newLexeme(c.Tokens[i+1]); {
		case next.prefix == "ID", next.text == ">", next.text == "[", next.text == "*", next.text == "&" && c.Language == lexers.CPP:
		default:
			continue
		}
		if !javaLibrary[token] && !strings.HasSuffix(token, "Exception") && !strings.HasSuffix(token, "Error") && !cppNoTypes[token] &&
			!cppKnownTypes[token] && !slices.Contains(types, token) {
			types = append(types, token)
		}
	}
	return types
}
