"""Buckets for tests, and what is read from them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import polars as pl

from provenance import formats
from tests.places import stores

BUCKET = "corpora"
TEXT = "Word by word the council of the harbour town has told its story.\n\nIt ends here.\n"


class Store:
    def __init__(self, proxy: stores.Proxy, files: Any) -> None:
        self.proxy, self.files = proxy, files

    def put(self, content: dict[str, bytes | str]) -> str:
        for name, data in content.items():
            self.files.pipe_file(f"{BUCKET}/{name}", data.encode() if isinstance(data, str) else data)
        return f"s3://{BUCKET}/"

    def names(self) -> list[str]:
        return [name.removeprefix(f"{BUCKET}/") for name in self.files.find(BUCKET)]


def read(*paths: str, **options: Any) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Return the articles of an input, and what could not be read."""
    readings = [formats.read(shard) for shard in formats.plan(formats.listing(paths, **options))]
    read_errors = pl.concat([each.read_errors for each in readings])
    return (
        sorted(pl.concat([each.records["article"] for each in readings])),
        sorted(read_errors.select("source", "kind", "detail").iter_rows()),
    )


def packed(content: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return target.getvalue()
