package grammar

import "transcoder/lexers"

// cppValues are the names that the standard headers declare outside std: C's
// functions, and macros. Those behind std:: lexers.StandardNames lists.
const cppValues = `INT_MAX INT_MIN LONG_MAX LONG_MIN LLONG_MAX LLONG_MIN UINT_MAX ULONG_MAX ULLONG_MAX SHRT_MAX SHRT_MIN CHAR_MAX CHAR_MIN
	CHAR_BIT SIZE_MAX INT32_MAX INT32_MIN INT64_MAX INT64_MIN RAND_MAX M_PI M_E M_SQRT2 M_LN2 FLT_MAX FLT_MIN FLT_EPSILON DBL_MAX DBL_MIN
	DBL_EPSILON HUGE_VAL INFINITY NAN EOF CLOCKS_PER_SEC EXIT_SUCCESS EXIT_FAILURE stdin stdout stderr `

const cppFunctions = `abs labs llabs fabs fabsf sqrt sqrtf cbrt pow powf floor floorf ceil ceilf round lround llround rint trunc fmod remainder hypot
	exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan atan2 sinh cosh tanh copysign fmax fmin fma
	ldexp frexp modf erf tgamma lgamma
	isdigit isalpha isalnum isupper islower isspace ispunct isxdigit iscntrl isprint toupper tolower
	printf scanf sprintf snprintf sscanf puts putchar getchar fprintf fputs fflush
	memset memcpy memmove memcmp strlen strcmp strncmp strcpy strncpy strcat strncat strchr strrchr strstr strtok
	atoi atol atoll atof strtol strtoll strtod rand srand exit abort malloc calloc realloc free qsort bsearch div ldiv
	time clock difftime assert swap gcd lcm __gcd __builtin_popcount __builtin_popcountll __builtin_clz __builtin_clzll __builtin_ctz
	__builtin_ctzll __builtin_parity __lg `

const cppMethods = `any all append assign at back back_inserter begin bucket_count c_str capacity cbegin cend clear compare contains copy count
	crbegin crend data emplace emplace_back emplace_front emplace_hint empty end equal_range erase erase_after eof extract fill find
	find_first_not_of find_first_of find_last_not_of find_last_of flip flush front get good ignore imag insert insert_after insert_or_assign
	length lower_bound max_size merge none open peek pop pop_back pop_front precision push push_back push_front put quot rbegin read real rem
	remove remove_if rend replace reserve reset resize reverse rfind seed set shrink_to_fit size sort splice starts_with ends_with str
	substr swap test tie to_string to_ulong to_ullong top try_emplace unique upper_bound use_count what write value value_or has_value
	width unsetf setf lock expired release owner_before`

// cppCalls are the names that can be called with nothing, or std::, before
// them.
func cppCalls() map[string]bool {
	always, templates, _, functions := lexers.StandardNames()
	calls := wordSet(cppFunctions + cppGenericFunctions)
	for _, list := range [][]string{always, templates, functions} {
		for _, name := range list {
			calls[name] = true
		}
	}
	return calls
}
