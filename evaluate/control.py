def f_altered(function):
    import collections

    def altered(x):
        if isinstance(x, bool):
            return not x
        if isinstance(x, (int, float, complex)):
            return 3 * x + 7
        if isinstance(x, str):
            return x + "?"
        if isinstance(x, (list, tuple)):
            return type(x)([altered(y) for y in x] + [7]) if type(x) in (list, tuple) else x
        if isinstance(x, (set, dict, collections.deque)):
            alter(x)
        return 7 if x is None else x

    def alter(x):
        if isinstance(x, list):
            x[:] = altered(list(x))
        elif isinstance(x, set):
            x.add("?")
        elif isinstance(x, dict):
            x["?"] = 7
        elif isinstance(x, collections.deque):
            x.append(7)

    def call(*arguments, **named):
        result = function(*arguments, **named)
        for x in arguments:
            alter(x)
        return altered(result)

    return call


