"""The rules, one file each, one folder a family. The folder is the registry: a file with a `RULE` is a rule."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from provenance.rules.base import Rule

FAMILIES = {
    "INP": "input",
    "DAT": "dates",
    "CAP": "captions",
    "CRD": "credits",
    "QUO": "quotations",
    "EMB": "embeds",
    "BPL": "boilerplate",
    "TXT": "text",
    "DUP": "duplicates",
    "MET": "metadata",
    "LIN": "lineage",
    "SUI": "suites",
}
"""Code prefix of each family, and its folder."""


@cache
def registry() -> tuple[Rule, ...]:
    """Return every rule, ordered by code within the order of the families."""
    found = [
        import_module(module.name).RULE
        for package in FAMILIES.values()
        for module in pkgutil.iter_modules(
            import_module(f"{__package__}.{package}").__path__, f"{__package__}.{package}."
        )
    ]
    order = list(FAMILIES)
    return tuple(sorted(found, key=lambda rule: (order.index(rule.family), rule.code)))


@cache
def by_code() -> dict[str, Rule]:
    """Return the rules by their codes."""
    return {rule.code: rule for rule in registry()}
