/** Prints its arguments in several ways, or a sentence where it has none. */
public class Echo {
    static final String DEFAULT = "so many words";

    public static String reverse(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = text.length() - 1; i >= 0; i--) {
            result.append(text.charAt(i));
        }
        return result.toString();
    }

    /** Counts the vowels of a text. */
    public static int vowels(String text) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u') {
                count++;
            }
        }
        return count;
    }

    public static String join(String[] words) {
        String result = "";
        for (int i = 0; i < words.length; i++) {
            if (i > 0) {
                result += " ";
            }
            result += words[i];
        }
        return result;
    }

    public static void main(String[] args) {
        String text = DEFAULT;
        if (args.length > 0) {
            text = join(args);
        }
        System.out.println(reverse(text));
        System.out.println(vowels(text));
    }
}
