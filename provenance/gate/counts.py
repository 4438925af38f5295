"""How many records an input had, and where the import gate has put them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from provenance.policy.verdict import by_suffix
from provenance.printing import many


@dataclass(frozen=True, kw_only=True)
class SplitCounts:
    """How many records the input had, and where they went; what could not be read stays where it is.

    A file that no reader takes counts as one. `without_article` of the records that went to a side hold none (a broken
    line, a record without a text), `known` were there already, `clashing` have the id of another record that was
    accepted before. Beside stand the files that the policy excludes, and those that came only after the check: they
    are no input.
    """

    records: int
    accepted: int
    quarantined: int
    without_article: int
    unreadable: int
    not_read: Mapping[str, int]
    known: int
    clashing: int
    excluded: int
    late: int

    @property
    def sentence(self) -> str:
        """The counts in a sentence: `records` is the sum of those up to `not read`."""
        without = f" ({self.without_article:,} of them without an article)" if self.without_article else ""
        counted = (
            f"{many(self.records, 'record')}: {self.accepted:,} accepted, {self.quarantined:,} quarantined{without}, "
            f"{self.unreadable:,} unreadable, {sum(self.not_read.values()):,} not read"
        )
        counted += f" ({by_suffix(self.not_read)})" if self.not_read else ""
        of_them = {"were there already": self.known, "clash with an accepted record of the same id": self.clashing}
        counted += "".join(f"; {number:,} of them {what}" for what, number in of_them.items() if number)
        counted += f"; {many(self.excluded, 'file')} excluded" if self.excluded else ""
        return counted + (f"; {many(self.late, 'file')} came after the check, for the next run" if self.late else "")
