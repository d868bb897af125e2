"""Compares functions with their renderings, by their syntax trees.

Reads lines of JSON, [name, source, rendering], and names the pairs whose trees
differ in more than the canonical form leaves out: annotations, docstrings, pass,
decorators that say how a function is reached, 10 ** 9 + 7 and while 1.
"""

import ast
import json
import sys

DROPPED = {
    "staticmethod", "classmethod", "override", "typing.override", "abstractmethod", "final", "property",
}


class Normalize(ast.NodeTransformer):
    def generic_visit(self, node):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block:
                kept = [s for s in block if not self.nothing(s)]
                setattr(node, field, kept or [ast.Pass()])
        return super().generic_visit(node)

    @staticmethod
    def nothing(statement):
        return (
            isinstance(statement, ast.Pass)
            or isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            or isinstance(statement, ast.AnnAssign) and statement.value is None
        )

    def visit_FunctionDef(self, node):
        node.returns = None
        node.decorator_list = [d for d in node.decorator_list if ast.unparse(d) not in DROPPED]
        return self.generic_visit(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        return self.visit(ast.Assign(targets=[node.target], value=node.value))

    def visit_Constant(self, node):
        node.kind = None
        return node

    def visit_JoinedStr(self, node):
        self.generic_visit(node)
        if all(isinstance(v, ast.Constant) for v in node.values):
            return ast.Constant(value="".join(v.value for v in node.values))
        return node

    def visit_List(self, node):
        self.generic_visit(node)
        return ast.Tuple(elts=node.elts, ctx=node.ctx) if isinstance(node.ctx, ast.Store) else node

    def visit_BinOp(self, node):
        if ast.unparse(node) == "10 ** 9 + 7":
            return ast.Constant(value=1000000007)
        return self.generic_visit(node)

    def visit_While(self, node):
        if isinstance(node.test, ast.Constant) and node.test.value == 1:
            node.test = ast.Constant(value=True)
        return self.generic_visit(node)


def tree(text):
    return ast.dump(Normalize().visit(ast.parse(text)))


compared = unread = 0
for line in sys.stdin:
    name, source, rendering = json.loads(line)
    try:
        want = tree(source)
    except (SyntaxError, ValueError):  # of a newer Python, or of Python 2
        unread += 1
        continue
    compared += 1
    try:
        got = tree(rendering)
    except (SyntaxError, ValueError) as error:
        print("differs:", name, error)
        continue
    if want != got:
        at = next((i for i, (a, b) in enumerate(zip(want, got)) if a != b), min(len(want), len(got)))
        print("differs:", name, want[max(0, at - 80):at + 80], "AGAINST", got[max(0, at - 80):at + 80])
print(compared, "compared,", unread, "not read")
