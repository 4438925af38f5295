"""The names that a mapping asks for, and whether any record of the whole input has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from provenance.formats import field_proposals
from provenance.formats.fields import Fields
from provenance.formats.shards import ReadError, Shard

_NAMED = 3
"""Files that are named."""


@dataclass
class Unmatched:
    """The names to which fields are mapped that no record had so far; `--field published=day` is `published`, `day`."""

    mapped: list[tuple[str, str]]
    names: tuple[str, ...] = ()
    """Names that records have."""
    source: str | None = None
    """The first file that has records."""
    own: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Files of which a mapped field is read by its usual name, by the field and that name."""

    @classmethod
    def of(cls, fields: Fields) -> Unmatched:
        """Begin with all mapped fields."""
        return cls([*fields.mapped])

    def among(self, shards: Iterable[Shard]) -> Iterator[Shard]:
        """Yield the shards as they come, and look for the mapped names in each."""
        for shard in shards:
            if self.mapped and shard.inputs:
                self.mapped = [(ours, name) for ours, name in self.mapped if not shard.has(name)]
                self.names = self.names or shard.names()
                self.source = self.source or (shard.inputs[0].source if self.names else None)
            for each in shard.fields.own:
                self.own.setdefault(each, set()).update(file.source for file in shard.inputs)
            yield shard

    def read_errors(self, bare: str | None, mapped: Sequence[tuple[str, str]]) -> tuple[ReadError, ...]:
        """Return a read error for each name that no record has, and for each mapped field that has another in files.

        Where there are text files only, `bare` the first of them, that is each one of `mapped`. Of the absence of its
        text each file is told, unless it has another one.
        """
        if self.source is None:
            why = "a text file has no fields: the mapping does nothing"
            return tuple(
                ReadError("unused-mapping", f"{ours} is mapped to {theirs!r}, and {why}", bare)
                for ours, theirs in mapped
                if bare is not None
            )
        of_files = {ours for ours, _ in self.own}
        absent = [(ours, theirs) for ours, theirs in self.mapped if ours != "text" or ours in of_files]
        return (
            *(ReadError("unmatched-field", self._absent(ours, theirs), self.source) for ours, theirs in absent),
            *(
                ReadError("own-field", _own(ours, usual, sorted(files), mapped), min(files))
                for (ours, usual), files in sorted(self.own.items())
            ),
        )

    def _absent(self, ours: str, theirs: str) -> str:
        meant, listed = field_proposals.meant(theirs, self.names), field_proposals.listed(list(self.names))
        return f"{ours} is mapped to {theirs!r}, which no record has{meant}; {listed}"


def _own(ours: str, usual: str, files: Sequence[str], mapped: Sequence[tuple[str, str]]) -> str:
    """Say in which files a usual name is read, as they have none of those to which the field is mapped."""
    theirs = " or ".join(repr(name) for field, name in mapped if field == ours)
    named = f"{', '.join(files[:_NAMED])}{', …' if len(files) > _NAMED else ''}"
    where = f"{len(files)} files ({named})" if len(files) > 1 else files[0]
    return f"{ours} is mapped to {theirs}, which no record of {where} has: {usual!r} is read there"
