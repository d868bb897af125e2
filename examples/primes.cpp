// Prime numbers: a sieve, factors and a perfect-number test.
#include <iostream>
#include <vector>

using namespace std;

// Returns the primes below limit in ascending order.
vector<int> primesBelow(int limit) {
    vector<bool> composite(limit, false);
    vector<int> primes;
    for (int i = 2; i < limit; i++) {
        if (composite[i]) {
            continue;
        }
        primes.push_back(i);
        for (int j = 2 * i; j < limit; j += i) {
            composite[j] = true;
        }
    }
    return primes;
}

// Returns the prime factors of n, the smallest first.
vector<int> factorize(int n) {
    vector<int> factors;
    for (int p = 2; p * p <= n; p++) {
        while (n % p == 0) {
            factors.push_back(p);
            n /= p;
        }
    }
    if (n > 1) {
        factors.push_back(n);
    }
    return factors;
}

// Reports whether n is the sum of its proper divisors.
bool isPerfect(int n) {
    int sum = 0;
    for (int d = 1; d < n; d++) {
        if (n % d == 0) {
            sum += d;
        }
    }
    return n > 1 && sum == n;
}

int main() {
    for (int p : primesBelow(50)) {
        cout << p << " ";
    }
    cout << endl;
    for (int f : factorize(360)) {
        cout << f << " ";
    }
    cout << endl << isPerfect(28) << endl;
    return 0;
}
