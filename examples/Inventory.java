import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a shop has in stock. */
public class Inventory {
    private static final int LOW = 3;

    private Map<String, Integer> stock = new HashMap<>();
    private int changes;

    public Inventory(int changes) {
        this.changes = changes;
    }

    /** Adds pieces of an article. */
    public void add(String name, int count) {
        stock.put(name, count(name) + count);
        changes++;
    }

    /** Takes pieces out, if there are enough. */
    public boolean remove(String name, int count) {
        if (count(name) < count) {
            return false;
        }
        stock.put(name, count(name) - count);
        changes++;
        return true;
    }

    public int count(String name) {
        if (stock.containsKey(name)) {
            return stock.get(name);
        }
        return 0;
    }

    /** Returns those of the names that there are few pieces of. */
    public List<String> low(String[] names) {
        List<String> result = new ArrayList<>();
        for (String name : names) {
            if (count(name) < LOW) {
                result.add(name);
            }
        }
        return result;
    }

    public int getChanges() {
        return changes;
    }

    public static void main(String[] args) {
        Inventory inventory = new Inventory(0);
        inventory.add("apple", 5);
        inventory.add("pear", 2);
        inventory.remove("apple", 4);
        System.out.println(inventory.count("apple"));
        System.out.println(inventory.low(new String[] {"apple", "pear", "plum"}));
        System.out.println(inventory.getChanges());
    }
}
