package translate

import (
	"regexp"
	"slices"
	"strings"

	"transcoder/lexers"
)

// provided says what brings in the names that translated code uses: a C++
// header, a Java class to import, a Python statement.
var provided = [lexers.LanguageCount]map[string]string{
	lexers.Python: pairs(`
		import math: math
		import heapq: heapq
		import bisect: bisect
		import random: random
		import re: re
		import sys: sys
		import os: os
		import time: time
		import copy: copy
		import string: string
		import itertools: itertools
		import functools: functools
		import operator: operator
		import collections: collections
		from enum import Enum: Enum
		from enum import IntEnum: IntEnum
		from collections import deque: deque
		from collections import defaultdict: defaultdict
		from collections import Counter: Counter
		from collections import OrderedDict: OrderedDict
		from functools import reduce: reduce
		from functools import lru_cache: lru_cache
		from functools import cache: cache
		from functools import cmp_to_key: cmp_to_key
		from heapq import heappush: heappush
		from heapq import heappop: heappop
		from heapq import heapify: heapify
		from typing import List: List
		from typing import Dict: Dict
		from typing import Optional: Optional
		from typing import Tuple: Tuple
		from typing import Set: Set`),
	lexers.CPP: pairs(`
		algorithm: sort stable_sort partial_sort nth_element reverse rotate shuffle unique min max min_element max_element minmax_element swap find find_if count count_if fill fill_n copy lower_bound upper_bound binary_search equal_range next_permutation prev_permutation all_of any_of none_of for_each transform remove remove_if replace merge set_union set_intersection set_difference is_sorted make_heap push_heap pop_heap clamp
		array: array
		bitset: bitset
		cctype: isdigit isalpha isalnum isupper islower isspace ispunct toupper tolower
		climits: INT_MAX INT_MIN LONG_MAX LONG_MIN LLONG_MAX LLONG_MIN UINT_MAX CHAR_BIT
		cmath: sqrt cbrt pow floor ceil round trunc log log2 log10 exp sin cos tan atan atan2 asin acos fabs fmod hypot M_PI isnan
		cstdint: int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t
		cstdio: printf scanf puts putchar getchar sprintf
		cstdlib: abs labs llabs atoi rand srand exit malloc free div
		cstring: memset memcpy strlen strcmp strcpy strcat strchr
		deque: deque
		exception: exception
		functional: function greater less plus multiplies hash
		iomanip: setprecision setw setfill fixed
		iostream: cout cin cerr endl
		limits: numeric_limits
		list: list
		map: map multimap
		memory: unique_ptr shared_ptr make_unique make_shared
		numeric: accumulate iota gcd lcm partial_sum inner_product
		queue: queue priority_queue
		set: set multiset
		sstream: stringstream istringstream ostringstream
		stack: stack
		stdexcept: runtime_error invalid_argument out_of_range logic_error overflow_error domain_error length_error
		string: string to_string stoi stol stoll stod getline
		tuple: tuple make_tuple tie
		unordered_map: unordered_map unordered_multimap
		unordered_set: unordered_set
		utility: pair make_pair move
		vector: vector`),
	lexers.Java: pairs(`
		java.math.BigDecimal: BigDecimal
		java.math.BigInteger: BigInteger
		java.util.ArrayDeque: ArrayDeque
		java.util.ArrayList: ArrayList
		java.util.Arrays: Arrays
		java.util.BitSet: BitSet
		java.util.Collection: Collection
		java.util.Collections: Collections
		java.util.Comparator: Comparator
		java.util.Deque: Deque
		java.util.HashMap: HashMap
		java.util.HashSet: HashSet
		java.util.Iterator: Iterator
		java.util.LinkedHashMap: LinkedHashMap
		java.util.LinkedHashSet: LinkedHashSet
		java.util.LinkedList: LinkedList
		java.util.List: List
		java.util.Map: Map
		java.util.NoSuchElementException: NoSuchElementException
		java.util.Objects: Objects
		java.util.Optional: Optional
		java.util.PriorityQueue: PriorityQueue
		java.util.Queue: Queue
		java.util.Random: Random
		java.util.Scanner: Scanner
		java.util.Set: Set
		java.util.Stack: Stack
		java.util.StringTokenizer: StringTokenizer
		java.util.TreeMap: TreeMap
		java.util.TreeSet: TreeSet
		java.util.Vector: Vector
		java.util.function.BiFunction: BiFunction
		java.util.function.Function: Function
		java.util.function.Predicate: Predicate
		java.util.function.Supplier: Supplier
		java.util.stream.Collectors: Collectors
		java.util.stream.IntStream: IntStream
		java.util.stream.Stream: Stream`),
}

// pairs reads lines "provider: names" into a table from name to provider.
func pairs(text string) map[string]string {
	table := map[string]string{}
	for line := range strings.Lines(text) {
		provider, names, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for _, name := range strings.Fields(names) {
			table[name] = provider
		}
	}
	return table
}

// importLines returns the imports or includes for code, sorted. defined are the
// names that the file itself gives a meaning to.
func importLines(to lexers.Language, code string, defined map[string]bool) string {
	var needed []string
	for word := range words(withoutMembers(to, code)) {
		provider, ok := provided[to][word]
		// A Python module is used with a dot; the same word may be a variable.
		if !ok || defined[word] || to == lexers.Python && strings.HasPrefix(provider, "import ") && !strings.Contains(code, word+".") {
			continue
		}
		// The renderer puts std:: before the library's names, C's functions left out.
		if to == lexers.CPP && !strings.HasPrefix(provider, "c") && !strings.Contains(code, "std::"+word) {
			continue
		}
		if !slices.Contains(needed, provider) {
			needed = append(needed, provider)
		}
	}
	slices.Sort(needed)
	var b strings.Builder
	for _, provider := range needed {
		switch to {
		case lexers.Python:
			b.WriteString(provider + "\n")
		case lexers.CPP:
			b.WriteString("#include <" + provider + ">\n")
		case lexers.Java:
			b.WriteString("import " + provider + ";\n")
		}
	}
	return b.String()
}

// memberAccess is a name behind a dot: it is found in what stands before it.
var memberAccess = regexp.MustCompile(`\.\s*[A-Za-z_]\w*`)

// withoutMembers takes names behind a dot from Python and Java code.
func withoutMembers(to lexers.Language, code string) string {
	if to == lexers.CPP {
		return code
	}
	return memberAccess.ReplaceAllString(code, ".")
}

// words yields the identifiers and keywords of code, those in literals and
// comments left out.
func words(code string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := 0; i < len(code); {
			c := code[i]
			switch {
			case c == '"' || c == '\'':
				i++
				for i < len(code) && code[i] != c && code[i] != '\n' {
					if code[i] == '\\' {
						i++
					}
					i++
				}
				i++
			case c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80:
				start := i
				for i < len(code) && (code[i] == '_' || code[i] >= '0' && code[i] <= '9' || code[i] >= 'a' && code[i] <= 'z' || code[i] >= 'A' && code[i] <= 'Z' || code[i] >= 0x80) {
					i++
				}
				if !yield(code[start:i]) {
					return
				}
			case c >= '0' && c <= '9': // a number with its suffix
				for i < len(code) && (code[i] >= '0' && code[i] <= '9' || code[i] >= 'a' && code[i] <= 'z' || code[i] >= 'A' && code[i] <= 'Z' || code[i] == '.') {
					i++
				}
			default:
				i++
			}
		}
	}
}

// onlyIncludes reports whether C++ code does nothing but choose between headers of
// the library.
func onlyIncludes(text string) bool {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") || strings.HasPrefix(line, "#define") || strings.HasPrefix(line, `#include "`) {
			return false
		}
	}
	return strings.Contains(text, "#include")
}

// standardModules are the modules of Python's library that small programs use.
var standardModules = pairs(`
	stdlib: __future__ abc argparse array bisect calendar cmath collections contextlib copy dataclasses datetime decimal doctest enum fractions functools heapq io itertools json logging math operator os pathlib pprint queue random re secrets statistics string struct sys textwrap threading time timeit typing typing_extensions unittest`)

// replaced reports whether an import only brings in the source language's own
// library, for which the target's imports stand in, or declares what the file
// itself defines.
func replaced(from lexers.Language, text string) bool {
	fields := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n;,", r) })
	if len(fields) < 2 {
		return true
	}
	switch from {
	case lexers.Python:
		if fields[0] == "from" {
			fields = fields[:2]
		}
		for i := 1; i < len(fields); i++ {
			if fields[i] == "as" {
				i++
				continue
			}
			module, _, _ := strings.Cut(fields[i], ".")
			if standardModules[module] == "" {
				return false
			}
		}
		return true
	case lexers.CPP:
		// using, prototypes, and the library's headers
		return fields[0] != "#include" && fields[0] != "#" || strings.HasPrefix(fields[1], "<")
	default:
		name := fields[1]
		if name == "static" && len(fields) > 2 {
			name = fields[2]
		}
		return fields[0] == "package" || strings.HasPrefix(name, "java.") || strings.HasPrefix(name, "javax.")
	}
}
