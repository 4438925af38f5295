"""The log of a repair: every edit, and what each changed record was, so that all of it can be undone."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from provenance.errors import UsageError
from provenance.fixing.repair import Repaired

FORMAT = "provenance-changes/1"


def entry(one: Repaired, before: bytes, after: bytes) -> dict[str, Any]:
    """Return the log entry of one record: its edits, what was lifted, its bytes before, and both digests."""
    return {
        "format": FORMAT,
        "article": one.article,
        "source": one.source,
        "record": one.record,
        "sha256_before": digest(before),
        "sha256_after": digest(after),
        "edits": [asdict(edit) for edit in one.edits],
        "lifted": one.lifted,
        "before": base64.b64encode(before).decode("ascii"),
    }


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the entries of a log. Raises UsageError, naming the line, if it is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot read the log: {error}"
        raise UsageError(message) from error
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            if told["format"] != FORMAT:
                raise ValueError(told["format"])
            yield told | {"before": base64.b64decode(told["before"], validate=True)}
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path}:{number}: not an entry of a log of changes ({error})"
            raise UsageError(message) from error


def lines(entries: Iterable[Mapping[str, Any]]) -> str:
    """Return the log as JSON lines."""
    return "".join(json.dumps(told, ensure_ascii=False) + "\n" for told in entries)


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes (hex)."""
    return hashlib.sha256(data).hexdigest()
