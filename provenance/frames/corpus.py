"""Frames of what only the whole corpus shows."""

from __future__ import annotations

from provenance.frames.base import (
    ARTICLE,
    COUNT,
    DATE,
    END,
    FLAG,
    MOMENT,
    SHARE,
    START,
    TEXT,
    WORDS,
    Column,
    Frame,
    key,
)

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

DUPLICATES = Frame(
    "duplicates",
    "an article that repeats an earlier one",
    (
        ARTICLE,
        key(
            "of",
            "id of the first article of the group: that of the agency that others name, else the first published where "
            "dates say so, else the first by id",
        ),
        key("kind", "text (same words) or id (same id)"),
        key("group", "how many articles the group has", COUNT),
        Column("of_place", TEXT, "where the first article of the group stands: its file and, in a container, the line"),
        Column("of_published", DATE, "when it was published, where dates say that it was the first"),
        Column("of_agency", TEXT, "the news agency whose own article it is, where it is the first for that"),
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
        Column("speaker", TEXT, "who is quoted there, as written; none where it is a pronoun"),
        key(
            "kind",
            "how it differs from the words of the utterance: same, cut (at its ends, or where an ellipsis says so), "
            "cut-inside (and nothing says so), longer, bracketed (changed in brackets), changed, number (another one, "
            "or none), negation (lost or added), speaker (the same words of somebody else)",
        ),
        Column("changed", TEXT, "the words that differ, those of the utterance first"),
    ),
)

CHANGES = (
    "headline", "date", "paragraph-added", "paragraph-removed", "wording", "number", "quotation-altered",
    "quotation-removed", "credit-gone",
)  # fmt: skip

VERSIONS = Frame(
    "versions",
    "a change of an article, from one capture of its page to the next",
    (
        Column("url", TEXT, "the address of both, in its plain form; null where their id says that they are one"),
        key("article", "the later capture, whose text the offsets are of"),
        key("earlier", "the earlier capture; the same id where two records have it"),
        key("kind", "what has changed: " + ", ".join(CHANGES)),
        Column("start", COUNT, "offset of what stands there now; null where nothing does, or where it is no text"),
        Column("end", COUNT, "offset after it"),
        Column("before", TEXT, "the words as they were"),
        Column("after", TEXT, "the words as they are"),
        key("change", "the change in a sentence"),
        key("noted", "the later capture has a notice of a correction or an update that the earlier one has not", FLAG),
        Column("captured", MOMENT, "when the later one was captured, else last modified (UTC)"),
        Column("earlier_captured", MOMENT, "that of the earlier one"),
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

REPETITIONS = Frame(
    "repetitions",
    "a short line of an article that stands in other articles of its publisher as well",
    (
        ARTICLE,
        START,
        END,
        key("text", "the line"),
        Column("publisher", TEXT, "the publisher or folder in whose articles it stands"),
        key("articles", "in how many articles, copies of one counted once", COUNT),
        key("publisher_articles", "of how many articles of that publisher", COUNT),
        Column("category", TEXT, "as what furniture the line itself was known, if it was (see boilerplate)"),
        key("evidence", "what speaks for furniture, in a phrase: the repetition, and what the line says"),
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
