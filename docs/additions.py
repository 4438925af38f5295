"""Count, from the code, how many files each kind of addition touches: its own, and those outside that have to name it.

    python docs/additions.py

A thing that is declared is *named* by a file of the package that imports its module, or that holds its name (a rule's
code as well, a language's code instead) as a string, outside of its own file or folder; the rules over a fact's frame
are its own. Many are named because others build on them, as many facts build on `paragraphs`. What no addition of the
kind can do without are the files that name every one of them.

Of a kind with one or two things this tells nothing; that they cost one file is shown by the packages that
`tests/test_plugins.py` makes, as it is of every kind for things from outside.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import provenance
from provenance.plugins import CORPUS_FACTS, FACTS, KINDS, LANGUAGES, RULES, Plugin, own

HOME = Path(str(provenance.__file__)).parent
OVER_FRAMES = (FACTS.name, CORPUS_FACTS.name)


@dataclass(frozen=True)
class Cost:
    """What an addition of a kind touches."""

    kind: str
    things: int
    """How many there are."""
    outside: tuple[str, ...]
    """The files outside that name every one of them."""
    median: float
    """How many files outside name one, in the middle."""

    @property
    def files(self) -> int:
        """How many files the addition touches, its own file or folder counted as one."""
        return 1 + len(self.outside)


def costs() -> list[Cost]:
    """Return what an addition of each kind touches; facts without a frame are parts of others."""
    return [
        _cost(kind.name, [named_by(one) for one in own(kind) if kind is not FACTS or one.value.frame]) for kind in KINDS
    ]


def _cost(kind: str, named: list[tuple[str, ...]]) -> Cost:
    every = set.intersection(*map(set, named))
    return Cost(kind, len(named), tuple(sorted(every)), median(map(len, named)))


def named_by(plugin: Plugin) -> tuple[str, ...]:
    """Return the files of the package, outside of a thing's own, that name it."""
    home = _home(plugin)
    words = _words(plugin)
    return tuple(
        name
        for name, (modules, strings) in _contents().items()
        if (plugin.module in modules or words & strings)
        and not (plugin.kind in OVER_FRAMES and name.startswith("rules/"))
        and not (HOME / name).is_relative_to(home)  # last, for it costs most
    )


def _home(plugin: Plugin) -> Path:
    file = Path(plugin.path)
    return file.parent if file.name == "__init__.py" else file


def _words(plugin: Plugin) -> set[str]:
    if plugin.kind == RULES.name:
        return {plugin.name, plugin.value.code}
    return {plugin.value.code} if plugin.kind == LANGUAGES.name else {plugin.name}


@cache
def _contents() -> Mapping[str, tuple[set[str], set[str]]]:
    """Return of each file of the package which modules it imports, and its strings."""
    files = sorted(HOME.rglob("*.py"))
    nodes = ((file, [*ast.walk(ast.parse(file.read_text(encoding="utf-8")))]) for file in files)
    return {str(file.relative_to(HOME)): (set(_imported(each)), set(_strings(each))) for file, each in nodes}


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _strings(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def table(found: Iterable[Cost]) -> Iterator[str]:
    """Yield the table in lines."""
    yield "| addition | there are | files that it touches | outside of its own | a thing is named by |"
    yield "|---|---|---|---|---|"
    for cost in found:
        named = ", ".join(f"`{name}`" for name in cost.outside) or "none"
        yield f"| {cost.kind} | {cost.things} | {cost.files} | {named} | {cost.median:g} files |"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in table(costs()))
