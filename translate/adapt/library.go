package adapt

// constants are values of classes of Java's library.
var constants = map[string]typ{
	"Integer.MAX_VALUE": integer, "Integer.MIN_VALUE": integer, "Long.MAX_VALUE": long, "Long.MIN_VALUE": long,
	"Double.MAX_VALUE": double, "Double.MIN_VALUE": double, "Double.POSITIVE_INFINITY": double, "Double.NEGATIVE_INFINITY": double,
	"Float.MAX_VALUE": float, "Float.MIN_VALUE": float, "Character.MAX_VALUE": char, "Math.PI": double, "Math.E": double,
}

// results are the types of functions of the libraries of Java and Python whatever
// their arguments.
var results = map[string]typ{
	"Math.pow": double, "Math.sqrt": double, "Math.cbrt": double, "Math.floor": double, "Math.ceil": double, "Math.log": double, "Math.log10": double,
	"Math.exp": double, "Math.sin": double, "Math.cos": double, "Math.tan": double, "Math.atan": double, "Math.atan2": double, "Math.asin": double,
	"Math.acos": double, "Math.hypot": double, "Math.random": double, "Math.toRadians": double, "Math.toDegrees": double, "Math.rint": double,
	"Integer.parseInt": integer, "Integer.bitCount": integer, "Integer.compare": integer, "Long.parseLong": long, "Long.bitCount": integer,
	"Double.parseDouble": double, "Character.getNumericValue": integer, "Character.toLowerCase": char, "Character.toUpperCase": char,
	"Character.isDigit": boolean, "Character.isLetter": boolean, "Character.isUpperCase": boolean, "Character.isLowerCase": boolean,
	"Character.isLetterOrDigit": boolean, "Character.isWhitespace": boolean, "String.valueOf": text, "String.format": text,
	"Integer.toString": text, "Integer.toBinaryString": text, "Arrays.equals": boolean, "System.currentTimeMillis": long, "System.nanoTime": long,
	"len": integer, "int": integer, "ord": integer, "float": double, "sqrt": double, "math.sqrt": double, "math.floor": integer, "math.ceil": integer,
}

// calledType is the type of a call.
func calledType(name string, arguments []expression) typ {
	if t, ok := results[name]; ok {
		return t
	}
	switch name {
	case "Math.max", "Math.min", "Math.floorMod", "Math.floorDiv", "max", "min":
		if len(arguments) == 2 {
			return promoted(arguments[0].typ, arguments[1].typ)
		}
	case "Math.abs", "abs":
		if len(arguments) == 1 {
			return promoted(arguments[0].typ, integer)
		}
	case "Math.round":
		if len(arguments) == 1 {
			switch arguments[0].unboxed().name {
			case "double", "long":
				return long
			case "float", "int", "char":
				return integer
			}
		}
	case "Integer.valueOf", "Long.valueOf", "Double.valueOf", "Character.valueOf":
		return typ{name: name[:len(name)-len(".valueOf")]}
	}
	return typ{}
}

// takenType is the type that a container's method takes as its n-th argument of
// some; one that is not known for other methods.
func takenType(of typ, method string, n, arguments int) typ {
	if of.dimensions > 0 {
		return typ{}
	}
	switch len(of.arguments) {
	case 1:
		if arguments == 1 && (method == "add" || method == "addFirst" || method == "addLast" || method == "push" || method == "offer" || method == "contains") {
			return of.arguments[0]
		}
	case 2:
		switch method {
		case "put", "get", "containsKey", "getOrDefault", "remove", "putIfAbsent":
			if n < 2 {
				return of.arguments[n]
			}
		}
	}
	return typ{}
}

// methodType is the type of a call of a method of Java's library.
func methodType(of typ, name string) typ {
	switch name {
	case "length", "size", "indexOf", "lastIndexOf", "compareTo", "intValue", "hashCode", "nextInt":
		return integer
	case "charAt":
		return char
	case "equals", "isEmpty", "contains", "containsKey", "containsValue", "startsWith", "endsWith", "hasNext", "empty", "equalsIgnoreCase":
		return boolean
	case "substring", "toString", "trim", "toLowerCase", "toUpperCase", "replace", "concat":
		return text
	case "longValue":
		return long
	case "doubleValue":
		return double
	case "toCharArray":
		return typ{name: "char", dimensions: 1}
	case "split":
		if of.is(text) {
			return typ{name: "String", dimensions: 1}
		}
	case "getOrDefault":
		return of.element()
	case "get", "peek", "poll", "pop", "getFirst", "getLast", "first", "last", "peekFirst", "peekLast", "pollFirst", "pollLast", "removeFirst", "removeLast":
		if of.dimensions == 0 {
			return of.element()
		}
	case "getKey":
		if len(of.arguments) == 2 {
			return of.arguments[0]
		}
	case "getValue":
		if len(of.arguments) == 2 {
			return of.arguments[1]
		}
	}
	return typ{}
}

// fieldType is the type of a field of Java's library.
func fieldType(of typ, name string) typ {
	if name == "length" && of.dimensions > 0 {
		return integer
	}
	return typ{}
}
