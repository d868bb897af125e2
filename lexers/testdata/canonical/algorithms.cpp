// Functions whose canonical form the golden files beside this one record.
#include <bits/stdc++.h>

static int binarySearch(const std::vector<int> &items, int target) {
  int low = 0, high = (int)items.size() - 1;
  while (low <= high) {
    int middle = low + (high - low) / 2;
    if (items[middle] == target) return middle;
    else if (items[middle] < target) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

long long countPaths(int grid[][100], int n, int m) {
  const long long MOD = 1'000'000'007LL;
  long long ways[n + 1][m + 1];
  memset(ways, 0, sizeof(ways));
  ways[0][1] = 1;
  for (int i = 1; i <= n; i++)
    for (int j = 1; j <= m; ++j)
      if (!grid[i - 1][j - 1]) ways[i][j] = (ways[i - 1][j] + ways[i][j - 1]) % MOD;
  return ways[n][m];
}

template <class T, class Compare = std::less<T>>
inline void insertionSort(T *values, std::size_t n, Compare less = Compare()) {
  for (std::size_t i = 1; i < n; i++) {
    T value = values[i];
    std::size_t j = i;
    while (j > 0 && less(value, values[j - 1])) { values[j] = values[j - 1]; j--; }
    values[j] = value;
  }
}

Node *reverseList(Node *head) {
  Node *previous = NULL;
  while (head != nullptr) {
    Node *next = head->next;
    head->next = previous;
    previous = head;
    head = next;
  }
  return previous;
}

std::string mostFrequent(const std::string &text) {
  std::map<std::string, int> counts;
  std::istringstream words(text);
  for (std::string word; words >> word;) counts[word]++;
  std::vector<std::pair<std::string, int>> ranking(counts.begin(), counts.end());
  std::sort(ranking.begin(), ranking.end(), [&](const auto &a, const auto &b) { return a.second > b.second; });
  switch (ranking.size()) {
    case 0:
      return "";
    case 1: case 2:
      return ranking[0].first + '\n';
    default: {
      auto &[word, count] = ranking.front();
      std::cout << word << ": " << count << std::endl;
      return count > 1 ? word : "none";
    }
  }
}
