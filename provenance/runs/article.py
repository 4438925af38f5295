"""All that a stored run knows of one article: its facts, its findings, its copies, the quotations that others share."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from provenance.errors import UsageError, nearest
from provenance.frames import FRAMES, Frame
from provenance.printing import many, visible
from provenance.storage import parquet

C = pl.col
_NAMING = ("article", "other", "of", "first_article", "earlier")
"""Columns that name an article."""
_OF_OTHERS = ("clusters", "variants")
"""Frames that bring articles together by their first column: the rows of the others are told as well."""
_LEFT_OUT = ("records", "normalised", "summary", "paragraphs")
"""Frames that hold the text itself once more, or nothing but counts of the others."""
_LONGEST = 200
_COMPARED = 20_000
"""Ids with which a word is compared that none of them is: to compare a million would take minutes."""
_PLACE = re.compile(r"(?P<path>.+?)(?:#(?P<record>[0-9]{1,18}))?(?::[0-9]+){0,2}", re.DOTALL)
_SUFFIX = re.compile(r"\.[A-Za-z]+$")
_SPANS = (
    "start",
    "end",
    "paragraph",
    "line",
    "column",
    "column_bytes",
    "end_line",
    "end_column",
    "end_column_bytes",
    "fingerprint",
)
"""Columns that `full` leaves out, or tells once before the rest of a row."""


def of_article(folder: Path, article: str) -> dict[str, pl.DataFrame]:
    """Return the rows of every frame of a stored run that speak of an article.

    Args:
        folder: The run; it has been loaded, so it is sound.
        article: The id of the article, as reports name it.

    Returns:
        Frames by name, those without rows left out, `articles` first; of `clusters` and `variants` the rows of the
        other articles as well.

    Raises:
        UsageError: The run knows no such article.
    """
    found = {}
    for name, frame in FRAMES.items():
        place = folder / f"{name}.parquet"
        naming = [column for column in _NAMING if column in frame.schema]
        if name in _LEFT_OUT or not naming or not place.is_file():
            continue
        rows = parquet.scan(place)
        own = rows.filter(pl.any_horizontal(C(column) == article for column in naming)).collect()
        if own.height and name in _OF_OTHERS:
            key = frame.columns[0].name
            own = rows.filter(C(key).is_in(own[key].implode())).collect()
        if own.height:
            found[name] = own
    if not {"articles", "troubles"} & found.keys():
        meant = _of_place(folder, article) or _alike(folder, article)
        message = f"{folder}: the run knows no article {visible(article)!r}; reports name articles by their ids"
        raise UsageError(message + (f" (did you mean {visible(meant)!r}?)" if meant else ""))
    first = ("articles", "findings")
    return {name: found[name] for name in sorted(found, key=lambda name: (name not in first, name != first[0], name))}


def _of_place(folder: Path, place: str) -> str | None:
    """Return the id of the one article that stands at a place, as reports tell it: `corpus/week.jsonl#8:9`."""
    told = _PLACE.fullmatch(place)
    if told is None:
        return None
    source, record = C("source"), C("record")
    here = pl.lit(told["path"]).str.ends_with(pl.format("/{}", source)) | (source == told["path"])
    numbered = record == int(told["record"]) if told["record"] else record.is_null()
    found = parquet.scan(folder / "articles.parquet").filter(here, numbered).select("article").head(2).collect()
    return str(found.item()) if found.height == 1 else None


def _alike(folder: Path, article: str) -> str | None:
    """Return the id that is most like a word, of the first articles whose ids are about as long; suffixes aside."""
    size = len(article)
    is_near = C("article").str.len_chars().is_between(size // 2, 2 * size)
    near = parquet.scan(folder / "articles.parquet").filter(is_near).select("article").head(_COMPARED).collect()
    known = {_SUFFIX.sub("", each): each for each in near["article"]}
    close = nearest(_SUFFIX.sub("", article), known)
    return None if close is None else known[close]


def as_json(found: Mapping[str, pl.DataFrame], article: str) -> str:
    """Return what is known of an article as a JSON object: `article`, and the rows of each frame by its name."""
    rows = {name: [json.loads(line) for line in frame.write_ndjson().splitlines()] for name, frame in found.items()}
    return json.dumps({"article": article, **rows}, ensure_ascii=False, indent=1)


def in_words(found: Mapping[str, pl.DataFrame], article: str) -> Iterator[str]:
    """Yield what is known of an article in lines for people: a heading a frame, a line a row."""
    yield visible(article)
    bearers = found["articles"].to_dicts() if "articles" in found else []
    if len(bearers) > 1:
        yield f"{many(len(bearers), 'article')} bear this id; a row says its record where that can be told"
    for name, rows in found.items():
        frame = FRAMES[name]
        yield ""
        yield name if name == "articles" else f"{name}: {many(rows.height, 'row')}, each {frame.row}"
        for row in rows.iter_rows(named=True):
            yield f"  {_line(row, frame, article)}{_of_record(row, frame, bearers)}"


def _of_record(row: Mapping[str, Any], frame: Frame, bearers: Sequence[Mapping[str, Any]]) -> str:
    """Say of which of several articles with one id a row is, where its words stand in one of their texts alone."""
    if len(bearers) < 2 or "record" in frame.schema or not frame.cites or row.get("start") is None:  # noqa: PLR2004
        return ""
    here = [each for each in bearers if each["text"][row["start"] : row["end"]] == row[frame.cites]]
    return f"  source: {visible(here[0]['source'])}  record: {here[0]['record']}" if len(here) == 1 else ""


def _line(row: Mapping[str, Any], frame: Frame, article: str) -> str:
    """Return a row in a line: where it stands, what it cites, then the other columns that say something."""
    parts = []
    if row.get("start") is not None:
        parts.append(f"[{row['start']}:{row['end']}]")
    if frame.cites and row.get(frame.cites) is not None:
        parts.append(f"`{_short(row[frame.cites])}`")
    for column in frame.columns:
        value = row.get(column.name)
        own = column.name == "article" and value == article
        if own or value is None or value is False or value in ("", []) or column.name in (frame.cites, "text", *_SPANS):
            continue
        if not column.name.endswith(("_start", "_end")):
            parts.append(column.name if value is True else f"{column.name}: {_short(value)}")
    return "  ".join(parts)


def _short(value: object) -> str:
    if isinstance(value, float):
        value = round(value, 3)
    words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return visible(words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…")
