"""The names of months and weekdays of the Unicode CLDR, written into the catalogues for languages that they lack.

    python benchmarks/learn_months.py        # needs Babel, which carries the data of the CLDR

Names are taken in full only, in the form that follows a day and in the one that stands alone: abbreviations (Czech
`led`, `pro`; Polish `lis`) are words of other languages. Lines that are there already stay as they are.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from babel import Locale

CATALOGUES = Path(__file__).parent.parent / "provenance" / "catalogues"
LOCALES = (
    "ar", "bg", "bs", "ca", "cs", "el", "et", "gl", "he", "hr", "hu", "is", "lt", "lv", "mk", "ro", "sk", "sl", "sq",
    "sr", "sr_Latn", "uk",
)  # fmt: skip
"""Languages of news with a Gregorian calendar and an order of day, month and year that `date_forms` reads."""


def names(locale: Locale, what: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the names of each month, or of each weekday from Monday."""
    table = locale.months if what == "months" else locale.days
    for number in sorted(table["format"]["wide"]):
        both = [table[form]["wide"][number] for form in ("format", "stand-alone")]
        yield number if what == "months" else number + 1, list(dict.fromkeys(both))


def lines(what: str, known: set[str]) -> Iterator[list[str]]:
    """Yield the lines of a catalogue for the languages that it does not know."""
    for code in LOCALES:
        locale = Locale.parse(code)
        if locale.language in known and code == locale.language:
            continue
        source = f"Unicode CLDR, {code.replace('_', '-')}, gregorian {'months' if what == 'months' else 'days'}"
        for number, words in names(locale, what):
            yield [locale.language, str(number), " | ".join(words), "", source]


def main() -> None:
    for what in ("months", "weekdays"):
        path = CATALOGUES / f"{what}.csv"
        text = path.read_text(encoding="utf-8")
        rows = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
        known = {row[0] for row in rows[1:]}
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines(what, known))


if __name__ == "__main__":
    main()
