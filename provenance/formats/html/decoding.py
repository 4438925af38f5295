"""Bytes of a page to its text, as browsers do it: a byte order mark, UTF-8 that is sound, what the page declares.

The names of encodings are those of the WHATWG Encoding standard: a page that says `iso-8859-1` is in Windows-1252.
Where the page is silent, or names nothing known, the bytes are judged as those of a text file are.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from provenance.formats.decoding import Decoded, decode
from provenance.formats.streams import BOMS

_HEAD = 4096
_MARKS = tuple(mark for mark, _ in BOMS)
_SHIFT = b"\x1b$"  # a page in ISO 2022 is all ASCII, and no UTF-8
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_LABELS = {
    "cp1252": "ascii us-ascii iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 windows-1252 x-cp1252",
    "cp1254": "iso-8859-9 iso8859-9 latin5 windows-1254",
    "cp874": "tis-620 iso-8859-11 windows-874",
    "gb18030": "gb2312 gbk gb_2312-80 x-gbk",
    "cp932": "shift_jis shift-jis sjis x-sjis windows-31j ms_kanji",
    "cp949": "euc-kr ks_c_5601-1987 ksc5601 korean windows-949",
    "big5hkscs": "big5 big5-hkscs x-x-big5",
    "utf-8": "utf-16 utf-16le utf-16be unicode unicode-1-1-utf-8",  # a page that says so in ASCII is not in UTF-16
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}


def decoded(data: bytes, charset: str | None = None, *, is_page: bool = True) -> Decoded:
    """Return the text of a page, and how it was read.

    Args:
        data: Its bytes.
        charset: The encoding that the HTTP response names: it counts before what the page declares.
        is_page: Whether it may declare an encoding itself; a plain text does not.
    """
    if data.startswith(_MARKS):
        return decode(data)
    text = _utf8(data)
    if text is not None and not charset and b"\0" not in data and not _is_shifted(data):
        return Decoded(text, "utf-8")
    codec = _named(data, charset, is_utf8=text is not None, is_page=is_page)
    if codec is None:
        return decode(data)
    text = data.decode(codec, "replace")
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return Decoded(text, codec, error.start, max(1, text.count("\ufffd")))
    return Decoded(text, codec)


def _named(data: bytes, charset: str | None, *, is_utf8: bool, is_page: bool) -> str | None:
    """Return the codec that is named for a page, by HTTP or by itself; None where it is UTF-8, or none is known."""
    if (charset or "").lower().startswith("utf-16") and b"\0" in data[:_HEAD]:
        return _codec((charset or "").lower().replace("utf-16be", "utf-16-be"), {"utf-16": "utf-16-le"})
    if is_utf8 and not _is_shifted(data):
        return None
    return (_codec(charset) if charset else None) or (_declared(data) if is_page else None)


def _is_shifted(data: bytes) -> bool:
    """Tell whether other signs than ASCII are shifted in; one byte is looked for faster than two."""
    return _SHIFT[:1] in data and _SHIFT in data


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _declared(data: bytes) -> str | None:
    """Return the codec that the page names in its first bytes, if there is such a one."""
    found = _DECLARED.search(data[:_HEAD])
    if not found:
        return None
    return _codec(found[1].decode("ascii"))


def _codec(label: str, names: Mapping[str, str] = _CODECS) -> str | None:
    """Return the codec of text that a label names; None where there is none."""
    label = label.lower()
    try:
        codec = codecs.lookup(names.get(label, label))
        "".encode(codec.name)
    except (LookupError, ValueError):
        return None
    return codec.name
