"""What the system refuses while a command writes: one sentence, exit code 2, and all that was there as it was."""

from __future__ import annotations

import builtins
import errno
import io
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provenance import cli
from provenance.reports import formats
from provenance.storage import atomic, parquet

TEXT = (
    " date 2024-03-12 The council of Westhaven voted for the slipway on Monday.\n\nAn error occurred. Please try again."
)
COMMON = ("--isolated", "--now", "2024-06-01")
CHECK = ("check", "corpus", *COMMON, "--cache-dir", "../cache")
Call = Callable[..., tuple[int, str]]

COMMANDS = {
    "check --run": (*CHECK, "-q", "--run", "OUT"),
    "check --report folder": (*CHECK, "-q", "--report", "OUT"),
    "check --report file": (*CHECK, "-q", "--report", "OUT.html"),
    "check --output": (*CHECK, "-q", "--output", "sarif=OUT.sarif"),
    "check -o": (*CHECK, "-q", "-o", "OUT.txt"),
    "check --accepted": (*CHECK, "-q", "--replace", "--accepted", "OUT", "--quarantine", "OUT-aside"),
    "check --write-baseline": (*CHECK, "-q", "--write-baseline", "OUT.json"),
    "report -o": ("report", "../run", "-o", "OUT.txt"),
    "report --report": ("report", "../run", "-q", "--report", "OUT"),
    "suite docs": ("suite", "docs", "../run", "-q", "--to", "OUT", "--suite", "dates"),
    "suite infer": ("suite", "infer", "../run", "-q", "--to", "OUT.json"),
    "suite export": ("suite", "export", "-q", "--isolated", "--rules", "DAT", "--to", "OUT.json"),
    "suite run -o": ("suite", "run", "dates", "../run", "-o", "OUT.txt"),
    "extract --to": ("extract", "corpus", *COMMON, "-q", "--to", "OUT"),
    "fix --to": ("fix", "corpus", *COMMON, "-q", "--to", "OUT"),
    "fix --in-place": ("fix", "corpus", *COMMON, "-q", "--in-place"),
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a corpus in `work`, and beside it a stored run and a cache."""
    root = tmp_path_factory.mktemp("stored")
    (root / "work/corpus").mkdir(parents=True)
    (root / "work/corpus/a.txt").write_text(TEXT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(root / "work")
        monkeypatch.setattr(sys, "argv", ["provenance", *CHECK, "-q", "--run", "../run"])
        with pytest.raises(SystemExit):
            cli.main()
    return root


@pytest.fixture
def call(stored: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run the command line in the folder `work`: its exit code, and what it says on standard error."""
    monkeypatch.chdir(stored / "work")

    def run(*words: str) -> tuple[int, str]:
        with pytest.MonkeyPatch.context() as arguments:
            arguments.setattr(sys, "argv", ["provenance", *words])
            with pytest.raises(SystemExit) as ended:
                cli.main()
        code = ended.value.code
        return code if isinstance(code, int) else 0, capsys.readouterr().err

    return run


def tree(folder: Path) -> dict[str, bytes | None]:
    found = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in found}


def is_below(place: object, folder: Path) -> bool:
    return isinstance(place, str | os.PathLike) and Path(os.path.realpath(place)).is_relative_to(folder)


def full(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Have no room for another byte in any file of a folder."""
    opened = io.open

    def wrapped(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if set(mode) & set("wax+") and is_below(file, folder):
            options.pop("opener", None)
            return opened("/dev/full", mode.replace("x", "w"), *args, **options)
        return opened(file, mode, *args, **options)

    for module in (io, builtins):
        monkeypatch.setattr(module, "open", wrapped)


def refusing(number: int, owner: Any, *names: str) -> Callable[[pytest.MonkeyPatch, Path], None]:
    """Return what has calls refused that would change something in a folder."""

    def refuse(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        for name in names:
            call = getattr(owner, name)

            def wrapped(*args: Any, call: Callable[..., Any] = call, **options: Any) -> Any:
                handle = args and isinstance(args[0], int)
                reads = call is os.open and not args[1] & os.O_CREAT
                if handle or (not reads and any(is_below(place, folder) for place in args)):
                    raise OSError(number, os.strerror(number))
                return call(*args, **options)

            monkeypatch.setattr(owner, name, wrapped)

    return refuse


def read_only(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Have a folder that cannot be written, even where the first look says that it can."""
    refusing(errno.EROFS, os, "open", "mkdir", "replace", "rename", "unlink", "rmdir")(monkeypatch, folder)


FAULTS = {
    "full when written": full,
    "full when brought to the disk": refusing(errno.ENOSPC, os, "fsync", "sync"),
    "full when renamed": refusing(errno.ENOSPC, os, "replace", "rename"),
    "read-only": read_only,
}
DOORS = ("check --run", "check --accepted", "check -o", "fix --in-place")
"""All commands write through the doors that these use: a target, a part of a file, a repair in its place."""
TRIALS = [(name, failure) for name in COMMANDS for failure in FAULTS if name in DOORS or failure == "full when written"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(("name", "failure"), TRIALS, ids=lambda word: word)
def test_what_cannot_be_written_leaves_all_as_it_was(
    call: Call, stored: Path, monkeypatch: pytest.MonkeyPatch, name: str, failure: str
) -> None:
    out = f"out-{name.replace(' ', '')}"
    words = [word.replace("OUT", out) for word in COMMANDS[name]]
    if name != "fix --in-place" and not any((stored / "work").glob(f"{out}*")):
        assert call(*words)[0] in (0, 1)  # an earlier output
    before = tree(stored / "work")
    with monkeypatch.context() as faults:
        FAULTS[failure](faults, stored / "work")
        code, said = call(*words)
    assert (code, said.count("\n")) == (2, 1), said
    assert "internal error" not in said
    assert any(os.strerror(number) in said for number in (errno.ENOSPC, errno.EROFS)), said
    assert tree(stored / "work") == before


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "fix --in-place"])
def test_an_address_of_an_unknown_kind_is_no_folder(call: Call, stored: Path, name: str) -> None:
    before = sorted(stored.rglob("*"))
    code, err = call(*(word.replace("OUT", "nosuch://x/OUT") for word in COMMANDS[name]))
    assert (code, err.count("\n")) == (2, 1), err
    assert "nosuch://x/OUT" in err
    assert "known are s3://" in err or "written to the disk alone" in err
    assert sorted(stored.rglob("*")) == before


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "fix --in-place"])
def test_a_name_that_is_too_long_is_refused(call: Call, stored: Path, name: str) -> None:
    before = tree(stored / "work")
    code, said = call(*(word.replace("OUT", "n" * 260) for word in COMMANDS[name]))
    assert (code, said.count("\n")) == (2, 1), said
    assert os.strerror(errno.ENAMETOOLONG) in said
    assert tree(stored / "work") == before


OVERWRITING = {
    "an input": ("suite", "run", "dates", "corpus", "-o", "corpus/a.txt"),
    "an input, inferred from": ("suite", "infer", "corpus", "--to", "corpus/a.txt"),
    "the manifest of the run": ("report", "../run", "-o", "../run/run.json"),
    "a frame of the run": ("report", "../run", "--output", "json=../run/findings.parquet"),
    "the run": ("report", "../run", "--report", "../run"),
    "a folder in the run": ("suite", "docs", "../run", "--to", "../run/docs"),
    "a frame of the run, inferred from": ("suite", "infer", "../run", "--to", "../run/findings.parquet"),
    "a folder of others": ("suite", "docs", "../run", "--to", "others"),
    "a folder of others, with a report": ("report", "../run", "--report", "others"),
}


@pytest.mark.parametrize("words", OVERWRITING.values(), ids=OVERWRITING)
def test_nothing_that_is_read_or_of_others_is_overwritten(call: Call, stored: Path, words: tuple[str, ...]) -> None:
    (stored / "work/others").mkdir(exist_ok=True)
    (stored / "work/others/index.html").write_text("mine")
    before = tree(stored)
    code, said = call(*words)
    assert (code, said.count("\n")) == (2, 1), said
    assert tree(stored) == before


PRINTING = [("report", "../run", "-f", name) for name in formats()] + [
    ("diff", "../run", "../run"), ("rule", "DAT001"), ("suite", "list"), ("suite", "run", "dates", "../run"),
    ("fix", "corpus", "--diff", *COMMON), ("--version",),
]  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_standard_output_that_is_full_is_no_verdict(
    call: Call, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    with open("/dev/full", "w", encoding="utf-8") as stream:  # noqa: PTH123 - it need not be a file
        monkeypatch.setattr(sys, "stdout", stream)
        code, said = call(*words)
    assert (code, said.count("\n")) == (2, 1), said
    assert said.startswith("error: standard output: cannot write it: ")


@pytest.mark.parametrize("failure", ["full", "missing"])
@pytest.mark.parametrize("name", ["check --report file", "report -o", "extract --to", "fix --to"])
def test_a_temporary_folder_that_is_of_no_use_is_told(
    call: Call, stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, failure: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    if failure == "full":
        (tmp_path / "tmp").mkdir()
        full(monkeypatch, tmp_path / "tmp")
    before = tree(stored / "work")
    target = f"of-temporary-{name.split(maxsplit=1)[0]}-{failure}"
    code, said = call(*(word.replace("OUT", target) for word in COMMANDS[name]))
    if code in (0, 1):  # it needs none
        return
    assert (code, said.count("\n")) == (2, 1), said
    assert "internal error" not in said
    assert "TMPDIR" in said or str(tmp_path / "tmp") in said
    assert tree(stored / "work") == before


def test_parquet_tells_why_it_cannot_be_written_wherever_the_disk_is_full(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    import polars as pl

    frame = pl.DataFrame({f"column {n}": [f"{n * row * 7919 % 10007:x}" for row in range(20)] for n in range(150)})
    parquet.write(frame, tmp_path / "all.parquet")
    size = (tmp_path / "all.parquet").stat().st_size  # more than half of it says what the rest is
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for written in (frame, frame.lazy()):
        for limit in (0, size // 5, size // 2, size - 1000, size - 1):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
            try:
                with pytest.raises(atomic.UsageError, match=os.strerror(errno.EFBIG)), atomic.writing("it"):
                    parquet.write(written, tmp_path / "part.parquet")
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, before)
