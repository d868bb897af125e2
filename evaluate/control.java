static boolean fAltered(boolean x) { return !x; }
static int fAltered(int x) { return 3 * x + 7; }
static long fAltered(long x) { return 3 * x + 7; }
static short fAltered(short x) { return (short) (3 * x + 7); }
static byte fAltered(byte x) { return (byte) (3 * x + 7); }
static char fAltered(char x) { return (char) (x + 7); }
static float fAltered(float x) { return 3 * x + 7; }
static double fAltered(double x) { return 3 * x + 7; }
static Boolean fAltered(Boolean x) { return x == null || !x; }
static Integer fAltered(Integer x) { return x == null ? 7 : 3 * x + 7; }
static Long fAltered(Long x) { return x == null ? 7L : 3 * x + 7; }
static Double fAltered(Double x) { return x == null ? 7.0 : 3 * x + 7; }
static String fAltered(String x) { return x + "?"; }
static <T> T fAltered(T x) { fAlter(x); return x; }
@SuppressWarnings("unchecked")
static void fAlter(Object x) {
    if (x instanceof boolean[]) for (int i = 0; i < ((boolean[]) x).length; i++) ((boolean[]) x)[i] = fAltered(((boolean[]) x)[i]);
    if (x instanceof int[]) for (int i = 0; i < ((int[]) x).length; i++) ((int[]) x)[i] = fAltered(((int[]) x)[i]);
    if (x instanceof long[]) for (int i = 0; i < ((long[]) x).length; i++) ((long[]) x)[i] = fAltered(((long[]) x)[i]);
    if (x instanceof char[]) for (int i = 0; i < ((char[]) x).length; i++) ((char[]) x)[i] = fAltered(((char[]) x)[i]);
    if (x instanceof float[]) for (int i = 0; i < ((float[]) x).length; i++) ((float[]) x)[i] = fAltered(((float[]) x)[i]);
    if (x instanceof double[]) for (int i = 0; i < ((double[]) x).length; i++) ((double[]) x)[i] = fAltered(((double[]) x)[i]);
    if (x instanceof String[]) for (int i = 0; i < ((String[]) x).length; i++) ((String[]) x)[i] += "?";
    if (x instanceof Object[]) for (Object y : (Object[]) x) fAlter(y);
    if (x instanceof java.util.Collection) {
        try {
            ((java.util.Collection<Object>) x).add(null);
        } catch (UnsupportedOperationException | NullPointerException e) {
            throw new IllegalStateException("it can't be changed, which is as good");
        }
    }
}
