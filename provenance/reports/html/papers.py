"""The papers that the page hands out: the same exports as of a run, of what the page knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from provenance.exports import accession, premis, rights
from provenance.frames import FRAMES
from provenance.reports.html.data import ReportData
from provenance.storage.external import batches


def accession_record(data: ReportData) -> Iterator[pl.DataFrame]:
    """Yield the rows of the accession record, see `exports.accession.table`."""
    articles, captions = (data.frames.get(name, FRAMES[name].empty().lazy()) for name in ("articles", "captions"))
    return accession.table(data.summary, articles, captions)


def rights_register(data: ReportData) -> Iterator[pl.DataFrame]:
    """Yield the rows of the rights register, see `exports.rights.table`."""
    frames = {**data.corpus, **data.frames}
    captions, articles, stated = (
        frames.get(name, FRAMES[name].empty().lazy()) for name in ("captions", "articles", "stated")
    )
    return rights.table(
        batches(captions.select(rights.OF_CAPTIONS)), batches(articles.select(rights.OF_ARTICLES)),
        batches(stated.select(rights.OF_STATED)), data.summary.height,
    )  # fmt: skip


def event(data: ReportData) -> str:
    """Return the PREMIS event of the validation."""
    record: Mapping[str, Any] = data.record
    return premis.render(
        premis.Validation(
            id=str(record.get("id") or ""), name=str(record.get("name") or "articles"), time=record.get("time") or "",
            version=str((record.get("versions") or {}).get("article-provenance", "")),
            passed=data.passed, findings=data.findings.height, articles=data.summary.height,
            digest=premis.digest(data.findings.each(premis.OF_FINDINGS)),
            details=(*(reason for reason, _ in data.reasons), *data.notes),
            inputs=record.get("inputs") or (),
        )
    )  # fmt: skip
