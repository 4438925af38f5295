"""The name of a run, and folders that are named by the run or the day."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, date, datetime
from pathlib import Path

RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")


def run_id(moment: datetime | None = None) -> str:
    """Return a name for a run: when it began in UTC, and four digits that tell it from others of that second."""
    return f"{(moment or datetime.now(UTC)):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def expand(path: Path, run: str, day: date) -> Path:
    """Return a path with `{run}` and `{date}` filled in; the folders above such a name are made when it is written."""
    return Path(str(path).replace("{run}", run).replace("{date}", day.isoformat()))
