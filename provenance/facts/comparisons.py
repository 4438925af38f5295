"""Which texts were held against the pages of their articles, and how much they differ."""

from __future__ import annotations

from provenance.facts.base import Fact
from provenance.facts.extraction import compared
from provenance.frames import COMPARISONS

FACT = Fact(name="comparisons", find=lambda tables, _: compared(tables["records"]), frame=COMPARISONS)
