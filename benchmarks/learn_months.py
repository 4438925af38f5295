"""The names of months and weekdays of the Unicode CLDR, written into the folders of languages that lack them.

    python benchmarks/learn_months.py        # needs Babel, which carries the data of the CLDR

Names are taken in full only, in the form that follows a day and in the one that stands alone: abbreviations (Czech
`led`, `pro`; Polish `lis`) are words of other languages. Files that are there already stay as they are.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from babel import Locale

LANGUAGES = Path(__file__).parent.parent / "provenance" / "languages"
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


def lines(language: str, what: str) -> Iterator[list[str]]:
    """Yield the lines of a catalogue for a language, one script after the other."""
    for code in (code for code in LOCALES if Locale.parse(code).language == language):
        source = f"Unicode CLDR, {code.replace('_', '-')}, gregorian {'months' if what == 'months' else 'days'}"
        for number, words in names(Locale.parse(code), what):
            yield [language, str(number), " | ".join(words), "", source]


def main() -> None:
    for language in dict.fromkeys(Locale.parse(code).language for code in LOCALES):
        for what, number in (("months", "month"), ("weekdays", "weekday")):
            path = LANGUAGES / language / f"{what}.csv"
            if path.exists():
                continue
            path.parent.mkdir(exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as file:
                header = ["language", number, "names", "abbreviations", "source"]
                csv.writer(file, lineterminator="\n").writerows([header, *lines(language, what)])


if __name__ == "__main__":
    main()
