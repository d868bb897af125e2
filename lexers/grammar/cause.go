package grammar

import (
	"slices"
	"strings"

	"transcoder/lexers"
)

// Libraries differ in how they say a thing, seldom in what is said: a translation
// prints, sorts, raises, asks for the largest integer where its source does. Nothing
// in unsupervised training says so. Whatever a model takes for the sort of another
// language, if it takes it back the same way it has learned to translate
// perfectly; so a small one confuses isDigit with isUpperCase, or prints what it
// should sort. These few words of a dictionary rule that out: one of a concept is
// written only where the source has one of the concept, too. Of 1,284 pairs of
// references (gfg-dev) 21 do otherwise.

// concepts are the words of all languages for one thing, each on a line. A word
// of several needs one of them.
var concepts = strings.Split(strings.TrimSpace(`
print println printf cout cerr puts putchar fprintf
input cin scanf Scanner nextInt nextLine readLine getline stdin readline
throw raise throws assert
try
yield
global
abs fabs labs absExact
round rint lround
pow ** **= sqrt cbrt exp hypot isqrt
log log10 log2 log1p
sin asin
cos acos
tan atan atan2
pi PI M_PI acos atan
gcd __gcd
max max_element fmax
min min_element fmin
sum accumulate reduce stream
sort sorted stable_sort partial_sort
split StringTokenizer strtok stringstream istringstream getline
replace replaceAll replaceFirst setCharAt translate
lower tolower toLowerCase
upper toupper toUpperCase
isdigit isDigit isnumeric isdecimal
isalpha isLetter isAlphabetic isalnum isLetterOrDigit
isalnum isLetterOrDigit isalpha
isupper isUpperCase
islower isLowerCase
isspace isWhitespace isSpaceChar
random rand srand randint nextInt choice shuffle seed
time clock currentTimeMillis nanoTime perf_counter
heapify make_heap nsmallest nlargest
__builtin_popcount bitCount bit_count bin
isinstance instanceof getClass typeid dynamic_cast
clone copy deepcopy copyOf
def nonlocal lambda ->
`), "\n")

// extremes are the words for the largest and the smallest number of a type.
var extremes = [2]map[string]bool{
	wordSet(`MAX_VALUE INT_MAX LLONG_MAX LONG_MAX DBL_MAX FLT_MAX POSITIVE_INFINITY`),
	wordSet(`MIN_VALUE INT_MIN LLONG_MIN LONG_MIN NEGATIVE_INFINITY`),
}

// conceptsOf are those that a word is of.
var conceptsOf = func() map[string][]int {
	of := map[string][]int{}
	for i, line := range concepts {
		for word := range strings.FieldsSeq(line) {
			of[word] = append(of[word], i)
		}
	}
	return of
}()

// uncaused returns the words of a language that nothing in a function calls for.
func uncaused(c *lexers.Canonical, to lexers.Language) map[string]bool {
	if c == nil || c.Language == to {
		return nil
	}
	present := make([]bool, len(concepts))
	note := func(word string) {
		for _, i := range conceptsOf[word] {
			present[i] = true
		}
	}
	extreme := [2]bool{}
	limits := c.Language == lexers.CPP && slices.Contains(c.Tokens, "numeric_limits")
	for i, token := range c.Tokens {
		note(token)
		switch {
		case extremes[0][token]:
			extreme[0] = true
		case extremes[1][token]:
			extreme[1] = true
		case token == "inf" || token == "maxsize": // math.inf, - sys.maxsize
			extreme[negated(c.Tokens, i)] = true
		case token == "[" && c.Language == lexers.CPP && i > 0 && opensLambda[c.Tokens[i-1]]: // [ & ] ( ... )
			note("lambda")
		}
	}
	for _, content := range c.Literals { // float ( STR_0 )
		switch strings.ToLower(content) {
		case "inf", "infinity":
			extreme[0] = true
		case "-inf", "-infinity":
			extreme[1] = true
		}
	}
	words := map[string]bool{}
	for word, of := range conceptsOf {
		if !slices.ContainsFunc(of, func(i int) bool { return present[i] }) {
			words[word] = true
		}
	}
	if !limits { // which do not say which limit they mean by a word of their own
		for i, set := range extremes {
			for word := range set {
				if !extreme[i] {
					words[word] = true
				}
			}
		}
	}
	if to == lexers.Python && !limits && extreme == [2]bool{} {
		words["inf"], words["maxsize"] = true, true
	}
	if to == lexers.CPP {
		words["static"] = true // a variable that outlives its function, which only C++ has
	}
	return words
}

// opensLambda are the tokens behind which a bracket of C++ begins a lambda; behind others it
// is an index, or a type's.
var opensLambda = wordSet(`( , = return { : ? && || !`)

// negated is 1 if a minus stands before the name at i, or before its module; else 0.
func negated(tokens []string, i int) int {
	if i >= 2 && tokens[i-1] == "." {
		i -= 2
	}
	if i >= 1 && tokens[i-1] == "-" {
		return 1
	}
	return 0
}
