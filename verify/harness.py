# Calls a Python candidate for each input and reports what came of it. PRELUDE, SOURCE,
# ENTRY and DEQUES stand before this text.


def _harness():
    import os, sys, _signal
    from time import process_time
    import builtins

    data = sys.stdin.buffer.read().decode("utf-8").split("\n")
    nonce, _, start, limit, patience, _, width = data[0].split(" ")
    start, limit, patience, width = int(start), int(limit) / 1e6, int(patience), int(width)
    inputs = data[1:-1]

    # The candidate's own standard output is a buffer, and what it writes past that
    # goes nowhere.
    result = os.dup(1)
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    write = os.write

    def frame(index, status, micros, hazards, payload):
        line = ("\n@%s %d %s %d %d %s\n" % (nonce, index, status, micros, hazards, payload)).encode("utf-8", "replace")
        while line:
            line = line[write(result, line):]

    class Late(BaseException):
        pass

    def late(*_):
        raise Late()

    _signal.signal(_signal.SIGPROF, late)
    timer, PROF = _signal.setitimer, _signal.ITIMER_PROF

    class Printed:
        encoding = "utf-8"
        errors = "strict"

        def __init__(self):
            self.parts = []
            self.size = 0

        def write(self, text):
            self.size += len(text)
            if self.size < 1 << 14:
                self.parts.append(text)
            return len(text)

        def flush(self):
            pass

        def isatty(self):
            return False

    # What other languages do otherwise, as bits: numbers over 32 and over 64 bits, and
    # // and % of negative numbers.
    seen = [0]
    BIG = 1 << 4000
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}

    def quoted(text):
        if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
            return '"' + text + '"'
        out = ['"']
        for c in text:
            code = ord(c)
            if c in escapes:
                out.append(escapes[c])
            elif 32 <= code < 127:
                out.append(c)
            elif code < 0x10000:
                out.append("\\u%04x" % code)
            else:
                out.append("\\U%08x" % code)
        out.append('"')
        return "".join(out)

    def encode(v, depth=0):
        t = type(v)
        if t is int:
            if v > BIG or v < -BIG:
                seen[0] |= 3
                raise ValueError("a result of more than a thousand digits")
            return str(v)
        if v is None or t is bool:
            return str(v)
        if t is float:
            return repr(v)
        if t is str:
            return quoted(v)
        if depth > 40:
            raise ValueError("a result that holds itself")
        if isinstance(v, (list, range)):
            return "[" + ",".join([encode(e, depth + 1) for e in v]) + "]"
        if isinstance(v, tuple):
            return "(" + ",".join([encode(e, depth + 1) for e in v]) + ")"
        if isinstance(v, (set, frozenset)):
            return "{" + ",".join([encode(e, depth + 1) for e in v]) + "}"
        if isinstance(v, dict):
            return "{" + ",".join([encode(k, depth + 1) + ":" + encode(e, depth + 1) for k, e in v.items()]) + "}"
        if isinstance(v, int):
            return str(int(v))
        if isinstance(v, float):
            return repr(float(v))
        if isinstance(v, (bytes, bytearray)):
            return quoted(v.decode("latin-1"))
        name = t.__name__
        if name in ("deque", "array", "map", "filter", "zip", "generator", "reversed", "dict_keys", "dict_values", "dict_items", "islice", "chain"):
            return "[" + ",".join([encode(e, depth + 1) for _, e in zip(builtins.range(10000), v)]) + "]"
        raise ValueError("a result of type " + name)

    # With a width of 1 arithmetic is watched for that. With one of 32 or 64 it goes as
    # that of fixed-width integers: numbers wrap, division is toward zero.
    tree = SOURCE
    watched = {}
    if width:
        import ast, operator

        fixed, half = width > 1, 1 << max(width, 32) - 1

        def checked(v):
            if type(v) is int and (v > 2147483647 or v < -2147483648):
                seen[0] |= 1 if -9223372036854775808 <= v <= 9223372036854775807 else 3
                if fixed:
                    v = (v + half) % (2 * half) - half
            return v

        def negative(a, b):
            numbers = type(a) in (int, float) and type(b) in (int, float) and (type(a) is int or type(b) is int)
            if not numbers or a >= 0 and b >= 0:
                return False
            seen[0] |= 4
            return fixed and b != 0

        def floor(a, b):
            if negative(a, b) and type(a) is type(b):
                q = abs(a) // abs(b)
                return checked(q if (a < 0) == (b < 0) else -q)
            return checked(a // b)

        def modulo(a, b):
            if negative(a, b):
                return abs(a) % abs(b) if a >= 0 else -(abs(a) % abs(b))
            return checked(a % b)

        def shifted(f):
            def g(a, b):
                if type(b) is int and not 0 <= b < 32:
                    seen[0] |= 1
                    if fixed:
                        b &= width - 1
                return checked(f(a, b))
            return g

        watched = {"__checked__": checked, "__floor__": floor, "__modulo__": modulo,
                   "__left__": shifted(operator.lshift), "__right__": shifted(operator.rshift),
                   "__iadd__": operator.iadd, "__isub__": operator.isub, "__imul__": operator.imul, "__ipow__": operator.ipow}
        whole = {ast.FloorDiv: "__floor__", ast.Mod: "__modulo__", ast.LShift: "__left__", ast.RShift: "__right__"}
        in_place = {ast.Add: "__iadd__", ast.Sub: "__isub__", ast.Mult: "__imul__", ast.Pow: "__ipow__"}

        def call(name, *args):
            return ast.Call(ast.Name(name, ast.Load()), list(args), [])

        def load(target):
            new = ast.copy_location(type(target).__new__(type(target)), target)
            for field, v in ast.iter_fields(target):
                setattr(new, field, v)
            new.ctx = ast.Load()
            return new

        def simple(node):
            return isinstance(node, (ast.Name, ast.Constant)) or isinstance(node, ast.BinOp) and simple(node.left) and simple(node.right)

        class Checks(ast.NodeTransformer):
            def visit_BinOp(self, node):
                self.generic_visit(node)
                op = type(node.op)
                if op in whole:
                    return call(whole[op], node.left, node.right)
                return call("__checked__", node)

            def visit_AugAssign(self, node):
                t, op = node.target, type(node.op)
                # To write x[f()] += y as an assignment would call f twice.
                plain = isinstance(t, ast.Name) or isinstance(t, ast.Subscript) and simple(t.value) and simple(t.slice)
                self.generic_visit(node)
                if not plain:
                    return node
                if op in whole:
                    value = call(whole[op], load(t), node.value)
                elif op in in_place:
                    value = call("__checked__", call(in_place[op], load(t), node.value))
                else:
                    return node
                return ast.copy_location(ast.Assign([t], value), node)

        try:
            tree = ast.fix_missing_locations(Checks().visit(ast.parse(SOURCE)))
        except SyntaxError:
            tree = SOURCE

    names = {"__name__": "candidate", "__builtins__": builtins, **watched}
    out = sys.stdout = Printed()
    sys.stderr = Printed()
    sys.setrecursionlimit(12000)

    def place(e):
        line = 0
        t = e.__traceback__
        while t:
            if t.tb_frame.f_code.co_filename == "candidate.py":
                line = t.tb_lineno
            t = t.tb_next
        return line

    def said(e):
        return "%s: %s" % (type(e).__name__, " ".join(str(e).split())[:200])

    try:
        timer(PROF, max(limit, 2))
        exec(PRELUDE, names)
        code = compile(tree, "candidate.py", "exec")
        exec(code, names)
        entry = names
        for name in ENTRY:
            entry = entry[name] if entry is names else getattr(entry() if isinstance(entry, type) else entry, name)
        timer(PROF, 0)
    except SyntaxError as e:
        frame(-2, "compile", 0, 0, "%d %s" % (e.lineno or 0, said(e)))
        return
    except BaseException as e:
        timer(PROF, 0)
        frame(-2, "load", 0, 0, "%d %s" % (place(e), said(e)))
        return

    inf, nan = float("inf"), float("nan")
    literal = {"__builtins__": {}, "inf": inf, "nan": nan}
    from _collections import deque  # the package takes longer to load than most candidates
    for index in builtins.range(start, len(inputs)):
        args = list(eval(inputs[index], literal))
        for i in DEQUES:
            args[i] = deque(args[i])
        before = [encode(a) for a in args]
        seen[0] = 0
        out.parts, out.size = [], 0
        began = process_time()
        try:
            try:
                timer(PROF, limit)
                v = entry(*args)
            finally:
                timer(PROF, 0)
            micros = (process_time() - began) * 1e6
            hazards = seen[0]
            timer(PROF, max(limit, 1))
            returned = encode(v)
            after = [encode(a) for a in args]
            timer(PROF, 0)
        except Late:
            frame(index, "timeout", 0, seen[0], "")
            patience -= 1
            if patience == 0:
                frame(-1, "late", 0, 0, "")
                os._exit(0)
            continue
        except BaseException as e:
            timer(PROF, 0)
            status = "unencodable" if isinstance(e, ValueError) and str(e).startswith("a result ") else "raised"
            frame(index, status, 0, seen[0], "%d %s" % (place(e), said(e)))
            continue
        changed = ",".join(["(%d,%s)" % (i, after[i]) for i in builtins.range(len(after)) if after[i] != before[i]])
        frame(index, "ok", micros, hazards, returned + "\t[" + changed + "]\t" + quoted("".join(out.parts)))
    frame(-1, "end", 0, 0, "")
    os._exit(0)


_harness()
