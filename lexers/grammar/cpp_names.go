package grammar

import (
	"slices"

	"transcoder/lexers"
)

// What C++'s parser knows of names before a function begins: the keywords, and
// the global names that the standard headers declare. That a name of these is
// used as what it is decides whether the text parses; g++ finds "expected
// primary-expression" where a type stands as a value.

var cppKeywords = wordSet(`alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl
	concept const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete do double
	dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable namespace new noexcept not
	not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires return short signed sizeof static
	static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union unsigned using
	virtual void volatile wchar_t while xor xor_eq null typeof offsetof va_start va_arg va_end va_copy
	__alignof __alignof__ __asm __asm__ __attribute __attribute__ __complex __complex__ __const __const__ __decltype __extension__
	__imag __imag__ __inline __inline__ __label__ __null __real __real__ __restrict
	__restrict__ __signed __signed__ __thread __transaction_atomic __transaction_cancel __transaction_relaxed __typeof __typeof__
	__underlying_type __volatile __volatile__ __is_pod __is_same __builtin_offsetof __builtin_va_arg __builtin_bit_cast __builtin_convertvector
	__builtin_shuffle __builtin_addressof __builtin_launder __has_include __has_attribute _Pragma _Complex _Atomic _Alignas _Alignof
	_Bool _Static_assert _Thread_local
	ATOMIC_FLAG_INIT PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP PTHREAD_COND_INITIALIZER PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP
	PTHREAD_MUTEX_INITIALIZER PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP PTHREAD_RWLOCK_INITIALIZER
	PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP pthread_cleanup_push_defer_np`)

// cppGlobalTypes are the types that <bits/stdc++.h> declares outside std with
// glibc, as g++ 12 told: each word of the preprocessed header was tried as a
// type and as a value.
const cppGlobalTypes = `FILE blkcnt64_t blkcnt_t blksize_t caddr_t clock_t clockid_t comparison_fn_t cookie_close_function_t
	cookie_io_functions_t cookie_read_function_t cookie_seek_function_t cookie_write_function_t cpu_set_t daddr_t dev_t div_t double_t
	drand48_data error_t fd_mask fd_set femode_t fenv_t fexcept_t float_t fpos64_t fpos_t fpregset_t fsblkcnt64_t fsblkcnt_t
	fsfilcnt64_t fsfilcnt_t fsid_t gid_t greg_t gregset_t id_t imaxdiv_t ino64_t ino_t int16_t int32_t int64_t int8_t int_fast16_t
	int_fast32_t int_fast64_t int_fast8_t int_least16_t int_least32_t int_least64_t int_least8_t intmax_t intptr_t itimerspec jmp_buf
	key_t lconv ldiv_t lldiv_t locale_t loff_t max_align_t mbstate_t mcontext_t mode_t nlink_t nullptr_t obstack off64_t off_t pid_t
	pthread_attr_t pthread_barrier_t pthread_barrierattr_t pthread_cond_t pthread_condattr_t pthread_key_t pthread_mutex_t
	pthread_mutexattr_t pthread_once_t pthread_rwlock_t pthread_rwlockattr_t pthread_spinlock_t pthread_t ptrdiff_t quad_t random_data
	register_t sched_param sig_atomic_t sig_t sigcontext sigevent sigevent_t sighandler_t siginfo_t sigjmp_buf sigset_t sigval sigval_t
	size_t socklen_t ssize_t stack_t suseconds_t time_t timer_t timespec timeval timex tm u_char u_int u_int16_t u_int32_t u_int64_t
	u_int8_t u_long u_quad_t u_short ucontext_t uid_t uint uint16_t uint32_t uint64_t uint8_t uint_fast16_t uint_fast32_t uint_fast64_t
	uint_fast8_t uint_least16_t uint_least32_t uint_least64_t uint_least8_t uintmax_t uintptr_t ulong useconds_t ushort va_list wctrans_t
	wctype_t wint_t`

// cppStandardValues are the objects and functions among the names that the printer always
// sets std:: before; the others are types.
const cppStandardValues = `cout cin cerr clog wcout wcerr endl nullopt setprecision boolalpha`

// Class templates by the arguments that they take, containers apart: their ::
// iterator and the like are types.
const (
	cppUnary = `queue stack complex optional shared_ptr unique_ptr weak_ptr initializer_list numeric_limits greater less greater_equal
		less_equal plus minus multiplies hash atomic`
	cppSequences = `vector deque list`
	cppMaps      = `map multimap unordered_map`
)

const cppMemberTypes = `iterator const_iterator value_type size_type difference_type reference const_reference`

// Function templates that are called with arguments in angle brackets and that
// the printer sets std:: before whatever those are.
const cppGenericFunctions = `make_pair make_tuple make_unique make_shared static_pointer_cast dynamic_pointer_cast make_optional`

// cppNoMembers are words that no member can be called: members of standard types
// that are types, as far as a program writes them behind ::, and macros.
var cppNoMembers = with(wordSet(cppMemberTypes), `reverse_iterator const_reverse_iterator type key_type mapped_type pointer const_pointer
	allocator_type node_type char_type traits_type int_type pos_type off_type result_type element_type first_type second_type
	deleter_type key_compare value_compare hasher key_equal local_iterator const_local_iterator container_type rebind
	event_callback failure Init openmode iostate fmtflags seekdir sentry param_type duration time_point rep period `+cppMacros+` assert
	EOF NULL INT_MAX INT_MIN LONG_MAX LONG_MIN LLONG_MAX LLONG_MIN UINT_MAX ULONG_MAX ULLONG_MAX SHRT_MAX SHRT_MIN CHAR_MAX CHAR_MIN CHAR_BIT
	SIZE_MAX INT32_MAX INT32_MIN INT64_MAX INT64_MIN RAND_MAX M_PI M_E M_SQRT2 M_LN2 FLT_MAX FLT_MIN FLT_EPSILON DBL_MAX DBL_MIN
	DBL_EPSILON HUGE_VAL INFINITY NAN BUFSIZ CLOCKS_PER_SEC EXIT_SUCCESS EXIT_FAILURE errno`)

// cppMacros are the macros with arguments that the standard headers define, but
// for assert. They expand to what an expression may not hold, or to a call of
// something else behind a dot.
const cppMacros = `ATOMIC_VAR_INIT CPU_ALLOC CPU_ALLOC_SIZE CPU_AND CPU_AND_S CPU_CLR CPU_CLR_S CPU_COUNT CPU_COUNT_S CPU_EQUAL CPU_EQUAL_S
	CPU_FREE CPU_ISSET CPU_ISSET_S CPU_OR CPU_OR_S CPU_SET CPU_SET_S CPU_XOR CPU_XOR_S CPU_ZERO CPU_ZERO_S FD_CLR FD_ISSET FD_SET FD_ZERO
	INT16_C INT32_C INT64_C INT8_C INTMAX_C TEMP_FAILURE_RETRY UINT16_C UINT32_C UINT64_C UINT8_C UINTMAX_C WEXITSTATUS WIFCONTINUED
	WIFEXITED WIFSIGNALED WIFSTOPPED WSTOPSIG WTERMSIG alloca assert_perror be16toh be32toh be64toh htobe16 htobe32 htobe64 htole16
	htole32 htole64 issubnormal le16toh le32toh le64toh pthread_cleanup_pop pthread_cleanup_pop_restore_np pthread_cleanup_push
	setjmp sigmask sigsetjmp strdupa strndupa`

var (
	cppKnownTypes    = map[string]bool{} // types without arguments
	cppStandardCalls = map[string]bool{}
	cppNoValues      map[string]bool // words that are no NAME
	cppNoTypes       map[string]bool
	cppNoNewTypes    map[string]bool
	cppNoScopes      map[string]bool
	cppTrailed       = map[string]bool{} // words that std:: may stand before; offered with a bracket or a dot behind them, since < would make them templates
)

func init() {
	always, templates, namespaces, functions := lexers.StandardNames()
	values := wordSet(cppStandardValues)
	cppNoValues = with(cppKeywords, `String in elif std`)
	cppNoTypes = with(cppKeywords, `in elif std `+cppStandardValues)
	for word := range wordSet(cppGlobalTypes) {
		cppKnownTypes[word] = true
	}
	for _, word := range templates {
		cppTrailed[word] = true
	}
	for _, word := range always {
		if !values[word] && !slices.Contains(templates, word) {
			cppKnownTypes[word] = true
		}
		if slices.Contains(templates, word) {
			delete(cppTrailed, word)
			cppNoValues[word], cppNoTypes[word] = true, true
		}
	}
	noValues := wordSet(`string_view thread ostringstream`)
	for _, word := range functions {
		if !noValues[word] {
			cppStandardCalls[word] = true
		}
		if !cppKnownTypes[word] {
			cppTrailed[word] = true
		}
	}
	delete(cppKnownTypes, "ios_base")
	for _, word := range namespaces {
		cppNoTypes[word] = true
	}
	for word := range cppKnownTypes {
		cppNoValues[word] = true
	}
	for word := range cppTrailed {
		cppNoValues[word] = true
	}
	cppKnownTypes["String"] = true
	cppNoNewTypes = with(cppNoTypes, ``)
	cppNoScopes = with(cppNoValues, cppMacros+` assert`)
	for _, set := range []map[string]bool{cppKnownTypes, cppTrailed} {
		for word := range set {
			cppNoNewTypes[word] = true
		}
	}
}

// canBe accepts the words that the function has not used as something else. A
// type that nothing declares is not offered.
func canBe(kind wordKind) func(*scope, lexeme) bool {
	return func(s *scope, w lexeme) bool {
		if !s.strict {
			return true
		}
		known := s.known(w.text)
		switch kind {
		case typeName:
			return cppKnownTypes[w.text] || known == newType || known == typeName
		case value:
			return known == unknownWord || known == value
		case newType:
			return known == unknownWord
		}
		return known == unknownWord || known == scopeName
	}
}

// becomes notes what a word is used as.
func becomes(kind wordKind) func(*scope, lexeme) *scope {
	return func(s *scope, w lexeme) *scope {
		if !s.strict || s.known(w.text) != unknownWord || kind == typeName {
			return s
		}
		return s.with(func(s *scope) { s.words = &word{text: w.text, kind: kind, before: s.words} })
	}
}

func isKnownType(s *scope, w lexeme) bool {
	known := s.known(w.text)
	return cppKnownTypes[w.text] || known == newType || known == typeName
}

// isNoTemplate accepts what needs no typename before it.
func isNoTemplate(s *scope, _ lexeme) bool { return !s.strict || !s.generic }

func isStandardValue(s *scope, w lexeme) bool { return !s.strict || cppStandardCalls[w.text] }
