"""What an item in ninjs states: each candidate for a field, its rights, its notes to editors, its embargo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from provenance.formats.ninjs.bodies import without_tags
from provenance.formats.ninjs.items import Said, elements, members, pictures, titles
from provenance.formats.stated import Statement

_ORIGIN = "ninjs"
_SAID = {
    "byline": ("byline", "by"),
    "published": ("firstcreated", "contentcreated", "versioncreated"),
    "modified": ("versioncreated",),
    "publisher": ("copyrightholder",),
    "language": ("language",),
    "credit": ("creditline",),
    "copyright": ("copyrightnotice", "copyrightholder"),
    "usage_terms": ("usageterms",),
    "editors_note": ("ednote",),
    "embargo": ("embargoed", "embargoeduntil"),
    "expires": ("expires",),
}
"""What an item states under which names, in small letters."""
_INSIDE = (
    ("usage_terms", "rightsinfo", "linkedrights"),
    ("usage_terms", "rightsinfo", "encodedrights"),
    ("source", "infosource", "name"),
    ("source", "infosources", "name"),
)
"""What stands in an object, or in each of a list of them."""
_READ = ("published", "modified", "embargo", "expires")
"""What is a date: it is read with all the others."""


def statements(item: Mapping[str, Said], taken: Mapping[str, object]) -> Iterator[Statement]:
    """Yield what an item states.

    Args:
        item: Its members by their names in small letters.
        taken: The fields of the record that was made of it; the first statement of such a value is the chosen one.
    """
    open_ = {**taken, "language": item["language"].value if "language" in item else None}
    for what, said in _candidates(item):
        raw = said.value
        value = None if what in _READ else without_tags(raw) if what == "title" else raw
        wanted = open_.get(what)
        wanted = wanted.get("name") if isinstance(wanted, dict) else wanted
        chosen = what in open_ and wanted == (raw if value is None else value)
        if chosen:
            del open_[what]
        yield Statement(what, raw, _ORIGIN, said.path, value, chosen=chosen)
    for picture in pictures(item):
        for what, part in (("caption", picture.caption), ("credit", picture.credit)):
            if part and part.value:
                yield Statement(what, part.value, _ORIGIN, part.path, part.value, chosen=True)


def _candidates(item: Mapping[str, Said]) -> Iterator[tuple[str, Said]]:
    """Yield all that is stated in words."""
    found = [("title", each) for each in titles(item)]
    found += [(what, item[name]) for what, names in _SAID.items() for name in names if name in item]
    for what, outer, inner in _INSIDE:
        said = item.get(outer)
        for one in elements(said) if said and isinstance(said.value, list) else [said] if said else []:
            found += [(what, each) for name, each in members(one).items() if name == inner]
    for what, said in found:
        named = members(said).get("name", said)
        if isinstance(named.value, str) and named.value.strip():
            yield what, named
