"""`python -m samproofs`: the command line."""

import sys

from samproofs.cli import main

if __name__ == "__main__":
    sys.exit(main())
