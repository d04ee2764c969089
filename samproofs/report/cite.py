"""How to cite: BibTeX for this software and for the paper, and a sentence with a note for a single claim.

A claim is cited by its id, which is stable, the version of the software and the hash of its certificate: whoever
exports the proof of that version can compute the same hash.
"""

import json
import shutil
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

from samproofs import __version__
from samproofs.report.latex import escape
from samproofs.report.verify import digest, proof_of
from samproofs.report.words import theorem
from samproofs.statements import claim

PAPER = """\
@inproceedings{si2023practical,
  author    = {Dongkuk Si and Chulhee Yun},
  title     = {Practical Sharpness-Aware Minimization Cannot Converge All the Way to Optima},
  booktitle = {Advances in Neural Information Processing Systems (NeurIPS)},
  year      = {2023},
  note      = {arXiv:2306.09850}
}"""


def software() -> str:
    """BibTeX for this software, with its commit where that is known, and for the paper whose claims it checks.

    >>> software().splitlines()[0]
    '@misc{samproofs,'
    """
    at = commit()
    lines = [
        "@misc{samproofs,",
        "  author  = {{The samproofs authors}},",
        "  title   = {samproofs: checked proofs for practical sharpness-aware minimization},",
        f"  note    = {{Version {__version__}{f', commit {at}' if at else ''}}}",
        "}",
    ]
    return "\n".join(lines) + "\n\n" + PAPER


def claim_citation(name: str, certificate: str | None = None) -> str:
    """A sentence and a BibTeX note for the claim with this id or theorem number; no verdict is implied.

    `certificate` is the `certificate_hash` of `verify`; without it, the proof is written anew and hashed, and no hash
    is given if that fails. UsageError for an unknown claim.

    >>> "det-nonconvex-upper" in claim_citation("3.4", certificate="90ad6cb0d237145f")
    True
    """
    stated = claim(name)
    if certificate is None:
        written = proof_of(stated.id)
        certificate = None if written.failure else digest(written.proof)
    which = f"claim {stated.id} of samproofs {__version__}"
    hashed = f"certificate {certificate}" if certificate else "without a certificate"
    about = theorem(stated.paper)
    about = f"{about}, number from memory" if about.startswith("Theorem") else "a result of its own"
    sentence = f'The statement "{stated.title}" is {which} ({about}), {hashed}, statement {stated.hash}.'
    note = [
        f"@misc{{samproofs:{stated.id},",
        "  author = {{The samproofs authors}},",
        f"  title  = {{{{{escape(stated.title)}}}}},",
        f"  note   = {{{escape(which[0].upper() + which[1:])}, {hashed}, statement {stated.hash}}}",
        "}",
    ]
    return sentence + "\n\n" + "\n".join(note)


def commit() -> str | None:
    """The commit of the repository that this package was installed from or lies in; None where it is not known.

    A working copy that differs from its commit says so: the commit is followed by `-dirty`.
    """
    installed = _installed_from()
    if "vcs_info" in installed:
        return str(installed["vcs_info"]["commit_id"])
    home, git = Path(__file__).parents[2], shutil.which("git")
    if git is None or not (home / ".git").exists():
        return None
    command = [git, "-C", str(home), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stdout.strip() or None if run.returncode == 0 else None


def _installed_from() -> dict[str, Any]:
    """What pip wrote down about where the package came from."""
    try:
        text = metadata.distribution("samproofs").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return {}
    return dict(json.loads(text)) if text else {}
