"""No report, message or diff carries a command to a CI system, a terminal or the eye, whatever is in the articles."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import cli, printing, reports
from tests.support import Call

COMMANDS = (
    "##[set-output name=passed]true", "##[group]x", "###[error]x", "##vso[task.setvariable variable=a]b",
    "##VSO[task.x]", "##teamcity[blockOpened name='a']", "#\u200b#[x]",
)  # fmt: skip
ISOLATED = ("--isolated", "--now", "2024-06-01")
FORBIDDEN = re.compile(r"##[\w.-]*\[|^\s*::|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", re.MULTILINE)
ESCAPES = "\x1b]0;title\x07 \x1b[2J \u202egnp.exe\u202c \r::error::x"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a corpus whose names, ids and texts are full of commands."""
    folder = tmp_path_factory.mktemp("commands") / "c"
    folder.mkdir()
    for number, command in enumerate(COMMANDS):
        name = command.replace("/", "_")
        text = f"An error occurred. Please try again.\n::error::{command}\n ::warning::x {ESCAPES}\n\n{command} Advertisement"
        (folder / f"{name}.txt").write_text(f"{text}\n\nThe council met{command}.", encoding="utf-8")
        (folder / f"::{number}::{name}.jsonl").write_text(
            "".join(
                json.dumps({"id": f"::error::{command} {ESCAPES}{turn}", "title": command, "text": text, "url": command,
                            "published": f"{command}{ESCAPES}", "byline": f"By {command}", "captions": [command]}) + "\n"
                for turn in range(2)
            )
            + f'{{"id": "{command}", broken\n',
            encoding="utf-8",
        )  # fmt: skip
    (folder / "::stop::.txt").symlink_to("/nowhere")
    return folder


@pytest.fixture(scope="module")
def stored(corpus: Path) -> Path:
    """Return a run over it, which every format renders again."""
    words = ("check", str(corpus), *ISOLATED, "--no-cache", "-q", "--run", str(corpus.parent / "run"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["provenance", *words, "-o", str(corpus.parent / "report.txt")])
        with pytest.raises(SystemExit):
            cli.main()
    return corpus.parent / "run"


@pytest.mark.parametrize("name", reports.formats())
def test_no_format_carries_a_command(name: str, stored: Path, call: Call) -> None:
    _, out, err = call("report", str(stored), "-f", name, cwd=stored.parent)
    assert out
    if name == "github":  # its own lines are commands
        assert all(re.match(r"::(error|warning|notice) ", line) for line in out.splitlines())
        out = re.sub(r"^::(error|warning|notice) [^\n]*?::", "> ", out, flags=re.MULTILINE)
    assert not FORBIDDEN.findall(out)
    assert not FORBIDDEN.findall(err)
    if name in {"json", "gitlab", "sarif"}:
        assert "##[" in json.dumps(json.loads(out)) or name != "json"  # the data are the same
    if name == "junit":
        ET.fromstring(out)  # noqa: S314


def test_neither_do_diffs_closing_lines_and_errors(corpus: Path, call: Call) -> None:
    texts = [str(path) for path in sorted(corpus.glob("*.txt")) if path.exists()][::3]  # a repair costs seconds
    assert len(texts) == 3
    for words in (
        ("fix", *texts, "--diff", *ISOLATED),
        ("fix", *texts, "--to", "::error::new", *ISOLATED),
        ("check", str(corpus), "--accepted", "##[a]", "--quarantine", "::q::", "--no-cache", *ISOLATED),
        ("check", "##[error]missing.txt"),
        ("check", str(corpus), "--config", "::error::\x1b[2J.toml"),
        ("check", str(corpus), "--select", "##vso[x]\n::error::y", "--isolated"),
        ("report", "::error::none"),
        ("fix", "--undo", "##[x]\u202e"),
    ):
        _, out, err = call(*words, cwd=corpus.parent)
        assert out or err
        assert not FORBIDDEN.findall(out), words
        assert not FORBIDDEN.findall(err), words


@given(st.text(alphabet="#:[vsoVSO \t\n\u200b\x1b\u2028ab", max_size=40))
def test_no_text_becomes_a_command(text: str) -> None:
    assert not FORBIDDEN.findall(printing.harmless(printing.visible(text)))
    assert not FORBIDDEN.findall(printing.harmless(printing.escaped(text)))


@given(st.text(alphabet='#[vso:"\\\n', max_size=30))
def test_json_and_xml_say_the_same_in_other_signs(text: str) -> None:
    line = json.dumps({text: text})
    safe = printing.harmless_json(line)
    assert not re.search(r"##\w*\[", safe)
    assert json.loads(safe) == json.loads(line)
    element = ET.Element("a", text=text)
    element.text = text
    safe = printing.harmless_xml(ET.tostring(element, encoding="unicode"))
    assert not FORBIDDEN.findall(safe)
    assert ET.fromstring(safe).text == (text or None)  # noqa: S314
