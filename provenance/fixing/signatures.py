"""Where a text carries its own signature: no repair may touch these characters.

C2PA signs text in two ways (Technical Specification 2.4, appendices A.8 and A.9): by U+FEFF and a run of variation
selectors, each of which stands for a byte of the manifest, and by a block between two delimiters.
"""

from __future__ import annotations

import re

_SELECTORS = "\ufeff[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
_RUN = re.compile(_SELECTORS)
_START = re.compile(f"{_SELECTORS}|(?P<block>(?:<!--[ \t]*)?-----BEGIN C2PA MANIFEST-----)")
_END = re.compile("-----END C2PA MANIFEST-----(?:[ \t]*-->)?")


def signatures(text: str) -> list[tuple[int, int]]:
    """Return the spans of the signatures in `text`, in order; a block that does not end is none."""
    found, at, begins = [], 0, _START
    while match := begins.search(text, at):
        start, at = match.span()
        if match.lastgroup == "block":
            if not (end := _END.search(text, at)):
                begins = _RUN  # no other block ends either, and none is looked for again
                continue
            at = end.end()
        found.append((start, at))
    return found
