package lexers

import "strings"

// The canonical form drops what the C++ printer can put back by looking at the
// tokens alone: std:: before well-known names, and -> behind a declared pointer.
// Both directions ask the same questions (cppStd, cppArrows), so nothing is
// dropped that would not return.

// Names that stand in std by what follows them. A program's own variable called
// stack or count is then not taken for the library's.
var (
	// Types and objects that hardly any program declares itself.
	cppStdNames = tokenSet(`String wstring string_view ostream istream ostringstream istringstream stringstream ifstream ofstream fstream
		iostream cout cin cerr clog wcout wcerr endl exception runtime_error logic_error invalid_argument out_of_range overflow_error
		underflow_error length_error domain_error range_error bad_alloc bad_cast bad_function_call mt19937 mt19937_64 random_device
		default_random_engine condition_variable nullopt nullptr_t ios_base ios lock_guard unique_lock mutex recursive_mutex setprecision
		boolalpha smatch true_type false_type`)

	// Templates, before their arguments.
	cppStdTemplates = tokenSet(`vector map set multimap multiset unordered_map unordered_set unordered_multimap unordered_multiset pair tuple
		array deque queue stack priority_queue bitset complex optional variant function shared_ptr unique_ptr weak_ptr initializer_list
		numeric_limits greater less greater_equal less_equal equal_to not_equal_to plus minus multiplies divides uniform_int_distribution
		uniform_real_distribution normal_distribution istream_iterator ostream_iterator istreambuf_iterator ostreambuf_iterator enable_if
		enable_if_t is_same is_same_v is_integral is_integral_v is_floating_point is_floating_point_v is_arithmetic is_arithmetic_v
		is_signed is_signed_v is_base_of is_base_of_v conditional conditional_t decay decay_t remove_reference remove_reference_t
		iterator_traits valarray span forward_list list hash atomic future promise reference_wrapper basic_string basic_ostream
		basic_istream allocator char_traits integral_constant make_unique make_shared make_unsigned make_unsigned_t tuple_size
		tuple_element tuple_element_t common_type common_type_t underlying_type underlying_type_t unordered_multimap lock_guard
		unique_lock scoped_lock is_convertible is_convertible_v is_pointer is_pointer_v is_enum is_void is_class is_const`)

	// Namespaces and classes with static members, before ::.
	cppStdNamespaces = tokenSet(`chrono filesystem this_thread placeholders ranges views execution ios ios_base numbers string_literals
		regex_constants`)

	// Functions, before their arguments.
	cppStdFunctions = tokenSet(`make_pair make_tuple make_unique make_shared to_string stoi stol stoll stod stof stold stoul stoull setw setfill
		setbase back_inserter front_inserter make_optional regex_match regex_search regex_replace string_view thread ostringstream tie declval
		make_heap addressof forward_as_tuple static_pointer_cast dynamic_pointer_cast`)
)

// cppCLibrary are functions and types that C's headers declare outside std as
// well; they are printed bare. (Those of <cmath> are not among them: outside std
// sqrt(1.5f) may be that of double.)
var cppCLibrary = tokenSet(`printf scanf puts putchar getchar sprintf sscanf snprintf fprintf memset memcpy memmove memcmp strlen strcmp strcpy
	strcat strncmp strncpy strchr strstr strtok malloc free calloc realloc rand srand time clock exit atoi atof atol isalpha isdigit isalnum
	isspace isupper islower ispunct isxdigit toupper tolower qsort size_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t
	ptrdiff_t abort assert strtol strtoll strtod strtoul fflush stdout stderr stdin FILE fopen fclose fgets fputs fread fwrite clock_t time_t`)

// cppStdCalls are functions that stand in std when they are called with this
// many arguments (as bits); programs declare functions of the same name.
var cppStdCalls = func() map[string]uint {
	calls := map[string]uint{"max": 1<<1 | 1<<2, "min": 1<<1 | 1<<2, "swap": 1 << 2, "getline": 1<<2 | 1<<3, "get": 1 << 1}
	for name := range tokenSet(`abs sqrt cbrt floor ceil round trunc log log2 log10 log1p exp exp2 sin cos tan asin acos atan sinh cosh tanh
		fabs lround llround erf tgamma lgamma isnan isinf isfinite`) {
		calls[name] = 1 << 1
	}
	for name := range tokenSet(`pow atan2 hypot fmod ldexp remainder copysign fmax fmin`) {
		calls[name] = 1 << 2
	}
	return calls
}()

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
		case ".", "::", "template":
			return false
		case "->":
			return trailingReturn(tokens, i-1) && cppStdWord(tokens, i, own)
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
	next, previous := "", ""
	if i+1 < len(tokens) {
		next = tokens[i+1]
	}
	if i > 2 && tokens[i-1] == "::" && tokens[i-2] == "std" {
		previous = tokens[i-3]
	} else if i > 0 {
		previous = tokens[i-1]
	}
	switch {
	case next == "<" && (cppStdTemplates[word] || cppStdFunctions[word]),
		next == "::" && cppStdNamespaces[word],
		next == "(" && cppStdFunctions[word],
		previous == "<<" && word == "fixed":
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
	if open >= len(tokens) || tokens[open] != "(" {
		return false
	}
	arguments := CallArguments(tokens[open:])
	count := len(arguments)
	if count == 0 {
		return false
	}
	first := arguments[0]
	if called {
		if len(first) > 0 && first[0] == "&" { // swap(&a, &b) is the program's own
			return false
		}
		if count == 1 && (word == "max" || word == "min") && first[0] != "{" {
			return false
		}
		return count < 8 && arities&(1<<count) != 0
	}
	return count >= 2 && rangeEnds(first, arguments[1])
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
	offsets := make([]uint32, len(tokens))
	at := b.offsets[0]
	for i, k := range follow(b.out.Tokens, tokens) {
		if k >= 0 {
			at = b.offsets[k]
		}
		offsets[i] = at
	}
	b.out.Tokens, b.offsets = tokens, offsets
}
