"""The formats that there are: our own, one module each, and those of other packages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache

from provenance import extras
from provenance.extras import Extra
from provenance.formats import streams
from provenance.formats.archives.base import Archive
from provenance.formats.base import Format
from provenance.plugins import ARCHIVES, FORMATS, Kind, Plugin, by_name, every, refuse_equal
from provenance.printing import of_suffix

COMPRESSED = streams.COMPRESSED


@cache
def declared() -> dict[str, Format]:
    """Return every format by its name. Raises PluginError for one that cannot be loaded, or whose name is taken."""
    return by_name(FORMATS, Format)  # type: ignore[type-abstract]  # only asked what is one


@cache
def by_suffix() -> dict[str, Format]:
    """Return the formats by the ends of their files' names. Raises PluginError if two claim one."""
    return {suffix: declared()[name] for suffix, name in _claimed(FORMATS, "formats of files").items()}


def wanting(unread: Mapping[tuple[str, Extra], int]) -> tuple[str, ...]:
    """Return a sentence for files that are not read for want of an extra, by their suffix."""
    return tuple(
        f"{of_suffix(number, suffix)}: not read: {extras.missing(extra)}"
        for (suffix, extra), number in sorted(unread.items())
    )


def suffix_of(name: str) -> str:
    """Return the suffix by which a file is counted, with that below a compression where a reader knows it."""
    stem, suffix = os.path.splitext(name.lower())
    inner = os.path.splitext(stem)[1] if suffix in COMPRESSED else ""
    return inner + suffix if inner in by_suffix() else suffix


def format_of(name: str) -> str | None:
    """Return the name of the format of a file by its suffix, or None."""
    formats = by_suffix()
    if format_ := formats.get(name[name.rfind(".") :]):  # nearly every file of a corpus
        return format_.name
    stem, suffix = os.path.splitext(name.lower())
    if suffix in COMPRESSED:
        inner = formats.get(os.path.splitext(stem)[1])
        return inner.name if inner and inner.compressible else None
    known = formats.get(suffix)
    return known.name if known else None


@cache
def archives() -> dict[str, Archive]:
    """Return the kinds of archives by the ends of their files' names. Raises PluginError if two claim one."""
    kinds = by_name(ARCHIVES, Archive)  # type: ignore[type-abstract]  # only asked what is one
    return {suffix: kinds[name] for suffix, name in _claimed(ARCHIVES, "kinds of archives").items()}


def _claimed(kind: Kind, things: str) -> dict[str, str]:
    """Return the names of the declarations of a kind by their suffixes. Raises PluginError if two claim one."""
    plugins: dict[str, Plugin] = {}
    for plugin in every(kind):
        for suffix in plugin.value.suffixes:
            first = plugins.setdefault(suffix, plugin)
            if first is not plugin:
                refuse_equal(things, suffix, first, plugin)
    return {suffix: plugin.name for suffix, plugin in plugins.items()}


def archive_of(name: str) -> Archive | None:
    """Return the kind of archive that a file is by its suffix, or None."""
    lowered = name.lower()
    return next((kind for suffix, kind in archives().items() if lowered.endswith(suffix)), None)
