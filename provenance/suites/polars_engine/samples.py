"""What GX shows of unexpected rows: how many, which values, which rows.  Every list is capped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from provenance.suites.polars_engine.bundles import row_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.suites.polars_engine.requests import Request

VALUE_LIMIT = 200  # the cap of GX's other engines on values and rows (their MAX_RESULT_RECORDS)
_QUERY_LENGTH = 2_000


@dataclass(frozen=True, kw_only=True)
class Flagged:
    """A request for something about unexpected rows, and the columns that flag them."""

    request: Request
    names: list[str]
    broken: pl.Expr
    considered: pl.Expr | None


def count(flagged: Flagged) -> pl.Expr:
    """How many rows are unexpected."""
    return flagged.broken.sum()


def considered(flagged: Flagged) -> pl.Expr:
    """How many rows were considered at all."""
    return pl.len() if flagged.considered is None else flagged.considered.sum()


def values(flagged: Flagged) -> pl.Expr:
    """The first unexpected values."""
    names = list(dict.fromkeys(flagged.names))
    source = _shown(flagged, names)[0] if len(flagged.names) == 1 else pl.struct(_shown(flagged, names))
    return source.filter(flagged.broken).head(_value_limit(flagged.request.result_format)).implode()


def rows(flagged: Flagged) -> pl.Expr:
    """The first unexpected rows, whole."""
    source = pl.struct(_shown(flagged, flagged.request.schema.names()))
    return source.filter(flagged.broken).head(_value_limit(flagged.request.result_format)).implode()


def indices(flagged: Flagged) -> pl.Expr:
    """Which rows are unexpected: by the columns that identify them, or by their place in the batch."""
    result_format = flagged.request.result_format
    identity = _identity_columns(flagged)
    place = row_number(flagged.request.schema)
    source = pl.col(place) if identity is None else pl.struct(_shown(flagged, identity))
    limit = flagged.request.engine.index_limit
    if result_format.get("result_format") != "COMPLETE":
        limit = result_format.get("partial_unexpected_count", 20)
    found = source.filter(flagged.broken)
    return (found if limit is None else found.head(limit)).implode()


def _shown(flagged: Flagged, names: list[str]) -> list[pl.Expr]:
    return [flagged.request.named(name).shown for name in names]


def _identity_columns(flagged: Flagged) -> list[str] | None:
    result_format = flagged.request.result_format
    named = result_format.get("unexpected_index_column_names")
    if not named:
        return None
    named = [named] if isinstance(named, str) else list(named)
    missing = [name for name in named if name not in flagged.request.schema]
    if missing:
        message = f"unexpected_index_column_names: the batch has no column {missing[0]!r}"
        raise ValueError(message)
    shown = [] if result_format.get("exclude_unexpected_values") else flagged.names
    return list(dict.fromkeys([*shown, *named]))


def _value_limit(result_format: Mapping[str, Any]) -> int:
    if result_format.get("result_format") == "COMPLETE":
        return VALUE_LIMIT
    return min(int(result_format.get("partial_unexpected_count", 20)), VALUE_LIMIT)


def as_pairs(found: list[dict[str, Any]], _settings: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Turn the values of a pair into tuples, as GX's other engines show them; one column may be both sides."""
    sides = [list(pair.values()) for pair in found]
    return [(values[0], values[-1]) for values in sides]


def by_column(found: list[Any], settings: Mapping[str, Any]) -> list[Any]:
    """Turn identities without values into one list a column, as GX's other engines do."""
    result_format = settings.get("result_format") or {}
    named = result_format.get("unexpected_index_column_names")
    if not (found and named and result_format.get("exclude_unexpected_values")):
        return found
    return [{name: [row[name] for row in found] for name in found[0]}]


def query_text(broken: pl.Expr) -> str:
    """Return the condition as Polars prints it: to be read, not to be run."""
    text = f"df.filter({broken})"
    return text if len(text) <= _QUERY_LENGTH else f"{text[:_QUERY_LENGTH]}…"
