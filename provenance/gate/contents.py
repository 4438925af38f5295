"""The records of one file, as they are judged and placed one after another: of each a byte is held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple, NoReturn

from provenance import formats
from provenance.errors import UsageError
from provenance.formats import File
from provenance.formats.base import Digest
from provenance.gate.by_file import InOrder
from provenance.gate.ledger import ACCEPTED, QUARANTINE, Placement, own_id
from provenance.gate.verdicts import Judged, Verdicts

UNREADABLE, KNOWN, WITHOUT_ARTICLE = "unreadable", "known", "without article"
"""What is counted beside the records of each side."""


class Clash(NamedTuple):
    """A record that is set aside because one of the same id, with other bytes, has been accepted before."""

    article: str
    source: str
    record: int | None


class Contents:
    """The records of a copied file, and what the check knows of them."""

    def __init__(self, copy: File, verdicts: Verdicts, normalised: InOrder) -> None:
        """Look up what is known of the file; `normalised` are the digests of its articles in that form, if any."""
        self.copy, self.source = copy, copy.source
        self.side_of = SideOf()
        self.paths: dict[str, str] = {}
        """The files to which its records go, by the side."""
        self.counts: Counter[str] = Counter()
        self.clashes: list[Clash] = []
        self.unread_aside: list[int | None] = []
        """Records that go to quarantine, and that the check has met and could not read."""
        self._verdicts, self._judged, self._normalised = verdicts, verdicts.in_order(copy.source), normalised

    def judged(self, digest: Digest) -> Judged | None:
        """Return what the check knows of the next record, None if it holds no article.

        Raises UsageError if it, or one before it, is not what was judged.
        """
        for vanished in self._judged.before(digest.record):
            self._refuse_judged(Judged(*vanished))
        found = self._judged.of(digest.record)
        known = Judged(*found) if found else None
        met = self._verdicts.is_unread(self.source, digest.record) or self._verdicts.is_textless(self.source)
        if digest.checked != known.sha256 if known else digest.checked is not None and not met:
            self._refuse(digest.record, known.article if known else None)
        return known

    def refuse_missing(self) -> None:
        """Raise UsageError if records were judged that are not there."""
        for vanished in self._judged.rest():
            self._refuse_judged(Judged(*vanished))

    def normalised(self, record: int | None) -> str | None:
        """Return the digest of the article in its normalised form, if it is handed on so."""
        for _ in self._normalised.before(record):
            pass
        found = self._normalised.of(record)
        return str(found[1]) if found else None

    def id_of(self, record: int | None, judged: Judged | None) -> str | None:
        """Return the id by which a record is known."""
        if judged is None:
            return self.source if record is None else None
        return own_id(judged.article, self.source, record)

    def place(self, record: int | None, judged: Judged | None, place: Placement) -> None:
        """Note where a record goes."""
        self.side_of.put(record, place)
        self.counts.update({place.side: 1, KNOWN: place.known, WITHOUT_ARTICLE: judged is None})
        if place.side == QUARANTINE and self._is_unread(record):
            self.unread_aside.append(record)
        if place.clashes and judged:
            self.clashes.append(Clash(judged.article, self.source, record))

    def _is_unread(self, record: int | None) -> bool:
        """Tell whether the check has met a record, and could not read it; none of a container is the file as such."""
        of_record = record is not None or formats.declared()[self.copy.format].one_record
        return of_record and self._verdicts.is_unread(self.source, record)

    def _refuse_judged(self, judged: Judged) -> NoReturn:
        self._refuse(judged.record, judged.article)

    def _refuse(self, record: int | None, article: str | None) -> NoReturn:
        name = article or (self.source if record is None else f"{self.source}#{record}")
        of = "" if name == self.source else f" (in {self.source})"
        message = f"{name}{of}: has changed since it was checked; run again"
        raise UsageError(message)


class SideOf(Mapping[int | None, str]):
    """The side of each record of a file that is new there."""

    _CODES = ((ACCEPTED, False), (QUARANTINE, False), (ACCEPTED, True), (QUARANTINE, True))

    def __init__(self, codes: bytearray | None = None, single: int = 0, *, without: str = "") -> None:
        """Begin without a record; or take those of another one, but for the records of one side."""
        self._codes, self._single = bytearray() if codes is None else codes, single
        self._without = without

    def put(self, record: int | None, place: Placement) -> None:
        """Take up a record."""
        code = 1 + self._CODES.index((place.side, place.known))
        if record is None:
            self._single = code
            return
        self._codes.extend(bytes(max(record + 1 - len(self._codes), 0)))
        self._codes[record] = code

    def but_for(self, side: str) -> SideOf:
        """Return the same without the records of one side."""
        return SideOf(self._codes, self._single, without=side)

    @property
    def kinds(self) -> list[tuple[str, bool]]:
        """The sides to which records go, each with whether these are there already."""
        return [kind for code, kind in enumerate(self._CODES, 1) if self._single == code or code in self._codes]

    def __getitem__(self, record: int | None) -> str:
        """Return the side of a record."""
        found = self._single if record is None else self._codes[record] if 0 <= record < len(self._codes) else 0
        if not self._is_new(found):
            raise KeyError(record)
        return self._CODES[found - 1][0]

    def __iter__(self) -> Iterator[int | None]:
        """Yield the records."""
        if self._is_new(self._single):
            yield None
        yield from (record for record, code in enumerate(self._codes) if self._is_new(code))

    def __len__(self) -> int:
        """Count the records."""
        return sum(1 for _ in self)

    def _is_new(self, code: int) -> bool:
        return bool(code) and not self._CODES[code - 1][1] and self._CODES[code - 1][0] != self._without
