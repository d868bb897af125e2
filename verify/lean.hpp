// Most of <bits/stdc++.h>, for precompiling.
//
// A precompiled header does not make what is left to the end of each program
// free: g++ instantiates all templates that inline functions of the headers call,
// a thousand for <bits/stdc++.h>, most in headers that few programs use
// (<filesystem>, <future>, <regex>, the special functions of <cmath>). Those are
// left out here. Programs that name something of theirs are compiled with the
// whole header (leanLacks in cpp_header.go).
//
// Nor does it keep a program from compiling vector<int> anew. Instantiations that
// many programs need are declared here and compiled once, into a library: the
// same file with INSTANTIATE defined.
#include <bits/c++config.h>
#undef _GLIBCXX_USE_STD_SPEC_FUNCS
#include <cassert>
#include <cctype>
#include <cerrno>
#include <cfenv>
#include <cfloat>
#include <cinttypes>
#include <climits>
#include <clocale>
#include <cmath>
#include <csetjmp>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <cwchar>
#include <cwctype>

#include <algorithm>
#include <array>
#include <bitset>
#include <deque>
#include <exception>
#include <forward_list>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <new>
#include <numeric>
#include <queue>
#include <set>
#include <sstream>
#include <stack>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#ifdef INSTANTIATE
#define TEMPLATE template
#else
#define TEMPLATE extern template
#endif
// Members that are templates themselves are not instantiated with their class.
#define VECTOR(T)                                                                                                \
	TEMPLATE class std::vector<T>;                                                                               \
	TEMPLATE void std::vector<T>::_M_range_initialize<const T *>(const T *, const T *, std::forward_iterator_tag); \
	TEMPLATE void std::vector<T>::_M_realloc_insert<const T &>(iterator, const T &);                             \
	TEMPLATE void std::vector<T>::_M_realloc_insert<T>(iterator, T &&);
VECTOR(int)
VECTOR(long long)
VECTOR(double)
VECTOR(char)
VECTOR(std::string)
VECTOR(std::vector<int>)
VECTOR(std::vector<std::string>)
#define SORT(T) TEMPLATE void std::sort<T>(T, T);
SORT(int *)
SORT(std::vector<int>::iterator)
SORT(std::string::iterator)
TEMPLATE class std::map<int, int>;
TEMPLATE class std::set<int>;
TEMPLATE class std::unordered_map<int, int>;
#undef VECTOR
#undef SORT
#undef TEMPLATE
