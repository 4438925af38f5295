"""A run as one bag that an archive takes as it is: BagIt without, RO-Crate within, PREMIS beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from provenance.exports import described
from provenance.packing import bag, contents, crate, place, premis
from provenance.packing.contents import Part
from provenance.printing import many
from provenance.runs.run import Run
from provenance.runs.run import moment as present

PREMIS = "premis.xml"


def pack(run: Run, to: Path, *, changes: Sequence[Path] = (), packer: str | None = None, report: bool = True) -> int:
    """Pack a stored run.

    Args:
        run: The run, as `runs.store.load` gives it, with its frames of facts.
        to: Where the bag is to be: a folder, or a file .zip or .tar. Nothing may be there.
        changes: Logs of repairs that go into it.
        packer: Who packs it, if that is to be told.
        report: Put the report for the eye into it.

    Returns:
        How many files its payload has.

    Raises:
        UsageError: The place is taken, or cannot be written.
    """
    now = present()
    with place.new(to, now) as folder:
        data = folder / bag.DATA
        data.mkdir()
        parts = [*contents.write(run, data, changes, report=report)]
        premis.write(run, data / PREMIS, changes, now, packer)
        parts.append(Part(PREMIS, "what happened to the articles, by whom, and what is said of rights: PREMIS 3"))
        crate.write(run, data, parts, now, packer)
        bag.close(folder, _info(run, now, packer))
    return len(parts) + 1


def _info(run: Run, now: datetime, packer: str | None) -> dict[str, str]:
    """Return what bag-info.txt tells."""
    return {
        "Bagging-Date": f"{now:%Y-%m-%d}",
        "Bag-Software-Agent": described.program(run),
        "External-Identifier": f"urn:uuid:{described.identity(run, 'bag', described.digest(run))}",
        "External-Description": f"{many(run.articles, 'news article')}. {run.verdict.sentence}",
        "Internal-Sender-Identifier": described.name(run),
        **({"Contact-Name": packer} if packer else {}),
    }
