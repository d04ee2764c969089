"""Estimates before a run: what is too long is refused, what is short is not, and setting up does not count."""

import time

import pytest

from samproofs.errors import UsageError
from samproofs.sam.cost import check_memory, check_time, duration
from samproofs.sam.orbit import iterate


def test_the_time_of_all_steps_is_extrapolated():
    with pytest.raises(UsageError, match=r"would take about .* more than the budget of 10 seconds"):
        check_time(lambda n: time.sleep(n / 2000), 10**6, 10)
    check_time(lambda n: time.sleep(n / 2000), 10**6, 10**4)


def test_a_run_whose_time_grows_with_the_square_is_extrapolated_so():
    with pytest.raises(UsageError):
        check_time(lambda n: time.sleep(n / 2000), 10**5, 1000, power=2)
    check_time(lambda n: time.sleep(n / 2000), 10**5, 1000)


def test_what_is_done_once_is_not_extrapolated():
    done = []

    def run(n):
        if not done:
            time.sleep(0.5)
        done.append(n)
        time.sleep(0.02)  # at each start

    check_time(run, 10**5, 30)


def test_memory_counts_the_numbers_and_their_digits():
    check_memory(1000, 10**5)
    with pytest.raises(UsageError, match="keep fewer with every"):
        check_memory(10**5, 10**5)


@pytest.mark.parametrize(("seconds", "said"), [(5, "5 seconds"), (150, "2 minutes"), (10**5, "28 hours"), (10**7, "116 days")])
def test_durations_are_said_in_a_unit_that_fits(seconds, said):
    assert duration(seconds) == said


def test_a_run_that_grows_too_long_is_refused_before_it_starts_and_says_how_many_steps_fit():
    begin = time.perf_counter()
    with pytest.raises(UsageError, match=r"ask for at most [0-9]+ steps") as refused:
        iterate("zigzag", arithmetic="exact", steps=10**6)
    assert time.perf_counter() - begin < 20
    most = int(str(refused.value).split("at most ")[2].split()[0])
    assert 10**5 < most < 10**6


def test_the_budget_is_the_person_s_to_choose():
    with pytest.raises(UsageError, match=r"budget of 0\.01 seconds"):
        iterate("sinusoid", steps=50_000, budget="1/100")
    assert iterate("quadratic", steps=3000, budget="1000")["steps"] == 3000
