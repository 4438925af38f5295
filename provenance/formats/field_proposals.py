"""What is said where no record has a text: the names there are, and the mapping that would read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from provenance import catalogues
from provenance.errors import hint
from provenance.formats.fields import NAMES, Fields

_NAMED = 20
"""How many names are told; records of some services have hundreds."""


def no_text(records: str, names: Iterable[str], has: Callable[[str], bool], fields: Fields) -> str:
    """Say that no record has a text, which names there are, and how to map one.

    Args:
        records: What has no text: `none of the 12 records`.
        names: The names in the records.
        has: Tells whether a name, or a path into nested records, leads to something.
        fields: The names that were looked for.
    """
    known = list(names)
    of_strings = " of strings" if has(fields.text) else ""
    absent = f"{records} has a text: there is no field {fields.text!r}{of_strings}"
    return f"{absent}; {listed(known)}; {_proposal(known, has, fields)}"


def listed(names: list[str]) -> str:
    """Return the names of fields as a list to read, cut where it would be too long."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"fields: {', '.join(names[:_NAMED])}{more}" if names else "there are no fields"


def _proposal(names: list[str], has: Callable[[str], bool], fields: Fields) -> str:
    if fields.text not in NAMES["text"] and (meant := hint(fields.text, names)):
        return f"{fields.text!r} is mapped as the text{meant}"
    tool, options = _known(has)
    if not options:
        return "name the field that holds the text: --field text=NAME"
    written = " ".join(f"--field {field}={name}" for field, name in options.items())
    return f"they look like records of {tool}: add {written}" if tool else f"add {written}"


def _known(has: Callable[[str], bool]) -> tuple[str, dict[str, str]]:
    """Return the tool whose fields are best met, and its mapping; tools come before usual names."""
    tools: dict[str, dict[str, str]] = {}
    for tool, field, name in catalogues.load("record_fields").select("tool", "field", "name").iter_rows():
        if has(name):
            tools.setdefault(tool or "", {}).setdefault(field, name)
    usual = tools.pop("", {})
    met = {tool: found for tool, found in tools.items() if "text" in found and len(found) > 1}
    best = max(met, key=lambda tool: len(met[tool]), default="")
    return best, met.get(best, usual)
