"""What a run has written into a target is never read as articles again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from provenance import check, formats, gate
from provenance.frames import EXTRACTED
from provenance.policy import Policy


def test_papers_are_told_by_the_manifest_and_never_read_as_articles(tmp_path: Path) -> None:
    corpus = tmp_path / "in"
    corpus.mkdir()
    (corpus / "a.txt").write_text(" date 2024-03-12 An error occurred. Please try again.", encoding="utf-8")
    sides = (tmp_path / "good", tmp_path / "bad")
    policy = Policy(select=("BPL001", "INP"), now=date(2024, 6, 1))
    with gate.prepare(*sides, [corpus]) as claimed:
        gate.split_corpus(check.check_corpus([corpus], policy), [corpus], claimed)
    check.extract_facts(corpus, tmp_path / "facts", policy)
    (tmp_path / "facts" / "mine.txt").write_text("mine", encoding="utf-8")
    bad = sides[1]
    assert (bad / "findings.parquet").is_file()
    for paths, read, excluded in (
        ([bad], ["a.txt"], 3),
        ([sides[0]], [], 1),
        ([tmp_path / "facts"], ["mine.txt"], len(EXTRACTED)),
        ([bad / "a.txt", bad / "findings.parquet"], [str(bad / "a.txt")], 1),
    ):
        found = formats.listing(paths)
        assert ([file.source for file in found.files], found.excluded, found.skipped) == (read, excluded, {})
    with gate.prepare(tmp_path / "good2", tmp_path / "bad2", [bad]) as claimed:
        counts = gate.split_corpus(check.check_corpus([bad], policy), [bad], claimed)
    assert (counts.records, counts.quarantined, counts.excluded) == (1, 1, 3)
    (bad / gate.MANIFEST).write_text("{}", encoding="utf-8")  # no manifest any more: a name alone makes no paper
    assert [file.source for file in formats.listing([bad]).files] == ["a.txt", "findings.parquet", "troubles.parquet"]
