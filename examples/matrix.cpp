// Square matrices as vectors of rows.
#include <iostream>
#include <vector>

using std::vector;

vector<vector<long long>> identity(int size) {
    vector<vector<long long>> result(size, vector<long long>(size, 0));
    for (int i = 0; i < size; i++) {
        result[i][i] = 1;
    }
    return result;
}

vector<vector<long long>> multiply(const vector<vector<long long>>& a, const vector<vector<long long>>& b) {
    int size = a.size();
    vector<vector<long long>> result(size, vector<long long>(size, 0));
    for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
            for (int k = 0; k < size; k++) {
                result[i][j] += a[i][k] * b[k][j];
            }
        }
    }
    return result;
}

// Raises a matrix to a power by repeated squaring.
vector<vector<long long>> power(vector<vector<long long>> base, int exponent) {
    vector<vector<long long>> result = identity(base.size());
    while (exponent > 0) {
        if (exponent % 2 == 1) {
            result = multiply(result, base);
        }
        base = multiply(base, base);
        exponent /= 2;
    }
    return result;
}

long long fibonacci(int n) {
    vector<vector<long long>> step = {{1, 1}, {1, 0}};
    return power(step, n)[0][1];
}

int main() {
    for (int n = 0; n <= 10; n++) {
        std::cout << fibonacci(n) << std::endl;
    }
    return 0;
}
