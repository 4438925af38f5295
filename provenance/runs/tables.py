"""The tables of a stored run: Parquet files, which may come from a stranger, held against what is declared of them."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import polars as pl

from provenance.errors import UsageError
from provenance.frames import (
    ARTICLES,
    CORPUS,
    COUNT,
    DAYS,
    DUPLICATES,
    EXPECTATIONS,
    EXTRACTED,
    FINDINGS,
    FRAMES,
    INPUTS,
    READ_ERRORS,
    REPEATS,
    SUMMARY,
    Column,
    Frame,
    key,
)  # fmt: skip
from provenance.policy import baseline, decisions
from provenance.rules.base import SEVERITIES
from provenance.runs import fact_tables
from provenance.storage import parquet
from provenance.storage.spill import Spilled
from provenance.storage.untrusted import inside

SUBSUMED = "subsumed"
"""The findings of single articles for which one of the corpus stands; runs of version 0.1 have none."""
CHUNK = 20_000
"""Rows of a stored run that are held at once."""
OF_CORPUS = (DUPLICATES, REPEATS, DAYS, CORPUS)
"""The frames of the corpus that every run has."""
_SCHEMAS = {
    **{frame.name: frame.schema for frame in (FINDINGS, SUMMARY, READ_ERRORS, EXPECTATIONS, *OF_CORPUS)},
    "gone": baseline.GONE, "lapsed": decisions.LAPSED,
}  # fmt: skip
_LATER = {
    "stands_for": None, "confidence": None, "full_quotations": 0, "full_attributed": 0, "credits_parsed": 0,
    "why": None, "against": None, "of_place": None, "of_published": None, "of_agency": None, "places": None,
    "fixable": None, "formerly": None, "marked_up": False, "url": None, "clock": None, "embargo": None, "copies": None,
    "cluster": None, "role": None, "sound": None, "impossible": False,
}  # fmt: skip
"""Columns that runs of version 0.1 do not have, and what stands in their place."""
STATUSES = ("new", "known", "accepted")


def small(folder: Path) -> dict[str, pl.DataFrame]:
    """Return the tables of a stored run that are read whole, by name. Raises ValueError if one is not as declared."""
    long = (FINDINGS.name, SUMMARY.name)
    return {name: _read(folder, name, schema) for name, schema in _SCHEMAS.items() if name not in long}


def chunks(folder: Path, name: str, schema: pl.Schema, codes: Collection[str] = ()) -> Spilled:
    """Return a long frame of a stored run, in chunks, with the columns that count the findings of the rules `codes`.

    Raises ValueError if it is not as declared.
    """
    spilled = Spilled()
    for chunk in parquet.chunks(inside(folder, f"{name}.parquet"), CHUNK):
        spilled.add(_declared(chunk, name, schema, codes))
    return spilled


def findings(folder: Path, codes: Collection[str]) -> tuple[Spilled, Spilled]:
    """Return the findings of a stored run, and those of single articles for which one of the corpus stands.

    Raises ValueError if they are not as declared, or of other rules than those with `codes`.
    """
    behind = os.path.lexists(folder / f"{SUBSUMED}.parquet")
    found = chunks(folder, FINDINGS.name, FINDINGS.schema)
    subsumed = chunks(folder, SUBSUMED, FINDINGS.schema) if behind else Spilled.of(FINDINGS.empty())
    for name, rows in ((FINDINGS.name, found), (SUBSUMED, subsumed)):
        for chunk in rows.each(("code",)):
            if not chunk["code"].is_in(codes).all():
                message = f"{name}.parquet: a finding of a rule that the run does not name"
                raise ValueError(message)
    return found, subsumed


def refuse_facts(folder: Path) -> None:
    """Raise ValueError if a frame of facts is not as declared; one that is missing was taken away on purpose.

    Raises UsageError where that is the frame of the articles, of which all others speak: a run in a bag has none.
    """
    if os.path.lexists(folder / fact_tables.PARTS):
        message = f"{fact_tables.PARTS} is left of a run that was not finished"
        raise ValueError(message)
    if not os.path.lexists(folder / f"{ARTICLES.name}.parquet"):
        records = folder.parent / "records"
        lie = f"they lie in {records}" if records.is_dir() else "in a bag they lie beside it, in data/records"
        message = (
            f"{folder}: the run has no articles ({ARTICLES.name}.parquet), which are read here; {lie}, "
            "and `provenance check` of these makes a run that has them"
        )
        raise UsageError(message)
    for frame in (*EXTRACTED, INPUTS):
        file = inside(folder, f"{frame.name}.parquet")
        if frame.name not in _SCHEMAS and file.is_file():
            rows = parquet.scan(file)
            known = rows.collect_schema()
            later = [
                pl.lit(_LATER[column.name], column.dtype).alias(column.name)
                for column in frame.columns
                if column.name in _LATER and column.name not in known and _may_be(_LATER[column.name], column)
            ]
            _refuse_misfit(frame, rows.with_columns(later))
    _refuse_unpaired(folder)


def _may_be(value: object, column: Column) -> bool:
    """Tell whether a column may hold what stands in the place of one that is not there: else it has always been."""
    return column.nullable or value is not None


def _refuse_unpaired(folder: Path) -> None:
    """Raise ValueError unless the summary has as many articles as there are."""
    names = (ARTICLES.name, SUMMARY.name)
    files = (inside(folder, f"{name}.parquet") for name in names)
    heights = [parquet.scan(file).select(pl.len()).collect().item() for file in files]
    if heights[0] != heights[1]:
        message = f"{names[0]}.parquet has {heights[0]:,} rows, and {names[1]}.parquet {heights[1]:,}"
        raise ValueError(message)


def _read(folder: Path, name: str, schema: pl.Schema) -> pl.DataFrame:
    """Return a frame of a stored run. Raises ValueError if it is not as declared."""
    return _declared(parquet.read(inside(folder, f"{name}.parquet")), name, schema)


def _declared(frame: pl.DataFrame, name: str, schema: pl.Schema, codes: Collection[str] = ()) -> pl.DataFrame:
    """Return a frame with its columns, and those that count the findings of the rules with these `codes`.

    Raises ValueError if its columns, types or grades are others than declared.
    """
    later = [column for column in _LATER.keys() & schema.keys() if column not in frame.columns]
    frame = frame.with_columns(pl.lit(_LATER[column], schema[column]).alias(column) for column in later)
    declared = FRAMES.get(name) or Frame(name, "", tuple(Column(each, dtype, "") for each, dtype in schema.items()))
    counts = [key(code, "", COUNT) for code in frame.columns if code in codes and code not in schema]
    _refuse_misfit(replace(declared, columns=(*declared.columns, *counts)), frame.lazy())
    frame = frame.select(*schema, *(column.name for column in counts))
    for column, known in (("severity", SEVERITIES), ("status", STATUSES)):
        if column in schema and not frame[column].is_in(known).all():
            message = f"{name}.parquet: a {column} that is none of {', '.join(known)}"
            raise ValueError(message)
    return frame


def _refuse_misfit(frame: Frame, rows: pl.LazyFrame) -> None:
    if mismatch := frame.mismatch(rows):
        message = f"{frame.name}.parquet: {mismatch}"
        raise ValueError(message)
