"""The formats that there are: our own, one module each, and those of other packages."""

from __future__ import annotations

import os
from functools import cache

from provenance.errors import PluginError
from provenance.formats.base import Format
from provenance.plugins import FORMATS, every

COMPRESSED = (".gz", ".zst")


@cache
def declared() -> dict[str, Format]:
    """Return every format by its name.

    Raises PluginError for one that cannot be loaded, or whose name or suffix is taken.
    """
    found: dict[str, Format] = {}
    taken: set[str] = set()
    for plugin in every(FORMATS):
        known = isinstance(plugin.value, Format)
        if not known or plugin.value.name in found or taken & {*plugin.value.suffixes}:
            message = (
                f"{plugin.package}: {plugin.path}: {plugin.name!r} is no Format, or a name or suffix that is taken"
            )
            raise PluginError(message)
        found[plugin.value.name] = plugin.value
        taken.update(plugin.value.suffixes)
    return found


@cache
def by_suffix() -> dict[str, Format]:
    """Return the formats by the ends of their files' names."""
    return {suffix: form for form in declared().values() for suffix in form.suffixes}


def form_of(name: str) -> str | None:
    """Return the name of the format of a file by its suffix, or None."""
    formats = by_suffix()
    if form := formats.get(name[name.rfind(".") :]):  # nearly every file of a corpus
        return form.name
    stem, suffix = os.path.splitext(name.lower())
    if suffix in COMPRESSED:
        inner = formats.get(os.path.splitext(stem)[1])
        return inner.name if inner and inner.compressible else None
    known = formats.get(suffix)
    return known.name if known else None
