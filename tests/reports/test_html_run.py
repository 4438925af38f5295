"""The HTML report of a real run: what it takes from the run, the policy, and the runs stored before."""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from provenance.check import check_corpus
from provenance.engines.local import Local
from provenance.policy.configuration import Policy
from provenance.policy.limits import read_limits
from provenance.policy.values import read_date
from provenance.reports import html
from provenance.reports.html.source import of_run
from provenance.runs import sources, store
from provenance.runs.fact_tables import prepare
from provenance.runs.run import Run

POLICY = Policy(now=read_date("2024-06-01"), limits=read_limits({"BPL001": "50%", "MET001": {"warning": 0}}))
TEXT = (
    " date 2022-03-09 An error occurred. Please try again.\n\n"
    "The council of Westhaven met on Tuesday and spoke for two hours about the new bridge over the lower river.\n"
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    place = tmp_path / "corpus" / "harbour"
    place.mkdir(parents=True)
    (place / "a.txt").write_text(TEXT, encoding="utf-8")
    (place / "b.txt").write_text(TEXT.replace("An error occurred. Please try again.", ""), encoding="utf-8")
    return tmp_path / "corpus"


def run(corpus: Path, frames: Path) -> Run:
    prepare(frames)
    return check_corpus([corpus], POLICY, engine=Local(1), frames=frames)


def meta(path: Path) -> dict[str, object]:
    found = re.search(r'id="meta">(.*?)</script>', path.read_text(encoding="utf-8"))
    assert found
    message: dict[str, object] = json.loads(found[1])
    return message


def test_limits_and_results_are_the_policys(corpus: Path, tmp_path: Path) -> None:
    rules = {rule.code: rule for rule in of_run(run(corpus, tmp_path / "frames")).rules}
    assert (rules["BPL001"].limit, rules["BPL001"].exceeded) == ("50%", False)
    assert (rules["MET001"].limit, rules["MET001"].exceeded) == ("0", True)
    assert (rules["DAT001"].limit, rules["DAT001"].exceeded) == (None, False)


def test_the_record_tells_of_the_run_and_not_of_the_machine(corpus: Path, tmp_path: Path) -> None:
    data = of_run(run(corpus, tmp_path / "frames"))
    assert data.title == "corpus"
    assert [one["path"] for one in data.record["inputs"]] == ["harbour/a.txt", "harbour/b.txt"]
    assert all(len(one["sha256"]) == 64 for one in data.record["inputs"])
    (path,) = html.render(data, tmp_path / "report.html")
    assert str(tmp_path) not in path.read_text(encoding="utf-8")


def test_every_file_and_every_archive_is_listed_with_its_digest(tmp_path: Path) -> None:
    place = tmp_path / "corpus"
    place.mkdir()
    lines = "".join(json.dumps({"id": f"{n}", "text": f"{TEXT} {n}"}) + "\n" for n in range(3)).encode()
    (place / "week.jsonl").write_bytes(lines)
    (place / "week.csv").write_text(f'id,text\nc,"{TEXT}"\n', encoding="utf-8")
    (place / "late.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    with zipfile.ZipFile(place / "box.zip", "w") as packed:
        packed.writestr("in/week.jsonl", lines.replace(b'"id": "', b'"id": "z'))
        packed.writestr("in/note.txt", TEXT)
    done = run(place, tmp_path / "frames")
    digests = {file.name: sha256(file.read_bytes()).hexdigest() for file in place.iterdir()}
    digests |= {"box.zip!/in/week.jsonl": sha256(lines.replace(b'"id": "', b'"id": "z')).hexdigest()}
    digests |= {"box.zip!/in/note.txt": sha256(TEXT.encode()).hexdigest()}
    listed = sources.first(done)
    assert {one["path"]: one["sha256"] for one in listed} == digests
    assert {one["path"]: one["records"] for one in listed} == {
        "late.txt.gz": 1, "week.csv": 1, "week.jsonl": 3, "box.zip": 4, "box.zip!/in/week.jsonl": 3,
        "box.zip!/in/note.txt": 1,
    }  # fmt: skip
    paths = [one["path"] for one in listed]
    assert paths.index("box.zip") < min(paths.index(path) for path in paths if path.startswith("box.zip!"))


def test_a_stored_run_gives_the_same_report(corpus: Path, tmp_path: Path) -> None:
    first = run(corpus, tmp_path / "runs" / "one")
    (direct,) = html.write(first, tmp_path / "direct.html")
    store.save(first, tmp_path / "runs" / "one")
    (stored,) = html.write(store.load(tmp_path / "runs" / "one"), tmp_path / "stored.html")
    assert direct.read_bytes() == stored.read_bytes()


def test_runs_stored_before_make_a_trend(corpus: Path, tmp_path: Path) -> None:
    first = run(corpus, tmp_path / "runs" / "one")
    store.save(first, tmp_path / "runs" / "one")
    (tmp_path / "runs" / "broken").mkdir()
    (tmp_path / "runs" / "broken" / "run.json").write_text("{}")
    second = run(corpus, tmp_path / "runs" / "two")
    second = replace(second, record=replace(second.record, started=first.record.started + timedelta(days=7)))
    store.save(second, tmp_path / "runs" / "two")
    data = of_run(store.load(tmp_path / "runs" / "two"))
    assert [(one.id, one.articles, one.with_errors) for one in data.earlier] == [("one", 2, 1)]
    assert data.earlier[0].counts["BPL001"] == 1
    assert of_run(store.load(tmp_path / "runs" / "one")).earlier == ()
    (path,) = html.render(data, tmp_path / "report.html")
    assert "run by run" in path.read_text(encoding="utf-8")


def test_without_frames_the_findings_are_told_without_texts(corpus: Path, tmp_path: Path) -> None:
    done = check_corpus([corpus], POLICY, engine=Local(1))
    (path,) = html.write(done, tmp_path / "report.html")
    message = meta(path)
    assert message["findings"] == done.findings.height
    assert message["texts"] == []


def test_a_repair_is_named_where_fix_writes_one_of_the_files(corpus: Path) -> None:
    def named(path: Path) -> bool:
        rules = {rule.code: rule.fix for rule in of_run(check_corpus([path], POLICY)).rules}
        return rules["BPL001"] is not None

    table = corpus.parent / "week.csv"
    table.write_text('id,text\n1,"{}"\n'.format(TEXT.replace("\n\n", " ")), encoding="utf-8")
    assert (named(corpus), named(table)) == (True, False)
