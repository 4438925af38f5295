"""A repair undone from its log: every byte as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from provenance.errors import UsageError
from provenance.files import whole
from provenance.fixing import forms, log
from provenance.fixing.log import Entry
from provenance.readers import File
from provenance.readers.paths import form_of


def undo(path: Path) -> int:
    """Give back the bytes that the log at `path` tells of, in the corpus whose hidden folder it stands in.

    Nothing is undone unless all of it can be. Returns the number of records given back. Raises UsageError if the log
    is none, or a file is not as it was left.
    """
    entries = log.read(path)
    folder = path.absolute().parent
    root = folder.parent.parent
    if folder.parent.name != log.NOTES:
        message = f"{path}: a log is undone where it was written, in the folder {log.NOTES} of its corpus"
        raise UsageError(message)
    grouped = [(source, list(group)) for source, group in groupby(entries, key=lambda told: str(told["source"]))]
    changed = [(source, group) for source, group in grouped if _is_changed(root / source, group[0])]
    for source, group in changed:
        _give_back(root / source, group, folder / log.ORIGINALS / source)
    shutil.rmtree(folder)
    if not any(folder.parent.iterdir()):
        folder.parent.rmdir()
    return sum(len(group) for _, group in changed)


def _is_changed(target: Path, told: Entry) -> bool:
    """Tell whether a file is as the repair has left it; False if it is as it was before."""
    found = log.file_digest(target) if target.is_file() else None
    if found == told["file_before"]:  # the repair was killed before it came to this file
        return False
    if found == told["file_after"]:
        return True
    message = f"{target}: not as the repair has left it; nothing is undone"
    raise UsageError(message)


def _give_back(target: Path, group: Sequence[Entry], original: Path) -> None:
    with whole(target) as part:
        if original.exists():
            shutil.copyfile(original, part)
        else:
            status = target.stat()
            file = File(str(target), target.name, form_of(target.name) or "text", status.st_size, 0)
            forms.write(file, part, _restored(file, group))


def _restored(file: File, group: Sequence[Entry]) -> Iterator[bytes]:
    before = {told["record"]: told["before"] for told in group}
    for raw in forms.raws(file):
        known = raw.record in before and (raw.record is not None or file.form == "text")
        yield before[raw.record] if known else raw.data
