"""What a person reads: verdicts, tables, statements in words and in LaTeX, all generated from what the kernel answered.

`verify` makes the verdicts; `steps` writes certificates readably; `words` and `latex` put statements into words and
formulas; `pages` lays all of it out as text; `overview` is the table of theorems; `archive` writes statements and
proofs for a stranger.
"""
