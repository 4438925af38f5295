"""The summary on paper: a PDF drawn without a browser, by WeasyPrint, which the extra `pdf` installs."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from markupsafe import Markup

from provenance import extras
from provenance.errors import UsageError
from provenance.reports.html import page
from provenance.reports.html.data import ReportData
from provenance.reports.html.index import Index
from provenance.reports.html.words import words
from provenance.storage.atomic import replacing

C = pl.col
FORM = "pdf/a-2a"
"""What the file declares itself to be: archival, with tags for those who hear it."""

DECISIONS = 60
"""Most lines of decisions; each stands for all that are alike."""

_STYLE = (
    ".b-error{fill:#b3261e}.b-warning{fill:#c47f10}.b-info{fill:#8fa9cb}.b-fact{fill:#47739f}.b-rest{fill:#999}"
    ".hit{fill:none}.rule{stroke:#ddd}.line{stroke:#333;stroke-width:1.5}.point{fill:#fff;stroke:#333}"
    ".ax{font:9px sans-serif;fill:#444}"
)  # a drawing is a document by itself, which the style of the page does not reach


def require() -> None:
    """Raise UsageError if PDF cannot be written here."""
    extras.require("pdf")
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:  # it is there, but not the library in C that it needs
        message = f"a PDF needs WeasyPrint, which cannot be loaded: {error}"
        raise UsageError(message) from error


def write(data: ReportData, index: Index, sample: page.Sample, target: Path) -> None:
    """Write the summary as PDF: verdict, counts, rules, charts, decisions, sample, run, manifest, lines to sign.

    The same data give the same bytes on the same fonts. Raises UsageError without WeasyPrint.
    """
    require()
    from weasyprint import HTML

    document = HTML(string=render(data, index, sample), url_fetcher=_nothing)
    with replacing(target) as part, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves the file of its colour profile open
        document.write_pdf(part, pdf_variant=FORM, pdf_identifier=bytes.fromhex(index.digest[:32]))


def render(data: ReportData, index: Index, sample: page.Sample) -> str:
    """Return the printed page as HTML."""
    environment = page.environment().overlay()
    environment.filters = environment.filters | {"drawn": _drawn}
    record = page.Record(data)
    rows, more = _decisions(index)
    return environment.get_template("printed.html.j2").render(
        t=words(),
        data=data,
        record=record,
        digest=index.digest,
        format=page.FORMAT,
        sample=sample,
        decisions=rows,
        more_decisions=more,
        versions=", ".join(f"{name} {version}" for name, version in record.versions.items()),
        created=_w3c(data.record.get("time")),
        style=Markup(page.resource("printed.css")),  # noqa: S704  # our own file
        **page.summary(data, index),
    )


def _decisions(index: Index) -> tuple[list[dict[str, Any]], int]:
    """Return the decisions that the gate honoured, like ones counted together, and how many lines are left out."""
    alike = ["decision", "code", "reason", "decided_by"]
    decided = (chunk.drop_nulls("decision").group_by(alike).len("findings") for chunk in index.findings.each(alike))
    rows = (
        pl.concat(decided)
        .group_by(alike)
        .agg(C("findings").sum())
        .sort("decision", "findings", "code", "reason", "decided_by", descending=[False, True, False, False, False])
    )
    return rows.head(DECISIONS).to_dicts(), max(0, rows.height - DECISIONS)


def _drawn(chart: Markup) -> Markup:
    """Return a chart with its colours inside each drawing."""
    return Markup(re.sub(r"<svg[^>]*>", rf"\g<0><style>{_STYLE}</style>", str(chart)))  # noqa: S704  # our own drawing


def _w3c(moment: object) -> str:
    """Return a moment as the head of a PDF takes it, or nothing if it is not known."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(moment, datetime) else ""


def _nothing(url: str) -> dict[str, Any]:
    """Fetch nothing: the page is whole, and what an article contains is never followed."""
    message = f"a report fetches nothing, not {url}"
    raise ValueError(message)
