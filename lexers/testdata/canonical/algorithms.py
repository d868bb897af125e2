"""Functions whose canonical form the golden files beside this one record."""


def binary_search(items: list[int], target: int) -> int:
    """Return the index of target in sorted items, or -1."""
    low, high = 0, len(items) - 1
    while low <= high:
        middle = (low + high) // 2
        if items[middle] == target:
            return middle
        elif items[middle] < target:
            low = middle + 1
        else:
            high = middle - 1
    return -1


def count_words(text, *, ignore=("the", "a")):
    counts = {}
    for word in text.lower().split(" "):
        if (word == "" or word in ignore):
            continue
        counts[word] = counts.get(word, 0) + 1
    ranking = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [f"{word}: {count:>3}" for word, count in ranking[:10]]


def collatz(n):
    """Length of the Collatz sequence from n."""

    @lru_cache(maxsize=None)
    def length(k):
        return 1 if k == 1 else 1 + length(k // 2 if not k % 2 else 3 * k + 1)

    total = length(n); steps = total - 1
    assert steps >= 0, "never"
    return total


def longest_common_subsequence(first, second):
    rows = len(first) + 1
    table = [[0] * (len(second) + 1) for _ in range(rows)]
    for i, x in enumerate(first, 1):
        for j, y in enumerate(second, 1):
            if x == y: table[i][j] = table[i - 1][j - 1] + 1
            else: table[i][j] = max(table[i - 1][j], table[i][j - 1])
    return table[-1][-1] % (10**9 + 7)


def read_numbers(path):
    numbers = []
    try:
        with open(path) as lines:
            for line in lines:
                numbers.append(float(line) if "." in line else int(line))
    except (OSError, ValueError) as error:
        raise RuntimeError("cannot read " + path) from error
    return numbers
