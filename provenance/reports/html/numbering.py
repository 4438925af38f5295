"""Records, articles and files of the findings as numbers, so that a million findings are counted without their names.

What bears the same name is brought together on disk, a partition at a time; only numbers are held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from provenance.frames import FRAMES
from provenance.reports.html.data import ReportData
from provenance.rules.base import SEVERITIES
from provenance.storage.external import Divided, batches, enough, in_order, paired, turned
from provenance.storage.spill import Spilled

C = pl.col
KEY = ["article", "source", "record"]
"""What tells one record from every other, even where two bear the same id."""
GRADES = pl.Enum(SEVERITIES)
_PARTIES = "\x1f"  # between the agencies of an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The records with findings, in the order of the corpus, then the places of findings that name no article.

    `findings` has a row a finding, as they came: `number` (the row of its record in `articles`), `article` (one for it
    where it bears an id, null without), `file` (one for its source, where no article of that id was read), `read`
    (whether one was). `articles` has `origin` (row in `origins`), `day` (days from 1970, null without a date), `party`
    (row in `parties`); `parties` are the different sets of agencies credited in an article. `numbers` has for each row
    of the frame of articles the row in `articles`, null without findings. `clean` tells of each row of the summary
    whether its article has neither error nor warning, `failing` whether it fails the gate. `characters` is how long the
    texts with findings are.
    """

    findings: pl.DataFrame
    articles: pl.DataFrame
    origins: list[str]
    parties: list[list[str]]
    numbers: pl.Series
    clean: pl.Series
    failing: pl.Series
    characters: int


def records(data: ReportData) -> Records:
    """Number the records of the findings of a report."""
    found, of_articles, of_summary, listed, unread, characters = [], [], [], Spilled(), Spilled(), 0
    for part in paired(_sides(data), pl.coalesce("article", "source"), data.findings.height):
        each = _first(part["findings"])
        table = _table(each, part)
        listed.add(table.select("first", "order", "source", "origin", "day", "parties"))
        characters += int(table["characters"].sum())
        rows = _numbered(_joined(part["findings"], each), part["summary"])
        unread.add(rows.filter(~C("read")).drop_nulls("source").select("turn", "source"))
        found.append(rows.drop("source"))
        of_articles.append(_joined(part["articles"], each).select("order", "first"))
        of_summary.append(_judged(part["summary"], part["findings"]))
    articles, origins, parties, ranks = _listed(listed, data.findings.height)
    findings = pl.concat(found).sort("turn")
    findings = findings.with_columns(ranks.gather(findings["first"]).alias("number"))
    judged = pl.concat(of_summary).sort("place")
    return Records(
        findings=findings.with_columns(_files(unread, findings.height)).select("number", "article", "file", "read"),
        articles=articles, origins=origins, parties=[party.split(_PARTIES) if party else [] for party in parties],
        numbers=ranks.gather(pl.concat(of_articles).sort("order")["first"]),
        clean=judged["clean"], failing=judged["failing"], characters=characters,
    )  # fmt: skip


def groups(findings: Spilled) -> pl.Series:
    """Number the sets of at least two identical matches, largest first; an absence is not a match, and has no number.

    Returns:
        The number of its set for each finding, as they came.
    """
    members, sets = [pl.DataFrame(schema={"turn": pl.UInt32, "first": pl.UInt32})], Spilled()
    of = ("code", "match")
    for part in Divided(_matches(findings), C("hash"), enough(findings.height)):
        rows = part.with_columns(size=pl.len().over(of), first=C("turn").min().over(of))
        rows = rows.filter(C("size") > 1)
        members.append(rows.select("turn", "first"))
        sets.add(rows.unique("first").select("code", "match", "first", order=-C("size").cast(pl.Int64)))
    ranks, rank = pl.zeros(findings.height, pl.UInt32, eager=True), 0
    for chunk in in_order(sets, ["order", "code", "match"]):
        ranks.scatter(chunk["first"], pl.int_range(rank, rank + chunk.height, dtype=pl.UInt32, eager=True))
        rank += chunk.height
    member = pl.concat(members)
    found = pl.Series("group", [None], dtype=pl.Int64).new_from_index(0, findings.height)
    return found.scatter(member["turn"], ranks.gather(member["first"]).cast(pl.Int64))


def origin() -> pl.Expr:
    """Return where an article comes from, for grouping: its publisher, else its top folder, else its container."""
    folder = C("source").str.extract(r"^([^/]+)/")
    container = pl.when(C("record").is_not_null()).then(C("source"))
    return pl.coalesce(C("publisher"), folder, container)


def _sides(data: ReportData) -> dict[str, Iterator[pl.DataFrame]]:
    grave = C("code").is_in(data.failing) if data.failing else C("severity") != "info"
    columns = (*KEY, "code", "severity", "status")
    return {
        "findings": turned(
            (
                chunk.select(*KEY, some=C("severity") != "info", grave=grave & (C("status") == "new"))
                for chunk in data.findings.each(columns)
            ),
            "turn",
        ),
        "summary": turned(data.summary.each((*KEY, "publisher", "published", "characters")), "place"),
        "articles": turned(batches(data.frames["articles"].select(KEY)), "order"),
        "captions": _agencies(data),
    }


def _agencies(data: ReportData) -> Iterator[pl.DataFrame]:
    captions = data.frames.get("captions", FRAMES["captions"].empty().lazy())
    credited = captions.select("article", pl.lit(None, pl.String).alias("source"), "agencies")
    return batches(credited.explode("agencies").drop_nulls("agencies"))


def _first(findings: pl.DataFrame) -> pl.DataFrame:
    """Return the different records of findings, each with the `first` of its findings."""
    return findings.group_by(KEY, maintain_order=True).agg(first=C("turn").min())


def _table(each: pl.DataFrame, part: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Return what is told of records: `first, order, origin, day, parties, characters` and the columns of `KEY`."""
    parties = part["captions"].select("article", "agencies").unique().sort("article", "agencies")
    parties = parties.group_by("article", maintain_order=True).agg(C("agencies").str.join(_PARTIES).alias("parties"))
    of_summary, of_articles = (
        part[name].unique(KEY, keep="first", maintain_order=True) for name in ("summary", "articles")
    )
    return (
        _joined(_joined(each, of_summary), of_articles)
        .join(parties, on="article", how="left")
        .select(
            *KEY, "first", "order", "characters", C("published").to_physical().alias("day"),
            origin().fill_null("").alias("origin"), C("parties").fill_null(""),
        )
    )  # fmt: skip


def _joined(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Add to rows of records what others tell of the same ones."""
    return rows.join(others, on=KEY, how="left", nulls_equal=True, maintain_order="left")


def _numbered(findings: pl.DataFrame, summary: pl.DataFrame) -> pl.DataFrame:
    """Return findings as numbers, `turn, first, article, read`, and their `source`."""
    article = pl.when(C("article").is_not_null()).then("first")
    read = C("article").is_in(summary["article"].implode()).fill_null(value=False)
    return findings.select("turn", "first", "source", article=article, read=read)


def _judged(summary: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """Tell of each article whether it has neither error nor warning, and whether it fails the gate."""
    of_records = findings.group_by(KEY).agg(C("some").any(), C("grave").any())
    judged = _joined(summary.select("place", *KEY), of_records)
    return judged.select("place", clean=~C("some").fill_null(value=False), failing=C("grave").fill_null(value=False))


def _files(unread: Spilled, height: int) -> pl.Series:
    """Return a number for the source of each finding of which no article was read."""
    files = pl.Series("file", [None], dtype=pl.UInt32).new_from_index(0, height)
    for part in Divided(unread, C("source").hash(0), enough(unread.height)):
        files.scatter(part["turn"], part.select(C("turn").min().over("source")).to_series())
    return files


def _listed(listed: Spilled, findings: int) -> tuple[pl.DataFrame, list[str], list[str], pl.Series]:
    """Return the records in their order, their origins and parties, and the number of each by its first finding."""
    ordered, origins, parties, start = Spilled(), set[str](), set[str](), 0
    ranks = pl.zeros(findings, pl.UInt32, eager=True)
    for chunk in in_order(listed, ["order", "source", "first"]):
        ranks.scatter(chunk["first"], pl.int_range(start, start + chunk.height, dtype=pl.UInt32, eager=True))
        start += chunk.height
        origins.update(chunk["origin"].unique())
        parties.update(chunk["parties"].unique())
        ordered.add(chunk.select("origin", "day", "parties"))
    places, sets = sorted(origins), sorted(parties)
    coded = (chunk.select(_coded("origin", places), "day", _coded("parties", sets).alias("party")) for chunk in ordered)
    return pl.concat(coded), places, sets, ranks


def _coded(name: str, values: list[str]) -> pl.Expr:
    return C(name).replace_strict(values, range(len(values)), return_dtype=pl.UInt32)


def _matches(findings: Spilled) -> Iterator[pl.DataFrame]:
    """Yield what was matched, and the rule: identical whatever the space and case."""
    match = C("excerpt").str.replace_all(r"\s+", " ").str.strip_chars().str.to_lowercase().alias("match")
    for rows in turned(findings.each(("code", "excerpt")), "turn"):
        cited = rows.select("turn", "code", match).filter(C("match").is_not_null() & (C("match") != ""))
        yield cited.with_columns(hash=pl.concat_str("code", "match", separator="\0").hash(0))
