"""The small expression language in which formulas are written: one evaluator for every arithmetic.

A text is built from whole numbers, names, `+ - * / **`, parentheses and the functions of `FUNCTIONS`; exponents are
rational constants. It is parsed, never executed, and never contains a decimal point:
`9*beta*rho**2/(25*pi**2)*sin(5*pi*x/(3*rho))`.
"""

import ast
import copy
import functools
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from samproofs.errors import UsageError
from samproofs.functions.arithmetics import Arithmetic, Rational

FUNCTIONS = ("sqrt", "exp", "ln", "sin", "cos", "sign", "abs", "max", "min")
LENGTH = 2000
DEPTH = 100
EXPONENT = 1000

_OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}


def evaluate(text: str, arithmetic: Arithmetic, values: Mapping[str, Any]) -> Any:
    """The value of `text` in `arithmetic`, where `values` gives the value of each name.

    >>> evaluate("beta/2*(x - c)**2", Rational(), {"beta": Fraction(3), "x": Fraction(1, 2), "c": Fraction(0)})
    Fraction(3, 8)
    """
    return compiled(text, arithmetic, values, "")(None)


def compiled(text: str, arithmetic: Arithmetic, values: Mapping[str, Any], variable: str) -> Callable[[Any], Any]:
    """`text` as a function of `variable`, every part without the variable evaluated once.

    >>> compiled("beta*x**2", Rational(), {"beta": Fraction(1, 3)}, "x")(Fraction(2))
    Fraction(4, 3)
    """
    try:
        fixed, result = _Builder(arithmetic, values, variable).build(_parse(text).body)
    except ZeroDivisionError:
        raise UsageError(f"{text!r} divides by zero") from None
    return (lambda _: result) if fixed else result


def names(text: str) -> frozenset[str]:
    """The names that occur in `text`, without pi and the functions.

    >>> sorted(names("beta*sin(pi*x)"))
    ['beta', 'x']
    """
    called = {id(node.func) for node in ast.walk(_parse(text)) if isinstance(node, ast.Call)}
    found = (node for node in ast.walk(_parse(text)) if isinstance(node, ast.Name) and id(node) not in called)
    return frozenset(node.id for node in found) - {"pi"}


def substituted(text: str, name: str, by: str) -> str:
    """`text` with the expression `by` in place of a name.

    >>> substituted("sin(2*x)", "x", "x - 1")
    'sin(2 * (x - 1))'
    """

    class Substitute(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return _parse(by).body if node.id == name else node

    return ast.unparse(Substitute().visit(copy.deepcopy(_parse(text))))


def to_text(expression: Any) -> str:
    """A SymPy expression as text of this language; an expression that the language cannot say is refused.

    >>> import sympy
    >>> to_text(sympy.log(sympy.Symbol("x")) / 2)
    'ln(x)/2'
    """
    text = str(_printer().doprint(expression))
    _parse(text)
    return text


@functools.cache
def _printer() -> Any:
    from sympy.printing.str import StrPrinter

    class Printer(StrPrinter):  # type: ignore[misc]
        """SymPy's own notation, except where the language has another word."""

        def call(self, word: str, expression: Any) -> str:
            return f"{word}({self.stringify(expression.args, ', ')})"

        def _print_log(self, expression: Any) -> str:
            return self.call("ln", expression)

        def _print_Abs(self, expression: Any) -> str:
            return self.call("abs", expression)

        def _print_Max(self, expression: Any) -> str:
            return self.call("max", expression)

        def _print_Min(self, expression: Any) -> str:
            return self.call("min", expression)

        def _print_Exp1(self, _: Any) -> str:
            return "exp(1)"

    return Printer()


@functools.lru_cache(maxsize=256)
def _parse(text: str) -> ast.Expression:
    """The syntax tree of a text that the language allows."""
    if len(text) > LENGTH:
        raise UsageError(f"a formula has at most {LENGTH} characters, got {len(text)}")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UsageError(f"{text!r} is not a formula such as beta/2*(x - c)**2") from None
    _check(tree.body, text, DEPTH, 1)
    return tree


def _check(node: ast.expr, text: str, depth: int, power: int) -> None:
    """Refuse what the language does not allow; `power` is the product of the exponents around this node."""
    if depth == 0:
        raise UsageError(f"a formula is nested at most {DEPTH} deep; write this one in fewer operations")
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            parts: list[ast.expr] = []
        case ast.Constant(value=float() as value):
            raise UsageError(
                f"a formula contains no decimal point, it is exact: write {value} as a quotient of whole numbers"
            )
        case ast.Name():
            parts = []
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            exponent = _exponent(right, text, depth)
            power *= max(1, abs(exponent.numerator))
            if power > EXPONENT:
                raise UsageError(f"the exponents in a formula multiply to at most {EXPONENT}")
            parts = [left]
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            parts = [left, right]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            parts = [operand]
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            if (len(arguments) < 2) if name in ("max", "min") else (len(arguments) != 1):
                raise UsageError(f"{name} in {text!r} has {len(arguments)} arguments")
            parts = arguments
        case ast.Call(func=ast.Name(id=name)):
            raise UsageError(f"a formula knows the functions {', '.join(FUNCTIONS)}, got {name!r}")
        case _:
            raise UsageError(
                f"{ast.unparse(node)!r} in {text!r} is not allowed in a formula, which knows + - * / ** and functions"
            )
    for part in parts:
        _check(part, text, depth - 1, power)


def _exponent(node: ast.expr, text: str, depth: int) -> Fraction:
    """The rational constant that stands in an exponent."""
    if any(isinstance(part, ast.Name) for part in ast.walk(node)):
        raise UsageError(f"an exponent in {text!r} is not a rational constant; write a general power with exp and ln")
    _check(node, text, depth - 1, 1)
    try:
        value: Fraction = _Builder(Rational(), {}, "").build(node)[1]
    except ZeroDivisionError:
        raise UsageError(f"{text!r} divides by zero") from None
    return value


class _Builder:
    """Turns a syntax tree into (True, value) or, when the variable occurs in it, (False, function of the variable)."""

    def __init__(self, arithmetic: Arithmetic, values: Mapping[str, Any], variable: str) -> None:
        self.arithmetic, self.values, self.variable = arithmetic, values, variable

    def build(self, node: ast.expr) -> tuple[bool, Any]:
        match node:
            case ast.Constant(value=int() as value):
                return True, self.arithmetic.number(Fraction(value))
            case ast.Name(id=name):
                return self.named(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.apply(operator.neg, operand)
            case ast.UnaryOp(operand=operand):
                return self.build(operand)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                exponent = _exponent(right, ast.unparse(node), DEPTH)
                return self.apply(lambda base: self.arithmetic.power(base, exponent), left)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self.apply(self.arithmetic.divide, left, right)
            case ast.BinOp(left=left, op=operation, right=right):
                return self.apply(_OPERATIONS[type(operation)], left, right)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.apply(self.arithmetic.functions[name], *arguments)
        raise UsageError(f"{ast.unparse(node)!r} is not allowed in a formula")

    def named(self, name: str) -> tuple[bool, Any]:
        if name == self.variable:
            return False, lambda x: x
        if name == "pi":
            return True, self.arithmetic.pi
        if name not in self.values:
            known = ", ".join(sorted({*self.values, self.variable} - {""})) or "none"
            raise UsageError(f"the formula speaks of {name!r}, which has no value; the names it may use are: {known}")
        return True, self.values[name]

    def apply(self, operation: Callable[..., Any], *nodes: ast.expr) -> tuple[bool, Any]:
        parts = [self.build(node) for node in nodes]
        if all(fixed for fixed, _ in parts):
            return True, operation(*(value for _, value in parts))
        match parts:
            case [(_, inner)]:
                return False, lambda x: operation(inner(x))
            case [(True, left), (_, right)]:
                return False, lambda x: operation(left, right(x))
            case [(_, left), (True, right)]:
                return False, lambda x: operation(left(x), right)
            case [(_, left), (_, right)]:
                return False, lambda x: operation(left(x), right(x))
        return False, lambda x: operation(*(value if fixed else value(x) for fixed, value in parts))
