"""Data Docs: what a corpus was held against and what came of it, as a small site for people.

Great Expectations' own pages load seventeen files from the network, show a status as a letter of a web font, hide
severities, and run script that stands in the data. These are our own: HTML and CSS in each file, no script at all, and
a security policy that lets none run.
"""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from provenance.rules.base import Severity
from provenance.runs.run import Run
from provenance.storage.atomic import writing
from provenance.suites import running
from provenance.suites.loader import Suite
from provenance.suites.results import Result

INDEX = "index.html"
"""The first page of a site."""

FINDINGS = 20
"""Most findings shown beside an expectation; all of them are in the frame `findings`."""

STATUS = {"met": "Met", "unmet": "Not met", "broken": "Could not be evaluated"}


@dataclass(frozen=True)
class Page:
    """A suite, what came of it, and the file that says so."""

    suite: Suite
    results: Sequence[Result]
    file: str

    @property
    def notes(self) -> str:
        """What the suite is about."""
        notes = self.suite.data.get("notes") or ""
        return notes if isinstance(notes, str) else "\n".join(map(str, notes))

    def count(self, outcome: str) -> int:
        """How many of its expectations had this outcome."""
        return sum(one.outcome == outcome for one in self.results)

    def unmet(self, severity: str) -> int:
        """How many of its expectations of this severity are not met."""
        return sum(one.outcome == "unmet" and one.severity == severity for one in self.results)


@dataclass(frozen=True)
class About:
    """The run that a site speaks of: what was checked, when, and what came of it."""

    corpus: str
    checked: str
    passed: bool
    verdict: str
    counts: Mapping[Severity, int]
    """Findings that count, by severity."""
    notes: tuple[str, ...] = ()
    """What every report says beside the verdict."""


def of_run(run: Run, suites: Iterable[Suite], folder: Path, report: Path | None = None) -> Path:
    """Hold a run against `suites`, write the site to `folder` and return its first page; see `write`."""
    results = [(suite, running.hold(run.counted.scan(), suite)) for suite in suites]
    about = About(
        corpus=", ".join(PurePosixPath(path).name or path for path in run.record.arguments),
        checked=f"{run.record.started:%Y-%m-%d %H:%M} UTC",
        passed=run.verdict.passed,
        verdict=run.verdict.sentence,
        counts=run.verdict.counts,
        notes=run.record.notes,
    )
    return write(results, folder, articles=run.articles, findings=run.found.scan(), report=report, about=about)


def write(  # noqa: PLR0913 - options, each with a default, all by name
    results: Iterable[tuple[Suite, Sequence[Result]]],
    folder: Path,
    *,
    articles: int,
    findings: pl.DataFrame | pl.LazyFrame | None = None,
    report: Path | None = None,
    about: About | None = None,
) -> Path:
    """Write the site to `folder` and return its first page.

    Args:
        results: The suites, each with what became of its expectations.
        folder: Where the site goes.
        articles: How many articles were held against them.
        findings: frames.FINDINGS of the same run: the rows behind an expectation that speaks of a rule.
        report: The HTML report of the run, a file or a folder, into which the pages then link.
        about: The run of which the first page tells.

    Raises:
        UsageError: The folder cannot be written.
    """
    pages = [
        Page(suite, results, f"suite-{n:02}-{_slug(suite.name)}.html") for n, (suite, results) in enumerate(results, 1)
    ]
    shared = {
        "articles": articles, "report": _address(report, folder), "about": about, "status": STATUS,
        "style": Markup(_style()), "policy": _policy(),  # noqa: S704 - our own file
    }  # fmt: skip
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for stale in folder.glob("suite-[0-9][0-9]-*.html"):
            stale.unlink()
        for page in pages:
            _write(folder / page.file, "suite.html.j2", shared | {"page": page, "found": _found(page, findings)})
        _write(folder / INDEX, "index.html.j2", shared | {"pages": pages})
    return folder / INDEX


def _address(report: Path | None, folder: Path) -> str | None:
    """Return the address of the report as the pages in `folder` say it; None where nothing can be linked to."""
    if report is None or report.suffix.lower() == ".pdf":
        return None
    page = report if report.suffix.lower() in {".html", ".htm"} else report / INDEX
    return quote(os.fsencode(os.path.relpath(page, folder).replace(os.sep, "/")))


def _found(
    page: Page, findings: pl.DataFrame | pl.LazyFrame | None
) -> Mapping[tuple[str, ...], tuple[int, list[dict[str, object]]]]:
    """Return, by the rules of each expectation that is not met, how many findings they have and the first of them."""
    if findings is None:
        return {}
    asked = {one.codes for one in page.results if one.codes and one.outcome == "unmet"}
    rows = {codes: findings.lazy().filter(pl.col("code").is_in(codes)) for codes in asked}
    return {
        codes: (found.select(pl.len()).collect(engine="streaming").item(), found.head(FINDINGS).collect().to_dicts())
        for codes, found in rows.items()
    }


def _write(path: Path, template: str, context: Mapping[str, object]) -> None:
    text = _environment().get_template(template).render(context)
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "suite"


def _policy() -> str:
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    return files(__package__ or "").joinpath("style.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__ or "", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"count": lambda number: f"{number:,}", "visible": visible, "arguments": _arguments}
    return environment


def visible(text: object) -> Markup:
    """Return text as HTML in which control, invisible and bidirectional characters are shown by their code."""
    shown = _HIDDEN.sub(_coded, str(Markup.escape("" if text is None else str(text))))
    return Markup(shown)  # noqa: S704 - escaped above; what is put in is our own


def _coded(sign: re.Match[str]) -> str:
    return f'<span class="ctl">U+{ord(sign[0]):04X}</span>'


def _arguments(kwargs: Mapping[str, object]) -> str:
    """Return the settings of an expectation in one line."""
    plain = {name: value for name, value in kwargs.items() if name != "column"}
    text = json.dumps(plain, ensure_ascii=False, default=str)[1:-1]
    return text if len(text) <= 300 else text[:299] + "…"  # noqa: PLR2004


_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
