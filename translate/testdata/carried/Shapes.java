import java.util.*;

/** What shapes have in common. */
interface Shape extends Comparable<Shape> {
    int SIDES = 4;

    /** The area. */
    double area(int scale);
}

abstract class Base implements Shape {
    protected int x; // to the right
    // the children
    private List<Base> children = new ArrayList<>();

    Base(int x) {
        this.x = x;
    }

    abstract String name();

    static int twice(int x) {
        return 2 * x;
    }

    static int four(int x) {
        return twice(twice(x));
    }
}

class Square extends Base {
    private final int side;

    Square(int side) {
        super(side);
        this.side = side;
    }

    @Override
    public double area(int scale) {
        return scale * side * side;
    }
}

enum Plain { A, B; }

enum Color { RED(1); private final int v; Color(int v) { this.v = v; } }

record User(String name, int age) {
    int next() { return age + 1; }
}

class Box<T extends Comparable<T>> {
    private T value;

    Box(T value) { this.value = value; }

    T get() { return value; }
}

public class Shapes {
    static int counter = 0;
    static final Map<String, Integer> NAMES = new HashMap<>();
    static int[][] memo = new int[10][20];

    private Shapes() {}

    static int next() {
        counter++;
        return counter;
    }

    public static void main(String[] args) {
        Box<Integer> box1 = new Box<>(next());
        System.out.println(box1.get());
    }
}
