"""Tables in text whose cells are divided by tabs: one article a row."""

from __future__ import annotations

from provenance.formats.csv import Tables

FORMAT = Tables("tsv", "CSV whose cells are divided by tabs, one article a row under a header", ".tsv", "\t")
