"""A repaired corpus on disk: what was repaired anew, the rest byte for byte, and a log to undo it."""

from __future__ import annotations

import difflib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from provenance import readers
from provenance.check import Job
from provenance.errors import UsageError
from provenance.files import whole, write_text
from provenance.fixing import log
from provenance.fixing.repair import LISTS, Repaired, repair
from provenance.readers import Fields, File, Raw
from provenance.readers.decoding import decode
from provenance.readers.streams import BOMS, opened_for_writing

NOTES = ".provenance"
CHANGES = "changes.jsonl"
LIFTED = "lifted.jsonl"
ORIGINALS = "originals"
Key = tuple[str, int | None]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a repair did."""

    repaired: int
    edits: int
    held: tuple[Repaired, ...]
    log: Path | None

    @property
    def sentence(self) -> str:
        """The outcome in a sentence."""
        told = f"{self.edits:,} edits in {self.repaired:,} articles"
        return told + (f"; {len(self.held):,} articles left alone, because a repair would make a new finding" if self.held else "")


def plan(paths: Sequence[str | Path], job: Job, fields: Mapping[str, str], *, unsafe: bool) -> list[Repaired]:
    """Return what can be repaired in the articles of `paths`, without writing anything."""
    repaired = []
    for shard in readers.plan(readers.listing(paths), fields=fields):
        records = readers.read(shard).records
        if records.height:
            repaired += repair(records, job, unsafe=unsafe)
    return repaired


def diff(repaired: Sequence[Repaired]) -> Iterator[str]:
    """Yield the changes of the texts as a unified diff, paragraph by paragraph."""
    for one in repaired:
        name = one.source if one.record is None else f"{one.source}#{one.record}"
        before, after = one.original.splitlines(), one.text.splitlines()
        yield from difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="", n=1)


def write(
    paths: Sequence[str | Path], repaired: Sequence[Repaired], to: Path | None, fields: Mapping[str, str]
) -> Outcome:
    """Write the corpus to the folder `to`, or over itself where that is None; return what was done.

    The log and what was lifted out of text files go to the hidden folder `.provenance` of the target. Raises
    UsageError if the target cannot be written.
    """
    listing = readers.listing(paths)
    made = {(one.source, one.record): one for one in repaired if one.edits}
    sources = {source for source, _ in made}
    known = Fields.of(fields)
    entries: list[dict[str, Any]] = []
    for file in listing.files:
        target = Path(file.path) if to is None else to / file.source
        if file.source in sources:
            entries += _FORMS[file.form](file, target, made, known)
        elif to is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.path, target)
    return _note(entries, repaired, to or _root(paths))


def undo(path: Path) -> int:
    """Give back the bytes that the log at `path` tells of, beside whose folder the repaired corpus stands.

    Returns the number of records given back. Raises UsageError if the log is none, or a file is not as it was left.
    """
    root = path.absolute().parent.parent
    entries = list(log.read(path))
    for source, group in groupby(entries, key=lambda told: str(told["source"])):
        _undo_file(root / source, {told["record"]: told for told in group}, root / NOTES / ORIGINALS / source)
    path.unlink()
    return len(entries)


def _text(file: File, target: Path, made: Mapping[Key, Repaired], _: Fields) -> list[dict[str, Any]]:
    one = made[file.source, None]
    (raw,) = _raws(file)
    before = raw.data
    mark, encoding = _decoded(before)
    after = mark + _encoded(one.text, encoding)
    _write_all(target, [after])
    return [log.entry(one, before, after)]


def _lines(file: File, target: Path, made: Mapping[Key, Repaired], fields: Fields) -> list[dict[str, Any]]:
    entries = []

    def changed() -> Iterator[bytes]:
        for raw in _raws(file):
            one = made.get((file.source, raw.record))
            if one is None:
                yield raw.data
                continue
            after = _line(raw.data, one, fields)
            entries.append(log.entry(one, raw.data, after))
            yield after

    _write_all(target, changed())
    return entries


def _rows(file: File, target: Path, made: Mapping[Key, Repaired], fields: Fields) -> list[dict[str, Any]]:
    mine = [one for (source, _), one in made.items() if source == file.source]
    frame = pl.read_parquet(file.path, glob=False)
    texts = {one.record: one.text for one in mine}
    before = frame[fields.text]
    after = pl.Series(fields.text, [texts.get(row, text) for row, text in enumerate(before)], dtype=before.dtype)
    kept = _notes(target, file.source) / ORIGINALS / file.source
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file.path, kept)
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole(target) as part:
        frame.with_columns(after, *_filled(frame, mine)).write_parquet(part)
    return [log.entry(one, before[one.record or 0].encode(), one.text.encode()) for one in mine]


def _filled(frame: pl.DataFrame, mine: Sequence[Repaired]) -> Iterator[pl.Series]:
    """Yield the columns that take up what was lifted out of the rows; a column that is not there is made."""
    lifted = {one.record: one.lifted for one in mine}
    for name in LISTS:
        known = frame[name].to_list() if name in frame.columns else [None] * frame.height
        added = [lifted.get(row, {}).get(name) for row in range(frame.height)]
        if any(added):
            values = [[*(old or []), *new] if new else old for old, new in zip(known, added, strict=True)]
            yield pl.Series(name, values, dtype=pl.List(pl.String))


def _line(data: bytes, one: Repaired, fields: Fields) -> bytes:
    """Return a JSON line with the text repaired and with what was lifted out of it in the record's fields."""
    record = json.loads(data)
    end = data[len(data.rstrip(b"\r\n")) :]
    record[fields.text] = one.text
    for name, values in one.lifted.items():
        if name in LISTS:
            known = record.get(name) or []
            record[name] = [*([known] if isinstance(known, str) else known), *values]
        else:
            record[name] = values[0]
    return json.dumps(record, ensure_ascii=False).encode() + end


def _note(entries: list[dict[str, Any]], repaired: Sequence[Repaired], root: Path) -> Outcome:
    held = tuple(one for one in repaired if one.held)
    if not entries:
        return Outcome(repaired=0, edits=0, held=held, log=None)
    place = root / NOTES
    place.mkdir(parents=True, exist_ok=True)
    write_text(place / CHANGES, log.lines(entries))
    out = [told for told in entries if told["record"] is None and told["lifted"]]
    kept = [{name: told[name] for name in ("article", "source", "lifted")} for told in out]
    write_text(place / LIFTED, log.lines(kept))
    edits = sum(len(told["edits"]) for told in entries)
    return Outcome(repaired=len(entries), edits=edits, held=held, log=place / CHANGES)


def _undo_file(target: Path, entries: Mapping[int | None, Mapping[str, Any]], original: Path) -> None:
    if original.exists():
        original.replace(target)
        return
    file = File(str(target), target.name, "text" if None in entries else "jsonl", target.stat().st_size, 0)

    def restored() -> Iterator[bytes]:
        for raw in _raws(file):
            told = entries.get(raw.record) if raw.record is not None or None in entries else None
            if told is not None and log.digest(raw.data) != told["sha256_after"]:
                message = f"{target}: not as the repair has left it; nothing is undone there"
                raise UsageError(message)
            yield raw.data if told is None else told["before"]

    _write_all(target, restored())


def _raws(file: File) -> Iterator[Raw]:
    for shard in readers.plan(readers.Listing((file,), (), {})):
        yield from shard.raw()


def _write_all(target: Path, parts: Iterable[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole(target) as part, opened_for_writing(part, target.suffix) as stream:
        stream.writelines(parts)


def _decoded(data: bytes) -> tuple[bytes, str]:
    """Return the byte order mark of a text and the encoding of the rest."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return mark, encoding.removesuffix("-sig")
    return b"", decode(data).encoding


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:  # what was mended has no place in the old encoding
        return text.encode("utf-8")


def _notes(target: Path, source: str) -> Path:
    return target.parents[source.count("/")] / NOTES


def _root(paths: Sequence[str | Path]) -> Path:
    """Return where a repair in place keeps its notes. Raises UsageError unless one folder is named."""
    if len(paths) == 1 and Path(paths[0]).is_dir():
        return Path(paths[0])
    message = "a repair in place takes one folder, which also keeps its log; or write copies with --to DIR"
    raise UsageError(message)


_FORMS = {"text": _text, "jsonl": _lines, "parquet": _rows}
