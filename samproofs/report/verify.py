"""Verdicts: each proof replayed by a fresh interpreter, confirmed by SymPy, held against models and false neighbours.

A claim is PROVED when both engines say so with the same axioms, every part has a model in which its hypotheses hold,
and every false neighbour is shown false.  It is REFUTED by a model in which the hypotheses hold and a conclusion is
false.  Otherwise it is UNDECIDED, with a reason.  Confirmations by orbits and exact moments are listed and decide nothing.
"""

import gc
import hashlib
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, NamedTuple

from samproofs import __version__
from samproofs.errors import UsageError
from samproofs.kernel import replay as kernel
from samproofs.kernel.facts import AXIOMS
from samproofs.kernel.language import Language
from samproofs.rationals import natural
from samproofs.statements import Claim, claim, claims, function_table, named

SCHEMA = 1
TIERS = ("symbolic", "exact instance", "enclosed instance", "solver", "numerical")
TIMEOUT = 600
JOBS = 256


def verify(
    ids: str | Iterable[str] | None = None,
    *,
    jobs: int | str = 1,
    proofs_from: str | Path | None = None,
    done: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """The verdicts on the claims with these ids or theorem numbers (one, several, all by default), as plain data.

    `jobs` processes share the work.  With `proofs_from`, the proof of a claim is read
    from the file `ID.json` in that folder instead of being written anew.  `done` is called with each entry of
    `claims` as it is finished.  `passed` counts the claims with verdict PROVED, `failed` all others.  UsageError for
    an unknown claim, folder or number of jobs; ChildProcessError when a worker process was killed.

    >>> verify("3.4")["claims"][0]["verdict"]
    'PROVED'
    """
    wanted = claims() if ids is None else [ids] if isinstance(ids, str) else ids
    chosen = list(dict.fromkeys(c.id for name in wanted for c in named(name)))
    workers = natural(jobs, "jobs", 1, JOBS)
    folder = None if proofs_from is None else Path(proofs_from)
    if folder is not None and not folder.is_dir():
        hint = "`samproofs export json --out DIR` writes DIR/proofs"
        raise UsageError(f"there is no folder {str(folder)!r} to read proofs from; {hint}")
    if folder is not None and not any((folder / f"{name}.json").is_file() for name in chosen):
        hint = f"; did you mean {str(folder / 'proofs')!r}?" if (folder / "proofs").is_dir() else ""
        raise UsageError(f"the folder {str(folder)!r} has no proof of {', '.join(chosen[:3])}{hint}")
    rows = []
    with tempfile.TemporaryDirectory() as bytecode:
        for row in _rows(chosen, folder, workers, bytecode):
            rows.append(row)
            if done:
                done(row)
    passed = sum(row["verdict"] == "PROVED" for row in rows)
    return {"schema": SCHEMA, "version": __version__, "claims": rows, "passed": passed, "failed": len(rows) - passed}


def _rows(ids: list[str], folder: Path | None, workers: int, bytecode: str) -> Iterator[dict[str, Any]]:
    """The entries in order.  One claim alone occupies two workers; of several each has one, where the halves share what is derived."""
    if workers <= 1:
        yield from (_verified(name, folder, bytecode) for name in ids)
        return
    with ProcessPoolExecutor(min(workers, max(2, len(ids))), initializer=_worker) as pool:
        try:
            if len(ids) == 1:
                halves = pool.submit(_proved, ids[0], folder, bytecode), pool.submit(_tested, ids[0])
                yield _entry(ids[0], *(half.result() for half in halves))
            else:
                yield from pool.map(_verified, ids, [folder] * len(ids), [bytecode] * len(ids))
        except BrokenProcessPool:
            raise ChildProcessError("a worker process was ended from outside; verify with fewer jobs") from None
        finally:
            pool.shutdown(cancel_futures=True)  # after an interrupt nothing new is begun


def _worker() -> None:
    """A worker dies silently of Ctrl-C, and collects no garbage: it makes few cycles, and looking for them takes a fifth of the time."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()


def _verified(claim_id: str, folder: Path | None, bytecode: str) -> dict[str, Any]:
    """The entry of one claim, in this process."""
    return _entry(claim_id, _proved(claim_id, folder, bytecode), _tested(claim_id))


def _proved(claim_id: str, folder: Path | None, bytecode: str) -> dict[str, Any]:
    """What the two engines say of the proof of a claim, and its certificates."""
    from samproofs.report.steps import certificates

    start, stated = time.perf_counter(), claim(claim_id)
    text, proof, failure, theorems = proof_of(claim_id, folder)
    engines = {"kernel": undecided(failure), "sympy": undecided(failure)}
    if not failure:
        with ThreadPoolExecutor(1) as beside:  # the kernel runs in a process of its own, while SymPy reads here
            answer = beside.submit(replay, stated.path, text, bytecode)
            sympy = _confirm(proof, stated)
        engines = {"kernel": answer.result(), "sympy": sympy}
    proved = engines["kernel"]["verdict"] == "PROVED"
    steps, steps_failure = _attempt(lambda: certificates(stated, proof, theorems) if proved else [])
    return {
        "engines": engines,
        "failure": failure,
        "certificate_hash": None if failure else digest(proof),
        "steps": steps,
        "steps_failure": steps_failure,
        "seconds": time.perf_counter() - start,
    }


def _tested(claim_id: str) -> dict[str, Any]:
    """What does not depend on the proof: models, false neighbours, confirmations."""
    start, stated = time.perf_counter(), claim(claim_id)
    models, models_failure = _attempt(lambda: _neighbours().models(stated))
    neighbours, neighbours_failure = _attempt(lambda: _neighbours().check(stated))
    confirmations, confirmations_failure = _attempt(lambda: _confirmations(claim_id))
    return {
        "models": models,
        "models_failure": models_failure,
        "false_neighbours": neighbours,
        "neighbours_failure": neighbours_failure,
        "confirmations": confirmations,
        "confirmations_failure": confirmations_failure,
        "seconds": time.perf_counter() - start,
    }


def _entry(claim_id: str, proved: dict[str, Any], tested: dict[str, Any]) -> dict[str, Any]:
    """The entry of one claim."""
    from samproofs.report.latex import statement_latex
    from samproofs.report.words import statement_text

    stated, engines = claim(claim_id), proved["engines"]
    accepted = engines["kernel"]["verdict"] == "PROVED"
    tier = "symbolic" if accepted else None  # the kernel proves each part with all its parameters and from no other claim
    reasons = [proved["failure"]] if proved["failure"] else _engine_reasons(engines)
    reasons += _tier_reasons(tier, stated.tier)
    if proved["steps_failure"]:
        reasons.append(f"the certificates could not be shown: {proved['steps_failure']}")
    if tested["models_failure"]:
        reasons.append(f"the models could not be made: {tested['models_failure']}")
    else:
        reasons += _model_reasons(stated, tested["models"])
    if tested["neighbours_failure"]:
        reasons.append(f"the false neighbours could not be checked: {tested['neighbours_failure']}")
    else:
        reasons += _neighbour_reasons(tested["false_neighbours"])
    refuted = [] if tested["models_failure"] else _refutations(tested["models"])
    return {
        "id": stated.id,
        "paper": stated.paper,
        "title": stated.title,
        "setting": stated.setting,
        "statement": {"text": statement_text(stated), "latex": statement_latex(stated), "hash": stated.hash},
        "hypotheses": {part.name: stated.hypotheses(part) for part in stated.parts},
        "unused_hypotheses": _unused(stated, engines["kernel"]) if accepted else {},
        "relation": stated.relation,
        "verdict": "REFUTED" if refuted else "UNDECIDED" if reasons else "PROVED",
        "tier": tier,
        "reason": "; ".join(refuted + reasons) or None,
        "axioms": [group for group in AXIOMS if group in engines["kernel"]["axioms"]] if accepted else [],
        "uses": [],
        "steps": proved["steps"],
        "engines": engines,
        "models": tested["models"],
        "confirmations": tested["confirmations"],
        "confirmations_failure": tested["confirmations_failure"],
        "false_neighbours": tested["false_neighbours"],
        "certificate_hash": proved["certificate_hash"],
        "seconds": round(proved["seconds"] + tested["seconds"], 3),
    }


# ---------------------------------------------------------------- the proof
def canonical(proof: dict[str, Any]) -> str:
    """The one JSON text of a proof, which its hash is taken of."""
    return json.dumps(proof, sort_keys=True, separators=(",", ":"))


def digest(proof: dict[str, Any]) -> str:
    """SHA-256 of the canonical text of a proof, 16 digits."""
    return hashlib.sha256(canonical(proof).encode()).hexdigest()[:16]


class Written(NamedTuple):
    """A proof as text and as data, the reason if there is none, and what its steps prove where it was written just now."""

    text: str
    proof: dict[str, Any]
    failure: str = ""
    theorems: list[Any] = []  # noqa: RUF012  a tuple's default, never changed


def proof_of(claim_id: str, folder: Path | None = None) -> Written:
    """The proof of a claim, written anew or read from the folder."""
    from samproofs.proofs import exported

    if folder is None:
        made, failure = _attempt(lambda: exported(claim_id))
        if failure:
            return Written("", {}, f"the proof could not be written: {failure}")
        proof, theorems = made
        return Written(canonical(proof), proof, "", theorems)
    path = folder / f"{claim_id}.json"
    try:
        text = path.read_text(encoding="utf-8")
        proof = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        return Written("", {}, f"{path} cannot be read as a proof: {type(error).__name__}: {error}")
    if not isinstance(proof, dict):
        return Written("", {}, f"{path} cannot be read as a proof: it holds no JSON object")
    return Written(text, proof)


def _attempt(action: Callable[[], Any]) -> tuple[Any, str]:
    """(result, "") or ([], what went wrong): an error of untrusted code is a reason, not the end of the program."""
    try:
        return action(), ""
    except Exception as error:
        return [], f"{type(error).__name__}: {error}"


# ---------------------------------------------------------------- the engines
def undecided(reason: str) -> dict[str, Any]:
    """The answer of an engine that did not prove."""
    return {"verdict": "UNDECIDED", "reason": reason}


def replay(statement: Path, proof: str, bytecode: str | None = None) -> dict[str, Any]:
    """The kernel's answer on the text of a proof, from an isolated interpreter that loads nothing but the kernel's source.

    Bytecode is looked for in the folder given, which is empty at first, or in a new one: a cache beside the source is matched
    to it by its time and size alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "proof.json"
        path.write_text(proof, encoding="utf-8")
        cache = f"pycache_prefix={bytecode or folder}"
        command = [sys.executable, "-I", "-S", "-X", cache, str(kernel.__file__), str(statement.resolve()), str(path)]
        try:
            run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return undecided(f"the kernel gave no answer: {error}")
    return read_answer(run.stdout, run.returncode)


def read_answer(output: bytes, code: int) -> dict[str, Any]:
    """What the replayer printed: one line of JSON whose verdict agrees with the exit code; else nothing is decided."""
    lines = output.decode("utf-8", "replace").splitlines()
    try:
        answer = json.loads(lines[0]) if len(lines) == 1 else {}
    except (ValueError, RecursionError):
        answer = {}
    match answer:
        case {"verdict": "PROVED", "axioms": list(), "unused": dict(), "steps": int()} if code == 0:
            return dict(answer)
        case {"verdict": "UNDECIDED", "reason": str()} if code == 1:
            return dict(answer)
    printed = " ".join(lines)[:200] or "nothing was printed"
    return undecided(f"the kernel's answer cannot be read (exit code {code}): {printed}")


def _confirm(proof: dict[str, Any], stated: Claim) -> dict[str, Any]:
    """The answer of the SymPy engine on the same data; an error inside it is no answer."""

    def confirm() -> dict[str, Any]:
        from samproofs.crosscheck import sympy_engine

        return dict(sympy_engine.confirm(proof, stated.table, function_table))

    answer, failure = _attempt(confirm)
    return undecided(f"SymPy gave no answer: {failure}") if failure else answer


def _engine_reasons(engines: dict[str, dict[str, Any]]) -> list[str]:
    kernel_says, sympy_says = engines["kernel"], engines["sympy"]
    if kernel_says["verdict"] != sympy_says["verdict"]:
        said = {
            name: answer["verdict"] + f" ({answer.get('reason')})" * bool(answer.get("reason"))
            for name, answer in engines.items()
        }
        return [f"the engines disagree: the kernel says {said['kernel']}, SymPy says {said['sympy']}"]
    if kernel_says["verdict"] != "PROVED":
        return [f"{name}: {answer.get('reason')}" for name, answer in engines.items()]
    if set(sympy_says["axioms"]) != set(kernel_says["axioms"]):
        differ = sorted(set(sympy_says["axioms"]) ^ set(kernel_says["axioms"]))
        return [f"the engines disagree: one of them alone uses the axioms {', '.join(differ)}"]
    return []


# ---------------------------------------------------------------- what else a claim needs
def _tier_reasons(tier: str | None, declared: str) -> list[str]:
    if declared not in TIERS:
        return [f"the statement declares the tier {declared!r}, which is none of {', '.join(TIERS)}"]
    lower = tier is not None and TIERS.index(tier) > TIERS.index(declared)
    return [f"the statement declares the tier {declared}, the proof reaches {tier}"] if lower else []


def _model_reasons(stated: Claim, models: list[dict[str, Any]]) -> list[str]:
    held = {model["part"] for model in models if model["holds"] is True}
    empty = [part.name for part in stated.parts if part.name not in held]
    return [f"vacuous: no model was found in which the hypotheses of {name!r} hold" for name in empty]


def _refutations(models: list[dict[str, Any]]) -> list[str]:
    """The conclusions that are false in a model in which all hypotheses hold."""
    return [
        f"refuted by the model of {model['part']!r}: false is {text}"
        for model in models
        if model["holds"] is True
        for text, status in model.get("conclusions", ())
        if status.startswith("false")
    ]


def _neighbour_reasons(neighbours: list[dict[str, Any]]) -> list[str]:
    if not neighbours:
        return ["the claim has no false neighbour"]
    accepted = [neighbour for neighbour in neighbours if neighbour["rejected"] is not True]
    return [f"a false neighbour was not shown false: {n['name']}: {n.get('reason')}" for n in accepted]


def _neighbours() -> Any:
    import samproofs.neighbours

    return samproofs.neighbours


def _confirmations(claim_id: str) -> list[dict[str, Any]]:
    from samproofs.sam.confirmations import confirmations

    return list(confirmations(claim_id))


def _unused(stated: Claim, answer: dict[str, Any]) -> dict[str, list[str]]:
    """The stated hypotheses that no step of the proof uses, as the statement writes them."""
    language = Language(**stated.names)
    unused = {}
    for part in stated.parts:
        left = set(answer["unused"].get(part.name, ()))
        unused[part.name] = [text for text in stated.hypotheses(part) if repr(language(text)) in left]
    return unused
