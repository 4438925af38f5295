"""The accession record: one row an article, as CSV that no spreadsheet runs, and a PREMIS event of the validation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

import polars as pl

from provenance.frames import FRAMES
from provenance.printing import many
from provenance.reports.html.data import ReportData

C = pl.col
PREMIS = "http://www.loc.gov/premis/v3"
FIELDS = (
    "article", "source", "record", "sha256", "title", "byline", "publisher", "published", "published_precision",
    "published_from", "photographers", "agencies", "captions", "credited", "quotations", "embeds", "errors",
    "warnings", "infos",
)  # fmt: skip
_SLICE = 20_000


def table(data: ReportData) -> Iterator[pl.DataFrame]:
    """Yield the accession record some thousand articles at a time, all columns text (`FIELDS`)."""
    captions = _captions(data)
    for start in range(0, data.summary.height, _SLICE):
        narrow = data.summary.slice(start, _SLICE)
        wide = data.frames["articles"].select("article", "title", "byline").slice(start, _SLICE)
        credited = _credits(captions.filter(C("article").is_in(narrow["article"].implode())))
        yield (
            narrow.join(wide.collect(), on="article", how="left", maintain_order="left")
            .join(credited, on="article", how="left", maintain_order="left")
            .select(C(name).cast(pl.String).fill_null("") for name in FIELDS)
        )


def write_csv(data: ReportData, path: Path) -> None:
    """Write the accession record as CSV (UTF-8 with a mark, as spreadsheets want it), formulas disarmed."""
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        pl.DataFrame(schema=FIELDS).write_csv(file, line_terminator="\r\n")
        for chunk in table(data):
            chunk.select(disarmed(name) for name in FIELDS).write_csv(
                file, include_header=False, line_terminator="\r\n"
            )


def disarmed(name: str) -> pl.Expr:
    """Return a column of cells that a spreadsheet takes for text: an apostrophe goes before what it would run."""
    return C(name).str.replace(r"^([=+\-@\t\r])", "'${1}")


def premis(data: ReportData, digest: str) -> str:
    """Return a PREMIS 3 validation event; `digest` names the list of findings."""
    register_namespace("premis", PREMIS)
    event = Element(_tag("event"), {"version": "3.0"})
    _put(event, "eventIdentifier", eventIdentifierType="local", eventIdentifierValue=_text_of(data, "id", digest[:16]))
    SubElement(event, _tag("eventType")).text = "validation"
    SubElement(event, _tag("eventDateTime")).text = _text_of(data, "time", "unknown")
    counted = f"{many(data.findings.height, 'finding')} in {many(data.summary.height, 'article')}"
    detail = f"provenance check: {counted}; sha256 {digest}"
    _put(event, "eventDetailInformation", eventDetail=detail)
    information = _put(event, "eventOutcomeInformation", eventOutcome="pass" if data.passed else "fail")
    for reason, _ in data.reasons:
        _put(information, "eventOutcomeDetail", eventOutcomeDetailNote=reason)
    for note in data.notes:
        _put(information, "eventOutcomeDetail", eventOutcomeDetailNote=note)
    agent = f"provenance {_version(data)}".strip()
    _put(event, "linkingAgentIdentifier", linkingAgentIdentifierType="software", linkingAgentIdentifierValue=agent)
    for path, found in _inputs(data):
        value = f"{path} sha256:{found}" if found else path
        _put(event, "linkingObjectIdentifier", linkingObjectIdentifierType="path", linkingObjectIdentifierValue=value)
    indent(event)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(event, encoding="unicode") + "\n"


def _tag(name: str) -> str:
    return f"{{{PREMIS}}}{name}"


def _put(parent: Element, name: str, **texts: str) -> Element:
    child = SubElement(parent, _tag(name))
    for key, text in texts.items():
        SubElement(child, _tag(key)).text = _printable(text)
    return child


def _printable(text: str) -> str:
    """Return what XML 1.0 can hold."""
    return "".join(
        sign if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff") else "\ufffd" for sign in text
    )


def _text_of(data: ReportData, key: str, default: str) -> str:
    return str(data.record.get(key) or default)


def _version(data: ReportData) -> str:
    versions = data.record.get("versions") or {}
    return str(versions.get("provenance", "")) if isinstance(versions, dict) else ""


def _inputs(data: ReportData) -> list[tuple[str, str]]:
    inputs = data.record.get("inputs") or []
    return [(str(item.get("path", "")), str(item.get("sha256") or "")) for item in inputs if isinstance(item, dict)]


def _captions(data: ReportData) -> pl.DataFrame:
    captions = data.frames.get("captions", FRAMES["captions"].empty().lazy())
    return captions.select("article", "photographers", "agencies").collect()


def _credits(captions: pl.DataFrame) -> pl.DataFrame:
    return captions.group_by("article", maintain_order=True).agg(
        C(name).explode().drop_nulls().unique(maintain_order=True).str.join("; ").alias(name)
        for name in ("photographers", "agencies")
    )
