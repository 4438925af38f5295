"""Which fields of a record are read, under which names, and how they become the columns of `records`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from provenance.catalogues import SEPARATOR
from provenance.errors import UsageError, hint
from provenance.formats.counterparts import Counterparts
from provenance.formats.field_paths import is_nested
from provenance.frames import RECORDS

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "text": ("text",),
    "title": ("title",),
    "byline": ("byline", "author", "authors"),
    "url": ("url",),
    "publisher": ("publisher", "source"),
    "language": ("language",),
    "published": ("published", "date"),
    "modified": ("modified",),
    "captured": ("captured",),
    "captions": ("captions",),
    "digest": ("sha256",),
}
_FIELDS = {alias: field for field, aliases in NAMES.items() for alias in (field, *aliases)}
NOTHING = ("none", "null", "(null)", "<null>", "n/a", "#n/a", "nan", "nat", "<na>", r"\n")
"""What stands in a field where there is nothing, in letters of any size: as pandas, databases and people print that."""
_ADDRESS = r"^\s*(?i:(?:https?:)?//\S+|(?:[a-z0-9-]+\.)+[a-z]{2,}/\S+)\s*$"
_IS_NOTHING = rf"^\s*(?i:{'|'.join(map(re.escape, NOTHING))})?\s*$"
LISTS = ("byline", "captions")
"""Fields that may hold a list of strings."""
NAMED = ("byline", "publisher")
"""Fields that may hold an object with a `name`, as schema.org has persons and organisations; that is read."""


@dataclass(frozen=True)
class Fields:
    """The names under which each of our fields is looked for, in order: the first one with a value counts."""

    names: tuple[tuple[str, tuple[str, ...]], ...] = tuple(NAMES.items())
    mapped: tuple[tuple[str, str], ...] = ()
    """The fields whose names were given, each with such a name."""
    own: tuple[tuple[str, str], ...] = ()
    """The mapped fields of which a file has only a usual name, each with that: see `in_file`."""
    texts: Counterparts | None = None
    """The texts that pages are held against."""
    compares: bool = False
    """Whether pages are held against a text: against our own extraction where there are no `texts`."""

    @classmethod
    def of(cls, mapping: Mapping[str, str] | None) -> Fields:
        """Replace the usual names of some fields: `{"published": "meta.date", "text": "inhalt | cuerpo"}`.

        Raises UsageError for an unknown field, and for one that is mapped twice.
        """
        ours = _FIELDS
        names, mapped = dict(NAMES), dict[str, tuple[str, ...]]()
        for field, theirs in (mapping or {}).items():
            if field not in ours:
                known = f"{hint(field, ours)}; fields: {', '.join(NAMES)}"
                message = f"there is no field {field!r} to map {theirs!r} to{known}"
                raise UsageError(message)
            given = tuple(name for name in theirs.split(SEPARATOR) if name.strip())
            if not given:
                message = f"field {field!r} is mapped to nothing: write --field {field}=NAME"
                raise UsageError(message)
            if ours[field] in mapped:
                before = SEPARATOR.join(mapped[ours[field]])
                message = f"field {field!r} is mapped twice: to {before!r} and to {theirs!r}"
                raise UsageError(message)
            names[ours[field]] = mapped[ours[field]] = given
        if "text" in mapped and "digest" not in mapped:
            names["digest"] = ()  # whatever a digest beside another text is of
        return cls(tuple(names.items()), tuple((field, name) for field, given in mapped.items() for name in given))

    def in_file(self, has: Callable[[str], bool]) -> Fields:
        """Return the names as they hold in a file, of which `has` tells whether its records have a name.

        A text has one name: of several to which it is mapped the first that is there. Where a mapped field is not there
        and a usual name of it is, that is read: the mapping is meant for other files.
        """
        names, own = dict(self.names), dict[str, str]()
        for field in dict(self.mapped):
            met = [name for name in names[field] if has(name)]
            usual = next(filter(has, NAMES[field]), None)
            if met and field == "text":
                names[field] = (met[0],)
            elif not met and usual:
                own[field] = usual
                names[field] = (usual,) if field == "text" else (*NAMES[field], *names[field])
        if "text" in own and "digest" not in dict(self.mapped):
            names["digest"] = NAMES["digest"]
        return replace(self, names=tuple(names.items()), own=tuple(own.items()))

    def __getitem__(self, field: str) -> tuple[str, ...]:
        return dict(self.names)[field]

    @property
    def text(self) -> str:
        """The name under which the text stands."""
        return self["text"][0]

    @property
    def nested(self) -> bool:
        """Whether a name may lead into nested records."""
        return any(is_nested(theirs) for _, theirs in self.mapped)

    @property
    def singles(self) -> dict[str, str]:
        """Their names of the fields that hold one string, each with ours."""
        return {theirs: ours for ours, names in self.names if ours not in LISTS for theirs in names}

    @property
    def lists(self) -> dict[str, str]:
        """Their names of the fields that may hold a list, each with ours."""
        return {theirs: ours for ours, names in self.names if ours in LISTS for theirs in names}

    def pick(self, frame: pl.DataFrame) -> list[pl.Expr]:
        """Turn columns under their names, of strings or lists of strings, into ours; what is blank becomes null.

        So do the words of NOTHING, except where they are the text: there they are a finding.
        A web address is never a publisher: it is where the article was published, unless that is known otherwise.
        """
        given = {
            ours: [_value(ours, pl.col(name), frame.schema[name]) for name in names if name in frame.schema]
            for ours, names in self.names
        }
        addresses = [pl.when(value.str.contains(_ADDRESS)).then(value) for value in given["publisher"]]
        given["publisher"] = [pl.when(~value.str.contains(_ADDRESS)).then(value) for value in given["publisher"]]
        given["url"] += addresses
        return [
            pl.coalesce(*values, pl.lit(None, RECORDS.schema.get(ours, pl.String()))).alias(ours)
            for ours, values in given.items()
        ]


def field_of(name: str) -> str:
    """Return the field that one of its usual names stands for; any other name comes back as it is."""
    return _FIELDS.get(name, name)


def is_nothing(value: object) -> bool:
    """Tell whether a value of a record stands for none: it is empty, or a printed null."""
    return value in (None, [], {}) or (isinstance(value, str) and re.match(_IS_NOTHING, value) is not None)


def _value(ours: str, column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if ours == "text":
        return pl.when(column.str.contains(r"\S")).then(column)
    if isinstance(dtype, pl.List):
        members = column.list.eval(pl.element().filter(~pl.element().str.contains(_IS_NOTHING)))
        kept = members if ours == "captions" else members.list.join(", ")
        return pl.when(members.list.len() > 0).then(kept)
    given = pl.when(~column.str.contains(_IS_NOTHING))
    return given.then(pl.concat_list(column) if ours == "captions" else column)
