"""Articles and their facts a shard at a time, so that a million articles need no more memory than a thousand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import polars as pl

SIZE = 4000
C = pl.col


def shards(
    frames: Mapping[str, pl.LazyFrame], wanted: pl.Series, size: int = SIZE
) -> Iterator[dict[str, pl.DataFrame]]:
    """Yield the frames for `size` articles at a time, cut down to the `wanted` article ids.

    The rows of every frame stand in the order of the articles, as `extract` and the composer leave them; a frame that
    does not is sorted first, in memory.
    """
    order = frames["articles"].select("article").collect()["article"]
    numbers = pl.DataFrame({"article": order}).with_row_index("number").unique("article", keep="first")
    bounds = [*range(0, len(order), size), len(order)]
    cut = {name: _cuts(frame, numbers, bounds) for name, frame in frames.items() if name != "articles"}
    for step, (start, stop) in enumerate(pairwise(bounds)):
        ids = order.slice(start, stop - start)
        here = ids.filter(ids.is_in(wanted.implode()))
        if here.is_empty():
            continue
        keep = C("article").is_in(here.implode())
        rows = {"articles": frames["articles"].slice(start, stop - start)}
        rows |= {name: frame.slice(at[step], at[step + 1] - at[step]) for name, (frame, at) in cut.items()}
        yield dict(zip(rows, pl.collect_all([part.filter(keep) for part in rows.values()]), strict=True))


def _cuts(frame: pl.LazyFrame, numbers: pl.DataFrame, bounds: list[int]) -> tuple[pl.LazyFrame, list[int]]:
    """Return a frame in the order of the articles, and the row at which each shard of it starts."""
    runs = frame.select(C("article").rle()).unnest("article").collect()
    placed = runs.join(numbers, left_on="value", right_on="article", how="left", maintain_order="left")
    if not placed["number"].is_sorted():
        ranked = frame.join(numbers.lazy(), on="article", how="left", maintain_order="left")
        frame = ranked.sort("number", maintain_order=True).drop("number").collect().lazy()
        placed = placed.sort("number", maintain_order=True)
    starts = [0, *placed["len"].cum_sum().to_list()]
    return frame, [
        starts[index] for index in placed["number"].search_sorted(pl.Series(bounds, dtype=pl.UInt32), side="left")
    ]
