"""The page itself: what the templates show, and the head that lets nothing but its own script run."""

from __future__ import annotations

import re
import shlex
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import polars as pl
from markupsafe import Markup

from provenance.exports import rights
from provenance.exports.accession import FIELDS
from provenance.policy.behind import behind
from provenance.reports.html import charts, minify, papers, sampling, sources, tables, urgent
from provenance.reports.html.blocks import dumps
from provenance.reports.html.data import ReportData
from provenance.reports.html.index import STATUSES, Index
from provenance.reports.html.views import Shown
from provenance.reports.html.words import percent, say, words

if TYPE_CHECKING:
    from jinja2 import Environment

FORMAT = "provenance-report/1"
SCRIPTS = ("dom", "store", "decisions", "filters", "list", "article", "detail", "sample", "record", "reviewers")
"""Scripts of every page; between these and `main` stand those of its views."""
SHARED = ("copies", "ledger", "versions")
"""Views of what only the whole corpus shows: the summary leads to them."""
STATIC = 100
"""How many findings stand in the page as plain HTML, for readers without scripts and for print."""

HIDDEN = re.compile("([\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff])")
"""Control, invisible and bidirectional characters; `script/dom.js` has the same list."""

HERE = __package__ or ""
C = pl.col


def render(
    data: ReportData, index: Index, sample: Sample, toc: dict[str, Any], shown: Sequence[Shown] = ()
) -> tuple[str, str]:
    """Return the page before and after the place where its data blocks go.

    `toc` says where the data are: `folder`, and for each kind of block the numbers at which its blocks start. `shown`
    is what views show beside the findings.
    """
    names = tuple(view.name for view in shown)
    script, style, record = _script(names), _style(bool(names)), Record(data)
    text = words()
    context = {
        "t": text,
        "data": data,
        "record": record,
        "arguments": record.arguments,
        "digest": index.digest,
        "format": FORMAT,
        "sample": sample,
        "views": shown,
        "shares": [view for view in shown if view.name in SHARED],
        "knows_corpus": "clusters" in data.corpus,
        "csv_link": bool(toc["folder"]),
        "records_kept": toc["kept"],
        "policy": _policy(script, style, folder=bool(toc["folder"])),
        "script": Markup(script),  # noqa: S704  # our own files
        "style": Markup(style),  # noqa: S704
        "meta": Markup(dumps(_meta(data, index, sample, toc))),  # noqa: S704  # JSON without `<`
        "premis": None if toc["folder"] else Markup(dumps(papers.event(data))),  # noqa: S704
        **summary(data, index),
    }
    page = environment().get_template("page.html.j2").render(context)
    before, _, after = page.partition("<!--data-->")
    return before, after


class Sample:
    """The articles and findings drawn to be read by eye."""

    def __init__(self, data: ReportData, index: Index, size: int) -> None:
        self.clean = int(index.records.clean.sum())
        self.seed = index.digest[:12]
        drawn = {*sampling.draw(_clean(data, index), size, self.seed)}
        self.articles = [article for place, article in enumerate(_clean(data, index)) if place in drawn]
        key = pl.concat_str("fingerprint", "code", separator=" ")
        keys = (chunk.select(key).to_series() for chunk in index.findings.each(("fingerprint", "code")))
        self.findings = sampling.draw(chain.from_iterable(keys), size, self.seed)
        self.bound = percent(sampling.upper(len(self.articles), 0), 1)


def _clean(data: ReportData, index: Index) -> Iterator[str]:
    """Yield the ids of the articles with neither error nor warning."""
    start = 0
    for chunk in data.summary.each(("article",)):
        yield from chunk["article"].filter(index.records.clean.slice(start, chunk.height))
        start += chunk.height


class Record:
    """What is known of the run, for the page to show."""

    def __init__(self, data: ReportData) -> None:
        record = data.record
        self.id = str(record.get("id") or "")
        self.command = str(record.get("command") or "")
        self.arguments = shlex.join(_shown(argument) for argument in record.get("arguments") or ("CORPUS",))
        self.engine = str(record.get("engine") or "")
        self.time = _moment(record.get("time"))
        self.versions = dict(record.get("versions") or {})
        self.suites = ", ".join(record.get("suites") or ())
        self.digests = dict(record.get("digests") or {})
        self.inputs = list(record.get("inputs") or [])
        self.sources = int(record.get("sources") or len(self.inputs))


def summary(data: ReportData, index: Index) -> dict[str, Any]:
    """Return what the summary shows: counts, sets of identical matches, rules, and the charts with their figures."""
    bars, undated = tables.timeline(index)
    by_source, more_sources = sources.rows(data, index)
    runs = tables.runs(data, words()["summary"]["this_run"])
    run_line = [(name, errors / max(1, whole)) for name, errors, whole in runs]
    return {
        "counts": tables.counts(data, index),
        "urgent": urgent.rows(data, index),
        "rules": tables.rules(data, index),
        "bars": bars,
        "undated": undated,
        "timeline": charts.timeline(bars, words()["summary"]["time_label"]) if bars else None,
        "sources": by_source,
        "more_sources": more_sources,
        "sources_fail": bool(data.failing),
        "dates": tables.dates(data, index),
        "agencies": tables.credited(data, "agencies"),
        "photographers": tables.credited(data, "photographers"),
        "runs": runs,
        "trend": charts.trend(run_line, words()["summary"]["runs_label"]) if runs else None,
        "first": index.head(STATIC).to_dicts(),
    }


def _meta(data: ReportData, index: Index, sample: Sample, toc: dict[str, Any]) -> dict[str, Any]:
    """Return what the script knows before it reads any block."""
    digests = _behind(data, index)
    rules = [
        {
            "code": rule.code,
            "title": rule.title,
            "label": rule.label,
            "severity": rule.severity,
            "summary": rule.summary,
            "why": rule.rationale,
            "fix": rule.fix,
            "version": rule.version,
            "address": rule.address,
            "page": rule.page,
            "behind": digests.get(rule.code),
        }
        for rule in index.rules
    ]
    return {
        "format": FORMAT,
        "corpus": data.title,
        "run": str(data.record.get("id") or ""),
        "digest": index.digest,
        "findings": index.findings.height,
        "articles": index.records.articles.height,
        "whole": data.summary.height,
        "rules": rules,
        "origins": index.records.origins,
        "parties": index.records.parties,
        "statuses": STATUSES,
        "decided": _decided(index),
        "draw": {"seed": sample.seed, "n": len(sample.articles), "findings": sample.findings},
        "fields": FIELDS,
        "rights_fields": rights.FIELDS,
        "t": words()["script"],
        **toc,
    }


def _behind(data: ReportData, index: Index) -> dict[str, str]:
    """Return the digests of the articles behind the findings of the corpus, by rule: a decision states them."""
    codes = index.numbers.filter(C("article").is_null() & C("file").is_null())["code"].cast(pl.String).unique().sort()
    return dict(behind(codes, data.summary).iter_rows())


def _decided(index: Index) -> list[list[Any]]:
    """Return the decisions that this run already honoured: ordinal of the finding, decision, reason, who."""
    found: list[list[Any]] = []
    start = 0
    for chunk in index.findings.each(("decision", "reason", "decided_by")):
        kept = chunk.with_row_index("ordinal", start).filter(C("decision").is_not_null())
        found += map(list, kept.select("ordinal", "decision", "reason", "decided_by").iter_rows())
        start += chunk.height
    return found


def _policy(script: str, style: str, *, folder: bool) -> str:
    """Return the content security policy: our script and style by their digests, shards from the folder, no more."""
    shards = " 'self'" if folder else ""
    types = "shards" if folder else "'none'"
    return (
        f"default-src 'none'; script-src '{_hash(script)}'{shards}; style-src '{_hash(style)}'; img-src data:; "
        f"base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types {types}"
    )


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


@cache
def _script(views: tuple[str, ...] = ()) -> str:
    names = (*SCRIPTS, *(("views", *views) if views else ()), "main")
    parts = "\n".join(resource(f"script/{name}.js") for name in names)
    return f'(() => {{\n"use strict";\n{minify.script(parts)}}})();\n'


@cache
def _style(with_views: bool = False) -> str:  # noqa: FBT001, FBT002 - an argument of a cache
    return minify.style(resource("style.css") + (resource("views.css") if with_views else ""))


@cache
def resource(name: str) -> str:
    """Return a file of the page."""
    return files(HERE).joinpath(name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Return the templates, with what they may call; everything is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape  # only where a page is written

    made = Environment(
        loader=PackageLoader(HERE, "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"say": say, "count": lambda number: f"{number:,}", "visible": visible, "told": prose}
    made.globals["percent"] = percent
    return made


def visible(text: str | None) -> Markup:
    """Return text as HTML in which control, invisible and bidirectional characters are shown by their code."""
    parts = HIDDEN.split(text or "")  # what is hidden stands at the odd places
    shown = Markup('<span class="ctl">U+{:04X}</span>')
    return Markup().join(shown.format(ord(part)) if place % 2 else part for place, part in enumerate(parts))


def prose(text: str) -> Markup:
    """Return what a rule says as HTML; words between backticks are code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return visible(text)
    return Markup().join(
        Markup("<code>{}</code>").format(visible(part)) if place % 2 else visible(part)
        for place, part in enumerate(parts)
    )


def _moment(value: object) -> str:
    """Return a moment as a reader writes it."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return ""
    zone = f" {moment.tzname()}" if moment.tzinfo else ""
    return f"{moment.day} {moment:%B %Y, %H:%M}{zone}"


def _shown(argument: str) -> str:
    """Return an argument as the page shows it: of an absolute path only the name, the rest tells of the machine."""
    return PurePath(argument).name if PurePath(argument).is_absolute() else argument
