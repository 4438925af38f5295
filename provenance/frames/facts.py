"""Frames of facts: what is found in the text of one article."""

from __future__ import annotations

import polars as pl

from provenance.frames.base import (
    ARTICLE,
    CITED,
    COUNT,
    DATE,
    END,
    FLAG,
    PARAGRAPH,
    SHARE,
    START,
    TEXT,
    WORDS,
    Column,
    Frame,
    key,
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
        Column(
            "precision",
            TEXT,
            "year, month, day, or second where a time of day is written, be it to the minute; null if not a date",
        ),
        key("ambiguous", "day and month could be swapped and nothing tells which is which", FLAG),
        Column("weekday", COUNT, "the weekday written beside it, Monday 1 to Sunday 7"),
        Column(
            "days_off", COUNT, "days from the article's publication date to this one; null unless both are whole days"
        ),
        key("impossible", "it has the form of a date, and no calendar has that day", FLAG),
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
            "lost, truncated, order, encoding (of words), caption, comment, related, furniture, aside, embed (taken "
            "into the text), date, title (fields)",
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

POST_TAG = r"<tweet\s(?:[^<>\"]|\"[^<>\"\s]*\"|\"[^<>\"\n]{0,60}\n?\")*>"
"""How the mark-up of a post begins that scrapers leave in a text, with the words of the post or without.

Where a sentence of the article stands as the value of an attribute, the tag is broken and no post is told.
"""

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
            "correction, update, timestamp (of an update), developing (it will be updated), wire, republication, "
            "copyright, licence, database, contributor, contact (the author's address), location (where an author "
            "was), embargo, usage (how it may be used)",
        ),
        key("pattern", "id of the catalogue line that matched"),
        Column(
            "party",
            TEXT,
            "who is named: the wire agency, the original publisher, the rights holder, who printed a correction",
        ),
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
    "a signature (C2PA) that a text or its page carries",
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
        Column(
            "sound",
            FLAG,
            "the manifest is as its signer left it, whoever that may be; null where that cannot be told, as without "
            "the extra c2pa",
        ),
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
