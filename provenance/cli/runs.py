"""`report`, `explain`, `diff` and `merge`: what is done with stored runs."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from provenance.cli import options as o

_FAIL_ON = "Exit with 1 if a new finding fails the gate of the later run."


_LINES = 10_000  # printed at once


class FailOnChange(StrEnum):
    """What of a difference fails."""

    never = "never"
    new = "new"


def report(
    run: Annotated[Path, typer.Argument(help="Folder of a stored run.", metavar="RUN")],
    output_format: o.Format = "full",
    output_file: o.OutputFile = None,
    output: o.Outputs = None,
    report: o.Report = None,
    max_findings: o.MaxFindings = None,
    whole_texts: o.WholeTexts = False,
    quiet: o.Quiet = False,
) -> None:
    """Render a stored run again, in any format."""
    from provenance import exports, reports
    from provenance.cli.outputs import Outputs, is_folder
    from provenance.runs import store
    from provenance.storage import targets

    more, words = reports.apart(output or [])
    with ExitStack() as stack:
        run = stack.enter_context(targets.fetched(run, targets.STORED_RUN))
        of_facts = exports.need_facts(word.partition("=")[0] for word in words)
        loaded = store.load(run, facts=bool(report or more or of_facts))
        out = stack.enter_context(Outputs([run], loaded.policy))
        eyed, output_file = out.places([*(report or ()), *more]), out.place(output_file)
        asked = reports.outputs(output_format, output_file, [out.filled(word) for word in words], quiet=quiet)
        reports.refuse_exports(loaded.policy, asked)
        reports.refuse_reports(eyed)
        for path in (*eyed, *(one.file for one in asked)):
            if path:
                targets.refuse_inside(path, run)
        staged = [out.claim(path, targets.HTML_REPORT) if is_folder(path) else path for path in eyed]
        reports.write_exports(loaded, asked)
        for path, stage in zip(eyed, staged, strict=True):
            reports.write_html(loaded, stage or path, whole_texts=whole_texts)
        notes = out.commit()
        reports.write(loaded, asked, max_findings)
        out.finish()
    if not quiet:
        o.note(notes)


class ExplainFormat(StrEnum):
    """How what is known of an article is told."""

    full = "full"
    json = "json"


def explain(
    run: Annotated[Path, typer.Argument(help="Folder of a stored run.", metavar="RUN")],
    article: Annotated[str, typer.Argument(help="The id of the article, as reports name it.", metavar="ARTICLE")],
    output_format: Annotated[ExplainFormat, typer.Option("--output-format", "-f")] = ExplainFormat.full,
) -> None:
    """Tell everything that a stored run knows of one article: facts, findings, copies, quotations elsewhere."""
    from provenance.printing import harmless, harmless_json
    from provenance.runs import article as one
    from provenance.runs import store
    from provenance.storage import targets

    with targets.fetched(run, targets.STORED_RUN) as folder:
        store.load(folder, facts=True)
        found = one.of_article(folder, article)
    if output_format is ExplainFormat.json:
        typer.echo(harmless_json(one.as_json(found, article)))
        return
    for line in one.in_words(found, article):
        typer.echo(harmless(line))


def diff(
    before: Annotated[Path, typer.Argument(help="Folder of the earlier run.", metavar="RUN_A")],
    after: Annotated[Path, typer.Argument(help="Folder of the later run.", metavar="RUN_B")],
    output_format: Annotated[str, typer.Option("--output-format", "-f", help="full, json, markdown or html.")] = "full",
    output_file: o.OutputFile = None,
    fail_on: Annotated[FailOnChange, typer.Option(help=_FAIL_ON)] = FailOnChange.never,
) -> None:
    """Compare two stored runs: findings new, fixed and persisting; articles vanished, shrunken, and how they changed.

    With `--fail-on new` the exit code is 1 if a new finding fails the gate of the later run.
    """
    from dataclasses import replace

    from provenance.corpus.versions import between_runs
    from provenance.runs import diff as differing
    from provenance.runs import store
    from provenance.storage import targets
    from provenance.storage.atomic import refuse_unwritable, replacing

    if output_file:
        refuse_unwritable(output_file)
    with targets.fetched(before, targets.STORED_RUN) as earlier, targets.fetched(after, targets.STORED_RUN) as folder:
        former, later = store.load(earlier), store.load(folder)
        compared = differing.compare(former, later)
        if compared.altered.height and all(map(between_runs.has_facts, (former, later))):
            sound = [store.load(each, facts=True) for each in (earlier, folder)]
            compared = replace(compared, facts=between_runs.between(sound[0], sound[1], compared.altered))
        title = f"{former.record.started:%Y-%m-%d %H:%M} to {later.record.started:%Y-%m-%d %H:%M} UTC: what has changed"
        lines = differing.render(compared, output_format, title, differing.told_of_corpus(later))
        if output_file:
            with replacing(output_file) as part, part.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in lines)
        while some := list(islice(lines, _LINES)):
            typer.echo("\n".join(some))
        failed = fail_on is FailOnChange.new and differing.counting(compared, later.policy)
    raise typer.Exit(1 if failed else 0)


def merge(
    runs: Annotated[list[Path], typer.Argument(help="Folders of stored runs.", metavar="RUN…")],
    to: Annotated[Path, typer.Option("--to", help="Store the merged run there.", metavar="RUN")],
    output_format: o.Format = "full",
    output_file: o.OutputFile = None,
    max_findings: o.MaxFindings = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 even if the gate fails.")] = False,
    quiet: o.Quiet = False,
) -> None:
    """Make one stored run of several, made on other machines or shards of CI, as if it had been made at once.

    They must have been made alike, with one version, policy and clock (--now), of files that bear different names.
    """
    from provenance import merging, reports
    from provenance.cli.outputs import Outputs
    from provenance.policy.configuration import Policy
    from provenance.storage import targets

    with ExitStack() as stack:
        places = [stack.enter_context(targets.fetched(run, targets.STORED_RUN)) for run in runs]
        out = stack.enter_context(Outputs(places, Policy()))
        to, output_file = out.place(to) or to, out.place(output_file)
        asked = reports.outputs(output_format, output_file, (), quiet=quiet)
        stage = out.claim(to, targets.STORED_RUN) or to
        done = merging.merged(runs, places, stage, o.command())
        notes = out.commit()
        reports.write(done, asked, max_findings)
        out.finish()
    if not quiet:
        o.note(notes)
    raise typer.Exit(0 if done.verdict.passed or exit_zero else 1)
