"""`provenance rule`: a page is rendered on a terminal, and is plain Markdown in a pipe."""

from __future__ import annotations

import io
import re
import sys

import pytest

from provenance import cli
from provenance.rules import explain
from provenance.rules.registry import by_code

CODE = "BPL001"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def printed(monkeypatch, stream, code=CODE):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "argv", ["provenance", "rule", code])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    return stream.getvalue()


def test_in_a_pipe_a_page_is_plain_markdown(monkeypatch):
    assert printed(monkeypatch, io.StringIO()) == explain.page(by_code()[CODE])


def test_on_a_terminal_headings_and_code_are_rendered(monkeypatch):
    shown = printed(monkeypatch, Terminal())
    assert "\x1b[" in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert "error-message (BPL001)" in plain
    assert "Severity: error." in plain
    assert not re.search(r"^#|^```|\*\*", plain, re.MULTILINE)
    assert max(map(len, plain.splitlines())) <= 80


def test_what_is_invisible_in_an_example_is_written_out(monkeypatch):
    """The page of the rule on invisible characters has them in its examples; a terminal would swallow or obey them."""
    page = explain.page(by_code()["TXT005"])
    message = re.sub(r"\x1b\[[0-9;]*m", "", printed(monkeypatch, Terminal(), "TXT005"))
    assert any(sign in page for sign in "\u200b\u200e\u202e\ufeff\u00ad\u2028")
    assert "<U+" in message
    assert not any(sign in message for sign in "\u200b\u200e\u202e\ufeff\u00ad\u2028")
