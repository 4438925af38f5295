"""`check`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from provenance.cli import options as o
from provenance.cli.running import frames_folder, run_check
from provenance.errors import UsageError

if TYPE_CHECKING:
    from provenance.cli.outputs import Outputs
    from provenance.gate import GateTargets, Staged
    from provenance.policy.configuration import Policy
    from provenance.reports import Output
    from provenance.runs.run import Run

_DOCS = "Write Data Docs of the suites to that folder; the HTML report links to them."
_DIVIDE_OK = "Exit with 0 if every error stands on a record that has been set aside, and not all have been."
_AS = "Hand on the records that pass as they came, or as articles in their normalised form."
_APPEND = (
    "Add to what earlier runs have put into --accepted and --quarantine; a record is known by its id, else its bytes."
)
_REPLACE = "Take the place of what earlier runs have put into --accepted and --quarantine."
_SUITE = "Hold the summary against a suite of expectations; ALL for every built-in one."


def check(
    paths: o.Paths,
    select: o.Select = None,
    extend_select: o.Extend = None,
    ignore: o.Ignore = None,
    preview: o.Preview = False,
    min_confidence: o.MinConfidence = None,
    fail_on: Annotated[Optional[o.FailOn], typer.Option(help="The least severity that fails the gate.")] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 even if the gate fails.")] = False,
    divide_ok: Annotated[bool, typer.Option("--divide-ok", help=_DIVIDE_OK)] = False,
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help="An input without articles passes.")] = False,
    output_format: o.Format = "full",
    output_file: o.OutputFile = None,
    output: o.Outputs = None,
    report: o.Report = None,
    whole_texts: o.WholeTexts = False,
    statistics: o.Statistics = False,
    max_findings: o.MaxFindings = None,
    suite: Annotated[o.Words, typer.Option(help=_SUITE, metavar="NAME|FILE")] = None,
    docs: Annotated[o.SomePath, typer.Option(help=_DOCS, metavar="DIR")] = None,
    contracts: Annotated[bool, typer.Option("--contracts", help="Hold every frame against its Pandera model.")] = False,
    baseline: Annotated[o.SomePath, typer.Option(help="Known findings do not count.", metavar="FILE")] = None,
    write_baseline: Annotated[o.SomePath, typer.Option(help="Remember all findings.", metavar="FILE")] = None,
    prune_baseline: Annotated[bool, typer.Option("--prune-baseline", help="Forget what is gone.")] = False,
    decisions: o.Decisions = None,
    accepted: Annotated[o.SomePath, typer.Option(help="Copy the records that pass there.", metavar="DIR")] = None,
    quarantine: Annotated[o.SomePath, typer.Option(help="Set the others aside there.", metavar="DIR")] = None,
    accepted_as: Annotated[o.AcceptedAs, typer.Option("--as", help=_AS)] = o.AcceptedAs.original,
    append: Annotated[bool, typer.Option("--append", help=_APPEND)] = False,
    replace: Annotated[bool, typer.Option("--replace", help=_REPLACE)] = False,
    run: Annotated[o.SomePath, typer.Option(help="Store the run there.", metavar="DIR")] = None,
    resume: o.Resume = False,
    texts: o.Texts = None,
    exclude: o.Exclude = None,
    follow_links: o.FollowLinks = False,
    field: o.Fields = None,
    config: o.Config = None,
    isolated: o.Isolated = False,
    now: o.Now = None,
    engine: o.Engine = "local",
    workers: o.Workers = None,
    shard_articles: o.ShardArticles = None,
    no_cache: o.NoCache = False,
    cache_dir: o.CacheDir = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Read articles, find what is wrong with them, and say whether the gate passes.

    In the names of files and folders that are written, {run} stands for the run and {date} for the day.
    """
    from provenance import gate, reports
    from provenance.cli.outputs import Outputs, is_folder
    from provenance.runs import store
    from provenance.storage import targets

    policy = o.policy(
        config, paths=paths, isolated=isolated, select=select, extend_select=extend_select, ignore=ignore,
        exclude=exclude, fields=field, suites=suite, now=now, baseline=baseline,
        fail_on=fail_on.value if fail_on else None,
        decisions=tuple(decisions or ()), allow_empty=allow_empty, follow_links=follow_links,
        preview=preview, min_confidence=min_confidence,
    )  # fmt: skip
    workplace = o.workplace(engine, workers, shard_articles)
    with o.copies(policy) as policy, Outputs(paths, policy) as out:
        accepted, quarantine, run, docs, output_file, write_baseline = map(
            out.place, (accepted, quarantine, run, docs, output_file, write_baseline)
        )
        more, words = reports.apart([out.filled(word) for word in output or []])
        eyed = [*out.places(report or ()), *more]
        asked = reports.outputs("statistics" if statistics else output_format, output_file, words, quiet=quiet)
        reports.refuse_exports(policy, asked)
        _refuse_early(policy, write_baseline, eyed, docs, prune=prune_baseline, contracts=contracts)
        _refuse_resuming(paths, resume=resume, contracts=contracts)
        one_file = [path for path in eyed if not is_folder(path)]
        for file in (write_baseline, *one_file):
            out.refuse_file(file)
        for one in asked:
            out.refuse_file(one.file, of_articles=reports.taken_for_articles(one.format))
        importing = out.split_corpus(accepted, quarantine, append=append, replace=replace)
        copy_format = gate.CopyFormat(accepted_as)
        _refuse_without_gate(importing, {"--divide-ok": divide_ok, "--as": copy_format is not gate.CopyFormat.original})
        stored = out.claim(run, targets.STORED_RUN)
        kept = out.shards(run) if resume else None
        cache = kept if no_cache else cache_dir or Path(o.CACHE)
        pages = [out.claim(path, targets.HTML_REPORT) if is_folder(path) else path for path in eyed]
        site = out.claim(docs, targets.DATA_DOCS)
        wanted = bool(eyed) or reports.need_facts(asked) or copy_format is not gate.CopyFormat.original
        with frames_folder(stored, wanted=wanted) as frames:
            done = run_check(
                paths, policy, frames, workplace, contracts=contracts, cache=cache, verbose=verbose, texts=texts or (),
                resume=resume, quiet=quiet,
            )  # fmt: skip
            staged = gate.stage(done, paths, importing, copy_format) if importing else None
            done = staged.run if staged else done
            reports.write_exports(done, asked)
            if not (stored or eyed):  # the gate alone has read the frames, and they go
                done = dataclasses.replace(done, frames=None)
            if stored:
                store.save(done, stored)
            if docs and site:
                _write_docs(done, docs, site, reports.linked(eyed))
            for path, page in zip(eyed, pages, strict=True):
                _write_report(done, path, page or path, docs, whole_texts=whole_texts)
        notes = _commit(out, staged)
        notes += map(out.as_called, _remember(done, write_baseline, prune=prune_baseline))
        reports.write(done, asked, max_findings)
        out.finish()
    code = _exit_code(done, staged, exit_zero=exit_zero, divide_ok=divide_ok)
    if not quiet:
        o.note([*notes, *_unsaid(done, asked)])
        for_machines = asked[0].file is None and not reports.for_people(asked[0].format)
        for sentence in _of_gate(staged, code, divide_ok=divide_ok and not exit_zero):
            o.echo(sentence, err=for_machines)  # beside a report for machines it goes where it spoils nothing
    raise typer.Exit(code)


def _refuse_without_gate(importing: GateTargets | None, asked: Mapping[str, bool]) -> None:
    """Raise UsageError if an option of the import gate is used without one."""
    for option, is_used in asked.items():
        if is_used and not importing:
            message = f"{option} needs --accepted and --quarantine"
            raise UsageError(message)


def _refuse_resuming(paths: Sequence[str], *, resume: bool, contracts: bool) -> None:
    """Raise UsageError if a run is to go on of which nothing is kept."""
    if resume and (contracts or "-" in paths):
        what = "--contracts, for which every frame is held again" if contracts else "standard input, which is read once"
        message = f"--resume does not go with {what}"
        raise UsageError(message)


def _commit(out: Outputs, staged: Staged | None) -> list[str]:
    """Have every folder take its files; return what became of those of earlier runs, a sentence a folder."""
    if staged is None:
        return out.commit()
    staged.commit()
    sentence = staged.into.target.sentence
    return [*out.commit(), *([out.as_called(sentence)] if sentence else [])]


def _remember(done: Run, path: Path | None, *, prune: bool) -> list[str]:
    """Write the baseline, or forget what is gone from the one that was used; return what was done, in sentences."""
    from provenance.policy import baseline as baselines
    from provenance.printing import many

    lines = []
    if path:
        versions = {rule.code: str(rule.version) for rule in done.rules}
        rows = max(done.articles, done.found.height + done.subsumed.height)
        digests = done.counted.each(("article", "sha256"))
        found = baselines.describe(done.unfolded(baselines.REMEMBERED), versions, digests, rows)
        number, articles = baselines.write(found, path)
        folded = f"; {told}" if (told := done.told_of_corpus) else ""
        lines.append(f"{path}: remembered {many(number, 'finding')} in {many(articles, 'article')}{folded}")
    if prune and done.policy.baseline:
        forgotten = baselines.prune(done.policy.baseline, done.gone)
        lines.append(f"{done.policy.baseline}: forgot {many(forgotten, 'finding')}")
    return lines


def _exit_code(done: Run, staged: Staged | None, *, exit_zero: bool, divide_ok: bool) -> int:
    """Return 0 if the gate passes, or if what fails it has been set aside and that is enough."""
    passed = not staged.left if divide_ok and staged else done.verdict.passed
    return 0 if passed or exit_zero else 1


def _of_gate(staged: Staged | None, code: int, *, divide_ok: bool) -> Iterator[str]:
    """Yield where the records went and, where the verdict does not tell it, why the exit code is what it is."""
    if staged is None:
        return
    yield staged.counts.sentence
    if divide_ok and staged.left:
        yield f"exit code {code}: {'; '.join(staged.left)}"
    elif divide_ok and not staged.run.verdict.passed:
        yield f"exit code {code}: all that is wrong has been set aside"


def _unsaid(done: Run, asked: Sequence[Output]) -> tuple[str, ...]:
    """Return the notes of a run unless a report for people has just told them on standard output."""
    from provenance import reports

    shown = any(output.file is None and reports.for_people(output.format) for output in asked)
    return () if shown else done.record.notes


def _write_docs(done: Run, folder: Path, stage: Path, report: Path | None) -> None:
    """Write the Data Docs, which will lie in `folder`, to its stage."""
    from provenance.cli.outputs import link_from
    from provenance.suites import docs, loader

    docs.of_run(done, loader.find(done.policy.suites), stage, link_from(stage, folder, report))


def _write_report(done: Run, report: Path, path: Path, docs: Path | None, *, whole_texts: bool) -> None:
    """Write the report for the eye: a file, or the stage of a folder; it links to the Data Docs in `docs`."""
    from provenance import reports
    from provenance.cli.outputs import is_folder, link_from

    first = docs / "index.html" if docs else None
    linked = link_from(path, report, first) if is_folder(report) else first
    reports.write_html(done, path, linked, whole_texts=whole_texts)


def _refuse_early(
    policy: Policy, baseline: Path | None, eyed: Sequence[Path], docs: Path | None, *, prune: bool, contracts: bool
) -> None:
    """Raise ProvenanceError before the work for what would be refused after it."""
    from provenance import reports
    from provenance.check import require_extras
    from provenance.policy import baseline as baselines
    from provenance.policy import decisions
    from provenance.storage.atomic import refuse_unwritable
    from provenance.storage.copies import called, is_copy
    from provenance.suites import loader

    require_extras(policy, contracts=contracts)
    if baseline:
        refuse_unwritable(baseline)
    reports.refuse_reports(eyed)
    if docs:
        _refuse_docs(docs, eyed, policy)
    if prune and not policy.baseline:
        message = "--prune-baseline needs a --baseline"
        raise UsageError(message)
    if prune and policy.baseline and is_copy(policy.baseline):
        message = f"--prune-baseline writes the baseline, which lies in a store: fetch {called(policy.baseline)} first"
        raise UsageError(message)
    if policy.baseline:
        baselines.read(policy.baseline)
    decisions.load_all(policy.decisions)
    if policy.suites:
        loader.find(policy.suites)


def _refuse_docs(docs: Path, eyed: Sequence[Path], policy: Policy) -> None:
    """Raise UsageError if there is nothing to write Data Docs of, or no room for them."""
    from provenance.storage.atomic import refuse_unwritable_folder

    if not policy.suites:
        message = "--docs needs a --suite, or suites in the configuration"
        raise UsageError(message)
    if docs.resolve() in {report.resolve() for report in eyed}:
        message = f"--docs and --report both name {docs}: each has an index.html of its own"
        raise UsageError(message)
    refuse_unwritable_folder(docs)
