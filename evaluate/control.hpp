#include <string>
#include <type_traits>
#include <utility>
#include <vector>
namespace control {
template <class T> void alter(T &x);
template <class T> void alter(std::vector<T> &x) {
	for (auto &&y : x) {
		T z = y;
		alter(z);
		y = z;
	}
	x.emplace_back();
}
inline void alter(std::string &x) { x += "?"; }
template <class T> void alter(T &x) {
	if constexpr (std::is_same<T, bool>::value) x = !x;
	else if constexpr (std::is_arithmetic<T>::value) x = (T)(3 * x + 7);
}
// alterArgument changes what an argument refers to, where a function may.
template <class T> void alterArgument(T &&x) {
	using U = std::remove_reference_t<T>;
	if constexpr (std::is_array<U>::value || std::is_pointer<U>::value) {
		using E = std::remove_reference_t<decltype(*x)>;
		if constexpr (!std::is_const<E>::value && !std::is_void<E>::value) {
			if (x) alter(*x);
		}
	} else if constexpr (!std::is_const<U>::value && std::is_class<U>::value) alter(x);
}
template <class F, class... A> auto altered(F function, A &&...a) {
	if constexpr (std::is_void<decltype(function(std::forward<A>(a)...))>::value) {
		function(std::forward<A>(a)...);
		(alterArgument(a), ...);
	} else {
		auto result = function(std::forward<A>(a)...);
		(alterArgument(a), ...);
		alter(result);
		return result;
	}
}
} // namespace control
