"""What is said where no record has a text: the names there are, and the mapping that would read them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping

from provenance.errors import hint
from provenance.formats import field_paths
from provenance.formats.field_evidence import Evidence
from provenance.formats.field_guesses import guess, last, usual_names
from provenance.formats.fields import LISTS, NAMES, Fields

_USUAL = ("name", "value", "text", "title")
"""Members that hold what a nested record stands for."""
_NAMED = 20
"""How many names are told; records of some services have hundreds."""


def no_text(records: str, names: Iterable[str], evidence: Evidence, fields: Fields, remedy: str | None = None) -> str:
    """Say that no record has a text, which names there are, and how to map one.

    Args:
        records: What has no text: `none of the 12 records`.
        names: The names in the records.
        evidence: What stands under a name, or a path into nested records.
        fields: The names that were looked for.
        remedy: What else may help, where no field looks like a text.
    """
    known = list(names)
    of_strings = " of strings" if evidence.has(fields.text) else ""
    absent = f"{records} has a text: there is no field {fields.text!r}{of_strings}"
    return f"{absent}; {listed(known)}; {_proposal(known, evidence, fields, remedy)}"


def meant(name: str, names: Iterable[str]) -> str:
    """Return ` (did you mean X?)` where a name, or the last member of a path, is close to one; else nothing."""
    known = list(names)
    ends = {last(each): each for each in reversed(known)}
    if last(name) in ends:
        return f" (did you mean {ends[last(name)]!r}?)"
    close = next((each for end, each in ends.items() if repr(end) in hint(last(name), ends)), None)
    return hint(name, known) or (f" (did you mean {close!r}?)" if close else "")


def inside(ours: str, name: str, value: object, fits: Callable[[str], bool]) -> str:
    """Return `; --field byline=authors.name reads what is in it` for a value that holds something else; or nothing.

    Args:
        ours: The field of ours for which it is read.
        name: Under which name the value stands.
        value: The value, or an empty one of its shape.
        fits: Tells whether what a path leads to can be read as our field.
    """
    begin = name
    if isinstance(value, list):
        value = value[0] if value else None
        begin = name if isinstance(value, Mapping) and ours in LISTS else f"{name}[0]"
    leaves = field_paths.names(value) if isinstance(value, Mapping) else ()
    usual = [leaf for want in (ours, *usual_names(ours), *_USUAL) for leaf in leaves if last(leaf) == want]
    paths = [f"{begin}.{leaf}" for leaf in (*usual, *leaves)] or ([begin] if begin != name else [])
    path = next(filter(fits, paths), None)
    return f"; {options({ours: path})} reads what is in it" if path else ""


def listed(names: list[str]) -> str:
    """Return the names of fields as a list to read, cut where it would be too long."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"fields: {', '.join(names[:_NAMED])}{more}" if names else "there are no fields"


def options(proposed: Mapping[str, str]) -> str:
    """Return a mapping as options of a command, quoted as a shell asks for it."""
    return " ".join(f"--field {shlex.quote(f'{field}={name}')}" for field, name in proposed.items())


def _proposal(names: list[str], evidence: Evidence, fields: Fields, remedy: str | None) -> str:
    if fields.text not in NAMES["text"] and (meaning := meant(fields.text, names)):
        return f"{fields.text!r} is mapped as the text{meaning}"
    tool, proposed, _ = guess(names, evidence)
    if "text" not in proposed:
        return "name the field that holds the text: --field text=NAME" + (f"; {remedy}" if remedy else "")
    address = ({"url": "url"} | proposed)["url"]
    if "id" not in proposed and not evidence.has("id") and evidence.fits("id", address):
        proposed["id"] = address
    return f"they look like records of {tool}: add {options(proposed)}" if tool else f"add {options(proposed)}"
