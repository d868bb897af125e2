from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum

PRICES = {"apple": 3, "pear": 4}
GRID = ((1, 2), (3, 4))
counter = 0


class Color(Enum):
    """Colors of shapes."""

    RED = 1
    GREEN = 2


class ShapeError(Exception):
    pass


class SideError(ShapeError):
    def __init__(self, side):
        super().__init__("side")
        self.side = side


@dataclass
class Point:
    x: int  # to the right
    y: int = 0


class Square(Shape):
    def __init__(self, side):
        super().__init__()
        self.side = side

    def area(self):
        return self.side * self.side


class Shape(ABC):
    @abstractmethod
    def area(self):
        pass


def price(time, name):
    global counter
    counter += 1
    time.sleep()
    return PRICES[name]


def main():
    square = Square(3)
    print(square.area())


if __name__ == "__main__":
    import doctest

    doctest.testmod()
    main()
