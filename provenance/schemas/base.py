"""From declarations to JSON Schema: types of Python, dataclasses with what is said of their fields, frames."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import polars as pl

from provenance.frames import Frame
from provenance.rules.base import SEVERITIES
from provenance.runs.tables import STATUSES

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SIMPLE: Mapping[Any, Schema] = {
    bool: {"type": "boolean"}, int: {"type": "integer"}, float: {"type": "number"}, str: {"type": "string"},
    Path: {"type": "string"}, date: {"type": "string", "format": "date"}, datetime: {"type": "string"},
    NoneType: {"type": "null"},
}  # fmt: skip
_KNOWN = {"severity": SEVERITIES, "status": STATUSES}
"""Columns of which every value is one of a few."""


def document(name: str, title: str, schema: Schema, version: int = 1) -> Schema:
    """Return a schema that stands alone: with its dialect, a name that never changes for this version, and a title."""
    return {"$schema": DIALECT, "$id": f"urn:article-provenance:{name}:{version}", "title": title, **schema}


def of_object(properties: Mapping[str, Schema], optional: Sequence[str] = ()) -> Schema:
    """Return the schema of an object that has these properties, all of them but the optional ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required}


def of_list(items: Schema) -> Schema:
    """Return the schema of a list of such items."""
    return {"type": "array", "items": items}


def of_type(kind: Any) -> Schema:  # noqa: ANN401 - whatever stands in an annotation
    """Return the schema of the values of a type, as JSON writes them. Raises TypeError for a type that is not known."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return _any_of([of_type(each) for each in arguments])
    if origin in {tuple, Sequence}:
        return of_list(of_type(arguments[0]))
    if origin in {dict, Mapping}:
        return _of_mapping(*arguments)
    return _of_plain(kind)


def _of_plain(kind: Any) -> Schema:  # noqa: ANN401 - a type without parts
    if get_origin(kind) is Literal:
        return {"enum": list(get_args(kind))}
    if is_dataclass(kind):
        return of_dataclass(kind)
    if kind in _SIMPLE:
        return dict(_SIMPLE[kind])
    message = f"no schema is known of {kind!r}"
    raise TypeError(message)


def _of_mapping(keys: Any, values: Any) -> Schema:  # noqa: ANN401 - types
    if get_origin(keys) is Literal:
        return of_object({key: of_type(values) for key in get_args(keys)})
    return {"type": "object", "additionalProperties": of_type(values)}


def of_dataclass(kind: Any) -> Schema:  # noqa: ANN401 - a dataclass
    """Return the schema of a dataclass that is written as an object; fields with a default may be missing."""
    hints, said = get_type_hints(kind), field_docs(kind)
    schemas = {item.name: described(of_type(hints[item.name]), said.get(item.name)) for item in fields(kind)}
    optional = [
        item.name for item in fields(kind) if item.default is not MISSING or item.default_factory is not MISSING
    ]
    return of_object(schemas, optional)


def described(schema: Schema, about: str | None) -> Schema:
    """Return a schema with a description, where there is one."""
    return {"description": about, **schema} if about else schema


def field_docs(kind: type) -> dict[str, str]:
    """Return what is said of the fields of a class: the strings that stand below them."""
    (body,) = (node.body for node in ast.parse(textwrap.dedent(inspect.getsource(kind))).body if hasattr(node, "body"))
    found = {}
    for field, below in pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = " ".join(text.split())
    return found


def of_frame(frame: Frame) -> Schema:
    """Return the schema of a row of a frame, written as an object."""
    columns = {
        column.name: described(of_column(column.name, column.dtype, nullable=column.nullable), column.about)
        for column in frame.columns
    }
    return of_object(columns)


def of_columns(schema: pl.Schema) -> Schema:
    """Return the schema of a row with these columns, of which each may be null."""
    return of_object({name: of_column(name, dtype, nullable=True) for name, dtype in schema.items()})


def of_column(name: str, dtype: pl.DataType, *, nullable: bool) -> Schema:
    """Return the schema of a value of a column."""
    found: Schema = {"enum": list(_KNOWN[name])} if name in _KNOWN else _of_dtype(dtype)
    return _any_of([found, {"type": "null"}]) if nullable else found


def _of_dtype(dtype: pl.DataType) -> Schema:
    match dtype:
        case pl.List():
            return of_list(_of_dtype(dtype.inner))  # type: ignore[arg-type]
        case pl.Struct():
            return of_object({field.name: _of_dtype(field.dtype) for field in dtype.fields})  # type: ignore[arg-type]
        case pl.Date():
            return of_type(date)
        case _:
            return of_type(dtype.to_python())


def _any_of(schemas: list[Schema]) -> Schema:
    """Return the schema of what one of the schemas takes, in one line where they differ in their types only."""
    types = [schema["type"] for schema in schemas if set(schema) == {"type"}]
    if len(types) == len(schemas):
        return {"type": types}
    if len(schemas) == 2 and schemas[1] == {"type": "null"} and "type" in schemas[0]:  # noqa: PLR2004 - it or nothing
        return {**schemas[0], "type": [schemas[0]["type"], "null"]}
    return {"anyOf": schemas}
