"""The one definition of the SAM update and of its variants, for numbers of any kind and in any dimension.

`y = x + perturbation(f'(x))` and `x+ = x - eta*f'(y)`. The perturbation is

* `sam`: `rho*g/|g|`, and 0 where g = 0, so that y = x there and the descent step is still taken;
* `usam`: `rho_u*g`, not normalised (rho_u is a length per gradient);
* `decay`: as `sam` with radius `rho/(t+1)` at step t = 0, 1, ...;
* `epsilon`: `rho*g/(|g| + epsilon)`, as implementations divide.

What programs do where g = 0 differs, and has a name in `ZERO_GRADIENTS`: `y=x` is the convention above; `stay` makes no
step at all, which is another thing only where the descent gradient is of another sample (n-SAM); `nan` computes 0/0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from samproofs.errors import UsageError

VARIANTS = ("sam", "usam", "decay", "epsilon")
ZERO_GRADIENTS = ("y=x", "stay", "nan")


@dataclass(frozen=True)
class Update:
    """One step of SAM: `Update(...)(x, t)` is the iterate after `x` at step t.

    `gradient` maps a point to f' there; `direction` maps a gradient g to g/|g|, and 0 to 0 (in one dimension the
    sign); `norm` gives |g|. Points, gradients and radii are of any kind that supports + - * /: symbols, rationals,
    balls, floats.

    >>> from fractions import Fraction
    >>> step = Update(lambda x: x, lambda g: (g > 0) - (g < 0), abs, eta=Fraction(1, 2), rho=Fraction(1))
    >>> step(Fraction(3)), step(Fraction(0))
    (Fraction(1, 1), Fraction(0, 1))
    """

    gradient: Callable[[Any], Any]
    direction: Callable[[Any], Any]
    norm: Callable[[Any], Any]
    eta: Any
    rho: Any
    variant: str = "sam"
    rho_u: Any = None
    epsilon: Any = None

    def __post_init__(self) -> None:
        if self.variant not in VARIANTS:
            raise UsageError(f"variant must be one of {', '.join(VARIANTS)}, got {self.variant!r}")
        for variant, name, value in (("usam", "rho_u", self.rho_u), ("epsilon", "epsilon", self.epsilon)):
            if (self.variant == variant) != (value is not None):
                need = "needs" if self.variant == variant else f"is not {variant!r} and does not take"
                raise UsageError(f"the variant {self.variant!r} {need} {name}")

    def perturbation(self, gradient: Any, t: Any = 0) -> Any:
        """`y - x`, from the gradient at x and the step t."""
        match self.variant:
            case "usam":
                return self.rho_u * gradient
            case "decay":
                return self.rho / (t + 1) * self.direction(gradient)
            case "epsilon":
                return self.rho * gradient / (self.norm(gradient) + self.epsilon)
        return self.rho * self.direction(gradient)

    def perturbed(self, x: Any, t: Any = 0) -> Any:
        """The point y at which the descent gradient is taken."""
        return x + self.perturbation(self.gradient(x), t)

    def __call__(self, x: Any, t: Any = 0) -> Any:
        """The next iterate."""
        return x - self.eta * self.gradient(self.perturbed(x, t))
