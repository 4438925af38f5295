"""Files written anew with repaired records; every byte that no repair has changed stays as it was.

A record that cannot be written back exactly (bytes that were not decoded, a line that is no plain UTF-8, a column of
another type) is left as it is, and it is said why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from provenance.formats.fields import Fields
from provenance.formats.shards import File, Raw, Shard
from provenance.formats.streams import mark_of, opened_for_writing
from provenance.rules.repairs import LISTS

INEXACT = "it cannot be written back exactly"
DAMAGED = "not all columns of its file can be read"


class Repair(Protocol):
    """A repaired record."""

    @property
    def original(self) -> str:
        """Its text as it was read."""

    @property
    def text(self) -> str:
        """Its text as it is now."""

    @property
    def lifted(self) -> Mapping[str, list[str]]:
        """What was lifted out of the text, by the field that takes it up."""


Repairs = Mapping[int | None, Repair]
"""The repaired records of a file by their numbers; that of a file that is one record under None."""


@dataclass
class Rewritten:
    """What became of the repaired records of a file."""

    written: dict[int | None, tuple[bytes, bytes]] = field(default_factory=dict)
    """The bytes of a record before, and as they are now."""
    left: dict[int | None, str] = field(default_factory=dict)
    """Why a record was left as it is."""


def by_record(  # noqa: PLR0913 - a file, what is new in it, and where it goes
    shards: Iterable[Shard],
    file: File,
    part: Path,
    repairs: Repairs,
    mend: Callable[[bytes, Repair], bytes | None],
    *,
    unmarked: bool,
) -> Rewritten:
    """Write a file to `part` record by record, those that were not repaired byte for byte.

    Args:
        shards: The shards of the file, which give the bytes of its records.
        file: The file; as it is compressed the new one will be.
        part: Where to write.
        repairs: The repaired records.
        mend: Returns the bytes of a repaired record from those that it had; None if they would not be exact.
        unmarked: Whether the bytes of records come without the byte order mark of the file, as UTF-8.

    Returns:
        What became of each of the `repairs`.
    """
    done = Rewritten()

    def changed(raw: Raw) -> bytes:
        repair = repairs.get(raw.record)
        after = None if repair is None else mend(raw.data, repair)
        if after is not None:
            done.written[raw.record] = raw.data, after
        elif repair is not None:
            done.left[raw.record] = INEXACT
        return raw.data if after is None else after

    _write(file, part, (changed(raw) for shard in shards for raw in shard.raw()), unmarked=unmarked)
    return done


def restored(
    shards: Iterable[Shard], file: File, part: Path, before: Mapping[int | None, bytes], *, unmarked: bool
) -> None:
    """Write a file to `part` with the bytes that some of its records had `before`."""
    records = (before.get(raw.record, raw.data) for shard in shards for raw in shard.raw())
    _write(file, part, records, unmarked=unmarked)


def _write(file: File, part: Path, records: Iterable[bytes], *, unmarked: bool) -> None:
    mark, encoding = mark_of(file.path) if unmarked else (b"", None)
    with opened_for_writing(part, file.suffix) as stream:
        stream.write(mark)
        stream.writelines(data if encoding is None else data.decode().encode(encoding) for data in records)


def values(repair: Repair, known: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """Return what a repaired record holds now, under its own names: the text, and what was lifted out of it.

    Raises TypeError if a field that should take something up holds neither strings nor nothing.
    """
    now: dict[str, Any] = {fields.text: repair.text}
    for name, lifted in repair.lifted.items():
        theirs = name_of(name, fields)
        old = known.get(theirs)
        if name not in LISTS:
            now[theirs] = lifted[0]
        elif old is None or isinstance(old, list | str):
            now[theirs] = [*([old] if isinstance(old, str) else old or []), *lifted]
        else:
            raise TypeError(theirs)
    return now


def name_of(field: str, fields: Fields) -> str:
    """Return the name under which a record holds one of our fields."""
    return field if field == "embeds" else fields[field][0]
