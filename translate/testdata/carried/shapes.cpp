#ifdef _MSC_VER
#include <string>
#else
#include <cstring>
#endif
#include <map>
#include <vector>
#define MAXN 100

enum Color { RED, GREEN = 5, BLUE };
enum class Mode : int { FAST, SLOW };

int counter = 0, memo[MAXN][2];
std::vector<int> neighbors[MAXN];
std::map<std::string, int> prices = {{"apple", 3}, {"pear", 4}};

struct Point {
  int x{}, y{};  // from the corner
};

class Shape {
 public:
  // The area.
  virtual double area(int scale) const = 0;
};

class Square : public Shape {
 public:
  explicit Square(int side) : side(side) {}
  double area(int scale) const override { return scale * side * side; }

 private:
  int side;
};

template <typename T>
class Stack {
  std::vector<T> items;

 public:
  void push(T item) { items.push_back(item); }
};

int next() {
  counter += 1;
  return counter == BLUE ? RED : counter;
}

int main() { return next(); }
