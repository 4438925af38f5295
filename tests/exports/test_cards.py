"""The papers that are one JSON document, each read by the program or the schema of those who take it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import mlcroissant
import open_data_contract_standard as odcs_package
import polars as pl
import pytest
from jsonschema import Draft201909Validator, Draft202012Validator, FormatChecker
from open_data_contract_standard.model import OpenDataContractStandard
from prov.model import ProvActivity, ProvAgent, ProvDocument, ProvEntity
from referencing import Registry, Resource

from provenance.exports import croissant, odcs, openlineage, prov
from provenance.policy.configuration import Policy
from provenance.runs.run import Run

STRICT = Policy(
    now=date(2024, 6, 1), limits={"BPL": "50%", "TXT001": 3}, fail_on="warning", exclude=["drafts/"], dataset="../x\x00<b>"
)  # fmt: skip


@pytest.fixture(scope="module")
def read(written: Callable[[str], Path]) -> Callable[[str], Any]:
    return lambda name: json.loads(written(name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def strict(checked: Run) -> Run:
    """Return the run as if under a policy with limits, and a hostile name."""
    return replace(checked, policy=STRICT)


@pytest.fixture(scope="module")
def lineage(schemas: Path) -> Registry:
    """Return the schemas of OpenLineage by their addresses."""
    files = [json.loads(file.read_text(encoding="utf-8")) for file in (schemas / "openlineage").rglob("*.json")]
    return Registry().with_resources((file["$id"], Resource.from_contents(file)) for file in files)


def _facets(event: Any) -> list[dict[str, Any]]:
    groups = [event["run"]["facets"], event["job"]["facets"]]
    groups += [
        each[key] for each in (*event["inputs"], *event["outputs"]) for key in each if key.lower().endswith("facets")
    ]
    return [facet for group in groups for facet in group.values()]


def test_the_event_and_each_of_its_facets_keep_the_schemas_of_openlineage(
    read: Any, strict: Run, lineage: Registry
) -> None:
    for event in (read("openlineage"), openlineage.event(strict)):
        for schema, value in [(event["schemaURL"], event)] + [(facet["_schemaURL"], facet) for facet in _facets(event)]:
            checker = Draft202012Validator({"$ref": schema}, registry=lineage, format_checker=FormatChecker())
            assert [each.message for each in checker.iter_errors(value)] == [], schema


def test_the_event_tells_what_was_read_and_what_holds(read: Any, checked: Run) -> None:
    event = read("openlineage")
    (articles,) = event["inputs"]
    metrics = articles["inputFacets"]["dataQualityMetrics"]
    assert (metrics["rowCount"], metrics["fileCount"]) == (checked.articles, checked.record.sources)
    assert metrics["columnMetrics"]["title"]["nullCount"] == 3
    told = {each["name"]: each for each in articles["inputFacets"]["dataQualityAssertions"]["assertions"]}
    assert {code for code, each in told.items() if not each["success"]} == {
        *checked.findings.filter(status="new")["code"]
    }
    assert len(told) == len(checked.rules)
    assert [each["outputFacets"]["outputStatistics"]["rowCount"] for each in event["outputs"]] == [
        checked.found.height, checked.articles,
    ]  # fmt: skip


@pytest.mark.parametrize("version", ["3.1", "newest"])
def test_the_contract_keeps_the_schema_of_its_standard(read: Any, strict: Run, version: str, request: Any) -> None:
    place, contract = Path(odcs_package.__file__).parent / "schema.json", odcs.contract(strict)
    if version == "3.1":
        place, contract = request.getfixturevalue("schemas") / "odcs-3.1.0.json", read("odcs")
    checker = Draft201909Validator(json.loads(place.read_text(encoding="utf-8")))
    assert [f"{each.json_path}: {each.message:.200}" for each in checker.iter_errors(contract)] == []
    assert OpenDataContractStandard.model_validate(contract).schema_[0].name == "articles"


def test_the_queries_of_the_contract_run_on_the_summary(strict: Run) -> None:
    summary = odcs.contract(strict)["schema"][1]
    rows = strict.summary
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(f"CREATE TABLE summary ({', '.join(f'{chr(34)}{name}{chr(34)}' for name in rows.columns)})")
        base.executemany(f"INSERT INTO summary VALUES ({', '.join('?' * rows.width)})", rows.rows())  # noqa: S608
        measured = {
            each["name"]: base.execute(each["query"]).fetchone()[0] for each in summary["quality"] if "query" in each
        }
    assert measured["limit of BPL"] == pytest.approx(100 / strict.articles)
    assert measured["DAT001 date-missing"] == rows["DAT001"].sum() > 0
    assert not [name for name in measured if name.startswith(("BPL", "TXT001"))]  # they have a limit instead
    assert {each["mustBeLessOrEqualTo"] for each in summary["quality"] if each["name"].startswith("limit")} == {50, 3}


def test_the_contract_says_what_it_cannot_say(strict: Run, read: Any) -> None:
    told = odcs.contract(strict)["description"]["limitations"]
    assert "SUI004 expectation-broken" in told
    assert "Files are left out: drafts/." in told
    assert "drafts/" not in read("odcs")["description"]["limitations"]
    fields = {each["name"]: each for each in odcs.contract(strict)["schema"][0]["properties"]}
    assert [fields["text"][key] for key in ("logicalType", "required")] == ["string", True]


def test_the_document_is_provenance_to_the_library_of_prov(written: Callable[[str], Path], strict: Run) -> None:
    read = ProvDocument.deserialize(written("prov"))
    assert ProvDocument.deserialize(content=read.serialize()) == read
    kinds = {kind: len([*read.get_records(kind)]) for kind in (ProvActivity, ProvAgent, ProvEntity)}
    assert kinds == {ProvActivity: 1, ProvAgent: 1, ProvEntity: 3 + 4}
    decided = strict.found.frame().with_columns(decided_by=pl.lit("Mara \x00 <b>"))
    reviewed = prov.document(replace(strict, found=type(strict.found).of(decided)))
    people = [*ProvDocument.deserialize(content=json.dumps(reviewed)).get_records(ProvAgent)]
    assert {str(each.label) for each in people} >= {"Mara \x00 <b>"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_card_is_read_by_mlcroissant(read: Any, strict: Run) -> None:
    for card in (read("croissant"), croissant.card(strict)):
        metadata = mlcroissant.Dataset(jsonld=card).metadata
        assert metadata.ctx.issues.errors == set()
        assert str(metadata.ctx.conforms_to.value if hasattr(metadata.ctx.conforms_to, "value") else "").endswith("1.1")
        assert {each.name for each in metadata.file_sets} == {"text files", "jsonl files"}
        assert len(metadata.file_objects) == 4


def test_the_card_knows_the_media_types_of_formats_and_archives() -> None:
    told = {name: croissant._media(name) for name in ("text", "html", "json", "csv", "tsv", "zip", "tar", "own")}
    assert told == {
        "text": "text/plain", "html": "text/html", "json": "application/json", "csv": "text/csv",
        "tsv": "text/tab-separated-values", "zip": "application/zip", "tar": "application/x-tar",
        "own": "application/octet-stream",
    }  # fmt: skip


def test_the_card_tells_digests_fields_and_rights(read: Any, checked: Run) -> None:
    card = read("croissant")
    digests = {each["name"]: each["sha256"] for each in card["distribution"] if "sha256" in each}
    assert digests == dict(checked.inputs.select("source", "sha256").iter_rows())
    fields = {each["@id"]: [field["name"] for field in each["field"]] for each in card["recordSet"]}
    assert fields == {
        "records/text": ["article", "text"], "records/jsonl": ["text", "title", "url", "language", "modified"],
    }  # fmt: skip
    assert (card["inLanguage"], card["creator"][0]["name"]) == (["en"], "Harbour Press")
