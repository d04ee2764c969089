"""Second opinions on proofs: programs that share nothing with the kernel and read the same written steps.

`sympy_engine` replays a whole proof in SymPy, with vectors as coordinate triples.  Nothing here can make a theorem: an
engine that disagrees with the kernel is an error, whichever of the two is wrong.
"""
