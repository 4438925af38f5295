"""Folders that a run writes to: claimed before the work, filled beside what stands there, committed as one.

    with targets.claimed({"": Path("facts")}, FACTS, run_id, inputs=["corpus/"]) as target:
        write_frames(target.stage())
        target.commit()

A target is empty, ours (it bears the manifest of a run), or foreign; what is foreign is never written into. While a
process has claimed a folder, no other one can. All is staged in the folder itself, so nothing ever has to be renamed
across file systems, and a mount point is as good as any folder. The commit is one rename: that of the manifest. It
names the runs whose files are there, for all folders that belong together. What had been staged for a run that it names
is moved to its place, now or by the next call; what had been staged for any other run is removed. For folders in stores
see `mirrors`.
"""

from provenance.storage.targets.amended import amend
from provenance.storage.targets.inputs import refuse_input_file, refuse_inside, refuse_overlap
from provenance.storage.targets.locks import alone
from provenance.storage.targets.manifest import Kind
from provenance.storage.targets.names import expand, run_id
from provenance.storage.targets.papers import REASONS, papers
from provenance.storage.targets.stand_ins import StandIns, fetched, speaking
from provenance.storage.targets.target import (
    CORPUS_COPY,
    DATA_DOCS,
    FACTS,
    GATE,
    HTML_REPORT,
    STORED_RUN,
    Mode,
    Target,
    claimed,
    finish,
)

__all__ = [
    "CORPUS_COPY", "DATA_DOCS", "FACTS", "GATE", "HTML_REPORT", "REASONS", "STORED_RUN", "Kind", "Mode", "StandIns",
    "Target", "alone", "amend", "claimed", "expand", "fetched", "finish", "papers", "refuse_input_file",
    "refuse_inside", "refuse_overlap", "run_id", "speaking",
]  # fmt: skip
