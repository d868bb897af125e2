/**
 * Calls a Java candidate for each input and reports what came of it. It uses no
 * imports, lambdas or string concatenation: the first would be the candidate's
 * too, the others cost more time to start than most candidates take.
 */
public class Harness_NONCE {
    static final class In {
        final String s;
        int p;

        In(String s) {
            this.s = s;
        }

        char skip() {
            while (p < s.length() && (s.charAt(p) == ' ' || s.charAt(p) == ',' || s.charAt(p) == ':')) {
                p++;
            }
            return p < s.length() ? s.charAt(p) : 0;
        }

        /** Reads a value: Long, Double, Boolean, String, or Object[] for a container. */
        Object read() {
            char c = skip();
            if (c == '"' || c == '\'') {
                return text(c);
            }
            if (c == '[' || c == '(' || c == '{') {
                p++;
                java.util.ArrayList<Object> items = new java.util.ArrayList<Object>();
                for (c = skip(); c != ']' && c != ')' && c != '}'; c = skip()) {
                    items.add(read());
                }
                p++;
                return items.toArray();
            }
            int start = p;
            boolean real = false;
            while (p < s.length() && " ,:]})".indexOf(s.charAt(p)) < 0) {
                c = s.charAt(p++);
                real |= c == '.' || c == 'e' || c == 'n';
            }
            String word = s.substring(start, p);
            if (word.equals("True") || word.equals("False")) {
                return Boolean.valueOf(word.equals("True"));
            }
            if (word.equals("None")) {
                return null;
            }
            if (real) {
                return Double.valueOf(word.equals("nan") ? Double.NaN : word.equals("inf") ? Double.POSITIVE_INFINITY : word.equals("-inf") ? Double.NEGATIVE_INFINITY : Double.parseDouble(word));
            }
            return new java.math.BigInteger(word);
        }

        String text(char mark) {
            StringBuilder out = new StringBuilder();
            for (p++; s.charAt(p) != mark; p++) {
                char c = s.charAt(p);
                if (c == '\\') {
                    c = s.charAt(++p);
                    if (c == 'x' || c == 'u' || c == 'U') {
                        int digits = c == 'x' ? 2 : c == 'u' ? 4 : 8;
                        out.appendCodePoint(Integer.parseInt(s.substring(p + 1, p + 1 + digits), 16));
                        p += digits;
                        continue;
                    }
                    c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
                }
                out.append(c);
            }
            p++;
            return out.toString();
        }
    }

    /** Makes the value of a Java type of what was read. */
    static Object make(String type, Object v) {
        if (type.endsWith("[]")) {
            String of = type.substring(0, type.length() - 2);
            if (of.equals("char") && v instanceof String) {
                return ((String) v).toCharArray();
            }
            Object[] items = (Object[]) v;
            Object array = java.lang.reflect.Array.newInstance(classOf(of), items.length);
            for (int i = 0; i < items.length; i++) {
                java.lang.reflect.Array.set(array, i, make(of, items[i]));
            }
            return array;
        }
        int open = type.indexOf('<');
        String name = open < 0 ? type : type.substring(0, open);
        switch (name) {
            case "int": case "Integer": return ((Number) v).intValue();
            case "long": case "Long": return ((Number) v).longValue();
            case "short": case "Short": return ((Number) v).shortValue();
            case "byte": case "Byte": return ((Number) v).byteValue();
            case "float": case "Float": return ((Number) v).floatValue();
            case "double": case "Double": return ((Number) v).doubleValue();
            case "char": case "Character": return ((String) v).charAt(0);
            case "String": case "CharSequence": return join(v);
            case "StringBuilder": return new StringBuilder(join(v));
            case "StringBuffer": return new StringBuffer(join(v));
            case "boolean": case "Boolean": case "BigInteger": return v;
            default:
        }
        java.util.ArrayList<String> parts = split(open < 0 ? "" : type.substring(open + 1, type.length() - 1));
        Object[] items = (Object[]) v;
        String first = parts.size() > 0 ? parts.get(0) : "";
        String second = parts.size() > 1 ? parts.get(1) : first;
        if (name.endsWith("Map")) {
            java.util.Map<Object, Object> map = name.equals("TreeMap") || name.equals("SortedMap") ? new java.util.TreeMap<Object, Object>()
                : name.equals("LinkedHashMap") ? new java.util.LinkedHashMap<Object, Object>() : new java.util.HashMap<Object, Object>();
            for (int i = 0; i + 1 < items.length; i += 2) {
                map.put(element(first, items[i]), element(second, items[i + 1]));
            }
            return map;
        }
        if (name.endsWith("Entry")) {
            return new java.util.AbstractMap.SimpleEntry<Object, Object>(element(first, items[0]), element(second, items[1]));
        }
        java.util.Collection<Object> out;
        switch (name) {
            case "LinkedList": case "Deque": case "Queue": out = new java.util.LinkedList<Object>(); break;
            case "ArrayDeque": out = new java.util.ArrayDeque<Object>(); break;
            case "PriorityQueue": out = new java.util.PriorityQueue<Object>(); break;
            case "Vector": out = new java.util.Vector<Object>(); break;
            case "Stack": out = new java.util.Stack<Object>(); break;
            case "Set": case "HashSet": out = new java.util.HashSet<Object>(); break;
            case "LinkedHashSet": out = new java.util.LinkedHashSet<Object>(); break;
            case "TreeSet": case "SortedSet": out = new java.util.TreeSet<Object>(); break;
            default: out = new java.util.ArrayList<Object>();
        }
        for (Object item : items) {
            out.add(element(first, item));
        }
        return out;
    }

    /** Makes an element of a container, of a type that may not be stated. */
    static Object element(String type, Object v) {
        if (!type.isEmpty() && !type.equals("?") && !type.equals("Object")) {
            return make(type, v);
        }
        if (v instanceof Object[]) {
            return make("List", v);
        }
        return v instanceof java.math.BigInteger ? (Object) Integer.valueOf(((Number) v).intValue()) : v;
    }

    static String join(Object v) {
        if (v instanceof String) {
            return (String) v;
        }
        StringBuilder out = new StringBuilder();
        for (Object c : (Object[]) v) {
            out.append(c);
        }
        return out.toString();
    }

    static java.util.ArrayList<String> split(String types) {
        java.util.ArrayList<String> parts = new java.util.ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= types.length(); i++) {
            char c = i < types.length() ? types.charAt(i) : ',';
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(types.substring(start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    static Class<?> classOf(String type) {
        switch (type) {
            case "int": return int.class;
            case "long": return long.class;
            case "short": return short.class;
            case "byte": return byte.class;
            case "float": return float.class;
            case "double": return double.class;
            case "char": return char.class;
            case "boolean": return boolean.class;
            case "String": return String.class;
            case "Integer": return Integer.class;
            case "Long": return Long.class;
            case "Short": return Short.class;
            case "Byte": return Byte.class;
            case "Float": return Float.class;
            case "Double": return Double.class;
            case "Character": return Character.class;
            case "Boolean": return Boolean.class;
            default:
        }
        if (type.endsWith("[]")) {
            return java.lang.reflect.Array.newInstance(classOf(type.substring(0, type.length() - 2)), 0).getClass();
        }
        return interfaceOf(type);
    }

    static Class<?> interfaceOf(String type) {
        int open = type.indexOf('<');
        try {
            return Class.forName("java.util.".concat(open < 0 ? type : type.substring(0, open)));
        } catch (ClassNotFoundException e) {
            return Object.class;
        }
    }

    static void quote(StringBuilder out, String s, char mark) {
        out.append(mark);
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '\\' || c == mark) {
                out.append('\\').append(c);
            } else if (c < 32 || c > 126) {
                String hex = Integer.toHexString(c);
                out.append("\\u0000", 0, 6 - hex.length()).append(hex);
            } else {
                out.append(c);
            }
        }
        out.append(mark);
    }

    /** Unencodable says that a result has no notation. */
    static final class Unencodable extends RuntimeException {
        Unencodable(String message) {
            super(message);
        }
    }

    static void put(StringBuilder out, Object v, int depth) {
        if (v == null) {
            out.append("None");
        } else if (v instanceof Boolean) {
            out.append((Boolean) v ? "True" : "False");
        } else if (v instanceof Float || v instanceof Double) {
            double d = ((Number) v).doubleValue();
            out.append(Double.isNaN(d) ? "nan" : Double.isInfinite(d) ? d > 0 ? "inf" : "-inf" : Double.toString(d));
        } else if (v instanceof Number) {
            out.append(v.toString());
        } else if (v instanceof Character) {
            quote(out, v.toString(), '\'');
        } else if (v instanceof CharSequence) {
            quote(out, v.toString(), '"');
        } else if (v instanceof char[]) {
            quote(out, new String((char[]) v), '"');
        } else if (depth > 40) {
            throw new Unencodable("a result that holds itself");
        } else if (v.getClass().isArray()) {
            out.append('[');
            int n = java.lang.reflect.Array.getLength(v);
            for (int i = 0; i < n; i++) {
                if (i > 0) {
                    out.append(',');
                }
                put(out, java.lang.reflect.Array.get(v, i), depth + 1);
            }
            out.append(']');
        } else if (v instanceof java.util.Map.Entry) {
            out.append('(');
            put(out, ((java.util.Map.Entry<?, ?>) v).getKey(), depth + 1);
            out.append(',');
            put(out, ((java.util.Map.Entry<?, ?>) v).getValue(), depth + 1);
            out.append(')');
        } else if (v instanceof java.util.Map) {
            out.append('{');
            for (java.util.Map.Entry<?, ?> e : ((java.util.Map<?, ?>) v).entrySet()) {
                if (out.charAt(out.length() - 1) != '{') {
                    out.append(',');
                }
                put(out, e.getKey(), depth + 1);
                out.append(':');
                put(out, e.getValue(), depth + 1);
            }
            out.append('}');
        } else if (v instanceof Iterable) {
            boolean set = v instanceof java.util.Set;
            out.append(set ? '{' : '[');
            boolean first = true;
            for (Object e : (Iterable<?>) v) {
                if (!first) {
                    out.append(',');
                }
                first = false;
                put(out, e, depth + 1);
            }
            out.append(set ? '}' : ']');
        } else {
            throw new Unencodable("a result of type ".concat(v.getClass().getName()));
        }
    }

    static java.io.FileOutputStream result;
    static String nonce;
    static volatile int current = -2;
    static volatile long began;
    static volatile boolean done;

    static synchronized void frame(int index, String status, long micros, CharSequence payload) throws java.io.IOException {
        StringBuilder line = new StringBuilder();
        line.append("\n@").append(nonce).append(' ').append(index).append(' ').append(status).append(' ').append(micros).append(" 0 ").append(payload).append('\n');
        result.write(line.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    static final class Printed extends java.io.OutputStream {
        final byte[] kept = new byte[1 << 14];
        int size;

        public void write(int b) {
            if (size < kept.length) {
                kept[size++] = (byte) b;
            }
        }
    }

    static String[] lines;
    static int number;
    static int start;

    static final class Worker implements Runnable {
        public void run() {
            try {
                work();
            } catch (Throwable t) {
                done = true;
            }
        }
    }

    static void work() throws Exception {
        Printed printed = new Printed();
        java.io.PrintStream stream = new java.io.PrintStream(printed, true);
        System.setOut(stream);
        System.setErr(new java.io.PrintStream(new Printed()));
        for (int index = start; index + 1 < lines.length; index++) {
            Object[] args = (Object[]) new In(lines[index + 1]).read();
            Object[] made = new Object[args.length];
            String[] before = new String[args.length];
            for (int i = 0; i < args.length; i++) {
                made[i] = make(Glue_NONCE.TYPES[number][i], args[i]);
                before[i] = encode(made[i]);
            }
            stream.flush();
            printed.size = 0;
            StringBuilder payload = new StringBuilder();
            String status = "ok";
            long micros = 0;
            try {
                began = System.nanoTime();
                current = index;
                Object v = Glue_NONCE.call(number, made);
                current = -1;
                micros = (System.nanoTime() - began) / 1000;
                put(payload, v, 0);
                payload.append("\t[");
                boolean first = true;
                for (int i = 0; i < args.length; i++) {
                    String after = encode(made[i]);
                    if (!after.equals(before[i])) {
                        payload.append(first ? "(" : ",(").append(i).append(',').append(after).append(')');
                        first = false;
                    }
                }
                payload.append("]\t");
                stream.flush();
                quote(payload, new String(printed.kept, 0, printed.size, java.nio.charset.StandardCharsets.UTF_8), '"');
            } catch (Unencodable e) {
                status = "unencodable";
                payload = new StringBuilder("0 ").append(e.getMessage());
            } catch (Throwable t) {
                current = -1;
                status = "raised";
                int line = 0;
                StackTraceElement[] trace = t.getStackTrace();
                for (int i = 0; i < trace.length && line == 0; i++) {
                    if (!trace[i].getClassName().startsWith("java.") && !trace[i].getClassName().startsWith("jdk.") && !trace[i].getClassName().startsWith("Harness_NONCE") && !trace[i].getClassName().startsWith("Glue_NONCE")) {
                        line = trace[i].getLineNumber();
                    }
                }
                String message = String.valueOf(t.getMessage());
                payload = new StringBuilder().append(line).append(' ').append(t.getClass().getSimpleName()).append(": ")
                    .append(message.length() > 200 ? message.substring(0, 200) : message);
                for (int i = 0; i < payload.length(); i++) {
                    if (payload.charAt(i) < ' ') {
                        payload.setCharAt(i, ' ');
                    }
                }
            }
            frame(index, status, micros, payload);
        }
        frame(-1, "end", 0, "");
        done = true;
    }

    static String encode(Object v) {
        StringBuilder out = new StringBuilder();
        put(out, v, 0);
        return out.toString();
    }

    /** Returns the nanoseconds of processor time of this process. */
    static long processor() {
        try {
            String stat = new String(java.nio.file.Files.readAllBytes(java.nio.file.Paths.get("/proc/self/stat")), java.nio.charset.StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000_000L;
        } catch (java.io.IOException | RuntimeException e) {
            return System.nanoTime();
        }
    }

    public static void main(String[] none) throws Exception {
        String all = new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        lines = all.split("\n");
        String[] header = lines[0].split(" ");
        nonce = header[0];
        number = Integer.parseInt(header[1]);
        start = Integer.parseInt(header[2]);
        long limit = Long.parseLong(header[3]) * 1000;
        result = new java.io.FileOutputStream(java.io.FileDescriptor.out);
        Thread worker = new Thread(null, new Worker(), "candidate", 256L << 20);
        worker.setDaemon(true);
        worker.start();
        // A thread can't be stopped: after a call that takes too long this JVM ends, and
        // the next goes on behind it. The clock on the wall runs while others have the
        // processor; a call that it finds late has its time of processor over again.
        int late = -1;
        long used = 0;
        while (!done) {
            worker.join(5);
            int index = current;
            if (!worker.isAlive()) {
                break;
            }
            long wall = System.nanoTime() - began;
            if (index < 0 || wall <= limit || index != current) {
                continue;
            }
            if (index != late) {
                late = index;
                used = processor();
            } else if (processor() - used > limit || wall > 10 * limit) {
                frame(index, "timeout", 0, "");
                break;
            }
        }
        Runtime.getRuntime().halt(0);
    }
}
