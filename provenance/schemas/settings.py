"""The schema of a configuration: `provenance.toml`, or `[tool.provenance]` of a pyproject.toml, as JSON.

The keys are the fields of the policy with their types; a few may be written in other ways than the policy holds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import get_type_hints

from provenance.formats.fields import NAMES
from provenance.policy.configuration import Policy, keys
from provenance.policy.limits import BYTES
from provenance.policy.values import CATALOGUES
from provenance.rules.base import SEVERITIES
from provenance.rules.pages import BASE
from provenance.schemas.base import Schema, described, document, field_docs, of_list, of_type
from provenance.storage.archive_limits import ArchiveLimits

_TEXT: Schema = {"type": "string"}
_SHARE = r"^(100(\.0+)?|\d{1,2}(\.\d+)?)\s*%$"
_LIMIT: Schema = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": _SHARE}]}
_ONE_OR_MORE: Schema = {"anyOf": [_TEXT, of_list(_TEXT)]}


def _only(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


_LEVELS = _only(dict.fromkeys(SEVERITIES, _LIMIT))
_FIELD: Schema = {"type": "string", "minLength": 1}
_NUMBER: Schema = {"type": "integer", "minimum": 1}
_BYTES: Schema = {"anyOf": [_NUMBER, {"type": "string", "pattern": f"^(?:{BYTES.pattern})$"}]}
_OURS = sorted({name for field, names in NAMES.items() for name in (field, *names)})
_OWN: Mapping[str, Schema] = {
    "limits": {"type": "object", "additionalProperties": {"anyOf": [*_LIMIT["anyOf"], _LEVELS]}},
    "fields": _only(dict.fromkeys(_OURS, _FIELD)),
    "catalogues": _only(dict.fromkeys(CATALOGUES, _TEXT)),
    "archives": _only({item.name: _BYTES if item.name == "size" else _NUMBER for item in fields(ArchiveLimits)}),
    "decisions": _ONE_OR_MORE,
    "rules": _ONE_OR_MORE,
    "baseline": _TEXT,
    "now": {"type": "string", "format": "date"},
    "min-confidence": {"type": "number", "minimum": 0, "maximum": 1},
    "docs-url": {"type": "string", "pattern": f"^(?:{BASE.pattern})$"},
}
"""Keys that a file writes in another way than the policy holds them, or of which more is known than their type."""


def schema() -> Schema:
    """Return the schema of a configuration."""
    hints, said = get_type_hints(Policy), field_docs(Policy)
    written = {key: _OWN.get(key) or of_type(hints[field]) for key, field in keys().items()}
    keys_ = {key: described(each, said.get(keys()[key])) for key, each in written.items()}
    return document("configuration", "The configuration of provenance", _only(keys_))
