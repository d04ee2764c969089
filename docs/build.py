"""Build the site into docs/_build/html, from the verdicts, with every warning an error.

    python docs/build.py [--verdicts FILE]

FILE is the output of `samproofs verify --json`; without it every claim is verified anew. The pages work without a network.
"""

from __future__ import annotations

import argparse
import sys

import generate
import pages

BUILD = generate.DOCS / "_build"


def main(arguments: list[str]) -> int:
    """Write the sources, then run Sphinx on them; its exit code."""
    from sphinx.cmd.build import main as sphinx

    parser = argparse.ArgumentParser(description="Build the site into docs/_build/html.")
    parser.add_argument("--verdicts", metavar="FILE", help="a file that `samproofs verify --json` wrote")
    pages.write(BUILD / "source", generate.verdicts(parser.parse_args(arguments).verdicts))
    here, source, html = map(str, (generate.DOCS, BUILD / "source", BUILD / "html"))
    return int(sphinx(["-W", "--keep-going", "-q", "-E", "-c", here, source, html]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
