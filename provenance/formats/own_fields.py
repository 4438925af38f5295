"""Which fields the records of a corpus have: how often, with a sample, and under which of ours each is read."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from provenance.formats import field_paths
from provenance.formats.field_evidence import Evidence
from provenance.formats.field_guesses import guess
from provenance.formats.fields import Fields, is_nothing
from provenance.formats.shards import Shard

LOOKED_AT = 1_000
"""Records that are looked at, from the first on."""


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
        """The field with the longest strings: the text, most likely, where none is known to be it."""
        return max(self.by_name, key=lambda name: self.by_name[name].length, default=None)

    @property
    def has_text(self) -> bool:
        """Whether a field is read as the text, or is proposed for it."""
        return "text" in self.proposed or any(each.read_as == "text" for each in self.by_name.values())


def of(shards: Iterable[Shard], fields: Fields) -> OwnFields:
    """Return the fields of the first records of `shards`, and the mapping that is proposed for them."""
    found = OwnFields()
    records = [*islice(_records(shards), LOOKED_AT)]
    for record in records:
        found.records += 1
        for name in field_paths.names(record):
            value = record[name] if name in record else field_paths.value(record, name)
            if not is_nothing(value):
                known = found.by_name.setdefault(name, OwnField(name, value))
                known.records += 1
                known.length += len(value) if isinstance(value, str) else 0
    for ours, names in fields.names:
        theirs = next((name for name in names if name in found.by_name), None)
        if theirs:
            found.by_name[theirs].read_as = ours
    tool, sure, unsure = guess([*found.by_name], Evidence(records))
    taken = {*dict(fields.mapped), *(each.read_as for each in found.by_name.values())}
    found.tool, found.proposed, found.unsure = tool, _without(sure, taken), _without(unsure, taken)
    return found


def _without(guessed: Mapping[str, str], taken: Container[str | None]) -> dict[str, str]:
    return {ours: theirs for ours, theirs in guessed.items() if ours not in taken}


def _records(shards: Iterable[Shard]) -> Iterator[Mapping[str, object]]:
    return (record for shard in shards for each in shard.each() for record in each.samples())
