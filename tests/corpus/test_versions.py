"""What has changed from one capture of a page to the next: which captures belong together, and what is told of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from provenance.check import check_corpus, facts_of
from provenance.corpus import versions
from provenance.corpus.alignment import differing
from provenance.corpus.versions import addresses, between_runs
from provenance.corpus.versions.captures import Capture, Passage
from provenance.corpus.versions.changes import changes
from provenance.engines import base
from provenance.policy.configuration import Policy
from provenance.runs import store
from provenance.runs.diff import compare, render
from provenance.runs.run import Run

C = pl.col
LEAD = "Fishermen from four villages blocked the harbour of Westhaven with sixty boats on Tuesday to protest against a quota."
BODY = (
    "The blockade began before dawn, and by noon 12 ferries lay between the piers, so that nobody could leave the town."
)
END = "The crews want to stay until the weekend, and shops in the upper town have begun to bring them bread and dry socks."
SAID = "We will not leave this harbour. The minister has to sit down with all four villages"


def capture(*paragraphs: str, hour: int = 6, said: tuple[str, str | None] | None = None, **fields: object) -> Capture:
    """Return a capture of an article; `said` is a quotation at the end of its text, and its speaker."""
    texts = [*(paragraphs or (LEAD, BODY, END)), *([said[0]] if said else [])]
    placed, at = [], 0
    for each in texts:
        placed.append(Passage(at, at + len(each), each))
        at += len(each) + 2
    quoted = [placed[-1]._replace(speaker=said[1])] if said else []
    known: dict[str, object] = {
        "article": "a", "source": "a.jsonl", "record": hour, "line": 1, "url": None, "title": None, "byline": None,
        "captured": datetime(2024, 3, 12, hour, tzinfo=UTC), "published": None, "credits": [], "notes": [],
        "besides": [],
    }  # fmt: skip
    return Capture(**known | {"paragraphs": placed, "quotations": quoted} | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {}, []),
        ({"title": "Boats shut port"}, {"title": "Boats shut PORT | Courier"}, []),
        ({"title": "Boats shut port"}, {"title": "Boats leave"}, [("headline", "the headline “Boats shut port” became “Boats leave”")]),
        ({"published": date(2024, 3, 9)}, {"published": date(2024, 3, 12)}, [("date", "the date of publication moved from 2024-03-09 to 2024-03-12")]),
        ({"published": None}, {"published": date(2024, 3, 12)}, []),
        ({"credits": ["Reuters"]}, {"byline": "Reuters"}, []),
        ({"credits": ["Reuters"]}, {}, [("credit-gone", "Reuters is no longer credited")]),
        ({"byline": "Ina Berg"}, {}, [("credit-gone", "the byline “Ina Berg” is gone")]),
        ({"byline": "By Ina Berg"}, {"byline": "I. Berg"}, []),
        ({"byline": "Ina Berg"}, {"byline": "Staff"}, [("credit-gone", "the byline “Ina Berg” is gone, and “Staff” stands there")]),
    ],
)  # fmt: skip
def test_what_stands_around_the_text(before: dict[str, object], after: dict[str, object], told: list[tuple[str, str]]):
    assert [(each.kind, each.change) for each in changes(capture(**before), capture(**after))] == told


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1400", "1,400", True), ("1.400", "1,400", True), ("2.5", "2.50", True), ("2,5", "2.5", True),
        ("six", "6", True), ("sechs", "six", True), ("1400", "1401", False), ("2.5", "25", False), ("six", "7", False),
        ("12th", "12", False), ("1.400", "14", False), ("3.5.2024", "3,5,2024", False),
    ],
)  # fmt: skip
def test_a_number_is_what_it_is_worth(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    later = capture(LEAD, BODY.replace("12", other), END)
    found = [each.kind for each in changes(capture(LEAD, BODY.replace("12", one), END), later)]
    assert found == ["wording" if same else "number"]


def test_a_caption_that_lost_its_credit_is_no_new_paragraph() -> None:
    before = capture(besides=["A tug beside the pier. Photo: Ina Berg"], credits=["Ina Berg"])
    found = changes(before, capture(LEAD, BODY, END, "A tug beside the pier."))
    assert [each.kind for each in found] == ["credit-gone"]


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ((LEAD, END, BODY), []),
        ((LEAD, BODY.replace("by noon", "BY  NOON"), END), []),
        ((LEAD, BODY.replace("12", "14"), END), [("number", "12", "14")]),
        ((LEAD.replace("sixty", "seventy"), BODY, END), [("number", "sixty", "seventy")]),
        ((LEAD.replace("sixty", "60"), BODY, END), [("wording", LEAD, LEAD.replace("sixty", "60"))]),
        ((LEAD, BODY.replace("nobody", "no ship"), END), [("wording", BODY, BODY.replace("nobody", "no ship"))]),
        ((LEAD, BODY.replace("12", "twelve"), END), [("wording", BODY, BODY.replace("12", "twelve"))]),
        ((LEAD, f"{BODY} {END}"), []),
        ((f"{LEAD} {BODY}", END), []),
        ((LEAD, BODY.partition(", ")[0], BODY.partition(", ")[2], END), []),
        ((LEAD, END), [("paragraph-removed", BODY, None)]),
        ((LEAD, "The mayor has asked for help.", BODY, END), [("paragraph-added", None, "The mayor has asked for help.")]),
    ],
)  # fmt: skip
def test_what_becomes_of_paragraphs(after: tuple[str, ...], told: list[tuple[str, str | None, str | None]]) -> None:
    later = capture(*after)
    found = changes(capture(), later)
    assert [(each.kind, each.before, each.after) for each in found] == told
    text = "\n\n".join(each.text for each in later.paragraphs)
    for each in found:
        assert (each.start is None) == (each.after is None)
        assert each.after is None or text[each.start : each.end] == each.after


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((SAID, "Ina Berg"), (SAID, "Berg"), []),
        ((SAID, "Ina Berg"), ("We will not leave this harbour", "Ina Berg"), ["the quotation of Ina Berg lost its second sentence"]),
        (("We will not leave this harbour", "Ina Berg"), (SAID, "Ina Berg"), ["the quotation of Ina Berg gained its second sentence"]),
        ((SAID, "she"), ("We will not leave this harbour", "she"), ["the quotation lost its second sentence"]),
        ((SAID, "Ina Berg"), (SAID.replace(" not", ""), None), ["the quotation of Ina Berg has other words (negation): not → ∅"]),
        ((SAID, "Ina Berg"), (SAID, "Jo Roe"), [f"the quotation “{SAID[:79]}…” of Ina Berg is now one of Jo Roe"]),
        ((SAID, None), None, [f"the quotation “{SAID[:79]}…” is gone", f"the paragraph “{SAID[:79]}…” is gone"]),
    ],
)  # fmt: skip
def test_what_becomes_of_quotations(
    before: tuple[str, str | None], after: tuple[str, str | None] | None, told: list[str]
) -> None:
    found = changes(capture(said=before), capture(said=after))
    assert [each.change for each in found] == told


@pytest.mark.parametrize(
    ("one", "other", "parts"),
    [
        ("a b c d", "a b c d", []),
        ("a b c d e", "a x c d", [("b", "x"), ("e", "")]),
        ("la la la", "la la la la", [("", "la")]),
        ("", "a", [("", "a")]),
        (f"a b {'x ' * 401}c", f"a y {'x ' * 401}c", [("b", "y")]),
        (f"a b {'x ' * 401}y c", f"a z {'x ' * 401}z c", [(f"b {'x ' * 401}y", f"z {'x ' * 401}z")]),
    ],
)
def test_what_differs_between_words_and_very_long_differences_as_a_whole(
    one: str, other: str, parts: list[tuple[str, str]]
) -> None:
    words, others = one.split(), other.split()
    found = differing(words, others)
    assert [(" ".join(words[a:b]), " ".join(others[c:d])) for a, b, c, d in found] == parts


def test_words_without_their_marks_are_no_quotation_that_is_gone():
    assert changes(capture(said=(SAID, "Ina Berg")), capture(said=(SAID, None), quotations=[])) == []


def test_a_page_that_was_filled_with_another_article_is_another_one():
    other = (
        "Snow fell on the upper town from early morning, so that schools and the market stayed shut until the weekend."
    )
    assert changes(capture(), capture(other, published=date(2024, 3, 12))) == []
    short = [capture("Nothing yet.", title=title) for title in ("Boats shut port", "Boats leave")]
    assert changes(*short) == []
    assert [each.kind for each in changes(short[0], short[0]._replace(byline="x", paragraphs=[]))] == [
        "paragraph-removed"
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.courier.example/a/b/?utm_source=x&utm_medium=y#top", "courier.example/a/b"),
        ("http://Courier.example:80/A/b", "courier.example/A/b"),
        ("https://courier.example/a?id=7&fbclid=1&page=2", "courier.example/a?id=7&page=2"),
        ("https://courier.example/a?gclid=1&id=7", "courier.example/a?id=7"),
        ("https://courier.example/?id=7", "courier.example?id=7"),
        ("https://courier.example/a?utm=7&not_utm_x=1", "courier.example/a?utm=7&not_utm_x=1"),
        ("https://courier.example/#a", None),
        ("https://www.courier.example", None),
        ("courier, page 7", None),
        (None, None),
    ],
)
def test_the_plain_form_of_an_address(url: str | None, expected: str | None) -> None:
    assert pl.select(addresses.plain(pl.lit(url, pl.String))).item() == expected


def record(id_: str, hour: int, *paragraphs: str, **fields: object) -> dict[str, object]:
    captured = f"2024-03-12T{hour:02}:00:00Z"
    return {"id": id_, "captured": captured, "text": "\n\n".join(paragraphs or (LEAD, BODY, END)), **fields}


PAGE = "https://courier.example/boats"
NOTE = "Correction: An earlier version of this article gave a wrong number of ferries."
RECORDS = [
    record("c", 9, LEAD, BODY.replace("12", "15"), END, NOTE, url=f"{PAGE}#more"),
    record("a", 6, url=PAGE),
    record("b", 7, LEAD, BODY.replace("12", "14"), END, url=f"{PAGE}?utm_source=letter"),
    record("same", 6), record("same", 8, LEAD, BODY), record("other", 7, LEAD, BODY),
    record("x", 6, url="https://courier.example/x"), record("y", 6, LEAD, BODY, url="https://courier.example/x"),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("captures") / "in.jsonl"
    place.write_text("".join(f"{json.dumps(each)}\n" for each in RECORDS), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def whole(folder: Path) -> pl.DataFrame:
    """Return the versions among RECORDS, which lie in one file."""
    return facts_of(folder)["versions"]


def test_captures_of_one_address_or_id_are_compared_in_the_order_of_their_times(whole: pl.DataFrame) -> None:
    rows = whole
    assert rows.select("url", "article", "earlier", "kind", "before", "after", "noted").rows() == [
        ("courier.example/boats", "b", "a", "number", "12", "14", False),
        ("courier.example/boats", "c", "b", "number", "14", "15", True),
        (None, "same", "same", "paragraph-removed", END, None, False),
    ]
    assert rows.select("captured", "earlier_captured").row(1) == tuple(
        datetime(2024, 3, 12, hour, tzinfo=UTC) for hour in (9, 7)
    )
    text = str(RECORDS[2]["text"])
    assert text[rows["start"][0] : rows["end"][0]] == "14"


@pytest.mark.parametrize("size", [1, 3])
def test_shards_and_partitions_change_no_version(
    size: int, whole: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "PARTITION", size)
    monkeypatch.setattr(versions, "AT_ONCE", size)
    parts = tmp_path / "parts"
    parts.mkdir()
    for number, each in enumerate(reversed(RECORDS)):
        (parts / f"{number}.jsonl").write_text(json.dumps(each), encoding="utf-8")
    assert facts_of(parts)["versions"].equals(whole)


def stored(folder: Path, *records: dict[str, object]) -> Run:
    """Return a run over records, stored in a folder and read again."""
    source = folder.with_suffix(".jsonl")
    source.write_text("".join(f"{json.dumps(each)}\n" for each in records), encoding="utf-8")
    store.save(check_corpus(source, Policy(), frames=folder), folder)
    return store.load(folder, facts=True)


def test_two_runs_tell_what_has_changed_in_their_articles(tmp_path: Path) -> None:
    quoted = f"{END}\n\n“{SAID}.”, said Ina Berg on Tuesday."
    twice = [record("twice", 6, LEAD, *rest) for rest in ((BODY,), (END,))]
    same = record("same", 6)
    before = stored(
        tmp_path / "one", record("b", 6, LEAD, BODY, quoted), record("a", 6), same, *twice, record("gone", 6)
    )
    after = stored(
        tmp_path / "two", record("a", 6, title="Boats leave"), same, twice[0], record("twice", 6, LEAD), record("new", 6),
        record("b", 6, LEAD, BODY.replace("12", "14"), quoted.replace(" The minister has to sit down with all four villages", ""), NOTE),
    )  # fmt: skip
    difference = compare(before, after)
    rows = between_runs.between(before, after, difference.altered)
    assert rows.frame().select("article", "kind", "change", "noted").rows() == [
        ("b", "quotation-altered", "the quotation of Ina Berg lost its second sentence", True),
        ("b", "number", "“12” became “14”", True),
    ]
    lines = {
        form: "\n".join(render(replace(difference, facts=rows), form)) for form in ("full", "markdown", "html", "json")
    }
    assert "~ b: the quotation of Ina Berg lost its second sentence (noted)" in lines["full"].splitlines()
    assert "; 2 changes in them" in lines["full"]
    assert "| b | number | “12” became “14” | yes |" in lines["markdown"]
    assert "<td>“12” became “14”</td>" in lines["html"]
    assert [each["before"] for each in json.loads(lines["json"])["facts"]] == [f"{SAID}.", "12"]
