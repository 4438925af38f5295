"""Articles that share much of their words: which of them, how much, and what each is to the original.

    shingles of a shard ─ shuffle ─ pairs that share some ─ shuffle ─ candidates ─┐
    bodies of a shard ──────────────────────────────────────────────── the texts ─┴─ compared ─ the frames

Equal bodies are one *body*, known by its hash; a representative stands for all articles that have it, until the end.
"""

from __future__ import annotations

from collections.abc import Mapping

from provenance.corpus.base import Again, CorpusFact, Shuffle
from provenance.corpus.near_duplicates import bodies, candidates, clusters, pairs
from provenance.frames import CLUSTERS, NEAR_DUPLICATES, ORIGINALITY
from provenance.storage.spill import Spilled


def look(rows: Spilled, records: Spilled, shuffle: Shuffle) -> Mapping[str, Spilled]:
    """Return the frames, from the pairs that share shingles and the bodies of all articles."""
    found = candidates.found(rows, shuffle)
    places = bodies.concerned(records, found, shuffle)
    compared = pairs.compared(found, places, records, shuffle)
    of_clusters = clusters.of(compared, places)
    frames = {
        NEAR_DUPLICATES.name: pairs.between_articles(compared, places),
        CLUSTERS.name: of_clusters,
        ORIGINALITY.name: clusters.counted(of_clusters, records.height),
    }
    return {name: Spilled.of(frame) for name, frame in frames.items()}


CORPUS_FACT = CorpusFact(
    frame=NEAR_DUPLICATES,
    gives=(CLUSTERS, ORIGINALITY),
    keys=candidates.keys,
    reduce=candidates.pairs,
    again=Again(records=bodies.kept, look=look),
    costly=True,
)
