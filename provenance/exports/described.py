"""What several papers say of a run: the name and the digest of the data set, the rules held to it, what is counted."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

import polars as pl

from provenance.exports import streams
from provenance.policy.behind import manifest
from provenance.policy.verdict import by_rule
from provenance.rules.base import Rule
from provenance.runs.run import Run

C = pl.col
PRODUCER = "urn:article-provenance"
"""This program, where a paper wants an address: it has none of its own."""
_UNNAMED = "articles"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, PRODUCER)
NAMED = 20
"""How many different publishers, languages, notices of rights a paper names, those of most articles first."""


def name(run: Run) -> str:
    """Return the name of the data set: the policy's, else the only path that was read, else `articles`.

    Of an absolute path it is the last name: the folders above it tell of the machine.
    """
    read = [PurePath(path).name if PurePath(path).is_absolute() else path for path in run.record.arguments]
    return run.policy.dataset or (read[0] if len(read) == 1 and read[0] else _UNNAMED)


def digest(run: Run) -> str:
    """Return the digest over the articles that were read, the same as `manifest_sha256` of a stored run."""
    return manifest(run.counted.each(("article", "sha256")))


def identity(run: Run, thing: str, articles: str) -> str:
    """Return an UUID of a thing of a run over articles with this digest: always the same one (version 5)."""
    return str(uuid.uuid5(_SPACE, f"{thing} {run.record.moment} {articles}"))


def program(run: Run) -> str:
    """Return the name of this program with the version that made the run."""
    return f"provenance {run.record.version}".strip()


def counts(run: Run) -> dict[str, tuple[int, int]]:
    """Return, by code, how many findings of a rule count, and in how many articles."""
    if not run.found.height:
        return {}
    found = by_rule(run.found.scan(), run.unread)
    return {code: (findings, hit) for code, findings, hit in found.select("code", "findings", "articles").iter_rows()}


def in_summary(run: Run, rule: Rule) -> bool:
    """Tell whether the summary counts the findings of a rule in a column of its own."""
    return rule.code in run.counted.chunk(0).columns


def most_frequent(chunks: Iterable[pl.DataFrame], column: str) -> list[str]:
    """Return the `NAMED` most frequent values of a column, those of one frequency by the alphabet."""
    counted = pl.DataFrame(schema={column: pl.String, "len": pl.UInt32})
    for chunk in chunks:
        each = chunk.select(column).drop_nulls().group_by(column).len()
        counted = pl.concat([counted, each.cast(counted.schema)]).group_by(column).agg(C("len").sum())
    return counted.sort(["len", column], descending=[True, False]).head(NAMED)[column].to_list()


def rights(run: Run) -> dict[str, list[str]]:
    """Return what articles and files say of rights, in their own words, the most frequent of each first.

    The keys are `usage_terms`, `copyright` and `licence`.
    """
    stated = {what: _words(run, "stated", "what", what, "raw") for what in ("usage_terms", "copyright")}
    printed = {kind: _words(run, "lineage", "kind", kind, "text") for kind in ("copyright", "licence", "usage")}
    return {
        "usage_terms": list(dict.fromkeys((*stated["usage_terms"], *printed["usage"])))[:NAMED],
        "copyright": list(dict.fromkeys((*stated["copyright"], *printed["copyright"])))[:NAMED],
        "licence": printed["licence"],
    }


def _words(run: Run, frame: str, column: str, wanted: str, words: str) -> list[str]:
    chunks = streams.chunks(run, frame, (column, words))
    return most_frequent((chunk.filter(pl.col(column) == wanted).select(words) for chunk in chunks), words)


def write_json(document: Mapping[str, object], path: Path) -> None:
    """Write a paper that is one JSON document."""
    text = json.dumps(document, ensure_ascii=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
