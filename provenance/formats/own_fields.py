"""Which fields the records of a corpus have: how often, with a sample, and under which of ours each is read."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from provenance.catalogues import SEPARATOR
from provenance.formats import field_paths
from provenance.formats.field_evidence import Evidence
from provenance.formats.field_guesses import Guess, guess
from provenance.formats.fields import NAMES, Fields, is_nothing
from provenance.formats.shards import Shard

LOOKED_AT = 1_000
"""Records that are looked at, from the first on."""
_OF_FILE = 20
"""Records of each file that are looked at, where there are many."""


@dataclass
class OwnField:
    """A field of records: in how many it has a value, the first value, and our field that is read from it."""

    name: str
    sample: object = None
    records: int = 0
    length: int = 0
    """Code points of its strings, in all records together."""
    read_as: str | None = None


@dataclass
class OwnFields:
    """The fields of the records of a corpus."""

    records: int = 0
    """How many records were looked at."""
    by_name: dict[str, OwnField] = field(default_factory=dict)
    tool: str = ""
    """What the records come from, where their fields say so."""
    proposed: Mapping[str, str] = field(default_factory=dict)
    """Our fields that are read only if they are mapped, and the names that are proposed for them."""
    unsure: Mapping[str, str] = field(default_factory=dict)
    """Our fields for which a name may be meant: the name tells so, or the values, not both."""

    @property
    def longest(self) -> str | None:
        """The field with the longest strings: the text, most likely, where none is known to be it; None without any."""
        written = [each for each in self.by_name.values() if each.length]
        return max(written, key=lambda each: each.length).name if written else None

    @property
    def has_text(self) -> bool:
        """Whether a field is read as the text, or is proposed for it."""
        return "text" in self.proposed or any(each.read_as == "text" for each in self.by_name.values())


def of(files: Sequence[Iterable[Shard]], fields: Fields) -> OwnFields:
    """Return the fields of the first records of files, each with its shards, and the mapping that reads all of them."""
    found = OwnFields()
    guesses: list[Guess] = []
    for shards in files:
        most = min(max(LOOKED_AT // len(files), _OF_FILE), LOOKED_AT - found.records)
        records = [*islice(_records(shards), most)]
        names = dict.fromkeys(name for record in records for name in _counted(record, found))
        guesses.append(guess([*names], Evidence(records)))
    for ours, names_of_ours in fields.names:
        theirs = next((name for name in names_of_ours if name in found.by_name), None)
        if theirs:
            found.by_name[theirs].read_as = ours
    taken = dict(fields.mapped)
    found.tool = ", ".join(dict.fromkeys(each.tool for each in guesses if each.tool))
    found.proposed = _together((each.sure for each in guesses), taken)
    found.unsure = _together((each.unsure for each in guesses), {**taken, **found.proposed})
    return found


def _records(shards: Iterable[Shard]) -> Iterator[Mapping[str, object]]:
    return (record for shard in shards for each in shard.each() for record in each.samples())


def _counted(record: Mapping[str, object], found: OwnFields) -> Iterator[str]:
    """Count the fields of a record that hold something, and yield their names."""
    found.records += 1
    for name in field_paths.names(record):
        value = record[name] if name in record else field_paths.value(record, name)
        if not is_nothing(value):
            known = found.by_name.setdefault(name, OwnField(name, value))
            known.records += 1
            known.length += len(value) if isinstance(value, str) else 0
            yield name


def _together(guessed: Iterable[Mapping[str, str]], taken: Container[str]) -> dict[str, str]:
    """Return the names of several files as one mapping."""
    found: dict[str, list[str]] = {}
    for names in guessed:
        for ours, theirs in names.items():
            if ours not in taken and theirs not in found.setdefault(ours, []):
                found[ours].append(theirs)
    return {ours: SEPARATOR.join(found[ours]) for ours in NAMES if ours in found}
