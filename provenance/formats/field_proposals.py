"""What is said where no record has a text: the names there are, and the mapping that would read them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping

from provenance import catalogues
from provenance.errors import hint
from provenance.formats import field_paths
from provenance.formats.fields import LISTS, NAMES, Fields

_USUAL = ("name", "value", "text", "title")
"""Members that hold what a nested record stands for."""
_NAMED = 20
"""How many names are told; records of some services have hundreds."""


def text_names(fields: Fields) -> set[str]:
    """Return the names under which an article may bear its text, by the mapping, by known tools, by custom."""
    return {fields.text, *catalogues.load("record_fields").filter(field="text")["name"]}


def no_text(
    records: str, names: Iterable[str], has: Callable[[str], bool], fields: Fields, remedy: str | None = None
) -> str:
    """Say that no record has a text, which names there are, and how to map one.

    Args:
        records: What has no text: `none of the 12 records`.
        names: The names in the records.
        has: Tells whether a name, or a path into nested records, leads to something.
        fields: The names that were looked for.
        remedy: What else may help, where no field looks like a text.
    """
    known = list(names)
    of_strings = " of strings" if has(fields.text) else ""
    absent = f"{records} has a text: there is no field {fields.text!r}{of_strings}"
    return f"{absent}; {listed(known)}; {_proposal(known, has, fields, remedy)}"


def meant(name: str, names: Iterable[str]) -> str:
    """Return ` (did you mean X?)` where a name, or the last member of a path, is close to one; else nothing."""
    known = list(names)
    last = {_last(each): each for each in reversed(known)}
    if _last(name) in last:
        return f" (did you mean {last[_last(name)]!r}?)"
    close = next((each for end, each in last.items() if repr(end) in hint(_last(name), last)), None)
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
    usual = [leaf for want in (ours, *_usual_names(ours), *_USUAL) for leaf in leaves if _last(leaf) == want]
    paths = [f"{begin}.{leaf}" for leaf in (*usual, *leaves)] or ([begin] if begin != name else [])
    path = next(filter(fits, paths), None)
    return f"; {options({ours: path})} reads what is in it" if path else ""


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def listed(names: list[str]) -> str:
    """Return the names of fields as a list to read, cut where it would be too long."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"fields: {', '.join(names[:_NAMED])}{more}" if names else "there are no fields"


def mapping(names: Iterable[str], has: Callable[[str], bool]) -> tuple[str, dict[str, str]]:
    """Return the tool that records come from, where one is known, and our fields with the names that theirs have.

    `names` are those in the records, `has` tells whether one, or a path into nested records, leads to something. Names
    that are read anyway are left out, unless the text stands under another one.
    """
    tool, proposed = _known(list(names), has)
    if has(Fields().text):
        proposed = {field: name for field, name in proposed.items() if not any(map(has, NAMES[field]))}
    return tool, proposed


def options(proposed: Mapping[str, str]) -> str:
    """Return a mapping as options of a command, quoted as a shell asks for it."""
    return " ".join(f"--field {shlex.quote(f'{field}={name}')}" for field, name in proposed.items())


def _proposal(names: list[str], has: Callable[[str], bool], fields: Fields, remedy: str | None) -> str:
    if fields.text not in NAMES["text"] and (meaning := meant(fields.text, names)):
        return f"{fields.text!r} is mapped as the text{meaning}"
    tool, proposed = _known(names, has)
    if "text" not in proposed:
        return "name the field that holds the text: --field text=NAME" + (f"; {remedy}" if remedy else "")
    address = ({"url": "url"} | proposed)["url"]
    if "id" not in proposed and not has("id") and has(address):
        proposed["id"] = address
    return f"they look like records of {tool}: add {options(proposed)}" if tool else f"add {options(proposed)}"


def _known(names: list[str], has: Callable[[str], bool]) -> tuple[str, dict[str, str]]:
    """Return the tool whose fields are best met, and its mapping; tools come before usual names."""
    holding = {name.rpartition(".")[0] for name in names}
    tools: dict[str, dict[str, str]] = {}
    for tool, field, name in catalogues.load("record_fields").select("tool", "field", "name").iter_rows():
        if tool and has(name) and not (field == "text" and name in holding):
            tools.setdefault(tool, {}).setdefault(field, name)
    met = {tool: found for tool, found in tools.items() if "text" in found and len(found) > 1}
    best = max(met, key=lambda tool: len(met[tool]), default="")
    return best, met.get(best) or _usual(names)


def _usual(names: list[str]) -> dict[str, str]:
    """Return our fields with the names that stand for them by custom, however they are written: `Body Text`.

    A text may stand deep in a record (`data.body`); such a name of another field may be that of a picture or a person.
    """
    written = {_plain(name): name for name in reversed(names)}
    last = {_plain(_last(name)): name for name in reversed(names)}
    found: dict[str, str] = {}
    for field in NAMES:
        places = (written, last) if field == "text" else (written,)
        usual = map(_plain, (*NAMES[field], *_usual_names(field)))
        name = next((place[each] for each in usual for place in places if each in place), None)
        if name and name not in NAMES[field]:
            found[field] = name
    return found


def _usual_names(field: str) -> list[str]:
    lines = catalogues.load("record_fields")
    return lines.filter(lines["tool"].is_null(), field=field)["name"].to_list()


def _plain(name: str) -> str:
    """Return what two ways to write a name have in common: `Body Text`, `body_text`, `bodyText`."""
    return re.sub(r"[\s_-]", "", name).casefold()
