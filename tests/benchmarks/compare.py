"""How fast this package is, beside the obvious programs: `python tests/benchmarks/compare.py > docs/benchmarks.md`.

Q is the quadratic with step size 1/10, which settles on its two-cycle; S the sinusoid with step size 1/1000, whose
orbit moves throughout; D a quadratic of ten dimensions. An engine is prepared for a case, and then makes steps with 50
digits; before anything is timed, the last iterates of all are compared. The engines are run in turn, and the time per
step of the first of a column is divided by theirs in the same round; the table shows medians over the rounds. gmpy2,
and MPFR in C where a compiler and its header are, join in. mpmath computes with Python's integers.
"""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

os.environ["MPMATH_NOGMPY"] = "1"

DIGITS, BITS, ROUNDS = 50, 170, 7
STEPS = {"Q": 20_000, "S": 4000, "D": 100}
LEAP, FAR, LOOP = 10**5, 10**18, 10**7
NAME = {"Q": ("quadratic", {}), "S": ("sinusoid", {"eta": "1/1000"})}
DIMENSION = 10
USER, LISTS, MPFR = "the user's loop: SymPy, lambdify, mpmath", "mpmath by hand", "C with MPFR"
FIRST = {"Q": USER, "S": USER, "D": LISTS}
CLAIM = "det-sc-lower"

Run = Callable[[int], Any]


def user(case: str) -> Run | None:
    """What one writes first: the update in SymPy, lambdify with mpmath, loop."""
    import mpmath
    import sympy

    if case == "D":
        return None
    x = sympy.Symbol("x", real=True)
    rho, eta = (sympy.Rational(1, 10), sympy.Rational(1, 10)) if case == "Q" else (sympy.Integer(1), sympy.Rational(1, 1000))
    f = x**2 / 2 if case == "Q" else 9 * rho**2 / (25 * sympy.pi**2) * sympy.sin(5 * sympy.pi * x / (3 * rho))
    gradient = sympy.diff(f, x)
    step = sympy.lambdify(x, x - eta * gradient.subs(x, x + rho * sympy.sign(gradient)), "mpmath")

    def run(steps: int) -> Any:
        with mpmath.workdps(DIGITS):
            point = mpmath.mpf(1) / (1 if case == "Q" else 10)
            for _ in range(steps):
                point = step(point)
            return point

    return run


def hand(case: str) -> Run:
    """mpmath by hand, constants taken out of the loop; vectors are lists."""
    import mpmath

    def run(steps: int) -> Any:
        with mpmath.workdps(DIGITS):
            return by_hand(case, steps, mpmath.mpf, mpmath.cos, mpmath.pi + 0, mpmath.sqrt)

    return run


def gmp(case: str) -> Run | None:
    """The same loop on gmpy2.mpfr."""
    try:
        import gmpy2
    except ModuleNotFoundError:
        return None

    def run(steps: int) -> Any:
        with gmpy2.context(gmpy2.get_context(), precision=BITS):
            return by_hand(case, steps, gmpy2.mpfr, gmpy2.cos, gmpy2.const_pi(), gmpy2.sqrt)

    return run


def by_hand(case: str, steps: int, number: Callable, cosine: Callable, pi: Any, root: Callable) -> Any:
    """The update with what does not change taken out of the loop."""
    if case == "Q":
        rho, eta, x = number(1) / 10, number(1) / 10, number(1)
        for _ in range(steps):
            y = x + rho if x > 0 else x - rho if x < 0 else x
            x = x - eta * y
        return x
    if case == "D":
        rows = [[number(h.numerator) / h.denominator for h in row] for row in hessian()]
        rho, eta, point = number(1) / 10, number(1) / 10, [number(i + 1) / 10 for i in range(DIMENSION)]
        for _ in range(steps):
            g = [_product(row, point) for row in rows]
            radius = rho / root(_product(g, g))
            there = [x + radius * a for x, a in zip(point, g, strict=True)]
            point = [x - eta * _product(row, there) for x, row in zip(point, rows, strict=True)]
        return point[0]
    rho, eta, x = number(1), number(1) / 1000, number(1) / 10
    frequency = 5 * pi / 3
    scale = eta / frequency
    for _ in range(steps):
        g = cosine(frequency * x)
        y = x + rho if g > 0 else x - rho if g < 0 else x
        x = x - scale * cosine(frequency * y)
    return x


def _product(u: list, v: list) -> Any:
    return sum(a * b for a, b in zip(u, v, strict=True))


def hessian() -> list[list[Fraction]]:
    """The matrix of D: 1/10, ..., 1 on the diagonal, and 1/100 added everywhere."""
    return [[Fraction(1, 100) + Fraction(i + 1, 10) * (i == j) for j in range(DIMENSION)] for i in range(DIMENSION)]


def c_program(case: str) -> Run | None:
    """MPFR in C, compiled for this run; None without a compiler or the library."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    program = str(Path(tempfile.mkdtemp()) / "loop")
    source = str(Path(__file__).with_name("loop.c"))
    if subprocess.run([compiler, "-O2", "-o", program, source, "-lmpfr", "-lgmp"], capture_output=True).returncode:
        return None

    def run(steps: int) -> Any:
        return subprocess.run([program, case, str(steps), str(BITS)], capture_output=True, text=True, check=True).stdout

    return run


def plain(case: str) -> Run | None:
    """This package, `iterate` with mpmath."""
    from samproofs.sam.orbit import iterate
    from samproofs.sam.quadratics import iterate_quadratic

    if case == "D":
        return lambda steps: iterate_quadratic(hessian(), start(), steps=steps, every=steps)["last"][0]
    name, given = NAME[case]
    return lambda steps: iterate(name, steps=steps, digits=DIGITS, every=steps, **given)["last"]


def start() -> list[Fraction]:
    """Where D starts."""
    return [Fraction(i + 1, 10) for i in range(DIMENSION)]


def rigorous(case: str) -> Run:
    """This package, by steps: composed lines in whole numbers (Q), blocks of centred balls (S), centred vectors (D)."""
    import flint

    from samproofs.balls import ball
    from samproofs.sam.blocks import Blocks
    from samproofs.sam.merged import Merged
    from samproofs.sam.problem import problem
    from samproofs.sam.quadratics import VectorSteps, quadratic

    flint.ctx.prec = BITS
    if case == "D":
        vectors = VectorSteps(quadratic(hessian(), start()))

        def along(steps: int) -> Any:
            centre, error = vectors.start()
            for t in range(steps):
                centre, error = vectors(centre, error, t)
            return centre[0, 0] + error * flint.arb(0, 1)

        return along
    name, given = NAME[case]
    made = problem(name, **given)
    if case == "S":
        blocks = Blocks(made)
        return lambda steps: blocks(ball(made.x0), 0, steps)
    affine = _affine(made)

    def composed(steps: int) -> Any:
        orbit = Merged(affine, made.x0, BITS)
        return orbit.ball(orbit.after(orbit.start, steps))

    return composed


def _affine(made: Any) -> Any:
    from samproofs.functions.arithmetics import Rational
    from samproofs.sam.affine import affine_map

    return affine_map(made.update(Rational()), made.function.piecewise(**made.values))


def leap() -> Run:
    """This package: the itinerary of so many steps of Q found, and checked."""
    import flint

    from samproofs.sam.itinerary import Itinerary
    from samproofs.sam.jump import itinerary
    from samproofs.sam.problem import problem

    made = problem("quadratic")
    affine = _affine(made)

    def run(steps: int) -> Any:
        with flint.ctx.workprec(BITS + 64):
            return Itinerary(itinerary(affine, made.x0, steps))(steps)

    return run


ENGINES: dict[str, Callable[[str], Run | None]] = {
    USER: user,
    LISTS: hand,
    "gmpy2.mpfr by hand": gmp,
    MPFR: c_program,
    "samproofs, mpmath": plain,
    "samproofs, balls by steps (rigorous)": rigorous,
}


def close(a: Any, b: Any) -> bool:
    """Whether two last iterates agree to 25 digits."""
    return abs(Fraction(_plain(a)) - Fraction(_plain(b))) < Fraction(1, 10**25)


def _plain(x: Any) -> str:
    import flint
    import mpmath

    if isinstance(x, flint.arb):
        return str(x.mid().str(45, radius=False))
    if isinstance(x, mpmath.mpf):
        return mpmath.nstr(x, 45)
    return str(x).strip()


def timed(run: Run, steps: int, times: int = 1) -> float:
    """Seconds for one step, or for one of several runs of `steps` steps."""
    begin = perf_counter()
    for _ in range(times):
        run(steps)
    return (perf_counter() - begin) / times


def table() -> dict[str, dict[str, float]]:
    """How many times faster than the first of its column each engine is; ends where one goes another way."""
    found: dict[str, dict[str, float]] = {name: {} for name in ENGINES}
    for case, steps in STEPS.items():
        runs = {name: run for name, engine in ENGINES.items() if (run := engine(case)) is not None}
        truth = runs[FIRST[case]](steps)
        for name, run in runs.items():
            if not close(run(steps), truth):
                raise SystemExit(f"{name} does not reach the iterate of the others on {case}")
        # the C program makes more steps, so that starting it does not count
        rounds = [{name: timed(run, steps * (100 if name == MPFR else 1)) for name, run in runs.items()} for _ in range(ROUNDS)]
        for name in runs:
            more = 100 if name == MPFR else 1
            found[name][case] = statistics.median(r[FIRST[case]] / r[name] * more for r in rounds)
        found[FIRST[case]][f"{case} microseconds"] = 1e6 * statistics.median(r[FIRST[case]] for r in rounds) / steps
    return found


def leaps() -> float:
    """How many times faster than the user's loop an itinerary of 10^5 steps of Q is found and checked."""
    loop, run = user("Q"), leap()
    if loop is None or not run(STEPS["Q"]).overlaps(rigorous("Q")(STEPS["Q"])):
        raise SystemExit("the itinerary does not reach the iterate of the others on Q")
    rounds = [timed(loop, STEPS["Q"]) / STEPS["Q"] * LEAP / timed(run, LEAP, 50) for _ in range(ROUNDS)]
    return statistics.median(rounds)


def processes() -> dict[str, float]:
    """Ratios of whole processes, as a person starts them."""
    python = [str(Path(sys.executable).with_name("samproofs"))]
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def seconds(command: list[str], times: int) -> float:
        def run(_: int) -> Any:
            subprocess.run(command, capture_output=True, check=True, env=usual)

        run(1)  # the second start finds the bytecode that the first one wrote
        return statistics.median(timed(run, 1) for _ in range(times))

    bare = seconds([sys.executable, "-c", "pass"], 15)
    found = {"help": seconds([*python, "--help"], 15) / bare}
    found["one claim"] = seconds([*python, "verify", CLAIM], 5)
    found["every claim"] = seconds([*python, "verify"], 1)
    far = [*python, "iterate", "quadratic", "--x0", "1", "--steps", str(FAR), "--arithmetic", "ball"]
    found["far"] = seconds(far, 7)
    c = c_program("Q")
    if c is not None:
        found["far in C"] = found["far"] / statistics.median(timed(c, LOOP) for _ in range(5))
    return found


def identities() -> tuple[int, float]:
    """The linear combinations in the proof of a claim, and how many times faster the kernel checks them than SymPy.

    The kernel reads and checks each step again. SymPy gets the same identities as texts in plain symbols: their
    two sides, the factors of each product written out, for `sympify` and `expand`.
    """
    import sympy

    from samproofs import proofs
    from samproofs.kernel import replay
    from samproofs.kernel.language import KINDS, Language
    from samproofs.kernel.rules import RULES
    from samproofs.statements import claim

    stated, proof = claim(CLAIM), proofs.export(CLAIM)
    results = replay.run(proof, stated.names)
    combined = [(n, step) for n, step in enumerate(proof["steps"]) if step["rule"] == "combine"]

    def reader() -> Language:
        return Language(**{kind: f"{stated.names.get(kind, '')} {proof['names'].get(kind, '')}" for kind in KINDS})

    def kernel(_: int) -> Any:
        language = reader()
        for _, step in combined:
            RULES["combine"](*(replay._decode(x, language, results) for x in step["args"]))

    language = reader()
    symbols: dict[Any, str] = {}

    def text(poly: Any) -> str:
        named = (([(symbols.setdefault(a, f"s{len(symbols)}"), e) for a, e in m], c) for m, c in poly.items)
        return " + ".join("*".join([f"({c})", *(f"{a}**{e}" for a, e in m)]) for m, c in named) or "0"

    def factor(x: Any) -> str:
        value = replay._decode(x, language, results)
        value = value.conclusion.args[0] if hasattr(value, "conclusion") else value
        return f"({text(value) if hasattr(value, 'items') else value})"

    sides = []
    for n, step in combined:
        _, slack, zero = step["args"]
        products = ["*".join(map(factor, product)) for product in (*slack, *zero)]
        sides.append((text(results[n].conclusion.args[0]), " + ".join(products) or "0"))

    def second(_: int) -> Any:
        for left, right in sides:
            sympy.expand(sympy.sympify(left) - sympy.sympify(right))

    rounds = [timed(second, 1) / timed(kernel, 1, 3) for _ in range(3)]
    return len(combined), statistics.median(rounds)


def page() -> str:
    """The page, as markdown."""
    found, more = table(), processes()
    count, identity = identities()
    micro = {case: found[FIRST[case]][f"{case} microseconds"] for case in STEPS}
    lines = [
        "# Benchmarks", "",
        f"Times faster than the first program of each column, at {DIGITS} digits; medians of {ROUNDS} interleaved rounds of "
        + ", ".join(f"{steps} steps of {case}" for case, steps in STEPS.items())
        + ". A step of the first takes " + ", ".join(f"{micro[c]:.0f} microseconds ({c})" for c in STEPS) + ". "
        "Q is the quadratic with step size 1/10, which settles on its two-cycle; S the sinusoid with step size 1/1000, "
        "whose orbit moves throughout; D a quadratic of ten dimensions. "
        f"Measured with Python {platform.python_version()} on {os.cpu_count()} processors by `python tests/benchmarks/compare.py`.",
        "", "| engine | Q | S | D |", "|---|---|---|---|",
    ]  # fmt: skip
    for name, row in found.items():
        if row:
            lines.append(f"| {name} | " + " | ".join(f"{row[case]:.3g}" if case in row else "" for case in STEPS) + " |")
    lines += [
        "", f"* An itinerary of 10^5 steps of Q is found and checked {leaps():.0f} times faster than the user's loop makes them.",
        f"* The whole process `samproofs iterate quadratic --x0 1 --steps {FAR} --arithmetic ball` takes {more['far']:.2f} s"
        + (f", {more['far in C']:.2f} times what the C program takes for 10^7 steps." if "far in C" in more else "."),
        f"* `samproofs --help` takes {more['help']:.1f} times as long as a bare Python; `samproofs verify {CLAIM}` "
        f"{more['one claim']:.1f} s, and `samproofs verify`, every claim by both engines, {more['every claim']:.1f} s.",
        f"* The kernel reads and checks the {count} linear combinations in the proof of {CLAIM} {identity:.0f} times faster than "
        "SymPy's `sympify` and `expand` do; most of its time goes into reading, since proofs are texts.",
    ]  # fmt: skip
    lost = next(steps for steps in range(100, 10**5, 100) if not naive(steps).rad() < 1e-3)
    lines.append(f"* Balls put into the update as it is written have lost every digit of Q after {lost} steps.")
    return "\n".join(lines)


def naive(steps: int) -> Any:
    """python-flint balls put into the update as it is written: each step loses digits, and the sign in the end."""
    import flint

    with flint.ctx.workprec(BITS):
        return by_hand("Q", steps, flint.arb, flint.arb.cos, flint.arb.pi(), flint.arb.sqrt)


if __name__ == "__main__":
    sys.stdout.write(page() + "\n")
