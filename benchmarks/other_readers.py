"""Other readers of news pages, for `pages.py --beside`: what each finds with its defaults.

What a reader cannot read, or not in a minute, it has not found: an empty answer, never an end. They are no dependencies of the project: `pip install trafilatura readability-lxml newspaper4k resiliparse` in an
environment of your own.
"""

from __future__ import annotations

import logging
import re
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

Timed = Callable[..., Any]
SECONDS = 60  # that a reader has for a page


def trafilatura(data: bytes, url: str | None, timed: Timed) -> dict[str, Any]:
    """Return what trafilatura finds."""
    import trafilatura as library

    found = _tried(
        timed, "trafilatura", library.bare_extraction, data, url=url, include_comments=False, with_metadata=True
    )
    if found is None:
        return {}
    names = re.split(r"\s*;\s*", found.author or "")
    return {"body": found.text, "title": found.title, "date": found.date, "authors": names}


def readability(data: bytes, url: str | None, timed: Timed) -> dict[str, Any]:
    """Return what readability-lxml finds: a body and a title."""
    from lxml.html import document_fromstring
    from readability import Document

    def read() -> dict[str, Any]:
        document = Document(data, url=url)
        tree = document_fromstring(document.summary())
        return {"body": "\n".join(tree.itertext()), "title": document.short_title()}

    return _tried(timed, "readability", read) or {}


def newspaper4k(data: bytes, url: str | None, timed: Timed) -> dict[str, Any]:
    """Return what newspaper4k finds."""
    import newspaper

    def read() -> dict[str, Any]:
        article = newspaper.Article(url or "https://courier.example/", fetch_images=False)
        article.download(input_html=data.decode("utf-8", "replace"))
        article.parse()
        day = article.publish_date
        return {
            "body": article.text, "title": article.title, "date": day.date().isoformat() if day else None,
            "authors": article.authors,
        }  # fmt: skip

    return _tried(timed, "newspaper4k", read) or {}


def resiliparse(data: bytes, url: str | None, timed: Timed) -> dict[str, Any]:
    """Return what resiliparse finds: a body."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def read() -> dict[str, Any]:
        return {"body": extract_plain_text(bytes_to_str(data, detect_encoding(data)), main_content=True)}

    return _tried(timed, "resiliparse", read) or {}


def _tried(timed: Timed, step: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    before = signal.signal(signal.SIGALRM, _late)
    logging.disable()  # some log what they cannot read, with its traceback
    signal.alarm(SECONDS)
    try:
        return timed(step, call, *arguments, **named)
    except (Exception, SystemExit):  # noqa: BLE001 - what a reader cannot read, it has not found
        return None
    finally:
        signal.alarm(0)
        logging.disable(logging.NOTSET)
        signal.signal(signal.SIGALRM, before)


def _late(signum: int, frame: FrameType | None) -> None:
    message = f"a reader took more than {SECONDS} seconds ({signum}, {frame and frame.f_code.co_name})"
    raise TimeoutError(message)


READERS = {each.__name__: each for each in (trafilatura, readability, newspaper4k, resiliparse)}
