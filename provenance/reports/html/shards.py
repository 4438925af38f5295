"""Articles and their facts a shard at a time, so that a million articles need no more memory than a thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import polars as pl

from provenance.storage.external import Divided, batches, paired

SIZE = 4000
C = pl.col
Part = Callable[[int], pl.LazyFrame]
"""Returns the rows of a frame that belong to a shard."""


def shards(
    frames: Mapping[str, pl.LazyFrame], wanted: pl.Series, size: int = SIZE
) -> Iterator[dict[str, pl.DataFrame]]:
    """Yield the frames for `size` articles at a time, cut down to those articles that are `wanted`.

    The rows of every frame stand in the order of the articles, as `extract` and the composer leave them; a frame that
    does not is divided among the shards on disk first.

    Args:
        frames: The frames by name; those beside `articles` have a column `article`.
        wanted: Tells of each article whether it is.
        size: How many articles a shard has.

    Yields:
        The rows by the names of the frames; those of articles have their number, `place`, as well, and whether none of
        the shard bears the same id, `alone`.
    """
    bounds = [*range(0, len(wanted), size), len(wanted)]
    parts = {name: _parts(name, frames, bounds) for name in frames if name != "articles"}
    for step, (start, stop) in enumerate(pairwise(bounds)):
        keep = wanted.slice(start, stop - start)
        if not keep.any():
            continue
        of_shard = frames["articles"].slice(start, stop - start).collect().with_row_index("place", start)
        articles = of_shard.with_columns(alone=C("article").is_unique()).filter(keep)
        here = C("article").is_in(articles["article"].implode())
        rows = pl.collect_all([part(step).filter(here) for part in parts.values()])
        yield {"articles": articles, **dict(zip(parts, rows, strict=True))}


def _parts(name: str, frames: Mapping[str, pl.LazyFrame], bounds: list[int]) -> Part:
    """Return what returns the rows of a frame by shard."""
    frame, placed = frames[name], _placed(frames[name], frames["articles"], bounds[-1])
    if placed["number"].has_nulls() or not placed["number"].is_sorted():
        return _divided(frame, placed, bounds)
    starts = [0, *placed["len"].cum_sum().to_list()]
    cuts = placed["number"].search_sorted(pl.Series(bounds, dtype=pl.UInt32), side="left")
    at = [starts[place] for place in cuts]
    return lambda step: frame.slice(at[step], at[step + 1] - at[step])


def _placed(frame: pl.LazyFrame, articles: pl.LazyFrame, rows: int) -> pl.DataFrame:
    """Return the runs of rows of a frame that are of one article: its `number` among the articles, and their `len`."""
    sides = {"runs": _runs(frame), "articles": _numbered(articles)}
    found = [
        part["runs"].join(
            part["articles"].unique("article", keep="first", maintain_order=True), on="article", how="left"
        )
        for part in paired(sides, C("article"), rows)
    ]
    return pl.concat(each.select("start", "len", "number") for each in found).sort("start")


def _runs(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    start = 0
    for batch in batches(frame.select("article")):
        runs = batch.select(C("article").rle()).unnest("article").rename({"value": "article"})
        yield runs.with_columns(start=start + C("len").cum_sum() - C("len"))
        start += batch.height


def _numbered(articles: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    start = 0
    for batch in batches(articles.select("article")):
        yield batch.with_row_index("number", start)
        start += batch.height


def _divided(frame: pl.LazyFrame, placed: pl.DataFrame, bounds: list[int]) -> Part:
    """Divide the rows of a frame that is not in the order of the articles."""
    size = max(1, bounds[1])
    number = placed["number"].repeat_by(placed["len"]).explode()

    def rows() -> Iterator[pl.DataFrame]:
        start = 0
        for batch in batches(frame):
            yield batch.with_columns(number.slice(start, batch.height).alias(_NUMBER))
            start += batch.height

    divided = Divided(rows(), C(_NUMBER) // size, len(bounds) - 1)
    return lambda step: divided.part(step).drop(_NUMBER).lazy()


_NUMBER = "provenance number"  # a column of no frame
