"""Searching in sorted lists."""


def binary_search(values, target):
    """Return the index of target in the sorted list values, or -1."""
    low = 0
    high = len(values) - 1
    while low <= high:
        middle = (low + high) // 2
        if values[middle] == target:
            return middle
        if values[middle] < target:
            low = middle + 1
        else:
            high = middle - 1
    return -1


def count_occurrences(values, target):
    """Return how often target is in the sorted list values."""
    index = binary_search(values, target)
    if index < 0:
        return 0
    first = index
    while first > 0 and values[first - 1] == target:
        first -= 1
    last = index
    while last + 1 < len(values) and values[last + 1] == target:
        last += 1
    return last - first + 1


if __name__ == "__main__":
    numbers = [1, 3, 3, 3, 7, 9]
    print(binary_search(numbers, 7))
    print(count_occurrences(numbers, 3))
