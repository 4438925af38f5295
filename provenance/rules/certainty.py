"""When a fact is sure enough to be held against an article: nobody wants to be told of captions that are none."""

from __future__ import annotations

import polars as pl

from provenance import languages
from provenance.frames import ROW
from provenance.languages.measured import measured

CONFIDENT = pl.col("confidence") >= 0.6  # noqa: PLR2004 - read by eye: 9 in 10 paragraphs above it are captions

SURE = 0.6
"""From which confidence on a suspicion about the extraction of a text counts: measured, docs/extraction.md."""
SUSPECTED = pl.col("confidence") >= SURE
"""When the extraction of a text is suspicious enough."""

UNMEASURED = 0.8
"""What is left of the confidence of a finding in a language in which its fact is not measured.

Chosen, not measured: credits of other languages were exact .85 times as often as English ones on publishers that nobody
had tuned to, captions of the worst tenth of the publishers .7 times as often as of all.
"""
WORDED = {"captions": "captions", "boilerplate": "furniture"}
"""Frames whose confidence rests on words of a language, with the fact by whose name it is measured."""


def by_language(found: pl.DataFrame, articles: pl.DataFrame, fact: str | None) -> pl.DataFrame:
    """Lower the confidence of findings in articles that declare a language in which the fact is not measured.

    Args:
        found: Findings with `confidence`, and `row` or `article` of `articles`.
        articles: With `language`, as frames.ARTICLES; without it nothing is lowered.
        fact: What they are about, null where its confidence does not rest on words.

    Returns:
        The findings. Articles that declare no language stay: they are among what was measured.
    """
    if fact is None or found.is_empty() or not {"language", ROW} <= set(articles.columns):
        return found
    if articles["language"].null_count() == articles.height:
        return found
    codes = languages.codes()
    declared = articles["language"].drop_nulls().unique().to_list()
    foreign = [tag for tag in declared if codes.get(_primary(tag), _primary(tag)) not in measured(fact)]
    if not foreign:
        return found
    rows = articles.filter(pl.col("language").is_in(foreign))[ROW].cast(pl.UInt32)
    lowered = pl.when(pl.col(ROW).is_in(rows.implode())).then((pl.col("confidence") * UNMEASURED).round(4))
    return found.with_columns(confidence=lowered.otherwise("confidence"))


def _primary(tag: str) -> str:
    """Return the language of a BCP 47 tag, without script and country."""
    return tag.replace("_", "-").split("-")[0].lower()
