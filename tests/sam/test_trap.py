"""A ball that traps the iterates holds all later ones, and a ball that does not is rejected."""

from fractions import Fraction as F

import flint
import pytest

from samproofs.balls import UndecidedError, ball
from samproofs.sam.orbit import iterate
from samproofs.sam.problem import problem
from samproofs.sam.trap import Trap, TrapError

FAR = 10**18


@pytest.mark.parametrize(
    ("digits", "x0", "point"), [(50, "1/10", F(-1, 10)), (300, "1/10", F(-1, 10)), (50, "13/10", F(11, 10))]
)
def test_the_sinusoid_is_trapped_at_a_point_that_is_not_stationary(digits, x0, point):
    found = iterate("sinusoid", x0=x0, steps=FAR, arithmetic="ball", digits=digits)
    certificate = found["certificate"]
    assert certificate["kind"] == "trap" and certificate["period"] == 1
    mid, rad = F(found["last"]["mid"]), F(found["last"]["rad"])
    assert abs(mid - point) <= rad < F(1, 10 ** (digits - 1))
    assert found["limit"]["kind"] == "fixed point"


def test_a_two_cycle_of_a_smooth_function_is_trapped_too():
    certificate = iterate("x**4/4", steps=FAR, arithmetic="ball", x0="1/100", digits=15)["certificate"]
    assert certificate["period"] == 2


def test_the_trap_gives_the_iterates_before_and_after_it():
    certificate = iterate("sinusoid", steps=FAR, arithmetic="ball")["certificate"]
    with flint.ctx.workprec(300):
        orbit = Trap(problem("sinusoid"), certificate)
        t = certificate["from"]
        shown = iterate("sinusoid", steps=t + 200, digits=60, every=1)["iterates"]
        for step in (0, 1, t - 1, t, t + 1, t + 200):
            assert abs(orbit(step) - ball(F(shown[step]))) < 1e-48


GOOD = {"kind": "trap", "from": 40, "period": 1, "ball": {"mid": "-0.1", "rad": "1e-4"}}
FALSE = {
    "entered too early": {"from": 3},
    "too small for the iterate": {"ball": {"mid": "-0.1", "rad": "1e-30"}},
    "beside the fixed point": {"ball": {"mid": "-0.1003", "rad": "1e-4"}},
    "not mapped into itself": {"from": 0, "ball": {"mid": "-0.05", "rad": "1e-2"}},
    "without radius": {"ball": {"mid": "-0.1", "rad": "0"}},
    "with a negative radius": {"ball": {"mid": "-0.1", "rad": "-1e-4"}},
    "a period that is too long": {"period": 3},
    "no period": {"period": 0},
    "a negative step": {"from": -1},
    "no number": {"ball": {"mid": "inf", "rad": "1e-4"}},
    "no ball": {"ball": None},
}


def test_the_trap_that_is_falsified_below_is_accepted():
    assert abs(Trap(problem("sinusoid", x0="-1/20"), GOOD)(FAR) + ball(F(1, 10))) < 2e-4


@pytest.mark.parametrize("falsified", FALSE)
def test_a_falsified_trap_is_rejected(falsified):
    with pytest.raises(TrapError), flint.ctx.workprec(200):
        Trap(problem("sinusoid", x0="-1/20"), GOOD | FALSE[falsified])


def test_a_ball_across_a_stationary_point_is_undecided():
    with pytest.raises(UndecidedError):
        Trap(problem("sinusoid", x0="-1/20"), GOOD | {"ball": {"mid": "0", "rad": "1"}})


def test_a_ball_that_another_step_size_does_not_map_into_itself_is_rejected():
    with pytest.raises(TrapError):
        Trap(problem("sinusoid", x0="-1/20", eta="5/2"), GOOD | {"from": 0, "ball": {"mid": "-0.1", "rad": "6e-2"}})


def test_the_variant_decay_has_no_trap():
    with pytest.raises(TrapError, match="depends on the step"):
        Trap(problem("sinusoid", variant="decay"), GOOD)


def test_an_orbit_without_a_trap_is_refused_for_many_steps():
    with pytest.raises(UndecidedError, match="no ball is found that traps the iterates") as refused:
        iterate("quadratic", variant="decay", steps=FAR, arithmetic="ball", digits=15)
    assert "\n" not in str(refused.value)
