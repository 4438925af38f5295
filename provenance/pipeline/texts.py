"""The corpus of `--texts`, read once, before the pages that are held against it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from provenance import formats
from provenance.errors import UsageError
from provenance.formats.counterparts import Counterparts, stored
from provenance.pipeline.reduce import Reduced
from provenance.printing import many


@contextmanager
def read(listing: formats.Listing | None, fields: Mapping[str, str]) -> Iterator[Counterparts | None]:
    """Give the texts of the files that are listed; None where none are. Raises UsageError where they hold none."""
    if listing is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="provenance-") as folder:
        shards = formats.plan(listing, fields=fields)
        texts = stored((formats.read(shard).records for shard in shards), Path(folder) / "texts.sqlite")
        if not texts.articles:
            message = "--texts holds no articles: name files or folders with the texts of the pages"
            raise UsageError(message)
        yield texts


def notes(texts: Counterparts | None, reduced: Reduced) -> tuple[str, ...]:
    """Return how many pages were held against a text, and how many pages and texts were left over."""
    if texts is None:
        return ()
    pages = int(reduced["extractions"].frame().filter(kind="page")["articles"].sum()) if "extractions" in reduced else 0
    alone = reduced["read_errors"].frame().filter(kind="unmatched-page").height
    left = max(0, texts.articles - pages)
    over = f"; {many(alone, 'page')} without a text" if alone else ""
    unused = f"; at least {many(left, 'text')} without a page" if left else ""
    return (f"{many(pages, 'page')} held against the text of {'its' if pages == 1 else 'their'} article{over}{unused}",)
