"""What happens where the gradient is 0, by the named conventions; and the two-cycle of the variant epsilon."""

from fractions import Fraction as F

import mpmath
import pytest
import sympy

from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.sam.derive import derive, epsilon_cycle
from samproofs.sam.moments import Mixture, distributions
from samproofs.sam.orbit import iterate

ONE, HALF = F(1), F(1, 2)
# eta*(x + rho) = x at x0, so that the first step goes exactly to the minimiser
HIT = {"rho": "1/10", "eta": "1/10", "x0": "1/90"}


@pytest.mark.parametrize(("convention", "rest"), [("y=x", "0.0"), ("stay", "0.0"), ("nan", "nan")])
def test_an_orbit_that_meets_the_minimiser_goes_on_as_the_convention_says(convention, rest):
    found = iterate("quadratic", steps=4, zero_gradient=convention, **HIT)
    assert found["iterates"][1:] == ["0.0", *[rest] * 3]
    assert found["zero_gradient"] == convention
    assert (found["limit"] is None) == (convention == "nan")


@pytest.mark.parametrize("arithmetic", ["mpmath", "float64", "float32"])
@pytest.mark.parametrize("variant", ["sam", "decay"])
def test_a_stationary_start_is_lost_at_once_with_nan_and_kept_otherwise(arithmetic, variant):
    for convention, after in (("nan", "nan"), ("stay", "0.0"), ("y=x", "0.0")):
        found = iterate("quadratic", x0=0, steps=3, arithmetic=arithmetic, variant=variant, zero_gradient=convention)
        assert found["iterates"] == ["0.0", after, after, after]


def test_a_stationary_start_that_only_sympy_knows_is_lost_too():
    assert iterate("sinusoid", x0="3/10", steps=2, zero_gradient="nan")["iterates"] == ["0.3", "nan", "nan"]


def test_an_orbit_that_never_meets_a_zero_is_the_same_under_every_convention():
    plain = iterate("sinusoid", steps=50)["iterates"]
    for convention in ("y=x", "stay", "nan"):
        assert iterate("sinusoid", steps=50, zero_gradient=convention)["iterates"] == plain


def test_with_two_samples_staying_is_another_algorithm():
    """The ascent gradient x - 1 is 0 at 1, the descent gradient x + 1 is not: the convention decides the step."""
    components = tuple(PiecewiseQuadratic((), ((ONE, c),)) for c in (-ONE, ONE))
    reached = {}
    for stays in (False, True):
        states = distributions(Mixture(components, (HALF, HALF), stays), ONE, HALF, HALF, "n")
        next(states)
        reached[stays] = next(states)
    # y = x: x - (x + 1)/2 = 0 and x - (x - 1)/2 = 1; stay: 1 both times
    assert reached[False][F(0)] == F(1, 4) and reached[True].get(F(0), F(0)) == 0
    assert reached[True][ONE] - reached[False].get(ONE, F(0)) == F(1, 4)


def test_the_convention_of_a_pair_is_shown_and_changes_nothing_off_the_zeros():
    plain = iterate("sharp-pair", model="n", steps=3)
    stay = iterate("sharp-pair", model="n", steps=3, zero_gradient="stay")
    assert stay["zero_gradient"] == "stay" and stay["moments"] == plain["moments"]


CYCLES = [("1e-30", "two-cycle"), ("1e-3", "two-cycle"), ("1/190", None), ("1/100", "stationary point")]


@pytest.mark.parametrize(("epsilon", "kind"), CYCLES)
def test_the_cycle_of_epsilon_is_smaller_by_epsilon_over_beta_until_there_is_none(epsilon, kind):
    found = iterate("quadratic", variant="epsilon", epsilon=epsilon, steps=3000, every=3000)
    limit = found["limit"]
    if kind is None:  # at the border the orbit comes nearer to the minimiser too slowly to be named
        assert limit is None or limit["kind"] == "stationary point"
        return
    assert limit["kind"] == kind
    if kind == "two-cycle":
        with mpmath.workdps(60):
            wanted = mpmath.mpf(1) / 190 - mpmath.mpf(epsilon)
            assert abs(abs(mpmath.mpf(found["last"])) - wanted) < mpmath.mpf(10) ** -49


def test_the_derived_cycle_of_epsilon_is_exchanged_by_the_exact_update():
    cycle = epsilon_cycle(derive("quadratic"))
    symbols = derive("quadratic").symbols
    numbers = {symbols["beta"]: 3, symbols["eta"]: sympy.Rational(1, 5), symbols["rho"]: 1, symbols["c"]: 2}
    numbers[sympy.Symbol("epsilon", positive=True)] = sympy.Rational(1, 7)
    z = cycle.radius.subs(numbers)
    found = iterate(
        "quadratic", rho=1, eta="1/5", x0=F(str(2 + z)), parameters={"beta": 3, "c": 2},
        variant="epsilon", epsilon="1/7", arithmetic="exact", steps=2,
    )  # fmt: skip
    assert [F(x) for x in found["iterates"]] == [F(str(2 + z)), F(str(2 - z)), F(str(2 + z))]


def test_no_cycle_of_epsilon_is_derived_where_the_gradient_is_not_linear():
    assert epsilon_cycle(derive("sinusoid")) is None
    assert epsilon_cycle(derive("x**4/4 - x**2/2")) is None
