"""Reading text: the small language in which statements and proofs are written, as Python expressions that are never evaluated.

    numbers      3, 27/100 (quotients of integers; no decimal point)      names      each declared once, with one kind
    terms        + - * / **, pi, sqrt exp ln sin cos sign abs max min inv choose(p, a, b), g[t], x[t+1], pow(p, t) or p**t,
                 sum(s, T, term)  (over s < T),  dot(u, v), sq(u), norm(u), f(u), grad(f, u), inf(f), and f[i] for a component,
                 mean(u, X[t], term)  for the expectation of the term at u = X_t
    formulas     a <= b, a >= b, a < b, a > b, a == b, forall(t, ...), Smooth(f, beta), StronglyConvex(f, mu), BoundedBelow(f),
                 Chain(X, start, u, P_1, F_1, P_2, F_2, ...)  with the next value F_i (a term in u) with probability P_i

For a real function and real arguments `norm(p)` is `|p|`, `sq(p)` is `p**2` and `dot(p, q)` is `p*q`, so that SAM is written alike in
every dimension.  `/` divides by `inv`, factor by factor, so that a quotient reads the same however it is bracketed.
"""
import ast
import re

from . import terms as t
from .terms import Index, KernelError, Poly, Vec, need, poly

KINDS = ("symbols", "indices", "sequences", "vectors", "functions", "real_functions", "chains")
MAX_TEXT = 20_000
_UNARY = ("sqrt", "exp", "ln", "sin", "cos", "sign")
_COMPARE = {ast.GtE: t.ge, ast.Gt: t.gt, ast.LtE: lambda a, b: t.ge(b, a), ast.Lt: lambda a, b: t.gt(b, a), ast.Eq: t.eq}


class Language:
    """Declares what each name is, and reads text.  `Language(symbols="beta eta", indices="t T", vectors="x y", functions="f")`."""

    def __init__(self, **declared):
        self.kind = {}
        for kind, names in declared.items():
            need(kind in KINDS and type(names) is str, lambda: f"language: {kind!r} is not one of {', '.join(KINDS)}")
            for name in names.split():
                need(t.is_name(name), lambda: f"language: {name!r} is not a plain name, or is a word of the language")
                need(name not in self.kind, lambda: f"language: {name} is declared twice")
                self.kind[name] = kind
        self._known = {}

    def __call__(self, text):
        """The term, vector or formula that `text` says; `KernelError` with what is not understood."""
        if text not in self._known:
            self._known[text] = self._read(self._tree(text))
        return self._known[text]

    def index(self, text):
        """The index that `text` says: a natural number, a name, or name + number."""
        return self._index(self._tree(text))

    @staticmethod
    def _tree(text):
        need(type(text) is str and text.isascii() and len(text) <= MAX_TEXT, "language: the text must be ASCII and not too long")
        need(not re.search(r"#|(?<![A-Za-z0-9_])[0-9]+[A-Za-z_]", text), "language: no comments, and a number is decimal digits")
        try:
            return ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise KernelError(f"language: not an expression: {text[:200]}") from None

    def _kind(self, node):
        return self.kind.get(node.id) if type(node) is ast.Name else None

    def _index(self, node):
        if type(node) is ast.Constant and type(node.value) is int:
            return Index(None, node.value)
        if self._kind(node) == "indices":
            return Index(node.id)
        need(type(node) is ast.BinOp and type(node.op) is ast.Add, lambda: f"language: not an index: {ast.unparse(node)}")
        a, b = self._index(node.left), self._index(node.right)
        need(b.base is None, "language: an index is a name, a number, or name + number")
        return Index(a.base, a.shift + b.shift)

    def _function(self, node):
        """(name, index or None, is real)."""
        if self._kind(node) in ("functions", "real_functions"):
            return node.id, None, self._kind(node) == "real_functions"
        value = node.value if type(node) is ast.Subscript else None
        need(self._kind(value) == "functions", lambda: f"language: not a function: {ast.unparse(node)}")
        return node.value.id, self._index(node.slice), False

    def _value(self, node):
        value = self._read(node)
        need(type(value) in (Poly, Vec), lambda: f"language: not a number or a vector: {ast.unparse(node)}")
        return value

    def _scalar(self, node):
        value = self._read(node)
        need(type(value) is Poly, lambda: f"language: not a number: {ast.unparse(node)}")
        return value

    def _under(self, name, node):
        """A term in which the symbol `name` stands for the value of a chain."""
        return t.substitute(self._scalar(node), {name: t.sym(t.VALUE)}, {})

    def _read(self, node):
        kind = type(node)
        if kind is ast.Constant:
            need(type(node.value) is int, lambda: f"language: numbers are integers and quotients of integers, got {node.value!r}")
            return poly(node.value)
        if kind is ast.Name:
            return self._name(node.id)
        if kind is ast.Subscript:
            of = self._kind(node.value)
            need(of in ("sequences", "vectors"), lambda: f"language: not a sequence: {ast.unparse(node)}")
            i = self._index(node.slice)
            return t.atom("seq", node.value.id, i) if of == "sequences" else t.vector("vec", node.value.id, i)
        if kind is ast.UnaryOp and type(node.op) is ast.USub:
            return -self._value(node.operand)
        if kind is ast.BinOp:
            return self._operation(node)
        if kind is ast.Compare:
            return self._comparison(node)
        need(kind is ast.Call and not node.keywords, lambda: f"language: not understood: {ast.unparse(node)}")
        return self._call(node.func, node.args, node)

    def _name(self, name):
        kind = self.kind.get(name)
        if name == "pi":
            return t.atom("pi")
        if name == "zero":
            return Vec()
        need(kind in ("symbols", "indices", "vectors"), lambda: f"language: {name} is not declared as a symbol, an index or a vector")
        return {"symbols": t.sym, "indices": t.nat, "vectors": lambda n: t.vector("vec", n, None)}[kind](name)

    def _operation(self, node):
        op = type(node.op)
        if op is ast.Pow:
            base = self._scalar(node.left)
            return base**node.right.value if type(node.right) is ast.Constant else t.power(base, self._index(node.right))
        a = self._value(node.left)
        if op is ast.Div:
            return a * self._inverse(node.right)
        b = self._value(node.right)
        need(op in (ast.Add, ast.Sub, ast.Mult), lambda: f"language: operator not allowed: {ast.unparse(node)}")
        if op is ast.Mult:
            need(type(a) is Poly or type(b) is Poly, "language: vectors are multiplied with dot(u, v)")
            return a * b
        need(type(a) is type(b) and type(a) in (Poly, Vec), lambda: f"language: a vector and a number are added: {ast.unparse(node)}")
        return a + b if op is ast.Add else a - b

    def _inverse(self, node):
        """1/(a b) = (1/a)(1/b), 1/(a/b) = (1/a) b, 1/a**n = (1/a)**n."""
        op = type(node.op) if type(node) is ast.BinOp else None
        if op is ast.Mult:
            return self._inverse(node.left) * self._inverse(node.right)
        if op is ast.Div:
            return self._inverse(node.left) * self._scalar(node.right)
        if op is ast.Pow and type(node.right) is ast.Constant:
            return self._inverse(node.left) ** node.right.value
        return t.inv(self._scalar(node))

    def _comparison(self, node):
        need(len(node.ops) == 1, lambda: f"language: comparisons are not chained: {ast.unparse(node)}")
        a, b, op = self._read(node.left), self._read(node.comparators[0]), type(node.ops[0])
        if op is ast.Eq and type(a) is Vec and type(b) is Vec:
            return t.Formula("v=", a - b)
        need(type(a) is Poly and type(b) is Poly, lambda: f"language: only numbers are compared: {ast.unparse(node)}")
        need(op in _COMPARE, lambda: f"language: comparison not allowed: {ast.unparse(node)}")
        return _COMPARE[op](a, b)

    def _call(self, func, args, node):
        name = func.id if type(func) is ast.Name else None
        if name == "forall" and len(args) == 2 and self._kind(args[0]) in ("indices", "symbols"):
            body = self._read(args[1])
            need(type(body) is t.Formula, "language: forall takes a formula")
            return (t.forall if self._kind(args[0]) == "indices" else t.every)(args[0].id, body)
        if name == "sum" and len(args) == 3 and self._kind(args[0]) == "indices":
            return t.summation(args[0].id, self._index(args[1]), self._scalar(args[2]))
        if name == "mean" and len(args) == 3 and self._kind(args[0]) == "symbols":
            chain = args[1]
            value = chain.value if type(chain) is ast.Subscript else None
            need(self._kind(value) == "chains", lambda: f"language: not a chain: {ast.unparse(chain)}")
            return t.mean(chain.value.id, self._index(chain.slice), self._under(args[0].id, args[2]))
        if name == "Chain" and len(args) >= 5 and self._kind(args[0]) == "chains" and self._kind(args[2]) == "symbols":
            pairs = [self._under(args[2].id, a) for a in args[3:]]
            return t.Formula("chain", args[0].id, self._scalar(args[1]), *pairs)
        if name in ("Smooth", "StronglyConvex", "BoundedBelow") and len(args) == 1 + t.PREDICATES[name]:
            f, i, real = self._function(args[0])
            return t.Formula("pred", name + "1" * real, f, i, self._scalar(args[1]) if len(args) == 2 else None)
        if name == "inf" and len(args) == 1:
            f, i, real = self._function(args[0])
            return t.atom("rinf", f) if real else t.atom("inf", f, i)
        if name == "grad" and len(args) == 2:
            f, i, real = self._function(args[0])
            u = self._read(args[1])
            return t.atom("rgrad", f, u) if real else t.vector("grad", f, i, u)
        if name in ("dot", "sq", "norm") and len(args) == 1 + (name == "dot"):
            u, v = self._read(args[0]), self._read(args[-1])
            if type(u) is Poly and type(v) is Poly:
                return t.absolute(u) if name == "norm" else u * v
            return t.atom("sqrt", t.dot(u, v)) if name == "norm" else t.dot(u, v)
        if name == "pow" and len(args) == 2:
            return t.power(self._scalar(args[0]), self._index(args[1]))
        if name in t.RESERVED:
            values = [self._scalar(a) for a in args]
            if name in _UNARY and len(args) == 1:
                return t.atom(name, *values)
            arity = {"inv": 1, "abs": 1, "max": 2, "min": 2, "choose": 3}
            need(arity.get(name) == len(args), lambda: f"language: wrong number of arguments: {ast.unparse(node)}")
            return {"inv": t.inv, "abs": t.absolute, "max": t.maximum, "min": t.minimum, "choose": t.choose}[name](*values)
        f, i, real = self._function(func)
        need(len(args) == 1, lambda: f"language: a function takes one argument: {ast.unparse(node)}")
        u = self._read(args[0])
        return t.atom("rval", f, u) if real else t.atom("val", f, i, u)
