"""The update is SAM with y = x at zero gradient, in one dimension and in several, and so are its variants."""

from fractions import Fraction as F

import numpy as np
import pytest

from samproofs.errors import UsageError
from samproofs.sam.update import VARIANTS, Update


def sign(g):
    return (g > 0) - (g < 0)


def cubic(x):
    return x**3 - x


@pytest.mark.parametrize("x", [F(2), F(1, 2), F(-1, 3), F(1), F(0), F(-5)])
def test_each_variant_is_its_formula(x):
    g, eta, rho = cubic(x), F(1, 7), F(1, 3)
    perturbed = {
        "sam": x + rho * sign(g),
        "usam": x + F(1, 2) * g,
        "decay": x + rho / 5 * sign(g),
        "epsilon": x + rho * g / (abs(g) + F(1, 9)),
    }
    extra = {"usam": {"rho_u": F(1, 2)}, "epsilon": {"epsilon": F(1, 9)}}
    for variant in VARIANTS:
        update = Update(cubic, sign, abs, eta, rho, variant, **extra.get(variant, {}))
        assert update.perturbed(x, 4) == perturbed[variant]
        assert update(x, 4) == x - eta * cubic(perturbed[variant])


def test_at_zero_gradient_the_point_is_not_perturbed_and_stays():
    for variant, extra in (("sam", {}), ("decay", {}), ("usam", {"rho_u": F(1)}), ("epsilon", {"epsilon": F(1)})):
        update = Update(cubic, sign, abs, F(1), F(1), variant, **extra)
        assert update.perturbed(F(1)) == update(F(1)) == 1


def test_the_same_definition_serves_vectors():
    def direction(g):
        length = np.linalg.norm(g)
        return g / length if length else 0 * g

    scale = np.array([1.0, 4.0])
    update = Update(lambda v: scale * v, direction, np.linalg.norm, eta=0.5, rho=5.0)
    assert np.allclose(
        update(np.array([3.0, 1.0])), np.array([3.0, 1.0]) - 0.5 * scale * (np.array([3.0, 1.0]) + np.array([3.0, 4.0]))
    )
    assert np.array_equal(update(np.zeros(2)), np.zeros(2))


@pytest.mark.parametrize(
    ("variant", "extra", "complaint"),
    [
        ("adam", {}, "variant must be one of sam, usam, decay, epsilon"),
        ("usam", {}, "'usam' needs rho_u"),
        ("epsilon", {}, "'epsilon' needs epsilon"),
        ("sam", {"epsilon": 1}, "does not take epsilon"),
        ("epsilon", {"epsilon": 1, "rho_u": 1}, "does not take rho_u"),
    ],
)
def test_a_variant_takes_its_own_numbers_and_no_others(variant, extra, complaint):
    with pytest.raises(UsageError, match=complaint):
        Update(cubic, sign, abs, 1, 1, variant, **extra)
