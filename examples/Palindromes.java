import java.util.ArrayList;
import java.util.List;

/** Finds strings that read the same from both ends. */
public class Palindromes {
    public static boolean isPalindrome(String text) {
        int left = 0;
        int right = text.length() - 1;
        while (left < right) {
            if (text.charAt(left) != text.charAt(right)) {
                return false;
            }
            left++;
            right--;
        }
        return true;
    }

    /** Returns the words that are palindromes of at least two letters. */
    public static List<String> palindromes(String[] words) {
        List<String> found = new ArrayList<>();
        for (String word : words) {
            if (word.length() > 1 && isPalindrome(word)) {
                found.add(word);
            }
        }
        return found;
    }

    /** Returns the longest substring that is a palindrome, the first of equals. */
    public static String longest(String text) {
        String best = "";
        for (int i = 0; i < text.length(); i++) {
            for (int j = i + best.length() + 1; j <= text.length(); j++) {
                if (isPalindrome(text.substring(i, j))) {
                    best = text.substring(i, j);
                }
            }
        }
        return best;
    }

    public static void main(String[] args) {
        System.out.println(longest("a racecar passes"));
        System.out.println(palindromes(new String[] {"level", "tree", "noon", "a"}));
    }
}
