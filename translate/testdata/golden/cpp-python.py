def add(a, b):
    return a + b


def largest(values):
    best = values[0]
    for value in values:
        if value > best:
            best = value
    return best


def countdown(n):
    while n > 0:
        n -= 1
    return n


def is_even(n):
    return n % 2 == 0


def greet(name):
    return "Hello, " + name


def factorial(n):
    if n <= 1:
        return 1
    return n * factorial(n - 1)
