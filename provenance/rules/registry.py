"""The rules that there are: our own, one file each in the folder of its family, and those of other packages and files.

A file with a `RULE` is a rule: there is no list to keep.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from provenance.errors import PluginError
from provenance.plugins import CORPUS_FACTS, FACTS, RULES, Plugin, foreign, of_files, own
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
    "COP": "originality",
    "MET": "metadata",
    "LIN": "lineage",
    "EXT": "extraction",
    "SUI": "suites",
}
"""Code prefix of each family of ours, and its folder, in the order of reports."""

_files: dict[Path, tuple[Plugin, ...]] = {}


def registry() -> tuple[Rule, ...]:
    """Return every rule, ordered by code within the order of the families; families of others come last.

    Raises PluginError if a rule of another package cannot be loaded, or two rules have the same code or name.
    """
    return _known(tuple(_files)).rules


def by_code() -> dict[str, Rule]:
    """Return the rules by their codes."""
    return _known(tuple(_files)).by_code


def families() -> dict[str, str]:
    """Return the prefix of every family and its name: that of our folder, else the prefix in small letters."""
    return _known(tuple(_files)).families


def replaced() -> dict[str, str]:
    """Return the codes that are no longer given, each with the code of the rule that has replaced it."""
    return _known(tuple(_files)).replaced


def selected_by(selector: str) -> tuple[str, ...]:
    """Return the codes that a selector stands for, in order: a code or its beginning, a name, a family, ALL.

    A code that a rule has replaced stands for that rule; what is none of these stands for nothing.
    """
    known = _known(tuple(_files))
    if selector not in known.selected:
        wanted = known.replaced.get(selector, selector)
        known.selected[selector] = tuple(rule.code for rule in known.rules if known.matches(rule, wanted))
    return known.selected[selector]


def add_files(paths: Iterable[Path]) -> None:
    """Add the rules of Python files, or of folders of them, for the rest of the process. The files are run.

    Raises PluginError for a place that cannot be run or holds no rule, or whose code or name is taken.
    """
    for path in (path.resolve() for path in paths):
        if path not in _files:
            _files[path] = of_files(RULES, path)
            try:
                registry()
            except PluginError:
                del _files[path]
                raise


def of_files_added() -> tuple[Plugin, ...]:
    """Return the rules of files that were added, with where they come from."""
    return tuple(plugin for plugins in _files.values() for plugin in plugins)


def module_of(rule: Rule) -> str:
    """Return the name of the module that declares a rule."""
    plugins = (*own(RULES), *foreign(RULES), *of_files_added())
    return next(plugin.module for plugin in plugins if plugin.value.code == rule.code)


class _Known(NamedTuple):
    """The rules, and what is looked up in them for every rule of every selector: made once."""

    rules: tuple[Rule, ...]
    by_code: dict[str, Rule]
    families: dict[str, str]
    replaced: dict[str, str]
    selected: dict[str, tuple[str, ...]]
    """What selectors stand for, as far as they were asked for: see `selected_by`."""

    def matches(self, rule: Rule, selector: str) -> bool:
        """Tell whether a selector stands for a rule."""
        words = {"ALL", rule.name, self.families[rule.family]}
        return selector in words or (bool(selector) and rule.code.startswith(selector))

    @classmethod
    def of(cls, rules: tuple[Rule, ...]) -> _Known:
        return cls(
            rules,
            {rule.code: rule for rule in rules},
            FAMILIES | {rule.family: rule.family.lower() for rule in rules if rule.family not in FAMILIES},
            {old: rule.code for rule in rules for old in rule.replaces},
            {},
        )


@cache
def _known(files: tuple[Path, ...]) -> _Known:
    """Return the rules of all packages and of `files`, which are in `_files`."""
    return _Known.of(_ordered(files))


def _ordered(files: tuple[Path, ...]) -> tuple[Rule, ...]:
    for kind in (FACTS, CORPUS_FACTS):  # they declare the frames that rules of the same packages may read
        foreign(kind)
    plugins = own(RULES) + foreign(RULES) + tuple(plugin for file in files for plugin in _files[file])
    for plugin in plugins:
        if not isinstance(plugin.value, Rule):
            message = f"{plugin.package}: {plugin.path}: RULE is {type(plugin.value).__name__}, not a Rule"
            raise PluginError(message)
    _refuse_equal(plugins)
    order = [*FAMILIES, *sorted({plugin.value.family for plugin in plugins} - FAMILIES.keys())]
    return tuple(sorted((plugin.value for plugin in plugins), key=lambda rule: (order.index(rule.family), rule.code)))


def _refuse_equal(plugins: tuple[Plugin, ...]) -> None:
    """Raise PluginError if a code or a name stands for two rules."""
    taken: dict[str, Plugin] = {}
    for plugin in plugins:
        for word in (plugin.value.code, plugin.value.name):
            first = taken.setdefault(word, plugin)
            if first is not plugin:
                message = (
                    f"two rules are called {word}: {first.path} of {first.package}, {plugin.path} of {plugin.package}"
                )
                raise PluginError(message)
