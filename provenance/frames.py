"""Every frame that flows through the house, with every column declared once.

The declarations are plain values, so that the fast path never imports Pandera; `provenance.contracts.model` turns each
into a Pandera model. All offsets are Unicode code points, start inclusive, end exclusive. Ordinals count from 0, lines
and columns from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

TEXT = pl.String()
COUNT = pl.Int64()  # signed, so that differences of offsets are safe
FLAG = pl.Boolean()
DATE = pl.Date()
MOMENT = pl.Datetime("us", "UTC")
SHARE = pl.Float64()
WORDS = pl.List(pl.String())
ROW = "row"
"""The column that numbers the articles of a shard, from 0. It is in no frame that is published: another size of the
shards would change it, and an article is known by its id."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, Polars type, meaning, and whether it may be null."""

    name: str
    dtype: pl.DataType
    about: str
    nullable: bool = True


@dataclass(frozen=True)
class Frame:
    """One frame: its name, what a row is, its columns, and the column that holds the cited string."""

    name: str
    row: str
    columns: tuple[Column, ...]
    cites: str | None = None

    @cached_property
    def schema(self) -> pl.Schema:
        """The Polars schema, in the declared order."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    @cached_property
    def in_shard(self) -> pl.Schema:
        """The schema of a frame of facts while its shard is worked on: ROW stands in the place of `article`."""
        number = pl.UInt32()
        return pl.Schema((ROW, number) if name == "article" else (name, dtype) for name, dtype in self.schema.items())

    def empty(self) -> pl.DataFrame:
        """No rows, all columns."""
        return self._empty.clone()

    @cached_property
    def _empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.schema)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Bring `frame` to the declared columns, order and types; columns it lacks become null."""
        missing = [null for name, null in self._nulls.items() if name not in frame.columns]
        return frame.with_columns(missing).select(self._casts)

    @cached_property
    def _nulls(self) -> dict[str, pl.Expr]:
        return {name: pl.lit(None, dtype).alias(name) for name, dtype in self.schema.items()}

    @cached_property
    def _casts(self) -> list[pl.Expr]:
        return [pl.col(name).cast(dtype) for name, dtype in self.schema.items()]

    def mismatch(self, frame: pl.LazyFrame) -> str | None:
        """Tell in which column a frame that comes from elsewhere is not as declared; None if in none.

        Every value is decoded. A key may not be null; days and moments lie in the calendar, counts within what JSON
        holds exactly, shares are numbers, and a span has both ends or none and does not end before it starts.
        """
        given = frame.collect_schema()
        for name, dtype in self.schema.items():
            if given.get(name) != dtype:
                return f"the column {name} is {given.get(name, 'missing')}, not {dtype}"
        wrong = frame.select(_wrong(column).any().alias(column.name) for column in self.columns)
        ends = [_is_no_span(*pair) for pair in _SPANS if {*pair} <= self.schema.keys()]
        spans = frame.select(pl.any_horizontal(ends).any().alias("end")) if ends else None
        parts = [part.collect(engine="streaming").row(0, named=True) for part in (wrong, spans) if part is not None]
        mismatches = [name for part in parts for name, is_wrong in part.items() if is_wrong]
        return f"the column {mismatches[0]} holds what it cannot hold" if mismatches else None


_SPANS = (
    ("start", "end"), ("credit_start", "credit_end"), ("speaker_start", "speaker_end"), ("page_start", "page_end"),
    ("other_start", "other_end"),
)  # fmt: skip
_MOST = 2**53


def _wrong(column: Column) -> pl.Expr:
    """Tell which values of a column cannot stand there."""
    value = pl.col(column.name)
    match column.dtype:
        case pl.Date() | pl.Datetime():
            sound = value.dt.year().is_between(1, 9999)
        case pl.Int64():
            sound = value.is_between(-_MOST, _MOST)
        case pl.Float64():
            sound = value.is_finite()
        case _:
            sound = value.is_not_null()
    allowed = sound.fill_null(value=False)
    return ~(allowed | value.is_null()) if column.nullable else ~allowed


def _is_no_span(start: str, end: str) -> pl.Expr:
    half = pl.col(start).is_null() != pl.col(end).is_null()
    return half | ((pl.col(start) < 0) | (pl.col(end) < pl.col(start))).fill_null(value=False)


def listed(**fields: pl.DataType) -> pl.DataType:
    """Return the type of a list of structs with these fields."""
    return pl.List(pl.Struct(fields))


def key(name: str, about: str, dtype: pl.DataType = TEXT) -> Column:
    """Declare a column that is never null."""
    return Column(name, dtype, about, nullable=False)


ARTICLE = key(
    "article", "the article's id: its `id` when given, else its source path, with #N for record N of a container"
)
PARAGRAPH = key("paragraph", "number of the paragraph in the article, from 0", COUNT)
START = key("start", "offset in `articles.text` of the first code point", COUNT)
END = key("end", "offset in `articles.text` after the last code point", COUNT)
CITED = key("text", "the cited string, exactly `articles.text[start:end]`")

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
        Column("published_precision", TEXT, "year, month, day or second: how much of `published` is known"),
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

DATES = Frame(
    "dates",
    "a candidate date",
    (
        ARTICLE,
        key("from", "where it stands: field, label, url, dateline, path, embed, modified, captured"),
        key("raw", "the date as written"),
        Column("start", COUNT, "offset in `articles.text`; null for fields and URLs"),
        Column("end", COUNT, "offset in `articles.text`; null for fields and URLs"),
        Column(
            "date", DATE, "the date read; first day of a month or year that is only partly known; null if not a date"
        ),
        Column("precision", TEXT, "year, month, day or second; null if not a date"),
        key("ambiguous", "day and month could be swapped and nothing tells which is which", FLAG),
        Column("weekday", COUNT, "the weekday written beside it, Monday 1 to Sunday 7"),
        Column(
            "days_off", COUNT, "days from the article's publication date to this one; null unless both are whole days"
        ),
    ),
    cites="raw",
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

EXTRACTION = Frame(
    "extraction",
    "a suspicion about the extraction: where a text differs from the page of its article",
    (
        ARTICLE,
        key(
            "kind",
            "lost, order, encoding (of words), caption, comment, related, furniture, aside, embed (taken into the "
            "text), date, title (fields)",
        ),
        Column("start", COUNT, "offset in `articles.text` of the words; null for what is not in it"),
        Column("end", COUNT, "offset after them"),
        key("text", "the words in the text, of what was lost those in the page; of a field its value"),
        Column("expected", TEXT, "what the page says instead"),
        Column("page_start", COUNT, "offset in the decoded page where that begins; null where it is not found again"),
        Column("page_end", COUNT, "offset after it"),
        Column("line", COUNT, "line of the page where that begins, from 1"),
        Column("path", TEXT, "where it stands: `div.related > p`, `json-ld $.datePublished`"),
        key("paragraphs", "how many paragraphs of the page, one behind the other, it is about", COUNT),
        key("confidence", "how sure it is, from 0 to 1", SHARE),
    ),
    cites="text",
)

COMPARISONS = Frame(
    "comparisons",
    "an article whose text was held against its page",
    (
        ARTICLE,
        key(
            "by", "how its text was found in --texts: by id, url, path or name (of its file); own is our own extraction"
        ),
        Column("other", TEXT, "the id of that text in --texts"),
        key("lost", "the share of the article's letters that the text lacks, as far as it is known", SHARE),
        key("taken_in", "the share of the text's letters that are none of the article's", SHARE),
    ),
)

KINDS = ("body", "caption", "embed", "boilerplate", "dateline", "byline", "heading", "notice")

PARAGRAPHS = Frame(
    "paragraphs",
    "a paragraph",
    (ARTICLE, PARAGRAPH, START, END, CITED, key("kind", "what it is: " + ", ".join(KINDS))),
    cites="text",
)

CAPTIONS = Frame(
    "captions",
    "a photo caption, from the text or from the `captions` field",
    (
        ARTICLE,
        Column("paragraph", COUNT, "its paragraph; null for one from the `captions` field"),
        Column("caption_index", COUNT, "its place in the `captions` field; null for one from the text"),
        key("start", "offset in `articles.text`, or in the string of the field", COUNT),
        key("end", "offset in `articles.text`, or in the string of the field", COUNT),
        key("caption", "the caption, credit included, as it stands"),
        Column("credit", TEXT, "the credit as it stands (IPTC Credit Line), without its label and brackets"),
        Column("credit_start", COUNT, "offset of the credit, counted as `start` is"),
        Column("credit_end", COUNT, "offset after the credit, counted as `start` is"),
        Column("photographers", WORDS, "persons or handles credited (IPTC Creator)"),
        Column("agencies", WORDS, "agencies and distributors credited, canonical names (IPTC Source)"),
        Column("status", WORDS, "file, handout, pool, stock, courtesy, screenshot, symbol, synthetic, placeholder, …"),
        Column(
            "restrictions", WORDS, "limits on use that the credit states: mandatory-credit, no-archive, no-resale, …"
        ),
        Column("form", TEXT, "the production of the credit grammar that matched; null without a credit"),
        key("confidence", "how sure it is that this is a caption, 0 to 1", SHARE),
    ),
    cites="caption",
)

QUOTATIONS = Frame(
    "quotations",
    "one stretch of quoted text inside one paragraph",
    (
        ARTICLE,
        key("quotation", "number of the quotation in the article, the same along a running quotation", COUNT),
        PARAGRAPH,
        START,
        END,
        key("text", "the quoted words without their marks, exactly `articles.text[start:end]`"),
        key("marks", "its marks: curly, straight, single, low (German), angle, typewriter, corner (「」), dash"),
        key("closed", "a closing mark stands at its end", FLAG),
        key("continues", "it runs on in a later paragraph (no closing mark is due)", FLAG),
        Column("interrupted_by", TEXT, "kind of the paragraph that stands between it and its continuation"),
        Column("speaker", TEXT, "who is quoted, as written; a pronoun as it stands"),
        Column("speaker_start", COUNT, "offset of the speaker"),
        Column("speaker_end", COUNT, "offset after the speaker"),
        Column("cue", TEXT, "the reporting verb or phrase"),
        Column("cue_start", COUNT, "offset of the cue"),
        Column("cue_end", COUNT, "offset after the cue"),
    ),
    cites="text",
)

EMBEDS = Frame(
    "embeds",
    "an embedded post",
    (
        ARTICLE,
        key("paragraph", "the paragraph in which it starts", COUNT),
        START,
        END,
        key("platform", "twitter, instagram, facebook, tiktok, youtube, … or unknown"),
        Column("author", TEXT, "display name of the author"),
        Column("handle", TEXT, "account, with its @"),
        Column("posted", DATE, "when it was posted, as its signature says"),
        Column("days_after", COUNT, "days from the article's publication to the post"),
        key("rest_of_paragraph", "text of the article shares the paragraph with it", FLAG),
        key("marked_up", "the page's mark-up says that it is one; else it stands in the text as if it were body", FLAG),
        Column("url", TEXT, "its address, where the page's mark-up has it"),
    ),
)

BOILERPLATE = Frame(
    "boilerplate",
    "a stretch of page furniture",
    (
        ARTICLE,
        PARAGRAPH,
        START,
        END,
        CITED,
        key("category", "what sort of furniture, as in the catalogue; `wall` where a document is little else"),
        key("pattern", "id of the catalogue line that matched, or `document`"),
        key("confidence", "how sure it is that this is furniture, 0 to 1", SHARE),
        key("whole", "it is the whole paragraph", FLAG),
    ),
    cites="text",
)

LINEAGE = Frame(
    "lineage",
    "a stretch of text that says where the words come from: kept, never removed",
    (
        ARTICLE,
        PARAGRAPH,
        START,
        END,
        CITED,
        key(
            "kind",
            "correction, update, wire, republication, copyright, licence, database, contributor, "
            "embargo, usage (how it may be used)",
        ),
        key("pattern", "id of the catalogue line that matched"),
        Column("party", TEXT, "who is named: the wire agency, the original publisher, the rights holder"),
        key("stated", "the record names that party as its publisher or in its byline", FLAG),
    ),
    cites="text",
)

FLAWS = Frame(
    "flaws",
    "a stretch of damaged text",
    (
        ARTICLE,
        Column("paragraph", COUNT, "its paragraph; null where it stands between paragraphs"),
        START,
        END,
        CITED,
        key(
            "kind",
            "mojibake, replacement, control, invisible, markup, entity, placeholder, glued, parted, truncated, mark, …",
        ),
        Column("mended", TEXT, "what should stand there, where that is known"),
    ),
    cites="text",
)

CREDENTIALS = Frame(
    "credentials",
    "a signature (C2PA) that a text or its page carries; the signature itself is not verified",
    (
        ARTICLE,
        key("method", "unstructured (invisible characters), structured (a block), html, html-reference (of the page)"),
        Column("start", COUNT, "offset in `articles.text`; null for one of the page"),
        Column("end", COUNT, "offset after it"),
        key(
            "state",
            "whole; trimmed (its end is missing), broken (it cannot be read), altered (the text is not the one that "
            "was signed), several (more than one, of which none counts), elsewhere (only its address is here)",
        ),
        Column("bound", FLAG, "the text is the one that was signed; null where that cannot be told"),
        Column("signer", TEXT, "whom its certificate is of, as far as that can be read"),
        Column("generator", TEXT, "the program that made the claim"),
        Column("source_types", WORDS, "how the text came about (IPTC digital source type): trainedAlgorithmicMedia, …"),
        Column("reference", TEXT, "the address of a signature that lies elsewhere"),
    ),
)

LANGUAGES = Frame(
    "languages",
    "a language in which an article's own words are written; empty without the extra `languages`",
    (
        ARTICLE,
        key("language", "its code (ISO 639-1 where there is one)"),
        key("share", "how much of the article's words is in it, 0 to 1", pl.Float64()),
        key("confidence", "0 to 1: long texts of one language are sure, few words are not", pl.Float64()),
        Column("start", COUNT, "offset in `articles.text` of the longest stretch in it"),
        Column("end", COUNT, "offset after that stretch; it may reach over captions and furniture in between"),
    ),
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
            "unmatched-field, unused-mapping, encoding-guessed, repeated-field, clash, binary, broken-row, "
            "unread-json, damaged-record, digest-mismatch, record-not-read, unmatched-page, unsafe-member, "
            "archive-limit",
        ),
        key("detail", "what was found"),
    ),
    cites="detail",
)
HARMLESS = ("unmatched-field", "unused-mapping", "wrong-type", "record-not-read", "digest-mismatch")
"""Kinds of read errors that, where they speak of a file as such, take no record from it."""
UNREADABLE = ("unreadable", "truncated", "damaged-record", "unsafe-member", "archive-limit")
"""Kinds of read errors that, where they speak of a file as such, tell of a part of it that cannot be read."""

EXTRACTIONS = Frame(
    "extractions",
    "how often something is suspicious about the extraction from a publisher's pages",
    (
        key("publisher", "the publisher, else the host of the page, else nothing"),
        key("kind", "as in `extraction`; page for all that were held against a text"),
        key("articles", "on how many pages", COUNT),
        key("share", "of the publisher's pages", SHARE),
    ),
)

INPUTS = Frame(
    "inputs",
    "a file that was read, or a member of an archive; a stored run has it",
    (
        key("source", "its path, as findings name it"),
        key("format", "how it was read: text, html, jsonl, csv, …"),
        key("bytes", "its size as it lies there", COUNT),
        Column("sha256", TEXT, "SHA-256 (hex) of its bytes; null if it cannot be read or has changed since"),
    ),
)

DUPLICATES = Frame(
    "duplicates",
    "an article that repeats an earlier one",
    (
        ARTICLE,
        key("of", "id of the first article of the group"),
        key("kind", "text (same words) or id (same id)"),
        key("group", "how many articles the group has", COUNT),
        Column("of_place", TEXT, "where the first article of the group stands: its file and, in a container, the line"),
    ),
)

NEAR_DUPLICATES = Frame(
    "near_duplicates",
    "two articles of which one shares at least half of its own words, in their order, with the other",
    (
        key("article", "the article with the smaller id"),
        key("other", "the other article; the same id where two records have it"),
        key("contained", "share of `article`'s shingles (five words in a row) that `other` has, 0 to 1", SHARE),
        key("other_contained", "share of `other`'s shingles that `article` has, 0 to 1", SHARE),
        key("shared_words", "how many words of `article` stand in shingles that `other` has", COUNT),
        key("start", "offset in the text of `article` of the longest passage that both have", COUNT),
        key("end", "offset after it; captions and furniture may stand in between", COUNT),
        key("other_start", "offset of that passage in the text of `other`", COUNT),
        key("other_end", "offset after it", COUNT),
        Column(
            "split", TEXT, "the split of which the file or folder of `article` says that it is: train, test, dev, …"
        ),
        Column("other_split", TEXT, "that of `other`"),
    ),
)

ROLES = ("original", "copy", "abridged", "rewritten", "update", "template")

CLUSTERS = Frame(
    "clusters",
    "an article that has near duplicates, in the cluster in which it is counted",
    (
        key("cluster", "the cluster: the id of its representative, with its place where several records have that id"),
        ARTICLE,
        key("role", "what it is to the original of its cluster: " + ", ".join(ROLES)),
        key("confidence", "how sure the role is, 0 to 1", SHARE),
        key("evidence", "what it is known by, in a sentence"),
        key("original", "the id of the original of the cluster"),
        key("contained", "share of its words that stand in passages of the original, 0 to 1", SHARE),
        Column("published", DATE, "its publication date, where the day is known"),
        Column("original_published", DATE, "that of the original"),
        Column("agency", TEXT, "the news agency that most of the cluster name as their source, if any does"),
        key("stated", "the article itself names that agency, in a notice, its byline or as its publisher", FLAG),
        key("same_place", "it has the publisher or the address of the original", FLAG),
    ),
)

UTTERANCES = Frame(
    "utterances",
    "something that somebody has said, quoted in several articles",
    (
        key("utterance", "its name: the beginning of a digest of its words"),
        key("text", "its words, as most articles have them"),
        key("first_article", "the article that quotes it first: the earliest, or the first by id"),
        Column("first_seen", DATE, "when that was published"),
        key("articles", "how many articles quote it", COUNT),
        key("publishers", "how many publishers they have, those without one not counted", COUNT),
        key("speakers", "who is named as its speaker, the most frequent first", WORDS),
        key("variants", "in how many different wordings", COUNT),
    ),
)

VARIANTS = Frame(
    "variants",
    "a quotation of an utterance in an article",
    (
        key("utterance", "the utterance"),
        ARTICLE,
        START,
        END,
        Column("speaker", TEXT, "who is quoted there, as written"),
        key(
            "kind",
            "how it differs from the words of the utterance: same, cut (at its ends, or where an ellipsis says so), "
            "cut-inside (and nothing says so), longer, bracketed (changed in brackets), changed, number (another one, "
            "or none), negation (lost or added), speaker (the same words of somebody else)",
        ),
        Column("changed", TEXT, "the words that differ, those of the utterance first"),
    ),
)

ORIGINALITY = Frame(
    "originality",
    "the corpus as a whole, where near duplicates were looked for (one row)",
    (
        key("articles", "how many articles are long enough to be compared", COUNT),
        key("copies", "how many of them only repeat others: copies and abridged ones", COUNT),
        key("share", "of those articles", SHARE),
        key("largest", "how many articles the largest cluster has", COUNT),
    ),
)

REPEATS = Frame(
    "repeats",
    "a paragraph that stands in many articles",
    (
        key("text", "its first 160 characters"),
        Column("publisher", TEXT, "the publisher or folder in whose articles it stands"),
        key("articles", "in how many articles", COUNT),
        key("share", "of the articles of that publisher", SHARE),
    ),
    cites="text",
)

DAYS = Frame(
    "days",
    "a publication date that many articles share",
    (
        key("date", "the date", DATE),
        key("articles", "how many articles bear it", COUNT),
        key("share", "of all dated articles", SHARE),
        key("usual", "median number of articles on a day that has any", SHARE),
    ),
)

CORPUS = Frame(
    "corpus",
    "the corpus as a whole (one row)",
    (
        key("articles", "how many articles", COUNT),
        key("undated", "share without a publication date", SHARE),
        key("duplicates", "share that repeat an earlier article", SHARE),
        key("sources", "how many files", COUNT),
    ),
)

EXPECTATIONS = Frame(
    "expectations",
    "an expectation of a suite, held against the summary",
    (
        key("suite", "name of the suite"),
        key("expectation", "its type, as Great Expectations writes it"),
        Column("column", TEXT, "the column it speaks of"),
        key("severity", "error, warning or info (critical, warning, info in Great Expectations)"),
        key("outcome", "met, unmet, or broken (it could not be evaluated)"),
        key("about", "what it expects, in a sentence"),
        Column("observed", TEXT, "what was found"),
        Column("note", TEXT, "why it is expected, from the notes of the suite"),
    ),
    cites="about",
)

FINDINGS = Frame(
    "findings",
    "something wrong",
    (
        Column("article", TEXT, "the article; null for one that speaks of the corpus or of an unread file"),
        key("code", "code of the rule"),
        key("name", "name of the rule"),
        key("severity", "error, warning or info, as the policy weighs it"),
        Column("paragraph", COUNT, "the paragraph"),
        Column("start", COUNT, "offset in `articles.text`"),
        Column("end", COUNT, "offset in `articles.text`"),
        Column("line", COUNT, "line of the source, from 1; of a record in a web archive line of its page"),
        Column(
            "column", COUNT, "column in that line in code points, from 1; null for records of a container but a page"
        ),
        Column("column_bytes", COUNT, "the same column in UTF-8 bytes, from 1"),
        Column("end_line", COUNT, "line of the source on which the cited text ends; null where `column` is"),
        Column("end_column", COUNT, "column after its last code point"),
        Column("end_column_bytes", COUNT, "the same column in UTF-8 bytes"),
        Column("excerpt", TEXT, "the cited text, at most 160 characters"),
        Column(
            "replacement", TEXT, "what a fix puts in its place, empty where it takes it out; null without such a fix"
        ),
        key("message", "what is wrong, in a sentence"),
        key(
            "fingerprint",
            "stable under edits elsewhere: hash of article (its text, where it has no id), code and normalised excerpt",
        ),
        Column("source", TEXT, "the path of the file; null for the corpus"),
        Column("record", COUNT, "number of the record in its container, from 0"),
        key("status", "new, known (in the baseline) or accepted (by a decision); only new ones count"),
        Column("decision", TEXT, "what a person decided: accept, defect or unsure"),
        Column("reason", TEXT, "why, in that person's words"),
        Column("decided_by", TEXT, "who decided"),
        Column(
            "stands_for",
            COUNT,
            "how many findings of its rule in the article it stands for, beyond those listed one by one; null for one",
        ),
        Column("confidence", SHARE, "how sure it is, from 0 to 1; null where its rule does not weigh"),
        Column(
            "fixable", FLAG, "whether `fix` has a repair for it, and writes files of that format; null in earlier runs"
        ),
    ),
    cites="excerpt",
)
FINDINGS_COUNTED = pl.col("stands_for").fill_null(1)
"""How many findings a row of `FINDINGS` counts for."""

SUMMARY = Frame(
    "summary",
    "an article, narrow, without text; one more column per rule counts its findings",
    (
        ARTICLE,
        _ORIGIN[1],
        _ORIGIN[2],
        Column("published", DATE, "publication date"),
        Column("published_precision", TEXT, "how much of it is known"),
        Column("published_from", TEXT, "where it was read"),
        Column("publisher", TEXT, "who published it"),
        Column("language", TEXT, "declared language"),
        key("sha256", "SHA-256 (hex) of the record's bytes"),
        key("titled", "it has a title", FLAG),
        key("signed", "it has a byline", FLAG),
        key("characters", "length of the text in code points", COUNT),
        key("paragraphs", "how many paragraphs", COUNT),
        key("body_paragraphs", "how many of them are body", COUNT),
        key("dates", "how many candidate dates", COUNT),
        key("captions", "how many captions", COUNT),
        key("credited", "how many of them carry a credit", COUNT),
        key("quotations", "how many quoted stretches", COUNT),
        key("attributed", "how many of them have a speaker", COUNT),
        key("interrupted", "how many are interrupted", COUNT),
        key("embeds", "how many embedded posts", COUNT),
        key("boilerplate", "how many stretches of furniture", COUNT),
        key("lineage", "how many notices of origin", COUNT),
        key("flaws", "how many damaged stretches", COUNT),
        key("errors", "findings of severity error", COUNT),
        key("warnings", "findings of severity warning", COUNT),
        key("infos", "findings of severity info", COUNT),
        key("full_quotations", "how many quotations are full sentences, a running quotation counted once", COUNT),
        key("full_attributed", "how many of the full quotations have a speaker", COUNT),
        key("credits_parsed", "how many captions name a photographer or an agency", COUNT),
        Column("copies", COUNT, "how many others are in its cluster; null where near duplicates were not looked for"),
        Column("cluster", TEXT, "its cluster, as in `clusters`; null in none"),
        Column("role", TEXT, "what it is to the original of its cluster"),
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

_READ_OFF = (DATES, PARAGRAPHS, CAPTIONS, QUOTATIONS, EMBEDS, BOILERPLATE, LINEAGE, FLAWS, LANGUAGES)
_BROUGHT = (STATED, EXTRACTION, COMPARISONS, CREDENTIALS)
EXTRACTED = (
    ARTICLES, *_READ_OFF, FINDINGS, SUMMARY, READ_ERRORS, NORMALISED, *_BROUGHT, NEAR_DUPLICATES, CLUSTERS,
    UTTERANCES, VARIANTS,
)  # fmt: skip
FRAMES = {
    frame.name: frame
    for frame in (
        RECORDS,
        *EXTRACTED,
        INPUTS,
        DUPLICATES,
        REPEATS,
        DAYS,
        CORPUS,
        EXPECTATIONS,
        EXTRACTIONS,
        ORIGINALITY,
    )
}
_FACTS: dict[str, Frame] = {}


def add_fact(frame: Frame) -> None:
    """Add a frame of facts to those that there are, unless one of its name is there."""
    if FRAMES.setdefault(frame.name, frame) is frame and frame not in EXTRACTED:
        _FACTS[frame.name] = frame


def is_numbered(frame: Frame) -> bool:
    """Tell whether a frame is one of facts, so that ROW stands in the place of `article` until its shard is done."""
    return frame in (*_READ_OFF, *_BROUGHT, *_FACTS.values())


def extracted() -> tuple[Frame, ...]:
    """Return the frames that `extract` writes: ours, then those of facts of other packages."""
    return (*EXTRACTED, *_FACTS.values())
