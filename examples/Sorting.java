import java.util.Arrays;

/** Sorts arrays of numbers. */
public class Sorting {
    /** Sorts by insertion, in place. */
    public static void insertionSort(int[] values) {
        for (int i = 1; i < values.length; i++) {
            int value = values[i];
            int j = i - 1;
            while (j >= 0 && values[j] > value) {
                values[j + 1] = values[j];
                j--;
            }
            values[j + 1] = value;
        }
    }

    /** Merges two sorted arrays into a new one. */
    public static int[] merge(int[] left, int[] right) {
        int[] result = new int[left.length + right.length];
        int i = 0;
        int j = 0;
        for (int k = 0; k < result.length; k++) {
            if (j == right.length || (i < left.length && left[i] <= right[j])) {
                result[k] = left[i];
                i++;
            } else {
                result[k] = right[j];
                j++;
            }
        }
        return result;
    }

    /** Reports whether no element is smaller than the one before it. */
    public static boolean isSorted(int[] values) {
        for (int i = 1; i < values.length; i++) {
            if (values[i] < values[i - 1]) {
                return false;
            }
        }
        return true;
    }

    public static void main(String[] args) {
        int[] numbers = {5, 2, 9, 1, 5};
        insertionSort(numbers);
        System.out.println(Arrays.toString(numbers));
        System.out.println(isSorted(merge(numbers, new int[] {3, 4})));
    }
}
