"""The plain way: one Python loop over the articles, with `re`, doing what `provenance check` does at its core.

    python benchmarks/per_row.py corpus.parquet

It reads the leading date, splits paragraphs with their offsets, looks for the phrases of the boilerplate catalogue, the
credits at the end of paragraphs, the signatures of posts, quoted stretches with a reporting verb beside them, damaged
characters, and equal texts. It is shorter than the real thing and finds less: what it is compared for is the time.
"""

from __future__ import annotations

import datetime as dt
import re
import sys

import polars as pl

from provenance import catalogues

LABEL = re.compile(r"^\s*date (\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:\s+|$)")
AGENCY = "AP|PA|Reuters|REUTERS|AFP|EPA|dpa|Getty Images|Getty"
CREDIT = re.compile(rf"\(([^()\n]{{2,60}})/({AGENCY})[^()]*\)\s*$")
POST = re.compile(r"— ([^\n(]{1,60}) \((@\w{1,20})\) ([A-Z][a-z]+ \d{1,2}, \d{4})\s*$")
QUOTED = re.compile(r"“([^“”]*)(”?)|\"([^\"]*)(\"?)")
CUE = re.compile(
    r"\b([A-Z]\w+(?: [A-Z]\w+)*) (said|says|told|added|warned|argued|insisted)\b|\b(said|says|added) ([A-Z]\w+(?: [A-Z]\w+)*)"
)
DAMAGE = re.compile(
    "â€|Ã[\x80-\xbf]|\ufffd|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|[\u200b-\u200f\u00ad]|<[a-z/][^>]*>|&[a-z]+;"
)


def phrases() -> list[str]:
    """Return the literal phrases of the catalogue: its plain lines, and the examples of its patterns."""
    catalogue = catalogues.load("boilerplate")
    plain = catalogue.filter(pl.col("match").is_in(["whole", "prefix", "suffix", "inline"]))
    told = pl.concat([plain["text"], catalogue["matches"]]).drop_nulls()
    words = {phrase.strip() for cell in told for phrase in cell.split(catalogues.SEPARATOR)}
    return sorted((phrase for phrase in words if len(phrase) > 3), key=len, reverse=True)


def examine(text: str, furniture: list[str], seen: set[int]) -> int:
    """Return how many facts one article has."""
    facts = 0
    label = LABEL.match(text)
    if label and label[3]:
        try:
            dt.date(int(label[1]), int(label[2]), int(label[3]))
            facts += 1
        except ValueError:
            pass
    start = 0
    for paragraph in text.split("\n\n"):
        lowered = paragraph.lower()
        facts += sum(phrase in lowered for phrase in furniture)
        facts += CREDIT.search(paragraph) is not None
        facts += POST.search(paragraph) is not None
        for stretch in QUOTED.finditer(paragraph):
            facts += 1
            around = (
                paragraph[max(0, stretch.start() - 80) : stretch.start()]
                + paragraph[stretch.end() : stretch.end() + 80]
            )
            facts += CUE.search(around) is not None
        start += len(paragraph) + 2
    facts += sum(1 for _ in DAMAGE.finditer(text))
    key = hash(" ".join(text.split()).casefold())
    facts += key in seen
    seen.add(key)
    return facts


def main() -> None:
    furniture = [phrase.lower() for phrase in phrases()]
    seen: set[int] = set()
    texts = pl.read_parquet(sys.argv[1], columns=["text"])["text"]
    print(sum(examine(text, furniture, seen) for text in texts), "facts in", len(texts), "articles")


if __name__ == "__main__":
    main()
