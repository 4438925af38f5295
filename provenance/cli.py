"""The commands: parse, call, print, exit. Heavy imports stay inside the commands, so that `--help` is quick."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from provenance.errors import ProvenanceError, UsageError

if TYPE_CHECKING:
    from provenance.policy import Policy
    from provenance.run import Run

app = typer.Typer(
    name="provenance",
    help="Data quality and provenance for corpora of news articles.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class FailOn(StrEnum):
    """From which severity on a finding fails the gate."""

    error = "error"
    warning = "warning"
    info = "info"
    never = "never"


Paths = Annotated[list[str], typer.Argument(help="Files and folders; - is standard input.", metavar="PATH…", show_default=False)]
Codes = Optional[list[str]]
Select = Annotated[Codes, typer.Option("--select", help="Only these rules: codes, prefixes, names, families, ALL; commas or repeated.", metavar="CODES")]
Extend = Annotated[Codes, typer.Option("--extend-select", help="These rules as well.", metavar="CODES")]
Ignore = Annotated[Codes, typer.Option("--ignore", help="Not these rules.", metavar="CODES")]
Fields = Annotated[Codes, typer.Option("--field", help="Read our field from theirs.", metavar="OURS=THEIRS")]
Config = Annotated[Optional[Path], typer.Option("--config", help="Use this configuration file.", metavar="FILE")]
Isolated = Annotated[bool, typer.Option("--isolated", help="Use no configuration file.")]
Now = Annotated[Optional[str], typer.Option("--now", help="Pin the clock.", metavar="DATE")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Read everything again.")]
CacheDir = Annotated[Optional[Path], typer.Option("--cache-dir", help="Keep the cache there.", metavar="DIR")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print no report; only the exit code tells.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Tell more on standard error.")]


@app.command()
def check(
    paths: Paths,
    select: Select = None,
    extend_select: Extend = None,
    ignore: Ignore = None,
    field: Fields = None,
    config: Config = None,
    isolated: Isolated = False,
    fail_on: Annotated[Optional[FailOn], typer.Option(help="The least severity that fails the gate.")] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 even if the gate fails.")] = False,
    output_format: Annotated[str, typer.Option(help="Form of the report on standard output.", metavar="FORMAT")] = "full",
    output_file: Annotated[Optional[Path], typer.Option("-o", "--output-file", help="Write the report there instead.")] = None,
    output: Annotated[Codes, typer.Option(help="One more report in a file.", metavar="FORMAT=FILE")] = None,
    suite: Annotated[Codes, typer.Option(help="Hold the summary against a suite of expectations; ALL for every built-in one.", metavar="NAME|FILE")] = None,
    contracts: Annotated[bool, typer.Option("--contracts", help="Hold every frame against its Pandera model and schema.")] = False,
    statistics: Annotated[bool, typer.Option("--statistics", help="Print counts per rule instead of findings.")] = False,
    now: Now = None,
    no_cache: NoCache = False,
    cache_dir: CacheDir = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Read articles, find what is wrong with them, and say whether the gate passes."""
    from provenance import check as checking
    from provenance import reports
    from provenance.cache import FOLDER

    policy = _policy(config, isolated, select=select, extend_select=extend_select, ignore=ignore, fields=field,
                     suites=suite, fail_on=fail_on.value if fail_on else None, now=now)  # fmt: skip
    outputs = reports.outputs("statistics" if statistics else output_format, output_file, output or [], quiet=quiet)
    with _progress(verbose) as advance:
        run = checking.check(
            paths, policy, contracts=contracts, command=_command(), progress=advance,
            cache=None if no_cache else cache_dir or Path(FOLDER),
        )  # fmt: skip
    reports.write(run, outputs)
    raise typer.Exit(0 if run.verdict.passed or exit_zero else 1)


@app.command()
def extract(
    paths: Paths,
    to: Annotated[Path, typer.Option("--to", help="Folder for NAME.parquet of every frame.", metavar="DIR")],
    select: Select = None,
    ignore: Ignore = None,
    field: Fields = None,
    config: Config = None,
    isolated: Isolated = False,
    now: Now = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write every frame of facts and findings as Parquet."""
    from provenance import check as checking
    from provenance import extract as extracting

    policy = _policy(config, isolated, select=select, ignore=ignore, fields=field, now=now)
    extracting.prepare(to)
    with _progress(verbose) as advance:
        run = checking.check(paths, policy, frames=to, command=_command(), progress=advance)
    written = extracting.finish(run, to)
    if not quiet:
        typer.echo(f"{run.articles:,} articles, {run.findings.height:,} findings: wrote {len(written)} frames to {to}")


@app.command()
def rule(
    code: Annotated[Optional[str], typer.Argument(help="Code or name of a rule.", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="List every rule.")] = False,
) -> None:
    """Show a rule's page: what, why, bad, good, how to fix."""
    from provenance import explain
    from provenance.policy import Policy
    from provenance.rules import by_code, registry

    if every:
        typer.echo("\n".join(explain.line(each) for each in registry()))
    elif code is None:
        raise UsageError("name a rule, or use --all to list them")
    else:
        typer.echo("\n".join(explain.page(by_code()[found]) for found in Policy.codes([code])), nl=False)


def main() -> None:
    """Run the command line; wrong calls and internal errors exit with 2, in one line."""
    try:
        app()
    except ProvenanceError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except Exception as error:  # noqa: BLE001 - the last line of defence
        if {"-v", "--verbose"} & set(sys.argv):
            traceback.print_exc()
        typer.echo(f"internal error: {type(error).__name__}: {error} (use -v to see where)", err=True)
        sys.exit(2)


def _policy(config: Path | None, isolated: bool, **given: object) -> Policy:  # noqa: FBT001
    """Return the policy of the files with what the command line gives laid over it."""
    from dataclasses import replace

    from provenance import policy

    base = policy.load(config, isolated=isolated)
    over = {name: value for name, value in given.items() if value}
    for name in ("select", "extend_select", "ignore", "suites"):
        if name in over:
            over[name] = tuple(word for text in over[name] for word in text.split(",") if word)  # type: ignore[attr-defined]
    if "fields" in over:
        over["fields"] = {**base.fields, **dict(_pair("--field", text) for text in over["fields"])}  # type: ignore[attr-defined]
    if "now" in over:
        over["now"] = policy.read_date(over["now"])
    merged = replace(base, **over)  # type: ignore[arg-type]
    policy.validate(merged)
    return merged


def _pair(option: str, text: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not (left and equals and right):
        message = f"{option} takes LEFT=RIGHT, not {text!r}"
        raise UsageError(message)
    return left, right


def _command() -> str:
    return " ".join(["provenance", *sys.argv[1:]])


@contextmanager
def _progress(verbose: bool) -> Iterator[object]:  # noqa: FBT001
    """Show a bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} articles"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=not verbose) as bar:
        task = bar.add_task("read", total=None)
        yield lambda articles: bar.advance(task, articles)


if __name__ == "__main__":
    main()
