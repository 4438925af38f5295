"""The texts that pages are held against: found by id, address, path or the name of their file, whatever their number.

They lie in a small database on the disk, which every process of a run reads.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import polars as pl

TAKEN = ("text", "title", "byline", "published", "modified", "captions", "publisher", "language")
"""What a record takes from its text instead of from its page."""
_LAST = re.compile(r"(?:\.[A-Za-z]{2,5}){1,2}$")


class Counterpart(NamedTuple):
    """A text of an article: its id, its fields, and by what it was found: id, url, path or name, the surest first."""

    id: str
    values: dict[str, Any]
    by: str


@dataclass(frozen=True)
class Counterparts:
    """The texts, in a database. Two of the same `digest` hold the same."""

    path: str = field(repr=False)
    digest: str
    articles: int

    def of(self, article: str, urls: Iterable[str | None], source: str) -> Counterpart | None:
        """Return the text of an article; None where there is none, or where its key stands for several.

        Args:
            article: The id of the page.
            urls: Its addresses.
            source: Its path; only a page that is a file of its own has one.
        """
        base = _opened(self.path)
        keys = [("id", article), *(("url", address(url)) for url in urls), *_of_path(source)]
        for by, key in keys:
            asked = "SELECT DISTINCT row FROM keys WHERE by = ? AND key = ? LIMIT 2"
            rows = base.execute(asked, (by, key)).fetchall() if key else []
            if len(rows) == 1:
                name, values = base.execute("SELECT id, fields FROM texts WHERE row = ?", rows[0]).fetchone()
                return Counterpart(name, json.loads(values), by)
        return None


def stored(frames: Iterable[pl.DataFrame], path: Path) -> Counterparts:
    """Write texts to a new database.

    Args:
        frames: Records (frames.RECORDS), a part of them at a time.
        path: The database, which does not exist.
    """
    digest, number = sha256(), 0
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE texts (row INTEGER PRIMARY KEY, id TEXT, fields TEXT)")
        base.execute("CREATE TABLE keys (by TEXT, key TEXT, row INTEGER)")
        for frame in frames:
            for record in frame.select("article", "source", "record", "url", *TAKEN).iter_rows(named=True):
                values = json.dumps({name: record[name] for name in TAKEN}, ensure_ascii=False)
                name = record["article"]
                base.execute("INSERT INTO texts VALUES (?, ?, ?)", (number, name, values))
                base.executemany("INSERT INTO keys VALUES (?, ?, ?)", _keys(record, number))
                digest.update(f"{name}\0{record['url']}\0{values}\0".encode("utf-8", "surrogatepass"))
                number += 1
        base.execute("CREATE INDEX known ON keys (by, key)")
        base.commit()
    return Counterparts(str(path), digest.hexdigest(), number)


def _keys(record: dict[str, Any], row: int) -> Iterator[tuple[str, str, int]]:
    named = [("id", record["article"]), ("url", address(record["url"]))]
    named += _of_path(record["source"]) if record["record"] is None else ()
    return ((by, key, row) for by, key in named if key)


def address(url: str | None) -> str:
    """Return what two spellings of an address have in common: host and path, without `www.` and a last slash."""
    try:
        parts = urlsplit((url or "").strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return f"{host}{parts.path.rstrip('/')}?{parts.query}".rstrip("?") if host else ""


def _of_path(source: str) -> list[tuple[str, str]]:
    """Return the keys of a file: its path, and its name, without suffixes."""
    path = _LAST.sub("", source.replace("!/", "/"))
    return [("path", path), ("name", path.rpartition("/")[2])]


@lru_cache(maxsize=4)
def _opened(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
