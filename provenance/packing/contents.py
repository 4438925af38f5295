"""What a bag holds: the articles and a digest of each text, the run, the database, the report, the papers.

All names are ours; those of strangers stand in columns.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from provenance import exports, reports
from provenance.exports import croissant, described, streams
from provenance.frames import ARTICLE, FRAMES, INPUTS, Column, Frame, key
from provenance.runs import run_json, store
from provenance.runs.run import Run
from provenance.storage import parquet
from provenance.storage.spill import Spilled

C = pl.col
RECORDS, TEXTS, RUN, DATABASE = "records", "texts.parquet", "run", "articles.sqlite"
REPORT, DECISIONS, CHANGES = "report.html", "decisions.jsonl", "changes"
PAPERS = {
    "accession": "accession.csv", "croissant": "croissant.json", "odcs": "contract.odcs.json",
    "openlineage": "openlineage.json", "prov": "prov.json", "rights": "rights.csv",
}  # fmt: skip
"""The exports that lie in a bag beside the database, and their names there."""
ROWS = 5_000
"""Articles of one file of records."""
TEXT_DIGESTS = Frame(
    "texts",
    "an article of the bag",
    (
        key("file", "the file of records that holds it"),
        ARTICLE,
        key("source", "the path of the file from which it was read"),
        Column("record", pl.Int64(), "number of the record in it"),
        key("sha256", "SHA-256 (hex) of its text in UTF-8"),
    ),
)
_DECISIONS = ("fingerprint", "article", "code", "decision", "reason", "decided_by")


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or a folder of files, of a bag."""

    name: str
    about: str


def write(run: Run, data: Path, changes: Sequence[Path], *, report: bool) -> Iterator[Part]:
    """Write the payload of a bag; yield what was written.

    Args:
        run: A stored run.
        data: The folder data/ of the bag.
        changes: Logs of repairs.
        report: Write the report for the eye.
    """
    yield from _records(run, data)
    yield from _run(run, data)
    exports.write(run, "sqlite", data / DATABASE)
    yield Part(DATABASE, "articles, facts and findings as one SQLite database with full-text search")
    for name, file in PAPERS.items():
        if name == croissant.EXPORT.name:  # it describes what is found beside it
            described.write_json(croissant.card(run, _packed(data)), data / file)
        else:
            exports.write(run, name, data / file)
        yield Part(file, exports.declared()[name].about)
    if report:
        reports.write_html(run, data / REPORT)
        yield Part(REPORT, "the report of the check, which any browser opens without a network")
    if _decisions(run, data / DECISIONS):
        yield Part(DECISIONS, "what reviewers decided about findings, a line a decision")
    for number, log in enumerate(changes, 1):
        (data / CHANGES).mkdir(exist_ok=True)
        shutil.copyfile(log, data / CHANGES / f"{number:06}.jsonl")
        yield Part(f"{CHANGES}/{number:06}.jsonl", "the log of a repair: every edit, and each record before it")


def digests(texts: pl.Series) -> list[str]:
    """Return the SHA-256 of texts (hex)."""
    return [hashlib.sha256(text.encode()).hexdigest() for text in texts]


def _records(run: Run, data: Path) -> Iterator[Part]:
    """Write the articles, some thousand a file, and the digest of each text, against which they are verified."""
    (data / RECORDS).mkdir()
    known = Spilled()
    known.add(TEXT_DIGESTS.empty())
    for number, chunk in enumerate(streams.chunks(run, "articles", rows=ROWS), 1):
        name = f"{RECORDS}/{number:06}.parquet"
        parquet.write(chunk, data / name)
        named = chunk.select("article", "source", "record", file=pl.lit(name), sha256=pl.Series(digests(chunk["text"])))
        known.add(TEXT_DIGESTS.conform(named))
        yield Part(name, "articles as they were read: text, fields, and the path from which each came")
    parquet.write(known.scan(), data / TEXTS)
    yield Part(TEXTS, "the digest of the text of each article, as it was checked")


def _packed(data: Path) -> pl.DataFrame:
    """Return the files of records as `inputs` names files."""
    rows = []
    for file in sorted((data / RECORDS).glob("*.parquet")):
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        rows.append((f"{RECORDS}/{file.name}", "parquet", file.stat().st_size, digest))
    columns = {name: INPUTS.schema[name] for name in ("source", "format", "bytes", "sha256")}
    return pl.DataFrame(rows, columns, orient="row")


def _run(run: Run, data: Path) -> Iterator[Part]:
    """Copy the stored run, but for the articles: every report can be made of it again."""
    (data / RUN).mkdir()
    if run.frames is None:
        return
    for file in (run.frames / run_json.MANIFEST, *sorted(run.frames.glob("*.parquet"))):
        about = _about(file)
        if about:
            shutil.copyfile(file, data / RUN / file.name)
            yield Part(f"{RUN}/{file.name}", about)


def _about(file: Path) -> str:
    """Return what a file of a stored run is; nothing for one that is none, and for the articles."""
    if file.name == run_json.MANIFEST:
        return "the run: verdict, policy, versions, rules"
    if file.stem in store.BESIDE:
        return f"the frame {file.stem}: what became of findings"
    frame = FRAMES.get(file.stem)
    return f"the frame {frame.name}: a row is {frame.row}" if frame and frame.name != "articles" else ""


def _decisions(run: Run, place: Path) -> int:
    """Write the decisions that findings bear; return how many there are."""
    number = 0
    with place.open("w", encoding="utf-8", newline="\n") as file:
        for chunk in run.found.each(_DECISIONS):
            for row in chunk.drop_nulls("decision").rename({"decided_by": "by"}).iter_rows(named=True):
                known = {name: value for name, value in row.items() if value is not None}
                line = json.dumps({"format": "provenance-decision/1", **known}, ensure_ascii=False)
                file.write(line + "\n")
                number += 1
    if not number:
        place.unlink()
    return number
