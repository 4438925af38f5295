"""Where a text carries its own signature: no repair may touch these characters.

C2PA signs text in two ways (Technical Specification 2.4, appendices A.8 and A.9): by U+FEFF and a run of variation
selectors, each of which stands for a byte of the manifest, and by a block between two delimiters.
"""

from __future__ import annotations

import re

_SIGNATURE = re.compile(
    "\ufeff[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
    "|(?:<!--[ \t]*)?-----BEGIN C2PA MANIFEST-----(?s:.*?)-----END C2PA MANIFEST-----(?:[ \t]*-->)?"
)


def signatures(text: str) -> list[tuple[int, int]]:
    """Return the spans of the signatures in `text`, in order."""
    return [found.span() for found in _SIGNATURE.finditer(text)]
