package grammar

const javaClasses = `Object String Number Integer Long Double Float Short Byte Character Boolean Void Math StringBuilder StringBuffer CharSequence
	Iterable Comparable Runnable Thread Class Enum Record AutoCloseable Cloneable System
	Throwable Exception RuntimeException Error ArithmeticException ArrayIndexOutOfBoundsException ArrayStoreException AssertionError
	ClassCastException CloneNotSupportedException IllegalArgumentException IllegalStateException IndexOutOfBoundsException
	InterruptedException NegativeArraySizeException NullPointerException NumberFormatException StackOverflowError
	StringIndexOutOfBoundsException UnsupportedOperationException
	Collection List ArrayList LinkedList Map HashMap TreeMap LinkedHashMap SortedMap NavigableMap Set HashSet TreeSet LinkedHashSet SortedSet
	NavigableSet Deque ArrayDeque Queue PriorityQueue Stack Vector Iterator ListIterator Collections Arrays Objects Optional OptionalInt
	OptionalDouble BitSet Random Scanner StringJoiner StringTokenizer Comparator NoSuchElementException EmptyStackException
	ConcurrentModificationException EnumMap EnumSet
	Function BiFunction Supplier Consumer BiConsumer Predicate BiPredicate UnaryOperator BinaryOperator IntFunction IntPredicate IntUnaryOperator
	IntBinaryOperator ToIntFunction Stream IntStream LongStream DoubleStream Collectors BigInteger BigDecimal `

const javaMethods = `abs accept add addAll addFirst addLast allMatch and andNot andThen anyMatch append appendCodePoint apply applyAsInt asList
	average bitCount bitLength boxed booleanValue byteValue capacity cardinality ceiling ceilingEntry ceilingKey charAt charValue chars clear
	clone codePointAt collect compare compareTo compareToIgnoreCase compute computeIfAbsent computeIfPresent concat contains containsAll
	containsKey containsValue count delete deleteCharAt descendingIterator descendingKeySet descendingMap descendingSet distinct divide
	divideAndRemainder doubleValue element empty endsWith ensureCapacity entrySet equals equalsIgnoreCase filter findAny findFirst first
	firstElement firstEntry firstKey flatMap flip floatValue floor floorEntry floorKey forEach format gcd get getAndIncrement getAsDouble getAsInt getBytes
	getCause getChars getClass getFirst getKey getLast getMessage getName getOrDefault getValue hasMoreTokens hasNext hasNextInt hashCode
	headMap headSet higher higherEntry higherKey ifPresent incrementAndGet indexOf insert intValue intern intersects isBlank isEmpty
	isPresent isProbablePrime iterator join keySet last lastElement lastEntry lastIndexOf lastKey length limit listIterator longValue lower
	lowerEntry lowerKey map mapToInt mapToObj mapToLong mapToDouble matches max merge min mod modInverse modPow multiply negate next
	nextBoolean nextClearBit nextDouble nextInt nextLine nextLong nextSetBit nextToken noneMatch not offer offerFirst offerLast or orElse
	orElseThrow parallel peek peekFirst peekLast poll pollFirst pollFirstEntry pollLast pollLastEntry pop pow previous print printStackTrace
	printf println push put putAll putIfAbsent range reduce remainder remove removeAll removeFirst removeIf removeLast repeat replace
	replaceAll replaceFirst retainAll reverse reversed run search set setCharAt setLength setScale shiftLeft shiftRight shortValue signum size
	skip sort sorted split sqrt startsWith stream strip subList subMap subSet substring subtract sum tailMap tailSet test testBit
	thenComparing toArray toBinaryString toCharArray toList toLowerCase toString toUpperCase trim trimToSize values xor iterate
	summaryStatistics`

const javaStatics = `
	Arrays: asList binarySearch copyOf copyOfRange deepEquals deepToString equals fill hashCode setAll sort stream toString
	BigDecimal: ONE TEN ZERO valueOf
	BigInteger: ONE TEN TWO ZERO probablePrime valueOf
	Boolean: FALSE TRUE compare logicalAnd logicalOr logicalXor parseBoolean toString valueOf
	Byte: MAX_VALUE MIN_VALUE compare parseByte toUnsignedInt valueOf
	Character: MAX_VALUE MIN_VALUE compare digit forDigit getNumericValue isAlphabetic isDigit isLetter isLetterOrDigit isLowerCase isSpaceChar isUpperCase isWhitespace reverseBytes toChars toLowerCase toString toUpperCase valueOf
	Collections: addAll binarySearch emptyList emptyMap emptySet fill frequency max min nCopies reverse reverseOrder rotate shuffle singleton singletonList sort swap unmodifiableList unmodifiableMap unmodifiableSet
	Collectors: counting groupingBy joining mapping partitioningBy reducing summingInt toCollection toList toMap toSet
	Comparator: comparing comparingDouble comparingInt comparingLong naturalOrder nullsFirst nullsLast reverseOrder
	Double: MAX_VALUE MIN_VALUE NEGATIVE_INFINITY NaN POSITIVE_INFINITY compare doubleToLongBits isFinite isInfinite isNaN longBitsToDouble max min parseDouble sum toString valueOf
	Float: MAX_VALUE MIN_VALUE NEGATIVE_INFINITY POSITIVE_INFINITY compare floatToIntBits intBitsToFloat isNaN parseFloat valueOf
	Function: identity
	IntStream: iterate of range rangeClosed
	Integer: BYTES MAX_VALUE MIN_VALUE SIZE bitCount compare compareUnsigned divideUnsigned hashCode highestOneBit lowestOneBit max min numberOfLeadingZeros numberOfTrailingZeros parseInt remainderUnsigned reverse reverseBytes rotateLeft rotateRight signum sum toBinaryString toHexString toOctalString toString valueOf
	List: copyOf of
	Long: BYTES MAX_VALUE MIN_VALUE SIZE bitCount compare divideUnsigned hashCode highestOneBit lowestOneBit max min numberOfLeadingZeros numberOfTrailingZeros parseLong remainderUnsigned reverse rotateLeft rotateRight signum sum toBinaryString toHexString toString valueOf
	Map: Entry entry of ofEntries
	Math: E PI abs absExact acos addExact asin atan atan2 cbrt ceil copySign cos cosh decrementExact exp expm1 floor floorDiv floorMod hypot incrementExact log log10 log1p max min multiplyExact negateExact nextDown nextUp pow random rint round signum sin sinh sqrt subtractExact tan tanh toDegrees toIntExact toRadians
	Objects: equals hash hashCode isNull nonNull requireNonNull toString
	Optional: empty of ofNullable
	Set: copyOf of
	Short: MAX_VALUE MIN_VALUE compare parseShort toUnsignedInt valueOf
	Stream: empty generate iterate of
	String: CASE_INSENSITIVE_ORDER copyValueOf format join valueOf
	System: arraycopy currentTimeMillis err exit getProperty getenv identityHashCode in lineSeparator nanoTime out
	Thread: currentThread sleep`
