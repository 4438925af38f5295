"""The ledger of quotations: what was said, who quotes it, and in which words.

shingles of quotations ─ shuffle ─ pairs that share some ─ shuffle ─ candidates ─┐
quotations of a shard ──────────────────────────────────────────── the concerned ─┴─ aligned ─ utterances, variants
"""

from __future__ import annotations

from collections.abc import Mapping

from provenance.corpus.base import Again, CorpusFact, Shuffle
from provenance.corpus.near_duplicates import candidates
from provenance.corpus.utterances import ledger, quoted
from provenance.frames import UTTERANCES, VARIANTS
from provenance.storage.spill import Spilled


def look(rows: Spilled, records: Spilled, shuffle: Shuffle) -> Mapping[str, Spilled]:
    """Return the frames, from the pairs that share shingles and all quotations."""
    found = candidates.found(rows, shuffle)
    utterances, variants = ledger.frames(quoted.concerned(records, found, shuffle), found, shuffle)
    return {UTTERANCES.name: utterances, VARIANTS.name: variants}


CORPUS_FACT = CorpusFact(
    frame=UTTERANCES,
    gives=(VARIANTS,),
    keys=quoted.keys,
    reduce=candidates.pairs,
    again=Again(records=quoted.kept, look=look),
    costly=True,
)
