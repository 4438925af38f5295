"""Which records are articles: answers that were found, resources and conversions whose content is a page or a text."""

from __future__ import annotations

from typing import NamedTuple

from provenance.formats import streams
from provenance.formats.warc.headers import Headers, parsed
from provenance.formats.warc.scanner import DAMAGED, Found

PAGE, TEXT = "page", "text"
_MEDIA = {"text/html": PAGE, "application/xhtml+xml": PAGE, "text/plain": TEXT}
_PAGES = (b"<!doctype html", b"<html")
_SNIFFED = 512


class Selected(NamedTuple):
    """What a record is: a page or a text (`kind`), or something that is not read (`other`), or what is wrong with it.

    `message` is the header of its HTTP response; of a resource it is None. `lost` tells that its bytes are not at hand.
    """

    kind: str = ""
    other: str = ""
    error: str = ""
    read_error: str = DAMAGED
    message: Headers | None = None
    lost: bool = False


def of_found(found: Found) -> Selected:
    """Tell what a record is that was found in a file."""
    if found.error:
        return Selected(error=found.error, read_error=found.kind, lost=True)
    headers = found.headers
    what = selected(headers, found.head[headers.size : headers.size + (headers.length or 0)])
    if what.kind and found.length > streams.LIMIT:
        error = f"a record of {found.length:,} bytes is longer than {streams.LIMIT >> 20} MiB and is not read"
        return Selected(error=error, read_error="oversized", lost=True)
    return what


def selected(headers: Headers, block: bytes) -> Selected:
    """Tell what a record is by its header and the beginning of its block."""
    if headers.kind not in {"response", "resource", "conversion"}:
        return Selected(other=headers.kind[:40]) if headers.kind else Selected(error="its header tells no type")
    if headers.kind != "response" or headers.media not in {"application/http", None}:
        return _by_media(headers, block, None)
    message = parsed(block)
    if message is None or message.status is None:
        return Selected(error="it holds no HTTP response")
    if not 200 <= message.status < 300:
        return Selected(other=f"response of status {message.status}", message=message)
    return _by_media(message, block[message.size :], message)


def _by_media(said: Headers, content: bytes, message: Headers | None) -> Selected:
    """Tell what a content is by its media type; one without is a page where it begins like one."""
    if said.media is None and content[:_SNIFFED].lstrip(b"\xef\xbb\xbf\r\n\t ").lower().startswith(_PAGES):
        return Selected(PAGE, message=message)
    kind = _MEDIA.get(said.media or "")
    return Selected(kind, message=message) if kind else Selected(other=said.media or "no media type", message=message)
