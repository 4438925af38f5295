"""The digest of a text, where a record states one to be compared with."""

from __future__ import annotations

from hashlib import sha256

import polars as pl

C = pl.col


def add(articles: pl.DataFrame) -> pl.DataFrame:
    """Add `digest_of_text`: SHA-256 (hex) of the text as UTF-8, null unless the record states a `digest`."""
    stated = articles["digest"].is_not_null()
    if not stated.any():
        return articles.with_columns(digest_of_text=pl.lit(None, pl.String))
    texts = [text if wanted else None for text, wanted in zip(articles["text"], stated, strict=True)]
    digests = [None if text is None else sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
    return articles.with_columns(pl.Series("digest_of_text", digests, dtype=pl.String))
