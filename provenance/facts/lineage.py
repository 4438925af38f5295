"""Where the words of an article come from, as its text says: corrections, wire credits, first publishers, rights."""

from __future__ import annotations

import polars as pl

from provenance import catalogues
from provenance.catalogues import Own
from provenance.facts import matching, patterns
from provenance.facts.base import Context, Fact, Tables, covered, flowing
from provenance.facts.credits import of_persons
from provenance.facts.dates import grammar
from provenance.frames import LINEAGE
from provenance.frames.steps import in_steps, no_rows

C = pl.col
_CALL_SIGN = r"^[KW][A-Z]{2,3}(?:-TV)?$"
"""The sign of an American station (ITU Radio Regulations): its own name at the head of its own report."""
_SERVICE = r"^(\p{L}+)[/-]\p{L}+$"
"""A service of an agency, or who wrote there: dpa/lno, AFP/kb."""
_ON = "(?:on|in|am|im|vom|le|el|il)"
_OUTLET = r"^\p{Lu}.*\p{Ll}"
"""A name of no agency that is known, and no abbreviation, names the outlet itself: PORTNESS (Harbour News Now) —."""
_AGENCY = 20
"""Characters of an agency alone on its line; a story is longer than `_LONGEST`."""
_LONGEST = 60
"""Characters of the name of who holds the rights; what is longer has run into the menu beside it."""


def find(
    paragraphs: pl.DataFrame, catalogue: pl.DataFrame, suspects: pl.DataFrame, agencies: Own | None = None
) -> pl.DataFrame:
    """Return the notices in `paragraphs` (frames.LINEAGE in the shard, without `stated`), by article and start.

    `catalogue` has the columns of the built-in `notices`; the groups `party`, `party2`, … of its expressions name the
    party, and the name of an agency becomes its canonical name (`agencies` is the user's own catalogue of them).
    `suspects` are those of `matching`. Raises CatalogueError for a line that cannot be used.
    """
    matcher = patterns.prepare(catalogue)
    hits = matching.find(paragraphs, matcher, suspects)
    if hits.is_empty():
        return no_rows(LINEAGE.in_shard).drop("stated")
    about = matcher.lines.select("line", "kind", pattern="id")
    known = _ending(hits.join(about, on="line", how="left", maintain_order="left"), paragraphs)
    named = _canonical(_holder(known), agencies)
    named = _of_corrections(_undated(named))
    found = named.select("row", "paragraph", "start", "end", "text", "kind", "pattern", "party")
    return _with_texts(found, paragraphs)


def _ending(found: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Leave out agencies alone on a line behind which the story goes on: they have taken the picture above it."""
    alone = (C("kind") == "wire") & C("whole") & (C("text").str.len_chars() <= _AGENCY)
    if not found.select(alone.any()).item():
        return found
    story = paragraphs.filter(C("text").str.len_chars() > _LONGEST)
    last = story.group_by("row").agg(_last=C("paragraph").max())
    ends = found.join(last, on="row", how="left", maintain_order="left")
    return ends.filter(~alone | (C("paragraph") > C("_last")).fill_null(value=False)).drop("_last")


def _holder(found: pl.DataFrame) -> pl.DataFrame:
    """Cut the name of who holds the rights from what stands beside it: `Copyright 2020 by Echo Media - Portness`."""
    name = C("party").str.replace(r"\s[-–]\s.*$", "").str.replace(r"^(?i:copyright)\s(?:by\s)?", "")
    holder = pl.when(name.str.len_chars() <= _LONGEST).then(name)
    return found.with_columns(party=pl.when(C("kind") == "copyright").then(holder).otherwise("party"))


def _undated(found: pl.DataFrame) -> pl.DataFrame:
    """Take the date from the names of first publishers: first appeared in The Echo on 4 March 2021.

    What names a date in the place of a publisher (`First published on 4 March 2021`) is left out.
    """
    republished = (C("kind") == "republication") & C("party").str.contains("[0-9]")  # no date is without a figure
    parties = found.filter(republished)["party"]
    if parties.is_empty():  # then the patterns need not be built
        return found
    names = grammar.named_in(parties)
    day, month = grammar.any_day(names), f"{names.month}\\.?"
    partly = f"(?:{month} )?(?:19|20)[0-9]{{2}}|{month} [0-3]?[0-9]|[0-3]?[0-9]\\.?(?: {month})?"
    dated = C("party").str.contains(f"^(?:{day}|(?:{partly})$)")
    named = C("party").str.replace(f",?\\s+{_ON}\\s+(?:{day}|{partly})$", "")
    party = pl.when(republished).then(named).otherwise("party")
    return found.filter(~(republished & dated).fill_null(value=False)).with_columns(party=party)


def _of_corrections(found: pl.DataFrame) -> pl.DataFrame:
    """Say of `As published in The Echo`, right below a correction, that it is a part of that: The Echo printed it."""
    below = (C("row") == C("row").shift(1)) & (C("paragraph") - C("paragraph").shift(1) == 1)
    printed = below & (C("kind") == "republication") & (C("kind").shift(1) == "correction")
    if not found.select(printed.any()).item():
        return found
    return found.with_columns(kind=pl.when(printed).then(pl.lit("correction")).otherwise("kind"))


def _with_texts(found: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Add what stands below a heading such as `CORRECTION:`, or below where it was printed: it says what was wrong."""
    announced = (C("kind") == "correction") & (C("text").str.contains(r":\W*$") | C("party").is_not_null())
    below = found.filter(announced).select("row", "kind", "pattern", paragraph=C("paragraph") + 1)
    if below.is_empty():
        return found
    places = ["row", "paragraph"]
    free = paragraphs.filter(C("kind") == "body").join(found, on=places, how="anti")
    texts = free.join(below, on=places, suffix="_", maintain_order="left").with_columns(party=pl.lit(None, pl.String))
    told = texts.with_columns(kind="kind_").select(found.columns)
    return pl.concat([found, told]).sort("row", "start", maintain_order=True)


def _canonical(found: pl.DataFrame, agencies: Own | None) -> pl.DataFrame:
    """Replace a party that the catalogue of agencies knows by its canonical name."""
    spelt = catalogues.spellings(agencies).select(agency="name", alias=C("alias").str.to_lowercase())
    known = spelt.unique("alias", keep="first", maintain_order=True)
    party = pl.coalesce("party", pl.when(kind="wire").then("text"))  # an agency alone on its line
    said = party.str.to_lowercase().str.strip_prefix("the ")
    joined = found.lazy().with_columns(alias=said).join(known.lazy(), on="alias", how="left", maintain_order="left")
    served = joined.with_columns(alias=pl.when(C("kind") == "wire").then(said.str.extract(_SERVICE, 1)))
    joined = served.join(known.lazy(), on="alias", how="left", maintain_order="left", suffix="_served")
    joined = joined.with_columns(agency=pl.coalesce("agency", "agency_served")).drop("agency_served")
    station = (C("kind") == "wire") & C("agency").is_null() & C("party").str.contains(f"{_CALL_SIGN}|{_OUTLET}")
    kept = joined.filter(~station.fill_null(value=False))
    return kept.with_columns(party=pl.coalesce("agency", "party")).pipe(in_steps)


def _stated(notices: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Tell whether the record names the party of a notice as its publisher or in its byline."""
    if notices.is_empty():
        return notices.with_columns(stated=pl.lit(None, pl.Boolean))
    named = pl.concat_str("publisher", "byline", separator=" ", ignore_nulls=True).str.to_lowercase()
    joined = notices.join(records.select("row", named=named), on="row", how="left", maintain_order="left")
    stated = C("named").str.contains(C("party").str.to_lowercase(), literal=True).fill_null(value=False)
    return joined.with_columns(stated=stated).drop("named")


def _of_texts(notices: pl.DataFrame, agencies: Own | None) -> pl.DataFrame:
    """Leave out a © with a person's name alone, which credits a picture, unless the record names the person.

    A formula that names nobody (© RIPRODUZIONE RISERVATA) speaks of the text.
    """
    named = C("party").is_not_null() & ~C("stated")
    return notices.filter(~((C("kind") == "copyright") & named & of_persons(notices, agencies)))


def _of_shard(tables: Tables, context: Context) -> pl.DataFrame:
    catalogue, agencies = catalogues.load("notices", context.own.get("notices")), context.own.get("agencies")
    found = find(flowing(tables), catalogue, tables["suspects"], agencies)
    return _of_texts(_stated(found, tables["records"]), agencies)


FACT = Fact(
    name="lineage",
    needs=("records", "paragraphs", "suspects"),
    find=_of_shard,
    marks=lambda tables: covered(tables["paragraphs"], tables["lineage"], "notice"),
    frame=LINEAGE,
    counts={"lineage": pl.len()},
)
