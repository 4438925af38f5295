"""The names that a mapping asks for, and whether any record of the whole input has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from provenance.formats import field_proposals
from provenance.formats.fields import Fields
from provenance.formats.shards import ReadError, Shard


@dataclass
class Unmatched:
    """The mapped fields that no record had so far; `--field published=date_publish` is `published`, `date_publish`."""

    mapped: dict[str, str]
    names: tuple[str, ...] = ()
    """Names that records have."""
    source: str | None = None
    """The first file that has records."""

    @classmethod
    def of(cls, fields: Fields) -> Unmatched:
        """Begin with all mapped fields but the text, of whose absence each file is told."""
        return cls({ours: theirs for ours, theirs in fields.mapped if ours != "text"})

    def among(self, shards: Iterable[Shard]) -> Iterator[Shard]:
        """Yield the shards as they come, and look for the mapped names in each."""
        for shard in shards:
            if self.mapped and shard.inputs:
                self.mapped = {ours: name for ours, name in self.mapped.items() if not shard.has(name)}
                self.names = self.names or shard.names()
                self.source = self.source or (shard.inputs[0].source if self.names else None)
            yield shard

    def read_errors(self, bare: str | None, mapped: Mapping[str, str]) -> tuple[ReadError, ...]:
        """Return a read error for each mapped field that no record has.

        Where there are text files only, `bare` the first of them, that is each one of `mapped`.
        """
        if self.source is None:
            why = "a text file has no fields: the mapping does nothing"
            return tuple(
                ReadError("unused-mapping", f"{ours} is mapped to {theirs!r}, and {why}", bare)
                for ours, theirs in mapped.items()
                if bare is not None
            )
        return tuple(
            ReadError(
                "unmatched-field",
                f"{ours} is mapped to {theirs!r}, which no record has{field_proposals.meant(theirs, self.names)}; "
                f"{field_proposals.listed(list(self.names))}",
                self.source,
            )
            for ours, theirs in self.mapped.items()
        )
