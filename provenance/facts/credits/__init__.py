"""Photo credits: where they stand in a caption, and what they are made of.

A grammar in three steps, all of it Polars expressions and joins: `candidates` finds the places where a credit could
stand (after a label, in brackets, behind the last stop, on a line of its own …), `parts` looks the words of each
candidate up in the catalogues, and the catalogue `credit_forms` says which pairs of structure and composition are
credits, how they rank, and how sure they are outside a known caption.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.catalogues import Own
from provenance.facts.credits import candidates, filters, lexicon, parts
from provenance.facts.credits.structures import structures

C = pl.col
_WORDS, _RUNNING, _NAME = 24, 14, 9  # words in a credit, in running words of one, in a name
_RIGHTS = r"^\W{0,3}(?:©|\([cC]\))[^0-9|•·]{3,60}$"
"""A © without a year and without a menu beside it; rights in a text are most often dated."""

COLUMNS = pl.Schema({
    "credit": pl.String(),
    "credit_start": pl.Int64(),
    "credit_end": pl.Int64(),
    "photographers": pl.List(pl.String()),
    "agencies": pl.List(pl.String()),
    "status": pl.List(pl.String()),
    "restrictions": pl.List(pl.String()),
    "form": pl.String(),
    "strength": pl.Float64(),
})  # fmt: skip


def parse(frame: pl.DataFrame, column: str, agencies: Own | None = None) -> pl.DataFrame:
    """Return `frame` with the credit that each string of `column` holds, or nulls.

    `credit` is the whole chain as it stands, without its label and brackets, at the code points `credit_start` to
    `credit_end` of the string; `photographers`, `agencies` (canonical names), `status` and `restrictions` are lists;
    `form` is the production that matched. `strength` (0 to 1) is how sure it is that this is a photo credit when the
    string is a paragraph of running text; for a string that is known to be a caption any credit counts. `agencies` is
    the user's own catalogue.
    """
    rows = frame.select(text=column).with_row_index("string").filter(C("text").is_not_null())
    if rows.is_empty():
        return frame.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in COLUMNS.items())
    found = _credits(rows.filter(~only_status(C("text"))), agencies)
    joined = rows.select("string").join(found, on="string", how="left").join(said(rows), on="string", how="left")
    joined = joined.with_columns(
        status=pl.concat_list(C("status").fill_null([]), C("said").fill_null([])).list.unique(maintain_order=True),
        photographers=C("photographers").fill_null([]),
        agencies=C("agencies").fill_null([]),
        restrictions=C("restrictions").fill_null([]),
    )
    added = joined.select("string", *(C(name).cast(dtype) for name, dtype in COLUMNS.items()))
    return frame.with_row_index("string").join(added, on="string", how="left", maintain_order="left").drop("string")


def of_persons(lines: pl.DataFrame, agencies: Own | None = None) -> pl.Series:
    """Tell which `text` of `lines` is a © with a person's name and nothing else, as it stands beneath a picture.

    `© Jane Doe` and `© Jane Doe - dpa` are; `© The Portness Echo` and `© AP` may tell of rights in a text as well.
    """
    rights = lines.select(C("text").str.contains(_RIGHTS)).to_series()
    if not rights.any():
        return rights
    words = C("text").str.to_lowercase().str.extract_all(r"\pL+")
    outlet = words.list.set_intersection(lexicon.listed("outlet")).list.len() > 0
    read = parse(lines.select(text=pl.when(rights & ~outlet).then("text")), "text", agencies)
    until = C("text").str.len_chars() - C("credit_end")
    credited = C("form").str.starts_with("copyright") & (C("photographers").list.len() > 0) & (until == 0)
    return read.select(credited.fill_null(value=False)).to_series()


def names_agency(text: pl.Expr, agencies: Own | None = None) -> pl.Expr:
    """Whether the text is the name of an agency or a word of credits and nothing else."""
    words = pl.concat([lexicon.agencies(agencies)["key"], lexicon.statuses()["key"]])
    return lexicon.key(text).is_in(words.implode())


def only_status(text: pl.Expr) -> pl.Expr:
    """Whether the text says what sort of picture it is, and nothing else: (File photo)."""
    phrases = list(lexicon.phrases("credit_statuses", "status"))
    return lexicon.fold(text).str.strip_chars(" ()[].:").str.to_lowercase().is_in(phrases)


def colon_labels() -> str:
    """Return the alternation of the labels that a colon follows."""
    return lexicon.alternation(lexicon.spelt("colon"))


def ends_with_agency(text: pl.Expr, agencies: Own | None = None) -> pl.Expr:
    """Whether the last word of the text ends the name of an agency."""
    return lexicon.key(text.str.extract(r"(\S+)\s*$")).is_in(lexicon.last_words(agencies).implode())


@cache
def _forms() -> pl.DataFrame:
    table = catalogues.load("credit_forms")
    return table.select("form", "structure", "composition", C("rank").cast(pl.Float64), C("strength").cast(pl.Float64))


def _credits(rows: pl.DataFrame, agencies: Own | None) -> pl.DataFrame:
    """Return the best candidate of each string that has one."""
    every = candidates.lines(rows)
    sure = _judged(every, agencies, sure=True)
    certain = sure.filter(C("rank") > _settling()).select(C("string").unique())
    rest = every.join(certain, on="string", how="anti", maintain_order="left")
    judged = pl.concat([sure, _judged(rest, agencies, sure=False)]) if rest.height else sure
    order = {"string": False, "rank": True, "line": True, "start": False, "closed": True, "end": True}
    best = judged.sort(*order, descending=list(order.values()), maintain_order=True).unique(
        "string", keep="first", maintain_order=True
    )
    best = best.with_columns(
        status=pl.concat_list(_sort(), "status").list.drop_nulls().list.unique(maintain_order=True)
    )
    cited = best.join(rows.with_columns(C("string").cast(pl.UInt32)), on="string", how="left", maintain_order="left")
    return cited.select(
        "string",
        "photographers",
        "agencies",
        "status",
        "form",
        "strength",
        credit=C("text").str.slice(C("start"), C("end") - C("start")),
        credit_start="start",
        credit_end="end",
    )


@cache
def _sort() -> pl.Expr:
    """Return the status that the label of a candidate tells, null for most: Illustration by, Archivfoto:."""
    sorts = lexicon.sorts()
    label = rf"(?:^|[^\pL\pN])({lexicon.alternation(sorts)})[\s:=/]*$"
    sort = C("before").str.to_lowercase().str.extract(label)
    announced = C("structure").str.contains("label|source|-by")
    return pl.when(announced).then(sort.replace_strict(list(sorts), list(sorts.values()), default=None))


@cache
def _settling() -> float:
    """Return the rank above which nothing but an announced credit comes."""
    others = {structure.name for structure in structures(sure=False)} | {"head", "last-words", "last-seller"}
    return float(_forms().filter(C("structure").is_in(others))["rank"].max())  # type: ignore[arg-type]


def _judged(every: pl.DataFrame, agencies: Own | None, *, sure: bool) -> pl.DataFrame:
    """Return the candidates in lines that are credits, with what they are made of."""
    wordy = _forms().filter(composition="other")["structure"].to_list()
    found = candidates.find(every, wordy, agencies, sure=sure).with_row_index("candidate")
    made = parts.compose(parts.split(found, agencies))
    joined = found.join(made, on="candidate", maintain_order="left").join(
        _forms(), on=["structure", "composition"], maintain_order="left_right"
    )
    return joined.filter(_short()).filter(filters.plausible())


@cache
def _short() -> pl.Expr:
    """Refuse more running words than follow a label."""
    longest = pl.when(C("composition") == "other").then(_RUNNING).otherwise(_NAME)
    return (C("words") <= _WORDS) & (C("longest") <= longest)


def said(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the statuses (`said`) and `restrictions` of `string, text` that count wherever they are told."""
    view = lexicon.fold(C("text"))
    status, limits = lexicon.phrases("credit_statuses", "status"), lexicon.phrases("credit_restrictions", "restriction")
    found = rows.select(
        "string",
        said=view.str.extract_many(list(status), ascii_case_insensitive=True, overlapping=True),
        restrictions=view.str.extract_many(list(limits), ascii_case_insensitive=True, overlapping=True),
    )
    found = found.with_columns(_out(rows, view)).filter(
        (C("said").list.len() > 0) | (C("restrictions").list.len() > 0) | (C("out").list.len() > 0)
    )
    lower = pl.element().str.to_lowercase()
    out = C("out").fill_null([]).list.eval("out-" + lower.str.replace_all(" ", "-", literal=True))
    return found.with_columns(
        said=C("said")
        .list.eval(lower.replace_strict(list(status), list(status.values()), default=None))
        .list.drop_nulls()
        .list.unique(maintain_order=True),
        restrictions=C("restrictions")
        .list.eval(lower.replace_strict(list(limits), list(limits.values()), default=None))
        .list.drop_nulls()
        .list.concat(out)
        .list.unique(maintain_order=True),
    )


def _out(rows: pl.DataFrame, view: pl.Expr) -> pl.Series:
    """Return the countries in which the picture may not be used, null for most: DENMARK OUT."""
    barred = rows.select(C("text").str.contains(" OUT", literal=True)).to_series()
    if not barred.any():
        return pl.Series("out", [None] * rows.height, pl.List(pl.String))
    places = view.str.extract(rf"({lexicon.places()}) OUT\b").str.extract_all(lexicon.words("place"))
    return rows.select(out=pl.when(barred).then(places)).to_series()
