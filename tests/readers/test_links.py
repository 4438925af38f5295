"""Links are followed within the folder that was named; what they lead to beyond is no part of a corpus."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from provenance import cli, formats
from provenance.errors import UsageError
from provenance.formats.discovery import LEADS_OUT, OF_SYSTEM
from provenance.storage import untrusted

SYSTEM = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs the folder /proc")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in ("corpus/a.txt", "corpus/sub/b.txt", "corpus/.hidden/c.txt", "outside/d.txt", "outside/e.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("A line of text.")
    return tmp_path / "corpus"


def found(folder: Path, **options: bool) -> tuple[list[str], dict[str, str]]:
    listing = formats.listing([folder], **options)  # type: ignore[arg-type]
    return [file.source for file in listing.files], {one.source: one.detail for one in listing.read_errors}


def test_links_within_the_folder_are_followed_once_and_come_last(corpus: Path) -> None:
    (corpus / "0.txt").symlink_to("sub/b.txt")  # what is no link bears its own name
    (corpus / "hidden").symlink_to(".hidden")
    (corpus / "loop").symlink_to(".")
    assert found(corpus) == (["a.txt", "sub/b.txt", "hidden/c.txt"], {})


@pytest.mark.parametrize("target", ["../outside/d.txt", "../outside", "sub/../../outside/e.jsonl"])
def test_links_that_lead_out_are_a_trouble(corpus: Path, target: str) -> None:
    name = Path(target).name
    (corpus / name).symlink_to(target)
    assert found(corpus) == (["a.txt", "sub/b.txt"], {name: LEADS_OUT})
    files, read_errors = found(corpus, follow_links=True)
    assert len(files) > 2
    assert not read_errors


def test_a_link_to_a_folder_whose_name_begins_alike_leads_out(corpus: Path) -> None:
    (corpus.parent / "corpus2").mkdir()
    (corpus.parent / "corpus2/x.txt").write_text("A line of text.")
    (corpus / "x").symlink_to("../corpus2")
    assert found(corpus)[1] == {"x": LEADS_OUT}


def test_what_leads_out_through_a_chain_of_links_is_seen(corpus: Path) -> None:
    (corpus / ".chain").symlink_to("../outside")
    (corpus / "d.txt").symlink_to(".chain/d.txt")
    assert found(corpus)[1] == {"d.txt": LEADS_OUT}


def test_what_is_left_out_is_only_counted(corpus: Path) -> None:
    (corpus / "out").symlink_to("../outside")
    listing = formats.listing([corpus], ["out"])
    assert (listing.excluded, listing.read_errors) == (1, ())


@SYSTEM
@pytest.mark.parametrize("target", ["/proc/self/environ", "/proc/self/root/etc/hostname", "/proc/self", "/sys", "/dev"])
def test_nothing_leads_into_the_system(corpus: Path, target: str) -> None:
    (corpus / "env.txt").symlink_to(target)
    if not untrusted.is_system(os.path.realpath(corpus / "env.txt")):  # it leads to an ordinary file after all
        assert found(corpus)[1] == {"env.txt": LEADS_OUT}
        return
    for follow_links in (False, True):
        assert found(corpus, follow_links=follow_links)[1] == {"env.txt": OF_SYSTEM}
    listing = formats.listing([corpus / "env.txt"])
    assert (listing.files, [one.detail for one in listing.read_errors]) == ((), [OF_SYSTEM])


def test_a_folder_that_is_a_link_may_be_named(corpus: Path) -> None:
    (corpus.parent / "today").symlink_to("corpus")
    assert found(corpus.parent / "today") == (["a.txt", "sub/b.txt"], {})


def test_the_command_line_follows_links_where_it_is_told_to(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "d.txt").symlink_to("../outside/d.txt")
    message = {}
    for option in ((), ("--follow-links",)):
        monkeypatch.setattr("sys.argv", ["provenance", "check", str(corpus), "--isolated", "--no-cache", *option])
        with pytest.raises(SystemExit):
            cli.main()
        message[option] = capsys.readouterr().out
    assert LEADS_OUT in message[()]
    assert LEADS_OUT not in message["--follow-links",]


def test_the_gate_and_repairs_follow_links_where_they_are_told_to(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "d.txt").symlink_to("../outside/d.txt")
    root = corpus.parent
    (root / "provenance.toml").write_text("follow-links = true")
    for number, how in enumerate(
        (["--isolated"], ["--isolated", "--follow-links"], ["--config", str(root / "provenance.toml")])
    ):
        sides = [str(root / f"{side}-{number}") for side in ("good", "bad")]
        gate = ["check", "-q", "--no-cache", "--accepted", sides[0], "--quarantine", sides[1]]
        for words in (gate, ["fix", "-q", "--to", str(root / f"fixed-{number}")]):
            monkeypatch.setattr("sys.argv", ["provenance", *words, str(corpus), *how])
            with pytest.raises(SystemExit) as ended:
                cli.main()
            assert ended.value.code in (None, 0, 1), capsys.readouterr().err
        divided = [path.name for side in sides for path in Path(side).glob("*.txt")]
        assert ("d.txt" in divided) == (number > 0)
        assert (root / f"fixed-{number}/d.txt").exists() == (number > 0)


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../a", "a/../../b", "a/./b", "a//b", "", "a\0b", b"a/..", "..", "link/a"]
)
def test_no_name_from_data_leads_out(corpus: Path, name: str | bytes) -> None:
    (corpus / "link").symlink_to("../outside")
    with pytest.raises(UsageError):
        untrusted.inside(corpus, name)


def test_a_name_within_is_a_place_whether_it_is_there_or_not(corpus: Path) -> None:
    for name in ("a.txt", "sub/b.txt", "new/folder/x.txt", b"caf\xe9.txt", "..a", "a..b/c"):
        assert os.fspath(untrusted.inside(corpus, name)).startswith(os.fspath(corpus))
