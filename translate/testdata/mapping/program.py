"""A program whose beginning is carried over."""

import sys

LIMIT = 3


class Counter:
    def __init__(self, name, start):
        self.name = name
        self.count = start
        self.seen = []

    def add(self, n):
        self.count += n
        return self.count


def even(n):
    return n % 2 == 0


def greet(name):
    return "hi " + name


def upto(n):
    values = []
    for i in range(n):
        values.append(i)
    return values


def total(values):
    result = 0
    for value in values:
        result += value
    return result


if __name__ == "__main__":
    numbers = [1, 2, 3]
    print(total(numbers), LIMIT, total(upto(5)), sep=", ")
    print(even(4), even(3), "x")
    for i in range(1, LIMIT + 1):
        print(i, end=" ")
    print()
    for n in upto(3):
        if even(n) and n != 0:
            print(greet("even"))
        elif n == 1:
            print("one")
        else:
            print(-n + 7)
    counter = Counter("a", 2)
    counter.add(5)
    print(counter.count, counter.name + "!")
    print(upto(4))
    print(f"{counter.add(1)} of {LIMIT}: {numbers[1]}")
    name = "none"
    if len(sys.argv) > 1:
        name = sys.argv[1]
    print(greet(name), len(name), len(numbers))
    while LIMIT < len(numbers) + counter.count and name == "none":
        name = "some" + str(LIMIT)
        print(name)
