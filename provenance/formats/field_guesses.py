"""Which fields of strangers are ours: guessed by their names and by what their values show, never by one alone.

What only one of the two tells for is no guess but a question: `Guess.unsure`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from provenance import catalogues
from provenance.formats.field_evidence import DATES, Evidence
from provenance.formats.fields import NAMES, Fields

_ABOUT_ARTICLE = frozenset(
    "meta metadata attributes properties fields info details head header data doc document article item node page "
    "content".split()
)
"""Records in a record that speak of the article, as those called otherwise may of a picture or a person."""
_CLEARLY = 2
"""How many times longer than any other a text is that is known by nothing else."""


class Guess(NamedTuple):
    """What fields of strangers are: our fields, each with a name that theirs have."""

    tool: str
    """What the records come from, where their fields say so."""
    sure: dict[str, str]
    unsure: dict[str, str]
    """Fields that may be meant, for which name or values alone tell."""


def text_names(fields: Fields) -> set[str]:
    """Return the names under which an article may bear its text, by the mapping, by known tools, by custom."""
    return {*fields["text"], *catalogues.load("record_fields").filter(field="text")["name"]}


def usual_names(field: str) -> list[str]:
    """Return the names that a field has by custom, in any language."""
    lines = catalogues.load("record_fields")
    return lines.filter(lines["tool"].is_null(), field=field)["name"].to_list()


def guess(names: Sequence[str], evidence: Evidence) -> Guess:
    """Return our fields with the names that theirs have; those that are read anyway are left out.

    Args:
        names: The names in the records, with paths into nested ones.
        evidence: What stands under them.
    """
    tool, sure = _of_tool(names, evidence)
    sure = sure or _of_usual_names(names, evidence)
    return Guess(tool, sure, _unsure(names, evidence, sure))


def last(name: str) -> str:
    """Return the last member of a path."""
    return name.rpartition(".")[2]


def _of_tool(names: Sequence[str], evidence: Evidence) -> tuple[str, dict[str, str]]:
    """Return the tool whose fields are best met, and its mapping; tools come before usual names."""
    holding = {name.rpartition(".")[0] for name in names}
    tools: dict[str, dict[str, str]] = {}
    for tool, field, name in catalogues.load("record_fields").select("tool", "field", "name").iter_rows():
        if tool and evidence.has(name) and not (field == "text" and name in holding) and evidence.fits(field, name):
            tools.setdefault(tool, {}).setdefault(field, name)
    met = {tool: found for tool, found in tools.items() if "text" in found and len(found) > 1}
    best = max(met, key=lambda tool: len(met[tool]), default="")
    return best, met.get(best, {})


def _of_usual_names(names: Sequence[str], evidence: Evidence) -> dict[str, str]:
    """Return our fields with the names that stand for them by custom, however they are written: `Body Text`."""
    text = _text(names, evidence)
    found = {"text": text} if text else {}
    for field in NAMES:
        if field == "text" or any(name in NAMES[field] for name in names):
            continue
        fitting = (name for name in _called(field, names) if evidence.fits(field, name))
        if name := next((name for name in fitting if _is_of_article(name, text)), None):
            found[field] = name
    return {field: found[field] for field in NAMES if field in found}


def _text(names: Sequence[str], evidence: Evidence) -> str | None:
    """Return the field of the text: of those called so the longest, else the one that is clearly longer than any other.

    It may stand deep in a record (`data.body`).
    """
    if any(name in NAMES["text"] for name in names):
        return None
    called = [name for name in _called("text", names) if evidence.fits("text", name)]
    if called:
        return max(called, key=evidence.length)
    prose = sorted(filter(evidence.is_prose, names), key=evidence.length, reverse=True)
    if not prose or (len(prose) > 1 and evidence.length(prose[0]) < _CLEARLY * evidence.length(prose[1])):
        return None
    return prose[0]


def _called(field: str, names: Sequence[str]) -> Iterator[str]:
    """Yield the names that stand for a field by custom, those of the record itself before those deep in it."""
    usual = {_plain(name): rank for rank, name in reversed([*enumerate((*NAMES[field], *usual_names(field)))])}
    whole = sorted((usual[_plain(name)], name.count("."), name) for name in names if _plain(name) in usual)
    deep = sorted((name.count("."), usual[_plain(last(name))], name) for name in names if _plain(last(name)) in usual)
    yield from dict.fromkeys(name for *_, name in (*whole, *deep))


def _is_of_article(name: str, text: str | None) -> bool:
    """Tell whether a name stands in the record itself, around its text, or in a record about the article."""
    within = name.split(".")[:-1]
    around = text.split(".")[: len(within)] if text else []
    return within == around or all(_plain(member) in _ABOUT_ARTICLE for member in within)


def _unsure(names: Sequence[str], evidence: Evidence, sure: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    known = {*sure.values(), *(name for own in NAMES.values() for name in own)}
    for field in NAMES:
        if field in sure or field == "id" or any(map(evidence.has, NAMES[field])):
            continue
        fitting = [name for name in _called(field, names) if name not in known and evidence.fits(field, name)]
        if not fitting and field in {"published", "url"}:
            fitting = _by_values(field, [name for name in names if name not in known], evidence)
        if fitting:
            found[field] = fitting[0]
            known.add(fitting[0])
    return found


def _by_values(field: str, names: Sequence[str], evidence: Evidence) -> list[str]:
    """Return the one field of days, or of addresses, that no name tells apart; none where there are several."""
    if field == "published":
        other = {name for date in DATES for name in _called(date, names)}
        found = [name for name in names if name not in other and evidence.is_whole_date(name)]
    else:
        found = [name for name in names if evidence.fits(field, name)]
    return found if len(found) == 1 else []


def _plain(name: str) -> str:
    """Return what ways to write a name have in common: `Body Text`, `body_text`, `bodyText`; `Título`, `titulo`."""
    bare = unicodedata.normalize("NFKD", re.sub(r"[\s_-]", "", name)).casefold()
    return "".join(sign for sign in bare if not unicodedata.combining(sign))
