"""The members of an item in ninjs, each with its path: their names differ in case from version to version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_PICTURES = frozenset({"picture", "graphic", "photo", "image"})
_CREDITS = ("creditline", "byline", "by")


class Said(NamedTuple):
    """A value, and the path to it: `$.headlines[0].value`."""

    value: Any
    path: str


class Picture(NamedTuple):
    """A picture that is associated with an item: its caption, and who is credited."""

    caption: Said
    credit: Said | None


def members(said: Said) -> dict[str, Said]:
    """Return the members of an object by their names in small letters; of anything else there are none."""
    if not isinstance(said.value, dict):
        return {}
    return {str(name).lower(): Said(value, f"{said.path}.{name}") for name, value in said.value.items()}


def elements(said: Said | None) -> Iterator[Said]:
    """Yield the elements of a list, or the values of an object; of anything else there are none."""
    if said and isinstance(said.value, list):
        yield from (Said(value, f"{said.path}[{number}]") for number, value in enumerate(said.value))
    elif said:
        yield from members(said).values()


def titles(item: Mapping[str, Said]) -> Iterator[Said]:
    """Yield the headlines of an item, the main one first."""
    return _of(item, "headline", "headlines")


def pictures(item: Mapping[str, Said]) -> Iterator[Picture]:
    """Yield the pictures of an item that have a caption."""
    for one in elements(item.get("associations")):
        picture = members(one)
        kind, bare = picture.get("type"), picture.get("description_caption")
        said = [*_of(picture, "description_text", "descriptions"), *([bare] if bare else [])]
        caption = next((each for each in said if isinstance(each.value, str) and each.value), None)
        if caption and kind and str(kind.value) in _PICTURES:
            named = (picture[name] for name in _CREDITS if name in picture)
            yield Picture(caption, next((each for each in named if isinstance(each.value, str)), None))


def _of(item: Mapping[str, Said], one: str, several: str) -> Iterator[Said]:
    """Yield texts that version 1 gives under one name, and later ones in a list, the main or first of them first."""
    listed = item.get(several)
    if listed is None or not isinstance(listed.value, list):
        yield from (item[name] for name in (one,) if name in item and item[one].value)
        return
    values = [said for said in map(members, elements(listed)) if isinstance(_value(said, "value"), str)]
    values.sort(key=lambda each: str(_value(each, "role") or "main") not in {"main", "text"})
    yield from (each["value"] for each in values)


def _value(said: Mapping[str, Said], name: str) -> object:
    return said[name].value if name in said else None
