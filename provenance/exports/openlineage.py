"""A run as an event of OpenLineage: the articles as input, with metrics and assertions, what was found as output.

Nothing is sent: the file holds the COMPLETE event, for whoever keeps a catalogue of lineage to take in. The check is
complete even where the gate fails; that is told by the assertions. OpenLineage 2-0-2, https://openlineage.io/spec.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl

from provenance.exports import described
from provenance.exports.base import Export
from provenance.frames import ARTICLES, FINDINGS, SUMMARY, Frame
from provenance.rules.base import Rule
from provenance.runs.run import Run

C = pl.col
EVENT = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
_FACETS = "https://openlineage.io/spec/facets"
_SCHEMAS = {
    "schema": "1-2-0/SchemaDatasetFacet", "version": "1-0-1/DatasetVersionDatasetFacet",
    "symlinks": "1-0-1/SymlinksDatasetFacet", "dataQualityMetrics": "1-0-3/DataQualityMetricsInputDatasetFacet",
    "dataQualityAssertions": "1-1-0/DataQualityAssertionsDatasetFacet",
    "outputStatistics": "1-0-2/OutputStatisticsOutputDatasetFacet", "jobType": "2-0-4/JobTypeJobFacet",
    "documentation": "1-1-0/DocumentationJobFacet", "processing_engine": "1-1-1/ProcessingEngineRunFacet",
}  # fmt: skip
"""The version and name of the schema of each facet that is written."""
_SEVERITIES = {"error": "error", "warning": "warn", "info": "info"}
_FROM_SUMMARY = {"title": C("titled"), "byline": C("signed")} | {
    name: C(name).is_not_null() for name in ("published", "publisher", "language")
}
"""Columns of articles of which the summary knows whether they hold something."""
Json = dict[str, Any]


def write(run: Run, path: Path) -> None:
    """Write the event of a run."""
    described.write_json(event(run), path)


def event(run: Run) -> Json:
    """Return the event."""
    record, digest = run.record, described.digest(run)
    return {
        "eventType": "COMPLETE",
        "eventTime": (record.started + timedelta(seconds=record.seconds)).isoformat(),
        "producer": described.PRODUCER,
        "schemaURL": EVENT,
        "run": {
            "runId": described.identity(run, "run", digest),
            "facets": _facets(processing_engine={"name": "provenance", "version": record.version or "unknown"}),
        },
        "job": {
            "namespace": "provenance",
            "name": f"check {described.name(run)}",
            "facets": _facets(
                jobType={"processingType": "BATCH", "integration": "PROVENANCE", "jobType": "COMMAND"},
                documentation={"description": run.verdict.sentence},
            ),
        },
        "inputs": [_articles(run, digest)],
        "outputs": [_output(run, frame, rows) for frame, rows in _outputs(run)],
    }


def _articles(run: Run, digest: str) -> Json:
    """Return the articles as a data set, with what was counted in them and what was asserted of them."""
    places = [{"namespace": "file", "name": place, "type": "LOCATION"} for place in run.record.arguments]
    return {
        "namespace": "provenance",
        "name": described.name(run),
        "facets": _facets(
            schema=_schema(ARTICLES),
            version={"datasetVersion": digest},
            **({"symlinks": {"identifiers": places}} if places else {}),
        ),
        "inputFacets": _facets(
            dataQualityMetrics=_metrics(run), dataQualityAssertions={"assertions": [*_assertions(run)]}
        ),
    }


def _metrics(run: Run) -> Json:
    """Return how much of what is missing, and how long the texts are."""
    rows, characters = run.articles, 0
    totals = dict.fromkeys(_FROM_SUMMARY, 0)
    for chunk in run.counted.each(("titled", "signed", "published", "publisher", "language", "characters")):
        sums = chunk.select(C("characters").sum(), **{name: each.sum() for name, each in _FROM_SUMMARY.items()})
        counted = sums.row(0, named=True)
        characters += counted["characters"] or 0
        totals = {name: count + (counted[name] or 0) for name, count in totals.items()}
    columns: Json = {name: {"nullCount": rows - count, "count": rows} for name, count in totals.items()}
    columns["text"] = {"nullCount": 0, "count": rows}
    length = {"sum": characters, "count": rows}
    return {"rowCount": rows, "fileCount": run.record.sources, "columnMetrics": columns | {"characters": length}}


def _assertions(run: Run) -> Iterator[Json]:
    """Yield what every rule and every expectation asserts, and whether it holds."""
    counts = described.counts(run)
    for rule in run.rules:
        findings, hit = counts.get(rule.code, (0, 0))
        yield _of_rule(rule) | {"success": not findings, "actual": f"{findings} findings in {hit} articles"}
    for row in run.expectations.iter_rows(named=True):
        known = {"column": row["column"], "actual": row["observed"]}
        yield {
            "assertion": row["expectation"], "name": row["suite"], "success": row["outcome"] == "met",
            "severity": _SEVERITIES[row["severity"]], "description": row["about"],
            **{key: value for key, value in known.items() if value is not None},
        }  # fmt: skip


def _of_rule(rule: Rule) -> Json:
    return {
        "assertion": rule.name, "name": rule.code, "severity": _SEVERITIES[rule.severity],
        "description": rule.summary, "expected": "0 findings",
    }  # fmt: skip


def _outputs(run: Run) -> Iterator[tuple[Frame, int]]:
    yield FINDINGS, run.found.height
    yield SUMMARY, run.counted.height


def _output(run: Run, frame: Frame, rows: int) -> Json:
    return {
        "namespace": "provenance",
        "name": f"{described.name(run)}.{frame.name}",
        "facets": _facets(schema=_schema(frame)),
        "outputFacets": _facets(outputStatistics={"rowCount": rows}),
    }


def _schema(frame: Frame) -> Json:
    return {
        "fields": [
            {"name": column.name, "type": str(column.dtype), "description": column.about, "ordinal_position": number}
            for number, column in enumerate(frame.columns, 1)
        ]
    }


def _facets(**facets: Json) -> Json:
    """Return facets by their names, each with who made it and by which schema."""
    return {
        name: {
            "_producer": described.PRODUCER,
            "_schemaURL": f"{_FACETS}/{_SCHEMAS[name]}.json#/$defs/{_SCHEMAS[name].partition('/')[2]}",
            **facet,
        }
        for name, facet in facets.items()
    }


EXPORT = Export(name="openlineage", about="the run as an event of OpenLineage, for catalogues of lineage", write=write)
