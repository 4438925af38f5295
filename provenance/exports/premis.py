"""A PREMIS 3 event: that the articles were validated, when, by what and how it came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

import polars as pl

from provenance.exports.base import Export
from provenance.printing import many
from provenance.runs import sources
from provenance.runs.run import Run

NAMESPACE = "http://www.loc.gov/premis/v3"
VERSION = "3.0"
OF_FINDINGS = ("source", "record", "code", "start", "end", "fingerprint")


@dataclass(frozen=True, kw_only=True)
class Validation:
    """What the event says."""

    id: str
    time: datetime | str
    version: str
    passed: bool
    findings: int
    articles: int
    digest: str
    """The digest of the findings, `digest`."""
    details: Sequence[str] = ()
    """Why it came out so, and what is said beside."""
    inputs: Sequence[Mapping[str, object]] = ()
    """The first files that were read, `runs.sources.first`."""


def digest(findings: Iterable[pl.DataFrame]) -> str:
    """Return the digest of findings, whatever their order: the sum of the SHA-256 of each, modulo 2 to the 256th.

    So it is counted as findings stream by. What is hashed are the cells of `OF_FINDINGS`, parted by tabs, in UTF-8.

    Args:
        findings: frames.FINDINGS in chunks, at least those columns of it.
    """
    total = 0
    for chunk in findings:
        cells = (pl.col(name).cast(pl.String).fill_null("") for name in OF_FINDINGS)
        for line in chunk.select(pl.concat_str(cells, separator="\t")).to_series():
            total += int.from_bytes(sha256(line.encode("utf-8", "surrogatepass")).digest(), "big")
    return f"{total % (1 << 256):064x}"


def render(what: Validation) -> str:
    """Return the document: a `premis` of one event and its agent, the units in the order of the data dictionary.

    PREMIS Data Dictionary for Preservation Metadata, version 3.0, units 2.1 to 2.7 and 3.1 to 3.4:
    https://www.loc.gov/standards/premis/v3/
    """
    register_namespace("premis", NAMESPACE)
    root = Element(_tag("premis"), {"version": VERSION})
    event = SubElement(root, _tag("event"))
    _put(event, "eventIdentifier", eventIdentifierType="local", eventIdentifierValue=what.id or what.digest[:16])
    _text(event, "eventType", "validation")
    _text(event, "eventDateTime", what.time.isoformat() if isinstance(what.time, datetime) else what.time or "unknown")
    counted = f"{many(what.findings, 'finding')} in {many(what.articles, 'article')}"
    _put(
        event, "eventDetailInformation", eventDetail=f"provenance check: {counted}; sum of their SHA-256 {what.digest}"
    )
    outcome = _put(event, "eventOutcomeInformation", eventOutcome="pass" if what.passed else "fail")
    for detail in what.details:
        _put(outcome, "eventOutcomeDetail", eventOutcomeDetailNote=detail)
    agent = {"Type": "local", "Value": f"provenance {what.version}".strip()}
    _put(event, "linkingAgentIdentifier", **{f"linkingAgentIdentifier{key}": value for key, value in agent.items()})
    for one in what.inputs:
        value = f"{one['path']} sha256:{one['sha256']}" if one["sha256"] else str(one["path"])
        _put(event, "linkingObjectIdentifier", linkingObjectIdentifierType="path", linkingObjectIdentifierValue=value)
    known = SubElement(root, _tag("agent"))
    _put(known, "agentIdentifier", **{f"agentIdentifier{key}": value for key, value in agent.items()})
    _text(known, "agentName", "provenance")
    _text(known, "agentType", "software")
    if what.version:
        _text(known, "agentVersion", what.version)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _put(parent: Element, name: str, **texts: str) -> Element:
    child = SubElement(parent, _tag(name))
    for key, text in texts.items():
        _text(child, key, text)
    return child


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, _tag(name)).text = _printable(text)


def _printable(text: str) -> str:
    """Return what XML 1.0 can hold."""
    return "".join(
        sign if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff") else "\ufffd" for sign in text
    )


def write(run: Run, path: Path) -> None:
    """Write the event of a run."""
    verdict, record = run.verdict, run.record
    event = Validation(
        id=record.moment, time=record.started, version=record.version,
        passed=verdict.passed, findings=run.found.height, articles=run.articles,
        digest=digest(run.found.each(OF_FINDINGS)),
        details=(*(reason.text for reason in verdict.deciding), *record.notes),
        inputs=sources.first(run.counted.each(sources.COLUMNS)),
    )  # fmt: skip
    path.write_text(render(event), encoding="utf-8", newline="\n")


EXPORT = Export(name="premis", about="a PREMIS 3 event of the validation, and its agent", write=write)
