"""Rules written out as a Python module that needs Polars and Pandera only, for pipelines that do not run provenance."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from importlib import import_module
from pprint import pformat
from types import ModuleType
from typing import Any

import polars as pl

from provenance.errors import UsageError
from provenance.frames import FRAMES, Column
from provenance.rules.base import Rule, roots
from provenance.rules.registry import by_code, module_of
from provenance.version import __version__

_WIDTH = 110
_HEAD = '''"""Pandera schemas of the rules {codes}.

Written by article-provenance {version}; it needs Polars and Pandera, and nothing of article-provenance. Each schema
holds the columns that its rules read, as `provenance extract` writes them; a frame may have others.

    captions.validate(frame, lazy=True)    # raises SchemaErrors; its failure_cases name the rule and the row
"""

{imports}


def _check(rule: str, told: str, broken: pl.Expr) -> pa.Check:
    def kept(data):  # a column check may read the other columns; one of a whole frame would print whole rows
        return data.lazyframe.select(~broken)

    return pa.Check(kept, name=rule, description=told, error=rule, ignore_na=False)

'''


def module(rules: Iterable[Rule]) -> str:
    """Return the source of a module with one schema for each frame that the rules read.

    Rules that speak of the corpus as a whole are written as well: they read small frames.
    Raises UsageError for no rule.
    """
    declared = (by_code()[rule.code] for rule in rules)  # as declared, whatever a policy has made of them
    rules = tuple(rule for rule in declared if not rule.beside)
    if not rules:
        message = "no rule to export: one that reads several frames has no check of one"
        raise UsageError(message)
    written = [_written(rule) for rule in rules]
    imports = {"import pandera.polars as pa", "import polars as pl"}.union(*(needed for needed, _ in written))
    by_frame = {name: [rule for rule in rules if rule.reads == name] for name in dict.fromkeys(r.reads for r in rules)}
    parts = [
        _HEAD.format(codes=", ".join(rule.code for rule in rules), version=__version__,
                     imports="\n".join(sorted(imports))),
        *(text for _, text in written),
        *(_schema(name, group) for name, group in by_frame.items()),
        "SCHEMAS = {" + ", ".join(f'"{name}": {name}' for name in by_frame) + "}",
    ]  # fmt: skip
    return "\n\n".join(part.strip("\n") + "\n" for part in parts)


def _schema(name: str, rules: list[Rule]) -> str:
    """Return the schema of a frame, with the columns that its rules read."""
    read = {column: None for rule in rules for column in roots(rule.broken)}
    declared = {column.name: column for column in FRAMES[name].columns}
    columns = [_column(declared[column], [rule for rule in rules if _carrier(rule) == column]) for column in read]
    return "\n".join([f"{name} = pa.DataFrameSchema(", "    {", *columns, "    },", f'    name="{name}",', ")"])


def _column(column: Column, rules: list[Rule]) -> str:
    lines = [f'"{column.name}": pa.Column(', f"    {_dtype(column.dtype)},"]
    if rules:
        made = [f'_check("{rule.code} {rule.name}", {_text(rule.summary)}, _{rule.code.lower()}()),' for rule in rules]
        lines += ["    [", *(f"        {line}" for line in made), "    ],"]
    lines += [f"    nullable={column.nullable},", f"    description={_text(column.about)},", "),"]
    return textwrap.indent("\n".join(lines), " " * 8)


def _carrier(rule: Rule) -> str:
    """Return the column on which the rule's check hangs: the first that it reads."""
    return roots(rule.broken)[0]


def _written(rule: Rule) -> tuple[set[str], str]:
    """Return the imports and the function that give the rule's expression, as its own file writes it."""
    home = sys.modules[module_of(rule)]
    source = inspect.getsource(home)
    tree = ast.parse(source)
    broken = next(
        argument.value for node in ast.walk(tree) if isinstance(node, ast.Call)
        for argument in node.keywords if argument.arg == "broken"
    )  # fmt: skip
    inliner = _Inliner(home, tree)
    inliner.need(broken)
    body = [*inliner.statements, f"return {_code(broken)}"]
    text = f"def _{rule.code.lower()}() -> pl.Expr:\n" + textwrap.indent("\n".join(body), "    ")
    _prove(rule, inliner.imports, text)
    return inliner.imports, f"# {rule.code} {rule.name} ({rule.severity}): {rule.summary}\n{text}"


class _Inliner:
    """Finds what an expression of a rule's file needs: statements of that file, plain values, imports."""

    def __init__(self, home: ModuleType, tree: ast.Module) -> None:
        self.home = home
        self.defined = {name: node for node in tree.body for name in _names(node)}
        self.statements: list[str] = []
        self.imports: set[str] = set()
        self._seen: set[str] = set()

    def need(self, node: ast.AST) -> None:
        """Take in everything that `node` refers to."""
        own = {argument.arg for each in ast.walk(node) if isinstance(each, ast.arguments) for argument in each.args}
        for name in (each.id for each in ast.walk(node) if isinstance(each, ast.Name)):
            if name not in own | self._seen and name in self.defined:
                self._take(name, self.defined[name])

    def _take(self, name: str, node: ast.stmt) -> None:
        self._seen.add(name)
        value = getattr(self.home, name)
        if isinstance(node, ast.Import):
            self.imports.add(ast.unparse(node))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("provenance."):
            self._take_from(import_module(str(node.module)), name)
        elif _plain(value):
            self.statements.append(f"{name} = {pformat(value, width=_WIDTH, compact=True)}")
        else:
            self._seen.update(_names(node))
            self.need(node)
            self.statements.append(_code(node))

    def _take_from(self, home: ModuleType, name: str) -> None:
        """Take in what another module of the house defines, as if it stood in this file."""
        other = _Inliner(home, ast.parse(inspect.getsource(home)))
        other.need(ast.Name(name))
        self.statements += other.statements
        self.imports |= other.imports


def _names(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a module binds."""
    match node:
        case ast.Assign() | ast.AnnAssign():
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
        case ast.FunctionDef():
            yield node.name
        case ast.Import() | ast.ImportFrom():
            yield from (alias.asname or alias.name for alias in node.names)


def _plain(value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(_plain, value))
    return isinstance(value, str | int | float | bool | None)


def _prove(rule: Rule, imports: set[str], text: str) -> None:
    """Raise if the text does not give the very expression of the rule."""
    space: dict[str, Any] = {"pl": pl}
    exec("\n".join([*imports, text]), space)  # noqa: S102 - our own rule, read back
    made: pl.Expr = space[f"_{rule.code.lower()}"]()
    if made.meta.serialize() != rule.broken.meta.serialize():
        message = f"{rule.code} cannot be written out: the text does not give its expression"
        raise UsageError(message)


def _code(node: ast.AST) -> str:
    return ast.unparse(node)


def _dtype(dtype: pl.DataType) -> str:
    return re.sub(r"(?<!')\b([A-Z]\w*)\b(?!')", r"pl.\1", repr(dtype))


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
