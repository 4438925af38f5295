"""Frames of what is read: records, articles, what a file says of them, what could not be read."""

from __future__ import annotations

import polars as pl

from provenance.frames.base import ARTICLE, COUNT, DATE, FLAG, MOMENT, SHARE, TEXT, WORDS, Column, Frame, key, listed

_ORIGIN = (
    ARTICLE,
    key("source", "the path from the argument on that named it, of several with it; `-` for standard input"),
    Column("record", COUNT, "number of the record in its container, from 0; null for a text file"),
    Column("line", COUNT, "line of the source on which the record starts, from 1; null for Parquet and WARC"),
    key(
        "sha256",
        "SHA-256 (hex) of the record's bytes: a text file, a JSON line, an element of a JSON array, a row of CSV, a "
        "record of a WARC file, the text of a Parquet row",
    ),
    key("bytes", "how many bytes those are", COUNT),
    key("encoding", "the encoding the bytes were decoded from (`utf-8`, `utf-16-le`, `cp1252`, …)"),
    key("text", "the decoded text, otherwise untouched, the date label included"),
    Column("title", TEXT, "headline (schema.org headline)"),
    Column("byline", TEXT, "author line (schema.org author)"),
    Column("url", TEXT, "where the article was published"),
    Column("publisher", TEXT, "who published it (schema.org publisher)"),
    Column("language", TEXT, "declared language (BCP 47)"),
)

_CARRIED = (
    Column("captions", WORDS, "captions given beside the text"),
    Column("digest", TEXT, "SHA-256 of the text that the record itself states"),
    Column(
        "places",
        pl.List(pl.Struct(dict.fromkeys(("at", "length", "line", "column", "column_bytes"), COUNT))),
        "where runs of the text stand in the page, if it is not the text itself: of HTML",
    ),
)

RECORDS = Frame(
    "records",
    "an article as read, before anything is inferred",
    (
        *_ORIGIN,
        Column("published", TEXT, "publication date as written"),
        Column("modified", TEXT, "modification date as written"),
        Column("captured", TEXT, "capture date as written"),
        *_CARRIED,
        Column(
            "stated",
            listed(
                **dict.fromkeys(("what", "raw", "value", "from", "path"), TEXT),
                **dict.fromkeys(("page_start", "page_end"), COUNT),
                chosen=FLAG,
            ),
            "what the file says of the article, as in the frame `stated`",
        ),
        Column(
            "posts",
            listed(start=COUNT, end=COUNT, **dict.fromkeys(("platform", "handle", "url"), TEXT)),
            "the spans of the text that are embedded posts by the file's mark-up",
        ),
        Column(
            "extraction",
            listed(
                **dict.fromkeys(("kind", "text", "expected", "path"), TEXT),
                **dict.fromkeys(("start", "end", "page_start", "page_end", "line", "paragraphs"), COUNT),
                confidence=SHARE,
            ),
            "where the text differs from its page, as in the frame `extraction`",
        ),
        Column(
            "comparison",
            pl.Struct({"by": TEXT, "other": TEXT, "lost": SHARE, "taken_in": SHARE}),
            "what the text was held against, as in the frame `comparisons`",
        ),
    ),
    cites="text",
)

ARTICLES = Frame(
    "articles",
    "an article",
    (
        *_ORIGIN,
        Column("captured", MOMENT, "when the article was captured (UTC)"),
        Column("modified", MOMENT, "when it was last modified (UTC)"),
        Column("published", DATE, "publication date; null unless a whole day or a declared month or year is known"),
        Column(
            "published_precision", TEXT, "year, month, day or second: how much of `published` is known; see `dates`"
        ),
        Column(
            "published_from",
            TEXT,
            "which candidate it is: field, label, url, dateline, path (the name of the file), "
            "modified (a line that only tells of a change)",
        ),
        *_CARRIED,
        Column("digest_of_text", TEXT, "SHA-256 of the text; null unless the record states one"),
        key(
            "seen",
            "the latest moment at which it can have been published: `captured`, at most the clock of the run",
            MOMENT,
        ),
        Column("clock", MOMENT, "the clock of the run: the end of its day"),
        Column("embargo", MOMENT, "until when it may not be published, as its file states it (UTC)"),
    ),
)

STATED = Frame(
    "stated",
    "something that a file says about its article: each candidate for a field, taken or not",
    (
        ARTICLE,
        key(
            "what",
            "title, byline, published, modified, captured, publisher, url, language, section, caption, credit, source, "
            "copyright, usage_terms, editors_note, embargo, expires, "
            "credentials, …",
        ),
        key("raw", "the value as written"),
        Column("value", TEXT, "the value as read; a date as far as it is known (ISO 8601); null if it is none"),
        Column("precision", TEXT, "of a date: year, month, day or second"),
        key(
            "from",
            "where it stands: json-ld, open-graph, microdata, meta, time, link, url (the address itself), html (in the "
            "text of an element, or found by a search of the page), ninjs, warc and http (the headers of the record "
            "and of the response in it)",
        ),
        key(
            "path",
            'the path in it: `$.@graph[1].datePublished`, `meta[property="og:title"]`, `time.date[datetime]`, '
            "`Last-Modified`",
        ),
        Column("page_start", COUNT, "offset of the value in the decoded page; null where that is not known"),
        Column("page_end", COUNT, "offset after the value in the decoded page"),
        key("chosen", "the record took this one", FLAG),
    ),
    cites="raw",
)

READ_ERRORS = Frame(
    "troubles",
    "something that could not be read as it should",
    (
        Column("article", TEXT, "the article it spoiled; null where none could be read"),
        key("source", "the path from the argument on that named it, of several with it"),
        Column("record", COUNT, "number of the record in its container, from 0"),
        Column("line", COUNT, "line of the source, from 1"),
        Column("byte", COUNT, "offset in bytes from the start of the (decompressed) source"),
        key(
            "kind",
            "unreadable, undecodable, truncated, broken-json, wrong-type, null-byte, empty, no-text, oversized, "
            "unmatched-field, unused-mapping, own-field, encoding-guessed, repeated-field, clash, binary, broken-row, "
            "unread-json, damaged-record, digest-mismatch, record-not-read, unmatched-page, unsafe-member, "
            "archive-limit",
        ),
        key("detail", "what was found"),
    ),
    cites="detail",
)

HARMLESS = ("unmatched-field", "unused-mapping", "own-field", "wrong-type", "record-not-read", "digest-mismatch")
"""Kinds of read errors that, where they speak of a file as such, take no record from it."""
UNREADABLE = ("unreadable", "truncated", "damaged-record", "unsafe-member", "archive-limit")
"""Kinds of read errors that, where they speak of a file as such, tell of a part of it that cannot be read."""

INPUTS = Frame(
    "inputs",
    "a file that was read, a member of an archive, or the archive; a stored run has it",
    (
        key("source", "its path, as findings name it"),
        key("format", "how it was read: text, html, jsonl, csv, …; of an archive its kind: zip, tar, …"),
        key("bytes", "its size as it lies there", COUNT),
        Column("sha256", TEXT, "SHA-256 (hex) of its bytes; null if it cannot be read or has changed since"),
    ),
)

NORMALISED = Frame(
    "normalised",
    "an article as a reader would have it: its own words, and beside them what stood among them",
    (
        ARTICLE,
        key("body", "the paragraphs of kind body, each as it stands in the text, with a blank line between two"),
        key(
            "offsets",
            "a row a paragraph of the body: where it starts in `body`, where in `articles.text`, and its length",
            listed(body=COUNT, text=COUNT, length=COUNT),
        ),
        Column("title", TEXT, "headline"),
        Column("byline", TEXT, "authors as written"),
        Column("published", DATE, "publication date, as in `articles`"),
        Column("published_precision", TEXT, "how much of it is known: year, month, day or second"),
        Column("published_from", TEXT, "where it was read: field, label, url, dateline, embed"),
        Column("language", TEXT, "declared language (BCP 47)"),
        Column("publisher", TEXT, "who published it"),
        Column("url", TEXT, "address of the page"),
        key(
            "captions",
            "the captions, those of the text first, with what their credits say",
            listed(text=TEXT, credit=TEXT, photographers=WORDS, agencies=WORDS, restrictions=WORDS),
        ),
        key(
            "embeds",
            "the embedded posts as they stand in the text; `body` has those that share its paragraphs, too",
            listed(author=TEXT, handle=TEXT, posted=DATE, platform=TEXT, text=TEXT),
        ),
        key(
            "notices",
            "what the text says of where it comes from, as in `lineage`",
            listed(kind=TEXT, party=TEXT, text=TEXT),
        ),
        key("sha256", "SHA-256 (hex) of the original record's bytes"),
    ),
)
