"""The articles as schema.org describes news: JSON-LD, a NewsArticle a line, its pictures with their credits.

Nothing is made up: an author and a date stand as they are known, of a month no day is told. Properties:
https://schema.org/NewsArticle, https://schema.org/ImageObject (creditText, as IPTC's photo metadata name it).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from provenance.exports import streams
from provenance.exports.base import Export
from provenance.runs.run import Run

CONTEXT = "https://schema.org"
_LENGTH = {"year": 4, "month": 7}
"""How much of a day is known, by precision, in characters of ISO 8601."""
_ROWS = 1_000
Known = dict[str, Any]


def write(run: Run, path: Path) -> None:
    """Write the articles of a run as one document: a graph with a node an article, in their order."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"@context":"{CONTEXT}","@graph":[\n')
        for number, node in enumerate(nodes(run)):
            file.write((",\n" if number else "") + _line(node))
        file.write("\n]}\n")


def nodes(run: Run) -> Iterator[Known]:
    """Yield the articles of a run as nodes of schema.org."""
    changed = streams.chunks(run, "articles", ("modified", "captured"), _ROWS)
    for chunk, beside in zip(streams.chunks(run, "normalised", rows=_ROWS), changed, strict=True):
        for row in chunk.with_columns(beside).iter_rows(named=True):
            yield article(row)


def article(row: Mapping[str, Any]) -> Known:
    """Return an article as a node.

    Args:
        row: A row of frames.NORMALISED, and `modified` and `captured` of frames.ARTICLES.
    """
    of_kind: dict[str, list[str]] = {}
    for notice in row["notices"]:
        of_kind.setdefault(notice["kind"], []).append(notice["text"])
    wires = [notice["party"] for notice in row["notices"] if notice["kind"] == "wire"]
    return _known(
        {
            "@type": "NewsArticle",
            "identifier": [row["article"], _property("sha256", row["sha256"])],
            "url": row["url"],
            "headline": row["title"],
            "author": row["byline"],
            "publisher": _named("Organization", row["publisher"]),
            "datePublished": _day(row["published"], row["published_precision"]),
            "dateModified": _moment(row["modified"]),
            "inLanguage": row["language"],
            "image": [picture(caption) for caption in row["captions"]],
            "mentions": [_post(post) for post in row["embeds"]],
            "correction": [{"@type": "CorrectionComment", "text": text} for text in of_kind.get("correction", ())],
            "copyrightNotice": of_kind.get("copyright"),
            "creditText": of_kind.get("republication"),
            "sourceOrganization": [_named("Organization", party) for party in dict.fromkeys(wires)],
            "articleBody": row["body"],
        }
    )  # fmt: skip


def picture(caption: Mapping[str, Any]) -> Known:
    """Return a caption as the picture that it speaks of: `creditText` is the credit as it stands."""
    return _known(
        {
            "@type": "ImageObject",
            "caption": caption["text"],
            "creditText": caption["credit"],
            "creator": [_named("Person", name) for name in caption["photographers"] or ()],
            "sourceOrganization": [_named("Organization", name) for name in caption["agencies"] or ()],
            "conditionsOfAccess": "; ".join(caption["restrictions"] or ()),
        }
    )


def _post(post: Mapping[str, Any]) -> Known:
    return _known(
        {
            "@type": "SocialMediaPosting",
            "author": _known({"@type": "Person", "name": post["author"], "alternateName": post["handle"]}),
            "datePublished": _day(post["posted"], "day"),
            "text": post["text"],
        }
    )


def _day(day: date | None, precision: str | None) -> str | None:
    """Return a day as far as it is known."""
    return None if day is None else day.isoformat()[: _LENGTH.get(precision or "", 10)]


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _named(kind: str, name: str | None) -> Known | None:
    return {"@type": kind, "name": name} if name else None


def _property(name: str, value: str) -> Known:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}


def _known(node: Known) -> Known:
    """Return a node without what is not known; a node that has a type only is left as nothing."""
    kept = {key: _single(value) for key, value in node.items()}
    kept = {key: value for key, value in kept.items() if value not in (None, "", [], {})}
    return kept if kept.keys() - {"@type"} else {}


def _single(value: object) -> object:
    """Return the value of a list of one, and lists without what is nothing."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    listed = [each for each in value if each not in (None, "", {})]
    return listed[0] if len(listed) == 1 else listed


def _line(node: Known) -> str:
    """Return a node on a line that may stand in a page as well: no tag begins in it."""
    return json.dumps(node, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


EXPORT = Export(
    name="jsonld", about="the articles as schema.org NewsArticle, in JSON-LD", write=write, facts=True,
    taken_for_articles=True,
)  # fmt: skip
