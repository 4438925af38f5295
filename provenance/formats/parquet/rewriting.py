"""Parquet files written anew with the texts and fields of repaired rows changed; every other column stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from provenance.formats.field_paths import column
from provenance.formats.fields import Fields
from provenance.formats.rewriting import DAMAGED, INEXACT, Repair, Repairs, Rewritten, name_of, values
from provenance.formats.shards import File
from provenance.rules.repairs import LISTS
from provenance.storage import parquet

_OF_TEXT = (pl.String, pl.List(pl.String))


def rewrite(file: File, part: Path, repairs: Repairs, fields: Fields) -> Rewritten:
    """Write a file to `part`; the records of one of which a column cannot be read are left as they are."""
    try:
        with parquet.guarded():
            frame = parquet.read(file.path)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):  # a column that the check does not read
        return Rewritten(left=dict.fromkeys(repairs, DAMAGED))
    fields = fields.in_file(lambda name: column(frame.schema, name) is not None)
    touched = [name for name in _touched(repairs.values(), fields) if frame.schema.get(name) in _OF_TEXT]
    columns = {name: frame[name].to_list() for name in touched}
    done = Rewritten()
    for number, repair in repairs.items():
        row = number or 0
        if not _fits(repair, row, frame.schema, columns, fields):
            done.left[number] = INEXACT
            continue
        before = columns[fields.text][row]
        for name, value in values(repair, {known: columns[known][row] for known in columns}, fields).items():
            columns.setdefault(name, [None] * frame.height)[row] = value
        done.written[number] = before.encode(), repair.text.encode()
    lists = {name_of(name, fields) for name in LISTS}
    fresh = {name: pl.List(pl.String) if name in lists else pl.String for name in columns}
    series = [pl.Series(name, given, dtype=frame.schema.get(name, fresh[name])) for name, given in columns.items()]
    parquet.write(frame.with_columns(series), part)
    return done


def _touched(repairs: Iterable[Repair], fields: Fields) -> set[str]:
    return {fields.text, *(name_of(name, fields) for repair in repairs for name in repair.lifted)}


def _fits(repair: Repair, row: int, schema: pl.Schema, columns: Mapping[str, list[Any]], fields: Fields) -> bool:
    """Tell whether what was lifted out of a row has a place: a column of strings, or none yet."""
    wanted = {name_of(name, fields): pl.List(pl.String) if name in LISTS else pl.String() for name in repair.lifted}
    placed = all(schema.get(name, dtype) == dtype for name, dtype in wanted.items())
    return placed and schema.get(fields.text) == pl.String and columns[fields.text][row] == repair.original
