"""In which languages an article is written, as its own words show, not as its record declares.

The words are those of the paragraphs of kind body. The detector is CLD2 (`pycld2`), which tells eighty languages apart
by their letters four by four, and gives the stretches of each. Of 1,470 stretches of news pages, 160 code points and
longer and nearly of one language by its word, it agreed with a second detector (lingua) on the whole page in 1,457;
most others had another name of the same language, as Bosnian is Serbian. It is an extra; without it nothing is found.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from types import ModuleType

import polars as pl

from provenance.facts.base import Context, Fact, Tables, flowing
from provenance.frames import LANGUAGES
from provenance.frames.steps import no_rows

MOST = 2_000
"""Code points of an article that are looked at, from its first paragraph on."""
SURE, LIKELY, OPEN = 0.99, 0.9, 0.5
_LONG, _WHOLE = 160, 0.8
"""Code points of a sure language, and the share of it."""
_UNREADABLE = r"[^\P{C}\n]"  # CLD2 refuses control characters and what is not assigned
_GAP = "\n"
_UNKNOWN = "un"
C = pl.col


def find(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return frames.LANGUAGES in the shard, of the articles of `paragraphs` (`row, start, text, kind`)."""
    detector = _detector() if paragraphs.height else None
    if detector is None:
        return no_rows(LANGUAGES.in_shard)
    body = paragraphs.filter(kind="body").select(
        "row", "start", text=C("text").str.head(MOST).str.replace_all(_UNREADABLE, " ")
    )
    before = C("text").str.len_chars().cum_sum().shift(1, fill_value=0).over("row")
    texts = body.filter(before < MOST).group_by("row", maintain_order=True).agg("start", "text")
    rows = [(row, *found) for row, starts, parts in texts.iter_rows() for found in _of(detector, starts, parts)]
    return pl.DataFrame(rows, schema=LANGUAGES.in_shard, orient="row")


def _of(
    detector: ModuleType, starts: list[int], parts: list[str]
) -> Iterator[tuple[str, float, float, int | None, int | None]]:
    """Yield `language, share, confidence, start, end` for each language of an article, the greatest share first."""
    text = _GAP.join(parts)
    data = text.encode()
    reliable, _, shown, chunks = detector.detect(data, returnVectors=True)
    begins = list(accumulate((len(part) + len(_GAP) for part in parts[:-1]), initial=0))

    def code_point(byte: int) -> int:
        at = len(data[:byte].decode(errors="ignore"))
        part = bisect_right(begins, at) - 1
        return starts[part] + min(at - begins[part], len(parts[part]))

    for _, code, percent, _ in shown:
        if code == _UNKNOWN or not percent:
            continue
        share = percent / 100
        sure = SURE if share >= _WHOLE and len(text) >= _LONG else LIKELY
        own = [(size, offset) for offset, size, _, named in chunks if named == code]
        size, offset = max(own, default=(0, 0))
        span = (code_point(offset), code_point(offset + size)) if own else (None, None)
        yield code, share, sure if reliable else OPEN, *span


@cache
def _detector() -> ModuleType | None:
    try:
        import pycld2
    except ImportError:
        return None
    found: ModuleType = pycld2
    return found


def _of_shard(tables: Tables, context: Context) -> pl.DataFrame:
    """Detection costs as much as all quotations of an article: only those are looked at of which somebody asks."""
    paragraphs, asked = flowing(tables), context.asked.get("languages")
    if asked is not None:
        wanted = tables["records"].filter(asked).select("row")
        paragraphs = paragraphs.join(wanted, on="row", how="semi") if wanted.height else paragraphs.clear()
    return find(paragraphs)


FACT = Fact(
    name="languages",
    needs=("records", "paragraphs"),
    yields_to=("shapes",),
    find=_of_shard,
    frame=LANGUAGES,
)
