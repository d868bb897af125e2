package grammar

const pythonBuiltins = `abs all any ascii bin bool bytearray bytes callable chr classmethod complex dict dir divmod enumerate eval
	filter float format frozenset getattr hasattr hash hex id input int isinstance issubclass iter len list map max min next object oct
	open ord pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip
	NotImplemented `

const pythonExceptions = `ArithmeticError AssertionError AttributeError BaseException EOFError Exception IndexError KeyError KeyboardInterrupt
	LookupError MemoryError NotImplementedError OSError OverflowError RecursionError RuntimeError StopIteration SystemExit TypeError
	UnicodeError ValueError ZeroDivisionError `

// pythonImported are the names that a translation can import one by one.
const pythonImported = `deque defaultdict Counter OrderedDict reduce lru_cache cmp_to_key heappush heappop heapify permutations combinations
	product accumulate chain groupby bisect_left bisect_right insort deepcopy sqrt ceil floor gcd factorial `

// pythonLabels are the names of parameters that the library's functions have.
const pythonLabels = `key reverse default end sep file start maxlen maxsplit initial repeat strict `

const pythonModules = `
	bisect: bisect bisect_left bisect_right insort insort_left insort_right
	collections: ChainMap Counter OrderedDict defaultdict deque namedtuple
	copy: copy deepcopy
	functools: cache cmp_to_key lru_cache partial reduce wraps
	heapq: heapify heappop heappush heappushpop heapreplace merge nlargest nsmallest
	itertools: accumulate chain combinations combinations_with_replacement count cycle dropwhile groupby islice permutations product repeat starmap takewhile zip_longest
	math: acos acosh asin asinh atan atan2 atanh ceil comb copysign cos cosh degrees dist e erf exp fabs factorial floor fmod fsum gamma gcd hypot inf isclose isfinite isinf isnan isqrt ldexp log log10 log1p log2 modf nan perm pi pow prod radians sin sinh sqrt tan tanh tau trunc
	operator: add and_ eq floordiv ge gt itemgetter le lt mod mul ne neg not_ or_ sub truediv xor
	os: environ getcwd path sep
	random: choice choices getrandbits randint random randrange sample seed shuffle uniform
	re: compile escape findall finditer fullmatch match search split sub
	string: ascii_letters ascii_lowercase ascii_uppercase digits punctuation whitespace
	sys: argv byteorder exit float_info getrecursionlimit maxsize setrecursionlimit stderr stdin stdout
	time: monotonic perf_counter process_time sleep time
	float: fromhex
	int: from_bytes
	str: lower maketrans strip upper join
	dict: fromkeys get
	bytes: fromhex
	list: append
	set: intersection union
	super: __init__`

const pythonMethods = `add append appendleft bit_length capitalize casefold center clear copy count decode difference difference_update
	discard elements encode end endswith expandtabs extend extendleft find flush format get group groups index insert intersection
	intersection_update isalnum isalpha isascii isdecimal isdigit isdisjoint isidentifier islower isnumeric isspace issubset issuperset
	istitle isupper items join keys ljust lower lstrip move_to_end most_common partition pop popitem popleft read readline readlines remove
	removeprefix removesuffix replace reverse rfind rindex rjust rotate rpartition rsplit rstrip setdefault sort span split splitlines start
	startswith strip sub subtract swapcase symmetric_difference title translate union update upper values write zfill is_integer hex
	to_bytes as_integer_ratio conjugate match search findall finditer close`
