"""The trusted part: what a theorem is, the rules and facts that make one, and the program that replays a proof.

Read the modules in this order: `terms` (what can be said), `rules` (what follows from what), `facts` (what is taken
as known), `language` (how text is read), `replay` (how a proof is checked against a statement).  Nothing here searches,
simplifies, guesses, evaluates text as Python or uses a float, and nothing outside the standard library is imported.
"""
