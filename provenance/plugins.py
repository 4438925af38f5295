"""What can be added to the house: declarations in our own folders, and in other packages by entry points.

Each kind of thing (a rule, a format, a report, …) is a value that a module binds to one name (`RULE`, `FORMAT`, …), or
a tuple of such values. Our own modules are found in the folder of their kind. A package of somebody else names its
modules in its metadata:

    [project.entry-points."provenance.rules"]
    harbour = "harbour_rules"          # a module, or a package whose modules are looked at

Nothing of another package is imported before its kind is asked for.
"""

from __future__ import annotations

import hashlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn, TypeVar

from provenance.errors import PluginError
from provenance.version import __version__

T = TypeVar("T")
CODE = {".py", ".csv", ".json", ".toml"}
"""Files that decide what a plugin does."""
OURS = "article-provenance"
"""The name of this package, as an index of packages knows it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that can be added."""

    name: str
    folder: str
    """The package with our own, which is also the group of the entry points."""
    attribute: str
    """The name to which a module binds its declaration."""


RULES = Kind("rule", "provenance.rules", "RULE")
FORMATS = Kind("format", "provenance.formats", "FORMAT")
ARCHIVES = Kind("archive", "provenance.formats.archives", "ARCHIVE")
FACTS = Kind("fact", "provenance.facts", "FACT")
CORPUS_FACTS = Kind("corpus fact", "provenance.corpus", "CORPUS_FACT")
REPORTS = Kind("report", "provenance.reports", "REPORT")
EXPORTS = Kind("export", "provenance.exports", "EXPORT")
ENGINES = Kind("engine", "provenance.engines", "ENGINE")
LANGUAGES = Kind("language", "provenance.languages", "LANGUAGE")
KINDS = (RULES, FORMATS, ARCHIVES, FACTS, CORPUS_FACTS, REPORTS, EXPORTS, ENGINES, LANGUAGES)


@dataclass(frozen=True, slots=True)
class Plugin:
    """A declaration, and where it comes from."""

    kind: str
    name: str
    package: str
    version: str
    path: str
    module: str
    value: Any


@cache
def own(kind: Kind) -> tuple[Plugin, ...]:
    """Return our own declarations of a kind, by the names of their modules."""
    return tuple(_plugins(kind, _modules(import_module(kind.folder), kind.attribute), OURS, __version__))


@cache
def foreign(kind: Kind) -> tuple[Plugin, ...]:
    """Return the declarations of a kind that other installed packages bring.

    Raises PluginError, naming the package, for one that cannot be imported or that declares nothing.
    """
    points = sorted(_entry_points().select(group=kind.folder), key=lambda point: (_package(point)[0], point.name))
    return tuple(plugin for point in points for plugin in _of(kind, point))


@cache
def _entry_points() -> EntryPoints:
    """Return those of all packages, whose folders are looked through once: it takes ten milliseconds each time."""
    found: Any = entry_points()  # in Python 3.11 of another class, which selects as well
    return found  # type: ignore[no-any-return]


def every(kind: Kind) -> tuple[Plugin, ...]:
    """Return our own declarations of a kind, then those of other packages."""
    return own(kind) + foreign(kind)


def others() -> tuple[Plugin, ...]:
    """Return what other packages bring, of every kind."""
    return tuple(plugin for kind in KINDS for plugin in foreign(kind))


def by_name(kind: Kind, wanted: type[T]) -> dict[str, T]:
    """Return the declarations of a kind by their names, our own first.

    Raises PluginError for one that cannot be loaded, that is no `wanted`, or whose name is taken.
    """
    found: dict[str, Plugin] = {}
    for plugin in every(kind):
        if not isinstance(plugin.value, wanted):
            is_a = type(plugin.value).__name__
            message = f"{plugin.package}: {plugin.path}: {kind.attribute} is {is_a}, not a {wanted.__name__}"
            raise PluginError(message)
        first = found.setdefault(plugin.name, plugin)
        if first is not plugin:
            refuse_equal(f"{kind.name}s", plugin.name, first, plugin)
    return {name: plugin.value for name, plugin in found.items()}


def refuse_equal(things: str, word: str, *plugins: Plugin) -> NoReturn:
    """Raise PluginError: two things of a kind are called the same."""
    message = f"two {things} are called {word}: {' and '.join(f'{one.path} of {one.package}' for one in plugins)}"
    raise PluginError(message)


def digest(plugins: Iterable[Plugin]) -> str:
    """Return a digest of the code of plugins: of a module in a package all files of that package, else its own."""
    total = hashlib.sha256()
    for home in sorted({_code(plugin) for plugin in plugins}):
        files = sorted(path for path in home.rglob("*") if path.suffix in CODE) if home.is_dir() else [home]
        for file in files:
            total.update(f"{file.relative_to(home.parent)}\0".encode("utf-8", "surrogateescape"))
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _code(plugin: Plugin) -> Path:
    """Return where the code of a plugin lies: the folder of its outermost package, or its file."""
    file, depth = Path(plugin.path), plugin.module.count(".")
    if file.name == "__init__.py":
        depth += 1
    return file.parents[depth - 1] if depth else file


def of_files(kind: Kind, path: Path) -> tuple[Plugin, ...]:
    """Return the declarations of a file, or of all Python files of a folder.

    They are run: only for files that the user has named. Raises PluginError for what cannot be run or declares nothing.
    """
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    found = [plugin for file in files for plugin in _plugins(kind, [_run(file)], str(path), "")]
    if not found:
        message = f"{path}: no module binds {kind.attribute}, so that there is no {kind.name} to be added"
        raise PluginError(message)
    return tuple(found)


def _run(file: Path) -> ModuleType:
    """Run a file as a module of its own name in no package."""
    name = f"provenance_file_{hashlib.sha256(str(file).encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
    spec = spec_from_file_location(name, file)
    try:
        if spec is None or spec.loader is None:
            raise ImportError(name)  # noqa: TRY301
        module = module_from_spec(spec)
        sys.modules[name] = module  # so that `inspect` finds its source
        spec.loader.exec_module(module)
    except Exception as error:
        message = f"{file}: cannot be run: {type(error).__name__}: {error}"
        raise PluginError(message) from error
    return module


def _of(kind: Kind, point: EntryPoint) -> Iterator[Plugin]:
    package, version = _package(point)
    try:
        loaded = point.load()
        modules = list(_modules(loaded, kind.attribute)) if isinstance(loaded, ModuleType) else []
    except Exception as error:
        message = (
            f"{package} {version}: its {kind.name} {point.name!r} cannot be loaded: {type(error).__name__}: {error}"
        )
        raise PluginError(message) from error
    found = list(_plugins(kind, modules, package, version))
    if not found and not isinstance(loaded, ModuleType):
        path = str(getattr(sys.modules.get(point.module), "__file__", "") or "")
        found = [Plugin(kind.name, point.name, package, version, path, point.module, loaded)]
    if not found:
        message = f"{package} {version}: {point.value} binds no {kind.attribute}, so that it adds no {kind.name}"
        raise PluginError(message)
    yield from found


def _modules(module: ModuleType, attribute: str) -> Iterator[ModuleType]:
    """Yield a module and, of a package, all modules below it; a package that declares something is one thing."""
    yield module
    if attribute not in vars(module):
        for inner in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{module.__name__}."):
            yield from _modules(import_module(inner.name), attribute)


def _plugins(kind: Kind, modules: Iterable[ModuleType], package: str, version: str) -> Iterator[Plugin]:
    for module in modules:
        bound = vars(module).get(kind.attribute, ())
        for value in bound if isinstance(bound, tuple) else (bound,):
            name = str(getattr(value, "name", module.__name__.rpartition(".")[2]))
            yield Plugin(kind.name, name, package, version, str(module.__file__), module.__name__, value)


def _package(point: EntryPoint) -> tuple[str, str]:
    return (point.dist.name, point.dist.version) if point.dist else ("a package without a name", "")
