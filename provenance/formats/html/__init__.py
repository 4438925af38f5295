"""Web pages: one article a file, with what the page says about it.

The main text is taken out by an extractor (`body`), what the page states in JSON-LD, meta elements and mark-up becomes
the record's fields (`titles`, `authors`, `dates`, `site`, `figures`, `embeds`), each candidate with its place
(`spans`), and `places` keeps where each word stands in the page. `record` puts all of it together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import polars as pl

from provenance import extras
from provenance.formats import streams
from provenance.formats.base import Format
from provenance.formats.fields import Fields
from provenance.formats.shards import File, ReadError, Shard
from provenance.formats.text import TextFiles, Texts, decoding_errors, from_stdin, grouped, is_binary
from provenance.frames import RECORDS

if TYPE_CHECKING:
    from provenance.formats.counterparts import Counterpart
    from provenance.formats.html.page import Page

UNMATCHED = "unmatched-page"
"""The kind of read error of a page whose article has no text to be held against."""
_BEGINNING = re.compile(
    r"\ufeff?\s*+(?:<[?!](?!doctype)[^>]*+>\s*+)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Pages(Texts):
    """Pages that are read together."""

    def parse(self) -> tuple[pl.DataFrame, list[ReadError]]:
        """Read the pages; one without a text, or that cannot be read, gives a read error instead of a record."""
        read_errors: list[ReadError] = []
        rows = [
            made
            for file, data in self._loaded(read_errors)
            if (made := row(file.source, data, read_errors, self.fields))
        ]
        frame = pl.DataFrame(rows, schema_overrides=RECORDS.schema) if rows else RECORDS.empty()
        return RECORDS.conform(frame), read_errors


class HtmlPages(TextFiles):
    """One page a file."""

    name = "html"
    about = "web pages, one article a file"
    suffixes = (".html", ".htm", ".xhtml")
    extra = "html"
    rewrite, restore = Format.rewrite, Format.restore  # the text of a page is not its bytes

    def holds_articles(self, file: File, fields: Fields) -> bool:  # noqa: ARG002 - the suffix tells
        """Tell whether pages can be read here: they need the extra `html`."""
        return extras.version("html") is not None

    def begins(self, start: bytes) -> bool:
        """Tell whether a page begins there: the declaration of its type, or its root, behind comments at most."""
        encoding = next((encoding for mark, encoding in streams.BOMS if start.startswith(mark)), "utf-8")
        return _BEGINNING.match(start.decode(encoding, "replace")) is not None

    def of_stream(
        self,
        stream: Iterator[bytes],
        file: File,
        fields: Fields,
        *,
        shard_bytes: int,  # noqa: ARG002 - it is one page
        shard_articles: int,  # noqa: ARG002
    ) -> Iterator[Shard]:
        """Take the whole of standard input as one page. Raises MissingExtraError where no extractor is installed."""
        extras.require("html")
        read = from_stdin(stream, file, fields)
        return iter((Pages(fields=fields, files=read.files, data=read.data, read_errors=read.read_errors),))

    def plan(self, files: Sequence[File], fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
        """Group pages by count and weight. Raises MissingExtraError where the extractor is not installed."""
        if files:
            extras.require("html")
        for group in grouped(files, shard_bytes=shard_bytes, shard_articles=shard_articles):
            yield Pages(fields=fields, files=tuple(group))


def row(  # noqa: PLR0913 - what is known of the page beside its bytes, by name
    source: str,
    data: bytes,
    read_errors: list[ReadError],
    asked: Fields | None = None,
    *,
    article: str | None = None,
    charset: str | None = None,
    address: str | None = None,
) -> dict[str, Any] | None:
    """Return the row of a page in the frame `records`; None where it holds no article.

    Args:
        source: The file, which names the article as well.
        data: The bytes of the page.
        read_errors: What is wrong with them is added here.
        asked: Whether the page is held against a text, and against which.
        article: The id of the article, where it is not the file's name.
        charset: The encoding that the HTTP response names, if it came by one.
        address: Where the page was fetched from, if that is known.
    """
    from provenance.formats.html.decoding import decoded
    from provenance.formats.html.page import parsed

    read = decoded(data, charset)
    if is_binary(read.text):
        read_errors.append(ReadError("binary", "it is no text", source, source, line=1, byte=0))
        return None
    read_errors += decoding_errors(source, data, read)
    page = parsed(read.text, address)
    texts = asked.texts if asked else None
    keys = article or source, (page.url, address) if page else (), "" if article else source
    other = texts.of(*keys) if page and texts else None
    if page and texts and other is None:
        detail = f"none of the {texts.articles:,} texts has its id, address or path"
        read_errors.append(ReadError(UNMATCHED, detail, source, article or source, line=1, byte=0))
        return None
    record = _record(page, other, compares=asked is not None and asked.compares) if page else None
    if record is None:
        detail = "no text is found in the page" if data.strip() else "it has no bytes"
        read_errors.append(ReadError("empty", detail, source, source, line=1, byte=0))
        return None
    return {
        "article": source, "source": source, "line": 1, "sha256": sha256(data).hexdigest(), "bytes": len(data),
        "encoding": read.encoding, **record,
    }  # fmt: skip


def _record(page: Page, other: Counterpart | None, *, compares: bool) -> dict[str, Any] | None:
    """Return the fields of the record of a page, held against a text where that is asked for."""
    from provenance.formats.html import extraction, record

    return extraction.fields(page, other) if compares else record.fields(page)


FORMAT = HtmlPages()
