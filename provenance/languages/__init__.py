"""The languages of the news, a folder each: `base` says what a language is, `it/` is one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from provenance.errors import PluginError
from provenance.languages.base import Language
from provenance.plugins import LANGUAGES, OURS, Plugin, every

__all__ = ["Folder", "Language", "attributing", "codes", "declared", "folders", "parting"]


class Folder(NamedTuple):
    """A language and where its files lie."""

    language: Language
    place: Path
    package: str
    ours: bool


@cache
def folders() -> tuple[Folder, ...]:
    """Return every language with its folder, by rank and code.

    Raises PluginError for one that cannot be loaded, or of which a code is taken.
    """
    found = sorted(map(_folder, every(LANGUAGES)), key=lambda folder: (folder.language.rank, folder.language.code))
    taken: dict[str, Folder] = {}
    for folder in found:
        for code in folder.language.codes:
            other = taken.setdefault(code, folder)
            if other is not folder:
                message = f"two languages have the code {code!r}: {other.package} and {folder.package} bring one each"
                raise PluginError(message)
    return tuple(found)


def declared() -> dict[str, Language]:
    """Return every language by its code, by rank and code. Raises PluginError as `folders` does."""
    return {folder.language.code: folder.language for folder in folders()}


@cache
def attributing() -> tuple[str, ...]:
    """Return the codes of the languages whose quotations are given to their speakers, English first."""
    return tuple(code for code, language in declared().items() if language.attributes)


@cache
def parting(by: str) -> tuple[str, ...]:
    """Return the codes of the languages in which `by` (`Language.dash_speech`) parts speech behind a dash."""
    return tuple(code for code, language in declared().items() if language.dash_speech == by)


@cache
def codes() -> dict[str, str]:
    """Return the code of the language that each known code means: `nb` means `no`."""
    return {also: code for code, language in declared().items() for also in language.codes}


def _folder(plugin: Plugin) -> Folder:
    if not isinstance(plugin.value, Language):
        message = f"{plugin.package}: {plugin.path}: LANGUAGE is {type(plugin.value).__name__}, not a Language"
        raise PluginError(message)
    return Folder(plugin.value, Path(plugin.path).parent, plugin.package, plugin.package == OURS)
