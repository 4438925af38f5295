"""What is counted of a document, and how counts become cells: by measure, language and fold of registered domain."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from provenance.languages.measured import ENOUGH

FOLDS = 10
PER_THOUSAND = " flagged, per 1,000"
"""How a measure ends that counts lines which should not have been flagged (`right`: they were not, of `said`)."""
_SECOND_LEVEL = frozenset("ac co com edu gob gov gouv net or org".split())


@dataclass(frozen=True, kw_only=True)
class Count:
    """What one document gives to one measure; `unit` of what is counted is the scorer's matter (lines, characters)."""

    measure: str
    language: str
    domain: str
    right: int
    """Of `said`, how many are labelled so."""
    said: int
    found: int
    """Of `labelled`, how many were found."""
    labelled: int
    labels: int
    """Labels behind the count, which may be fewer than characters."""


@dataclass(kw_only=True)
class Cell:
    """Sums of counts."""

    right: int = 0
    said: int = 0
    found: int = 0
    labelled: int = 0
    labels: int = 0

    def add(self, count: Count | Cell) -> None:
        """Add what a document gave."""
        for name in ("right", "said", "found", "labelled", "labels"):
            setattr(self, name, getattr(self, name) + getattr(count, name))

    @property
    def precision(self) -> float | None:
        """Share of what was said that is right; None where there are too few labels or nothing was said."""
        return self.right / self.said if self.labels >= ENOUGH and self.said else None

    @property
    def recall(self) -> float | None:
        """Share of what is labelled that was found; None where there are too few labels."""
        return self.found / self.labelled if self.labels >= ENOUGH and self.labelled else None


def language_of(stated: str | None) -> str:
    """Return the code of a language without its country, `und` where none is stated."""
    return re.split("[-_]", stated.lower())[0] if stated else "und"


def registered(domain: str) -> str:
    """Return the registered domain of a host: `news.example.co.uk` is `example.co.uk`."""
    parts = domain.lower().strip(".").split(".")
    second = len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2
    return ".".join(parts[-3 if second else -2 :])


def fold_of(domain: str) -> int:
    """Return the fold of a domain, the same from run to run."""
    return int.from_bytes(hashlib.sha256(registered(domain).encode()).digest()[:4], "big") % FOLDS


def cells(counts: Iterable[Count]) -> dict[tuple[str, str, int | None], Cell]:
    """Sum counts by measure, language (`all` has every one) and fold (None has every one)."""
    table: defaultdict[tuple[str, str, int | None], Cell] = defaultdict(Cell)
    for count in counts:
        for language in (count.language, "all"):
            for fold in (fold_of(count.domain), None):
                table[count.measure, language, fold].add(count)
    return dict(table)


def table(summed: dict[tuple[str, str, int | None], Cell]) -> Iterator[str]:
    """Yield a line a measure and language: labels, precision and recall, and the worst and best fold of each."""
    yield f"{'measure':<40} {'language':<8} {'labels':>7}  {'precision':<22} recall"
    for measure in sorted({measure for measure, _, _ in summed}):
        languages = sorted({language for name, language, _ in summed if name == measure})
        labels = {language: summed[measure, language, None].labels for language in languages}
        for language in (one for one in languages if labels[one] >= ENOUGH):
            yield _line(
                measure, language, {key[2]: cell for key, cell in summed.items() if key[:2] == (measure, language)}
            )
        few = [f"{language} {labels[language]}" for language in languages if 0 < labels[language] < ENOUGH]
        if few:
            yield f"{measure:<40} not measured: {', '.join(few)}"


def _line(measure: str, language: str, of_fold: dict[int | None, Cell]) -> str:
    whole = of_fold[None]
    folds = [cell for fold, cell in of_fold.items() if fold is not None]
    precision = _share(measure, whole.precision, [cell.precision for cell in folds])
    recall = _share(measure, whole.recall, [cell.recall for cell in folds])
    return f"{measure:<40} {language:<8} {whole.labels:>7}  {precision:<22} {recall}".rstrip()


def _share(measure: str, whole: float | None, folds: list[float | None]) -> str:
    """Return a share with the range of the folds that have labels enough."""
    counted = measure.endswith(PER_THOUSAND)
    known = [
        f"{1000 * (1 - share):.1f}" if counted else f"{share:.3f}" for share in (whole, *folds) if share is not None
    ]
    if whole is None:
        return "–"
    folded = sorted(known[1:], key=float)
    return f"{known[0]} ({folded[0]} to {folded[-1]})" if len(folded) > 1 else known[0]
