"""What views choose of a run, and what they say of it, without a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import frames
from provenance.exports import rights
from provenance.reports import html
from provenance.reports.html import page, views
from provenance.reports.html.data import ReportData
from provenance.reports.html.views import copies, ledger, versions
from provenance.reports.html.views.differences import segments

from .test_html import made

TEXT = "The ferry ran again from Monday. Nobody on the quay had believed it, and the harbour master had not."


def sides(found: list[Any]) -> tuple[str, str]:
    """The two texts that segments tell of."""
    return tuple("".join(str(text) for kind, text in found if kind in {"=", own}) for own in "-+")  # type: ignore[return-value]


@given(st.text("ab ,.漁", max_size=60), st.text("ab ,.漁", max_size=60))
@settings(max_examples=60)
def test_segments_hold_both_texts_but_for_their_space(one: str, other: str) -> None:
    told = sides(segments(one, other))
    assert tuple("".join(text.split()) for text in told) == tuple("".join(text.split()) for text in (one, other))


def test_what_both_texts_have_is_left_out_but_for_the_words_around_what_differs() -> None:
    long = "The tide rose and fell again. " * 200
    found = segments(f"{long}Six boats left. {long}", f"{long}Nine boats left. {long}", 1_500)
    assert [kind for kind, _ in found] == ["~", "=", "-", "+", "=", "~"]
    assert [text for kind, text in found if kind in "-+"] == ["Six ", "Nine "]
    assert sum(len(str(text)) for kind, text in found if kind != "~") < 250


def test_no_more_is_told_than_there_is_room_for() -> None:
    found = segments("", "word " * 1_000, 100)
    assert found == [("+", "word " * 20), ("~", 4_900)]
    found = segments("same words here. " + "lost " * 50, "same words here. " + "new " * 50 + "end", 100)
    assert found == [("=", "same words here. "), ("-", ("lost " * 50)[:83]), ("~", 250 - 83 + 203)]


def cluster(name: str, *members: tuple[str, str, int]) -> list[dict[str, Any]]:
    return [
        {"cluster": name, "article": article, "role": role, "confidence": 0.9, "evidence": "known", "original": members[0][0],
         "contained": 1.0, "published": date(2024, 3, day), "stated": False, "same_place": False}
        for article, role, day in members
    ]  # fmt: skip


def with_corpus(data: ReportData, **rows: list[dict[str, Any]]) -> ReportData:
    tables = {
        name: frames.FRAMES[name].conform(pl.DataFrame(each)) if each else frames.FRAMES[name].empty()
        for name, each in rows.items()
    }
    return replace(data, corpus={name: table.lazy() for name, table in tables.items()})


def entries(data: ReportData, name: str) -> tuple[list[dict[str, Any]], int]:
    (shown,) = (each for each in views.shown(data, folder=False) if each.name == name)
    return shown.entries, shown.all


def test_the_largest_clusters_are_shown_with_their_first_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "MEMBERS", 3)
    bodies = dict.fromkeys("abcdefgh", TEXT) | {"b": TEXT.replace(", and the harbour master had not", "")}
    data = with_corpus(
        made(bodies),
        clusters=[
            *cluster("x", ("f", "original", 2), ("g", "copy", 1)),
            *cluster("y", ("c", "original", 9), ("d", "copy", 7), ("a", "copy", 3), ("b", "abridged", 2)),
            *cluster("z", ("h", "original", 2)),
        ],
    )
    found, every = entries(data, "copies")
    assert every == 2  # an article by itself is no cluster
    assert [(each["id"], each["n"], each["more"]) for each in found] == [("y", 4, 1), ("x", 2, 0)]
    assert [(each["a"], each["day"][-1]) for each in found[0]["members"]] == [("b", "2"), ("a", "3"), ("c", "9")]
    differs = [each["differs"] for each in found[0]["members"]]
    assert "".join(text for kind, text in differs[0] if kind in "-+") == ", and the harbour master had not"
    assert all(kind not in "-+" for kind, _ in differs[1])
    assert differs[2] is None


def variant(article: str, start: int, end: int, kind: str = "same", speaker: str = "Ina Berg") -> dict[str, Any]:
    return {"utterance": "u", "article": article, "start": start, "end": end, "kind": kind, "speaker": speaker}


def test_an_utterance_is_told_by_its_wordings_the_gravest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "WORDINGS", 2)
    monkeypatch.setattr(ledger, "NAMED", 2)
    said = {"utterance": "u", "text": "We will not leave.", "first_article": "a", "first_seen": date(2024, 3, 1), "articles": 5,
            "publishers": 2, "speakers": ["Ina Berg"], "variants": 3}  # fmt: skip
    other = {**said, "utterance": "t", "text": "Nobody asked us.", "articles": 9}
    bodies = dict.fromkeys("abc", "“We will not leave.” So she said.") | {
        "d": "“We will leave.”",
        "e": "“We will not.”",
    }
    data = with_corpus(
        made(bodies),
        utterances=[other, said],
        variants=[
            *(variant(name, 1, 19) for name in "abc"), variant("d", 1, 15, "negation"), variant("e", 1, 13, "cut"),
            {**variant("a", 1, 19), "utterance": "t"},
        ],
    )  # fmt: skip
    found, every = entries(data, "ledger")
    assert (every, [each["id"] for each in found]) == (2, ["u", "t"])
    first = found[0]
    assert (first["seen"], first["n"], first["papers"], first["more"]) == ("2024-03-01", 5, 2, 1)
    assert [(each["kind"], each["n"], [one["a"] for one in each["in"]]) for each in first["wordings"]] == [
        ("same", 3, ["a", "b"]), ("negation", 1, ["d"]),
    ]  # fmt: skip
    assert first["wordings"][1]["words"] == [("=", "We will "), ("-", "not "), ("=", "leave.")]


def test_of_records_with_one_id_that_is_cited_which_has_the_words() -> None:
    data = made({"a": "“Nobody asked us.”"})
    twin = data.frames["articles"].with_columns(text=pl.lit("The tide rose and it fell."), source=pl.lit("z"))
    said = {
        "utterance": "u",
        "text": "Nobody asked us.",
        "first_article": "a",
        "articles": 2,
        "publishers": 0,
        "speakers": [],
        "variants": 1,
    }
    data = with_corpus(data, utterances=[said], variants=[variant("a", 1, 17)])
    for order in ((0, 1), (1, 0)):
        both = [data.frames["articles"], twin]
        found, _ = entries(replace(data, frames={"articles": pl.concat(both[place] for place in order)}), "ledger")
        assert found[0]["wordings"][0]["words"] == [("=", "Nobody asked us.")]


def change(article: str, kind: str, *, noted: bool = False, **more: Any) -> dict[str, Any]:
    return {
        "url": "u",
        "article": article,
        "earlier": f"{article}0",
        "kind": kind,
        "change": "changed",
        "noted": noted,
        **more,
    }


def test_captures_that_changed_without_a_note_stand_first_then_what_matters_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(versions, "CHANGES", 2)
    data = with_corpus(
        made({"c": "The tide rose.\nSix boats left, and came back.\nNobody saw it."}),
        versions=[
            change("a", "number", noted=True),
            *(change("b", "wording", before="one", after="two") for _ in range(3)),
            change("c", "quotation-removed", before="Never."),
            change("c", "number", start=15, end=18, before="Five", after="Six"),
        ],
    )
    found, every = entries(data, "versions")
    assert (every, [(each["id"], each["n"], each["more"]) for each in found]) == (
        3,
        [("c", 2, 0), ("b", 3, 1), ("a", 1, 0)],
    )
    assert [each["words"] for each in found[0]["changes"]] == [
        [("-", "Never.")], [("-", "Five"), ("+", "Six"), ("=", " boats left, and came back.")],
    ]  # fmt: skip


def test_the_register_of_the_page_is_that_of_the_export(tmp_path: Path) -> None:
    data = made({"a.txt": "Text.", "b.txt": "More."})
    captions = [
        {
            "article": name,
            "caption": f"A boat, {name}",
            "start": 0,
            "end": 5,
            "agencies": ["Reuters", "AP"],
            "photographers": [],
        }
        for name in ("b.txt", "a.txt", "b.txt")
    ]
    data = replace(data, frames={**data.frames, "captions": frames.CAPTIONS.conform(pl.DataFrame(captions)).lazy()})
    data = with_corpus(data, stated=[{"article": "b.txt", "what": "copyright", "raw": "© Harbour News"}])
    found, every = entries(data, "rights")
    assert every == 3
    whole = pl.concat(html.papers.rights_register(data))
    assert [row[:-1] for row in found] == whole.rows()
    assert whole["copyright"].to_list() == ["© Harbour News", "", "© Harbour News"]
    html.render(data, tmp_path / "report")
    lines = (tmp_path / "report/rights.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (lines[0], len(lines)) == (",".join(rights.FIELDS), 4)


def test_a_report_without_facts_of_the_corpus_says_how_to_get_them_and_carries_no_views(tmp_path: Path) -> None:
    (path,) = html.render(made({"a.txt": "Text."}), tmp_path / "report.html")
    text = path.read_text(encoding="utf-8")
    assert "provenance check CORPUS --run RUN" in text
    assert "wordings" not in text.partition("<script>")[2]
    none = with_corpus(made({"a.txt": "Text."}), clusters=[], utterances=[], variants=[])
    (path,) = html.render(none, tmp_path / "none.html")
    assert "--run RUN" not in path.read_text(encoding="utf-8")


def test_views_are_small() -> None:
    names = ("copies", "ledger", "versions", "rights")
    assert len(page._script(names).encode()) - len(page._script().encode()) <= 11_000
    assert len(page._style(with_views=True).encode()) - len(page._style().encode()) <= 5_000
