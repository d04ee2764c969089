"""A stream gives the iterates of the orbit, and one that was interrupted goes on to the same digits."""

from itertools import islice

import pytest

from samproofs.errors import UsageError
from samproofs.sam.orbit import iterate
from samproofs.sam.problem import problem
from samproofs.sam.stream import ARITHMETICS, SAVED, stream


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
@pytest.mark.parametrize("name", ["quadratic", "sinusoid", "zigzag"])
def test_a_stream_is_the_orbit(name, arithmetic):
    rows = list(stream(problem(name), steps=100, arithmetic=arithmetic))
    assert [row["x"] for row in rows] == iterate(name, steps=100, arithmetic=arithmetic)["iterates"]
    assert [row["t"] for row in rows] == list(range(101))


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
@pytest.mark.parametrize("name", ["quadratic", "sinusoid"])
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
    for text in ("", "[]", "{}", "x"):
        file.write_text(text)
        with pytest.raises(UsageError, match="not a checkpoint of this run"):
            next(stream(problem("quadratic"), steps=10, checkpoint=file))


def test_progress_is_told_once_in_a_thousand_steps():
    told = []
    list(stream(problem("quadratic"), steps=3 * SAVED, arithmetic="float64", every=SAVED, progress=told.append))
    assert told == [SAVED, 2 * SAVED, 3 * SAVED]


def test_an_arithmetic_without_a_stream_is_refused_in_one_sentence():
    with pytest.raises(UsageError, match="a stream is in one of"):
        next(stream(problem("quadratic"), arithmetic="exact"))
