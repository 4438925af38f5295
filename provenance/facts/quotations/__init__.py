"""Quotations: every stretch of quoted text, which of them are one, who is quoted, and marks that are amiss."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from provenance import frames
from provenance.catalogues import Own
from provenance.facts import slices, spans
from provenance.facts.base import Context, Fact, Tables, flowing
from provenance.facts.quotations import dashes, quoted_text, running, speakers
from provenance.rules.quotations.quotation_unattributed import BEGUN, ENDED, FIRST, TEXT, WHOLE

C = pl.col
FEW = 4
"""Words that stand behind an arrow, at most: « Feb."""
SCHEMA, FLAW_SCHEMA = frames.QUOTATIONS.in_shard, frames.FLAWS.in_shard


def find(
    paragraphs: pl.DataFrame, own: Own | None = None, declared: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the quotations of `paragraphs` (as frames.QUOTATIONS) and the flaws of their marks (as frames.FLAWS).

    `paragraphs`: `row, paragraph, start, end, text, kind`, sorted by row and paragraph. Quotations are
    read in the article's own text: body, headings, datelines. `own` is the user's catalogue of reporting verbs,
    `declared` the languages of the records (`row, language`, BCP 47).

    Flaws are `stray-close`, `wrong-direction`, and once an article `mixed-marks` (straight and curly double marks) and
    `typewriter-marks` (two single marks for a double one).
    """
    rows = paragraphs.with_row_index("paragraph_row")
    read = rows.filter(C("kind").is_in(running.READ)).select("paragraph_row", "row", "text")
    found, tokens = quoted_text.find(read)
    behind = dashes.find(read, declared, own)
    found = quoted_text.around(found, behind.select(found.columns))
    if found.is_empty() and tokens.is_empty():
        return SCHEMA.to_frame(), FLAW_SCHEMA.to_frame()
    linked, stray = running.link(
        found,
        tokens,
        rows.select("paragraph_row", "row", "kind", size=C("end") - C("start"), last=C("text").str.tail(3)),
    )
    trimmed = _trim(linked, rows).filter(~_arrow())
    marked = running.rejoin(trimmed.filter(C("marks") != "dash"))
    quoted = speakers.attribute(marked, rows, declared, own)
    quoted = pl.concat([quoted, _spoken(trimmed, behind, rows)], how="diagonal")
    return _shape(quoted, rows, SCHEMA), _shape(_flaws(tokens, stray), rows, FLAW_SCHEMA)


def _trim(found: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Cut the words out of their paragraph, without the white space inside the marks (French « … »)."""
    cut = found.with_columns(
        slices.cut(rows["text"], found["paragraph_row"], found["start"], found["end"]).alias("text")
    )
    start = C("start") + spans.leading_space(C("text"))
    words = C("text").str.strip_chars()
    end = start + words.str.len_chars().cast(pl.Int64)
    return cut.with_columns(start=start, end=end, text=words).filter(C("text") != "")


def _spoken(trimmed: pl.DataFrame, behind: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the stretches behind a dash with their speakers, who are read with them."""
    if behind.is_empty():
        return trimmed.clear()
    said = behind.select("paragraph_row", *speakers.COLUMNS).with_columns(
        C("speaker_start", "cue_start") + rows["start"].gather(behind["paragraph_row"])
    )
    return trimmed.filter(marks="dash").join(said, on="paragraph_row", how="left", maintain_order="left")


def _arrow() -> pl.Expr:
    """Say what only looks like a mark: an arrow before a link, « Home, closes nowhere and begins no sentence.

    Nor does one behind other words, or before a few, where the article quotes nothing in such marks: Quay « The Blog.
    """
    angle = C("marks") == "angle"
    left_open = angle & ~C("closed") & ~C("continues")
    few = (C("open_at") > 0) | (C("text").str.count_matches(r"\s") < FEW)
    lone = ~(angle & C("closed")).any().over("row") & few
    return left_open & (~C("text").str.contains(r"[.!?…]['’”\"]?$") | lone)


def _link() -> pl.Expr:
    """Say which » stand behind a space, no sentence and no stop beside them: All news »; Home » Harbour » Ferries."""
    ends = C("lead").str.contains(r"[.!?…]['’]?\s+$") | C("tail").str.contains(r"^\s?[,.;:!?)]")
    return C("before").str.contains(r"^[\sÂ]$") & ~ends


_HALF_OPEN = r"(?:^|\s)['‘]\p{L}[^'’]*(?:\p{L}['’]\p{L}[^'’]*)*$"
"""What half a mark opens: ‘Harbour Lights!” is sold out. An apostrophe between letters closes nothing."""


def _flaws(tokens: pl.DataFrame, stray: pl.DataFrame) -> pl.DataFrame:
    glyphs = set(tokens["mark"].unique())
    mixing = '"' in glyphs and glyphs & {"“", "”"}
    if not (mixing or stray.height or tokens["wrong"].any() or (tokens["width"] > 1).any()):
        return tokens.clear()
    curly, plain = C("mark").is_in(["“", "”"]), (C("mark") == '"')
    opened = tokens.filter(C("opens") & C("mark").is_in(["«", "»"]))["row"].unique()
    angle = (C("mark") == "»") & C("row").is_in(opened.implode()) & ~_link()  # else it is an arrow
    quotes = (C("lead").str.strip_chars() != "") & ((C("mark") == "”") | angle)  # it closes nothing where a text begins
    quotes &= ~C("lead").str.contains(_HALF_OPEN)
    fewer = pl.when(plain.sum().over("row") > curly.sum().over("row")).then(curly).otherwise(plain)
    mixed = tokens.filter(curly.any().over("row"), plain.any().over("row"), fewer)
    kinds = {
        "stray-close": stray.filter(quotes),
        "wrong-direction": tokens.filter("wrong"),
        "mixed-marks": mixed.unique("row", keep="first", maintain_order=True),
        "typewriter-marks": tokens.filter(C("width") > 1).unique("row", keep="first", maintain_order=True),
    }
    marks = ("paragraph_row", "row", "at", "width", "mark")
    found = pl.concat(frame.select(*marks, kind=pl.lit(kind)) for kind, frame in kinds.items())
    turned = C("mark").replace_strict({"“": "”", "”": "“", "„": "“"}, default=None, return_dtype=pl.String)
    return found.select(
        "paragraph_row",
        "row",
        "kind",
        start=C("at"),
        end=C("at") + C("width"),
        text=pl.when(C("width") > 1).then(C("mark") + C("mark")).otherwise("mark"),
        mended=pl.when(C("kind") == "wrong-direction").then(turned),
    )


def _shape(found: pl.DataFrame, rows: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """Turn offsets in the paragraph into offsets in the article, and bring the frame to its columns."""
    if found.is_empty():
        return schema.to_frame()
    base = rows["start"].gather(found["paragraph_row"])
    columns = {"paragraph": rows["paragraph"].gather(found["paragraph_row"])}
    columns |= {name: found[name] + base for name in ("start", "end")}
    for part in {"speaker", "cue"} & set(found.columns):
        columns[f"{part}_end"] = found[f"{part}_start"] + found[part].str.len_chars().cast(pl.Int64)
    placed = found.with_columns(**columns).sort("row", "paragraph", "start", maintain_order=True)
    return placed.select(
        (C(name) if name in placed.columns else pl.lit(None)).cast(dtype).alias(name) for name, dtype in schema.items()
    )


def _of_shard(tables: Tables, context: Context) -> Mapping[str, pl.DataFrame]:
    languages = tables["records"].select("row", "language")
    quoted, marks = find(flowing(tables), context.own.get("reporting_verbs"), languages)
    return {"quotations": quoted, "quotation_marks": marks}


_COMMA = TEXT.str.contains(r",[)\]’'”\"»«“]*$")  # with which a sentence goes on to its speaker
FACT = Fact(
    name="quotations",
    needs=("records", "paragraphs"),
    yields_to=("shapes",),
    gives=("quotation_marks",),
    find=_of_shard,
    frame=frames.QUOTATIONS,
    flags={"_full": BEGUN & (ENDED | _COMMA) & FIRST, "_spoken": C("speaker").is_not_null().any().over(WHOLE)},
    counts={
        "quotations": pl.len(),
        "attributed": C("speaker").is_not_null().sum(),
        "interrupted": C("interrupted_by").is_not_null().sum(),
        "full_quotations": C("_full").sum(),
        "full_attributed": (C("_full") & C("_spoken")).sum(),
    },
)
