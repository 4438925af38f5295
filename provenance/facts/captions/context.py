"""Where a paragraph stands: what every paragraph must tell about itself, and what its place says for a caption.

Everything here runs on whole corpora: what all paragraphs are asked is cheap, and only candidates look around.
"""

# ruff: noqa: PLR2004 - the limits of the features are told by their names
from __future__ import annotations

from functools import cache

import polars as pl

C = pl.col
_PROSE, _BRIEF, _TINY = 90, 75, 20  # characters
_HEAD, _KIN = 3, 25  # paragraphs, characters
_CREDITED = 0.7
_NEAR = {"brief": "brief", "very brief": "tiny", "credit alone": "alone"}


def shape(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Add what neighbours need to know of a paragraph.

    `size` in characters, `stop` (it ends as a sentence does), `prose` (a whole sentence at length), `brief` and `tiny`
    (no sentence), and its number `place` in the frame.
    """
    text = C("text")
    shaped = paragraphs.with_row_index("place").with_columns(
        size=text.str.len_chars().cast(pl.Int64),
        stop=text.str.tail(4).str.contains(r"[.!?…:;。！？][\"'”“’‘»«)\]」』）]*$"),
    )
    return shaped.with_columns(
        prose=C("stop") & (C("size") >= _PROSE),
        brief=~C("stop") & (C("size") <= _BRIEF),
        tiny=~C("stop") & (C("size") <= _TINY),
    )


def around(rows: pl.DataFrame, shaped: pl.DataFrame) -> pl.DataFrame:
    """Add the features of its place (the columns CONTEXT) to each of `rows`.

    They are some of the paragraphs `shaped`, with their credits, `credited` and `alone`.
    """
    rows = rows.hstack(_neighbours(rows, shaped)).join(_articles(shaped), on="row", how="left", maintain_order="left")
    rows = rows.join(_again(rows, shaped), on="place", how="left", maintain_order="left")
    own = rows.filter("credited").group_by("row").agg(many_credited=pl.len())
    rows = rows.join(own, on="row", how="left", maintain_order="left")
    alike = rows.filter(C("form").is_not_null()).group_by("row", "form").agg(alike=C("text").n_unique())
    rows = rows.join(alike, on=["row", "form"], how="left", maintain_order="left")
    before = shaped["prose"].cast(pl.Int64).cum_sum().gather(rows["place"]) - rows["prose"].cast(pl.Int64)
    rows = rows.with_columns(before=before - C("prose_before"))
    return rows.with_columns(**_places())


def _neighbours(rows: pl.DataFrame, shaped: pl.DataFrame) -> pl.DataFrame:
    """Return what the paragraphs above and below have, null where there is none in the article."""
    nowhere = pl.repeat(value=False, n=shaped.height, eager=True)
    credits_ = [nowhere.scatter(rows.filter(name)["place"], values=True).alias(name) for name in ("credited", "alone")]
    shown = shaped.select("row", "prose", "brief", "tiny", "text").with_columns(credits_)
    beside = []
    for step, side in ((-1, "above"), (1, "below")):
        position = rows["place"].cast(pl.Int64) + step
        inside = position.is_between(0, shaped.height - 1)
        there = shown[position.clip(0, max(0, shaped.height - 1))]
        same = inside & (there["row"] == rows["row"])
        start = there["text"].str.head(_KIN) == rows["text"].str.head(_KIN)
        beside.append(
            there.select(
                pl.when(same).then(C(name).fill_null(value=False)).alias(f"{name} {side}")
                for name in ("prose", "brief", "tiny", "credited", "alone")
            ).with_columns(
                (same & (there["text"] == rows["text"])).alias(f"twin {side}"), (same & start).alias(f"kin {side}")
            )
        )
    return pl.concat(beside, how="horizontal")


def _articles(shaped: pl.DataFrame) -> pl.DataFrame:
    """Count the paragraphs and the prose of each article, and the prose before it."""
    counted = shaped.group_by("row", maintain_order=True).agg(
        total=C("prose").cast(pl.Int64).sum(),
        many=pl.len(),
        opens=C("place").first(),
    )
    return counted.with_columns(prose_before=C("total").cum_sum() - C("total"))


def _again(rows: pl.DataFrame, shaped: pl.DataFrame) -> pl.DataFrame:
    """Count how often the text of a row stands in its article, where it does so more than once."""
    key = C("text").hash() ^ C("row").hash(1)
    keys = rows.select("place", key=key)
    times = shaped.select(key=key).filter(C("key").is_in(keys["key"].implode())).group_by("key").agg(times=pl.len())
    return keys.join(times.filter(C("times") > 1), on="key").drop("key")


@cache
def _places() -> dict[str, pl.Expr]:
    share = C("total") / C("many")
    above, below = (C(f"prose {side}").fill_null(value=False) for side in ("above", "below"))
    others = C("many_credited").fill_null(0).cast(pl.Int64) - C("credited").cast(pl.Int64)
    first, last = C("place") == C("opens"), C("place") + 1 == C("opens") + C("many")
    times = C("times").fill_null(1)
    return {
        "first": first,
        "among the first": ~first & (C("place") - C("opens") <= _HEAD),
        "last": last,
        "between prose": above & below,
        "prose before": above & ~below,
        "prose behind": ~above & below,
        "before any prose": C("before") == 0,
        "after all prose": C("before") + C("prose").cast(pl.Int64) == C("total"),
        "mostly prose": share > 0.5,
        "hardly prose": share < 0.2,
        "said twice": times == 2,
        "said often": times > 2,
        "others credited": others > 0,
        "many others credited": others > 2,
        "repeats its neighbour": C("twin above") | C("twin below"),
        "starts as its neighbour": C("kin above") | C("kin below"),
        "says itself again": C("kin above") | C("kin below") | (times > 1),
        "credited like others": C("alike").fill_null(0) >= 3,
        "neighbour credited": C("credited above").fill_null(value=False) | C("credited below").fill_null(value=False),
        **{f"{name} before": C(f"{flag} above").fill_null(value=False) for name, flag in _NEAR.items()},
        **{f"{name} behind": C(f"{flag} below").fill_null(value=False) for name, flag in _NEAR.items()},
    }


def alone() -> pl.Expr:
    """The paragraph is nothing but a credit."""
    return ((C("strength") >= 0.3) & ((C("credit_end") - C("credit_start")) >= (C("size") - 14))).fill_null(value=False)


def credited() -> pl.Expr:
    """The paragraph has a credit for certain."""
    return C("strength").fill_null(0) >= _CREDITED


CONTEXT = tuple(_places())
