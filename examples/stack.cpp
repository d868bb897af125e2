// A stack of numbers, and a calculator that uses it.
#include <iostream>
#include <string>
#include <vector>

// Numbers, the last one put on it first.
class Stack {
 public:
  void push(int value) { values.push_back(value); }

  // Takes the last number; 0 where there is none.
  int pop() {
    if (values.empty()) {
      return 0;
    }
    int value = values.back();
    values.pop_back();
    pops++;
    return value;
  }

  int size() const { return values.size(); }

  int taken() const { return pops; }

 private:
  std::vector<int> values;
  int pops = 0;
};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// Computes an expression in reverse Polish notation, such as "34+2*".
int evaluate(std::string text) {
  Stack stack;
  for (int i = 0; i < text.size(); i++) {
    char c = text[i];
    if (isDigit(c)) {
      stack.push(c - '0');
    } else {
      int right = stack.pop();
      int left = stack.pop();
      if (c == '+') {
        stack.push(left + right);
      } else if (c == '-') {
        stack.push(left - right);
      } else if (c == '*') {
        stack.push(left * right);
      }
    }
  }
  return stack.pop();
}

int main() {
  std::cout << evaluate("34+2*") << std::endl;
  std::cout << evaluate("92-3*1+") << std::endl;
  return 0;
}
