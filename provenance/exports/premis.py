"""A PREMIS 3 document: that the articles, as one object, were validated, when, by what and how it came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

import polars as pl

from provenance.exports import described
from provenance.exports.base import Export
from provenance.printing import many
from provenance.runs import sources
from provenance.runs.run import Run

NAMESPACE = "http://www.loc.gov/premis/v3"
VERSION = "3.0"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
OF_FINDINGS = ("source", "record", "code", "start", "end", "fingerprint")


@dataclass(frozen=True, kw_only=True)
class Validation:
    """What the event says."""

    id: str
    name: str
    """What the articles are called together."""
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
        for line in chunk.select(pl.concat_str(cells, separator="\t")).to_series().to_list():
            total += int.from_bytes(sha256(line.encode("utf-8", "surrogatepass")).digest(), "big")
    return f"{total % (1 << 256):064x}"


def render(what: Validation) -> str:
    """Return the document as text."""
    root = build(what)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def build(what: Validation) -> Element:
    """Return the document: a `premis` of one object, event and agent, the units in the order of the data dictionary.

    PREMIS Data Dictionary for Preservation Metadata, version 3.0, units 1.1, 2.1 to 2.7 and 3.1 to 3.4, and its schema,
    which wants an object in every document: https://www.loc.gov/standards/premis/v3/
    """
    register_namespace("premis", NAMESPACE)
    root = Element(tag("premis"), {"version": VERSION})
    about = SubElement(root, tag("object"), {_TYPE: "premis:intellectualEntity"})
    put(about, "objectIdentifier", objectIdentifierType="local", objectIdentifierValue=what.name)
    event = SubElement(root, tag("event"))
    put(event, "eventIdentifier", eventIdentifierType="local", eventIdentifierValue=what.id or what.digest[:16])
    text(event, "eventType", "validation")
    text(event, "eventDateTime", what.time.isoformat() if isinstance(what.time, datetime) else what.time or "unknown")
    counted = f"{many(what.findings, 'finding')} in {many(what.articles, 'article')}"
    put(event, "eventDetailInformation", eventDetail=f"provenance check: {counted}; sum of their SHA-256 {what.digest}")
    outcome = put(event, "eventOutcomeInformation", eventOutcome="pass" if what.passed else "fail")
    for detail in what.details:
        put(outcome, "eventOutcomeDetail", eventOutcomeDetailNote=detail)
    agent = {"Type": "local", "Value": f"provenance {what.version}".strip()}
    put(event, "linkingAgentIdentifier", **{f"linkingAgentIdentifier{key}": value for key, value in agent.items()})
    link(event, what.name)
    for one in what.inputs:
        value = f"{one['path']} sha256:{one['sha256']}" if one["sha256"] else str(one["path"])
        put(event, "linkingObjectIdentifier", linkingObjectIdentifierType="path", linkingObjectIdentifierValue=value)
    known = SubElement(root, tag("agent"))
    put(known, "agentIdentifier", **{f"agentIdentifier{key}": value for key, value in agent.items()})
    text(known, "agentName", "provenance")
    text(known, "agentType", "software")
    if what.version:
        text(known, "agentVersion", what.version)
    return root


def link(parent: Element, name: str) -> None:
    """Say of what object an event or a statement of rights speaks."""
    kind = "linkingObjectIdentifier"
    put(parent, kind, **{f"{kind}Type": "local", f"{kind}Value": name})


def tag(name: str) -> str:
    """Return the name of an element of PREMIS."""
    return f"{{{NAMESPACE}}}{name}"


def put(parent: Element, name: str, **texts: str) -> Element:
    """Add an element that holds elements with these texts, and return it."""
    child = SubElement(parent, tag(name))
    for key, value in texts.items():
        text(child, key, value)
    return child


def text(parent: Element, name: str, value: str) -> None:
    """Add an element with a text."""
    SubElement(parent, tag(name)).text = printable(value)


def printable(value: str) -> str:
    """Return what XML 1.0 can hold."""
    return "".join(
        sign if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff") else "\ufffd" for sign in value
    )


def of_run(run: Run) -> Validation:
    """Return what the event says of a run."""
    verdict, record = run.verdict, run.record
    return Validation(
        id=record.moment, name=described.name(run), time=record.started, version=record.version,
        passed=verdict.passed, findings=run.found.height, articles=run.articles,
        digest=digest(run.found.each(OF_FINDINGS)),
        details=(*(reason.text for reason in verdict.deciding), *record.notes),
        inputs=sources.first(run),
    )  # fmt: skip


def write(run: Run, path: Path) -> None:
    """Write the event of a run."""
    path.write_text(render(of_run(run)), encoding="utf-8", newline="\n")


EXPORT = Export(name="premis", about="a PREMIS 3 event of the validation, its object and its agent", write=write)
