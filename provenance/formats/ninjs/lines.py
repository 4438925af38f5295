"""Lines of JSON that are items in ninjs: their bytes are kept, and what they hold is read under our names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import polars as pl

from provenance.formats import ninjs
from provenance.formats.converted import Converted, Origin
from provenance.formats.json_blocks import Block, between, undecodable
from provenance.formats.lines import Line, spans
from provenance.formats.records import as_line
from provenance.formats.shards import ReadError, Shard

_LOOKED_AT = 8  # lines that tell what the others are; some may be broken


def begin(start: bytes) -> bool:
    """Tell whether the first lines of a file have an item in ninjs among them."""
    first = start.lstrip().split(b"\n", _LOOKED_AT)[:_LOOKED_AT]
    return first[0].startswith(b"{") and any(b'"uri"' in line and ninjs.begins(line) for line in first)


@dataclass(frozen=True, kw_only=True)
class Items(Block):
    """Whole lines, of which some are items in ninjs."""

    def parse(self) -> tuple[pl.DataFrame, list[ReadError]]:
        """Read the lines; each that is not blank is in the frame or has a read error."""
        return self.converted().parse()

    @classmethod
    def parse_together(cls, shards: Sequence[Shard]) -> Iterator[tuple[pl.DataFrame, list[ReadError]]]:
        """Read blocks with the same fields at once."""
        return Converted.parse_together([shard.converted() for shard in shards if isinstance(shard, Items)])

    def names(self) -> tuple[str, ...]:
        """Return the names in the first record."""
        return self.converted().names()

    def samples(self) -> Iterator[dict[str, Any]]:
        """Yield the records, one line after another."""
        return self.converted().samples()

    def converted(self) -> Converted:
        """Return the lines under our names."""
        lines, origins = [], []
        for record, line in enumerate(spans(self.data), self.record):
            data = self.data[line.start : line.end]
            values, stated = ninjs.of_line(data) or (data, ())
            lines.append(as_line(values))
            origins.append(self._origin(record, line, data)._replace(stated=stated))
        return Converted(
            fields=self.fields, file=self.file, data=b"\n".join(lines), origins=tuple(origins), excused=self.excused,
            read_errors=self.read_errors,
        )  # fmt: skip

    def _origin(self, record: int, line: Line, data: bytes) -> Origin:
        byte = self.byte + line.start
        lost = between(self.lost, byte, len(data), 0)
        notes = (("undecodable", undecodable(lost, self.encoding)),) if lost else ()
        content = len(data), sha256(data).hexdigest(), self.encoding
        return Origin(record, self.line + line.number, byte, *content, notes)
