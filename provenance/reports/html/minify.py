"""Script and style as the page carries them: every name and line as written, without comments and idle space."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
      (?P<kept> "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | `(?:\\.|[^`\\])*`
        | (?<=[(,=:\[!&|?{};\s]) / (?![*/\s]) (?: \\. | \[(?:\\.|[^\]\\])*\] | [^/\\\n\[] )+ / [a-z]* )
    | (?P<comment> /\*.*?\*/ | (?<![:"'\\]) // [^\n]* )
    | (?P<space> \s+ )
    | (?P<code> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_TIGHT = frozenset("{}()[];,:?=<>&|!*%+")


def script(source: str) -> str:
    """Return JavaScript without comments, indentation, and spaces beside brackets and operators."""
    return _lean(source, _TIGHT)


def style(source: str) -> str:
    """Return CSS without comments and indentation."""
    return _lean(source, frozenset("{};"))


def _lean(source: str, tight: frozenset[str]) -> str:
    parts: list[str] = []
    gap = ""
    for token in _TOKEN.finditer(source):
        if token.lastgroup == "space":
            gap = "\n" if "\n" in token.group() or gap == "\n" else " "
        elif token.lastgroup != "comment":
            text = token.group()
            if parts and (gap == "\n" or (gap and not _closes(parts[-1][-1], text[0], tight))):
                parts.append(gap)
            parts.append(text)
            gap = ""
    return "".join(parts) + "\n"


def _closes(left: str, right: str, tight: frozenset[str]) -> bool:
    """Tell whether two signs may stand side by side without a space; `+ +` must not become `++`."""
    return (left in tight or right in tight) and not left == right == "+"
