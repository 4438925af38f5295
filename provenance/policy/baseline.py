"""Findings that a corpus is known to have: remembered by fingerprint, so that only new ones fail the gate."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from provenance.errors import PolicyError
from provenance.storage.atomic import write_text
from provenance.storage.untrusted import parse_json

FORMAT = "provenance-baseline/1"
SCHEMA = pl.Schema({name: pl.String() for name in ("fingerprint", "article", "code", "excerpt")})
C = pl.col


def read(path: Path) -> pl.DataFrame:
    """Return the remembered findings. Raises PolicyError if the file is not a baseline."""
    try:
        data = parse_json(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            message = f"{path}: format {data['format']!r} is not known; this version reads {FORMAT}"
            raise PolicyError(message)
        rows = [{name: _string(row.get(name)) for name in SCHEMA} for row in data["findings"]]
        return pl.DataFrame(rows, schema=SCHEMA).drop_nulls("fingerprint")
    except OSError as error:
        message = f"{path}: cannot read the baseline: {error.strerror}"
        raise PolicyError(message) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path}: not a baseline; write it again with --write-baseline"
        raise PolicyError(message) from error


def _string(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise TypeError(value)


def write(findings: pl.DataFrame, path: Path) -> None:
    """Remember the findings, one a line in the order of their fingerprints, so that a change is easy to read."""
    rows = findings.select(*SCHEMA).unique("fingerprint").sort("fingerprint").to_dicts()
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    write_text(path, f'{{"format": "{FORMAT}", "findings": [\n{lines}\n]}}\n')


def compare(findings: pl.DataFrame, remembered: pl.DataFrame) -> pl.DataFrame:
    """Return findings with `status` known where they are remembered."""
    known = C("fingerprint").is_in(remembered["fingerprint"].implode())
    status = pl.when(known).then(pl.lit("known")).otherwise("status")
    return findings.with_columns(status=status)


def prune(path: Path, gone: pl.DataFrame) -> None:
    """Forget what is gone, and nothing else: new findings are not remembered."""
    write(read(path).join(gone, on="fingerprint", how="anti"), path)
