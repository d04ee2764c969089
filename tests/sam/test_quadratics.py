"""Quadratics of several dimensions: one definition in each arithmetic, and balls that contain the iterates."""

import random
from fractions import Fraction

import flint
import mpmath
import pytest

from samproofs.balls import UndecidedError, ball
from samproofs.errors import UsageError
from samproofs.sam.orbit import iterate
from samproofs.sam.quadratics import VectorSteps, definite, iterate_quadratic, quadratic, spectrum

VARIANTS = ({}, {"variant": "usam", "rho_u": "1/7"}, {"variant": "decay"}, {"variant": "epsilon", "epsilon": "1/1000"})


def some_hessian(rng, d, shift=1):
    """A symmetric matrix, positive definite where shift is positive, with eigenvalues about 1 at most."""
    rows = [[rng.randint(-9, 9) for _ in range(d)] for _ in range(d)]
    return [[Fraction(sum(a * b for a, b in zip(r, s, strict=True)) + shift * (r is s), 100 * d) for s in rows] for r in rows]


def some_point(rng, d):
    return [Fraction(rng.randint(-99, 99), 7) for _ in range(d)]


@pytest.mark.parametrize("options", VARIANTS, ids=lambda o: o.get("variant", "sam"))
def test_balls_contain_what_mpmath_computes_with_more_digits(options):
    rng = random.Random(2)
    for _ in range(10):
        d = rng.randint(1, 6)
        asked = {"hessian": some_hessian(rng, d), "x0": some_point(rng, d), "rho": "1/5", "eta": "1/3", "steps": 80, **options}
        balls = iterate_quadratic(arithmetic="ball", digits=30, **asked)["iterates"]
        others = iterate_quadratic(digits=80, **asked)["iterates"]
        for x, wanted in zip(balls, others, strict=True):
            off = sum((Fraction(a) - Fraction(b)) ** 2 for a, b in zip(x["mid"], wanted, strict=True))
            assert off <= Fraction(x["rad"]) ** 2 + Fraction(1, 10**120)


def test_in_one_dimension_it_is_the_quadratic_of_the_examples():
    one = iterate("quadratic", x0="7/3", steps=60, arithmetic="exact")["iterates"]
    for arithmetic, near in (("ball", Fraction(1, 10**49)), ("mpmath", Fraction(1, 10**49)), ("float64", Fraction(1, 10**14))):
        found = iterate_quadratic([[1]], ["7/3"], steps=60, arithmetic=arithmetic)["iterates"]
        texts = [x["mid"][0] if arithmetic == "ball" else x[0] for x in found]
        assert all(abs(Fraction(a) - Fraction(b)) < near for a, b in zip(texts, one, strict=True))


def test_float32_is_computed_in_float32():
    given = {"hessian": [[1, 0], [0, "1/2"]], "x0": ["1/3", "1/7"], "steps": 50}
    texts = [iterate_quadratic(arithmetic=a, **given)["last"] for a in ("float32", "float64")]
    assert all(len(text.strip("-0.")) < 12 for text in texts[0] if "e" not in text)
    assert texts[0] != texts[1]


def test_along_the_top_eigenvector_the_orbit_enters_the_two_cycle_of_one_dimension():
    found = iterate_quadratic([[2, 1], [1, 2]], [1, "1/2"], steps=5000, arithmetic="ball", digits=30)["last"]
    size = sum(Fraction(x) ** 2 for x in found["mid"])
    z = Fraction(3, 10) * Fraction(1, 10) / (2 - Fraction(3, 10))  # eta*beta*rho/(2 - eta*beta), beta = 3
    assert abs(size - z**2) < Fraction(1, 10**28)


@pytest.mark.parametrize("options", VARIANTS, ids=lambda o: o.get("variant", "sam"))
def test_the_bound_of_the_error_holds_for_points_on_the_sphere_and_a_smaller_one_would_not(options):
    """Two points at distance e go at most as far apart as the step says; with the bound times 0.9 some go farther."""
    rng, ratios = random.Random(5), []
    context = mpmath.MPContext()
    context.dps = 80
    for _ in range(40):
        d = rng.randint(1, 4)
        hessian, x0 = some_hessian(rng, d, rng.choice((0, 1))), some_point(rng, d)
        given = quadratic(hessian, x0, eta=Fraction(rng.randint(1, 250), 100), **options)
        with flint.ctx.workprec(300):
            steps = VectorSteps(given)
            centre, _ = steps.start()
            error = ball(Fraction(1, rng.choice((100, 10**20))))
            try:
                moved, bound = steps(centre, error, 3)
            except UndecidedError:
                continue
        matrix = context.matrix([[context.mpf(h.numerator) / h.denominator for h in row] for row in hessian])
        update = given.update(lambda q: context.mpf(q.numerator) / q.denominator, lambda x, m=matrix: m * x, context.norm)
        small = context.mpf(1) / (100 if error > 1e-3 else 10**20)
        start = context.matrix([context.mpf(x.numerator) / x.denominator for x in x0])
        image = context.matrix([context.mpf(x.str(70, radius=False)) for x in moved.entries()])
        most = context.mpf(bound.str(40, radius=False)) + context.mpf(10) ** -60
        _, vectors = context.eigsy(matrix)
        for column in range(d):
            other = update(start + small * vectors[:, column], 3)
            ratios.append(context.norm(other - image) / most)
    assert len(ratios) > 50
    assert max(ratios) <= 1
    assert max(ratios) > 0.9


def test_the_spectrum_is_between_its_bounds_and_they_are_close():
    rng = random.Random(4)
    for d in (1, 2, 5, 8):
        hessian = tuple(map(tuple, some_hessian(rng, d, rng.choice((-50, 0, 1)))))
        mu, beta = spectrum(hessian)
        assert definite(hessian, mu, 1) and definite(hessian, beta, -1)
        width = abs(beta - mu) / 10**9 + Fraction(1, 10**9)
        assert not definite(hessian, mu + width, 1) and not definite(hessian, beta - width, -1)


def test_a_start_where_the_gradient_is_0_stays():
    assert iterate_quadratic([[1, 0], [0, 1]], [0, 0], steps=3)["last"] == ["0.0", "0.0"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hessian": [[1, 2], [3, 1]]}, "symmetric"),
        ({"hessian": [[1, 2]]}, "square"),
        ({"hessian": []}, "square"),
        ({"hessian": [["nan"]]}, "exact number"),
        ({"x0": [1]}, "coordinates"),
        ({"arithmetic": "exact"}, "arithmetic"),
        ({"steps": "1e7"}, "steps"),
        ({"eta": "-1"}, "positive"),
        ({"variant": "epsilon"}, "needs epsilon"),
        ({"steps": 10**6, "every": 1}, "at most"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(change, message):
    with pytest.raises(UsageError, match=message):
        iterate_quadratic(**({"hessian": [[1, 0], [0, 2]], "x0": [1, 1]} | change))


def test_the_radius_as_written_is_not_below_the_distance_of_what_is_written():
    """Many starts of few digits: mid is rounded to the digits asked for, and rad must say by how much."""
    rng = random.Random(9)
    for _ in range(200):
        x0 = [Fraction(rng.randint(1, 10**25), 10**5) for _ in range(2)]
        text = iterate_quadratic([[1, 0], [0, 1]], x0, steps=0, arithmetic="ball", digits=20)["last"]
        off = sum((a - Fraction(b)) ** 2 for a, b in zip(x0, text["mid"], strict=True))
        assert off <= Fraction(text["rad"]) ** 2


def test_a_gradient_that_is_0_up_to_rounding_is_undecided_in_mpmath():
    """The first step goes exactly to 0, which the digits see or do not: noise is never taken for a direction."""
    refused = 0
    for n in range(3, 60):
        h = Fraction(1, n)
        x0 = h / 100 / (1 - h / 10)  # (1 - eta*h)*x0 = eta*h*rho
        try:
            assert iterate_quadratic([[h]], [x0], steps=3, digits=20)["last"] == ["0.0"]
        except UndecidedError as undecided:
            assert "up to rounding" in str(undecided)
            refused += 1
    assert 0 < refused < 57


def test_a_start_at_rest_stays_in_balls():
    found = iterate_quadratic([[1, 0], [0, 0]], [0, 7], steps=3, arithmetic="ball")
    assert found["iterates"] == [{"mid": ["0", "7.0000000000000000000000000000000000000000000000000"], "rad": "0"}] * 4


def test_a_diverging_orbit_is_written_whatever_its_size():
    found = iterate_quadratic([["3000000"]], ["1"], steps=600, eta=2, arithmetic="ball", every=600)["last"]
    assert "e+" in found["mid"][0]
