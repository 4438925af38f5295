"""Quotation marks into stretches: what stands between an opening mark and the mark that closes it."""

from __future__ import annotations

import polars as pl

from provenance.facts.quotations import marks

C = pl.col
REACH = 3
"""Paragraphs from one that leaves a quotation open to the one that closes it, at most."""
LETTER = 13
"""The same of a letter: its marks stand where its first paragraph begins and where its last one ends."""
_STYLE = {
    "「": "corner",
    "」": "corner",
    "｢": "corner",
    "｣": "corner",
    "“": "curly",
    "”": "curly",
    "‟": "curly",
    '"': "straight",
    "„": "low",
    "«": "angle",
    "»": "angle",
}
_ENDED = r"[.?!…]['’)]*\s+$"
_SPEECH_LEAD, _SPEECH_TAIL = r"[.,?!…]['’)]*\s?$", r"^\s?[.,;:?!()–—-]"  # around a mark that closes speech
_BEGINS = r"[.?!…,:]['’)]*\s*$"  # before what is quoted as a sentence of its own
_SENTENCES = r"[.?!…]['’)]*(?:\s|$)"
_HALF = r"^([^‘]*?[.,!?])’(?:\s|$)"
"""What is closed by half a mark: “It is late,’ she said. A single mark that opens before it has it for itself."""


def find(paragraphs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the stretches of `paragraphs` (`paragraph_row, row, text`) and the double marks they were made from.

    Stretches: `paragraph_row, row, open_at` (the opening mark), `start, end` (the words), `close_at` (after the closing
    mark), `marks, closed, follows_sentence`; offsets count in the paragraph. What is quoted inside a quotation belongs
    to it. Marks: as `marks.doubles`, with `stray` (closes nothing).
    """
    tokens = _pair(marks.doubles(paragraphs))
    single = marks.singles(paragraphs)
    rows = pl.concat([tokens["paragraph_row"], single["paragraph_row"]]).unique()
    marked = paragraphs.filter(C("paragraph_row").is_in(rows.implode()))
    size = marked.select("paragraph_row", size=C("text").str.len_chars().cast(pl.Int64))
    double = _doubles(tokens, size)
    return (_merge(double, _singles(single, size)) if single.height else double), tokens


def _merge(double: pl.DataFrame, single: pl.DataFrame) -> pl.DataFrame:
    """Put both together, without what stands inside another stretch; stretches of one sort never overlap."""
    if single.is_empty():
        return double
    shared = C("paragraph_row").is_in(double["paragraph_row"].unique().implode())
    single = single.filter(C("closed") | ~shared)
    rows = single.filter(shared)["paragraph_row"].unique().implode()
    found = pl.concat([double, single]).sort("paragraph_row", "open_at", maintain_order=True)
    both = found.filter(C("paragraph_row").is_in(rows))
    inside = (C("open_at") < C("close_at").cum_max().shift(1).over("paragraph_row")).fill_null(value=False)
    return pl.concat([found.filter(~C("paragraph_row").is_in(rows)), both.filter(~inside)]).sort(
        "paragraph_row", "open_at"
    )


def around(found: pl.DataFrame, outer: pl.DataFrame) -> pl.DataFrame:
    """Add the stretches `outer`, at most one a paragraph, in place of those that lie inside them."""
    if outer.is_empty():
        return found
    extent = outer.select("paragraph_row", _until="end")
    beside = found.join(extent, on="paragraph_row", how="left", maintain_order="left")
    beside = beside.filter(C("_until").is_null() | (C("open_at") >= C("_until"))).drop("_until")
    return pl.concat([beside, outer]).sort("paragraph_row", "open_at")


def _pair(tokens: pl.DataFrame) -> pl.DataFrame:
    """Keep the marks that pair, and say which closing marks are `stray`.

    Nearly all paragraphs are plain: their marks open and close by turns. Only the others are looked at closely.
    """
    first = C("paragraph_row").ne_missing(C("paragraph_row").shift(1))
    number = pl.int_range(pl.len()) - pl.when(first).then(pl.int_range(pl.len())).forward_fill()
    goes_on = (C("row") == C("row").shift(-1)) & (C("paragraph_row") == C("paragraph_row").shift(-1) - 1)
    goes_on &= C("opens").shift(-1) & (C("at").shift(-1) == 0)  # the next paragraph begins with a mark
    by_turns = C("opens") == (number % 2 == 0)
    stray = pl.lit(value=False)
    if tokens.select(by_turns.all()).item():
        return tokens.with_columns(stray=stray)
    tokens = _carried(tokens).with_columns(_plain=by_turns, stray=stray, _goes_on=goes_on.fill_null(value=False))
    odd = C("paragraph_row").is_in(tokens.filter(~C("_plain"))["paragraph_row"].unique().implode())
    plain, tangled = tokens.filter(~odd).drop("_plain", "_goes_on"), tokens.filter(odd).drop("_plain")
    return pl.concat([plain, _untangle(tangled)]).sort("paragraph_row", "at") if tangled.height else plain


def _carried(tokens: pl.DataFrame) -> pl.DataFrame:
    """Leave out what is quoted in the same marks within a quotation that runs on, as its next uneven paragraph tells.

    It does where one mark more opens than closes in the first paragraph, and one more closes in the next, or where that
    begins with a mark, as the first does, and what is quoted stands within a sentence, or in the very first one:
    “The “old crew” left. ¶ “No “boat” came.” A letter that begins with its mark and ends with its paragraph may be
    long, and quote in paragraphs between.
    """
    step = 2 * C("opens").cast(pl.Int64) - 1
    tokens = tokens.with_columns(_depth=step.cum_sum().over("paragraph_row"))
    outer = C("opens") & (C("_depth") == 1)
    ended = C("lead").str.contains(_SPEECH_LEAD) | C("tail").str.contains(_SPEECH_TAIL)
    closing = ~C("opens") & (C("_depth") == -1)
    ends = tokens.group_by("paragraph_row", maintain_order=True).agg(
        C("row").first(),
        net=C("_depth").last(),
        low=C("_depth").min(),
        begins=(C("opens") & (C("at") == 0)).first(),
        outer=C("at").filter(outer).last(),
        inner=C("lead").filter(outer.shift(1)).last(),
        closing=C("at").filter(closing).first(),
        ended=ended.filter(closing).first(),
        last=(closing.sum() == 1) & (closing & ends_paragraph()).last(),
    )
    uneven = _uneven(ends)
    ends = ends.select("paragraph_row", "row").join(uneven, on="paragraph_row", how="left", maintain_order="left")
    within = C("_upto").is_null() & (C("paragraph_row") < C("_upto").forward_fill().over("row"))
    ends = ends.select("paragraph_row", "_until", "_since", _within=within.fill_null(value=False))
    tokens = tokens.join(ends, on="paragraph_row", how="left", maintain_order="left")
    kept = C("at").le(C("_until")).fill_null(value=True) & C("at").ge(C("_since")).fill_null(value=True)
    return tokens.filter(kept, ~C("_within")).drop("_depth", "_until", "_since", "_within")


def ends_paragraph() -> pl.Expr:
    """Say behind which marks nothing stands in their paragraph but a signature: … for ever.” — Jo Roe."""
    return (C("tail").str.strip_chars() == "") | C("tail").str.contains(marks.SIGNATURE)


def _uneven(ends: pl.DataFrame) -> pl.DataFrame:
    """Say of the paragraphs that open more than they close, or begin with a mark, which ones go on in the next of them.

    Returns `paragraph_row`, from where and how far marks count, and `_upto`, the paragraph that ends it.
    """
    ends = ends.with_row_index("_place").filter((C("net") != 0) | (C("low") < 0) | C("begins"))
    steps = C("paragraph_row").shift(-1) - C("paragraph_row")
    near = (C("row") == C("row").shift(-1)) & (steps <= LETTER)
    open_ended = near & (C("net") == 1) & (C("low") >= 0)
    beside = (C("_place").shift(-1) - C("_place") == 1) | (C("outer") == 0)
    reached = ((steps <= REACH) & beside) | ((C("outer") == 0) & C("last").shift(-1))
    taken = open_ended & reached & ((C("net") == -1) & (C("low") == -1) & C("ended") & ~C("begins")).shift(-1)
    first = (C("outer") == 0) & (~C("inner").str.contains(_SENTENCES) | ~C("inner").str.contains(_BEGINS))
    block = open_ended & first & C("begins").shift(-1) & (steps == 1)
    taken, block = (each.fill_null(value=False) for each in (taken, block))
    return ends.select(
        "paragraph_row",
        _until=pl.when(taken | block).then("outer"),
        _since=pl.when(taken.shift(1, fill_value=False)).then("closing"),
        _upto=pl.when(taken).then(C("paragraph_row").shift(-1)),
    )


def _untangle(tokens: pl.DataFrame) -> pl.DataFrame:
    """Keep the outermost marks where they nest cleanly; else let each opening mark take the next closing one."""
    tokens = tokens.filter(~_in_block())
    inner = _nested()
    tokens = tokens.filter(~(inner | inner.shift(1).fill_null(value=False))).drop("_goes_on")
    tokens = tokens.with_columns(opens=C("opens") & ~_misplaced())
    tokens = tokens.with_columns(_depth=(2 * C("opens").cast(pl.Int64) - 1).cum_sum().over("paragraph_row"))
    clean = ((C("_depth").min() >= 0) & (C("_depth").last() == 0)).over("paragraph_row")
    outer = C("_depth") == C("opens").cast(pl.Int64)
    tokens = tokens.filter(~clean | outer).drop("_depth")
    opened = (C("opens").shift(1) & (C("paragraph_row") == C("paragraph_row").shift(1))).fill_null(value=False)
    same = C("paragraph_row") == C("paragraph_row").shift(-1)
    turned = (C("mark") == "»") & (C("mark").shift(-1) == "«") & same  # » two words «, with spaces as in French
    return tokens.with_columns(stray=~C("opens") & ~opened & ~turned.fill_null(value=False))


def _in_block() -> pl.Expr:
    """Say which marks a block quotation in straight ones quotes with: "The plan of the “old crew” is dead … .

    The straight mark opens its paragraph, and is the only one there, since the next paragraph goes on.
    """
    straight = C("mark") == '"'
    outer = straight & C("opens") & (C("at") == 0)
    paired = (~straight & C("opens")).sum() == (~straight & ~C("opens")).sum()
    return (outer.any() & (straight.sum() == 1) & paired).over("paragraph_row") & ~straight


def _nested() -> pl.Expr:
    """Say which marks open what is quoted in the same marks within a quotation: "The "old man" is gone." He wept.

    The outer quotation is closed right behind the inner one, or it is a sentence that goes on in the next paragraph,
    which may be run in.
    """
    same = {step: C("paragraph_row") == C("paragraph_row").shift(-step) for step in (-1, 1, 2)}
    inner = C("opens") & C("opens").shift(1) & ~C("opens").shift(-1) & same[-1] & same[1]
    closed = same[2] & ~C("opens").shift(-2)
    run_in = same[2] & C("opens").shift(-2) & C("lead").shift(-2).str.contains(_ENDED)
    term = ~C("lead").str.contains(r"[.?!…,:]['’)]*\s*$") & C("after").shift(1).str.contains(r"^\p{Lu}$")
    goes_on = C("_goes_on").shift(-1) | run_in.fill_null(value=False)
    return (inner & (closed.fill_null(value=False) | (term & goes_on))).fill_null(value=False)


def _misplaced() -> pl.Expr:
    """A straight mark that stands at the wrong side of a space: "Hello, "she said. / the "old crew "He left."""
    opened = (C("opens").shift(1) & (C("paragraph_row") == C("paragraph_row").shift(1))).fill_null(value=False)
    spaced = C("lead").str.contains(r"[,?!]\s$") & C("after").str.contains(r"^\p{Ll}$")
    last = (C("paragraph_row") != C("paragraph_row").shift(-1)).fill_null(value=True)
    spaced |= last & C("lead").str.contains(r"^[^.?!…:,]*\pL\s$") & C("after").str.contains(r"^\p{Lu}$")
    return (opened & C("opens") & (C("mark") == '"') & spaced).fill_null(value=False)


def _doubles(tokens: pl.DataFrame, size: pl.DataFrame) -> pl.DataFrame:
    mate = (C("paragraph_row") == C("paragraph_row").shift(-1)).fill_null(value=False)
    closed = mate & ~C("opens").shift(-1)
    glyph = C("mark").replace_strict(_STYLE, default="straight")
    style = pl.when(C("width") > 1).then(pl.lit("typewriter")).otherwise(glyph)
    found = tokens.with_columns(
        closed=closed.fill_null(value=False),
        _stop=pl.when(mate).then(C("at").shift(-1)),
        _wide=C("width").shift(-1),
    )
    sentence = C("lead").str.contains(_ENDED)
    found = found.filter("opens").with_columns(marks=style.cast(pl.String), follows_sentence=sentence)
    return _finish(_half_closed(found), size)


def _half_closed(found: pl.DataFrame) -> pl.DataFrame:
    """Let curly marks that nothing closes end at a single one behind a stop or a comma."""
    left_open = ~C("closed") & (C("mark") == "“")
    if not found.select(left_open.any()).item():
        return found
    words = pl.when(left_open).then(C("tail").str.extract(_HALF).str.len_chars().cast(pl.Int64))
    half = words.is_not_null()
    return found.with_columns(
        closed=C("closed") | half,
        _stop=pl.when(half).then(C("at") + C("width") + words).otherwise("_stop"),
        _wide=pl.when(half).then(1).otherwise("_wide"),
    )


def _singles(tokens: pl.DataFrame, size: pl.DataFrame) -> pl.DataFrame:
    """Each opening single mark takes the first closing one that is surely no apostrophe, else the first one at all."""
    group = C("opens").cast(pl.Int64).cum_sum().over("paragraph_row")
    tokens = tokens.with_columns(_group=group).filter(C("_group") > 0)
    closing = ~C("opens")
    stop = pl.coalesce(C("at").filter(closing & C("sure")).first(), C("at").filter(closing).first())
    found = tokens.group_by("paragraph_row", "_group", maintain_order=True).agg(
        C("row").first(), C("at").first(), C("mark").first(), C("width").first(), C("lead").first(), _stop=stop
    )
    found = found.with_columns(
        closed=C("_stop").is_not_null(),
        marks=pl.lit("single"),
        follows_sentence=pl.lit(value=False),
        _wide=pl.lit(1, pl.Int64),
    )
    introduced = C("lead").str.contains(r":\s$").fill_null(value=False)
    return _finish(found.filter(C("closed") | (C("at") == 0) | (C("mark") == "‘") | introduced), size)


def _finish(found: pl.DataFrame, size: pl.DataFrame) -> pl.DataFrame:
    found = found.join(size, on="paragraph_row", how="left", maintain_order="left")
    end = pl.coalesce("_stop", "size")
    return found.select(
        "paragraph_row",
        "row",
        open_at=C("at"),
        start=C("at") + C("width"),
        end=end,
        close_at=pl.when("closed").then(end + C("_wide")).otherwise(end),
        marks=C("marks"),
        closed=C("closed"),
        follows_sentence=C("follows_sentence"),
    )
