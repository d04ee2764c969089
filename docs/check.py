"""Check the built site in headless Chromium, without a network: every formula is typeset, every internal link leads somewhere.

python docs/check.py [FOLDER]     FOLDER is docs/_build/html by default; exit code 1 if anything is wrong
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", "--no-first-run", "--virtual-time-budget=60000", "--proxy-server=127.0.0.1:9"]
SOURCE = re.compile(r"\\\(|\\\[|\$\$|\\begin\{|\\frac|\\left")


class Page(HTMLParser):
    """What a page has: the ids, the addresses that it refers to, the formulas in it, and text that is still TeX."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.formulas = self.typeset = self.errors = 0
        self.raw: list[str] = []
        self.skip = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        self.links += [given[name] for name in ("href", "src", "xlink:href") if name in given and tag != "use"]
        self.formulas += "math" in given.get("class", "").split() and tag in ("span", "div")
        self.typeset += tag == "mjx-container"
        self.errors += given.get("data-mml-node") == "merror" or "data-mjx-error" in given
        self.skip += tag in ("pre", "code", "script", "style", "mjx-assistive-mml")

    def handle_endtag(self, tag: str) -> None:
        self.skip -= tag in ("pre", "code", "script", "style", "mjx-assistive-mml")

    def handle_data(self, data: str) -> None:
        if not self.skip and SOURCE.search(data):
            self.raw.append(data.strip()[:80])


def formulas(page: Path, browser: str) -> list[str]:
    """What is wrong with the formulas of a page, after the browser has run its scripts."""
    if not (wanted := Page(page.read_text(encoding="utf-8")).formulas):
        return []
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, *QUIET, f"--user-data-dir={profile}", "--dump-dom", page.resolve().as_uri()]
        seen = Page(subprocess.run(command, capture_output=True, text=True, timeout=180, check=True).stdout)
    found = [f"{page.name}: {wanted - seen.typeset} of {wanted} formulas are not typeset"] if seen.typeset < wanted else []
    found += [f"{page.name}: {seen.errors} formulas have errors"] if seen.errors else []
    return found + [f"{page.name}: TeX is left in the text: {text}" for text in seen.raw]


def links(folder: Path) -> list[str]:
    """The references of a site to its own files and ids that lead nowhere, and files that it would fetch from elsewhere."""
    pages = {path.resolve(): Page(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}
    found = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not link:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                found.append(f"{path.name}: {link} does not exist")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
                found.append(f"{path.name}: {link} has no such place")
    return found


def main(arguments: list[str]) -> int:
    """Check every page and say what is wrong."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent / "_build" / "html"
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("no Chromium was found; install the package chromium", file=sys.stderr)
        return 2
    pages = [page for page in sorted(folder.rglob("*.html")) if page.name not in ("genindex.html", "search.html", "py-modindex.html")]
    if not pages:
        print(f"there is no page in {folder}; run `python docs/build.py`", file=sys.stderr)
        return 2
    found = links(folder)
    for page in pages:
        found += formulas(page, browser)
    print("\n".join(found) or f"{len(pages)} pages: every formula is typeset, every internal link leads somewhere")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
