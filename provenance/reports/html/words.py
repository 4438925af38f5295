"""The page's English, kept in one file so that it can be translated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

Phrase = str | Mapping[str, str]
"""A text, or its forms for one and for other counts."""


@cache
def words(language: str = "en") -> dict[str, Any]:
    """Return every text of the page, by section and name."""
    return tomllib.loads(files(__package__).joinpath(f"text/{language}.toml").read_text(encoding="utf-8"))


def say(phrase: Phrase, **values: object) -> str:
    """Return a phrase with its values filled in; numbers are grouped, and `n` chooses the form."""
    text = phrase if isinstance(phrase, str) else phrase["one" if values.get("n") == 1 else "other"]
    return text.format_map({name: _shown(value) for name, value in values.items()})


def percent(part: float, total: float) -> str:
    """Return a share as a reader writes it: more digits where it is small, never 0 % for something."""
    share = 100 * part / max(total, 1)
    if share in {0, 100}:
        return f"{share:.0f} %"
    return f"{min(max(share, 0.01), 99.9):.{_digits(share)}f} %"


def _digits(share: float) -> int:
    return 1 if share >= 1 else 2


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
