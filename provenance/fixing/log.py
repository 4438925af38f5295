"""The log of a repair: every edit, and what each changed record and file was, so that all of it can be undone."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from provenance.errors import UsageError
from provenance.fixing.repair import Repaired
from provenance.storage.untrusted import parse_json
from provenance.version import __version__

FORMAT = "provenance-changes/1"
NOTES = ".provenance"
_UNSEEN = ".gitignore"
CHANGES = "changes.jsonl"
LIFTED = "lifted.jsonl"
ORIGINALS = "originals"
Entry = dict[str, Any]
_SHA256 = re.compile("[0-9a-f]{64}")


def entry(one: Repaired, before: bytes, after: bytes) -> Entry:
    """Return the log entry of one record: its edits, what was lifted, its bytes before, and both digests."""
    return {
        "format": FORMAT,
        "rule_set": __version__,
        "article": one.article,
        "source": one.source,
        "record": one.record,
        "sha256_before": digest(before),
        "sha256_after": digest(after),
        "edits": [asdict(edit) for edit in one.edits],
        "lifted": one.lifted,
        "before": base64.b64encode(before).decode("ascii"),
    }


class Log:
    """The log of one repair, in a folder of its own below the corpus: `.provenance/fix-N`."""

    def __init__(self, root: Path) -> None:
        """Choose the first number that is free."""
        self.root = root
        number = 1
        while (root / NOTES / f"fix-{number}").exists():
            number += 1
        self.folder = root / NOTES / f"fix-{number}"
        self.path = self.folder / CHANGES

    def add(self, entries: Iterable[Entry]) -> None:
        """Write entries down, to the disk, before what they tell of is done."""
        self._make()
        for name, written in ((CHANGES, list(entries)), (LIFTED, list(map(lifted, filter(_of_text, entries))))):
            if written:
                with (self.folder / name).open("a", encoding="utf-8", newline="\n") as target:
                    target.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in written)
                    target.flush()
                    os.fsync(target.fileno())

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (mark := self.root / NOTES / _UNSEEN).exists():
            mark.write_text("*\n", encoding="ascii")  # a repository does not see the folder

    def discard(self) -> None:
        """Remove the log of a repair that has changed nothing, and what the folder of logs has for it alone."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if not any((self.root / NOTES).glob("fix-*")):
            (self.root / NOTES / _UNSEEN).unlink(missing_ok=True)

    def original(self, path: str) -> Path:
        """Return the place for the original of a file that cannot be put together again from its records."""
        kept = self.folder / ORIGINALS / path
        self._make()
        kept.parent.mkdir(parents=True, exist_ok=True)
        return kept


def written(path: str) -> str:
    """Return the exact name of a file, which need not be UTF-8, as a log writes it: percent-encoded bytes."""
    return quote(os.fsencode(path))


def lifted(entry: Mapping[str, Any]) -> Entry:
    """Return what an entry tells of things lifted out of a text."""
    return {name: entry[name] for name in ("article", "source", "lifted")}


def _of_text(entry: Mapping[str, Any]) -> bool:
    return entry["record"] is None and bool(entry["lifted"])


def read(path: Path) -> list[Entry]:
    """Return the entries of a log, each with `before` as bytes and `path` as the exact name of its file.

    A last line without its end tells of a file that was not replaced any more: it is passed over. Raises UsageError,
    naming the line, if anything else is no entry, and if the log tells that it was undone.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
    except (OSError, ValueError) as error:
        message = f"{path}: cannot read the log: {getattr(error, 'strerror', None) or error}"
        raise UsageError(message) from error
    complete = lines[:-1] or lines
    _refuse_undone(path, complete)
    return [_entry(line, f"{path}:{number}") for number, line in enumerate(complete, 1) if line]


def undone(path: Path, when: datetime) -> None:
    """Have a log tell that it was undone: the trace that the corpus keeps of it."""
    with path.open("a", encoding="utf-8", newline="\n") as target:
        target.write(f"\n{json.dumps({'format': FORMAT, 'undone': when.isoformat(timespec='seconds')})}\n")
        target.flush()
        os.fsync(target.fileno())


def _refuse_undone(path: Path, lines: Sequence[str]) -> None:
    """Raise UsageError if the last line says that the log was undone."""
    try:
        when = parse_json(lines[-1]).get("undone")
    except (ValueError, AttributeError):
        return
    if when is not None:
        message = f"{path}: was undone already, at {when}; the files are as they were before this repair"
        raise UsageError(message)


def _entry(line: str, where: str) -> Entry:
    try:
        found = parse_json(line)
        if found["format"] != FORMAT:
            message = f"{where}: format {found['format']!r} is not known; this version reads {FORMAT}"
            raise UsageError(message)
        checked = found | {"before": base64.b64decode(found["before"], validate=True), "path": _path(found)}
        _refuse_incomplete(checked)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{where}: not an entry of a log of changes"
        raise UsageError(message) from error
    return dict(checked)


def _path(found: Entry) -> bytes:
    """Return the exact name of the file; older logs have it as text only."""
    return unquote_to_bytes(found["path"]) if "path" in found else os.fsencode(found["source"])


def _refuse_incomplete(found: Entry) -> None:
    """Raise ValueError or TypeError for an entry that does not say of which record it is, or of which bytes."""
    record = found["record"]
    if not isinstance(found["source"], str) or b"\0" in found["path"]:
        raise ValueError(found["source"])
    if record is not None and type(record) is not int:
        raise ValueError(record)
    for name in ("file_before", "file_after"):
        if not _SHA256.fullmatch(found[name]):
            raise ValueError(found[name])


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes (hex)."""
    return hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file (hex)."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
