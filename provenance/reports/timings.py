"""How long the stages of a run took."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.printing import harmless, many
from provenance.reports.base import Report
from provenance.runs.run import Run

ABOUT = {
    "cache": "looking up and keeping results in the cache",
    "reading": "reading records",
    "facts": "finding facts",
    "frames": "writing the frames of facts",
    "rules": "applying rules",
    "keys": "making the keys of what only the whole corpus shows",
    "summary": "counting",
    "corpus": "putting together what only the whole corpus shows",
    "policy": "weighing: baseline, decisions, suites, verdict",
}
"""What is done in each stage; all but the last two in shards."""
_OF_CORPUS = ("corpus", "policy")


def render(run: Run) -> Iterator[str]:
    """Yield a line a stage: its seconds, in the shards those of all of them together; then the shards."""
    record = run.record
    for stage, about in ABOUT.items():
        if stage in record.timings:
            where = "" if stage in _OF_CORPUS else ", all shards together"
            yield f"{record.timings[stage]:>12,.3f} s  {stage:<8}  {about}{where}"
    read = f"{many(run.articles, 'article')} in {many(record.shards, 'shard')}"
    yield f"{record.seconds:>12,.3f} s  by the clock, for {read}"
    if slowest := record.slowest_shard:
        yield (
            f"{slowest['seconds']:>12,.3f} s  the slowest of them, shard {slowest['shard']:.0f}, "
            f"with {many(int(slowest['articles']), 'article')}"
        )


REPORT = Report(name="timings", about="how long the stages of the run took", lines=render, guard=harmless)
