"""What the values of a field show: whether they can be what one of our fields holds. A name alone shows nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property

from provenance.formats import field_paths
from provenance.formats.fields import LISTS, is_nothing
from provenance.formats.html import written_dates
from provenance.formats.prose import is_prose, is_sentence

_MOST = 0.8
"""The share of the values that must fit: records of people have exceptions."""
_ADDRESS = re.compile(r"(?:https?:)?//[^\s/]+\.\S+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_PART_OF_DATE = re.compile(r"(?:19|20)\d\d(?:[-/.](?:0?[1-9]|1[0-2]))?")
_LETTER = re.compile(r"[^\W\d_]")
_SECONDS = range(10**8, 5 * 10**9)
_TITLE, _NAME, _ID, _MOMENT = 400, 200, 300, 60
"""Code points that a title, a name, an id and a moment may have."""
DATES = ("published", "modified", "captured")


class Evidence:
    """The records of which fields are looked for; those that are the same count once."""

    def __init__(self, records: Iterable[Mapping[str, object]], has: Callable[[str], bool] | None = None) -> None:
        """`has` tells whether a name leads to something, where the format knows more of that than the records show."""
        self._all = [*records]
        self.has = has or self._has
        self.values = cache(self._values)

    @cached_property
    def _records(self) -> list[Mapping[str, object]]:
        return [*{json.dumps(record, default=str): record for record in self._all}.values()]

    def fits(self, ours: str, name: str) -> bool:
        """Tell whether what stands under a name can be one of our fields."""
        values = self.values(name)
        if ours in LISTS:
            values = tuple(member for value in values for member in (value if isinstance(value, list) else [value]))
        if ours == "id":
            return len({*map(str, values)}) == len(self._records) and _most(_is_id, values)
        return _most(_FITS[ours], values)

    def is_prose(self, name: str) -> bool:
        """Tell whether the strings under a name are texts of several sentences."""
        return _most(is_prose, self.values(name))

    def is_whole_date(self, name: str) -> bool:
        """Tell whether what stands under a name are days, whatever it is called."""
        return _most(lambda value: isinstance(value, str) and _has_day(value), self.values(name))

    def length(self, name: str) -> int:
        """Return how many code points the strings under a name have."""
        return sum(len(value) for value in self.values(name) if isinstance(value, str))

    def _has(self, name: str) -> bool:
        return any(has(record, name) for record in self._all)

    def _values(self, name: str) -> tuple[object, ...]:
        found = (field_paths.value(record, name) for record in self._records)
        return tuple(value for value in found if not is_nothing(value))


def has(record: Mapping[str, object], name: str) -> bool:
    """Tell whether a record has a field, even an empty one: then it is the record that lacks something."""
    return name in record or field_paths.value(record, name) is not None


def _most(fits: Callable[[object], bool], values: Sequence[object]) -> bool:
    return bool(values) and sum(map(fits, values)) >= _MOST * len(values)


def _is_title(value: object) -> bool:
    return _is_short(value, _TITLE)


def _is_name(value: object) -> bool:
    """Tell whether a value may be a name of people or of a house, or an object that has one."""
    if isinstance(value, Mapping):
        value = value.get("name")
    return _is_short(value, _NAME)


def _is_short(value: object, most: int) -> bool:
    if not isinstance(value, str) or len(value) > most or not _LETTER.search(value):
        return False
    return not _is_address(value) and not _is_date(value)


def _is_address(value: object) -> bool:
    return isinstance(value, str) and _ADDRESS.fullmatch(value.strip()) is not None


def _is_date(value: object) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) in _SECONDS or int(value) // 1_000 in _SECONDS
    if not isinstance(value, str):
        return hasattr(value, "isoformat")
    return _PART_OF_DATE.fullmatch(value.strip()) is not None or _has_day(value) or _is_epoch(value)


def _has_day(value: str) -> bool:
    return len(value) <= _MOMENT and written_dates.first(value, None) is not None


def _is_epoch(value: str) -> bool:
    return value.strip().isdecimal() and len(value) <= _MOMENT and _is_date(int(value))


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and len(str(value)) <= _ID and not is_sentence(value)


_FITS: Mapping[str, Callable[[object], bool]] = {
    "text": is_sentence,
    "title": _is_title,
    "byline": _is_name,
    "url": _is_address,
    "publisher": _is_name,
    "language": lambda value: isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None,
    **dict.fromkeys(DATES, _is_date),
    "captions": lambda value: isinstance(value, str | Mapping),
    "digest": lambda value: isinstance(value, str) and _DIGEST.fullmatch(value) is not None,
}
