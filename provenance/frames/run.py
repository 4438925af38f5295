"""Frames of what a run finds: findings, expectations, and the summary of each article."""

from __future__ import annotations

import polars as pl

from provenance.frames.base import ARTICLE, COUNT, DATE, FLAG, SHARE, TEXT, Column, Frame, key
from provenance.frames.records import _ORIGIN

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
        Column("formerly", TEXT, "the article at which version 0.1 told it, where that was another one"),
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
