"""Certificates are rigid (any changed coefficient is refused) and constants move in the sound direction only."""

import copy
import dataclasses
import json
from pathlib import Path

import pytest

from samproofs import proofs
from samproofs.kernel import replay
from samproofs.kernel.rules import RULES
from samproofs.kernel.terms import KernelError
from samproofs.statements import Claim, claim, claims, from_table, function_table

IDS = list(claims())


@pytest.mark.parametrize("claim_id", IDS)
def test_replay_of_the_export_establishes_the_statement(claim_id: str) -> None:
    answer = replay.verdict(json.loads(json.dumps(proofs.export(claim_id))), claim(claim_id).statement())
    assert answer["verdict"] == "PROVED"
    assert set(answer["axioms"]) == set(claim(claim_id).axioms), "an axiom is listed that the proof does not use"


@pytest.mark.parametrize("claim_id", IDS)
def test_every_changed_coefficient_of_every_certificate_is_refused(claim_id: str) -> None:
    proof = proofs.export(claim_id)
    language = replay.Language(
        **{kind: f"{claim(claim_id).names.get(kind, '')} {proof['names'].get(kind, '')}" for kind in replay.KINDS}
    )
    results = replay.run(proof, claim(claim_id).names)
    changed = 0
    for number, step in enumerate(proof["steps"]):
        if step["rule"] != "combine":
            continue
        goal, terms, equations = step["args"]
        for i, (c, *factors) in enumerate(terms):
            for new in (f"{c['number']}1", "0"):
                other = [*terms[:i], [{"number": new}, *factors], *terms[i + 1 :]]
                _refused(number, [goal, other, equations], language, results)
                changed += 1
        for i, (multiplier, equation) in enumerate(equations):
            for new in (f"({multiplier}) + 1", f"-({multiplier})", "0"):
                other = [*equations[:i], [new, equation], *equations[i + 1 :]]
                _refused(number, [goal, terms, other], language, results)
                changed += 1
    assert changed > len(proof["steps"]) / 2


def _refused(number: int, arguments: list, language: object, results: list) -> None:
    with pytest.raises(KernelError, match=r"^combine: "):
        RULES["combine"](*(replay._decode(a, language, results[:number]) for a in arguments))


def changed(claim_id: str, old: str, new: str) -> Claim:
    """A claim with one text replaced in its conclusions."""
    original = claim(claim_id)
    table = copy.deepcopy(original.table)
    count = 0
    for part in table["part"]:
        count += sum(old in goal for goal in part["then"])
        part["then"] = [goal.replace(old, new) for goal in part["then"]]
    assert count, f"{old} does not occur in the conclusions of {claim_id}"
    return from_table(table, original.path)


MOVES = [
    ("det-nonconvex-upper", "<= 2*(f(x[0])", "<= {}*(f(x[0])", "101/50", "99/50"),
    ("det-nonconvex-upper", "+ beta**2*rho**2", "+ {}*beta**2*rho**2", "101/100", "99/100"),
    ("det-nonconvex-upper", "<= 2*beta*(f(x[0])", "<= {}*beta*(f(x[0])", "101/50", "99/50"),
    ("det-convex-upper", "<= ((f(x[0])", "<= ({}*(f(x[0])", "101/100", "99/100"),
    ("det-convex-upper", "beta*eta*beta**2*rho**2/2", "{}*beta*eta*beta**2*rho**2/2", "101/100", "99/100"),
    ("det-convex-upper", "<= 2*beta*(f(x[0])", "<= {}*beta*(f(x[0])", "101/50", "99/50"),
    ("det-convex-upper", "+ sqrt(2*(f", "+ {}*sqrt(2*(f", "101/100", "99/100"),
    ("det-sc-lower", ">= eta**2*k**3*rho**2/8", ">= {}*eta**2*k**3*rho**2/8", "99/100", "101/100"),
    ("det-sc-lower", ">= beta**3*rho**2/(8*mu**2*T**2)", ">= {}*beta**3*rho**2/(8*mu**2*T**2)", "99/100", "101/100"),
    ("det-sc-lower", "abs(x[0] - c) + eta*k*rho*t", "abs(x[0] - c) + {}*eta*k*rho*t", "99/100", "101/100"),
    ("det-nonconvex-lower", "<= 9*beta**2*rho**2/(25*pi**2)*max", "<= {}*9*beta**2*rho**2/(25*pi**2)*max", "101/100", "99/100"),
    ("det-nonconvex-lower", "<= 3*beta*rho/(5*pi)", "<= {}*3*beta*rho/(5*pi)", "101/100", "99/100"),
    ("det-sc-upper", "max(Q**t", "max({}*Q**t", "101/100", "99/100"),
    ("det-sc-upper", ", M))", ", {}*M))", "101/100", "99/100"),
    ("det-sc-upper", "M <= beta**2", "M <= {}*beta**2", "101/100", "99/100"),
    ("det-sc-upper", "max(exp(", "max({}*exp(", "101/100", "99/100"),
    ("det-sc-upper", "exp(-3*mu", "exp(-{}*mu", "297/100", "303/100"),
    ("det-sc-upper", "max(1, 8*L**2/9)", "max({}, 8*L**2/9)", "101/100", "99/100"),
    ("det-sc-upper", "8*L**2/9", "{}*L**2/9", "808/100", "792/100"),
    ("consistent-det-sc", "Delta <= M/(2", "{}*Delta <= M/(2", "99/100", "101/100"),
    (
        "consistent-det-sc",
        "beta**3*rho**2/(8*mu**2*T**2) <= max(Q**T",
        "{}*beta**3*rho**2/(8*mu**2*T**2) <= max(Q**T",
        "99/100",
        "101/100",
    ),
    ("consistent-det-sc", "8*beta/mu*beta**3", "{}*beta/mu*beta**3", "792/100", "808/100"),
    (
        "consistent-det-convex",
        "beta**2*(eta*beta*rho/(2 - eta*beta))**2 <=",
        "{}*beta**2*(eta*beta*rho/(2 - eta*beta))**2 <=",
        "99/100",
        "101/100",
    ),
    ("consistent-det-nonconvex", "<= 3/100*(2*Delta", "<= {}*(2*Delta", "303/10000", "297/10000"),
    ("consistent-det-nonconvex", "<= 3/100*(2*beta", "<= {}*(2*beta", "303/10000", "297/10000"),
    ("sharp-msam", ">= (1 - slack)*beta**2*rho**2/(2*mu)", ">= {}*(1 - slack)*beta**2*rho**2/(2*mu)", "99/100", "101/100"),
    ("sharp-msam", ">= (1 - slack/2)*beta*rho/mu", ">= {}*(1 - slack/2)*beta*rho/mu", "99/100", "101/100"),
    ("sharp-msam", "<= 4*(beta*rho/mu)**2", "<= {}*(beta*rho/mu)**2", "404/100", "396/100"),
    ("sharp-msam", "<= sigma**2", "<= {}*sigma**2", "101/100", "99/100"),
    ("sto-convex-lower", ">= (1 - slack)*beta**2*rho**2", ">= {}*(1 - slack)*beta**2*rho**2", "99/100", "101/100"),
    ("sto-convex-lower", ">= target", ">= {}*target", "99/100", "101/100"),
    ("sto-sc-lower-pair", ">= beta/2*rho**2", ">= {}*beta/2*rho**2", "99/100", "101/100"),
    ("sto-sc-lower-pair", ">= beta**2*rho**2*max", ">= {}*beta**2*rho**2*max", "99/100", "101/100"),
    ("sto-sc-lower-pathwise", ">= beta**2*rho**2/(128*mu)", ">= {}*beta**2*rho**2/(128*mu)", "99/100", "101/100"),
    ("consistent-sto-sc", "beta**2*rho**2/(2*mu) <= exp(", "{}*beta**2*rho**2/(2*mu) <= exp(", "99/100", "101/100"),
    ("sto-nonconvex-upper-nsam", "<= 2*(f(x[0])", "<= {}*(f(x[0])", "101/50", "99/50"),
    ("sto-nonconvex-upper-nsam", "+ eta*beta*sigma**2", "+ {}*eta*beta*sigma**2", "101/100", "99/100"),
    ("sto-nonconvex-upper-nsam", "beta**2*rho**2", "{}*beta**2*rho**2", "101/100", "99/100"),
    ("sto-nonconvex-upper-nsam", "<= 2*beta*(f(x[0])", "<= {}*beta*(f(x[0])", "101/50", "99/50"),
    ("sto-nonconvex-upper-nsam", "+ 2*sigma*sqrt", "+ {}*sigma*sqrt", "101/50", "99/50"),
    ("sto-nonconvex-upper-msam", "<= 2*(f(x[0])", "<= {}*(f(x[0])", "101/50", "99/50"),
    ("sto-nonconvex-upper-msam", "+ (1 - eta*beta)*", "+ {}*(1 - eta*beta)*", "101/100", "99/100"),
    ("sto-nonconvex-upper-msam", "+ eta*beta*(sigma + beta*rho)**2", "+ {}*eta*beta*(sigma + beta*rho)**2", "101/100", "99/100"),
    ("sto-nonconvex-upper-msam", "<= 2*beta*(f(x[0])", "<= {}*beta*(f(x[0])", "101/50", "99/50"),
    ("sto-nonconvex-upper-msam", "+ 2*sqrt", "+ {}*sqrt", "101/50", "99/50"),
    ("sto-nonconvex-upper-msam", "+ eta*beta*(sigma**2 + 2", "+ {}*eta*beta*(sigma**2 + 2", "101/100", "99/100"),
    ("sto-nonconvex-upper-msam", "<= beta**2*rho**2 + ((f", "<= {}*beta**2*rho**2 + ((f", "101/100", "99/100"),
    ("sto-nonconvex-upper-msam", "+ ((f(x[0]) - inf(f))/", "+ ({}*(f(x[0]) - inf(f))/", "101/100", "99/100"),
    ("sto-nonconvex-upper-msam", "+ eta*beta/2*(sigma", "+ {}*eta*beta/2*(sigma", "101/100", "99/100"),
    ("sto-convex-upper", "<= 2*(f(x[0])", "<= {}*(f(x[0])", "101/50", "99/50"),
    ("sto-convex-upper", "+ 2*sigma*sqrt", "+ {}*sigma*sqrt", "101/50", "99/50"),
    ("sto-convex-upper", "+ 2*sqrt", "+ {}*sqrt", "101/50", "99/50"),
    ("sto-sc-upper", "+ ((1 - eta*beta)*", "+ ({}*(1 - eta*beta)*", "101/100", "99/100"),
    ("sto-sc-upper", "+ eta*beta*(sigma + beta*rho)**2)", "+ {}*eta*beta*(sigma + beta*rho)**2)", "101/100", "99/100"),
    ("sto-sc-upper", "+ (1 + 3*eta*beta)*", "+ {}*(1 + 3*eta*beta)*", "101/100", "99/100"),
    ("sto-sc-upper", "(1 + 3*eta*beta)*", "(1 + {}*eta*beta)*", "303/100", "297/100"),
    ("sto-sc-upper", "+ (1 + L)*", "+ {}*(1 + L)*", "101/100", "99/100"),
    ("sto-sc-upper", "(1 + L)*", "({} + L)*", "101/100", "99/100"),
    ("sto-sc-upper", "+ 5*beta**2", "+ {}*beta**2", "101/20", "99/20"),
    ("sto-sc-upper", "<= exp(", "<= {}*exp(", "101/100", "99/100"),
    ("sto-sc-upper-nsam", "(beta**2*rho**2 + eta*beta*sigma**2)", "({}*beta**2*rho**2 + eta*beta*sigma**2)", "101/100", "99/100"),
    ("sto-sc-upper-nsam", "+ eta*beta*sigma**2", "+ {}*eta*beta*sigma**2", "101/100", "99/100"),
    ("sto-sc-upper-nsam", "+ (1 + L)*", "+ {}*(1 + L)*", "101/100", "99/100"),
    ("sto-sc-upper-nsam", "(1 + L)*", "({} + L)*", "101/100", "99/100"),
    ("sto-sc-upper-nsam", "+ beta**2*rho**2/(2*mu)", "+ {}*beta**2*rho**2/(2*mu)", "101/100", "99/100"),
    ("sto-sc-upper-nsam", "<= exp(", "<= {}*exp(", "101/100", "99/100"),
    ("contrast-usam-quadratic", "<= abs(1 - eta", "<= {}*abs(1 - eta", "101/100", "99/100"),
    ("contrast-usam-quadratic", ">= (eta*beta*(1", ">= {}*(eta*beta*(1", "99/100", "101/100"),
    ("contrast-usam-quadratic", ">= abs(x[0] - c)", ">= {}*abs(x[0] - c)", "99/100", "101/100"),
    ("contrast-usam-sinusoid", "- theta) <= max(", "- theta) <= {}*max(", "101/100", "99/100"),
    ("contrast-usam-sinusoid", "<= 3*beta*rho/(5*pi)", "<= {}*3*beta*rho/(5*pi)", "101/100", "99/100"),
    ("contrast-decay", "<= 2*(f(x[0])", "<= {}*(f(x[0])", "101/50", "99/50"),
    ("contrast-decay", "+ 2*beta**2*rho**2", "+ {}*beta**2*rho**2", "101/50", "99/50"),
    ("contrast-decay", "+ beta**2*sum(", "+ {}*beta**2*sum(", "101/100", "99/100"),
    ("contrast-decay-quadratic", "<= abs(1 - eta*beta)", "<= {}*abs(1 - eta*beta)", "101/100", "99/100"),
    ("contrast-decay-quadratic", "eta*beta*abs(radius[t])", "{}*eta*beta*abs(radius[t])", "101/100", "99/100"),
    ("contrast-decay-quadratic", "<= 2*max(", "<= {}*max(", "101/50", "99/50"),
    ("contrast-decay-maximum", "<= lam*(5*pi*r_next", "<= {}*lam*(5*pi*r_next", "101/100", "99/100"),
    ("contrast-decay-maximum", "<= 5*pi*lam", "<= {}*5*pi*lam", "101/100", "99/100"),
    ("contrast-decay-maximum", "<= beta*rho*lam", "<= {}*beta*rho*lam", "101/100", "99/100"),
    ("contrast-decay-sc", "<= max(Q*(f(x[0])", "<= max({}*Q*(f(x[0])", "101/100", "99/100"),
    ("contrast-decay-sc", ", C*rho**2)", ", {}*C*rho**2)", "101/100", "99/100"),
    ("contrast-decay-sc", "floor[t] <= beta**2", "floor[t] <= {}*beta**2", "101/100", "99/100"),
    ("contrast-decay-stochastic", "<= 2*(f(x[0])", "<= {}*(f(x[0])", "101/50", "99/50"),
    ("contrast-decay-stochastic", "inf(f)) + level", "inf(f)) + {}*level", "101/100", "99/100"),
    ("contrast-decay-stochastic", "<= exp(-mu", "<= {}*exp(-mu", "101/100", "99/100"),
    ("contrast-decay-stochastic", "max(a*(f(x[0])", "max({}*a*(f(x[0])", "101/100", "99/100"),
    ("contrast-decay-stochastic", ", D)", ", {}*D)", "101/100", "99/100"),
    ("contrast-decay-noise", ">= eta**2*", ">= {}*eta**2*", "99/100", "101/100"),
    ("contrast-decay-noise", ">= mu**2*eta**2*", ">= {}*mu**2*eta**2*", "99/100", "101/100"),
    ("contrast-epsilon", "<= max(1 - eta", "<= {}*max(1 - eta", "101/100", "99/100"),
    ("contrast-epsilon", "*t) <= abs(x[0] - c)", "*t) <= {}*abs(x[0] - c)", "101/100", "99/100"),
]


@pytest.mark.parametrize(("claim_id", "old", "pattern", "sound", "unsound"), MOVES)
def test_a_constant_moves_in_the_sound_direction_only(claim_id: str, old: str, pattern: str, sound: str, unsound: str) -> None:
    weaker = changed(claim_id, old, pattern.format(sound))
    script, roots = proofs.script(weaker)
    assert replay.verdict(script.export(claim_id, roots), weaker.statement())["verdict"] == "PROVED"
    with pytest.raises(KernelError, match="no certificate"):
        proofs.script(changed(claim_id, old, pattern.format(unsound)))


def test_a_limit_cannot_move_in_either_direction() -> None:
    for constant in ("2727/100", "2673/100"):
        with pytest.raises(KernelError, match="no certificate"):
            proofs.script(changed("det-nonconvex-lower", "27*beta**2", f"{constant}*beta**2"))


def test_hypotheses_and_axioms_are_the_frozen_ones() -> None:
    frozen = json.loads((Path(__file__).parent / "frozen.json").read_text())
    now = {
        c.id: {"hash": c.hash, "axioms": sorted(c.axioms), "parts": {p.name: c.hypotheses(p) for p in c.parts}}
        for c in claims().values()
    }
    assert now == frozen, "a claim changed: say so in CHANGELOG.md, then freeze it anew (see tests/proofs/freeze.py)"


@pytest.mark.parametrize("claim_id", IDS)
def test_exports_are_deterministic(claim_id: str) -> None:
    assert proofs.export(claim_id) == proofs.export(claim_id)


@pytest.mark.parametrize("name", ["quadratic", "sinusoid"])
def test_each_coefficient_of_a_function_matters(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement, and the map that SymPy derives, are both of the changed function; the proof must fail."""
    from samproofs import functions, statements
    from samproofs.sam import derive as derivation

    claim_id = {"quadratic": "det-sc-lower", "sinusoid": "det-nonconvex-lower"}[name]
    formula = function_table(name)["formula"]
    variants = {
        "quadratic": ["beta/3*(x - c)**2", "beta/2*(2*x - c)**2", "beta/2*(x - 2*c)**2", "beta/2*(x - c)**3", "beta/2*(x + c)**2"],
        "sinusoid": [formula.replace(a, b, 1) for a, b in (("9*", "8*"), ("25", "24"), ("5*pi*x", "4*pi*x"), ("3*rho", "2*rho"))],
    }[name]
    for text in variants:
        assert text != formula
        with monkeypatch.context() as patch:
            table = {**function_table(name), "formula": text}
            patch.setattr(statements, "function_table", lambda n, table=table: table)
            changed_function = dataclasses.replace(functions.function(name), formula=text)
            patch.setattr(derivation, "resolve", lambda what, f=changed_function: f)
            derivation.derive.cache_clear()
            with pytest.raises((KernelError, ValueError, StopIteration)):
                proofs.script(claim(claim_id))
    derivation.derive.cache_clear()
