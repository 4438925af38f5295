"""The database: whole for SQLite itself, the same rows as the frames, found by words; the questions of the docs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pages import HERE, blocks

from provenance.exports import sqlite, streams
from provenance.runs.run import Run
from tests.exports.conftest import NAMES

QUESTIONS = next(b for b in blocks(HERE / "docs/papers.md", "sql") if b.declared == "file: questions.sql")


@pytest.fixture
def base(written: Callable[[str], Path]) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{written('sqlite')}?mode=ro", uri=True)) as opened:
        yield opened


def test_sqlite_finds_nothing_wrong_with_the_file(base: sqlite3.Connection) -> None:
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("name", sqlite.tables())
def test_every_table_holds_the_rows_of_its_frame(base: sqlite3.Connection, checked: Run, name: str) -> None:
    rows = sum(chunk.height for chunk in streams.chunks(checked, name))
    assert base.execute(f"SELECT count(*) FROM {name}").fetchone() == (rows,)  # noqa: S608


def test_cells_stand_as_a_shell_reads_them(base: sqlite3.Connection) -> None:
    assert [row[0] for row in base.execute("SELECT article FROM articles WHERE source = 'feed.jsonl'")][:5] == NAMES[:5]
    row = base.execute("SELECT photographers, agencies FROM captions WHERE article = 'ferry.txt'").fetchone()
    assert [json.loads(cell) for cell in row] == [["Ana Roe"], ["Harbour Press"]]
    dated = "SELECT published, captured, modified FROM articles WHERE article = 'é'"
    assert base.execute(dated).fetchone() == ("2024-03-01", None, "2024-03-13T09:30:00Z")
    assert {typed for (typed,) in base.execute("SELECT DISTINCT typeof(titled) FROM summary")} == {"integer"}


def test_the_words_of_paragraphs_are_cut_out_of_their_articles(base: sqlite3.Connection, checked: Run) -> None:
    cut = base.execute("SELECT article, start, text FROM paragraph_texts ORDER BY number").fetchall()
    known = [
        row
        for chunk in streams.chunks(checked, "paragraphs")
        for row in chunk.select("article", "start", "text").rows()
    ]
    assert cut == [row for row in known if row[0] != "twice"]  # of two articles of one id nobody knows whose they are


@pytest.mark.parametrize("question", [each for each in QUESTIONS.text.split(";\n") if each.strip()])
def test_the_questions_of_the_page_have_answers(base: sqlite3.Connection, question: str) -> None:
    assert base.execute(question).fetchall()


def test_a_search_reads_an_index_and_looks_up_by_one(base: sqlite3.Connection) -> None:
    plan = base.execute("EXPLAIN QUERY PLAN SELECT * FROM findings WHERE article = 'é'").fetchall()
    assert "USING INDEX of_findings_article" in plan[0][-1]
    found = "SELECT article FROM articles WHERE number IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
    assert base.execute(found, ("sea decides",)).fetchall() == [("ferry.txt",), (f"{'y' * 240}.txt",)]
    assert base.execute("SELECT count(*) FROM columns WHERE meaning = ''").fetchone() == (0,)
