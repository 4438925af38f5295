"""Where in a page something stands, in the words of a finding."""

from __future__ import annotations

import polars as pl

_PATH = pl.col("path").fill_null("the page")
PLACE = (
    pl.when(pl.col("page_start").is_null())
    .then(_PATH)
    .otherwise(pl.format("{} at {} to {} of the page", _PATH, pl.col("page_start"), pl.col("page_end")))
)
"""The path in the page, and the offsets there, where they are known."""
