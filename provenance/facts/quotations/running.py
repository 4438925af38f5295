"""Running quotations: which stretches are one quotation that goes on in a later paragraph.

A paragraph that leaves a quotation open, followed by one that opens with a mark, is the convention and no defect. What
is not the article's own text (a caption, an embedded post, page furniture) may stand between, and so may a line that is
no sentence: the title of another article, a caption that was not seen. A sentence of the article ends the quotation.
"""

from __future__ import annotations

import polars as pl

from provenance.facts.quotations import quoted_text

C = pl.col
READ = ("body", "dateline", "heading")
INTERRUPTS = ("caption", "embed", "boilerplate")
TITLE, TITLES = 200, 5
"""Letters of a line that is no sentence, and how many of them stand between two paragraphs of a quotation, at most:
what is read most stands in blocks of four or five titles."""
_NO_SENTENCE, _CUT = r"(?:[\p{L}\p{N})]|[\p{L}\p{N}]['’])$", r"(?:\.\.\.|…)$"
UNMARKED = 2
"""Paragraphs without any mark that a quotation runs across, if a closing mark follows: in three articles of 3,428."""


def link(quoted: pl.DataFrame, tokens: pl.DataFrame, paragraphs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Number the quotations of each article and add `continues` and `interrupted_by`; also return the stray marks.

    `quoted` and `tokens` are those of `quoted_text.find`; `paragraphs` are all, as `paragraph_row, row, kind, size` and
    `last` (their last three characters).
    A single mark left open counts only if the next paragraph takes it up, or if it takes up another: else it is an
    apostrophe. A closing mark with nothing open in its paragraph is stray unless the paragraph before left a quotation
    open: then it closes that one.
    """
    left_open = quoted.filter(~C("closed"))["paragraph_row"]
    titles = _titles(paragraphs, pl.concat([tokens["paragraph_row"], left_open]))
    chain = _chain(paragraphs, titles)
    quoted = _without_titles(quoted, titles)
    stray = tokens.filter("stray")
    if stray.height:
        bridged = _bridged(stray, tokens, chain)
        late = _closed_late(quoted, stray, bridged)
        stray = stray.join(late, left_on=["paragraph_row", "at"], right_on=["paragraph_row", "end"], how="anti")
        parted = late.filter(C("end") == 0).join(bridged, on="paragraph_row")["previous"]
        quoted = _closed(quoted, parted)
        between = _between(late, bridged, chain, paragraphs)
        apart = quoted.filter(~C("paragraph_row").is_in(between["paragraph_row"].implode()))
        quoted = pl.concat([apart, late, between]).sort("paragraph_row", "open_at")
    found = _link(quoted, chain)
    goes_on = ((C("row") == C("row").shift(1)) & (C("quotation") == C("quotation").shift(1))).fill_null(value=False)
    idle = (C("marks") == "single") & ~C("closed") & ~C("continues") & ~goes_on
    if found.select(idle.any()).item():
        kept = quoted.join(found.filter(idle), on=["paragraph_row", "open_at"], how="anti", maintain_order="left")
        found = _link(kept, chain)
    return found, stray


def rejoin(quoted: pl.DataFrame) -> pl.DataFrame:
    """Say anew which stretches go on, after some were left out: the next one is of the same quotation and article."""
    goes_on = ((C("row") == C("row").shift(-1)) & (C("quotation") == C("quotation").shift(-1))).fill_null(value=False)
    return quoted.with_columns(continues=goes_on, interrupted_by=pl.when(goes_on).then("interrupted_by"))


def _bridged(stray: pl.DataFrame, tokens: pl.DataFrame, chain: pl.DataFrame) -> pl.DataFrame:
    """Return the `previous` paragraph of those with a stray mark, the nearest one with marks, and how many lie between.

    Some papers mark neither end of the paragraphs in the middle of a quotation.
    """
    places = chain.select("paragraph_row", place=pl.int_range(pl.len()), unbroken=C("previous").is_null().cum_sum())
    marked = places.filter(C("paragraph_row").is_in(tokens["paragraph_row"].unique().implode()))
    asked = places.filter(C("paragraph_row").is_in(stray["paragraph_row"].implode()))
    before = asked.join_asof(
        marked.rename({"paragraph_row": "previous"}).with_columns(_place="place"),
        on="place",
        by="unbroken",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    return before.select("paragraph_row", "previous", unmarked=C("place") - C("_place") - 1).drop_nulls()


def _closed_late(quoted: pl.DataFrame, stray: pl.DataFrame, bridged: pl.DataFrame) -> pl.DataFrame:
    """Return the stretches that begin with their paragraph, without a mark, and end a quotation left open before."""
    first = quoted.group_by("paragraph_row", maintain_order=True).agg(_first=C("open_at").first())
    last = quoted.group_by("paragraph_row", maintain_order=True).agg(
        _open=~C("closed").last(), _at=C("open_at").last(), marks=C("marks").last()
    )
    letter = (C("_at") == 0) & quoted_text.ends_paragraph() & (C("unmarked") < quoted_text.LETTER)
    return (
        stray.unique("paragraph_row", keep="first", maintain_order=True)
        .join(first, on="paragraph_row", how="left", maintain_order="left")
        .filter(C("_first").is_null() | (C("at") < C("_first")))
        .join(bridged, on="paragraph_row", maintain_order="left")
        .join(last.filter("_open"), left_on="previous", right_on="paragraph_row", maintain_order="left")
        .filter((C("unmarked") <= UNMARKED) | letter)
        .select(*_begun("paragraph_row", C("at"), C("at") + C("width"), closed=True))
    )


def _closed(quoted: pl.DataFrame, parted: pl.Series) -> pl.DataFrame:
    """Close the last stretch of paragraphs whose closing mark was parted off: “The quay is shut. ¶ ” He had left."""
    last = C("open_at") == C("open_at").max().over("paragraph_row")
    return quoted.with_columns(closed=C("closed") | (last & C("paragraph_row").is_in(parted.implode())))


def _between(late: pl.DataFrame, bridged: pl.DataFrame, chain: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs without marks between those of `late` and the ones that left their quotations open."""
    until = late.select("paragraph_row", "row", "marks").join(bridged, on="paragraph_row", maintain_order="left")
    inner = until.with_columns(_at=pl.int_ranges(C("previous") + 1, "paragraph_row", dtype=pl.Int64)).explode("_at")
    sizes = chain.join(paragraphs, on="paragraph_row", maintain_order="left").select(
        _at=C("paragraph_row").cast(pl.Int64), size=C("size").cast(pl.Int64)
    )
    inner = inner.join(sizes, on="_at", maintain_order="left")
    inner = inner.with_columns(C("_at").cast(late.schema["paragraph_row"]))
    return inner.select(*_begun("_at", C("size"), C("size"), closed=False))


def _begun(paragraph: str, end: pl.Expr, close_at: pl.Expr, *, closed: bool) -> list[pl.Expr]:
    """Return the columns of a stretch that begins with its paragraph, without a mark."""
    none, no = pl.lit(0, pl.Int64), pl.lit(value=False)
    where = (C(paragraph).alias("paragraph_row"), C("row"), none.alias("open_at"), none.alias("start"))
    said = (C("marks"), pl.lit(closed).alias("closed"), no.alias("follows_sentence"))
    return [*where, end.alias("end"), close_at.alias("close_at"), *said]


def _link(quoted: pl.DataFrame, chain: pl.DataFrame) -> pl.DataFrame:
    found = quoted.join(chain, on="paragraph_row", how="left", maintain_order="left")
    left_open = (~C("closed")).shift(1) & (C("paragraph_row").shift(1) == C("previous"))
    same_marks = C("marks").is_in(["curly", "straight"]) & C("marks").shift(1).is_in(["curly", "straight"])
    same_marks |= C("marks") == C("marks").shift(1)
    reopens = (C("open_at") == 0) & left_open & same_marks & C("previous").is_not_null()
    # Where the paragraphs were lost, the next mark follows in the same one, after the end of a sentence.
    flattened = (
        (C("paragraph_row") == C("paragraph_row").shift(1)) & ~C("closed").shift(1) & same_marks & C("follows_sentence")
    )
    between = pl.when(~flattened).then("intruder")  # nothing stands between stretches of one paragraph
    found = found.with_columns(between.alias("intruder"), _going_on=(reopens | flattened).fill_null(value=False))
    number = (~C("_going_on")).cum_sum().over("row").cast(pl.Int64) - 1
    return found.with_columns(
        quotation=number,
        continues=C("_going_on").shift(-1).fill_null(value=False),
        interrupted_by=pl.when(C("_going_on").shift(-1)).then(C("intruder").shift(-1)),
    ).drop("previous", "intruder", "follows_sentence", "_going_on")


def _titles(paragraphs: pl.DataFrame, marked: pl.Series) -> pl.Series:
    """Return the body paragraphs that are short and no sentence, of which none is among the `marked` ones."""
    short = (C("kind") == "body") & (C("size") <= TITLE) & C("last").str.contains(_NO_SENTENCE)
    return paragraphs.filter(short & ~C("paragraph_row").is_in(marked.implode()))["paragraph_row"]


def _without_titles(quoted: pl.DataFrame, titles: pl.Series) -> pl.DataFrame:
    """Leave out what titles quote in single marks between a quotation left open and what follows: Roe ‘to go’."""
    in_title = C("paragraph_row").is_in(titles.implode())
    named = quoted.filter(in_title & (C("marks") == "single") & C("closed"))
    if named.is_empty():
        return quoted
    last = quoted.filter(~in_title).select("paragraph_row", "row", _before="paragraph_row", _open=~C("closed"))
    near = named.join_asof(last, on="paragraph_row", by="row", strategy="backward", check_sortedness=False)
    amid = near.filter(C("_open") & (C("paragraph_row") - C("_before") <= TITLES + 1))
    return quoted.join(amid, on=["paragraph_row", "open_at"], how="anti", maintain_order="left")


def _chain(paragraphs: pl.DataFrame, titles: pl.Series) -> pl.DataFrame:
    """For each body paragraph: the one before it that is body, and the kind of the first intruder between.

    Up to TITLES of the `titles` are passed over, but for those behind a preview that was cut.
    """
    title = C("paragraph_row").is_in(titles.implode())
    bodies = paragraphs.filter(C("kind") == "body").with_columns(title=title, titles=title.cum_sum())
    near = (C("row") == C("row").shift(1)) & (C("titles") - C("titles").shift(1) <= TITLES)
    cut = C("last").str.contains(_CUT) & (C("titles").shift(-1) > C("titles"))
    bodies = bodies.filter(~C("title")).select(
        "paragraph_row", previous=pl.when(near & ~cut.shift(1)).then(C("paragraph_row").shift(1))
    )
    intruders = paragraphs.filter(C("kind").is_in(INTERRUPTS)).select("paragraph_row", intruder="kind")
    if intruders.is_empty():
        return bodies.with_columns(intruder=pl.lit(None, pl.String))
    after = intruders.join_asof(
        bodies.select(C("paragraph_row").alias("body"), "paragraph_row"), on="paragraph_row", strategy="forward"
    )
    first = after.filter(C("body").is_not_null()).unique("body", keep="first", maintain_order=True)
    return bodies.join(
        first.select(paragraph_row="body", intruder="intruder"), on="paragraph_row", how="left", maintain_order="left"
    )
