"""How a report for people is shown: in colour or not, all of its findings or the first that matter."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO

MOST = 100
"""Findings that are printed where nothing else is asked for; files hold all of them."""

_STYLES = {
    "error": "1;31", "warning": "1;33", "info": "1;34", "place": "36", "fix": "32", "pass": "1;32", "fail": "1;31",
}  # fmt: skip
_LINKING = {"iTerm.app", "WezTerm", "vscode", "Hyper", "ghostty", "kitty", "alacritty", "foot"}
"""Values of TERM_PROGRAM, and of TERM without `xterm-`, of terminals that take links."""
_VTE = 5000
"""VTE 0.50 was the first to take links (GNOME's and many other terminals)."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a report is shown: with `colour` or without, with at most so many findings (None: all of them)."""

    colour: bool = False
    most: int | None = None
    hints: bool = False
    """Say at the end what may be done next."""
    links: bool = False
    """The terminal opens links that stand behind words."""

    def paint(self, text: str, style: str) -> str:
        """Return the text in the colour of a style, where there are colours."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour else text

    def link(self, text: str, address: str | None) -> str:
        """Return the text with a link behind it (OSC 8), where there is an address and the terminal takes links."""
        return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if self.links and address else text


PLAIN = Screen()
"""A file: everything, in black and white."""


def of_stdout(most: int | None = None) -> Screen:
    """Return the screen that standard output is; `most` of None means the usual number, 0 all.

    Redirected into a file it is a file, which holds everything.
    """
    if most is None:
        most = 0 if _is_file(sys.stdout) else MOST
    shown = not _is_file(sys.stdout)
    links = shown and takes_links(sys.stdout)
    return Screen(colour=wants_colour(sys.stdout), most=most or None, hints=shown, links=links)


def wants_colour(stream: IO[str]) -> bool:
    """Tell whether to colour: NO_COLOR forbids it, FORCE_COLOR asks for it, else it is for terminals."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def takes_links(stream: IO[str]) -> bool:
    """Tell whether a stream is a terminal that is known to open links (OSC 8); others would print the address.

    NO_COLOR forbids them, and FORCE_HYPERLINK overrules what is known of the terminal: 0 forbids, all else asks.
    Terminals tell what they are by variables, as the list at github.com/Alhadis/OSC8-Adoption collects them.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if "FORCE_HYPERLINK" in os.environ:
        return os.environ["FORCE_HYPERLINK"] != "0"
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return False
    vte = os.environ.get("VTE_VERSION", "")
    return (
        os.environ.get("TERM_PROGRAM") in _LINKING
        or os.environ.get("TERM", "").removeprefix("xterm-") in _LINKING
        or any(name in os.environ for name in ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM"))
        or (vte.isdecimal() and int(vte) >= _VTE)
    )


def quotas(counts: Iterable[Mapping[str, int]], most: int) -> dict[str, int]:
    """Return how many findings of each rule are shown, `most` in all.

    Args:
        counts: The number of findings by rule, one mapping a severity, the gravest first.
        most: How many findings are shown.

    Returns:
        Shares as even as the numbers allow within a severity; a lesser one has what the graver ones leave.
    """
    chosen: dict[str, int] = {}
    for of_severity in counts:
        rest = sorted(of_severity.items(), key=lambda item: item[1])  # the rarest first: what it leaves goes to others
        for number, (code, count) in enumerate(rest):
            chosen[code] = min(count, -(-most // (len(rest) - number)))
            most -= chosen[code]
    return chosen


def _is_file(stream: IO[str]) -> bool:
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):  # a stream without a file behind it
        return False
