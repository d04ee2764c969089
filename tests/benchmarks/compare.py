"""How fast this package iterates, beside the obvious programs: `python tests/benchmarks/compare.py` prints a table.

Q is the quadratic with step size 1/10, which settles on its two-cycle; S the sinusoid with step size 1/1000, whose
orbit moves throughout. All engines have 50 digits and make the same steps; before anything is timed, their last
iterates are compared. The engines are run in turn, and each time is divided by that of the user's loop in the same
round; the table shows medians over the rounds. gmpy2, and MPFR in C where a compiler and its header are, join in.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from time import perf_counter

DIGITS, BITS, ROUNDS = 50, 170, 5
STEPS = {"Q": 4000, "S": 2000}
FAR = 10**18
NAME = {"Q": ("quadratic", {}), "S": ("sinusoid", {"eta": "1/1000"})}
MPFR = "C with MPFR"
LOOP = "the user's loop: SymPy, lambdify, mpmath"

Engine = Callable[[str, int], object]


def user(case: str, steps: int) -> object:
    """What one writes first: differentiate with SymPy, lambdify with mpmath, loop."""
    import mpmath
    import sympy

    x, rho = sympy.symbols("x rho")
    f = x**2 / 2 if case == "Q" else 9 * rho**2 / (25 * sympy.pi**2) * sympy.sin(5 * sympy.pi * x / (3 * rho))
    gradient = sympy.lambdify((x, rho), sympy.diff(f, x), "mpmath")
    with mpmath.workdps(DIGITS):
        r = mpmath.mpf(1) / 10 if case == "Q" else mpmath.mpf(1)
        eta = mpmath.mpf(1) / (10 if case == "Q" else 1000)
        point = mpmath.mpf(1) if case == "Q" else mpmath.mpf(1) / 10
        for _ in range(steps):
            y = point + r * mpmath.sign(gradient(point, r))
            point = point - eta * gradient(y, r)
        return point


def hand(case: str, steps: int) -> object:
    """mpmath by hand, constants taken out of the loop."""
    import mpmath

    with mpmath.workdps(DIGITS):
        return by_hand(case, steps, mpmath.mpf, mpmath.cos, mpmath.pi + 0)


def gmp(case: str, steps: int) -> object:
    """The same loop on gmpy2.mpfr."""
    import gmpy2

    with gmpy2.context(gmpy2.get_context(), precision=BITS):
        return by_hand(case, steps, gmpy2.mpfr, gmpy2.cos, gmpy2.const_pi())


def by_hand(case: str, steps: int, number: Callable, cosine: Callable, pi: object) -> object:
    """The update with the constants of the sinusoid taken out of the loop."""
    if case == "Q":
        rho, eta, x = number(1) / 10, number(1) / 10, number(1)
        for _ in range(steps):
            y = x + rho if x > 0 else x - rho if x < 0 else x
            x = x - eta * y
        return x
    rho, eta, x = number(1), number(1) / 1000, number(1) / 10
    frequency = 5 * pi / 3
    scale = eta / frequency
    for _ in range(steps):
        g = cosine(frequency * x)
        y = x + rho if g > 0 else x - rho if g < 0 else x
        x = x - scale * cosine(frequency * y)
    return x


def naive(case: str, steps: int) -> object:
    """python-flint balls put into the update as it is written: each step loses digits, and the sign in the end."""
    import flint

    with flint.ctx.workprec(BITS):
        return by_hand(case, steps, flint.arb, flint.arb.cos, flint.arb.pi())


def rigorous(case: str, steps: int) -> object:
    """This package, step by step: balls in centred form."""
    import flint

    from samproofs.balls import ball
    from samproofs.sam.enclosures import Enclosure
    from samproofs.sam.problem import problem

    name, given = NAME[case]
    with flint.ctx.workprec(BITS):
        made = problem(name, **given)
        enclosure, x = Enclosure(made), ball(made.x0)
        for t in range(steps):
            x = enclosure(x, t)
        return x


def leap(case: str, steps: int) -> object:
    """This package, `iterate` with balls, certificate and check included."""
    from samproofs.sam.orbit import iterate

    name, given = NAME[case]
    found = iterate(name, steps=steps, arithmetic="ball", digits=DIGITS, every=steps, **given)["last"]
    return found["mid"]


def plain(case: str, steps: int) -> object:
    """This package, `iterate` with mpmath."""
    from samproofs.sam.orbit import iterate

    name, given = NAME[case]
    return iterate(name, steps=steps, digits=DIGITS, every=steps, **given)["last"]


def certificate() -> float:
    """Seconds in which an itinerary of 10^18 steps of Q is found, and in which it is checked, together."""
    import flint

    from samproofs.functions.arithmetics import Rational
    from samproofs.sam.affine import affine_map
    from samproofs.sam.itinerary import Itinerary
    from samproofs.sam.jump import itinerary
    from samproofs.sam.problem import problem

    given = problem("quadratic")
    affine = affine_map(given.update(Rational()), given.function.piecewise(**given.values))
    with flint.ctx.workprec(BITS + 64):
        start = perf_counter()
        Itinerary(itinerary(affine, given.x0, FAR))(FAR)
        return perf_counter() - start


def c_program() -> Engine | None:
    """MPFR in C, compiled for this run; None without a compiler or the library."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    program = str(Path(tempfile.mkdtemp()) / "loop")
    source = str(Path(__file__).with_name("loop.c"))
    if subprocess.run([compiler, "-O2", "-o", program, source, "-lmpfr", "-lgmp"], capture_output=True).returncode:
        return None

    def run(case: str, steps: int) -> object:
        command = [program, case, str(steps), str(BITS)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return run


def engines() -> dict[str, Engine]:
    """The engines that are present, by what the table calls them."""
    found: dict[str, Engine] = {LOOP: user, "mpmath by hand": hand}
    try:
        import gmpy2  # noqa: F401

        found["gmpy2.mpfr by hand"] = gmp
    except ModuleNotFoundError:
        pass
    c = c_program()
    if c is not None:
        found[MPFR] = c
    found["samproofs, mpmath"] = plain
    found["samproofs, balls step by step (rigorous)"] = rigorous
    found["samproofs, balls with certificate (rigorous)"] = leap
    return found


def close(a: object, b: object) -> bool:
    """Whether two last iterates agree to 25 digits."""
    return abs(Fraction(_plain(a)) - Fraction(_plain(b))) < Fraction(1, 10**25)


def _plain(x: object) -> str:
    import flint
    import mpmath

    if isinstance(x, flint.arb):
        return str(x.mid().str(45, radius=False))
    if isinstance(x, mpmath.mpf):
        return mpmath.nstr(x, 45)
    return str(x).strip()


def timed(name: str, engine: Engine, case: str, steps: int) -> float:
    """Seconds for so many steps; the C program makes more, so that starting it does not count."""
    more = 100 if name == MPFR else 1
    start = perf_counter()
    engine(case, steps * more)
    return (perf_counter() - start) / more


def table() -> str:
    """The table, as markdown; the engines agree on the last iterate, or an error says which does not."""
    present = engines()
    ratios: dict[str, dict[str, list[float]]] = {name: {case: [] for case in STEPS} for name in present}
    base: dict[str, list[float]] = {case: [] for case in STEPS}
    for case, steps in STEPS.items():
        truth = user(case, steps)
        for name, engine in present.items():
            if not close(engine(case, steps), truth):
                raise SystemExit(f"{name} does not reach the iterate of the others on {case}")
        for _ in range(ROUNDS):
            seconds = {name: timed(name, engine, case, steps) for name, engine in present.items()}
            base[case].append(seconds[LOOP])
            for name, second in seconds.items():
                ratios[name][case].append(seconds[LOOP] / second)
    lines = [
        "# Benchmarks", "",
        f"Times faster than {LOOP}, at {DIGITS} digits; medians of {ROUNDS} interleaved rounds of "
        f"{STEPS['Q']} steps of Q and {STEPS['S']} of S. A step of the loop takes "
        + " and ".join(f"{1e6 * statistics.median(base[c]) / STEPS[c]:.0f} microseconds ({c})" for c in STEPS)
        + ".", "", "| engine | Q | S |", "|---|---|---|",
    ]  # fmt: skip
    for name, row in ratios.items():
        lines.append(f"| {name} | " + " | ".join(f"{statistics.median(v):.3g}" for v in row.values()) + " |")
    loop = statistics.median(base["Q"]) / STEPS["Q"]
    far = statistics.median(timed("", leap, "Q", FAR) for _ in range(ROUNDS))
    alone = statistics.median(certificate() for _ in range(ROUNDS))
    lines += [
        "",
        f"10^18 steps of Q take as long as {alone / loop:.0f} steps of the user's loop for the certificate, found and "
        f"checked, and as long as {far / loop:.0f} for all that `iterate` says, the limit included.",
    ]
    lost = next(steps for steps in range(100, 10**5, 100) if not naive("Q", steps).rad() < 1e-3)
    lines.append(f"Balls put into the update as it is written have lost every digit of Q after {lost} steps.")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
