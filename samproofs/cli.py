"""The command line: thin, over `verify`, `claims`, `derive` and `iterate`; each command imports what it needs."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from samproofs import __version__
from samproofs.errors import UsageError

PROVED, FAILED, USAGE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141
JOBS = "how many claims are verified at a time (default: as many as there are processors)"
IDS = "a claim's id, a theorem number, or a family: what the ids of several claims begin with, as in contrast-usam or contrast-decay-"
FIGURES = "function (default, with the virtual loss that SAM follows), orbit, basins, scaling or step-size; of a pair: function or orbit"
GRID = "1/10 0.2, and ranges 1/10:1/2:5 (five, equally spaced) or 1e-1:1e-5:5:log (five, equal ratios, powers of 10)"
COLUMNS = (
    "paper is the number, from memory, of the theorem of Si and Yun that a claim stands beside; "
    "tier is the weakest kind of evidence that the claim rests on: symbolic is a proof for all parameters"
)
COMMANDS = (
    "verify", "list", "show", "axioms", "derive", "iterate", "sweep", "table", "scaling", "plot", "cite", "export",
)  # fmt: skip
EXPORTS = "json: statements, functions, proofs; latex: a table and theorems; graph: how the proofs hang together, as SVG"
FORMATS = ("text", "markdown", "latex", "json")
LONG = 10_000  # steps from which on progress is shown
ORBIT = (
    "rho", "eta", "x0", "steps", "digits", "arithmetic", "variant", "every", "rho_u", "epsilon", "zero_gradient", "model",
    "samples", "budget",
)  # fmt: skip


class Format(argparse.HelpFormatter):
    """Help as wide as the terminal, found without the module that argparse would load for it at every start."""

    def __init__(self, prog: str) -> None:
        try:
            columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size(1).columns
        except (ValueError, OSError):
            columns = 80
        super().__init__(prog, width=max(columns, 40) - 2)


class Parser(argparse.ArgumentParser):
    """A parser that answers bad usage with one sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": Format, **options})

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see `{self.prog} --help`")


class Skipped:
    """Stands for the parser of a command that was not asked for, and takes its options without keeping them."""

    def add_argument(self, *_: Any, **__: Any) -> None:
        """Keep nothing."""

    def add_mutually_exclusive_group(self, **_: Any) -> "Skipped":
        """Keep nothing."""
        return self


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser of all commands, or of one alone, which is made faster; a command's function is in `run`."""
    about = "The claims of Si and Yun (NeurIPS 2023) on sharpness-aware minimization, proved and checked."
    top = Parser(prog="samproofs", description=about, allow_abbrev=False)
    top.add_argument("--version", action="version", version=f"samproofs {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)

    def command(
        name: str, run: Callable[[argparse.Namespace], int], purpose: str, json: bool = True
    ) -> argparse.ArgumentParser | Skipped:
        if only not in (None, name):
            return Skipped()
        epilog = COLUMNS if name in ("verify", "list", "table") else None
        made = commands.add_parser(name, help=purpose, description=purpose, epilog=epilog, allow_abbrev=False)
        made.set_defaults(run=run)
        if json:
            made.add_argument("--json", action="store_true", help="print JSON")
        return made

    verify = command("verify", _verify, "replay the proofs and print the verdicts")
    verify.add_argument("ids", nargs="*", metavar="ID", help=f"{IDS} (default: all claims)")
    verify.add_argument("--jobs", default=str(os.cpu_count() or 1), metavar="N", help=JOBS)
    verify.add_argument("--from", dest="proofs_from", metavar="DIR", help="read the proofs from the files DIR/ID.json")

    command("list", _list, "list the claims")
    for name, run, purpose in (
        ("show", _show, "show a claim: statement, function, idea, proof, false neighbours"),
        ("axioms", _axioms, "show what the proof of a claim rests on"),
    ):
        command(name, run, purpose).add_argument("id", metavar="ID", help="a claim's id or theorem number")

    derive = command("derive", _derive, "derive what SAM does to a function, or say what a pair of components is")
    what = derive.add_mutually_exclusive_group(required=True)
    what.add_argument("name", nargs="?", metavar="NAME", help="an example function")
    what.add_argument("--function", metavar="EXPR", help="a formula in x, such as 'x**4/4 - x**2/2'")

    iterate = command("iterate", _iterate, "run SAM on an example function")
    iterate.add_argument("name", metavar="NAME", help="an example function, or a formula in x")
    for option, purpose in (
        ("rho", "perturbation radius"), ("eta", "step size"), ("x0", "first iterate"),
        ("steps", "number of steps, at most 10^6, or 10^18 by balls where a certificate reaches them"),
        ("digits", "decimal digits of mpmath and ball"), ("every", "keep every N-th iterate"),
        ("rho-u", "perturbation radius of usam"), ("epsilon", "the epsilon of the variant epsilon"),
        ("budget", "seconds that a run may take, or it is refused before it starts (default: 120)"),
    ):  # fmt: skip
        exactly = ", read exactly: 1/190, 0.1, 1e-40" if option in ("rho", "eta", "x0", "rho-u", "epsilon") else ""
        iterate.add_argument(f"--{option}", metavar="N", help=purpose + exactly)
    iterate.add_argument("--arithmetic", metavar="A", help="mpmath (default), ball, exact, float64 or float32")
    iterate.add_argument("--variant", metavar="V", help="sam (default), usam (with --rho-u), decay (radius rho/(t + 1)) or epsilon")
    iterate.add_argument("--zero-gradient", metavar="Z", help="where the gradient is 0: y=x (default), stay (no step) or nan (0/0)")
    iterate.add_argument("--model", metavar="M", help="of a pair of components: m (default), one sample a step, or n, two")
    iterate.add_argument("--samples", metavar="WORD", help="of a pair of components: the path of a word such as +-+-")
    iterate.add_argument(
        "--hessian", metavar="ROWS", help="of the quadratic in several dimensions: rows such as '2,1;1,2', with --x0 1,1/2"
    )
    iterate.add_argument(
        "--param", action="append", default=[], metavar="K=V", help="a parameter of the function; may be repeated"
    )

    iterate.add_argument("--json-lines", action="store_true", help="print the iterates one by one, each as a line of JSON")
    iterate.add_argument("--checkpoint", metavar="FILE", help="with --json-lines: go on from FILE, and keep there what is computed")

    sweep = command("sweep", _sweep, "what SAM approaches over a grid of rho and eta, beside the closed form")
    sweep.add_argument("name", metavar="NAME", help="an example function, or a formula in x")
    for option in ("rho", "eta"):
        sweep.add_argument(f"--{option}", nargs="+", default=[], metavar="N", help=f"values of {option}: {GRID}")
    sweep.add_argument("--steps", metavar="N", help="number of steps (default: 10^18 by balls, 1000 otherwise)")
    sweep.add_argument("--arithmetic", default="ball", metavar="A", help="ball (default), mpmath, exact, float64 or float32")
    sweep.add_argument("--digits", metavar="N", help="decimal digits of mpmath and ball (default: 50)")
    sweep.add_argument("--x0", metavar="N", help="first iterate (default: the function's)")
    sweep.add_argument("--param", action="append", default=[], metavar="K=V", help="a parameter of the function; may be repeated")
    sweep.add_argument("--jobs", metavar="N", help="orbits at a time, by joblib (default: as many as there are processors)")
    sweep.add_argument("--out", metavar="FILE", help="draw the floors: a file that ends in .png, .svg or .pdf")

    table = command("table", _table, "the table of theorems: what the paper says, what is stated here, the verdicts")
    table.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    table.add_argument("--floors", action="store_true", help="the floors: each bound beside what its example keeps")
    table.add_argument("--jobs", default=str(os.cpu_count() or 1), metavar="N", help=JOBS)

    scaling = command("scaling", _scaling, "how the floor scales with rho in each arithmetic, and where each fails")
    scaling.add_argument("name", metavar="NAME", help="an example function")
    scaling.add_argument("--decades", default="40", metavar="N", help="rho runs over 1e-1 ... 1e-N (default: 40)")

    plot = command("plot", _plot, "draw a function, an orbit, basins or floors, for the eye", json=False)
    plot.add_argument("name", metavar="NAME", help="an example function, a formula in x, or a pair of components")
    plot.add_argument("--kind", default="function", metavar="KIND", help=FIGURES)
    for option, purpose in (("rho", "perturbation radius"), ("eta", "step size"), ("x0", "first iterate"), ("steps", "of the orbit")):
        plot.add_argument(f"--{option}", metavar="N", help=purpose)
    plot.add_argument("--param", action="append", default=[], metavar="K=V", help="a parameter of the function; may be repeated")
    plot.add_argument("--out", required=True, metavar="FILE", help="a file that ends in .png, .svg or .pdf")

    cite = command("cite", _cite, "how to cite this software, the paper, or a claim", json=False)
    cite.add_argument("id", nargs="?", metavar="ID", help="a claim's id or theorem number")

    export = command("export", _export, "write the claims as files: proofs for a stranger to replay, LaTeX, or their graph", json=False)
    export.add_argument("what", choices=("json", "latex", "graph"), help=EXPORTS)
    export.add_argument("--jobs", default=str(os.cpu_count() or 1), metavar="N", help=JOBS)
    export.add_argument("--out", required=True, metavar="DIR", help="the folder to write to")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; the exit code: 0 all proved, 1 something is not, 2 bad usage, 130 interrupted."""
    try:
        given = _joined(list(sys.argv[1:] if arguments is None else arguments))
        if not given or given[0] not in COMMANDS:
            _check_command(parser(), given)
        options = parser(given[0] if given and given[0] in COMMANDS else None).parse_args(given)
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except UsageError as error:
        print(f"samproofs: {' '.join(str(error).split())}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("samproofs: interrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more when it ends
        if isinstance(error, BrokenPipeError):
            return PIPE_CLOSED
        print(f"samproofs: {error}", file=sys.stderr)
        return FAILED


def program() -> NoReturn:
    """What the operating system starts: `main`, and an end without a last search for garbage."""
    import gc

    code = main()
    gc.freeze()
    sys.exit(code)


def _joined(arguments: list[str]) -> list[str]:
    """`--x0 -1/2` as `--x0=-1/2`, `--samples -+` as `--samples=-+`: these are values, not options."""
    joined: list[str] = []
    for word in arguments:
        negative = word[:1] == "-" and (word[1:2].isdigit() or word[1:2] == ".")
        negative = negative or (joined[-1:] == ["--samples"] and not word.strip("+-"))
        if negative and joined and joined[-1].startswith("--") and "=" not in joined[-1]:
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _check_command(top: argparse.ArgumentParser, given: list[str]) -> None:
    """Say which command was probably meant."""
    known = next(list(action.choices) for action in top._actions if isinstance(action, argparse._SubParsersAction))
    if given and (given[0].startswith("-") or given[0] in known):
        return
    if not given:
        raise UsageError(f"a command is expected: {', '.join(known)}; see `samproofs --help`")
    from difflib import get_close_matches

    near = get_close_matches(given[0], known, 1)
    hint = f"did you mean {near[0]}?" if near else f"the commands are {', '.join(known)}"
    raise UsageError(f"there is no command {given[0]!r}; {hint}")


def _print_json(data: Any) -> None:
    import json

    print(json.dumps(data, indent=2))


def _verified(ids: list[str] | None, options: argparse.Namespace) -> dict[str, Any]:
    """The report of `verify`, with a progress bar on a terminal."""
    from samproofs.report.verify import verify
    from samproofs.statements import claims, named

    folder = getattr(options, "proofs_from", None)
    if not sys.stderr.isatty():
        return verify(ids, jobs=options.jobs, proofs_from=folder)
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        bar = progress.add_task("verifying", total=len({c.id for name in ids for c in named(name)} if ids else claims()))
        progress.refresh()

        def done(row: dict[str, Any]) -> None:
            progress.update(bar, advance=1, description=f"{row['id']} {row['verdict']}", refresh=True)

        return verify(ids, jobs=options.jobs, proofs_from=folder, done=done)


def _verify(options: argparse.Namespace) -> int:
    report = _verified(options.ids or None, options)
    if options.json:
        _print_json(report)
    else:
        from samproofs.report.pages import verdicts

        verdicts(report)
    return FAILED if report["failed"] else PROVED


def _list(options: argparse.Namespace) -> int:
    from samproofs.statements import claims

    rows = [
        {"id": c.id, "paper": c.paper, "setting": c.setting, "kind": c.kind, "title": c.title}
        for c in claims().values()
    ]
    if options.json:
        _print_json(rows)
    else:
        from samproofs.report.terminal import print_table

        print_table(("id", "paper", "kind", "title"), [(r["id"], r["paper"], r["kind"], r["title"]) for r in rows])
    return PROVED


def _show(options: argparse.Namespace) -> int:
    from samproofs.report.verify import verify
    from samproofs.statements import claim

    stated = claim(options.id)
    entry = verify([stated.id], jobs=2)["claims"][0]
    if options.json:
        more = {"kind": stated.kind, "idea": stated.idea, "constructed": stated.constructed, "allowed": stated.axioms}
        _print_json({**entry, **more})
    else:
        from samproofs.report.pages import claim_page

        claim_page(stated, entry)
    return PROVED if entry["verdict"] == "PROVED" else FAILED


def _axioms(options: argparse.Namespace) -> int:
    from samproofs.report.axioms import axioms

    found = axioms(options.id)
    if options.json:
        _print_json(found)
    else:
        from samproofs.report.pages import axioms_page

        axioms_page(found)
    return PROVED if found["verdict"] == "PROVED" else FAILED


def _derive(options: argparse.Namespace) -> int:
    from samproofs.functions import function, pairs, written

    if options.name in pairs.names():
        from samproofs.sam.tree import derive_pair

        return _print_mapping(derive_pair(options.name), options)
    from samproofs.sam.derive import derive

    found = derive(function(options.name) if options.function is None else written(options.function)).as_dict()
    return _print_mapping(found, options)


def _iterate(options: argparse.Namespace) -> int:
    from samproofs.functions.arithmetics import UndecidedError
    from samproofs.sam.orbit import iterate

    given = {name: getattr(options, name) for name in ORBIT if getattr(options, name) is not None}
    parameters = _parameters(options.param)
    try:
        if options.hessian is not None:
            if options.json_lines or options.checkpoint is not None:
                raise UsageError("--json-lines and --checkpoint are for functions of one variable, not for --hessian")
            return _print_mapping(_several(options.name, options.hessian, {**given, **parameters}), options)
        if options.json_lines:
            return _stream(options, given, parameters)
        if options.checkpoint is not None:
            raise UsageError("--checkpoint keeps the state of a run that prints its iterates one by one: add --json-lines")
        with _progress(given.get("steps")) as progress:
            found = iterate(options.name, parameters=parameters, progress=progress, **given)
        return _print_mapping(found, options)
    except UndecidedError as error:
        print(f"samproofs: undecided: {error}", file=sys.stderr)
        return FAILED


def _parameters(pairs: list[str]) -> dict[str, str]:
    """What --param says."""
    parameters: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (name and equals and value):
            raise UsageError(f"--param takes NAME=VALUE, such as beta=2, got {pair!r}")
        if name in parameters:
            raise UsageError(f"the parameter {name} is given twice")
        parameters[name] = value
    return parameters


@contextmanager
def _progress(steps: str | None) -> Iterator[Callable[[int], None]]:
    """What a long run calls with its step: a bar on a terminal, nothing elsewhere."""
    from samproofs.rationals import natural

    try:
        total = 0 if steps is None else natural(steps, "steps")
    except UsageError:
        total = 0  # the run itself says what is wrong
    if not sys.stderr.isatty() or total <= LONG:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("steps", total=total)
        yield lambda t: bars.update(bar, completed=t)


def _stream(options: argparse.Namespace, given: dict[str, Any], parameters: dict[str, str]) -> int:
    """The iterates as lines of JSON, and what an interruption leaves."""
    import json

    from samproofs.sam.problem import problem
    from samproofs.sam.stream import stream

    if not {"model", "samples"}.isdisjoint(given):
        raise UsageError("--json-lines is for an orbit, not for the moments or paths of a pair")
    run = {name: given.pop(name) for name in ("steps", "digits", "arithmetic", "every", "budget") if name in given}
    made = problem(options.name, parameters=parameters, **given)
    with _progress(run.get("steps")) as progress, _interrupt() as asked:

        def going(t: int) -> None:
            if asked():
                raise KeyboardInterrupt
            progress(t)

        rows = stream(made, checkpoint=options.checkpoint, progress=going, **{"steps": "100", **run})
        try:
            for row in rows:
                print(json.dumps(row))
                if asked():
                    raise KeyboardInterrupt
        except KeyboardInterrupt:
            rows.close()
            if options.checkpoint is None:
                raise
            sys.stdout.flush()
            print(f"samproofs: interrupted; the same command goes on from {options.checkpoint}", file=sys.stderr)
            return INTERRUPTED
    return PROVED


@contextmanager
def _interrupt() -> Iterator[Callable[[], bool]]:
    """Whether an interrupt was asked for, to be obeyed where no line is half printed; the second is obeyed at once."""
    import signal

    asked: list[int] = []

    def first(number: int, _: Any) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, first)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


def _sweep(options: argparse.Namespace) -> int:
    from samproofs.report.sweeps import grid, sweep, text

    if options.out is not None:
        _check_figure(options.out)
    asked = {name: getattr(options, name) for name in ("steps", "digits", "x0") if getattr(options, name) is not None}
    with _bar("sweeping") as done:
        rows = sweep(
            options.name, grid(options.rho, "rho"), grid(options.eta, "eta"), jobs=options.jobs,
            arithmetic=options.arithmetic, parameters=_parameters(options.param), done=done, **asked,
        )  # fmt: skip
    if options.out is not None:
        from samproofs.report.sweep_figure import sweep_figure

        _write_figure(sweep_figure(options.name, rows), options.out)
    if options.json:
        _print_json(rows)
    else:
        print(text(options.name, rows))
    return PROVED


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal for a work of so many parts: it is called with how many are done, and of how many."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(what, total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total)


def _several(name: str, hessian: str, given: dict[str, Any]) -> dict[str, Any]:
    """An orbit on a quadratic of several dimensions."""
    from samproofs.sam.quadratics import iterate_quadratic

    known = {*ORBIT} - {"model", "samples", "zero_gradient", "budget"}
    if name != "quadratic" or not given.keys() <= known:
        raise UsageError(f"--hessian is for `iterate quadratic`, whose options then are --{', --'.join(sorted(known)).replace('_', '-')}")
    if "x0" not in given:
        raise UsageError("--hessian needs --x0, with as many coordinates as there are rows, such as 1,1/2")
    rows = [row.split(",") for row in hessian.split(";")]
    return iterate_quadratic(rows, given.pop("x0").split(","), **given)


def _scaling(options: argparse.Namespace) -> int:
    from samproofs.balls import UndecidedError
    from samproofs.report.scaling import scaling, text

    try:
        found = scaling(options.name, options.decades)
    except UndecidedError as error:
        print(f"samproofs: undecided: {error}", file=sys.stderr)
        return FAILED
    if options.json:
        _print_json(found)
    else:
        print(text(found))
    return PROVED


def _plot(options: argparse.Namespace) -> int:
    _check_figure(options.out)
    from samproofs.balls import UndecidedError
    from samproofs.report.kinds import draw

    given = {name: getattr(options, name) for name in ("rho", "eta", "x0", "steps")}
    try:
        figure = draw(options.kind, options.name, parameters=_parameters(options.param) or None, **given)
    except UndecidedError as error:
        print(f"samproofs: undecided: {error}", file=sys.stderr)
        return FAILED
    _write_figure(figure, options.out)
    return PROVED


def _check_figure(out: str) -> None:
    """Refuse what no figure can be written to, before it is computed."""
    if not out.endswith((".png", ".svg", ".pdf")):
        raise UsageError(f"--out takes a file that ends in .png, .svg or .pdf, got {out!r}")
    try:
        import matplotlib as _  # noqa: F401
    except ModuleNotFoundError:
        raise UsageError("figures need matplotlib: pip install matplotlib") from None


def _write_figure(figure: Any, out: str) -> None:
    from samproofs.report.figures import save

    try:
        save(figure, out)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from None


def _cite(options: argparse.Namespace) -> int:
    from samproofs.report.cite import claim_citation, software

    print(software() if options.id is None else claim_citation(options.id))
    return PROVED


def _print_mapping(found: dict[str, Any], options: argparse.Namespace) -> int:
    if options.json:
        _print_json(found)
    else:
        from samproofs.report.terminal import mapping_page

        mapping_page(found)
    return PROVED


def _table(options: argparse.Namespace) -> int:
    from samproofs.report import floors, overview

    report = _verified(None, options)
    module, rows = (floors, floors.floors(report)) if options.floors else (overview, overview.overview(report))
    if options.json or options.format == "json":
        _print_json(rows)
    else:
        print({"text": module.text, "markdown": module.markdown, "latex": module.tex}[options.format](rows))
    return FAILED if report["failed"] else PROVED


def _export(options: argparse.Namespace) -> int:
    if options.what == "latex":
        from samproofs.report.paper import write_paper

        report = _verified(None, options)
        for path in write_paper(report, options.out):
            print(path)
        return FAILED if report["failed"] else PROVED
    if options.what == "graph":
        from samproofs.report.graph import write_graph

        report = _verified(None, options)
        print(write_graph(report, options.out))
        return FAILED if report["failed"] else PROVED
    from samproofs.report.archive import write_archive

    files, failures = write_archive(options.out)
    for path in files:
        print(path)
    for failure in failures:
        print(f"samproofs: {failure}", file=sys.stderr)
    return FAILED if failures else PROVED
