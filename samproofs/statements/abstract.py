r"""The abstract of the paper, quoted sentence by sentence; a statement file names its sentences by number, `abstract = [5, 6]`.

Formulas are LaTeX between dollar signs, as arXiv lists the abstract.
"""

from samproofs.errors import UsageError

PAPER = "Si and Yun, Practical Sharpness-Aware Minimization Cannot Converge All the Way to Optima, NeurIPS 2023"
SOURCE = "arXiv:2306.09850v3, abstract; the proceedings of NeurIPS 2023 print the same words"

SENTENCES = {
    1: r"Sharpness-Aware Minimization (SAM) is an optimizer that takes a descent step based on the gradient at a perturbation "
    r"$y_t = x_t + \rho \frac{\nabla f(x_t)}{\lVert \nabla f(x_t) \rVert}$ of the current point $x_t$.",
    2: r"Existing studies prove convergence of SAM for smooth functions, but they do so by assuming decaying perturbation size "
    r"$\rho$ and/or no gradient normalization in $y_t$, which is detached from practice.",
    3: r"To address this gap, we study deterministic/stochastic versions of SAM with practical configurations (i.e., constant "
    r"$\rho$ and gradient normalization in $y_t$) and explore their convergence properties on smooth functions with "
    r"(non)convexity assumptions.",
    4: r"Perhaps surprisingly, in many scenarios, we find out that SAM has limited capability to converge to global minima or "
    r"stationary points.",
    5: r"For smooth strongly convex functions, we show that while deterministic SAM enjoys tight global convergence rates of "
    r"$\tilde \Theta(\frac{1}{T^2})$, the convergence bound of stochastic SAM suffers an inevitable additive term $O(\rho^2)$, "
    r"indicating convergence only up to neighborhoods of optima.",
    6: r"In fact, such $O(\rho^2)$ factors arise for stochastic SAM in all the settings we consider, and also for deterministic "
    r"SAM in nonconvex cases; importantly, we prove by examples that such terms are unavoidable.",
    7: r"Our results highlight vastly different characteristics of SAM with vs. without decaying perturbation size or gradient "
    r"normalization, and suggest that the intuitions gained from one version may not apply to the other.",
}

IN_WORDS = {  # the formulas of the abstract as a terminal shows them
    r"$y_t = x_t + \rho \frac{\nabla f(x_t)}{\lVert \nabla f(x_t) \rVert}$": "y_t = x_t + rho grad f(x_t)/||grad f(x_t)||",
    r"$\tilde \Theta(\frac{1}{T^2})$": "Theta~(1/T^2)",
    r"$O(\rho^2)$": "O(rho^2)",
    r"$\rho$": "rho",
    r"$x_t$": "x_t",
    r"$y_t$": "y_t",
}


def sentence(number: int) -> str:
    """A sentence of the abstract with its formulas as LaTeX; UsageError if the abstract has no such sentence.

    >>> sentence(5)[:36]
    'For smooth strongly convex functions'
    """
    if number not in SENTENCES:
        raise UsageError(f"the abstract has the sentences 1 to {max(SENTENCES)}, there is none with the number {number!r}")
    return SENTENCES[number]


def plain(number: int) -> str:
    """A sentence of the abstract as a terminal shows it.

    >>> plain(6)[:34]
    'In fact, such O(rho^2) factors ari'
    """
    text = sentence(number)
    for formula, said in IN_WORDS.items():
        text = text.replace(formula, said)
    return text
