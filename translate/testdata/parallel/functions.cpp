int add(int a, int b) {
  return a + b;
}

int largest(std::vector<int> values) {
  int best = values[0];
  for (int value : values) {
    if (value > best) {
      best = value;
    }
  }
  return best;
}

int countdown(int n) {
  while (n > 0) {
    --n;
  }
  return n;
}

bool is_even(int n) {
  return n % 2 == 0;
}

std::string greet(std::string name) {
  return "Hello, " + name;
}

int factorial(int n) {
  if (n <= 1) {
    return 1;
  }
  return n * factorial(n - 1);
}
