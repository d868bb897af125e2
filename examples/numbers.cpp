// Facts about a number from the command line, or about 360.
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

const int DEFAULT_NUMBER = 360;
const int BASE = 10;

// Returns the greatest common divisor.
int gcd(int a, int b) {
    while (b != 0) {
        int rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

// Returns the sum of the decimal digits.
int digitSum(int n) {
    int sum = 0;
    while (n > 0) {
        sum += n % BASE;
        n /= BASE;
    }
    return sum;
}

// Returns the digits in base 2, the highest first.
std::string binary(int n) {
    if (n == 0) {
        return "0";
    }
    std::string digits = "";
    while (n > 0) {
        if (n % 2 == 1) {
            digits = "1" + digits;
        } else {
            digits = "0" + digits;
        }
        n /= 2;
    }
    return digits;
}

// Counts the numbers below n that share no divisor with it.
int totient(int n) {
    int count = 0;
    for (int i = 1; i < n; i++) {
        if (gcd(i, n) == 1) {
            count++;
        }
    }
    return count;
}

int main(int argc, char** argv) {
    int n = DEFAULT_NUMBER;
    if (argc > 1) {
        n = std::atoi(argv[1]);
    }
    std::cout << digitSum(n) << std::endl;
    std::cout << binary(n) << std::endl;
    std::cout << totient(n) << std::endl;
    return 0;
}
