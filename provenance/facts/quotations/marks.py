"""Quotation marks: where they stand in a paragraph, and whether each one opens or closes.

A mark's glyph decides where it can (“ opens); its neighbours decide where the glyph does not (a straight mark, a German
“ that closes, a mark that points the wrong way); the marks before it decide what is left.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import polars as pl

from provenance import splitting
from provenance.facts import spans

C = pl.col
DOUBLE = ("''", "``", "‘‘", "’’", "′′", ",,", '"', "“", "”", "„", "‟", "«", "»", "「", "」", "｢", "｣", "″", "＂")
_ANY_GLYPH = f"[{''.join(glyph for glyph in DOUBLE if len(glyph) == 1)}]"
_ANY_PAIR = "|".join(glyph for glyph in DOUBLE if len(glyph) > 1)
SINGLE = ("‘", "’", "'", "‚")
_SINGLE_OPENS = r"[‘‚]|(?:^|[\s(\[—–“\"])'[\p{L}\p{N}]"

_YES, _NO = pl.lit(value=True), pl.lit(value=False)
_SPACE = [chr(code) for code in range(0x3001) if chr(code).isspace()]
_UNSEEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"  # characters that order what is written
_BEFORE_OPENING = [*_SPACE, *"([{<>=*_/|—–-:;“‘«„¡¿\ufffd", *_UNSEEN]
_AFTER_CLOSING = [*_SPACE, *".,;:!?…)]}<>*_/|—–-”’»\ufffd"]
_WORD = "“‘‚‹›(¿¡["  # what a word may begin with beside letters and numbers
_FEET_AND_INCHES = r"[0-9]['’′]\s?[0-9]+(?:\.[0-9]+)?$"
_ENDED = list(".!?…,")
_PRIMES = ("′", "″")
"""Of feet and seconds; programs that turn straight marks make them of one behind a number, or of every one."""
_STOPS = r"^[.,;:!?)]"  # what stands behind a closing mark, and before no word
_CONTRACTED = r"^(?:[mtd]|re|ve|ll)\b"  # I”m: a double mark in the place of an apostrophe; a list of “how to”s has none
SIGNATURE = r"^\s[–—―-]{1,2}\s?\p{Lu}"
_ELISION = r"^(?:[0-9]0s\b|(?i:em|til|tis|twas|cause|cos|bout|round|n|tude)\b)"


def tokens(paragraphs: pl.DataFrame, glyphs: tuple[str, ...]) -> pl.DataFrame:
    """Return every one of `glyphs` in `paragraphs` (`paragraph_row, row, text`), in order.

    Columns: `paragraph_row, row, at` (offset in the paragraph), `width`, `mark` (its first code point), `before` and
    `after` (the neighbouring code points, null at the ends), `lead` and `tail` (the text up to the next mark).
    """
    text = C("text")
    if paragraphs.select(text.str.contains(spans.MARK, literal=True).any()).item():
        text = text.str.replace_all(spans.MARK, spans.STAND_IN, literal=True)
    marked = text.str.replace_many(list(glyphs), [spans.MARK + glyph for glyph in glyphs], leftmost=True)
    texts = paragraphs.select(marked).to_series()
    parts = splitting.split(texts, C(texts.name).str.split(spans.MARK), lambda whole: whole.split(spans.MARK))
    slices = paragraphs.select("paragraph_row", "row", slice=parts).explode("slice")
    size = C("slice").str.len_chars().cast(pl.Int64)
    first = C("paragraph_row").ne_missing(C("paragraph_row").shift(1))
    last = C("paragraph_row").ne_missing(C("paragraph_row").shift(-1))
    wide = C("slice").str.head(2).is_in([glyph for glyph in glyphs if len(glyph) > 1])
    width = 1 + wide.cast(pl.Int64)
    slices = slices.with_columns(_first=first, _last=last, _stop=size.cum_sum(), _size=size, width=width)
    base = pl.when("_first").then(C("_stop") - C("_size")).forward_fill()
    tail = C("slice").str.slice(C("width"))
    slices = slices.with_columns(
        at=C("_stop") - C("_size") - base,
        mark=C("slice").str.head(1),
        tail=tail,
        lead=pl.when(C("_first").shift(1)).then(C("slice").shift(1)).otherwise(tail.shift(1)),
        before=C("slice").shift(1).str.tail(1),
        after=pl.when(tail != "").then(tail.str.head(1)).when(~C("_last")).then(C("slice").shift(-1).str.head(1)),
    )
    blank = pl.when(C("before") == "").then(None).otherwise("before")
    return slices.filter(~C("_first")).select(
        "paragraph_row", "row", "at", "width", "mark", "after", "lead", "tail", before=blank
    )


def doubles(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the double marks of `paragraphs`: `tokens` with `opens` and `wrong` (points the wrong way)."""
    marked = C("text").str.contains(_ANY_GLYPH) | C("text").str.contains(_ANY_PAIR)  # twice as fast as one pattern
    found = tokens(paragraphs.filter(marked), DOUBLE)
    if found.is_empty():
        return found.with_columns(pl.lit(None, pl.Boolean).alias(name) for name in ("opens", "wrong"))
    before, after = _characters(found, "before"), _characters(found, "after")
    digit = _of_kind("before", before, str.isdecimal)
    attribute = C("before") == "="  # <a href="…">: markup, not speech
    follows = (attribute.shift(1) & _same_paragraph(1)).fill_null(value=False)
    apart = (C("mark") == '"') | ((C("mark") == "”") & (C("mark").shift(-1) == "”") & _same_paragraph(-1))
    inches = apart.fill_null(value=False) & C("lead").str.contains(_FEET_AND_INCHES)  # “he is like 6’2”,” said Roe
    seconds = (C("mark") == "‘") & digit.fill_null(value=False)  # 3.14‘47‘‘
    dash = C("lead").str.ends_with("â€").fill_null(value=False)  # a dash that was decoded wrongly: â€“, â€”
    ornament = (C("mark") == "“") & (C("mark").shift(-1) == "„") & (C("tail") == "") & _same_paragraph(-1)
    dash |= (ornament | (ornament.shift(1) & _same_paragraph(1))).fill_null(value=False)  # “„ before a quotation
    dash |= (C("before") == "Ã").fill_null(value=False)  # and Ä: Ã„
    letter = _of_kind("before", before, str.isalpha).fill_null(value=False)
    code = (C("mark") == "`") & ((C("after") == "`") | (C("before") == "`")).fill_null(value=False)  # ```python
    inside = C("before").is_in(_BEFORE_OPENING) | C("before").is_null()
    inside &= C("after").str.contains(r"^[\p{L}\p{N}]$") & _same_paragraph(-1) & ~C("mark").shift(-1).is_in(["„", ","])
    commas = (C("mark") == ",") & ~inside.fill_null(value=False)  # ,,two words”; a comma that stands twice is none
    apostrophe = letter & C("mark").is_in(['"', "“", "”"]) & C("tail").str.contains(_CONTRACTED)
    found = found.filter(
        ~(attribute.fill_null(value=False) | follows | inches | seconds | dash | code | commas | apostrophe | _alone())
    )
    columns = found.columns
    found = found.with_columns(_can_open(), _can_close(), *_beside(before, after))
    found = found.with_columns(_role(found)).with_columns(_wrong()).with_columns(_swapped())
    found = _settle(_without_primes(found)).select(*columns, "opens", "wrong")
    inch = (C("mark") == '"') & digit & ~C("opens")  # a 12" pipe
    inches_closing = found.filter(inch)
    if inches_closing.is_empty():
        return found
    return found.filter(~(inch & (~_after_opening() | _curly(inches_closing, found))).fill_null(value=False))


def _alone() -> pl.Expr:
    """Say which straight marks stand free, alone in their paragraph: HARBOUR (AP) " The quay was, where a dash was."""
    free = C("mark").is_in(['"', "'"]) & C("before").is_in(_SPACE) & C("after").is_in(_SPACE)
    return free.fill_null(value=False) & ~_same_paragraph(1) & ~_same_paragraph(-1)


def _without_primes(found: pl.DataFrame) -> pl.DataFrame:
    """Keep those primes that close what nothing else of their paragraph closes: “two words″, ″two″; others measure."""
    prime = C("mark").is_in(_PRIMES)
    if not found.select(prime.any()).item():
        return found
    opens = C("opens").fill_null(value=True)
    closing = prime & ~opens
    number = closing & C("before").str.contains("[0-9]").fill_null(value=False)
    found = found.filter(~(number & (opens.cum_sum().over("paragraph_row") == 0)))
    measure = number & ~_after_opening()
    opened = (opens.cast(pl.Int64) * 2 - 1).filter(~closing).sum()
    due, due_beside_measures = ((opened == some.sum()).over("paragraph_row") for some in (closing, closing & ~measure))
    return found.filter(~prime | due | (due_beside_measures & ~measure))


def _characters(found: pl.DataFrame, column: str) -> list[str]:
    """Return the different characters of a column: few, so that Python can be asked of which kind each is."""
    return found[column].unique().drop_nulls().to_list()


def _of_kind(column: str, characters: list[str], kind: Callable[[str], bool]) -> pl.Expr:
    """Say of which rows the character in `column`, one of `characters`, is of a `kind`."""
    return C(column).is_in(pl.Series([list(filter(kind, characters))], dtype=pl.List(pl.String)))


def _beside(before: list[str], after: list[str]) -> list[pl.Expr]:
    """Say what stands beside each mark: a word, a letter, letter or number, a capital behind it, a word before it."""
    return [
        _of_kind("after", after, lambda one: one in _WORD or _counts(one)).alias("_into_word"),
        _of_kind("after", after, str.isalpha).alias("_into_letter"),
        _of_kind("after", after, _counts).alias("_into_letter_or_number"),
        _of_kind("after", after, lambda one: unicodedata.category(one) == "Lu").alias("_into_capital"),
        _of_kind("before", before, lambda one: one in ".!?…)" or _counts(one)).alias("_behind_word"),
    ]


def _counts(one: str) -> bool:
    """Tell whether a character is a letter or a number."""
    return one.isalpha() or unicodedata.category(one).startswith("N")


def _curly(inches: pl.DataFrame, found: pl.DataFrame) -> pl.Expr:
    """Say which rows quote with as many “ as ”; only those of `inches` are asked for."""
    asked = found.filter(C("paragraph_row").is_in(inches["paragraph_row"].unique().implode()))
    opening, closing = ((C("mark") == mark).sum() for mark in "“”")
    rows = (
        asked.group_by("paragraph_row").agg(curly=(opening == closing) & (closing > 0)).filter("curly")["paragraph_row"]
    )
    return C("paragraph_row").is_in(rows.implode())


def singles(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the single marks of `paragraphs` that can be quotation marks: `tokens` with `opens` and `sure`.

    An apostrophe is none. `sure` is false for a closing mark that may be a plural's apostrophe (“the workers’ rights”).
    """
    maybe = paragraphs.filter(C("text").str.contains_any(["‘", "'", "‚"]))
    found = tokens(maybe.filter(C("text").str.contains(_SINGLE_OPENS)) if maybe.height else maybe, SINGLE)
    if found.is_empty():
        return found.with_columns(pl.lit(None, pl.Boolean).alias(name) for name in ("opens", "sure"))
    found = found.with_columns(_can_open(), _can_close())
    after = _characters(found, "after")
    word = _of_kind("after", after, lambda one: one in '“"[(…' or _counts(one))
    opens = (C("mark") != "’") & C("_can_open") & word & ~C("tail").str.contains(_ELISION)
    letter = _of_kind("after", after, _counts).fill_null(value=False)
    german = (C("mark") == "‘") & _same_paragraph(1) & (C("mark").shift(1) == "‚")  # ‚two words‘
    closes = (C("mark").is_in(["’", "'"]) | german) & C("before").is_not_null() & ~C("before").is_in(_SPACE) & ~letter
    plural = C("lead").str.contains(r"[\p{L}]$") & C("lead").str.contains(r"(?:[sxzSXZ]|in)$") & (C("after") == " ")
    found = found.with_columns(opens=opens.fill_null(value=False), _closes=closes.fill_null(value=False))
    found = found.filter(C("opens") | C("_closes"))
    return found.with_columns(sure=(C("mark") == "‘") | ~plural.fill_null(value=False)).drop(
        "_can_open", "_can_close", "_closes"
    )


def _same_paragraph(step: int) -> pl.Expr:
    return (C("paragraph_row") == C("paragraph_row").shift(step)).fill_null(value=False)


def _after_opening() -> pl.Expr:
    return (_same_paragraph(1) & C("opens").shift(1)).fill_null(value=False)


def _can_open() -> pl.Expr:
    left = C("before").is_null() | C("before").is_in(_BEFORE_OPENING)
    right = C("after").is_not_null() & ~C("after").is_in(_SPACE)
    stop = C("tail").str.contains(rf"{_STOPS}\s") | (C("tail").str.contains(rf"{_STOPS}$") & ~_same_paragraph(-1))
    right &= ~(C("before").is_in(_SPACE).fill_null(value=False) & stop)  # " two words ";
    return (left & right).fill_null(value=False).alias("_can_open")


def _can_close() -> pl.Expr:
    ends = C("after").is_null()
    right = ends | C("after").is_in(_AFTER_CLOSING)
    left = C("before").is_not_null() & (ends | ~C("before").is_in(_SPACE))
    return (left & right).fill_null(value=False).alias("_can_close")


def _role(found: pl.DataFrame) -> pl.Expr:
    """Whether a mark opens, by glyph and neighbours; null where only the marks before it can tell."""
    mark, faces_in = C("mark"), C("_can_open") & ~C("_can_close")
    faces_out = C("_can_close") & ~C("_can_open")
    by_neighbours = pl.when(faces_in).then(_YES).when(faces_out).then(_NO)
    low = C("row").is_in(found.filter(mark == "„")["row"].unique().implode())
    high = C("row").is_in(found.filter(mark == "“")["row"].unique().implode())
    into_word = faces_in & C("_into_word")
    german = C("row").is_in(found.filter((mark == "»") & into_word)["row"].unique().implode())
    glued = german & C("before").is_in(_ENDED) & C("_into_letter")  # Ende.»Ein neuer Satz«
    return (
        pl.when((mark == "„") & faces_out & C("_behind_word"))  # „two words„: nothing opens behind a word
        .then(_NO)
        .when((mark == "‘") & faces_out)  # ,,two words‘‘
        .then(_NO)
        .when(mark.is_in(["„", ",", "‟", "`", "‘", "「", "｢"]))
        .then(_YES)
        .when(mark.is_in(_PRIMES))
        .then(into_word)
        .when(mark.is_in(["’", "」", "｣"]))
        .then(_NO)
        .when(mark == "“")
        .then(~(low & C("before").is_not_null() & (~C("_can_open") | (~C("before").is_in(_SPACE) & C("_can_close")))))
        .when(mark == "”")
        .then(pl.when(low | high).then(_NO).otherwise(by_neighbours))
        .when(mark == "«")
        .then(~(faces_out & german))
        .when(mark == "»")
        .then(into_word | glued.fill_null(value=False))
        .otherwise(by_neighbours)
        .alias("opens")
    )


def _wrong() -> list[pl.Expr]:
    """Turn curly marks that point the wrong way, and say so."""
    faces_in, faces_out = C("_can_open") & ~C("_can_close"), C("_can_close") & ~C("_can_open")
    into_word = faces_in & C("_into_word")
    # ” … as it was,” said Roe: nothing is closed where the paragraph begins.
    due = (C("mark") == "”").sum() - (C("mark") == "“").sum() == 2  # noqa: PLR2004 - ” The “quay” is shut.”
    behind = (C("mark").shift(-1) == "”") | due.over("paragraph_row")
    begins = C("lead").str.strip_chars().eq("") & behind & _same_paragraph(-1)
    outwards = (C("mark") == "“") & faces_out  # ”two words“ and ”two more“
    after_opening = (_after_opening() & ~outwards.shift(1)).fill_null(value=False)
    should_open = (C("mark") == "”") & ~C("opens") & ~after_opening & (into_word | begins)
    after_opening = _after_opening() | (_same_paragraph(1) & should_open.shift(1)).fill_null(value=False)
    apart = C("before").is_in(_SPACE) & C("after").is_in([*_SPACE, *".,;:!?"])  # “ two words “ and more
    ended = C("before").is_in(_ENDED) & ~C("_into_letter_or_number") & ~C("_can_open")
    should_close = (C("mark") == "“") & C("opens") & (faces_out | apart | ended) & after_opening
    low = ((C("mark") == "„") & ~C("opens") & _after_opening()).fill_null(value=False)
    # … and nobody came. “ – Jo Roe: nothing is opened before a signature.
    signed = (C("mark") == "“") & C("before").is_in(_SPACE) & C("tail").str.contains(SIGNATURE) & ~_same_paragraph(-1)
    should_close |= signed & C("opens") & C("lead").str.contains(r"[.!?…]\s$")
    turned = (should_close | should_open).fill_null(value=False)
    # A straight mark tells no direction: "…“ is closed as German closes, and its marks are mixed, not turned.
    straight = (C("mark").shift(1) == '"') & _same_paragraph(1) & (C("mark") == "“")
    wrong = (turned & ~straight).fill_null(value=False) | low
    return [(C("opens") ^ turned).alias("opens"), wrong.alias("wrong")]


def _swapped() -> list[pl.Expr]:
    """Turn two marks that stand free around words and both point outwards: ” two words “, » two words «."""
    free = (C("before").is_null() | C("before").is_in(_SPACE)) & C("after").is_in(_SPACE)
    last = ~_same_paragraph(-2) | C("opens").shift(-2)
    behind = _same_paragraph(-1) & C("opens").shift(-1) & C("before").shift(-1).is_in(_SPACE) & last
    behind &= C("after").shift(-1).is_null() | C("after").shift(-1).is_in([*_SPACE, *".,;:!?"])
    first = (free & ~C("opens") & ~_after_opening() & behind).fill_null(value=False)
    second = first.shift(1).fill_null(value=False)
    wrong = (first & (C("mark") == "”")) | (second & C("mark").is_in(["“", "„"]))
    return [(C("opens") ^ (first | second)).alias("opens"), (C("wrong") | wrong).alias("wrong")]


def _settle(found: pl.DataFrame) -> pl.DataFrame:
    """Decide the marks that neither glyph nor neighbours decide: opening and closing ones take turns."""
    known = C("opens").is_not_null()
    start = ~_same_paragraph(1)
    index = pl.int_range(pl.len())
    anchor = pl.when(known | start).then(index).forward_fill()
    base = pl.when(known).then("opens").when(start).then(_YES).forward_fill()
    found = found.with_columns(opens=base ^ ((index - anchor) % 2 == 1))
    # Two closing marks in a row with nothing open: the first one must have opened what the second closes.
    alone = ~C("opens") & ~_after_opening()
    followed = _same_paragraph(-1) & ~C("opens").shift(-1)
    glued = C("before").is_in(list(".!?")) & C("_into_capital")
    loose = C("before").is_in([*_SPACE, ",", ":"]) & C("after").is_not_null()
    loose = C("mark").is_in(['"', "'", "”"]) & (loose | glued)
    turned = (alone & followed & loose).fill_null(value=False)
    return found.with_columns(opens=C("opens") ^ turned, wrong=C("wrong") | (turned & (C("mark") == "”")))
