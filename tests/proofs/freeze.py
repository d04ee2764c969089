"""Write tests/proofs/frozen.json anew, after a claim was changed on purpose: `python tests/proofs/freeze.py`."""

import json
from pathlib import Path

from samproofs.statements import claims

frozen = {
    c.id: {"hash": c.hash, "axioms": sorted(c.axioms), "parts": {p.name: c.hypotheses(p) for p in c.parts}}
    for c in claims().values()
}
(Path(__file__).parent / "frozen.json").write_text(json.dumps(frozen, indent=1) + "\n")
