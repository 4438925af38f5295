"""Made-up articles with made-up findings, any number of them, for measuring and looking at the HTML report."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from provenance import frames
from provenance.reports.html import EarlierRun, ReportData, RuleInfo
from provenance.storage.spill import Spilled

C = pl.col
PAPERS = ("northern-courier", "city-evening-post", "agency-wire", "regional-weekly", "harbour-gazette", "valley-echo")
AGENCIES = ("Associated Press", "Reuters", "Getty Images", "PA Media", "Agence France-Presse")
PEOPLE = ("Ines Moreau", "Tom Adeyemi", "Katrin Vogel", "Sam Whitlock", "Lucia Ferrante", "Piotr Lis")
STRAY = ("Sign up to our newsletter", "Please enable JavaScript to continue", "Advertisement", "Something went wrong")
SENTENCES = (
    "The harbour board met on Tuesday to weigh a plan for the old customs house.",
    "Residents of the lower town have asked for a second crossing since the ferry stopped.",
    "Repairs to the sea wall will begin once the spring tides have passed.",
    "A study of the river mouth found fewer wading birds than at any time in ten years.",
    "Two of the three bidders withdrew before the papers were opened.",
    "The school will move to the former mill, where the roof was renewed last year.",
    "Nobody was hurt when the crane came to rest against the granary.",
    "The council's figures show that rents rose faster than wages in every ward.",
    "Farmers on the plain expect a small harvest after the dry weeks of May.",
    "The museum will show letters that had lain in a vault for eighty years.",
    "Engineers measured the bridge by night, when no trains were running.",
    "The choir sang in the market hall because the church was still under scaffolding.",
)
SPEAKERS = ("Harbour master Jana Brandt", "Councillor Ruth Okafor", "Professor Emil Strand", "Mayor Paolo Rinaldi")
SAYINGS = (
    "We have waited long enough for a decision",
    "The wall will hold, but it will not hold for ever",
    "Every family on the quay will be asked",
    "Nothing in the report surprised the people who live here",
)
RULES = (
    ("DAT001", "date-missing", "error", "The article has no publication date."),
    ("DAT004", "date-in-future", "error", "The publication date lies after the capture."),
    ("BPL001", "interface-message-in-text", "error", "A message of the web site stands in the article."),
    ("CAP001", "caption-in-body", "warning", "A photo caption stands in the body as if it were a paragraph."),
    ("CRD002", "caption-without-credit", "warning", "A caption names neither photographer nor agency."),
    ("QUO003", "quotation-interrupted", "warning", "Something stands in the middle of a running quotation."),
    ("EMB001", "embed-in-body", "info", "An embedded post is read as body text."),
    ("TXT004", "mojibake", "warning", "Characters were decoded with the wrong encoding."),
    ("MET002", "title-missing", "info", "The article has no title."),
)
WHY = "Whatever counts or quotes the article's words takes it for something that its author wrote."
FIX = "Take the span out of the body and keep it as metadata."
START = date(2019, 1, 1)
KINDS = 300
STEP = 20_000
SEEN = datetime(2024, 3, 1, tzinfo=UTC)


def make(findings: int, folder: Path | None = None, per_article: int = 2) -> ReportData:
    """Return a report's data with about so many findings; frames go to Parquet in `folder` when one is named."""
    articles = max(1, findings // per_article)
    all_articles = articles + max(20, min(articles, 20_000))
    kinds = [_kind(random.Random(number)) for number in range(KINDS)]
    kept: dict[str, list[pl.DataFrame]] = {}
    for step, parts in enumerate(_parts(kinds, articles, all_articles, findings)):
        for name, frame in parts.items():
            if folder and name not in {"findings", "summary"}:
                (folder / name).mkdir(parents=True, exist_ok=True)
                frame.write_parquet(folder / name / f"{step:05}.parquet", row_group_size=4000)
            else:
                kept.setdefault(name, []).append(frame)
    names = ("articles", "dates", "captions", "quotations", "embeds", "boilerplate", "lineage")
    lazy = {
        name: pl.scan_parquet(folder / name / "*.parquet") if folder else pl.concat(kept[name]).lazy() for name in names
    }
    found = pl.concat(kept["findings"])
    errors = found.filter(severity="error").height
    return ReportData(
        title="Harbour and regional news, 2019–2023",
        passed=False,
        reasons=(
            (f"{errors:,} errors, and the gate allows none", "error"),
            ("BPL001 is over its limit of 0.5 %", "error"),
        ),
        findings=Spilled.of(found),
        summary=Spilled.of(pl.concat(kept["summary"])),
        frames=lazy,
        rules=_rules(),
        expectations=(
            {
                "suite": "dates",
                "severity": "warning",
                "about": "98 % of the articles carry a date.",
                "observed": "97.2 %",
                "note": None,
            },
        ),
        record=_record(all_articles),
        earlier=tuple(_run(number, all_articles) for number in range(5)),
    )


def _rules() -> tuple[RuleInfo, ...]:
    limits = {"BPL001": "0.5 %", "CAP001": "30 %"}
    return tuple(
        RuleInfo(
            code=code, name=name, severity=grade, summary=summary, rationale=WHY, fix=FIX, version="1",
            limit=limits.get(code), exceeded=grade == "error",
        )
        for code, name, grade, summary in RULES
    )  # fmt: skip


def _record(all_articles: int) -> dict[str, Any]:
    return {
        "id": "2024-03-04T09:12:44Z-7f3a",
        "time": datetime(2024, 3, 4, 9, 12, 44, tzinfo=UTC),
        "command": "provenance check news/ --report report.html --config accession.toml",
        "engine": "local, 2 workers",
        "versions": {"provenance": "0.1.0", "polars": "2.1.0", "pandera": "0.35.0", "great-expectations": "1.24.1"},
        "digests": {"policy": "41b0" * 16, "catalogues": "77e2" * 16, "rules": "c0de" * 16},
        "inputs": [
            {"path": f"news/{paper}", "records": all_articles // 6, "sha256": f"{number:064x}"}
            for number, paper in enumerate(PAPERS)
        ],
    }


def _run(number: int, all_articles: int) -> EarlierRun:
    counts = {code: (number * 7 + place * 5) % 11 * all_articles // 400 for place, (code, *_) in enumerate(RULES)}
    return EarlierRun(
        id=f"run {number}", time=f"2023-1{number % 3}-0{number + 1}", articles=all_articles,
        with_errors=all_articles * (8 - number) // 40, counts=counts,
    )  # fmt: skip


def _parts(
    kinds: list[dict[str, Any]], articles: int, all_articles: int, findings: int
) -> Iterator[dict[str, pl.DataFrame]]:
    """Yield the frames of some thousand articles at a time; articles beyond `articles` are clean."""
    table = pl.DataFrame({"kind": range(KINDS), **{key: [kind[key] for kind in kinds] for key in ("text", "title")}})
    facts = {
        name: pl.concat(
            [
                frames.FRAMES[name].conform(pl.DataFrame(kind[name])).with_columns(kind=number)
                for number, kind in enumerate(kinds)
                if kind[name]
            ]
        )
        for name in ("dates", "captions", "quotations", "embeds", "boilerplate")
    }
    marks = pl.concat(
        [
            pl.DataFrame(kind["findings"], infer_schema_length=None).with_columns(kind=number)
            for number, kind in enumerate(kinds)
        ]
    )
    left = findings
    for start in range(0, all_articles, STEP):
        rows = _articles(start, min(all_articles, start + STEP)).join(
            table, on="kind", how="left", maintain_order="left"
        )
        names = rows.select("article", "kind")
        parts = {
            name: frames.FRAMES[name].conform(
                names.join(frame.drop("article"), on="kind", maintain_order="left").drop("kind")
            )
            for name, frame in facts.items()
        }
        flawed = rows.filter(C("number") < articles).join(marks, on="kind", maintain_order="left").head(left)
        left -= flawed.height
        found = _findings(flawed)
        counts = found.group_by("article").agg(
            (C("severity") == grade).sum().alias(f"{grade}s") for grade in ("error", "warning", "info")
        )
        yield {
            "articles": frames.ARTICLES.conform(rows.with_columns(captured=None, modified=None, seen=SEEN)),
            "summary": frames.SUMMARY.conform(
                rows.join(counts, on="article", how="left", maintain_order="left").with_columns(
                    characters=C("text").str.len_chars(), errors=C("errors").fill_null(0),
                    warnings=C("warnings").fill_null(0), infos=C("infos").fill_null(0),
                )
            ),
            "findings": found,
            "lineage": frames.LINEAGE.empty(),
            **parts,
        }  # fmt: skip


def _articles(start: int, stop: int) -> pl.DataFrame:
    number = pl.int_range(start, stop, eager=True).alias("number")
    day = pl.lit(START) + pl.duration(days=C("number") * 37 % 1826)
    padded = C("number").cast(pl.String).str.zfill(8)
    rows = number.to_frame().with_columns(
        kind=C("number") % KINDS,
        publisher=pl.lit(pl.Series(PAPERS)).gather(C("number") % len(PAPERS)),
        published=pl.when(C("number") % 29 != 0).then(day),
        record=pl.lit(None, pl.Int64),
        sha256=padded + "9f1c2a77" * 7,
        bytes=pl.lit(1500),
        encoding=pl.lit("utf-8"),
    )
    year = C("published").dt.year().fill_null(0)
    source = pl.format("{}/{}/item-{}.txt", "publisher", year, padded)
    read = pl.when(C("number") % 3 == 0).then(pl.lit("field")).otherwise(pl.lit("label"))
    dated = C("published").is_not_null()
    return rows.with_columns(
        article=source,
        source=source,
        published_precision=pl.when(dated).then(pl.lit("day")),
        published_from=pl.when(dated).then(read),
    )


def _findings(rows: pl.DataFrame) -> pl.DataFrame:
    mark = pl.struct("article", "code", "start").hash(seed=7).cast(pl.String).str.zfill(20).str.tail(16)
    status = pl.when(C("number") % 5 == 0).then(pl.lit("known")).otherwise(pl.lit("new"))
    found = rows.with_columns(fingerprint=mark, record=pl.lit(None, pl.Int64), status=status)
    return frames.FINDINGS.conform(found)


def _kind(dice: random.Random) -> dict[str, Any]:  # noqa: PLR0915 - an article, from top to bottom
    """Return one of the articles that all others repeat: its text, and what is in it."""
    text, found = " date 2021-03-07", []
    facts: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("dates", "captions", "quotations", "embeds", "boilerplate")
    }

    def add(words: str) -> tuple[int, int]:
        nonlocal text
        start = len(text)
        text += words
        return start, len(text)

    def flaw(code: str, span: tuple[int | None, int | None], message: str) -> None:
        name, grade = next((name, grade) for known, name, grade, _ in RULES if known == code)
        start, end = span
        line = text[: start or 0].count("\n") + 1
        excerpt = text[start:end][:160] if start is not None else None
        found.append(
            {
                "code": code,
                "name": name,
                "severity": grade,
                "start": start,
                "end": end,
                "line": line,
                "column": 1,
                "excerpt": excerpt,
                "message": message,
            }
        )

    facts["dates"].append(
        {
            "from": "label",
            "raw": "2021-03-07",
            "start": 6,
            "end": 16,
            "date": date(2021, 3, 7),
            "precision": "day",
            "ambiguous": False,
        }
    )
    if dice.random() < 0.4:
        add(" ")
        stray = dice.choice(STRAY)
        span = add(stray)
        facts["boilerplate"].append(
            {
                "paragraph": 0,
                "start": span[0],
                "end": span[1],
                "text": stray,
                "category": "interface",
                "pattern": "p1",
                "confidence": 0.9,
                "whole": False,
            }
        )
        flaw("BPL001", span, f"“{stray}” is a message of the web site, not of the article.")
    add("\n\n" + " ".join(dice.sample(SENTENCES, 3)) + "\n\n")
    speaker = dice.choice(SPEAKERS)
    begin = add(speaker)
    add(" said: “")
    first = add(dice.choice(SAYINGS) + ".")
    add("\n\n")
    photographer, agency = dice.choice(PEOPLE), dice.choice(AGENCIES)
    scene = add(
        f"The old quay at low water, seen from the ferry steps on a winter morning number {dice.randrange(40)} ("
    )
    credit = add(f"{photographer}/{agency}")
    close = add(")")
    facts["captions"].append(
        {
            "paragraph": 3,
            "start": scene[0],
            "end": close[1],
            "caption": "c",
            "credit": "c",
            "credit_start": credit[0],
            "credit_end": credit[1],
            "photographers": [photographer],
            "agencies": [agency],
            "status": [],
            "restrictions": [],
            "form": "name/agency",
            "confidence": 0.9,
        }
    )
    flaw("CAP001", (scene[0], close[1]), "A photo caption stands between two paragraphs of the body.")
    add("\n\n“")
    second = add(dice.choice(SAYINGS) + ",")
    add("” she added.\n\n")
    for number, span in enumerate((first, second)):
        facts["quotations"].append(
            {
                "quotation": 0,
                "paragraph": 2 + 2 * number,
                "start": span[0],
                "end": span[1],
                "text": "t",
                "marks": "curly",
                "closed": number == 1,
                "continues": number == 0,
                "interrupted_by": None if number else "caption",
                "speaker": speaker,
                "speaker_start": begin[0],
                "speaker_end": begin[1],
            }
        )
    flaw("QUO003", first, "The quotation is interrupted by a photo caption.")
    add(" ".join(dice.sample(SENTENCES, 5)) + "\n\n")
    if dice.random() < 0.3:
        post = add("Low water again at the quay. — Harbour Watch (@harbourwatch) March 7, 2021")
        facts["embeds"].append(
            {
                "paragraph": 6,
                "start": post[0],
                "end": post[1],
                "platform": "twitter",
                "author": "Harbour Watch",
                "handle": "@harbourwatch",
                "posted": date(2021, 3, 7),
                "days_after": 0,
                "rest_of_paragraph": False,
            }
        )
        flaw("EMB001", post, "A post by Harbour Watch is read as body text.")
        add("\n\n")
    if dice.random() < 0.3:
        add("The ")
        flaw(
            "TXT004", add("â€œ" + dice.choice(("river", "ferry", "market"))), "The mark was UTF-8 read as Windows-1252."
        )
        add("â€\x9d day drew a crowd.\n\n")
    if dice.random() < 0.2:
        flaw("DAT001", (None, None), "No publication date is known.")
    add(" ".join(dice.sample(SENTENCES, 4)))
    flaw("MET002", (None, None), "The article has no title.")
    dice.shuffle(found)
    return {"text": text, "title": dice.choice(SENTENCES), "findings": found, **facts}
