// A program whose beginning is carried over.
#include <iostream>
#include <string>
#include <vector>

const int LIMIT = 3;

class Counter {
 public:
  std::string name;
  int count;

  Counter(std::string name, int start) {
    this->name = name;
    this->count = start;
  }

  int add(int n) {
    count += n;
    return count;
  }
};

bool even(int n) { return n % 2 == 0; }

std::string greet(std::string name) { return "hi " + name; }

std::vector<int> upto(int n) {
  std::vector<int> values;
  for (int i = 0; i < n; i++) {
    values.push_back(i);
  }
  return values;
}

int total(const std::vector<int>& values) {
  int result = 0;
  for (int value : values) {
    result += value;
  }
  return result;
}

int main(int argc, char** argv) {
  std::vector<int> numbers = {1, 2, 3};
  std::cout << "total " << total(numbers) << even(2) << even(3) << "\n";
  for (int i = LIMIT; i <= LIMIT * 2; i++) {
    std::cout << i << " ";
  }
  std::cout << std::endl << std::endl;
  for (int n : upto(3)) {
    if (even(n) || n > 2) {
      std::cout << n << '\n';
    }
  }
  for (size_t i = 0; i < numbers.size(); i++) {
    std::cout << numbers[i] << (i + 1 < numbers.size() ? ", " : "\n");
  }
  Counter counter("a", 2);
  counter.add(5);
  std::cout << counter.count << counter.name << std::endl;
  std::string text = "none";
  if (argc > 1) {
    text = argv[1];
  }
  text = greet(text) + "!" + std::to_string(counter.add(1));
  std::cout << text << " " << text.size() << std::endl;
  return 0;
}
