"""A stream gives the iterates of the orbit, and one that was interrupted goes on to the same digits."""

from fractions import Fraction as F
from itertools import islice

import flint
import pytest

from samproofs.errors import UsageError
from samproofs.sam.orbit import ARITHMETICS, iterate
from samproofs.sam.problem import problem
from samproofs.sam.stream import SAVED, _ball, _dumped, stream

CASES = [(n, a) for n in ("quadratic", "sinusoid", "zigzag") for a in ARITHMETICS if n != "sinusoid" or a not in ("exact", "ball")]


@pytest.mark.parametrize(("name", "arithmetic"), CASES)
def test_a_stream_is_the_orbit(name, arithmetic):
    rows = list(stream(problem(name), steps=100, arithmetic=arithmetic))
    assert [row["x"] for row in rows] == iterate(name, steps=100, arithmetic=arithmetic)["iterates"]
    assert [row["t"] for row in rows] == list(range(101))


@pytest.mark.parametrize(("name", "arithmetic"), [*CASES, ("sinusoid", "ball")])
def test_an_interrupted_stream_goes_on_to_the_same_digits(tmp_path, name, arithmetic):
    file, asked = tmp_path / "run", {"steps": 2500, "arithmetic": arithmetic, "every": 7}
    whole = list(stream(problem(name), **asked))
    rows = []
    for length in (1, 100, 200, 1000):
        part = stream(problem(name), **asked, checkpoint=file)
        rows += list(islice(part, length))
        part.close()
    assert rows == whole
    assert list(stream(problem(name), **asked, checkpoint=file)) == []


def test_a_finished_run_can_be_made_longer(tmp_path):
    first = list(stream(problem("quadratic"), steps=10, checkpoint=tmp_path / "run"))
    more = list(stream(problem("quadratic"), steps=20, checkpoint=tmp_path / "run"))
    assert first + more == list(stream(problem("quadratic"), steps=20))


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    file = tmp_path / "run"
    list(stream(problem("quadratic"), steps=10, checkpoint=file))
    for other in (problem("quadratic", eta="1/3"), problem("sinusoid")):
        with pytest.raises(UsageError, match="not a checkpoint of this run"):
            next(stream(other, steps=10, checkpoint=file))
    with pytest.raises(UsageError, match="not a checkpoint of this run"):
        next(stream(problem("quadratic"), steps=10, digits=60, checkpoint=file))
    whole = file.read_text()
    damaged = [whole.replace('"t": 10', '"t": 9'), whole.replace('"x": ["', '"x": ["1'), whole.replace('"shown": 10', '"shown": "10"')]
    assert all(text != whole for text in damaged)
    for text in ("", "[]", "{}", "x", "null", *damaged):
        file.write_text(text)
        with pytest.raises(UsageError, match="not a checkpoint of this run"):
            next(stream(problem("quadratic"), steps=10, checkpoint=file))


def test_progress_is_told_once_in_a_thousand_steps():
    told = []
    list(stream(problem("quadratic"), steps=3 * SAVED, arithmetic="float64", every=SAVED, progress=told.append))
    assert told == [SAVED, 2 * SAVED, 3 * SAVED]


def test_the_balls_of_a_stream_contain_what_more_digits_give():
    rows = list(stream(problem("sinusoid", eta="1/1000"), steps=2300, every=90, arithmetic="ball", digits=30))
    wanted = iterate("sinusoid", eta="1/1000", steps=2300, every=90, digits=60)["iterates"]
    for row, text in zip(rows, wanted, strict=False):
        assert abs(F(row["x"]["mid"]) - F(text)) <= F(row["x"]["rad"]) + F(1, 10**50)
    assert [row["t"] for row in rows] == [*range(0, 2300, 90), 2300]


def test_the_balls_of_a_certificate_go_as_far_as_it_does():
    rows = list(stream(problem("quadratic"), steps=10**18, every=10**17, arithmetic="ball"))
    assert len(rows) == 11 and rows[-1]["t"] == 10**18


def test_a_ball_is_written_and_read_without_loss():
    with flint.ctx.workprec(200):
        for x in (flint.arb(1) / 3, flint.arb(0), -flint.arb(2).sqrt() * flint.arb(10) ** -40, flint.arb(1, 1e-30)):
            again = _ball(_dumped(x))
            assert again.mid() == x.mid()
            assert x.rad() <= again.rad()
            assert again.rad() <= x.rad() * (1 + flint.arb(10) ** -8)


def test_what_would_take_too_long_or_is_no_arithmetic_is_refused_at_once():
    with pytest.raises(UsageError, match="arithmetic must be one of"):
        stream(problem("quadratic"), arithmetic="double")
    with pytest.raises(UsageError, match="more than the budget of 1 seconds"):
        stream(problem("sinusoid"), steps=10**6, budget=1)
    with pytest.raises(UsageError, match="bits more at each step"):
        stream(problem("zigzag"), steps=10**6, arithmetic="exact")


def test_a_checkpoint_in_a_folder_that_does_not_exist_is_refused_before_the_first_step(tmp_path):
    with pytest.raises(UsageError, match="there is no folder"):
        list(stream(problem("quadratic"), steps=3, checkpoint=tmp_path / "nowhere" / "state.json"))


def test_an_orbit_that_rests_still_rests_when_it_is_resumed(tmp_path):
    """Rounding noise at a stationary point has no sign: the resumed run must remember the size of its gradients."""
    made = problem("10*x**2/(2*7) - 30*x/77", x0="821/2970", rho="1/10", eta="1/40")
    whole = list(stream(made, steps=10, digits=15))
    halves = [row for steps in (5, 10) for row in stream(made, steps=steps, digits=15, checkpoint=tmp_path / "run")]
    assert halves == whole


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_lost_orbit_is_lost_when_it_is_resumed(tmp_path, steps):
    made = problem("quadratic", rho="1/10", eta="1/10", x0="1/90", zero_gradient="nan")
    halves = [row for last in (steps, 5) for row in stream(made, steps=last, checkpoint=tmp_path / "run")]
    assert [row["x"] for row in halves][1:] == ["0.0", "nan", "nan", "nan", "nan"]
