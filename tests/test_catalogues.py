"""Every line of the catalogues of phrases is tested by its own examples."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import catalogues
from provenance.errors import CatalogueError
from provenance.facts import matching, patterns
from tests.support import examples

C = pl.col
NAMES = ("boilerplate", "notices")
LINES = [(name, line) for name in NAMES for line in catalogues.load(name)["id"]]


def paragraphs(*texts: str) -> pl.DataFrame:
    """Return one article for each text, of one paragraph."""
    rows = range(len(texts))
    frame = pl.DataFrame({"row": pl.Series(rows, dtype=pl.UInt32), "text": list(texts)}).filter(C("text") != "")
    return frame.select(
        "row", paragraph=pl.lit(0, pl.Int64), start=pl.lit(0, pl.Int64),
        end=C("text").str.len_chars().cast(pl.Int64), text="text", kind=pl.lit("body"),
    )  # fmt: skip


def find(frame: pl.DataFrame, catalogue: pl.DataFrame) -> pl.DataFrame:
    return matching.find(frame, patterns.prepare(catalogue), matching.suspects(frame, catalogue))


def line_of(name: str, line: str) -> pl.DataFrame:
    return catalogues.load(name).filter(C("id") == line)


def values(cell: str | None) -> list[str]:
    return (cell or "").split(catalogues.SEPARATOR) if cell else []


@pytest.mark.parametrize(("name", "line"), LINES)
def test_a_line_finds_what_it_must_and_spares_what_it_must(name: str, line: str) -> None:
    catalogue = line_of(name, line)
    row = catalogue.row(0, named=True)
    wanted = values(row["matches"]) or values(row["text"])
    spared = values(row["spares"]) or [f"They spoke of “{text}” at length on the quay." for text in values(row["text"])]
    found = find(paragraphs(*wanted, *spared), catalogue)["row"].to_list()
    assert set(found) == set(range(len(wanted))), [(wanted + spared)[n] for n in set(found) ^ set(range(len(wanted)))]


@pytest.mark.parametrize("name", NAMES)
def test_every_line_says_what_it_is_and_where_it_was_seen(name: str) -> None:
    catalogue = catalogues.load(name)
    assert catalogue["id"].is_unique().all()
    assert catalogue["source"].is_not_null().all()
    assert catalogue["confidence"].cast(pl.Float64).is_between(0.5, 1).all()
    assert catalogue.filter(
        C("match").is_in(["line", "regex"]), C("matches").is_null() | C("spares").is_null()
    ).is_empty()


@given(data=st.data())
@examples(12)
def test_the_anchors_of_a_form_lead_to_whatever_the_form_covers(data: st.DataObject) -> None:
    """Anchors only make the search fast: a text that a `line` covers is never missed for want of one."""
    name, line = data.draw(st.sampled_from([pair for pair in LINES if line_of(*pair)["match"][0] == "line"]))
    catalogue = line_of(name, line)
    matcher = patterns.prepare(catalogue)
    text = data.draw(st.from_regex(matcher.patterns[0], fullmatch=True).map(patterns.flat))
    key = text.strip(patterns.EDGE)
    covered = matcher.patterns[0].fullmatch(key) is not None and len(text) <= matcher.limits[0]
    found = find(paragraphs(text), catalogue).filter(C("whole"))
    if covered and catalogues.load(name).filter(C("id") == line)["position"][0] == "any":
        assert not found.is_empty(), text


def test_an_expression_of_ours_is_compiled_when_it_is_asked_for():
    ours = catalogues.load("boilerplate").filter(match="line").head(2)
    matcher = patterns.prepare(ours.with_columns(id=pl.lit("lazy")))
    assert [*matcher.patterns] == [0, 1]
    assert not matcher.patterns._compiled
    assert matcher.patterns[1].pattern
    assert [*matcher.patterns._compiled] == [1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"match": "wholly"}, "unknown match 'wholly'"),
        ({"position": "middle"}, "unknown position 'middle'"),
        ({"text": None}, "it has no text"),
        ({"match": "regex", "anchors": None}, "needs anchors"),
        ({"match": "regex", "text": "(", "anchors": "x"}, "not an expression"),
        ({"max_length": "long"}, "'long' is not a number"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_by_name(changes: dict[str, str | None], words: str) -> None:
    usable: dict[str, str | None] = {
        "id": "mine", "match": "whole", "position": "any", "text": "Read on", "anchors": None, "confidence": "0.9",
        "max_length": None,
    }  # fmt: skip
    with pytest.raises(CatalogueError, match="'mine'.*" + words.replace("(", r"\(")):
        patterns.prepare(pl.DataFrame([usable | changes], schema=dict.fromkeys(usable, pl.String())))
