"""Where a text carries its own signature: no repair may touch these characters.

C2PA signs text in two ways (Technical Specification 2.4, appendices A.8 and A.9): by U+FEFF and a run of variation
selectors, each of which stands for a byte of the manifest, and by a block between two delimiters.
"""

from __future__ import annotations

import re

MAGIC, HEAD = b"C2PATXT\0", 13
"""How the bytes of a run begin: the magic, a version (1 byte) and the length of the manifest (4 bytes)."""
ENOUGH = 4
"""Bytes of the magic that tell a run that was cut off in it."""
VERSION = 1
BEGIN, END = "-----BEGIN C2PA MANIFEST-----", "-----END C2PA MANIFEST-----"
HINTS = ("\ufeff", BEGIN)
"""What stands in a text that carries a signature, whole or not."""
_SELECTORS = "\ufeff[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
_RUN = re.compile(_SELECTORS)
_START = re.compile(f"{_SELECTORS}|(?P<block>(?:<!--[ \t]*)?{BEGIN})")
_END = re.compile(f"{END}(?:[ \t]*-->)?")
_BYTES = {0xFE00 + byte: byte for byte in range(16)} | {0xE0100 + byte - 16: byte for byte in range(16, 256)}


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


def decoded(run: str) -> bytes:
    """Return the bytes for which the variation selectors of a run stand."""
    return bytes(_BYTES[ord(selector)] for selector in run[1:])
