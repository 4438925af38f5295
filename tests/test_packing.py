"""A bag: valid for those who wrote BagIt and PREMIS down, with names of ours, whole or not there, and what it notices."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path
from xml.etree.ElementTree import fromstring

import bagit
import polars as pl
import pytest

from provenance import packing
from provenance.errors import UsageError
from provenance.exports import premis
from provenance.formats import listing
from provenance.packing import bag as bags
from provenance.packing import contents, crate, place
from provenance.packing.verify import verify
from provenance.runs import store
from provenance.runs.run import Run
from tests.exports import premis_rules
from tests.exports.conftest import NAMES, write_corpus
from tests.support import Call

REASON = "It <stays>: \x00 the article quotes it."
EDITS = {"format": "provenance-changes/1", "article": "CON.txt", "edits": [{"code": "BPL001"}], "sha256_before": "a", "sha256_after": "b"}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a stored run of hostile articles, one finding of which is decided, and a log of repairs."""
    from provenance import check
    from provenance.policy.configuration import Policy
    from provenance.runs import fact_tables

    home = tmp_path_factory.mktemp("pack")
    decision = {
        "format": "provenance-decision/1", "article": "CON.txt", "code": "DAT001", "decision": "accept",
        "reason": REASON, "by": "Mara Quist",
    }  # fmt: skip
    (home / "decisions.jsonl").write_text(json.dumps(decision), encoding="utf-8")
    (home / "changes.jsonl").write_text(json.dumps(EDITS) + "\nno entry\n", encoding="utf-8")
    fact_tables.prepare(home / "run")
    policy = Policy(now="2024-06-01", decisions=[home / "decisions.jsonl"], dataset="../x\n<b>")
    store.save(check.check_corpus(write_corpus(home / "in"), policy, frames=home / "run"), home / "run")
    return home


@pytest.fixture(scope="module")
def run(home: Path) -> Run:
    return store.load(home / "run", facts=True)


@pytest.fixture(scope="module")
def packed(home: Path, run: Run) -> Path:
    """Return the bag."""
    packing.pack(run, home / "bag", changes=[home / "changes.jsonl"], packer="Tom\nReed")
    return home / "bag"


@pytest.fixture
def bag(packed: Path, tmp_path: Path) -> Path:
    """Return a copy of the bag, to be changed."""
    return shutil.copytree(packed, tmp_path / "bag")


def test_bagit_and_sha512sum_find_the_bag_valid(packed: Path) -> None:
    assert bagit.Bag(str(packed)).validate()
    for manifest in (bags.MANIFEST, bags.TAGS):
        subprocess.run(["sha512sum", "--check", "--strict", "--quiet", manifest], cwd=packed, check=True)
    told = bagit.Bag(str(packed)).info
    assert (told["Internal-Sender-Identifier"], told["Contact-Name"]) == ("../x <b>", "Tom Reed")
    assert verify(packed) == []


def test_all_names_in_the_bag_are_ours_and_the_articles_keep_theirs(packed: Path) -> None:
    names = [file.relative_to(packed).as_posix() for file in packed.rglob("*")]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9./-]+", name.replace("_", "-"))] == []
    records = pl.read_parquet(packed / "data/records/000001.parquet")
    assert records.filter(source="feed.jsonl")["article"].to_list() == NAMES
    with closing(sqlite3.connect(packed / "data" / contents.DATABASE)) as base:
        assert base.execute("SELECT text FROM articles ORDER BY number").fetchall() == [
            (text,) for text in records["text"]
        ]


def test_the_run_in_the_bag_is_one_from_which_reports_are_made(packed: Path, run: Run) -> None:
    assert store.load(packed / "data/run").findings.equals(run.findings)


def test_what_reads_texts_says_where_those_of_a_bag_lie(packed: Path, tmp_path: Path, call: Call) -> None:
    folder = packed / "data/run"
    calls = [("report", folder, "--output", f"{name}={tmp_path / 'x.html'}") for name in ("jsonld", "html", "sqlite")]
    for words in (*calls, ("pack", folder, "--to", tmp_path / "b.zip"), ("explain", folder, "ferry.txt")):
        done = call(*words, cwd=tmp_path)
        assert (done.returncode, f"they lie in {packed / 'data/records'}" in done.stderr) == (2, True), done.stderr
    assert call("report", folder, "-q", "--output", f"odcs={tmp_path / 'x'}", cwd=tmp_path).returncode == 0


def test_the_events_keep_the_rules_of_the_data_dictionary_and_tell_what_happened(packed: Path) -> None:
    root = fromstring((packed / "data" / packing.PREMIS).read_text(encoding="utf-8"))  # noqa: S314
    assert premis_rules.broken(root) == []
    spaces = {"p": premis.NAMESPACE}
    kinds = [each.text for each in root.iterfind("p:event/p:eventType", spaces)]
    assert kinds == ["validation", "appraisal", "modification", "packing"]
    assert {each.text for each in root.iterfind("p:agent/p:agentName", spaces)} == {
        "provenance",
        "Mara Quist",
        "Tom\nReed",
    }
    notes = [each.text for each in root.iterfind(".//p:eventOutcomeDetailNote", spaces)]
    assert REASON.replace("\x00", "\ufffd") in notes
    assert {each.text for each in root.iterfind(".//p:copyrightNote", spaces)} == {
        "© 2024 Harbour Press. All rights reserved."
    }
    repair = next(each.text for each in root.iterfind(".//p:eventDetail", spaces) if "became" in str(each.text))
    assert repair == "CON.txt: 1 edits (BPL001); SHA-256 a became b"


def test_decisions_and_repairs_lie_in_the_bag(packed: Path, home: Path) -> None:
    (decided,) = (packed / "data" / contents.DECISIONS).read_text(encoding="utf-8").splitlines()
    assert json.loads(decided)["by"] == "Mara Quist"
    assert (packed / "data/changes/000001.jsonl").read_bytes() == (home / "changes.jsonl").read_bytes()


def test_the_crate_names_every_file_and_who_did_what(packed: Path) -> None:
    """What the profile requires and recommends is tried by `nox -s crate`."""
    graph = {each["@id"]: each for each in json.loads((packed / "data" / crate.METADATA).read_text())["@graph"]}
    files = {file.relative_to(packed / "data").as_posix() for file in (packed / "data").rglob("*") if file.is_file()}
    assert {each["@id"] for each in graph["./"]["hasPart"]} == files - {crate.METADATA}
    assert graph["#check"]["agent"] == {"@id": "#packer"}
    assert graph["#packer"]["name"] == "Tom\nReed"


def test_the_card_describes_the_records_that_lie_beside_it(packed: Path) -> None:
    card = json.loads((packed / "data/croissant.json").read_text(encoding="utf-8"))
    file, folder = card["distribution"]
    records = packed / "data/records/000001.parquet"
    assert (packed / "data" / file["contentUrl"]) == records
    assert file["sha256"] == hashlib.sha256(records.read_bytes()).hexdigest()
    assert (file["contentSize"], folder["includes"]) == (f"{records.stat().st_size} B", ["records/*.parquet"])
    columns = {field["source"]["extract"]["column"] for field in card["recordSet"][0]["field"]}
    assert {"article", "text", "title"} <= columns <= {*pl.read_parquet_schema(records)}


@pytest.mark.parametrize("suffix", [".zip", ".tar"])
def test_an_archive_holds_the_same_bag(run: Run, tmp_path: Path, suffix: str) -> None:
    to = tmp_path / f"harbour{suffix}"
    packing.pack(run, to, report=False)
    assert verify(to) == []
    with zipfile.ZipFile(to) if suffix == ".zip" else tarfile.open(to) as archive:
        archive.extractall(tmp_path / "out")  # noqa: S202 - ours
    assert bagit.Bag(str(tmp_path / "out/harbour")).validate()
    assert {*tmp_path.iterdir()} == {to, tmp_path / "out"}


def _files(folder: Path) -> list[Path]:
    return [place for place in folder.rglob("*") if place.is_file()]


def _rewrite_text(bag: Path) -> None:
    file = bag / "data/records/000001.parquet"
    told = pl.when(pl.int_range(pl.len()) < 3).then(pl.col("text") + "!").otherwise("text")
    pl.read_parquet(file).with_columns(text=told).write_parquet(file)


def _rewrite_database(bag: Path) -> None:
    with closing(sqlite3.connect(bag / "data" / contents.DATABASE)) as base:
        base.execute("UPDATE articles SET text = 'x' WHERE article = 'ferry.txt'")
        base.commit()


def _damage(bag: Path) -> None:
    for name in (contents.DATABASE, contents.TEXTS):
        (bag / "data" / name).write_bytes(b"PAR1 no longer")


def _replace_by_link(bag: Path) -> None:
    (bag / "data/accession.csv").unlink()
    (bag / "data/accession.csv").symlink_to("/etc/passwd")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            _rewrite_text,
            [
                "data/records/000001.parquet: has changed",
                "the texts of 3 articles differ from what was checked: CON.txt, ferry.txt, yyy",
            ],
        ),
        (
            _rewrite_database,
            ["data/articles.sqlite: has changed", "the text of 1 article differs from what was checked: ferry.txt"],
        ),
        (
            _damage,
            [
                "data/articles.sqlite: has changed",
                "data/texts.parquet: has changed",
                "data/texts.parquet: cannot be read",
            ],
        ),
        (_replace_by_link, ["data/accession.csv: cannot be trusted"]),
        (lambda bag: (bag / "data/accession.csv").unlink(), ["data/accession.csv: is missing"]),
        (lambda bag: (bag / "data/new.txt").touch(), ["data/new.txt: was not packed"]),
        (lambda bag: (bag / bags.INFO).write_text("x"), ["bag-info.txt: has changed"]),
        (lambda bag: (bag / bags.TAGS).unlink(), ["tagmanifest-sha512.txt: is missing"]),
        (lambda bag: (bag / bags.MANIFEST).unlink(), ["manifest-sha512.txt: is missing"]),
        (
            lambda bag: (bag / bags.MANIFEST).write_bytes(b"\xff"),
            ["manifest-sha512.txt: has changed", "manifest-sha512.txt: cannot be read: 'utf-8'"],
        ),
        (
            lambda bag: (bag / bags.MANIFEST).write_text("no digest\n"),
            ["manifest-sha512.txt: has changed", "manifest-sha512.txt: line 1 names no file with its SHA-512"],
        ),
        (
            lambda bag: [(bag / "data/texts.parquet").unlink(), bags.close(bag, {})],
            ["data/texts.parquet: is not there; nothing tells what was checked"],
        ),
    ],
    ids=[
        "texts",
        "database",
        "damaged",
        "link",
        "missing",
        "added",
        "info",
        "tags",
        "no manifest",
        "manifest in bytes",
        "manifest of words",
        "no digests of texts",
    ],
)
def test_what_has_changed_is_told_a_line_a_file(bag: Path, change, told: list[str], call: Call) -> None:  # fmt: skip
    change(bag)
    done = call("pack", "--verify", bag, cwd=bag.parent)
    *lines, last = done.stdout.splitlines()
    assert (done.returncode, last) == (1, f"{bag}: has changed since it was packed")
    assert len(lines) == len(told)
    assert [part for part, line in zip(told, lines, strict=True) if part not in line] == []


def test_a_manifest_that_was_made_again_does_not_hide_another_text(bag: Path) -> None:
    _rewrite_text(bag)
    bags.close(bag, {})
    (line,) = verify(bag)
    assert "the texts of 3 articles differ" in line


def _of_zip(bag: Path, names: list[str], place: Path) -> bytes:
    """Write files of a bag as an archive of one folder; return its bytes."""
    with zipfile.ZipFile(place, "w") as archive:
        for name in names:
            archive.write(bag / name, f"bag/{name}")
    return place.read_bytes()


def _of_tar(bag: Path, names: list[str], place: Path) -> bytes:
    with tarfile.open(place, "w") as archive:
        for name in names:
            archive.add(bag / name, f"bag/{name}")
    return place.read_bytes()


@pytest.mark.parametrize(
    ("write", "change", "told"),
    [
        (_of_zip, lambda data: data.replace(b"article,", b"artikel,", 1), ["data/accession.csv: cannot be read: Bad CRC"]),
        (_of_zip, lambda data: data[:-200], ["bag.x: begins as a bag and cannot be unpacked"]),
        (_of_tar, lambda data: data[: -len(data) // 3], ["bag.x: cannot be read to its end", bags.MANIFEST]),
    ],
    ids=["bad sector", "short zip", "short tar"],
)  # fmt: skip
def test_a_damaged_archive_is_a_bag_that_has_changed(packed: Path, tmp_path: Path, write, change, told) -> None:  # fmt: skip
    names = sorted(file.relative_to(packed).as_posix() for file in _files(packed))
    (tmp_path / "bag.x").write_bytes(change(write(packed, names, tmp_path / "bag.x")))
    lines = verify(tmp_path / "bag.x")
    assert lines[0].startswith(told[0])
    assert [part for part in told if not any(part in line for line in lines)] == []


def test_a_file_that_stands_twice_in_an_archive_is_told(packed: Path, tmp_path: Path) -> None:
    names = sorted(file.relative_to(packed).as_posix() for file in _files(packed))
    with pytest.warns(UserWarning, match="Duplicate name"):
        _of_zip(packed, [*names, "data/accession.csv"], tmp_path / "bag.zip")
    assert verify(tmp_path / "bag.zip") == [
        "data/accession.csv: stands twice in the archive, or as a file and a folder"
    ]


def test_a_bag_with_other_digests_is_not_compared(bag: Path, call: Call) -> None:
    (bag / bags.MANIFEST).rename(bag / "manifest-md5.txt")
    done = call("pack", "--verify", bag, cwd=bag.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a bag without SHA-512 digests, which alone are compared here; it has manifest-md5.txt" in done.stderr


@pytest.mark.parametrize(
    "make",
    [
        lambda bag: (bag / bags.DECLARED).unlink(),
        lambda bag: [shutil.rmtree(bag), bag.write_bytes(b"PK\x03\x04 no archive")],
        lambda bag: [shutil.rmtree(bag), _write_zip(bag, "../out.txt")],
        shutil.rmtree,
    ],
    ids=["declaration", "no archive", "leads out", "nothing"],
)
def test_what_is_no_bag_is_a_wrong_call(bag: Path, make, call: Call) -> None:  # fmt: skip
    make(bag)
    done = call("pack", "--verify", bag, cwd=bag.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert not (bag.parent / "out.txt").exists()


def _write_zip(place: Path, name: str) -> None:
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr(name, "x")


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS number, 'a' AS text FROM n"


@pytest.mark.parametrize(
    "made",
    [
        f"CREATE VIEW articles AS {ENDLESS}",
        f"CREATE TABLE articles (number INTEGER PRIMARY KEY, text TEXT AS (({ENDLESS} LIMIT 1)))",
        "CREATE TABLE articles (number INTEGER PRIMARY KEY, text)",
        "CREATE VIRTUAL TABLE articles USING fts5(text, number)",
    ],
    ids=["view", "generated", "numbers", "virtual"],
)
def test_a_database_of_a_stranger_is_not_run(bag: Path, made: str) -> None:
    (bag / "data" / contents.DATABASE).unlink()
    with closing(sqlite3.connect(bag / "data" / contents.DATABASE)) as base:
        try:
            base.execute(made)
        except sqlite3.OperationalError:  # a version that makes no such column
            return
        if made.endswith("text)"):
            base.execute("INSERT INTO articles (text) VALUES (17), (NULL)")
        base.commit()
    bags.close(bag, {})
    assert verify(bag) == ["data/articles.sqlite: cannot be read; its texts cannot be held against what was checked"]


@pytest.mark.parametrize("text", [pl.lit(17), pl.lit(None)], ids=["numbers", "nothing"])
def test_records_without_texts_are_told(bag: Path, text: pl.Expr) -> None:
    file = bag / "data/records/000001.parquet"
    pl.read_parquet(file).with_columns(text=text).write_parquet(file)
    bags.close(bag, {})
    assert verify(bag) == [
        "data/records/000001.parquet: cannot be read; its texts cannot be held against what was checked"
    ]


def test_a_manifest_that_leads_out_opens_nothing(bag: Path) -> None:
    with (bag / bags.MANIFEST).open("a", encoding="utf-8") as file:
        file.write(f"{'0' * 128}  ../../etc/passwd\n")
    assert any(line.startswith("../../etc/passwd: cannot be trusted") for line in verify(bag))


@pytest.mark.parametrize("suffix", ["", ".zip"])
@pytest.mark.parametrize("step", ["write", "close"])
def test_what_breaks_off_leaves_nothing(run: Run, tmp_path: Path, monkeypatch, suffix: str, step: str) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "the disk is full"
        raise OSError(28, message)

    monkeypatch.setattr({"write": premis, "close": bags}[step], {"write": "build", "close": "close"}[step], broken)
    with pytest.raises(UsageError, match="cannot write it: the disk is full"):
        packing.pack(run, tmp_path / f"bag{suffix}", report=False)
    assert [*tmp_path.iterdir()] == []


def test_what_a_killed_run_has_left_is_removed_and_what_a_living_one_writes_stays(run: Run, tmp_path: Path) -> None:
    dead = tmp_path / ".provenance-dead.bag"
    (dead / "data").mkdir(parents=True)
    with place.new(tmp_path / "one", run.record.started) as living:
        assert not dead.exists()
        with place.new(tmp_path / "two", run.record.started) as other:
            assert living.is_dir()
            (other / "x").touch()
        (living / "x").touch()
    assert {each.name for each in tmp_path.iterdir()} == {"one", "two"}


def test_wrong_calls_are_refused_before_any_work(home: Path, call: Call) -> None:
    (home / "taken").mkdir()
    calls = {
        "is there already": ("run", "--to", "taken"),
        "its folder does not exist": ("run", "--to", "none/bag"),
        "name a stored run or articles": ("run",),
        "or --verify BAG alone": ("run", "--verify", "bag"),
        "lies in the stored run": ("run", "--to", "run/bag"),
        "lies inside the input": ("in", "--to", "in/bag"),
        "run is a stored run: name one run": ("run", "in", "--to", "new"),
        "a bag is a folder, a .zip or a .tar": ("run", "--to", "new.TAR.GZ"),
    }
    for message, words in calls.items():
        done = call("pack", *words, cwd=home)
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr
    assert [*(home / "taken").iterdir()] == []


def test_a_run_without_articles_is_packed_only_when_that_is_asked_for(tmp_path: Path, call: Call) -> None:
    (tmp_path / "none").mkdir()
    words = ("pack", "none", "--isolated", "--no-report", "--to", "bag")
    done = call(*words, cwd=tmp_path)
    assert (done.returncode, "no article was read" in done.stderr, (tmp_path / "bag").exists()) == (1, True, False)
    assert call(*words, "--allow-empty", cwd=tmp_path).returncode == 0
    assert verify(tmp_path / "bag") == []


def test_a_bag_is_no_corpus_and_the_records_in_it_are_one(packed: Path, tmp_path: Path, call: Call) -> None:
    names = ("bagit.txt", "data/records/000001.parquet")
    _of_zip(packed, [*names], tmp_path / "bag.zip")
    _of_tar(packed, [*names], tmp_path / "bag.tar")
    for given, instead in ((packed, packed), (tmp_path / "bag.zip", "bag"), (tmp_path / "bag.tar", "bag")):
        done = call("check", given, "--isolated", cwd=tmp_path)
        assert (done.returncode, f"name {instead}/data/records" in done.stderr) == (2, True), done.stderr
    (found,) = listing([packed / "data/records"]).files
    assert found.source == "000001.parquet"


def test_what_lies_beside_the_data_of_a_bag_in_a_corpus_is_told_and_not_read(tmp_path: Path) -> None:
    names = ["bagit.txt", "bag-info.txt", "notes/why.txt", "data/ferry.txt"]
    for name in names:
        place = tmp_path / "corpus/bag" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("The ferry was cancelled on Monday.", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "corpus/a.zip", "w") as archive:
        for name in names:
            archive.write(tmp_path / "corpus/bag" / name, f"kept/{name}")
    found = listing([tmp_path / "corpus"])
    assert [file.source for file in found.files] == ["a.zip!/kept/data/ferry.txt", "bag/data/ferry.txt"]
    beside = "a.zip!/kept/bag-info.txt, a.zip!/kept/bagit.txt, a.zip!/kept/notes/why.txt, …"
    assert found.notes == (f"6 files beside the data of bags not read: {beside}",)


def test_a_file_beside_the_data_that_no_manifest_names_is_told_and_changes_nothing(bag: Path, call: Call) -> None:
    (bag / "notes").mkdir()
    (bag / "notes/why.txt").write_text("For the reading room.", encoding="utf-8")
    done = call("pack", "--verify", bag, cwd=bag.parent)
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [
            "notes/why.txt: lies beside data/ and is in no manifest; nothing tells whether it has changed",
            f"{bag}: is as it was packed",
        ],
    )


def test_an_article_that_is_called_as_a_declaration_is_read(tmp_path: Path) -> None:
    (tmp_path / "bagit.txt").write_text("The ferry was cancelled on Monday.", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("bagit.txt", "The tram was cancelled on Monday.")
    assert [file.source for file in listing([tmp_path]).files] == ["a.zip!/bagit.txt", "bagit.txt"]


def test_articles_are_checked_and_packed_with_the_logs_of_their_repairs(home: Path, call: Call, tmp_path: Path) -> None:
    corpus = shutil.copytree(home / "in", tmp_path / "in")
    (corpus / ".provenance/fix-1").mkdir(parents=True)
    shutil.copy(home / "changes.jsonl", corpus / ".provenance/fix-1/changes.jsonl")
    done = call("pack", "in", "--isolated", "--no-report", "--to", "bag", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (
        0,
        f"22 articles packed in {len(_files(tmp_path / 'bag/data'))} files: bag\n",
    )
    assert (tmp_path / "bag/data/changes/000001.jsonl").is_file()
    assert verify(tmp_path / "bag") == []
