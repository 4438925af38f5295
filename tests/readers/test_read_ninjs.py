"""ninjs: what news agencies deliver, in its three versions, as the fields of an article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from provenance import formats
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
@pytest.mark.parametrize("around", ["{}", "[{}]", "[{},\n{}]", "{}\n{}\n"])
def test_items_of_every_version_are_articles(tmp_path: Path, item: dict[str, object], around: str) -> None:
    indent = None if around.endswith("\n") else 1
    (tmp_path / "a.json").write_text(around.replace("{}", json.dumps(item, indent=indent)), encoding="utf-8")
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
        {"versioncreated": None, "firstcreated": ""}, {"type": 7},
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
    assert len(list(formats.plan([tmp_path]))) == 1
