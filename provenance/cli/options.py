"""What the commands share: options, the policy they make, how they speak."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Optional

import typer

from provenance.errors import UsageError
from provenance.storage.addresses import masked, restored
from provenance.storage.names import as_text

if TYPE_CHECKING:
    from provenance.engines.base import Engine as Work
    from provenance.policy.configuration import Policy

Words = Optional[list[str]]  # Typer reads Optional at run time
SomePath = Optional[Path]
CACHE = ".provenance_cache"
_WORDS = ("select", "extend_select", "ignore", "suites")


class FailOn(StrEnum):
    """From which severity on a finding fails the gate."""

    error = "error"
    warning = "warning"
    info = "info"
    never = "never"


class AcceptedAs(StrEnum):
    """How what the gate accepts is handed on (`gate.Form`, which is not loaded for `--help`)."""

    original = "original"
    jsonl = "jsonl"
    parquet = "parquet"


def _option(kind: Any, *names: str, about: str, metavar: str | None = None) -> Any:  # noqa: ANN401
    return Annotated[kind, typer.Option(*names, help=about, metavar=metavar)]


_CODES = "Codes, prefixes, names, families, ALL; with commas or repeated."
Paths = Annotated[list[str], typer.Argument(help="Files and folders; - is standard input.", metavar="PATH…")]
Select = _option(Words, "--select", about=f"Only these rules. {_CODES}", metavar="RULES")
Extend = _option(Words, "--extend-select", about="These rules as well.", metavar="RULES")
Ignore = _option(Words, "--ignore", about="Not these rules.", metavar="RULES")
_EXCLUDE = "Leave these files and folders out, as .gitignore writes them; repeatable, after those of the configuration."
Exclude = _option(Words, "--exclude", about=_EXCLUDE, metavar="GLOB")
_TEXTS = "Hold the pages against the texts of the same articles in that file or folder; repeatable."
Texts = _option(Words, "--texts", about=_TEXTS, metavar="PATH")
_FOLLOW = "Follow links out of the folders that are named, but never into /proc, /sys and /dev."
FollowLinks = _option(bool, "--follow-links", about=_FOLLOW)
_FIELD = "Read our field from theirs: text=body; dots lead into nested records (byline=authors.name); repeatable."
Fields = _option(Words, "--field", about=_FIELD, metavar="OURS=THEIRS")
Config = _option(SomePath, "--config", about="Use this configuration file.", metavar="FILE")
Isolated = _option(bool, "--isolated", about="Use no configuration file.")
Now = _option(Optional[str], "--now", about="Pin the clock.", metavar="DATE")
Format = _option(str, "--output-format", "-f", about="Form of the report on standard output.", metavar="FORMAT")
OutputFile = _option(SomePath, "--output-file", "-o", about="Write the report there instead.", metavar="FILE")
Outputs = _option(Words, "--output", about="One more report, or an export, in a file; repeatable.", metavar="NAME=FILE")
_REPORT = "Write the HTML report: a FILE.html, or a folder for large runs; FILE.pdf is its summary. Repeatable."
Report = _option(Optional[list[Path]], "--report", about=_REPORT, metavar="PLACE")
WholeTexts = _option(bool, "--whole-texts", about="Keep every text in full in the report.")
_ENGINE = "Where the work runs: an engine's name, with ://ADDRESS where it has one."
Engine = _option(str, "--engine", about=_ENGINE, metavar="NAME")
Workers = _option(Optional[int], "--workers", about="How many shards are worked on at once.", metavar="N")
_SHARD = "Articles of a shard at most: fewer need less memory; the results are the same."
ShardArticles = _option(Optional[int], "--shard-articles", about=_SHARD, metavar="N")
Preview = _option(bool, "--preview", about="Rules in preview as well.")
_CONFIDENCE = "Leave out findings that are less sure than this, from 0 to 1."
MinConfidence = _option(Optional[float], "--min-confidence", about=_CONFIDENCE, metavar="SHARE")
_MOST = "Findings shown on a terminal or in a pipe, for people: 100 unless told, 0 for all. Files hold all."
MaxFindings = _option(Optional[int], "--max-findings", about=_MOST, metavar="N")
_DECISIONS = "What people decided about findings; repeatable, a file a reviewer."
Decisions = _option(Optional[list[Path]], "--decisions", about=_DECISIONS, metavar="FILE")
Statistics = _option(bool, "--statistics", about="Print counts per rule instead of findings.")
NoCache = _option(bool, "--no-cache", about="Read everything again.")
CacheDir = _option(SomePath, "--cache-dir", about="Keep the cache there.", metavar="DIR")
_RESUME = "Go on with a run that was cut off: shards that were finished are not worked on again."
Resume = _option(bool, "--resume", about=_RESUME)
Quiet = _option(bool, "--quiet", "-q", about="Print nothing; the exit code tells.")
Verbose = _option(bool, "--verbose", "-v", about="Tell more on standard error.")


def policy(config: Path | None, *, isolated: bool, paths: Sequence[str] = (), **given: Any) -> Policy:  # noqa: ANN401
    """Return the policy of the configuration files, with what the command line gives laid over it.

    `paths` are the inputs: a configuration file in one of them makes no code run.
    """
    from provenance.policy import configuration as policies
    from provenance.policy.values import read_date

    if config and (address := restored(config)):
        message = f"{address}: a configuration decides which code runs, and names files beside it; fetch it first"
        raise UsageError(message)
    base = policies.load(config, isolated=isolated, inputs=paths)
    over = {name: value for name, value in given.items() if value}
    over |= {name: _words(over[name]) for name in _WORDS if name in over}
    if "exclude" in over:
        over["exclude"] = (*base.exclude, *over["exclude"])
    if "fields" in over:
        over["fields"] = mapping(base.fields, over["fields"])
    if "now" in over:
        over["now"] = read_date(over["now"])
    return replace(base, **over)


@contextmanager
def copies(policy: Policy) -> Iterator[Policy]:
    """Give the policy with the baseline and the decisions on the disk: copies of those that an address names.

    Raises UsageError as `storage.copies.copied`.
    """
    from provenance.storage.copies import copied

    known = [policy.baseline] if policy.baseline else []
    with copied([*known, *policy.decisions]) as here:
        baseline = here.get(policy.baseline, policy.baseline) if policy.baseline else None
        decisions = tuple(here.get(file, file) for file in policy.decisions)
        yield replace(policy, baseline=baseline, decisions=decisions) if here else policy


class Workplace(NamedTuple):
    """Where the work runs, and in how large parts."""

    engine: Work
    shard_articles: int


def workplace(engine: str, workers: int | None, shard_articles: int | None) -> Workplace:
    """Return what the options say of the engine. Raises UsageError for an unknown one, or for a number below 1."""
    from provenance.engines import named
    from provenance.formats import SHARD_ARTICLES

    for option, number in (("--workers", workers), ("--shard-articles", shard_articles)):
        if number is not None and number < 1:
            message = f"{option} must be at least 1, not {number}"
            raise UsageError(message)
    return Workplace(named(engine, workers), shard_articles or SHARD_ARTICLES)


def refuse_form(output_format: str) -> None:
    """Raise UsageError for a form of output that is neither text nor JSON."""
    if output_format not in {"text", "json"}:
        message = f"--output-format takes text or json, not {output_format!r}"
        raise UsageError(message)


def note(notes: Iterable[str]) -> None:
    """Say on standard error what has been done beside the work."""
    for line in notes:
        echo(line, err=True)


def echo(text: str, *, err: bool = False) -> None:
    """Print what a command has to say, whatever names and words are in it.

    Nobody need read what goes to standard error: where its reader has gone the work goes on.
    """
    from provenance.printing import escaped, harmless

    try:
        typer.echo(harmless(escaped(text)), err=err)
    except BrokenPipeError:
        if not err:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def pair(option: str, text: str) -> tuple[str, str]:
    """Split LEFT=RIGHT. Raises UsageError if it is none."""
    left, equals, right = text.partition("=")
    if left and equals and right:
        return left, right
    message = f"{option} takes LEFT=RIGHT, not {text!r}"
    raise UsageError(message)


def command() -> str:
    """Return the command line, as it goes into the record of the run: a shell takes it as it was."""
    return shlex.join(["provenance", *(masked(as_text(word)) for word in sys.argv[1:])])


def mapping(base: Mapping[str, str], options: Sequence[str]) -> dict[str, str]:
    """Lay the options OURS=THEIRS over the mapping of the configuration; `author` replaces what is said of `byline`.

    Raises UsageError if an option maps a field twice.
    """
    from provenance.formats.fields import Fields, field_of

    pairs = [pair("--field", text) for text in options]
    for (one, _), (other, theirs) in combinations(pairs, 2):
        if field_of(one) == field_of(other):
            message = f"--field {other}={theirs}: the field {other!r} is mapped twice"
            raise UsageError(message)
    given = dict(pairs)
    Fields.of(given)
    return {ours: theirs for ours, theirs in base.items() if field_of(ours) not in map(field_of, given)} | given


def _words(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for text in texts for word in text.split(",") if word)
