public class Functions {
  public static int add(int a, int b) {
    return a + b;
  }

  public static int largest(int[] values) {
    int best = values[0];
    for (int value : values) {
      if (value > best) {
        best = value;
      }
    }
    return best;
  }

  public static int countdown(int n) {
    while (n > 0) {
      n--;
    }
    return n;
  }

  public static boolean is_even(int n) {
    return n % 2 == 0;
  }

  public static String greet(String name) {
    return "Hello, " + name;
  }

  public static int factorial(int n) {
    if (n <= 1) {
      return 1;
    }
    return n * factorial(n - 1);
  }
}
