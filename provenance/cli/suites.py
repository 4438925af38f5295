"""`suite`: what is done with suites of expectations."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from provenance.cli import options as o
from provenance.cli.progress import shown
from provenance.errors import UsageError, hint

if TYPE_CHECKING:
    from provenance.policy.configuration import Policy
    from provenance.runs.run import Run
    from provenance.suites.results import Result

app = typer.Typer(help="Run or write suites of expectations (Great Expectations).", no_args_is_help=True)

Corpus = Annotated[
    list[str], typer.Argument(help="Files and folders, or the folder of a stored run.", metavar="CORPUS…")
]
Words = Annotated[list[str], typer.Argument(help="Suites (names, FILE.json, ALL), then files and folders, or a run.",
                                            metavar="SUITE… PATH…")]  # fmt: skip
Name = Annotated[Optional[str], typer.Option(help="Name of the suite; else that of the file.")]
_RULES = "Codes, prefixes, names, families, ALL; with commas or repeated."


@app.command("list")
def list_() -> None:
    """Name the built-in suites."""
    from provenance.suites import loader

    for suite in loader.find(["ALL"]):
        o.echo(f"{suite.name:<14} {len(suite.data['expectations']):>3} expectations  {suite.data.get('notes', '')}")


@app.command("run")
def run(
    words: Words,
    fail_on: Annotated[Optional[o.FailOn], typer.Option(help="The least severity that fails.")] = None,
    output_format: Annotated[
        str, typer.Option("--output-format", "-f", help="text or json.", metavar="FORMAT")
    ] = "text",
    output_file: o.OutputFile = None,
    field: o.Fields = None,
    config: o.Config = None,
    isolated: o.Isolated = False,
    now: o.Now = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Hold a corpus against suites, and nothing else: 0 if all are met, 1 if one is not, 2 for a wrong call."""
    from provenance.extras import require
    from provenance.printing import escaped, harmless, harmless_json
    from provenance.storage.atomic import write_text
    from provenance.suites import loader, running

    named, paths = _divide(words)
    if output_format not in ("text", "json"):
        message = f"--output-format is text or json, not {output_format!r}"
        raise UsageError(message)
    policy = o.policy(
        config, paths=paths, isolated=isolated, fields=field, now=now, fail_on=fail_on.value if fail_on else None
    )
    if output_file:
        _refuse_place(output_file, paths, policy)
    loaded = loader.find(named)
    require("suites")
    done = _corpus(paths, policy, loader.needs(loaded), quiet=quiet, verbose=verbose)
    results = [one for suite in loaded for one in running.hold(done.counted.scan(), suite)]
    text = _json(results) if output_format == "json" else "\n".join(_lines(results))
    if output_file:
        write_text(output_file, text + "\n")
    elif not quiet:
        typer.echo(harmless_json(text) if output_format == "json" else harmless(escaped(text)))
    raise typer.Exit(1 if any(_fails(one, policy) for one in results) else 0)


@app.command("export")
def export(
    rules: Annotated[list[str], typer.Option("--rules", help=_RULES, metavar="RULES")],
    to: Annotated[Path, typer.Option("--to", help="Write FILE.json, or FILE.py with --pandera.", metavar="FILE")],
    pandera: Annotated[
        bool, typer.Option("--pandera", help="A Python module that needs Polars and Pandera only.")
    ] = False,
    mostly: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the articles that must be free of findings.")
    ] = 1,
    name: Name = None,
    config: o.Config = None,
    isolated: o.Isolated = False,
    quiet: o.Quiet = False,
) -> None:
    """Write rules as a suite or as Pandera schemas, for pipelines that do not run this program."""
    from provenance.storage.atomic import refuse_unwritable, write_text

    ending = ".py" if pandera else ".json"
    if to.suffix != ending or (pandera and mostly != 1):
        message = (
            f"--to must end in {ending}, not {to.name!r}"
            if to.suffix != ending
            else "a Pandera check knows no --mostly"
        )
        raise UsageError(message)
    refuse_unwritable(to)
    chosen = o.policy(config, isolated=isolated, select=rules).rules()
    if pandera:
        from provenance.contracts.export import module

        write_text(to, module(chosen))
        written = chosen
    else:
        from provenance.suites.writing import of_rules

        write_text(to, of_rules(name or to.stem, chosen, mostly))
        written = tuple(rule for rule in chosen if not rule.of_corpus)
        if left := [rule.code for rule in chosen if rule.of_corpus]:
            o.echo(f"left out, since they speak of the corpus as a whole: {', '.join(left)}", err=True)
    if not quiet:
        from provenance.printing import many

        o.echo(f"wrote {many(len(written), 'rule')} to {to}")


@app.command("infer")
def infer(
    corpus: Corpus,
    to: Annotated[Path, typer.Option("--to", help="Write the suite there.", metavar="FILE.json")],
    name: Name = None,
    field: o.Fields = None,
    config: o.Config = None,
    isolated: o.Isolated = False,
    now: o.Now = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Propose a suite from a corpus that is known to be good, each line with a note on how it was derived."""
    from provenance.storage.atomic import write_text
    from provenance.suites import inferring

    policy = o.policy(config, paths=corpus, isolated=isolated, fields=field, now=now)
    _refuse_place(to, corpus, policy)
    done = _corpus(corpus, policy, (), quiet=quiet, verbose=verbose)
    text = inferring.infer(done.summary, name or to.stem)
    write_text(to, text)
    if not quiet:
        o.echo(f"wrote {len(json.loads(text)['expectations'])} expectations to {to}")


@app.command("docs")
def docs(
    corpus: Corpus,
    to: Annotated[Path, typer.Option("--to", help="Write the site to that folder.", metavar="DIR")],
    suite: Annotated[
        o.Words, typer.Option(help="Only these suites; else those of the policy, or all.", metavar="NAME|FILE")
    ] = None,
    report: Annotated[o.SomePath, typer.Option(help="Link back to this HTML report.", metavar="FILE")] = None,
    field: o.Fields = None,
    config: o.Config = None,
    isolated: o.Isolated = False,
    now: o.Now = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Write Data Docs: a site, complete without a network, of what is expected and what was found."""
    from provenance.cli.outputs import Outputs, link_from
    from provenance.extras import require
    from provenance.storage.atomic import refuse_unwritable_folder
    from provenance.storage.targets import DATA_DOCS
    from provenance.suites import docs as site
    from provenance.suites import loader

    require("suites")
    policy = o.policy(config, paths=corpus, isolated=isolated, fields=field, now=now, suites=suite)
    loaded = loader.find(policy.suites or ["ALL"])
    with Outputs(corpus, policy) as out:
        to = out.place(to) or to
        refuse_unwritable_folder(to)
        stage = out.claim(to, DATA_DOCS) or to
        done = _corpus(corpus, policy, loader.needs(loaded), quiet=quiet, verbose=verbose)
        site.of_run(done, loaded, stage, link_from(stage, to, report))
        notes = out.commit()
    if not quiet:
        o.note(notes)
        o.echo(f"wrote {out.as_called(str(to / site.INDEX))}")


def _divide(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Divide the words into suites and paths. Raises UsageError if either is missing."""
    from provenance.suites import loader

    known = {*loader.names(), "ALL"}
    first = next((at for at, word in enumerate(words) if word not in known and not word.endswith(".json")), len(words))
    if 0 < first < len(words):
        return list(words[:first]), list(words[first:])
    message = "name suites first, then the corpus: provenance suite run dates captions corpus/"
    if first == 0:
        message = f"{words[0]!r} is neither a built-in suite nor a FILE.json{hint(words[0], known)}; {message}"
    raise UsageError(message)


def _refuse_place(file: Path, paths: Sequence[str], policy: Policy) -> None:
    """Raise UsageError if a file cannot be written, is an input, or lies in the stored run that is read."""
    from provenance.cli.outputs import Outputs
    from provenance.runs import run_json
    from provenance.storage import targets
    from provenance.storage.atomic import refuse_unwritable

    refuse_unwritable(file)
    if len(paths) == 1 and (Path(paths[0]) / run_json.MANIFEST).is_file():
        targets.refuse_inside(file, Path(paths[0]))
    else:
        Outputs(paths, policy).refuse_file(file)


def _corpus(paths: Sequence[str], policy: Policy, needs: Collection[str], *, quiet: bool, verbose: bool) -> Run:
    """Return the stored run that the only path names, or check the corpus for suites that need some frames."""
    from dataclasses import replace

    from provenance import check
    from provenance.runs import run_json, store

    if len(paths) == 1 and (Path(paths[0]) / run_json.MANIFEST).is_file():
        return store.load(Path(paths[0]))
    with shown(verbose=verbose) as progress:
        policy = replace(policy, suites=())
        done = check.check_corpus(paths, policy, command=o.command(), needs=needs, progress=progress)
    if not quiet:
        o.note(done.record.notes)
    return done


def _fails(one: Result, policy: Policy) -> bool:
    """Tell whether an expectation fails the gate: one that could not be evaluated does so at any severity."""
    from provenance.rules.base import SEVERITIES

    if one.outcome == "met" or policy.fail_on == "never":
        return False
    return one.outcome == "broken" or SEVERITIES.index(one.severity) <= SEVERITIES.index(policy.fail_on)


def _lines(results: Sequence[Result]) -> Iterator[str]:
    words = {"met": "met", "unmet": "NOT MET", "broken": "BROKEN"}
    for one in results:
        found = f" Found: {one.observed}" if one.observed and one.outcome != "met" else ""
        yield f"{words[one.outcome]:<8} {one.severity:<8} {one.suite}: {one.about}{found}"
    yield ", ".join(
        f"{sum(one.outcome == outcome for one in results)} {word.lower()}" for outcome, word in words.items()
    )


def _json(results: Sequence[Result]) -> str:
    rows: list[dict[str, Any]] = [asdict(one) for one in results]
    return json.dumps(rows, ensure_ascii=False, indent=2, default=str)
