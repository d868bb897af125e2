import java.util.*;

/** Functions whose canonical form the golden files beside this one record. */
public class Algorithms {
  public static int binarySearch(final int[] items, int target) {
    int low = 0, high = items.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (items[middle] == target) return middle;
      else if (items[middle] < target) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  static long countPaths(boolean[][] blocked, int n, int m) {
    final long MOD = 1_000_000_007L;
    long[][] ways = new long[n + 1][m + 1];
    ways[0][1] = 1;
    for (int i = 1; i <= n; ++i)
      for (int j = 1; j <= m; j++)
        if (!blocked[i - 1][j - 1]) ways[i][j] = (ways[i - 1][j] + ways[i][j - 1]) % MOD;
    return ways[n][m];
  }

  @SafeVarargs
  private static <T extends Comparable<? super T>> List<T> merge(List<T>... lists) {
    PriorityQueue<T> queue = new PriorityQueue<T>((a, b) -> a.compareTo(b));
    for (final List<T> list : lists) queue.addAll(list);
    List<T> merged = new ArrayList<>();
    while (!queue.isEmpty()) merged.add(queue.poll());
    return merged;
  }

  static String describe(Object value, int depth) throws IllegalStateException {
    String text = "";
    search:
    for (;;) {
      switch (depth) {
        case 0:
        case 1:
          text += "leaf";
          break search;
        default:
          if (depth-- > 9) throw new IllegalStateException("too deep: " + depth);
      }
    }
    char mark = value instanceof String s && s.isEmpty() ? '?' : '\n';
    int size = switch (text.length()) {
      case 0, 1 -> 0;
      default -> {
        yield text.length() - 1;
      }
    };
    try {
      return text.substring(size) + mark;
    } catch (IndexOutOfBoundsException | NullPointerException e) {
      return null;
    } finally {
      System.out.println(text);
    }
  }
}
