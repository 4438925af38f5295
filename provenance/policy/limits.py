"""Limits: how many findings, or what share of the articles, a rule or family may reach before the gate speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from provenance.errors import PolicyError
from provenance.rules.base import SEVERITIES, Severity


@dataclass(frozen=True, slots=True)
class Limit:
    """Above `most` (a count of findings, or a share of the articles) `selector` weighs as `severity`."""

    selector: str
    severity: Severity
    most: float
    is_share: bool

    def exceeded(self, findings: int, articles_hit: int, articles: int) -> bool:
        """Tell whether the findings, or the share of articles hit, are over the limit."""
        return articles_hit > self.most * articles if self.is_share else findings > self.most

    def __str__(self) -> str:
        return f"{self.most * 100:g}%" if self.is_share else f"{self.most:.0f}"


def read_limits(table: Mapping[str, Any]) -> tuple[Limit, ...]:
    """Read `{BPL = "1%", DAT001 = {warning = 5, error = "2%"}}`; a bare value is the limit of an error.

    Raises PolicyError for a value that is neither a count nor a share.
    """
    return tuple(
        _limit(selector, severity, value)
        for selector, levels in table.items()
        for severity, value in (levels.items() if isinstance(levels, dict) else [("error", levels)])
    )


def _limit(selector: str, severity: str, value: object) -> Limit:
    if severity not in SEVERITIES:
        message = f"limit of {selector}: {severity!r} is not one of {', '.join(SEVERITIES)}"
        raise PolicyError(message)
    share = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", value) if isinstance(value, str) else None
    if share and float(share[1]) <= 100:  # noqa: PLR2004 - per cent
        return Limit(selector, severity, float(share[1]) / 100, is_share=True)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Limit(selector, severity, float(value), is_share=False)
    message = f'limit of {selector}: {value!r} is neither a count (5) nor a share of the articles ("1%")'
    raise PolicyError(message)
