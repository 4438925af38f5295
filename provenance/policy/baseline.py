"""Findings that a corpus is known to have: remembered by fingerprint, so that only new ones fail the gate.

Beside the findings stand the versions of their rules and the digests of their articles: with these the program can tell
why one is no longer found. Version 0.1.0 wrote neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from provenance.errors import PolicyError
from provenance.rules.fingerprints import fingerprint
from provenance.storage.atomic import write_text
from provenance.storage.untrusted import parse_json, refuse_merge_marker

FORMAT = "provenance-baseline/1"
_TOLD = ("fingerprint", "article", "code", "excerpt")
SCHEMA = pl.Schema({name: pl.String() for name in (*_TOLD, "rule_version", "article_sha256")})
GONE = pl.Schema({name: pl.String() for name in (*_TOLD, "why", "against")})
"""Remembered findings that are no longer found, with the columns of `stale.explain`."""
_FIRST = {"CRD001": "2"}
"""Versions of rules in version 0.1.0; that of all others was 1."""
C = pl.col


def read(path: Path) -> pl.DataFrame:
    """Return the remembered findings. Raises PolicyError, naming the line or the entry, for what is no baseline."""
    data = _parsed(_text(path), path)
    if data.get("format") != FORMAT:
        message = f"{path}: format {data.get('format')!r} is not known; this version reads {FORMAT}"
        raise PolicyError(message)
    rows = [_entry(row, f"{path}: entry {number}") for number, row in enumerate(_listed(data, path), 1)]
    found = pl.DataFrame(rows, schema={name: pl.String() for name in _TOLD}).drop_nulls("fingerprint")
    versions, digests = (_table(data, name, path) for name in ("rules", "articles"))
    version = C("code").replace_strict(versions, default=None, return_dtype=pl.String)
    if "rules" not in data:
        version = C("code").replace_strict(_FIRST, default="1", return_dtype=pl.String)
    digest = C("article").replace_strict(digests, default=None, return_dtype=pl.String)
    return found.with_columns(rule_version=version, article_sha256=digest)


def describe(findings: pl.DataFrame, versions: Mapping[str, str], digests: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return findings as they are remembered: with the version of their rule and the digest of their article.

    Args:
        findings: frames.FINDINGS.
        versions: The versions of the rules by code.
        digests: Batches with `article` and `sha256`; an id that several articles bear has no digest.
    """
    named = findings.select("article").drop_nulls().unique()
    concerned = pl.concat(batch.join(named, on="article", how="semi") for batch in digests)
    alone = concerned.unique("article", keep="none").select("article", article_sha256="sha256")
    version = C("code").replace_strict(dict(versions), default=None, return_dtype=pl.String)
    described = findings.select(*_TOLD, rule_version=version)
    return described.join(alone, on="article", how="left", maintain_order="left").select(*SCHEMA)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"{path}: cannot read the baseline: {error.strerror}"
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8: byte {error.start} cannot be read"
    raise PolicyError(message)


def _parsed(text: str, path: Path) -> dict[str, Any]:
    refuse_merge_marker(text, path)
    try:
        data = parse_json(text)
    except json.JSONDecodeError as error:
        message = f"{path}: line {error.lineno}, column {error.colno}: not JSON: {error.msg}"
        raise PolicyError(message) from None
    except ValueError as error:
        message = f"{path}: not JSON: {error}"
        raise PolicyError(message) from None
    if isinstance(data, dict):
        return data
    message = f"{path}: not a baseline, which is a JSON object with the format {FORMAT}"
    raise PolicyError(message)


def _listed(data: dict[str, Any], path: Path) -> list[Any]:
    if isinstance(rows := data.get("findings"), list):
        return rows
    message = f"{path}: not a baseline, which has a list of findings"
    raise PolicyError(message)


def _entry(row: object, where: str) -> dict[str, str | None]:
    if not isinstance(row, dict):
        message = f"{where}: a finding is a JSON object"
        raise PolicyError(message)
    entry = {name: row.get(name) for name in _TOLD}
    for name, value in entry.items():
        if not isinstance(value, str | None):
            message = f"{where}: {name} must be a string, not {value!r}"
            raise PolicyError(message)
    return entry


def _table(data: dict[str, Any], name: str, path: Path) -> dict[str, str]:
    value = data.get(name) or {}
    if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        return value
    message = f"{path}: not a baseline, in which {name!r} is an object of strings"
    raise PolicyError(message)


def write(findings: pl.DataFrame, path: Path) -> None:
    """Remember the findings, one a line in the order of their fingerprints, so that a change is easy to read.

    Findings that `describe` or `read` has returned keep the versions of their rules and the digests of their articles.
    """
    rows = findings.select(*_TOLD).unique("fingerprint").sort("fingerprint").to_dicts()
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    text = f'{{"format": "{FORMAT}", "findings": [\n{lines}\n]'
    if {"rule_version", "article_sha256"} <= {*findings.columns}:
        text += f',\n"rules": {_object(findings, "code", "rule_version")}'
        text += f',\n"articles": {_object(findings, "article", "article_sha256")}'
    write_text(path, text + "}\n")


def _object(findings: pl.DataFrame, name: str, value: str) -> str:
    """Return two columns as a JSON object, a pair a line, by name."""
    pairs = findings.select(name, value).drop_nulls().unique(name).sort(name).iter_rows()
    lines = ",\n".join(f"{json.dumps(one, ensure_ascii=False)}: {json.dumps(other)}" for one, other in pairs)
    return f"{{\n{lines}\n}}" if lines else "{}"


def compare(findings: pl.DataFrame, remembered: pl.DataFrame) -> pl.DataFrame:
    """Return findings with `status` known where they are remembered."""
    known = C("fingerprint").is_in(remembered["fingerprint"].implode())
    status = pl.when(known).then(pl.lit("known")).otherwise("status")
    return findings.with_columns(status=status)


def prune(path: Path, gone: pl.DataFrame) -> int:
    """Forget what is gone, and nothing else: new findings are not remembered. Return how many were forgotten."""
    remembered = read(path)
    left = remembered.join(gone, on="fingerprint", how="anti")
    write(left, path)
    return remembered["fingerprint"].n_unique() - left["fingerprint"].n_unique()


def by_place(remembered: pl.DataFrame) -> int:
    """Return how many findings are known by the places of their articles (`a.jsonl#10`), as version 0.1.0 knew them.

    Args:
        remembered: What `read` has returned. What is known by the text of its article has another fingerprint.
    """
    placed = remembered.filter(C("article").str.contains(r"\.\w+#\d+$")).with_columns(source=pl.lit(None, pl.String))
    return placed.filter(C("fingerprint") == fingerprint(placed)["fingerprint"]).height
