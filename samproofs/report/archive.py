"""Statements, functions and proofs as files, so that a stranger can replay them without this package."""

from pathlib import Path

from samproofs.errors import UsageError
from samproofs.report.verify import proof_of
from samproofs.statements import FOLDER, claims


def write_archive(out: str | Path) -> tuple[list[Path], list[str]]:
    """Write `OUT/statements/ID.toml`, `OUT/functions/NAME.toml` and `OUT/proofs/ID.json` for all claims.

    The files written, and a sentence for each claim whose proof could not be written.  A proof file is canonical JSON:
    its SHA-256 begins with the claim's `certificate_hash`.  UsageError when the folder cannot be written.
    """
    out, failures = Path(out), []
    functions = sorted((FOLDER.parent / "functions").glob("*.toml"))
    files = {out / "functions" / path.name: path.read_text(encoding="utf-8") for path in functions}
    for name, stated in claims().items():
        files[out / "statements" / stated.path.name] = stated.path.read_text(encoding="utf-8")
        text, _, failure, _ = proof_of(name)
        if failure:
            failures.append(f"{name}: {failure}")
        else:
            files[out / "proofs" / f"{name}.json"] = text
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{str(path)!r} cannot be written ({error.strerror}); choose another folder") from None
    return list(files), failures
