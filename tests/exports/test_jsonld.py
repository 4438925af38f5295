"""The articles as schema.org, read by rdflib with the context that RO-Crate publishes, which has schema.org's terms."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace

from provenance.runs.run import Run
from tests.exports.conftest import NAMES

SCHEMA = Namespace("http://schema.org/")


@pytest.fixture
def document(written: Callable[[str], Path]) -> dict:
    return json.loads(written("jsonld").read_text(encoding="utf-8"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_there_is_a_node_an_article_and_every_term_is_one_of_schema_org(
    document: dict, schemas: Path, checked: Run
) -> None:
    terms = json.loads((schemas / "ro-crate-1.2-draft-context.jsonld").read_text(encoding="utf-8"))["@context"]
    read = Graph().parse(data=json.dumps(document | {"@context": terms}), format="json-ld")
    assert len([*read.subjects(RDF.type, SCHEMA.NewsArticle)]) == checked.articles
    credited = {str(value) for value in read.objects(None, SCHEMA.creditText)}
    assert credited == {"Ana Roe/Harbour Press", "Derek Holm/AP"}
    used = {key for node in document["@graph"] for key in _keys(node)}
    assert used - terms.keys() == {"@type"}
    read_of = {str(predicate) for predicate in read.predicates()}
    assert {terms[key] for key in used - {"@type"}} <= read_of


def _keys(node: object) -> set[str]:
    if isinstance(node, list):
        return {key for each in node for key in _keys(each)}
    return {*node} | {key for each in node.values() for key in _keys(each)} if isinstance(node, dict) else set()


def test_an_article_says_what_is_known_of_it_and_nothing_else(document: dict) -> None:
    nodes = {json.dumps(node["identifier"]): node for node in document["@graph"]}
    assert [node["identifier"][0] for node in document["@graph"]][-len(NAMES) :] == NAMES
    pier = next(node for node in nodes.values() if node["identifier"][0] == "é")
    assert [pier[key] for key in ("author", "datePublished", "dateModified", "publisher")] == [
        "Mara Ellison", "2024-03", "2024-03-13T09:30:00+00:00", {"@type": "Organization", "name": "Harbour Press"},
    ]  # fmt: skip
    assert pier["correction"]["text"].startswith("Correction: an earlier version")
    assert pier["image"] == [
        {
            "@type": "ImageObject", "caption": "The pier (Derek Holm/AP)", "creditText": "Derek Holm/AP",
            "creator": {"@type": "Person", "name": "Derek Holm"},
            "sourceOrganization": {"@type": "Organization", "name": "Associated Press"},
        },
        {"@type": "ImageObject", "caption": "A crane."},
    ]  # fmt: skip
    ferry = next(node for node in nodes.values() if node["identifier"][0] == "ferry.txt")
    assert ("author" in ferry, "image" in ferry) == (False, True)


def test_the_document_may_stand_in_a_page_and_has_a_line_an_article(
    written: Callable[[str], Path], checked: Run
) -> None:
    text = written("jsonld").read_text(encoding="utf-8")
    assert "<" not in text
    assert text.count("\n") == checked.articles + 2
