"""A run as one SQLite file: articles, facts and findings for Datasette and for a plain SQL shell.

The tables are the frames of docs/frames.md. What another table holds already is a view: the words of paragraphs are
cut out of the articles. Texts and findings have an index of words (FTS5), which Datasette finds by itself.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from provenance.errors import UsageError
from provenance.exports import streams
from provenance.exports.base import Export
from provenance.frames import FRAMES, Column
from provenance.policy import configuration
from provenance.policy.configuration import Policy
from provenance.runs.run import Run
from provenance.storage.atomic import is_stream
from provenance.storage.untrusted import is_system

_FIRST = ("articles", "findings", "summary")
_NO_TABLES = ("records", "normalised")
"""Frames that are made of others, or of which others are made: they say nothing that those do not say."""
LEFT_OUT = {"paragraphs": ("text",), "articles": ("places", "captions")}
"""Columns that are cut out of another table, or that speak of the bytes of a page only."""
INDICES = (
    ("findings", "code"), ("findings", "severity"), ("findings", "fingerprint"), ("findings", "source"),
    ("articles", "published"), ("articles", "publisher"), ("articles", "sha256"), ("summary", "source"),
    ("captions", "credit"), ("quotations", "speaker"), ("lineage", "kind"), ("stated", "what"),
)  # fmt: skip
"""Columns by which rows are looked up, beside `article`, which is one in every table."""
WORDS = {"articles": ("title", "text"), "findings": ("message", "excerpt")}
"""The columns whose words are looked up (FTS5), by table."""
_TYPES = {pl.Int64(): "INTEGER", pl.Float64(): "REAL", pl.Boolean(): "INTEGER"}
_VIEWS = """
CREATE VIEW paragraph_texts AS
  SELECT p.*, substr(a.text, p.start + 1, p.end - p.start) AS text
  FROM paragraphs AS p JOIN articles AS a ON a.article = p.article
  WHERE a.article NOT IN (SELECT article FROM articles GROUP BY article HAVING count(*) > 1);
CREATE VIEW findings_by_rule AS
  SELECT f.code, f.name, f.severity, f.status, sum(coalesce(f.stands_for, 1)) AS findings,
         count(DISTINCT f.article) AS articles, r.summary
  FROM findings AS f LEFT JOIN rules AS r ON r.code = f.code GROUP BY f.code, f.severity, f.status;
CREATE VIEW findings_by_source AS
  SELECT source, severity, sum(coalesce(stands_for, 1)) AS findings, count(DISTINCT article) AS articles
  FROM findings WHERE status = 'new' GROUP BY source, severity;
"""
"""Paragraphs of articles that share an id have no words there: nothing tells of which of them they are."""
_MEMORY = 16_000
"""Kilobytes that SQLite holds of its pages."""


def tables() -> list[str]:
    """Return the frames that are tables, those of other packages among them."""
    return list(dict.fromkeys((*_FIRST, *(name for name in FRAMES if name not in _NO_TABLES))))


def refuse(_: Policy, path: Path) -> None:
    """Raise UsageError if a place is no file on a disk: SQLite writes here and there in it."""
    if is_stream(path) or is_system(str(path.absolute())):
        message = f"cannot write {path}: a database is written into a file, not to a stream or device"
        raise UsageError(message)


def write(run: Run, path: Path) -> None:
    """Write the database of a run."""
    path.unlink(missing_ok=True)  # a part of a file, held empty
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        for setting in ("journal_mode=OFF", "synchronous=OFF", "page_size=8192", f"cache_size=-{_MEMORY}"):
            base.execute(f"PRAGMA {setting}")
        base.execute("BEGIN")
        _write_run(base, run)
        for name in tables():
            columns = [column for column in FRAMES[name].columns if column.name not in LEFT_OUT.get(name, ())]
            _create(base, name, columns)
            _fill(base, name, streams.chunks(run, name, [column.name for column in columns]))
        _index(base)
        base.execute("COMMIT")
        base.execute("ANALYZE")


def _write_run(base: sqlite3.Connection, run: Run) -> None:
    """Write what the run is, its rules, and what each column means."""
    base.execute("CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
    base.executemany("INSERT INTO run VALUES (?, ?)", _about(run))
    base.execute("CREATE TABLE rules (code TEXT PRIMARY KEY, name TEXT, severity TEXT, summary TEXT, version INTEGER)")
    rules = ((rule.code, rule.name, rule.severity, rule.summary, rule.version) for rule in run.rules)
    base.executemany("INSERT INTO rules VALUES (?, ?, ?, ?, ?)", rules)
    base.execute('CREATE TABLE columns ("table" TEXT, "column" TEXT, meaning TEXT)')
    meanings = ((name, column.name, column.about) for name in tables() for column in FRAMES[name].columns)
    base.executemany("INSERT INTO columns VALUES (?, ?, ?)", meanings)


def _about(run: Run) -> Iterator[tuple[str, str]]:
    record, verdict = run.record, run.verdict
    yield "program", f"provenance {record.version}".strip()
    yield "started", record.started.isoformat()
    yield "arguments", json.dumps(record.arguments, ensure_ascii=False)
    yield "gate", "pass" if verdict.passed else "fail"
    yield "verdict", verdict.sentence
    yield "reasons", json.dumps([reason.text for reason in verdict.deciding], ensure_ascii=False)
    yield "notes", json.dumps(record.notes, ensure_ascii=False)
    yield "versions", json.dumps(record.versions, ensure_ascii=False, sort_keys=True)
    yield "policy", json.dumps(configuration.table(run.policy), ensure_ascii=False, sort_keys=True, default=str)


def _create(base: sqlite3.Connection, name: str, columns: Iterable[Column]) -> None:
    """Create a table whose rows are numbered: two articles may bear one id."""
    declared = [f"{_quoted(column.name)} {_TYPES.get(column.dtype, 'TEXT')}" for column in columns]
    rules = ", FOREIGN KEY (code) REFERENCES rules (code)" if name == "findings" else ""
    base.execute(f"CREATE TABLE {_quoted(name)} (number INTEGER PRIMARY KEY, {', '.join(declared)}{rules})")


def _fill(base: sqlite3.Connection, name: str, chunks: Iterable[pl.DataFrame]) -> None:
    for chunk in chunks:
        cells = chunk.select(_cell(column, dtype) for column, dtype in chunk.schema.items())
        marks = ", ".join("?" * cells.width)
        base.executemany(f"INSERT INTO {name} VALUES (NULL, {marks})", cells.iter_rows())  # noqa: S608 - our names


def _cell(name: str, dtype: pl.DataType) -> pl.Expr:
    """Return what stands in SQLite for a column: days and moments in ISO 8601, lists in JSON, flags as 0 and 1."""
    column = pl.col(name)
    match dtype:
        case pl.Date():
            return column.dt.to_string("iso")
        case pl.Datetime():
            return column.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        case pl.List() | pl.Struct():
            return column.map_elements(_json, return_dtype=pl.String, skip_nulls=True)
        case _:
            return column


def _json(value: Any) -> str:  # noqa: ANN401 - a list or a struct of whatever a frame holds
    return json.dumps(value.to_list() if isinstance(value, pl.Series) else value, ensure_ascii=False, default=_iso)


def _iso(value: date | datetime) -> str:
    return value.isoformat()


def _index(base: sqlite3.Connection) -> None:
    """Make the indices, when all rows are there, and the views."""
    of_articles = [(name, "article") for name in tables() if "article" in FRAMES[name].schema]
    for table, column in (*of_articles, *INDICES):
        base.execute(f"CREATE INDEX of_{table}_{column} ON {table} ({_quoted(column)})")
    for table, columns in WORDS.items():
        named = ", ".join(columns)
        base.execute(
            f"CREATE VIRTUAL TABLE {table}_fts USING fts5({named}, content='{table}', content_rowid='number', "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        base.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")  # noqa: S608 - our names
    for view in filter(str.strip, _VIEWS.split(";\n")):
        base.execute(view)


def _quoted(name: str) -> str:
    return f'"{name}"'


EXPORT = Export(
    name="sqlite", about="articles, facts and findings as one SQLite file, with full-text search", write=write,
    facts=True, refuse=refuse,
)  # fmt: skip
