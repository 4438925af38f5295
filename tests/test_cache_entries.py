"""What the cache calls the same and what not, and what it makes of its own files: without a rule, a frame is enough."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from provenance import formats
from provenance.formats import Shard
from provenance.formats.discovery import Listing
from provenance.formats.fields import Fields
from provenance.pipeline import cache
from provenance.pipeline.cache import Cache
from provenance.storage.spill import Spilled

FRAMES = {"rows": pl.DataFrame({"n": [1, 2, 3]}), "none": pl.DataFrame(schema={"s": pl.String})}
DAY = datetime(2024, 6, 1, tzinfo=UTC)


class Work:
    """What the cache spares, counted."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, *_: Shard) -> Any:
        self.times += 1
        return FRAMES

    def whole(self) -> dict[str, Spilled]:
        self.times += 1
        return {name: Spilled.of(frame) for name, frame in FRAMES.items()}


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("The council met.", encoding="utf-8")
    (tmp_path / "in/b.jsonl").write_text('{"text": "The council met."}\n', encoding="utf-8")
    return tmp_path


def planned(folder: Path, name: str = "a.txt", **options: Any) -> Shard:
    (shard,) = formats.plan([folder / "in" / name], **options)
    return shard


def known(folder: Path, work: Work, shard: Shard, *depends_on: object) -> bool:
    """Tell whether the cache has the result of the shard; if not, it has it then."""
    before = work.times
    found = Cache(folder / "kept", depends_on).through(shard, work)
    assert list(found) == list(FRAMES)
    for name, frame in FRAMES.items():
        assert_frame_equal(found[name], frame)
    return work.times == before


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "kept").glob("*.entry"))


# The same shard, and another


@pytest.mark.parametrize("name", ["a.txt", "b.jsonl"])
@pytest.mark.parametrize("change", ["none", "number", "touched", "elsewhere"])
def test_what_changes_no_record_is_known(folder: Path, work: Work, name: str, change: str) -> None:
    assert not known(folder, work, planned(folder, name))
    if change == "touched":
        os.utime(folder / "in" / name, (1, 1))
    if change == "elsewhere":
        (folder / "in").rename(folder / "out")
        (folder / "in").mkdir()
        (folder / "out" / name).rename(folder / "in" / name)
    shard = planned(folder, name)
    assert known(folder, work, replace(shard, number=7) if change == "number" else shard)


def altered(shard: Any, **columns: object) -> Shard:
    if hasattr(shard, "files"):
        return replace(shard, files=tuple(file._replace(**columns) for file in shard.files))
    return replace(shard, file=shard.file._replace(**columns))


OTHERS: dict[str, Callable[[Path, str], Shard]] = {
    "name": lambda folder, name: altered(planned(folder, name), source="other"),
    "format": lambda folder, name: altered(planned(folder, name), format="other"),
    "fields": lambda folder, name: replace(planned(folder, name), fields=Fields.of({"published": "when"})),
    "read_errors": lambda folder, name: replace(
        planned(folder, name), read_errors=(formats.ReadError("kind", "detail", name),)
    ),
    "content": lambda folder, name: edited(folder, name, lambda text: text.replace("met", "ate")),
    "length": lambda folder, name: edited(folder, name, lambda text: text.replace("met", "meets")),
}


def edited(folder: Path, name: str, change: Callable[[str], str]) -> Shard:
    """Edit a file and restore its time."""
    path = folder / "in" / name
    status = path.stat()
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return planned(folder, name)


@pytest.mark.parametrize("name", ["a.txt", "b.jsonl"])
@pytest.mark.parametrize("other", OTHERS)
def test_what_may_change_a_record_is_another(folder: Path, work: Work, name: str, other: str) -> None:
    assert not known(folder, work, planned(folder, name))
    shard = OTHERS[other](folder, name)
    assert not known(folder, work, shard)
    assert known(folder, work, shard)


def test_rules_and_whatever_else_decides_are_part_of_the_name(folder: Path, work: Work) -> None:
    for depends_on in ((), ("a",), ("b",), ("a", "b"), ("ab",)):
        assert not known(folder, work, planned(folder), *depends_on)
        assert known(folder, work, planned(folder), *depends_on)


@pytest.mark.parametrize(("one", "other"), [(["ab", "c"], ["a", "bc"]), (["a", ""], ["", "a"]), (["a"], ["a", ""])])
def test_parts_of_a_name_do_not_run_together(one: list[str], other: list[str]) -> None:
    assert cache._digest(*one) != cache._digest(*other)


def test_shards_of_one_file_and_bundles_of_the_same_files_are_told_apart(folder: Path, work: Work) -> None:
    lines = [f'{{"text": "The council met {number} times."}}\n' for number in range(40)]
    (folder / "in/b.jsonl").write_text("".join(lines), encoding="utf-8")
    for name in ("c.jsonl", "d.jsonl"):
        (folder / "in" / name).write_text(lines[0], encoding="utf-8")
    shards = [
        *formats.plan([folder / "in/b.jsonl"], shard_bytes=600),
        *formats.plan([folder / "in/c.jsonl", folder / "in/d.jsonl"]),
    ]
    assert len(shards) > 2
    assert [known(folder, work, shard) for _ in range(2) for shard in shards] == [False] * len(shards) + [True] * len(
        shards
    )


def test_bytes_that_are_read_already_are_named_by_themselves(folder: Path, work: Work) -> None:
    shard: Any = planned(folder, "b.jsonl")
    assert not known(folder, work, shard)
    assert not known(folder, work, replace(shard, data=shard.data.replace(b"met", b"ate")))


# Without reading


def test_files_that_look_unchanged_are_not_read_again(
    folder: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not known(folder, work, planned(folder))
    monkeypatch.setattr(cache, "_content", lambda _: pytest.fail("read again"))
    assert known(folder, work, planned(folder))


def test_a_file_of_many_shards_is_read_once(folder: Path, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    pl.DataFrame({"text": ["The council met."] * 4}).write_parquet(folder / "in/c.parquet", row_group_size=1)
    shards = list(formats.plan([folder / "in/c.parquet"], shard_articles=1))
    digest, reads = cache.hashlib.file_digest, []
    monkeypatch.setattr(cache.hashlib, "file_digest", lambda *given: reads.append(given) or digest(*given))
    assert [known(folder, work, shard) for _ in range(2) for shard in shards] == [False] * 4 + [True] * 4
    assert len(reads) == 1


def test_a_relative_path_is_another_file_in_another_folder(
    folder: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    shard = altered(planned(folder), path="a.txt")
    for place, text in (("in", "The council met."), ("other", "The council ate.")):
        (folder / place).mkdir(exist_ok=True)
        (folder / place / "a.txt").write_text(text, encoding="utf-8")
        monkeypatch.chdir(folder / place)
        status = Path("a.txt").stat()
        shard = altered(shard, size=status.st_size, changed_ns=0)
        monkeypatch.setattr(cache, "changed_ns", lambda _: 0)
        assert not known(folder, work, shard)


def test_a_file_that_is_gone_is_for_the_work_to_tell_and_nothing_is_kept(folder: Path, work: Work) -> None:
    shard = planned(folder)
    (folder / "in/a.txt").unlink()
    assert not known(folder, work, shard)
    assert not kept(folder)


@pytest.mark.parametrize("change", ["size", "time", "gone"])
def test_what_changes_under_the_work_is_not_kept(folder: Path, work: Work, change: str) -> None:
    shard: Any = planned(folder)
    path, status = folder / "in/a.txt", (folder / "in/a.txt").stat()

    def slow(shard: Shard) -> Any:
        if change == "gone":
            path.unlink(missing_ok=True)
        else:
            path.write_text("The council met" + (", twice." if change == "size" else "!"), encoding="utf-8")
        return work(shard)

    for file in shard.files:
        assert file.changed_ns == cache.changed_ns(status)
    Cache(folder / "kept", ()).through(shard, slow)
    Cache(folder / "kept", ()).run_of(Listing((*shard.files,), (), {}), lambda: (slow(shard), work.whole())[1])
    assert not kept(folder)


# All files together


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({}, True), ({"depends_on": ("b",)}, False), ({"now": datetime(2024, 6, 2, tzinfo=UTC)}, False), ({"now": None}, False),
        ({"source": "other"}, False), ({"read_errors": (formats.ReadError("kind", "detail", "x"),)}, False),
    ],
)  # fmt: skip
def test_what_is_made_of_all_files_is_known_while_all_is_as_it_was(
    folder: Path, work: Work, other: dict[str, Any], *, same: bool
) -> None:
    files = formats.listing([folder / "in"]).files

    def ask(source: str | None = None, read_errors: Iterable[Any] = (), **options: Any) -> dict[str, pl.DataFrame]:
        named = tuple(file._replace(source=source or file.source) for file in files)
        options = {"depends_on": ("a",), "now": DAY} | options
        store = Cache(folder / "kept", options["depends_on"], now=options["now"])
        return {
            name: pieces.frame()
            for name, pieces in store.run_of(Listing(named, tuple(read_errors), {}), work.whole).items()
        }

    for given in ({}, other):
        for name, frame in ask(**given).items():
            assert_frame_equal(frame, FRAMES[name])
    assert work.times == (1 if same else 2)


def test_standard_input_is_never_known_as_a_whole(folder: Path, work: Work) -> None:
    files = formats.listing([folder / "in"]).files
    for _ in range(2):
        Cache(folder / "kept", ()).run_of(Listing((files[0]._replace(format="stdin"), files[1]), (), {}), work.whole)
    assert work.times == 2
    assert not kept(folder)


# The files of the cache


def test_an_entry_that_differs_in_any_byte_is_passed_over(folder: Path, work: Work) -> None:
    assert not known(folder, work, planned(folder))
    for entry in kept(folder):
        data = entry.read_bytes()
        for place in [*range(40), *range(40, len(data), 97), len(data) - 1]:
            entry.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            shard = planned(folder)
            store = Cache(folder / "kept", ())
            assert store._open(entry.stem) is None
        entry.write_bytes(data)
        with store._open(entry.stem) or pytest.fail("it was sound"):
            pass
    assert known(folder, work, shard)


FORGERIES = [
    b'{"findings":[[10,1]]}\nAAAA', b"\xff\xfe{}", b"{}\n", b"[" * 100_000 + b"\n", b'{"findings":[]}\n', b"[]\n",
    b'{"findings":[[-5,1]]}\nAAAAAA', b'{"findings":[[4,-1]]}\nAAAA', b'{"findings":{"a":1}}\nAAAA', b"null\n",
    b'{"findings":[[1e999,1]]}\nA', b'{"findings":[["4",1]]}\nAAAA', b"../../../etc/passwd", b"\0" * 64,
    b'{"findings":[[99999999999999999999999,1]]}\nAAAA',
]  # fmt: skip


@pytest.mark.parametrize("body", FORGERIES)
def test_an_entry_that_is_forged_with_a_right_check_sum_is_made_anew(folder: Path, work: Work, body: bytes) -> None:
    files, schemas = formats.listing([folder / "in"]), {name: frame.schema for name, frame in FRAMES.items()}
    for turn in (1, 2):
        store = Cache(folder / "kept", (), schemas=schemas)
        for made in (store.through(planned(folder), work), store.run_of(files, work.whole)):
            assert made.keys() == FRAMES.keys()
        assert work.times == 2 * turn
        for entry in kept(folder):
            entry.write_bytes(cache._MAGIC + zlib.crc32(body).to_bytes(4, "big") + body)


@pytest.mark.parametrize("body", [b"", b"0" * 39, b"0" * 41, b"G" * 40, b"\xff" * 40, b"0" * 40])
def test_a_note_that_names_no_entry_is_passed_over(folder: Path, work: Work, body: bytes) -> None:
    store = Cache(folder / "kept", ())
    store._write(store._stamp(planned(folder)), [body])
    assert not known(folder, work, planned(folder))


@pytest.mark.parametrize("schemas", [{"rows": {"n": pl.Int32}}, {"rows": {"m": pl.Int64}}, {"more": {}}, {"rows": {}}])
def test_frames_that_are_not_as_they_must_be_are_made_anew(folder: Path, work: Work, schemas: dict[str, Any]) -> None:
    must = {name: pl.Schema(schema) for name, schema in schemas.items()}
    assert not known(folder, work, planned(folder))
    Cache(folder / "kept", (), schemas={name: frame.schema for name, frame in FRAMES.items()}).through(
        planned(folder), work
    )
    assert work.times == 1
    Cache(folder / "kept", (), schemas=must).through(planned(folder), work)
    assert work.times == 2


PARTS = {
    "one": Spilled.of(FRAMES["rows"]), "empty": Spilled.of(FRAMES["none"]), "two": Spilled.of(FRAMES["rows"]),
}  # fmt: skip
PARTS["two"].add(FRAMES["rows"].head(0))
PARTS["two"].add(FRAMES["rows"].head(2))


def test_frames_are_packed_piece_by_piece() -> None:
    found = cache.unpacked(BytesIO(b"".join(cache.packed(PARTS))))
    assert found is not None
    assert list(found) == list(PARTS)
    for name, pieces in PARTS.items():
        assert [piece.to_dicts() for piece in found[name]] == [piece.to_dicts() for piece in pieces]


HEAD, BODY = b"".join(cache.packed({"a": PARTS["one"]})).split(b"\n", 1)
SIZE = len(BODY)


@pytest.mark.parametrize(
    ("head", "sound"),
    [
        (f'{{"a":[[{SIZE},3]]}}', True), (f'{{"a":[[{SIZE},2]]}}', False), (f'{{"a":[[{SIZE},4]]}}', False),
        (f'{{"a":[[{SIZE + 1},3]]}}', False), (f'{{"a":[[{SIZE - 1},3]]}}', False), (f'{{"a":[[{SIZE},-1]]}}', False),
        ('{"a":[[0,0]]}', False), ('{"a":[]}', False), (f'{{"a":[[{SIZE},3]],"b":[]}}', False), (f'{{"a":[[{SIZE},3],[0,0]]}}', False),
        (f'{{"a":[[{SIZE},3],[-1,0]]}}', False), (f'{{"a":[[{SIZE}]]}}', False), ("[]", False), ("{}", True),
    ],
)  # fmt: skip
def test_an_entry_holds_what_its_head_says(head: str, *, sound: bool) -> None:
    found = cache.unpacked(BytesIO(head.encode() + b"\n" + BODY))
    assert (found is not None) == sound


def test_an_empty_frame_is_known(folder: Path) -> None:
    empty = {"none": FRAMES["none"]}
    store = Cache(folder / "kept", ())
    store.through(planned(folder), lambda _: empty)
    assert store.through(planned(folder), lambda _: pytest.fail("worked on again"))["none"].equals(FRAMES["none"])


def test_the_folder_says_what_it_is_once(folder: Path, work: Work) -> None:
    place = folder / "kept"
    Cache(place, ())
    assert not place.exists()
    known(folder, work, planned(folder))
    assert (place / ".gitignore").read_text(encoding="ascii") == "*\n"
    assert (
        (place / "CACHEDIR.TAG").read_text(encoding="ascii").startswith("Signature: 8a477f597d28d172789f06886806bc55")
    )
    (place / ".gitignore").unlink()
    known(folder, work, planned(folder, "b.jsonl"))
    assert not (place / ".gitignore").exists()
    assert not list(place.glob(".part-*"))


def test_a_folder_below_folders_that_are_not_there_is_made(folder: Path, work: Work) -> None:
    for _ in range(2):
        Cache(folder / "some/where/kept", ()).through(planned(folder), work)
    assert work.times == 1


def test_an_entry_that_cannot_be_finished_leaves_nothing(folder: Path) -> None:
    def torn() -> Iterable[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Cache(folder / "kept", ())._write("0" * 40, torn())
    assert not kept(folder)
    assert not list((folder / "kept").glob(".part-*"))


DAY_SECONDS = 24 * 3600


@pytest.mark.parametrize(
    ("name", "age", "left"),
    [
        ("a.entry", 0, True), ("a.entry", 30 * DAY_SECONDS - 10, True), ("a.entry", 30 * DAY_SECONDS + 10, False),
        (".part-a", 0, True), (".part-a", DAY_SECONDS - 10, True), (".part-a", DAY_SECONDS + 10, False),
        ("a.txt", 99 * DAY_SECONDS, True), (".gitignore", 99 * DAY_SECONDS, True),
    ],
)  # fmt: skip
def test_what_nobody_has_asked_for_in_a_month_goes(tmp_path: Path, name: str, age: int, *, left: bool) -> None:
    then = time.time() - age
    for number in range(9):  # folders cannot be removed like files, and stop nothing
        (tmp_path / f"{number}.entry").mkdir()
        os.utime(tmp_path / f"{number}.entry", (then, then))
    (tmp_path / name).write_bytes(b"")
    os.utime(tmp_path / name, (then, then))
    Cache(tmp_path, ()).prune()
    assert (tmp_path / name).exists() == left


def test_what_is_asked_for_stays(folder: Path, work: Work) -> None:
    known(folder, work, planned(folder))
    for entry in kept(folder):
        os.utime(entry, (1, 1))
    assert known(folder, work, planned(folder))
    Cache(folder / "kept", ()).prune()
    assert known(folder, work, planned(folder))


PROGRAM = {"pipeline/cache.py": "a", "rules/one.py": "b", "languages/de/months.csv": "c", "agencies.json": "d"}


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True), ({"notes.txt": "e"}, True), ({"rules/one.py": "x"}, False), ({"languages/de/months.csv": "x"}, False),
        ({"agencies.json": "x"}, False), ({"rules/two.py": "e"}, False), ({"rules/one.py": None, "rules/other.py": "b"}, False),
        ({"rules/one.py": None}, False),
    ],
)  # fmt: skip
def test_the_program_is_what_its_files_hold_wherever_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, str | None], *, same: bool
) -> None:
    digests = []
    for place, changed in (("here", {}), ("there", change)):
        for name, text in (PROGRAM | changed).items():
            if text is not None:
                (tmp_path / place / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / place / name).write_text(text, encoding="utf-8")
        monkeypatch.setattr(cache, "__file__", str(tmp_path / place / "pipeline/cache.py"))
        digests.append(cache._program.__wrapped__())
    assert (digests[0] == digests[1]) == same
