r"""The statement language as LaTeX, for MathJax, GitHub and papers.

Vectors and scalars are told apart by the declared kinds: `norm(u)` is `\lVert u\rVert` for a vector, `\lvert u\rvert`
for a number.  No `|` is written, so that a formula can stand in a Markdown table, and no `\operatorname`, which GitHub
refuses.
"""

import ast
import re
from collections.abc import Mapping

from samproofs.report.words import in_expectation, shared
from samproofs.statements import Claim

GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega "
    "Delta Phi Psi"
)
COMPARE = {ast.LtE: r"\le", ast.GtE: r"\ge", ast.Lt: "<", ast.Gt: ">", ast.Eq: "="}
NAMES = {"lam": r"\lambda", "xhat": r"\hat{x}", "r_next": "r_{+}", "end": r"x^{\star}", "zero": "0"}
PROSE = {"grad": r"\nabla", "E": r"\mathbb{E}", "t0": "t_0", ">=": r"\ge", "<=": r"\le", "||": r"\Vert", "rho_u": r"\rho_u"}
PROSE |= {name: rf"\{name}" for name in GREEK.split()}
BARE = {*"tTxfz0123456789+-/^()=<>", "x_t", "n_t", *PROSE}  # what a formula in prose is made of; beside it, a letter in parentheses
FUNCTIONS = {"exp": r"\exp", "ln": r"\ln", "sin": r"\sin", "cos": r"\cos", "sign": r"\mathrm{sign}"}
_WITH = r"\text{with probability }"
_SUM, _PRODUCT, _POWER, _ATOM = range(4)


def latex(text: str, names: Mapping[str, str], expected: bool = False) -> str:
    r"""A term or formula as LaTeX without dollar signs; `names` are the declared names by kind, as `Claim.names`.

    With `expected`, vectors are random: inner products, squares and values of functions are expectations.

    >>> latex("x[t+1] == x[t] - eta*grad(f, y[t])", {"vectors": "x y", "functions": "f"})
    'x_{t+1} = x_{t} - \\eta \\nabla f(y_{t})'
    """
    return _Writer(names, expected).formula(ast.parse(text.strip(), mode="eval").body)


def statement_latex(stated: Claim) -> str:
    r"""The whole statement as one `aligned` block: what all parts assume, then each part."""

    def rows(formulas: list[str], lead: str) -> list[str]:
        return [rf"&\quad {lead}{latex(text, stated.names, in_expectation(stated))}" for text in formulas]

    if_, then = r"\text{if }", r"\text{then }"
    lines = [r"&\text{Suppose}", *rows(shared(stated), "")]
    for part in stated.parts:
        lines += [rf"&\text{{{escape(part.name)}:}}", *rows(list(part.given), if_), *rows(list(part.then), then)]
    return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"


def escape(text: str) -> str:
    r"""Plain text for LaTeX.

    >>> escape("a_1 & 5 %")
    'a\\_1 \\& 5 \\%'
    """
    special = {c: "\\" + c for c in "&%$#_{}"} | {
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
    }
    return "".join(special.get(c, c) for c in text)


def prose(text: str) -> str:
    r"""A title or sentence for LaTeX, its formulas such as `beta^2 rho^2/(2 mu)` between dollar signs.

    >>> prose("beta rho = 1/mu, every T >= 2, a floor")
    '$\\beta \\rho=1/\\mu$, every $T\\ge2$, a floor'
    """
    said: list[str] = []
    run: list[str] = []
    depth = 0

    def close() -> None:
        if run:
            formula = " ".join(run)
            tokens = [PROSE.get(token, token) for token in _tokens(formula)]
            said.append(f"${_joined(tokens)}$" if any(c.isalpha() for c in formula) else formula)
            run.clear()

    for word in text.split():
        bare = word.rstrip(",;:.")
        inside = depth > 0 and run
        formula = bare and all(token in BARE or token.isdigit() or (inside and len(token) == 1) for token in _tokens(bare))
        balance = bare.count("(") - bare.count(")")
        if formula and depth + balance >= 0:
            run.append(bare)
            depth += balance
            if bare != word:
                close()
                said[-1] += word[len(bare) :]
                depth = 0
            continue
        close()
        depth = 0
        first, dash, rest = word.partition("-")
        said.append(f"${PROSE[first]}$-{rest}" if dash and first in GREEK.split() else escape_prose(word))
    close()
    return " ".join(said)


FORMULA = r"""% a formula on its own line, made narrower where it is wider than the line: needs the package graphicx
\providecommand{\formulawithin}[1]{\par\noindent\hspace*{1em}\sbox0{$\displaystyle #1$}%
\ifdim\wd0>\dimexpr\linewidth-1em\relax\resizebox{\dimexpr\linewidth-1em\relax}{!}{\usebox0}\else\usebox0\fi\par}"""


def sequence(formulas: list[str], inline: int = 0) -> str:
    """LaTeX formulas as a text that ends with a full stop: those of at most `inline` characters in the line, others displayed.

    The macro for the latter is `FORMULA`, to be defined before.
    """
    said = []
    for i, formula in enumerate(formulas):
        sign = "," if i + 1 < len(formulas) else "."
        said.append(f"${formula}${sign}" if len(formula) <= inline else rf"\formulawithin{{{formula}{sign}}}")
    return "\n".join(said)


def capital(text: str) -> str:
    """With a capital letter, unless the text begins with a name such as m-SAM or a formula."""
    return text if text[1:2] == "-" else text[:1].upper() + text[1:]


def escape_prose(text: str) -> str:
    """Plain text for a LaTeX document, in any font encoding: `escape`, and the signs that text fonts lack."""
    return escape(text).replace("<", r"\textless{}").replace(">", r"\textgreater{}").replace("|", r"\textbar{}")


def _joined(tokens: list[str]) -> str:
    """LaTeX from tokens, with a space where a command would swallow a letter and between two commands."""
    pairs = zip(tokens, [*tokens[1:], ""], strict=True)
    return "".join(a + " " * (a[0] == "\\" and a[-1].isalpha() and (b[:1].isalpha() or b[:1] == "\\")) for a, b in pairs)


def _tokens(word: str) -> list[str]:
    return re.findall(r"[A-Za-z]\w*|\d+|[<>]=|\|\||\S", word)


class _Writer:
    """Writes a syntax tree as LaTeX, with parentheses where an operation binds less tightly than its place needs."""

    def __init__(self, names: Mapping[str, str], expected: bool) -> None:
        self.mean = r"\mathbb{E} " if expected else ""
        self.kind = {name: kind for kind, listed in names.items() for name in listed.split()}

    def formula(self, node: ast.expr) -> str:
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return f"{self.term(left)} {COMPARE[type(op)]} {self.term(right)}"
            case ast.Call(func=ast.Name(id="forall"), args=[ast.Name(id=name), body]):
                over = r"\ge 0" if self.kind.get(name) == "indices" else r"\in \mathbb{R}"
                return rf"{self.formula(body)} \quad \text{{for all }} {self.name(name)} {over}"
            case ast.Call(func=ast.Name(id="Smooth"), args=[f, beta]):
                return rf"{self.term(f)} \text{{ is }} {self.term(beta, _POWER)}\text{{-smooth}}"
            case ast.Call(func=ast.Name(id="StronglyConvex"), args=[f, ast.Constant(value=0)]):
                return rf"{self.term(f)} \text{{ is convex}}"
            case ast.Call(func=ast.Name(id="StronglyConvex"), args=[f, mu]):
                return rf"{self.term(f)} \text{{ is }} {self.term(mu, _POWER)}\text{{-strongly convex}}"
            case ast.Call(func=ast.Name(id="BoundedBelow"), args=[f]):
                return rf"{self.term(f)} \text{{ is bounded below}}"
            case ast.Call(func=ast.Name(id="Chain"), args=[ast.Name(id=x), start, ast.Name(id=u), *law]):
                now, after = (ast.parse(f"{x}[{index}]", mode="eval").body for index in ("t", "t+1"))
                shown = [self.term(_Put(u, now).visit(part)) for part in law]
                cases = r" \\ ".join(f"{value} & {_WITH} {p}" for p, value in zip(shown[::2], shown[1::2], strict=True))
                first = rf"{self.name(x)}_{{0}} = {self.term(start)}, \quad {self.term(after)}"
                return rf"{first} = \begin{{cases}} {cases} \end{{cases}}"
        return self.term(node)

    def term(self, node: ast.expr, least: int = _SUM) -> str:
        """The term, in parentheses if it binds less tightly than `least`."""
        text, binding = self.written(node)
        return text if binding >= least else parentheses(text)

    def written(self, node: ast.expr) -> tuple[str, int]:
        match node:
            case ast.Constant(value=value):
                return str(value), _ATOM
            case ast.Name(id=name):
                return self.name(name), _ATOM
            case ast.Subscript(value=value, slice=index):
                return f"{self.term(value)}_{{{self.compact(index)}}}", _ATOM
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"-{self.term(operand, _PRODUCT)}", _SUM
            case ast.BinOp(op=ast.Mult() | ast.Div()) if (positive := without_sign(node)) is not None:
                return f"-{self.term(positive, _PRODUCT)}", _SUM
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return f"{self.term(left)} + {self.term(right, _PRODUCT)}", _SUM
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                return f"{self.term(left)} - {self.term(right, _PRODUCT)}", _SUM
            case ast.BinOp(left=left, op=ast.Mult(), right=ast.Call(func=ast.Name(id="sum")) as right):
                return f"{self.term(left, _PRODUCT)} {self.term(right)}", _SUM
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                a, b = self.term(left, _PRODUCT), self.term(right, _PRODUCT)
                word = (a.endswith("}") and r"\mathrm{" in a.rpartition(" ")[2]) or b.startswith(r"\mathrm{")
                return a + (r" \cdot " if b[0].isdigit() else r"\, " if word else " ") + b, _PRODUCT
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return rf"\frac{{{self.term(left)}}}{{{self.term(right)}}}", _PRODUCT
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return f"{self.term(left, _ATOM)}^{{{self.compact(right)}}}", _POWER
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.call(name, arguments)
            case ast.Call(func=f, args=[u]):
                return self.expected(f"{self.term(f)}{parentheses(self.term(u))}", _ATOM)
        return rf"\text{{{escape(ast.unparse(node))}}}", _ATOM

    def call(self, name: str, arguments: list[ast.expr]) -> tuple[str, int]:
        match name, arguments:
            case "sum", [ast.Name(id=index), upper, body]:
                bounds = rf"_{{{self.name(index)}=0}}^{{{self.before(upper)}}}"
                return rf"\sum{bounds} {self.term(body, _PRODUCT)}", _SUM
            case "mean", [ast.Name(id=u), at, body]:
                return rf"\mathbb{{E}}\left({self.term(_Put(u, at).visit(body))}\right)", _ATOM
            case "grad", [f, u] if self.is_real(f):
                return f"{self.term(f)}'{parentheses(self.term(u))}", _ATOM
            case "grad", [f, u]:
                return rf"\nabla {self.term(f)}{parentheses(self.term(u))}", _ATOM
            case "inf", [f]:
                return rf"\inf {self.term(f)}", _PRODUCT
            case "dot", [u, v] if self.is_vector(u):
                return self.expected(rf"\left\langle {self.term(u)}, {self.term(v)}\right\rangle", _ATOM)
            case "dot", [u, v]:
                return f"{self.term(u, _PRODUCT)} {self.term(v, _PRODUCT)}", _PRODUCT
            case "sq", [u] if self.is_vector(u):
                return self.expected(f"{self.norm(u)}^{{2}}", _POWER)
            case "sq", [u]:
                return f"{self.term(u, _ATOM)}^{{2}}", _POWER
            case "norm", [u] if self.mean and self.is_vector(u):
                return rf"\sqrt{{{self.mean}{self.norm(u)}^{{2}}}}", _ATOM
            case "norm" | "abs", [u]:
                return self.norm(u), _ATOM
            case "sqrt", [p]:
                return rf"\sqrt{{{self.term(p)}}}", _ATOM
            case "inv", [p]:
                return rf"\frac{{1}}{{{self.term(p)}}}", _PRODUCT
            case "max" | "min", [p, q]:
                return rf"\{name}\left\{{{self.term(p)}, {self.term(q)}\right\}}", _ATOM
            case "pow", [p, n]:
                return f"{self.term(p, _ATOM)}^{{{self.compact(n)}}}", _POWER
            case "choose", [p, a, b]:
                first, second = (
                    rf"{self.term(a)} & \text{{if }} {self.term(p)} \ge 0",
                    rf"{self.term(b)} & \text{{otherwise}}",
                )
                return rf"\begin{{cases}} {first} \\ {second} \end{{cases}}", _ATOM
        if self.kind.get(name) == "functions":
            return self.expected(f"{self.name(name)}{parentheses(self.term(arguments[0]))}", _ATOM)
        return f"{FUNCTIONS.get(name) or self.name(name)}{parentheses(', '.join(map(self.term, arguments)))}", _POWER

    def expected(self, text: str, binding: int) -> tuple[str, int]:
        """A number made of vectors: its expectation if these are random."""
        return (f"{self.mean}{text}", _PRODUCT) if self.mean else (text, binding)

    def name(self, name: str) -> str:
        if name in NAMES:
            return NAMES[name]
        first, _, index = name.partition("_")
        if first and index:
            return f"{self.name(first)}_{{{index if len(index) == 1 else self.name(index)}}}"
        letters = name.rstrip("0123456789")
        word = (
            "\\" + letters
            if letters in GREEK.split()
            else letters
            if len(letters) == 1
            else rf"\mathrm{{{escape(letters)}}}"
        )
        return word if letters == name else f"{word}_{{{name[len(letters) :]}}}"

    def compact(self, node: ast.expr) -> str:
        """An index or exponent, without spaces around its signs."""
        return self.term(node).replace(" + ", "+").replace(" - ", "-")

    def before(self, upper: ast.expr) -> str:
        """The last index of a sum over s < upper."""
        match upper:
            case ast.Constant(value=int(value)):
                return str(value - 1)
            case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value=1)):
                return self.compact(left)
        return f"{self.compact(upper)}-1"

    def norm(self, node: ast.expr) -> str:
        bar = "V" if self.is_vector(node) else "v"
        return rf"\left\l{bar}ert {self.term(node)}\right\r{bar}ert"

    def is_real(self, f: ast.expr) -> bool:
        return isinstance(f, ast.Name) and self.kind.get(f.id) == "real_functions"

    def is_vector(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
                return name == "zero" or self.kind.get(name) == "vectors"
            case ast.Call(func=ast.Name(id="grad"), args=[f, _]):
                return not self.is_real(f)
            case ast.BinOp(left=left, right=right):
                return self.is_vector(left) or self.is_vector(right)
            case ast.UnaryOp(operand=operand):
                return self.is_vector(operand)
        return False


class _Put(ast.NodeTransformer):
    """Writes a term for a bound name."""

    def __init__(self, name: str, term: ast.expr) -> None:
        self.name, self.term = name, term

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.term if node.id == self.name else node


def without_sign(node: ast.expr) -> ast.expr | None:
    """A product or quotient that begins with a minus sign, without that sign; None if it begins with none."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return operand
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() as op, right=right):
            first = without_sign(left)
            return None if first is None else ast.BinOp(left=first, op=op, right=right)
    return None


def parentheses(text: str) -> str:
    """In parentheses that grow where the content is tall."""
    tall = any(word in text for word in (r"\frac", r"\sum", r"\begin"))
    return rf"\left({text}\right)" if tall else f"({text})"
