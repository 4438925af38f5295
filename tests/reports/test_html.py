"""The HTML report without a browser: what is written, what it holds, and what it never holds."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import frames
from provenance.errors import UsageError
from provenance.reports import html
from provenance.reports.html import blocks, charts, index, minify, page, sampling, shards, texts, words
from provenance.reports.html.data import ReportData, RuleInfo
from provenance.rules.base import SEVERITIES
from provenance.storage.spill import Spilled

EVIL = '</script><img src=x onerror=alert(1)> \u202e<b style="x" onclick=y>\x00 http://evil.example'
RULES = tuple(
    RuleInfo(code=code, name=name, severity=grade, summary=f"{name}.", rationale="It misleads.", version="1")
    for code, name, grade in (
        ("BPL001", "error-message", "error"),
        ("CAP001", "caption-in-body", "warning"),
        ("MET001", "title-missing", "info"),
    )
)


def made(bodies: dict[str, str], *found: tuple[str | None, str, str | None], **more: Any) -> ReportData:
    """Report data of articles by id, and findings: article, code, cited words."""
    articles = frames.ARTICLES.conform(
        pl.DataFrame(
            [
                {
                    "article": name, "source": name, "sha256": sha256(text.encode()).hexdigest(), "bytes": len(text),
                    "encoding": "utf-8", "text": text, "title": f"About {name}", "published": date(2021, 3, 7),
                    "published_precision": "day", "published_from": "label", "seen": datetime(2024, 1, 1, tzinfo=UTC),
                }
                for name, text in bodies.items()
            ]
        )
    )  # fmt: skip
    rows = []
    for number, (article, code, cited) in enumerate(found):
        rule = next(rule for rule in RULES if rule.code == code)
        start = bodies[article].index(cited) if article and cited else None
        rows.append(
            {
                "article": article, "code": code, "name": rule.name, "severity": rule.severity, "start": start,
                "end": start + len(cited) if start is not None and cited else None, "line": 1, "column": 1,
                "excerpt": cited, "message": f"{rule.name} {number}", "fingerprint": f"{number:016x}",
                "source": article, "status": "new",
            }
        )  # fmt: skip
    findings = pl.DataFrame(rows, infer_schema_length=None) if rows else frames.FINDINGS.empty()
    summary = articles.with_columns(characters=pl.col("text").str.len_chars())
    return ReportData(
        **{
            "title": "Harbour news", "passed": not found, "reasons": (("1 error in 1 article", "error"),),
            "findings": Spilled.of(frames.FINDINGS.conform(findings)),
            "summary": Spilled.of(frames.SUMMARY.conform(summary)),
            "frames": {"articles": articles.lazy()}, "rules": RULES, "record": {"id": "r1", "command": "provenance check"},
            **more,
        }
    )  # fmt: skip


SMALL = made(
    {"a.txt": "Try again. The tide rose.", "b.txt": "Low water. Try again.", "c.txt": "Nothing happened."},
    ("a.txt", "BPL001", "Try again."),
    ("b.txt", "BPL001", "Try again."),
    ("b.txt", "MET001", None),
)


class Page(HTMLParser):
    """Every tag with its attributes, and what stands in scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, dict[str, str | None], str]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem and self.tags:
            self.inside.append((*self.tags[-1], data))
        self.text.append(data)

    def data(self, name: str) -> Any:
        return json.loads("".join(text for _, attributes, text in self.inside if attributes.get("id") == name))


def written(data: ReportData, folder: Path) -> Page:
    (path,) = html.render(data, folder / "report.html")
    return Page(path.read_text(encoding="utf-8"))


def test_one_file_holds_everything(tmp_path: Path) -> None:
    report = written(SMALL, tmp_path)
    assert report.data("meta")["findings"] == 3
    assert report.data("rows-0")["id"] == [f"{number:016x}" for number in range(3)]
    first = report.data("texts-0")[0]
    assert (first["n"], first["text"]) == ("a.txt", [[0, "Try again. The tide rose."]])
    assert report.data("sample-0")[0]["n"] == "c.txt"


def test_nothing_runs_but_its_own_script(tmp_path: Path) -> None:
    hostile = made({EVIL: EVIL}, (EVIL, "BPL001", EVIL), title=EVIL, reasons=((EVIL, "error"),))
    report = written(hostile, tmp_path)
    policy = next(a["content"] for tag, a in report.tags if a.get("http-equiv") == "Content-Security-Policy")
    own = [text for tag, attributes, text in report.inside if "type" not in attributes]
    assert len(own) == 2
    for text in own:
        assert f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}" in str(policy)
    assert "default-src 'none'" in str(policy)
    for tag, attributes in report.tags:
        assert tag not in {"img", "iframe", "object", "embed", "b", "base"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert not [value for value in attributes.values() if value and re.match(r"\s*(https?:|//|javascript:)", value)]
    assert report.data("texts-0")[0]["text"] == [[0, EVIL]]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@settings(max_examples=30)
def test_any_text_comes_back_from_the_page(text: str) -> None:
    parsed = Page(f'<script type="application/json" id="x">{blocks.dumps([text])}</script>')
    assert parsed.data("x") == [text]
    assert "<" not in blocks.dumps(text)
    shown = "".join(Page(f"<p>{page.visible(text)}</p>").text)
    assert re.sub(r"U\+[0-9A-F]{4,6}", "", shown) in {shown, re.sub(r"U\+[0-9A-F]{4,6}", "", shown)}
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00]", shown)


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    (one,) = html.render(SMALL, tmp_path / "one.html")
    shuffled = replace(SMALL, findings=Spilled.of(SMALL.findings.frame().reverse()))
    (two,) = html.render(shuffled, tmp_path / "two.html")
    assert one.read_bytes() == two.read_bytes()


def test_a_folder_holds_shards_the_record_and_the_event(tmp_path: Path) -> None:
    stale = tmp_path / "report" / "data" / "rows-77.js"
    stale.parent.mkdir(parents=True)
    stale.write_text("old")
    files = html.render(SMALL, tmp_path / "report")
    assert files[0] == tmp_path / "report" / "index.html"
    assert not stale.exists()
    assert {path.name for path in files[1:]} >= {"accession.csv", "premis.xml", "rows-0.js", "texts-0.js"}
    shard = (tmp_path / "report/data/rows-0.js").read_text(encoding="utf-8")
    assert shard.startswith('provenance("rows",0,{')
    assert "&#39;self&#39;" in files[0].read_text(encoding="utf-8")


def test_a_corpus_without_findings_or_articles_has_a_report(tmp_path: Path) -> None:
    clean = made({"a.txt": "The tide rose."})
    assert "The gate passed" in "".join(written(clean, tmp_path).text)
    empty = replace(
        clean,
        summary=Spilled.of(frames.SUMMARY.empty()),
        frames={name: frames.FRAMES[name].empty().lazy() for name in html.data.TEXT_FRAMES},
    )
    assert written(empty, tmp_path).data("meta")["findings"] == 0


def test_findings_of_no_article_and_twins_keep_their_places(tmp_path: Path) -> None:
    twins = made({"a.txt": "Try again."}, ("a.txt", "BPL001", "Try again."), (None, "MET001", None))
    twin = twins.frames["articles"].with_columns(source=pl.lit("z.txt"), text=pl.lit("Try again. Twice."))
    found, read = twins.findings.frame(), twins.summary.frame()
    second = found.head(1).with_columns(source=pl.lit("z.txt"), fingerprint=pl.lit("f" * 16))
    data = replace(
        twins,
        findings=Spilled.of(pl.concat([found, second])),
        frames={"articles": pl.concat([twins.frames["articles"], twin])},
        summary=Spilled.of(pl.concat([read, read.with_columns(source=pl.lit("z.txt"))])),
    )
    report = written(data, tmp_path)
    assert [entry["text"][0][1] for entry in report.data("texts-0")] == ["Try again.", "Try again. Twice."]
    assert report.data("meta")["articles"] == 3


def test_too_many_findings_for_one_file_are_refused_with_a_way_out(tmp_path: Path) -> None:
    many = Spilled.of(pl.concat([SMALL.findings.frame()] * 40_000))
    with pytest.raises(UsageError, match="name a folder instead"):
        html.render(replace(SMALL, findings=many), tmp_path / "report.html")


def test_an_unwritable_place_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write it"):
        html.render(SMALL, tmp_path / "file" / "report")


def test_findings_stand_in_the_order_in_which_to_read_them() -> None:
    data = made(
        {"a.txt": "One two three.", "b.txt": "one two"},
        ("a.txt", "MET001", None),
        ("a.txt", "CAP001", "three"),
        ("a.txt", "BPL001", "two"),
        ("a.txt", "BPL001", "One"),
        ("b.txt", "BPL001", "one"),
    )
    built = index.build(data)
    found = built.findings.frame()
    assert found["excerpt"].to_list() == ["One", "one", "two", "three", None]
    assert found["group"].to_list() == [0, 0, -1, -1, -1]
    assert [rule.code for rule in built.rules] == ["BPL001", "CAP001", "MET001"]


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.text(max_size=3)), max_size=30))
@settings(max_examples=30)
def test_tables_come_back_from_their_blocks(rows: list[tuple[str, str]]) -> None:
    found: list[tuple[str, ...]] = []
    for first, text in blocks.table(rows):
        block = json.loads(text)
        assert first == len(found)
        columns = [
            [column["all"]] * block["n"] if isinstance(column, dict)
            else column[0] if len(column) == 1 else [column[0][number] for number in column[1]]
            for column in block["columns"]
        ]  # fmt: skip
        found += zip(*columns, strict=True)
    assert found == rows
    wide = [(f"{number}" + "x" * 30_000,) for number in range(30)]
    assert [first for first, _ in blocks.table(wide)] == [0, 7, 15, 22]


def test_blocks_stay_small_and_start_where_they_say() -> None:
    packed = list(blocks.pack((number, "x" * 50_000) for number in range(20)))
    assert all(len(text) <= blocks.LIMIT for _, text in packed)
    assert [first for first, _ in packed] == [0, 7, 14]
    assert sum(len(json.loads(text)) for _, text in packed) == 20


@given(st.text("ab \n", max_size=3000), st.lists(st.tuples(st.integers(0, 2900), st.integers(0, 200)), max_size=6))
@settings(max_examples=50)
def test_windows_hold_every_finding_and_never_overlap(text: str, places: list[tuple[int, int]]) -> None:
    spans = [(start, min(len(text), start + length)) for start, length in places if start < len(text)]
    shown = texts.windows(text, spans, 300)
    assert all(left[1] < right[0] for left, right in pairwise(shown))
    assert all(0 <= start < end <= len(text) or not text for start, end in shown)
    assert all(any(start <= a and b <= end for start, end in shown) for a, b in spans)


@given(st.lists(st.integers(0, 9), max_size=40), st.integers(1, 5), st.sets(st.integers(0, 9)))
@settings(max_examples=40)
def test_shards_hold_each_wanted_article_with_its_facts(facts: list[int], size: int, wanted: set[int]) -> None:
    articles = pl.DataFrame({"article": [str(number) for number in range(10)]}).lazy()
    dates = pl.DataFrame({"article": [str(number) for number in facts]}, schema={"article": pl.String})
    keep = pl.Series([number in wanted for number in range(10)])
    found = list(shards.shards({"articles": articles, "dates": dates.lazy()}, keep, size))
    assert sorted(name for shard in found for name in shard["articles"]["article"]) == sorted(map(str, wanted))
    for shard in found:
        for name in shard["articles"]["article"]:
            assert shard["dates"].filter(article=name).height == facts.count(int(name))


@pytest.mark.parametrize(("read", "bound"), [(59, 0.05), (149, 0.02), (299, 0.01), (598, 0.005)])
def test_so_many_sound_articles_bound_what_the_rules_miss(read: int, bound: float) -> None:
    assert sampling.upper(read, 0) <= bound < sampling.upper(read - 1, 0)


def test_the_interval_is_the_exact_one() -> None:
    low, high = sampling.interval(100, 10)
    assert (round(low, 4), round(high, 4)) == (0.0490, 0.1762)
    assert sampling.interval(10, 0)[0] == 0
    assert sampling.upper(0, 0) == 1


def test_anybody_can_draw_the_sample_again() -> None:
    keys = [f"article {number}" for number in range(50)]
    drawn = {keys[place] for place in sampling.draw(keys, 5, "seed")}
    smallest = sorted(keys, key=lambda key: sha256(f"seed\n{key}".encode()).digest())[:5]
    assert drawn == set(smallest) == {keys[::-1][place] for place in sampling.draw(keys[::-1], 5, "seed")}


def test_bars_stand_for_months_or_years() -> None:
    months = charts.bins([(date(2021, 11, 1), "error", 40), (date(2022, 2, 1), "info", 40)])
    assert [(bar.key, bar.total) for bar in months] == [
        ("2021-11", 40),
        ("2021-12", 0),
        ("2022-01", 0),
        ("2022-02", 40),
    ]
    assert [bar.key for bar in charts.bins([(date(1950, 1, 1), "error", 1), (date(1952, 1, 1), "error", 1)])] == [
        "1950", "1951", "1952",
    ]  # fmt: skip
    assert charts.bins([]) == []


def test_small_shares_are_not_called_nothing() -> None:
    sentence = [words.percent(part, whole) for part, whole in ((0, 9), (1, 100_000), (1, 3), (9, 9), (99_999, 100_000))]
    assert sentence == ["0 %", "0.01 %", "33.3 %", "100 %", "99.9 %"]


def test_every_text_of_the_page_is_used_and_known() -> None:
    sentence = words.words()
    place = Path(page.__file__).parent
    script = "".join(path.read_text(encoding="utf-8") for path in (place / "script").glob("*.js"))
    pages = "".join(path.read_text(encoding="utf-8") for path in (place / "templates").glob("*.j2"))
    said = set(re.findall(r'say\("(\w+)"[,)]', script))
    assert said <= set(sentence["script"])
    unused = {
        name
        for name in sentence["script"]
        if name not in script
        and name not in pages
        and not name.startswith(("key_", "theme_", "role_", "kind_", "change_"))
    }
    assert unused <= {*SEVERITIES, "locale"}
    assert not {name for section in sentence.values() for name in section} & set(
        dir(dict)
    )  # Jinja would find those first
    for section, name in re.findall(r"\bt\.(\w+)\.(\w+)", pages):
        assert name in sentence[section]


def test_the_script_is_carried_without_comments_and_with_its_strings() -> None:
    source = 'const a = "x  // y"; /* note */\n// more\nlet b = a.replace(/"  \\/ /g, `  ${ a }`);  return  b - -1;\n'
    assert minify.script(source) == 'const a="x  // y";\nlet b=a.replace(/"  \\/ /g,`  ${ a }`);return b - -1;\n'
    assert len(page._script().encode()) <= 48_000
    assert len(page._style().encode()) <= 31_000
