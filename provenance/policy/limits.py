"""Limits: how many findings, or what share of the articles, a rule or family may reach before the gate speaks.

Those of archives say how much may come out of one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from provenance.errors import PolicyError, hint
from provenance.rules.base import SEVERITIES, Severity
from provenance.storage.archive_limits import ArchiveLimits

BYTES = re.compile(r"([0-9]{1,6}) ?(MiB|GiB|TiB)")
"""How many bytes an archive may unpack to, as people write it."""
_SHIFTS = {"MiB": 20, "GiB": 30, "TiB": 40}


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


def read_archive_limits(table: Mapping[str, Any]) -> ArchiveLimits:
    """Read `{ratio = 500, size = "2 TiB"}`; what is not named stays as it is.

    Raises PolicyError for another key, and for a value that is no number above 0.
    """
    known = [item.name for item in fields(ArchiveLimits)]
    for name in table:
        if name not in known:
            message = f"archives: unknown key {name!r}{hint(name, known)}; keys: {', '.join(known)}"
            raise PolicyError(message)
    return ArchiveLimits(**{name: _number(name, value) for name, value in table.items()})


def _number(name: str, value: object) -> int:
    sized = BYTES.fullmatch(value) if name == "size" and isinstance(value, str) else None
    number = int(sized[1]) << _SHIFTS[sized[2]] if sized else value
    if isinstance(number, int) and not isinstance(number, bool) and number > 0:
        return number
    like = 'a number of bytes, or such as "500 GiB"' if name == "size" else "a whole number above 0"
    message = f"archives: {name} must be {like}, not {value!r}"
    raise PolicyError(message)
