"""ninjs: what news agencies deliver, in its three versions, as the fields of an article."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from provenance import check, facts_of, formats
from provenance.formats import jsonl
from provenance.policy.configuration import Policy
from tests.readers.test_read_jsonl import gathered

FIRST = "The ferry returned to Westhaven on Tuesday after a winter in dock."
LAST = "It will sail twice a day until October."
CAPTION = "The ferry leaves the dock at Westhaven"
MARKED = f"<article><h1>Ferry returns</h1><p>{FIRST}</p>\n<figure><figcaption>{CAPTION}</figcaption></figure><p>{LAST}</p></article>"
ONE = {
    "uri": "urn:coast:1", "type": "text", "versioncreated": "2024-03-13T10:00:00Z", "firstcreated": "2024-03-12T08:00:00Z", "language": "en",
    "headline": "Ferry returns", "byline": "Ana Lund", "copyrightholder": "Coast Agency", "ednote": "Adds dock.", "usageterms": "No resale.",
    "body_text": f"{FIRST}\n\n{LAST}", "body_xhtml": MARKED,
    "associations": {
        "main": {"type": "picture", "byline": "Jo Reed/Coast Agency", "description_text": CAPTION, "headline": "Ferry"},
        "map": {"type": "graphic", "description_text": "The route. Coast Agency", "byline": "Coast Agency"},
        "more": {"type": "text", "headline": "Another", "body_text": "Not this."},
    },
}  # fmt: skip
TWO = {
    "uri": "urn:coast:1", "type": "text", "versioncreated": "2024-03-13T10:00:00Z", "firstcreated": "2024-03-12T08:00:00Z", "language": "en",
    "headlines": [{"role": "print", "value": "Ferry"}, {"role": "main", "value": "<b>Ferry</b> returns"}], "by": "Ana Lund", "copyrightholder": "Coast Agency",
    "bodies": [{"role": "html5", "contenttype": "text/html", "value": MARKED}, {"role": "text", "contenttype": "text/plain", "value": f"{FIRST}\n\n{LAST}"}],
    "associations": [
        {"name": "main", "type": "picture", "by": "Jo Reed/Coast Agency", "descriptions": [{"value": CAPTION}]},
        {"name": "map", "type": "graphic", "by": "Coast Agency", "descriptions": [{"role": "text", "value": "The route. Coast Agency"}]},
    ],
}  # fmt: skip
CAMEL = {"versioncreated": "versionCreated", "firstcreated": "firstCreated", "copyrightholder": "copyrightHolder"}
THREE = {CAMEL.get(name, name): value for name, value in TWO.items()} | {
    "bodies": [{"role": "main", "contentType": "text/plain", "value": f"{FIRST}\n\n{LAST}"}]
}
WANTED = {
    "article": "urn:coast:1", "title": "Ferry returns", "byline": "Ana Lund", "publisher": "Coast Agency", "language": "en",
    "published": "2024-03-12T08:00:00Z", "modified": "2024-03-13T10:00:00Z", "text": f"{FIRST}\n\n{LAST}",
    "captions": [f"{CAPTION} (Jo Reed/Coast Agency)", "The route. Coast Agency"],
}  # fmt: skip


@pytest.mark.parametrize("item", [ONE, TWO, THREE])
@pytest.mark.parametrize(
    ("name", "around"), [("a.json", "{}"), ("a.json", "[{}]"), ("a.json", "[{},\n{}]"), ("a.json", "{}\n{}\n"), ("a.jsonl", "{}"), ("a.jsonl", "{}\n\n{}\n")]
)  # fmt: skip
def test_items_of_every_version_are_articles(tmp_path: Path, item: dict[str, object], name: str, around: str) -> None:
    indent = None if around.endswith("\n") or name == "a.jsonl" else 1
    (tmp_path / name).write_text(around.replace("{}", json.dumps(item, indent=indent)), encoding="utf-8")
    reading = gathered(tmp_path)
    assert reading.read_errors.is_empty()
    for row in reading.records.to_dicts():
        assert {name: row[name] for name in WANTED} == WANTED
    assert reading.records.height == around.count("{}")


@pytest.mark.parametrize(
    ("bodies", "wanted"),
    [
        ({"body_xhtml": MARKED}, f"Ferry returns\n\n{FIRST}\n\n{LAST}"),
        ({"body_text": f"{FIRST} {LAST}", "body_xhtml": MARKED}, f"Ferry returns\n\n{FIRST}\n\n{LAST}"),  # it has paragraphs
        ({"body_text": FIRST, "body_xhtml": f"<p>{FIRST}</p>"}, FIRST),
        ({"body_html": "a &lt;b&gt; &amp; c<br/>d<script>e</script><p><div>f"}, "a <b> & c\n\nd\n\nf"),
        ({"bodies": [None, 7, {"value": None}, {"contenttype": "text/plain", "value": FIRST}]}, FIRST),
    ],
)  # fmt: skip
def test_the_body_with_paragraphs_is_the_text(tmp_path: Path, bodies: dict[str, object], wanted: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"uri": "urn:coast:1", **bodies}), encoding="utf-8")
    assert gathered(tmp_path).records["text"].to_list() == [wanted]


@pytest.mark.parametrize(
    "odd",
    [
        {"associations": [None, "a", {"type": "picture", "descriptions": "x"}, {"type": []}]}, {"associations": "a"}, {"headlines": [7, {"role": [], "value": "a"}]}, {"byline": {"name": "A"}},
        {"versioncreated": None, "firstcreated": ""}, {"type": 7}, {"ednote": "\ud800"},
    ],
)  # fmt: skip
def test_odd_values_cost_their_field_alone(tmp_path: Path, odd: dict[str, object]) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"uri": "urn:coast:1", "body_text": FIRST, **odd}), encoding="utf-8")
    assert gathered(tmp_path).records.select("article", "text").rows() == [("urn:coast:1", FIRST)]


def test_a_mapping_wins_and_other_records_stay_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        json.dumps([ONE, {"uri": "x", "text": "Plain.", "body_text": "Other."}]), encoding="utf-8"
    )
    mapped = gathered(tmp_path, fields={"title": "ednote"}).records
    assert mapped.select("title", "text").rows() == [("Adds dock.", f"{FIRST}\n\n{LAST}"), (None, "Plain.")]
    taken = {row["what"]: row["chosen"] for row in mapped["stated"][0]}
    assert (taken["title"], taken["byline"]) == (False, True)
    assert len(list(formats.plan([tmp_path]))) == 1


RIGHTS = {
    "embargoed": "2024-03-12T09:00:00+01:00", "expires": "2025", "creditline": "Coast/Lund", "copyrightnotice": "(c) Coast",
    "rightsinfo": {"linkedrights": "https://coast.example/rights", "langid": "x"}, "infosource": [{"name": "Harbour office"}, {}],
}  # fmt: skip


def test_all_that_an_item_says_of_its_article_is_stated(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(ONE | RIGHTS), encoding="utf-8")
    columns = ("what", "value", "precision", "path", "chosen")
    assert facts_of(tmp_path)["stated"].select(columns).rows() == [
        ("title", "Ferry returns", None, "$.headline", True),
        ("byline", "Ana Lund", None, "$.byline", True),
        ("published", "2024-03-12T08:00:00Z", "second", "$.firstcreated", True),
        ("published", "2024-03-13T10:00:00Z", "second", "$.versioncreated", False),
        ("modified", "2024-03-13T10:00:00Z", "second", "$.versioncreated", True),
        ("publisher", "Coast Agency", None, "$.copyrightholder", True),
        ("language", "en", None, "$.language", True),
        ("credit", "Coast/Lund", None, "$.creditline", False),
        ("copyright", "(c) Coast", None, "$.copyrightnotice", False),
        ("copyright", "Coast Agency", None, "$.copyrightholder", False),
        ("usage_terms", "No resale.", None, "$.usageterms", False),
        ("editors_note", "Adds dock.", None, "$.ednote", False),
        ("embargo", "2024-03-12T08:00:00Z", "second", "$.embargoed", False),
        ("expires", "2025", "year", "$.expires", False),
        ("usage_terms", "https://coast.example/rights", None, "$.rightsinfo.linkedrights", False),
        ("source", "Harbour office", None, "$.infosource[0].name", False),
        ("caption", CAPTION, None, "$.associations.main.description_text", True),
        ("credit", "Jo Reed/Coast Agency", None, "$.associations.main.byline", True),
        ("caption", "The route. Coast Agency", None, "$.associations.map.description_text", True),
        ("credit", "Coast Agency", None, "$.associations.map.byline", True),
    ]


def test_the_names_of_version_three_are_stated_as_they_are_written(tmp_path: Path) -> None:
    item = THREE | {"edNote": "Adds dock.", "embargoedUntil": "2024-03-12", "usageTerms": "No resale."}
    (tmp_path / "a.json").write_text(json.dumps(item), encoding="utf-8")
    rows = gathered(tmp_path).records["stated"].explode().struct.unnest()
    assert rows.filter(what="title").select("raw", "value", "path", "chosen").rows() == [
        ("<b>Ferry</b> returns", "Ferry returns", "$.headlines[1].value", True),
        ("Ferry", "Ferry", "$.headlines[0].value", False),
    ]
    paths = rows.filter(pl.col("what").is_in(("editors_note", "embargo", "usage_terms")))["path"].to_list()
    assert paths == ["$.usageTerms", "$.edNote", "$.embargoedUntil"]
    assert rows.filter(what="credit")["path"][0] == "$.associations[0].by"


def test_lines_keep_their_bytes_and_repairs_of_them_are_held_back(tmp_path: Path, call) -> None:
    body = f"{FIRST}\n\nAn error occurred. Please try again.\n\n{LAST}"
    data = b"".join(json.dumps(ONE | {"uri": f"urn:{n}", "body_text": body}).encode() + b" \r\n" for n in range(2))
    (tmp_path / "in").mkdir()
    path = tmp_path / "in/a.jsonl"
    path.write_bytes(b"{torn\n" + data)
    reading = gathered(path)
    assert reading.read_errors.select("kind", "record", "line").rows() == [("broken-json", 0, 1)]
    assert reading.records.select("record", "line").rows() == [(1, 2), (2, 3)]
    (file,) = formats.listing([path]).files
    known = [each.digest for each in jsonl.FORMAT.digests(file, {}) if each]
    assert known[1:] == reading.records["sha256"].to_list()
    done = call("fix", tmp_path / "in", "--to", tmp_path / "out", "--unsafe-fixes", cwd=tmp_path)
    assert (done.returncode, "it cannot be written back exactly" in done.stderr) == (0, True)
    assert (tmp_path / "out/a.jsonl").read_bytes() == path.read_bytes()


@pytest.mark.parametrize(("day", "held"), [("2024-03-11", "012"), ("2024-03-12", "02"), ("2024-03-13", "")])
def test_an_article_under_embargo_is_held_back_through_the_day_on_which_it_ends(
    tmp_path: Path, day: str, held: str
) -> None:
    """The cache keeps what it knows of a shard; the clock of each run decides."""
    (tmp_path / "in").mkdir()
    moments = ("2024-03-12T06:00:00Z", "2024-03-12", "2024-03-13T00:00:00+01:00", None)
    for number, moment in enumerate(moments):
        item = ONE | {"uri": f"{number}"} | ({"embargoed": moment} if moment else {})
        (tmp_path / f"in/{number}.json").write_text(json.dumps(item), encoding="utf-8")
    for _ in range(2):
        run = check.check_corpus(tmp_path / "in", Policy(select=["LIN013"], now=day), cache=tmp_path / "cache")
        assert sorted(run.findings["source"]) == [f"{number}.json" for number in held]
    check.check_corpus(tmp_path / "in", Policy(select=["LIN013"], now="2024-03-01"), cache=tmp_path / "cache")
    again = check.check_corpus(tmp_path / "in", Policy(select=["LIN013"], now=day), cache=tmp_path / "cache")
    assert again.verdict.passed is not bool(held)
