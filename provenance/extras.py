"""The parts of this package that need more than a plain `check` does: `pip install 'article-provenance[EXTRA]'`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal, NamedTuple

from provenance.errors import MissingExtraError


class _Extra(NamedTuple):
    module: str
    library: str
    purpose: str


Extra = Literal["contracts", "suites", "pdf"]

EXTRAS: dict[Extra, _Extra] = {
    "contracts": _Extra("pandera", "Pandera", "contracts need"),
    "suites": _Extra("great_expectations", "Great Expectations", "suites of expectations need"),
    "pdf": _Extra("weasyprint", "WeasyPrint", "a PDF needs"),
}


def require(extra: Extra) -> None:
    """Raise MissingExtraError, with the command that installs it, if the library of an extra is not installed."""
    module, library, purpose = EXTRAS[extra]
    if find_spec(module) is None:
        message = f"{purpose} {library}, which is not installed; install it: pip install 'article-provenance[{extra}]'"
        raise MissingExtraError(message)
