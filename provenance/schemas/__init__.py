"""JSON Schemas of what programs read from us and write for us, made from the declarations they describe.

They say what this version writes and accepts. Objects that we write may get more keys, as docs/stability.md allows, so
no schema of them forbids what it does not name; of a configuration an unknown key is an error, and the schema says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from provenance.errors import UsageError, hint
from provenance.schemas import reports, settings, stored_run
from provenance.schemas.base import Schema


def _decisions() -> Schema:
    found: dict[str, Any] = json.loads(Path(__file__).with_name("decisions.json").read_text(encoding="utf-8"))
    return found


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "configuration": settings.schema,
    "decisions": _decisions,
    "json": reports.json,
    "json-lines": reports.json_lines,
    "run": stored_run.schema,
}
"""Every schema by its name."""


def text(name: str) -> str:
    """Return a schema as JSON.

    Args:
        name: One of `SCHEMAS`.

    Returns:
        The schema (JSON Schema 2020-12), indented, with a newline at its end.

    Raises:
        UsageError: There is no such schema.
    """
    if name not in SCHEMAS:
        message = f"there is no schema {name!r}{hint(name, SCHEMAS)}; schemas: {', '.join(SCHEMAS)}"
        raise UsageError(message)
    return json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=1) + "\n"
