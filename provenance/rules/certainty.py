"""When a fact is sure enough to be held against an article: nobody wants to be told of captions that are none."""

from __future__ import annotations

import polars as pl

CONFIDENT = pl.col("confidence") >= 0.6  # noqa: PLR2004 - read by eye: 9 in 10 paragraphs above it are captions

SUSPECTED = pl.col("confidence") >= 0.6  # noqa: PLR2004 - measured on labelled texts: docs/extraction.md
"""When the extraction of a text is suspicious enough."""
