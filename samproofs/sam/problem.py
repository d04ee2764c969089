"""What an orbit needs: a function, exact parameters, a step size, a start and a variant, ready for any arithmetic."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from samproofs.balls import UndecidedError, ball, decide, raising
from samproofs.errors import UsageError
from samproofs.functions.arithmetics import Arithmetic, Ball, Rational
from samproofs.functions.catalogue import Function, resolve
from samproofs.functions.reading import compiled, to_text
from samproofs.rationals import exact, positive
from samproofs.sam.update import ZERO_GRADIENTS, Update

Number = str | int | Fraction


@dataclass(frozen=True)
class Problem:
    """SAM on a function of one variable, every number exact; `values` holds rho and the function's parameters."""

    function: Function
    values: Mapping[str, Fraction]
    eta: Fraction
    x0: Fraction
    variant: str = "sam"
    rho_u: Fraction | None = None
    epsilon: Fraction | None = None
    zero_gradient: str = "y=x"

    def named(self) -> dict[str, str]:
        """Every number of the problem as exact text."""
        optional = {"rho_u": self.rho_u, "epsilon": self.epsilon}
        numbers = {
            **self.values,
            "eta": self.eta,
            "x0": self.x0,
            **{k: v for k, v in optional.items() if v is not None},
        }
        return {name: str(value) for name, value in numbers.items()}

    def numbers(self, arithmetic: Arithmetic) -> dict[str, Any]:
        """eta, rho and the parameters of the function in an arithmetic."""
        return {name: arithmetic.number(value) for name, value in {**self.values, "eta": self.eta}.items()}

    def gradient(self, arithmetic: Arithmetic) -> Callable[[Any], Any]:
        """f' in an arithmetic: the declared pieces, or what SymPy derives from the formula; exact pieces without it."""
        if isinstance(arithmetic, Rational):
            try:
                return self.function.piecewise(**self.values).gradient
            except UsageError:
                pass  # a gradient that is rational without being piecewise affine
        numbers = self.numbers(arithmetic)
        if self.function.gradient is None:
            from samproofs.sam.derive import derive

            return compiled(to_text(derive(self.function).gradient), arithmetic, numbers, self.function.variable)
        breaks, pieces = self.function.affine_pieces(arithmetic, numbers)

        def gradient(x: Any) -> Any:
            slope, intercept = pieces[sum(1 for at in breaks if arithmetic.above(x, at))]
            return slope * x + intercept

        return gradient

    def curvature(self, arithmetic: Arithmetic) -> Callable[[Any], Any]:
        """f'' in an arithmetic, off the breaks of f'; UsageError when it is no formula of the expression language."""
        numbers = self.numbers(arithmetic)
        if self.function.gradient is not None:
            breaks, pieces = self.function.affine_pieces(arithmetic, numbers)
            return lambda x: pieces[sum(1 for at in breaks if arithmetic.above(x, at))][0]
        from samproofs.sam.derive import derive

        derivation = derive(self.function)
        try:
            text = to_text(derivation.gradient.diff(derivation.variable))
        except UsageError:
            raise UsageError(
                f"the gradient of {self.function.name} has no derivative that balls can evaluate; "
                "use mpmath or, if it is piecewise affine, exact arithmetic"
            ) from None
        return compiled(text, arithmetic, numbers, self.function.variable)

    def update(self, arithmetic: Arithmetic) -> Update:
        """One step of SAM in an arithmetic."""
        sign = arithmetic.functions["sign"]

        def undefined_at_zero(gradient: Any) -> Any:
            return arithmetic.undefined() if gradient == 0 else sign(gradient)

        return Update(
            self.gradient(arithmetic),
            undefined_at_zero if self.zero_gradient == "nan" else sign,
            arithmetic.functions["abs"],
            eta=arithmetic.number(self.eta),
            rho=arithmetic.number(self.values["rho"]),
            variant=self.variant,
            rho_u=None if self.rho_u is None else arithmetic.number(self.rho_u),
            epsilon=None if self.epsilon is None else arithmetic.number(self.epsilon),
        )

    def starts_stationary(self) -> bool:
        """Whether f'(x0) = 0 exactly; then y = x at every step and the orbit stays at x0.

        A ball that excludes 0 says no; where none does, SymPy decides.
        """
        try:
            return raising(lambda _: decide(self.gradient(Ball())(ball(self.x0)))) == 0
        except (UndecidedError, UsageError):
            return self._stationary_for_sympy()

    def _stationary_for_sympy(self) -> bool:
        import sympy

        from samproofs.sam.derive import derive

        derivation = derive(self.function)
        numbers = {
            derivation.symbols[name]: sympy.Rational(v.numerator, v.denominator) for name, v in self.values.items()
        }
        start = sympy.Rational(self.x0.numerator, self.x0.denominator)
        return bool(derivation.gradient.subs(numbers).subs(derivation.variable, start).equals(0))


def problem(
    what: str | Function,
    *,
    rho: Number | None = None,
    eta: Number | None = None,
    x0: Number | None = None,
    variant: str = "sam",
    parameters: Mapping[str, Number] | None = None,
    rho_u: Number | None = None,
    epsilon: Number | None = None,
    zero_gradient: str = "y=x",
) -> Problem:
    """The problem that a person describes; what is left out is the default. UsageError for what makes no sense.

    >>> problem("quadratic", eta="0.1", parameters={"c": "1/3"}).values["c"]
    Fraction(1, 3)
    """
    function = resolve(what)
    given = dict(parameters or {})
    for name in ("rho", "eta", "x0"):
        if name in given:
            raise UsageError(f"{name} is not a parameter of {function.name} but of SAM, and is given on its own")
    made = Problem(
        function,
        function.values(given | ({} if rho is None else {"rho": rho})),
        positive(function.eta if eta is None else eta, "eta"),
        exact(function.x0 if x0 is None else x0, "x0"),
        variant,
        None if rho_u is None else positive(rho_u, "rho_u"),
        None if epsilon is None else positive(epsilon, "epsilon"),
        zero_gradient,
    )
    if zero_gradient not in ZERO_GRADIENTS:
        raise UsageError(f"zero_gradient must be one of {', '.join(ZERO_GRADIENTS)}, got {zero_gradient!r}")
    if zero_gradient != "y=x" and variant not in ("sam", "decay"):
        raise UsageError(f"the variant {variant!r} does not divide by the norm, so there is no other zero_gradient than y=x")
    Update(abs, abs, abs, made.eta, made.values["rho"], variant, made.rho_u, made.epsilon)
    return made
