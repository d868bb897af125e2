import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A program whose beginning is carried over. */
public class Program {
    static final int LIMIT = 3;

    static class Counter {
        String name;
        int count;

        Counter(String name, int start) {
            this.name = name;
            this.count = start;
        }

        int add(int n) {
            count += n;
            return count;
        }
    }

    static boolean even(int n) {
        return n % 2 == 0;
    }

    static String greet(String name) {
        return "hi " + name;
    }

    static List<String> names(int n) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            names.add("n" + i);
        }
        return names;
    }

    static int total(int[] values) {
        int result = 0;
        for (int value : values) {
            result += value;
        }
        return result;
    }

    public static void main(String[] args) {
        int[] numbers = {1, 2, 3};
        System.out.println("total " + total(numbers) + total(new int[] {4}) + even(3));
        System.out.println(even(4));
        System.out.println(Arrays.toString(numbers));
        for (int i = 0; i < numbers.length; i++) {
            System.out.print(numbers[i] + " ");
        }
        System.out.println();
        for (String name : names(2)) {
            System.out.println(greet(name));
        }
        System.out.println(names(3));
        Counter counter = new Counter("a", 2);
        counter.add(5);
        System.out.println(counter.count + counter.name);
        String text = args.length > 0 ? args[0] : "none";
        char mark = '!';
        text = text + mark + counter.add(1);
        System.out.println(text + " " + text.length() + LIMIT);
    }
}
