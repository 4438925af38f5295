r"""Names of files as text and back: a name is bytes, a source in a frame is text, and neither loses anything.

Names in UTF-8 are themselves. In others the bytes that are no UTF-8 are written `\xff`, and a backslash `\x5c`, so that
two names never become one and each can be given back.
"""

from __future__ import annotations

import os
import re

_ESCAPE = re.compile(r"\\x([89a-f][0-9a-f]|5c)")  # never a byte that means something in a path


def as_text(path: str) -> str:
    """Return a path of the file system as text that a frame can hold; `as_path` is the way back."""
    if path.isascii() and "\\x" not in path:  # nearly every file of a corpus
        return path
    data = os.fsencode(path)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data.replace(b"\\", rb"\x5c").decode(errors="backslashreplace")
    return text.replace("\\", r"\x5c") if _ESCAPE.search(text) else text


def as_path(text: str) -> str:
    """Return the path of the file system that `as_text` has written as text."""
    if "\\x" not in text:
        return text
    data = b"".join(
        bytes.fromhex(part) if turn % 2 else part.encode("utf-8", "surrogateescape")
        for turn, part in enumerate(_ESCAPE.split(text))
    )
    return os.fsdecode(data)
