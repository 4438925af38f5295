"""A repair undone from its log: every byte as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from provenance.errors import UsageError
from provenance.fixing import log
from provenance.fixing.log import Entry
from provenance.formats import File, changed_ns, declared, sniffing
from provenance.storage import targets
from provenance.storage.atomic import replacing
from provenance.storage.untrusted import inside


class _Change(NamedTuple):
    """A file that was repaired: where it is, where its original is kept, what the log says of its records."""

    target: Path
    original: Path
    entries: Sequence[Entry]


def undo(path: Path) -> int:
    """Give back the bytes that the log at `path` tells of, in the corpus whose hidden folder it stands in.

    Nothing is undone unless all of it can be, and nothing is written outside of that corpus, whatever the log says.
    The log stays, and tells from then on that it was undone.

    Args:
        path: The file `changes.jsonl` of the repair.

    Returns:
        The number of records given back.

    Raises:
        UsageError: The log is none, was undone already, or leads out of its corpus, or a file is not as it was left.
    """
    entries = log.read(path)
    folder = path.absolute().parent
    root = folder.parent.parent
    _refuse_elsewhere(path, folder)
    changes = [
        _Change(inside(root, name), inside(root, _original(folder.name, name)), list(group))
        for name, group in groupby(entries, key=itemgetter("path"))
    ]
    changed = [change for change in changes if _is_changed(change)]
    for change in changed:
        _give_back(change)
    log.undone(path, datetime.now(UTC))
    shutil.rmtree(folder / log.ORIGINALS, ignore_errors=True)
    (folder / log.LIFTED).unlink(missing_ok=True)
    ours = [*(change.target for change in changed), path.absolute()]
    targets.amend(root, targets.CORPUS_COPY, [os.path.relpath(place, root) for place in ours])
    return sum(len(change.entries) for change in changed)


def _refuse_elsewhere(path: Path, folder: Path) -> None:
    if folder.parent.name != log.NOTES:
        message = f"{path}: a log is undone where it was written, in the folder {log.NOTES} of its corpus"
        raise UsageError(message)
    if folder.is_symlink() or folder.parent.is_symlink():
        message = f"{path}: its folder is a link; a log is undone where it was written"
        raise UsageError(message)


def _original(number: str, name: bytes) -> bytes:
    return b"/".join([*(part.encode() for part in (log.NOTES, number, log.ORIGINALS)), name])


def _is_changed(change: _Change) -> bool:
    """Tell whether a file is as the repair has left it; False if it is as it was before."""
    found = log.file_digest(change.target) if change.target.is_file() else None
    first = change.entries[0]
    if found == first["file_before"]:  # the repair was killed before it came to this file
        return False
    if found == first["file_after"]:
        return True
    message = f"{change.target}: not as the repair has left it; nothing is undone"
    raise UsageError(message)


def _give_back(change: _Change) -> None:
    target, original, entries = change
    with replacing(target) as part:
        if original.exists():
            shutil.copyfile(original, part)
        else:
            status = target.stat()
            format_ = declared()[sniffing.of_path(str(target)) or "text"]
            file = File(str(target), target.name, format_.name, status.st_size, changed_ns(status))
            format_.restore(file, part, {entry["record"]: entry["before"] for entry in entries})
        if log.file_digest(part) != entries[0]["file_before"]:
            message = f"{target}: the log does not give back the bytes that the file had; it stays as it is"
            raise UsageError(message)
