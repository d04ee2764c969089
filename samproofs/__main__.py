"""`python -m samproofs`: the command line."""

from samproofs.cli import program

if __name__ == "__main__":
    program()
