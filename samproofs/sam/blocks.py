"""Rigorous steps of SAM on a smooth function, many at a time where an orbit moves slowly.

Let W be a ball about the centre m of X on which the sign of f' is decided, so that the perturbation is one number s and
the update `F(x) = x - eta*f'(x + s)` is differentiable. If n steps of the length that `eta*f'(W + s)` bounds do not lead
out of W from X, then every orbit that starts in X is in W until then, and by the mean value theorem its n-th iterate
lies in `F^n(m) + F'(W)^n*(X - m)`. The centre is moved alone, one evaluation of f' for each step.
"""

import functools
from collections.abc import Callable
from typing import Any

from samproofs.balls import UndecidedError
from samproofs.functions.arithmetics import Ball
from samproofs.functions.catalogue import Function
from samproofs.functions.reading import compiled, evaluate, to_text
from samproofs.sam.derive import derive
from samproofs.sam.enclosures import Enclosure
from samproofs.sam.problem import Problem

MOST = 128
PATIENCE = 16  # blocks of one length before longer ones are tried again
SPREAD = 4  # the rounding errors of a centre grow by exp(4) at most within a block


class Blocks:
    """`Blocks(given)(x, t, n)` contains, for every number of the ball `x` at step t, the iterate n steps later.

    It is made for the working precision of flint at that time. Steps that are no block are those of `Enclosure`, which
    raises UndecidedError where a sign is not decided.

    >>> import flint
    >>> from samproofs.balls import ball
    >>> from samproofs.sam.problem import problem
    >>> given = problem("sinusoid", eta="1/1000")
    >>> with flint.ctx.workprec(170):
    ...     x = Blocks(given)(ball(given.x0), 0, 3000)
    ...     x.rad() < 1e-45, x.overlaps(Blocks(given)(Blocks(given)(ball(given.x0), 0, 1500), 1500, 1500))
    (True, True)
    """

    def __init__(self, given: Problem, enclosure: Enclosure | None = None) -> None:
        self._enclosure = Enclosure(given) if enclosure is None else enclosure
        self._most = MOST if given.variant == "sam" and given.function.gradient is None else 1
        if self._most > 1:
            numbers = Ball()
            self._eta = numbers.number(given.eta)
            self._gradient, self._curvature = given.gradient(numbers), given.curvature(numbers)
            self._perturbation = given.update(numbers).perturbation
            self._descent = _descent(given, numbers)
        self._size, self._successes = self._most, 0

    def __call__(self, x: Any, t: int, n: int) -> Any:
        while n:
            size = min(self._size, n)
            block = self._block(x, size) if size > 1 else self._enclosure(x, t)
            if block is None:  # the next half as long
                self._size, self._successes = size // 2, 0
                continue
            x, t, n = block, t + size, n - size
            self._successes += 1
            if self._successes == PATIENCE:
                self._size, self._successes = min(2 * self._size, self._most), 0
        return x

    def _block(self, x: Any, n: int) -> Any | None:
        """The n-th iterates of `x`, or None where n steps are not known to stay where the sign is decided."""
        import flint

        centre = x.mid()
        try:
            step = self._descent(centre + self._perturbation(self._gradient(centre)))
            reach = 2 * (n * abs(step) + x.rad()).upper()
            around = flint.arb(centre, reach)
            shift = self._perturbation(self._gradient(around))
            if not n * abs(self._descent(around + shift)) + x.rad() < reach:
                return None
            bend = self._eta * self._curvature(around + shift)
            if not n * abs(bend) < SPREAD:
                return None
        except UndecidedError:
            return None
        moved, descent = centre, self._descent
        for _ in range(n):
            moved = moved - descent(moved + shift)
        return moved + (1 - bend) ** n * (x - centre)


def _descent(given: Problem, numbers: Ball) -> Callable[[Any], Any]:
    """`eta*f'`, with every factor and summand without the variable evaluated once."""
    text, constants = _folded(given.function)
    known = given.numbers(numbers)
    values = {name: evaluate(constant, numbers, known) for name, constant in constants.items()}
    return compiled(text, numbers, values, given.function.variable)


@functools.lru_cache(maxsize=64)
def _folded(function: Function) -> tuple[str, dict[str, str]]:
    """The text of `eta*f'` in the variable and in names of constants, and the text of each constant."""
    import sympy

    derivation = derive(function)
    x = derivation.variable
    constants: dict[str, str] = {}

    def folded(part: Any) -> Any:
        if not part.has(x):
            name = f"k{len(constants)}"
            constants[name] = to_text(part)
            return sympy.Symbol(name)
        if part.is_Add or part.is_Mul:
            fixed, rest = part.as_independent(x, as_Add=part.is_Add)
            parts = rest.args if rest.func == part.func else (rest,)
            first = () if fixed == part.identity else (folded(fixed),)
            return part.func(*first, *map(folded, parts), evaluate=False)
        if part.is_Pow:
            return sympy.Pow(folded(part.base), part.exp, evaluate=False)
        return part.func(*map(folded, part.args), evaluate=False) if part.args else part

    return to_text(folded(sympy.Symbol("eta") * derivation.gradient)), constants
