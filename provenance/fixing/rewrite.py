"""Each form of file written anew with its repaired records; every other byte of it as it was.

A record that cannot be written back exactly (bytes that were not decoded, a line that is no plain UTF-8, a column of
another type) is left alone: it comes back with `held`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from provenance import formats
from provenance.fixing import json_object
from provenance.fixing.edits import LISTS
from provenance.fixing.log import Entry, entry
from provenance.fixing.repair import Repaired
from provenance.formats import Fields, File, Raw
from provenance.formats.decoding import decode
from provenance.formats.streams import BOMS, mark_of, opened_for_writing
from provenance.storage import parquet

Made = Mapping[int | None, Repaired]
Written = tuple[list[Entry], list[Repaired]]
"""The entries of the log, and the records that were left alone."""

INEXACT = "it cannot be written back exactly"
DAMAGED = "not all columns of its file can be read"
_OF_TEXT = (pl.String, pl.List(pl.String))


def text(file: File, made: Made, part: Path, _: Fields) -> Written:
    """Write a text file in the encoding in which it was."""
    one = made[None]
    (raw,) = raws(file)
    after = _encoded(one, raw.data)
    if after is None:
        return [], [replace(one, held=INEXACT)]
    write(file, part, [after])
    return [entry(one, raw.data, after)], []


def lines(file: File, made: Made, part: Path, fields: Fields) -> Written:
    """Write JSON lines, those that were not repaired verbatim."""
    entries: list[Entry] = []
    held: list[Repaired] = []

    def told() -> Iterator[bytes]:
        for raw in raws(file):
            one = made.get(raw.record) if raw.record is not None else None
            after = raw.data if one is None else _line(raw.data, one, fields)
            if one is not None and after is not None:
                entries.append(entry(one, raw.data, after))
            elif one is not None:
                held.append(replace(one, held=INEXACT))
            yield raw.data if after is None else after

    write(file, part, told())
    return entries, held


def rows(file: File, made: Made, part: Path, fields: Fields) -> Written:
    """Write a Parquet file with the texts and fields of the repaired rows changed; other columns than of text stay."""
    try:
        with parquet.guarded():
            frame = parquet.read(file.path)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):  # a column that the check does not read
        return [], [replace(one, held=DAMAGED) for one in made.values()]
    touched = [name for name in _touched(made.values(), fields) if frame.schema.get(name) in _OF_TEXT]
    columns = {name: frame[name].to_list() for name in touched}
    kept = [one for one in made.values() if _fits(one, frame.schema, columns, fields)]
    entries = []
    for one in kept:
        row = one.record or 0
        before = columns[fields.text][row]
        for name, value in values(one, {known: columns[known][row] for known in columns}, fields).items():
            columns.setdefault(name, [None] * frame.height)[row] = value
        entries.append(entry(one, before.encode(), one.text.encode()))
    fresh = {name: pl.List(pl.String) if name in _lists(fields) else pl.String for name in columns}
    series = [pl.Series(name, given, dtype=frame.schema.get(name, fresh[name])) for name, given in columns.items()]
    parquet.write(frame.with_columns(series), part)
    return entries, [replace(one, held=INEXACT) for one in made.values() if one not in kept]


FORMS: Mapping[str, Callable[[File, Made, Path, Fields], Written]] = {"text": text, "jsonl": lines, "parquet": rows}


def rewritten(file: File, made: Made, part: Path, fields: Fields) -> Written:
    """Write a file with its repaired records; of a format that is not written all of them are left alone."""
    if file.format in FORMS:
        return FORMS[file.format](file, made, part, fields)
    why = f"files of the format {file.format} are read, and not written anew; mend it where the file comes from"
    return [], [replace(one, held=why) for one in made.values()]


def values(one: Repaired, known: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """Return what a repaired record holds now, under its own names: the text, and what was lifted out of it.

    Raises TypeError if a field that should take something up holds neither strings nor nothing.
    """
    told: dict[str, Any] = {fields.text: one.text}
    for name, lifted in one.lifted.items():
        theirs = _theirs(name, fields)
        old = known.get(theirs)
        if name not in LISTS:
            told[theirs] = lifted[0]
        elif old is None or isinstance(old, list | str):
            told[theirs] = [*([old] if isinstance(old, str) else old or []), *lifted]
        else:
            raise TypeError(theirs)
    return told


def raws(file: File) -> Iterator[Raw]:
    """Yield the exact bytes of each record of a file."""
    for shard in formats.plan(formats.Listing((file,), (), {})):
        yield from shard.raw()


def write(file: File, part: Path, parts: Iterable[bytes]) -> None:
    """Write the records of a file to `part`, compressed and marked as the file is."""
    mark, encoding = mark_of(file.path) if file.format == "jsonl" else (b"", None)
    with opened_for_writing(part, Path(file.path).suffix.lower()) as stream:
        stream.write(mark)
        stream.writelines(data if encoding is None else data.decode().encode(encoding) for data in parts)


def _encoded(one: Repaired, before: bytes) -> bytes | None:
    """Return the bytes of a repaired text: in its encoding, or in UTF-8 if that has no place for what was mended."""
    mark, encoding = next((known for known in BOMS if before.startswith(known[0])), (b"", decode(before).encoding))
    encoding = encoding.removesuffix("-sig")
    if mark + one.original.encode(encoding, "replace") != before:
        return None
    for codec in (encoding, "utf-8"):
        try:
            after = (mark if codec == encoding else b"") + one.text.encode(codec)
        except UnicodeEncodeError:
            continue
        if decode(after).text == one.text:
            return after
    return None


def _line(data: bytes, one: Repaired, fields: Fields) -> bytes | None:
    try:
        line = data.decode()
        known = {name: member.value for name, member in json_object.members(line).items()}
        after = json_object.changed(line, values(one, known, fields))
    except (ValueError, TypeError, RecursionError):
        return None
    exact = known.get(fields.text) == one.original and json.loads(after, strict=False).get(fields.text) == one.text
    return after.encode() if exact else None


def _fits(one: Repaired, schema: pl.Schema, columns: Mapping[str, list[Any]], fields: Fields) -> bool:
    """Tell whether what was lifted out of a row has a place: a column of strings, or none yet."""
    wanted = {_theirs(name, fields): pl.List(pl.String) if name in LISTS else pl.String() for name in one.lifted}
    placed = all(schema.get(name, dtype) == dtype for name, dtype in wanted.items())
    return placed and schema.get(fields.text) == pl.String and columns[fields.text][one.record or 0] == one.original


def _touched(made: Iterable[Repaired], fields: Fields) -> set[str]:
    return {fields.text, *(_theirs(name, fields) for one in made for name in one.lifted)}


def _theirs(name: str, fields: Fields) -> str:
    """Return the name under which a record holds a field."""
    return name if name == "embeds" else fields[name][0]


def _lists(fields: Fields) -> set[str]:
    return {_theirs(name, fields) for name in LISTS}
