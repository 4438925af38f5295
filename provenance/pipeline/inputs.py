"""What Python code may pass as a corpus: paths, or a Polars frame with a row an article."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from provenance import formats
from provenance.errors import UsageError
from provenance.storage import parquet
from provenance.storage.names import as_text
from provenance.storage.remote import masked

Corpus = str | Path | Sequence[str | Path] | pl.DataFrame | pl.LazyFrame
"""A file or folder, several of them, or a frame whose columns are the fields of a record (`text`, `title`, …)."""

FRAME = "frame.parquet"
"""The source of articles that come from a frame: without ids of their own they are `frame.parquet#0` and so on."""


@contextmanager
def as_paths(corpus: Corpus) -> Iterator[tuple[str | Path, ...]]:
    """Give the paths of a corpus; a frame is written to a temporary file, which the readers then read like any other.

    Raises UsageError for anything else, and for a frame that cannot be written as Parquet.
    """
    match corpus:
        case str() | Path():
            yield (corpus,)
        case pl.DataFrame() | pl.LazyFrame():
            with tempfile.TemporaryDirectory(prefix="provenance-") as folder:
                yield (_written(corpus, Path(folder)),)
        case list() | tuple() if corpus and all(isinstance(path, str | Path) for path in corpus):
            yield tuple(corpus)
        case _:
            message = (
                f"cannot read articles from {type(corpus).__module__}.{type(corpus).__name__}: pass a path, a list of "
                "paths, or a Polars frame (polars.from_pandas(frame), polars.DataFrame(list_of_dicts))"
            )
            raise UsageError(message)


def names(corpus: Corpus) -> tuple[str, ...]:
    """Return what the record of a run says was read: every argument once."""
    match corpus:
        case pl.DataFrame() | pl.LazyFrame():
            return (FRAME,)
        case str() | Path():
            return (masked(as_text(str(corpus))),)
        case _:
            return tuple(masked(as_text(path)) for path in formats.distinct(corpus))


def _written(frame: pl.DataFrame | pl.LazyFrame, folder: Path) -> Path:
    path = folder / FRAME
    try:
        parquet.write(frame.lazy(), path)
    except (pl.exceptions.PolarsError, OSError) as error:
        message = f"the frame cannot be read: {' '.join(str(error).split())}"
        raise UsageError(message) from error
    return path
