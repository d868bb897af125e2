package lexers

import "strings"

// The canonical form drops what the C++ printer can put back by looking at the
// tokens alone: std:: before well-known names, and -> behind a declared pointer.
// Both directions ask the same questions (cppStd, cppArrows), so nothing is
// dropped that would not return.

// cppStdNames are types, objects and helpers that hardly any program declares
// itself: they always stand in std.
var cppStdNames = tokenSet(`vector String map set multimap multiset unordered_map unordered_set unordered_multimap unordered_multiset pair
	tuple array deque queue stack priority_queue bitset complex optional variant string_view wstring function shared_ptr unique_ptr
	weak_ptr initializer_list numeric_limits greater less greater_equal less_equal equal_to ostream istream ostringstream istringstream
	stringstream ifstream ofstream cout cin cerr clog endl setw setprecision setfill fixed boolalpha make_pair make_tuple make_unique
	make_shared tie to_string stoi stol stoll stod stof stoul stoull chrono exception runtime_error logic_error invalid_argument
	out_of_range overflow_error length_error domain_error range_error bad_alloc mt19937 mt19937_64 random_device
	uniform_int_distribution uniform_real_distribution default_random_engine back_inserter istream_iterator ostream_iterator
	istreambuf_iterator ostreambuf_iterator enable_if_t is_same_v thread mutex lock_guard unique_lock atomic future promise async
	regex smatch regex_match regex_search regex_replace filesystem this_thread condition_variable nullopt make_optional reference_wrapper
	multiplies hash bind placeholders ref cref ios_base ios iostream fstream nullptr_t is_same is_integral is_integral_v
	is_floating_point_v iterator_traits valarray byte any span ranges views execution monostate visit forward_list`)

// cppCLibrary are functions that C's headers declare outside std as well; they
// are printed bare.
var cppCLibrary = tokenSet(`sqrt pow floor ceil round log log2 log10 exp sin cos tan asin acos atan atan2 sinh cosh tanh hypot fmod cbrt fabs
	trunc printf scanf puts putchar getchar sprintf sscanf snprintf fprintf memset memcpy memmove memcmp strlen strcmp strcpy strcat strncmp strchr strstr
	malloc free calloc realloc rand srand time clock exit atoi atof atol isalpha isdigit isalnum isspace isupper islower ispunct toupper
	tolower qsort size_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t ptrdiff_t abort assert isnan isinf lround llround
	strtol strtoll strtod strtoul fflush stdout stderr stdin FILE fopen fclose fgets fputs clock_t time_t`)

// cppStdCalls are functions that stand in std when they are called with this
// many arguments (as bits); programs declare functions of the same name.
var cppStdCalls = map[string]uint{"max": 1<<1 | 1<<2 | 1<<3, "min": 1<<1 | 1<<2 | 1<<3, "swap": 1 << 2, "abs": 1 << 1, "getline": 1<<2 | 1<<3, "get": 1 << 1}

// cppStdRanges are algorithms that stand in std when their first two arguments
// look like the ends of a range.
var cppStdRanges = tokenSet(`sort stable_sort partial_sort reverse accumulate fill count count_if find find_if find_if_not max_element
	min_element minmax_element lower_bound upper_bound equal_range binary_search unique next_permutation prev_permutation iota rotate copy
	copy_if transform all_of any_of none_of for_each nth_element partial_sum adjacent_difference inner_product distance shuffle random_shuffle
	equal remove remove_if replace replace_if is_sorted is_permutation mismatch search merge set_union set_intersection set_difference
	includes make_heap push_heap pop_heap sort_heap partition stable_partition generate lexicographical_compare adjacent_find reduce`)

func tokenSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// cppStd reports whether the word at i is printed with std:: before it. own are
// the types that the function names itself (cppOwnTypes).
func cppStd(tokens []string, i int, own map[string]bool) bool {
	if i > 0 {
		switch tokens[i-1] {
		case ".", "->", "::", "template":
			return false
		}
	}
	return cppStdWord(tokens, i, own)
}

func cppStdWord(tokens []string, i int, own map[string]bool) bool {
	word := tokens[i]
	if own[word] {
		return false
	}
	if cppStdNames[word] {
		return true
	}
	arities, called := cppStdCalls[word]
	ranges := cppStdRanges[word]
	if !called && !ranges {
		return false
	}
	open := i + 1
	if open < len(tokens) && tokens[open] == "<" { // max < int > ( a , b )
		depth := 0
		for open < len(tokens) && open < i+32 {
			if tokens[open] == "<" {
				depth++
			} else if tokens[open] == ">" {
				depth--
			}
			open++
			if depth == 0 {
				break
			}
		}
	}
	first, second, count := callArguments(tokens, open)
	if count == 0 {
		return false
	}
	if called {
		if len(first) > 0 && first[0] == "&" { // swap(&a, &b) is the program's own
			return false
		}
		if count == 1 && word != "abs" && word != "get" && first[0] != "{" {
			return false
		}
		return count < 8 && arities&(1<<count) != 0
	}
	return count >= 2 && rangeEnds(first, second)
}

// cppOwnTypes returns the names of a function's typedefs, aliases and template
// parameters: typedef ... queue hides std::queue.
func cppOwnTypes(tokens []string) map[string]bool {
	var own map[string]bool
	add := func(i int) {
		if i < len(tokens) && isWordByte(tokens[i][0]) {
			if own == nil {
				own = map[string]bool{}
			}
			own[tokens[i]] = true
		}
	}
	for i, token := range tokens {
		switch token {
		case "typename":
			if i > 0 && (tokens[i-1] == "<" || tokens[i-1] == ",") && i+2 < len(tokens) && tokens[i+2] != "::" && tokens[i+2] != "<" {
				add(i + 1)
			}
		case "using":
			if i+2 < len(tokens) && tokens[i+2] == "=" {
				add(i + 1)
			}
		case "typedef":
			for j := i + 1; j < len(tokens); j++ {
				if tokens[j] == EndOfLine {
					add(j - 1)
					break
				}
			}
		}
	}
	return own
}

// callArguments returns the first two arguments of the call whose bracket opens
// at i, and the number of its arguments; 0 if no call stands there.
func callArguments(tokens []string, i int) (first, second []string, count int) {
	if i >= len(tokens) || tokens[i] != "(" {
		return nil, nil, 0
	}
	depth, from := 0, i+1
	for j := i; j < len(tokens); j++ {
		switch tokens[j] {
		case "(", "[", "{", BlockOpen:
			depth++
		case ")", "]", "}", BlockClose:
			depth--
		}
		if depth == 0 || depth == 1 && tokens[j] == "," {
			if from == j && count == 0 {
				return nil, nil, 0
			}
			switch count {
			case 0:
				first = tokens[from:j]
			case 1:
				second = tokens[from:j]
			}
			count++
			from = j + 1
			if depth == 0 {
				return first, second, count
			}
		}
	}
	return nil, nil, 0
}

// rangeEnds reports whether two arguments are x.begin(), x.end() or p, p + n.
func rangeEnds(first, second []string) bool {
	for _, token := range first {
		switch token {
		case "begin", "rbegin", "cbegin", "crbegin", "end":
			return true
		}
	}
	if len(second) <= len(first) || second[len(first)] != "+" {
		return false
	}
	for i, token := range first {
		if second[i] != token {
			return false
		}
	}
	return true
}

// cppPointerFields are members that point to another object of their class in
// nearly every list and tree.
var cppPointerFields = tokenSet(`next prev left right parent child head tail root link down random`)

// cppArrows marks the dots that are printed as ->: behind this, behind a name
// that the function declares as a pointer, and further along such a chain.
func cppArrows(tokens []string) []bool {
	arrows := make([]bool, len(tokens))
	pointer := map[string]bool{}
	value := map[string]bool{}
	for i, token := range tokens {
		if i < 1 || !strings.HasPrefix(token, prefixID+"_") {
			continue
		}
		mark := i - 1
		if tokens[mark] == "&" && mark > 0 { // Node * & root
			mark--
		}
		switch previous := tokens[i-1]; {
		case tokens[mark] == "*" && mark > 0 && cppTypeEnd(tokens[mark-1]):
			if i+1 < len(tokens) {
				switch tokens[i+1] {
				case EndOfLine, "=", ",", ")", ";", "in", BlockOpen, "{":
					pointer[token] = true
				}
			}
		case cppTypeEnd(previous) || previous == "]":
			value[token] = true
		}
	}
	for i, token := range tokens {
		if token != "." && token != "->" || i == 0 {
			continue
		}
		switch previous := tokens[i-1]; {
		case previous == "this":
			arrows[i] = true
		case pointer[previous] && !value[previous]:
			arrows[i] = i < 2 || tokens[i-2] != "." && tokens[i-2] != "->" && tokens[i-2] != "*"
		case cppPointerFields[previous] && i > 1 && tokens[i-2] == ".":
			arrows[i] = arrows[i-2]
		}
	}
	return arrows
}

// cppTypeEnd reports whether a token can end a type in front of a declared name.
func cppTypeEnd(token string) bool {
	if token == ">" {
		return true
	}
	if token == "" || !isWordByte(token[0]) || token[0] >= '0' && token[0] <= '9' {
		return false
	}
	if _, _, ok := SplitPlaceholder(token); ok {
		return false
	}
	return !cppNoType[token] && !structureTokens[token]
}

var cppNoType = tokenSet(`return else case in new delete throw goto sizeof and or not co_return co_yield co_await do if while for switch this true false null`)

func isWordByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 || c == '$'
}

// cppDropImplied takes out std:: and turns -> into the dot wherever the printer
// restores them.
func cppDropImplied(b *builder) {
	tokens := b.out.Tokens
	// std:: first: the arrows are asked of what the printer will see.
	own := cppOwnTypes(tokens)
	kept := tokens[:0:0]
	for i := 0; i < len(tokens); i++ {
		if tokens[i] == "std" && i+2 < len(tokens) && tokens[i+1] == "::" && !(i > 1 && tokens[i-1] == "::" && isWordByte(tokens[i-2][0])) {
			if cppCLibrary[tokens[i+2]] || cppStdWord(tokens, i+2, own) {
				if len(kept) > 0 && kept[len(kept)-1] == "::" {
					kept = kept[:len(kept)-1]
				}
				i++
				continue
			}
		}
		kept = append(kept, tokens[i])
	}
	tokens = kept
	plain := make([]string, len(tokens))
	for i, token := range tokens {
		if token == "->" && i > 0 && tokens[i-1] != ")" {
			token = "."
		}
		plain[i] = token
	}
	for i, arrow := range cppArrows(plain) {
		switch {
		case arrow && tokens[i] == "->":
			tokens[i] = "."
		case arrow && tokens[i] == ".":
			b.refuse(b.function, "a value called "+tokens[i-1]+" behind a pointer")
		}
	}
	b.out.Tokens = tokens
}
