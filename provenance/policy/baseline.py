"""Findings that a corpus is known to have: remembered by fingerprint, so that only new ones fail the gate.

Beside the findings stand the versions of their rules and the digests of their articles: with these the program can tell
why one is no longer found. Version 0.1.0 wrote neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import polars as pl

from provenance.errors import PolicyError
from provenance.rules.fingerprints import fingerprint
from provenance.storage import copies
from provenance.storage.atomic import replacing
from provenance.storage.external import in_order, paired, turned
from provenance.storage.spill import Spilled
from provenance.storage.untrusted import parse_json, refuse_merge_marker

FORMAT = "provenance-baseline/1"
REMEMBERED = ("fingerprint", "article", "code", "excerpt")
SCHEMA = pl.Schema({name: pl.String() for name in (*REMEMBERED, "rule_version", "article_sha256")})
GONE = pl.Schema({name: pl.String() for name in (*REMEMBERED, "why", "against")})
"""Remembered findings that are no longer found, with the columns of `stale.explain`."""
_FIRST = {"CRD001": "2"}
"""Versions of rules in version 0.1.0; that of all others was 1."""
_ENTRIES = pl.Schema({name: pl.String() for name in REMEMBERED})
_DIGESTS = pl.Schema({"article": pl.String(), "article_sha256": pl.String()})
_HEAD = f'{{"format": "{FORMAT}", "findings": [\n'
_ROWS = 20_000
_TURN = "turn"
_Read = tuple[Spilled, dict[str, str] | None, Spilled]
"""The entries, the versions of the rules (None: version 0.1.0 wrote none), the digests of the articles."""
C = pl.col


def read(path: Path) -> Spilled:
    """Return the remembered findings: the columns of `SCHEMA`, in chunks.

    Raises PolicyError, naming the line or the entry, for what is no baseline.
    """
    with copies.named(path):
        entries, versions, digests = _by_line(path) or _at_once(path)
    version = C("code").replace_strict(versions or {}, default=None, return_dtype=pl.String)
    if versions is None:
        version = C("code").replace_strict(_FIRST, default="1", return_dtype=pl.String)
    sides: dict[str, Iterable[pl.DataFrame]] = {"entries": turned(entries, _TURN), "digests": digests}
    parts = (
        part["entries"].join(part["digests"].unique("article", keep="last"), on="article", how="left")
        for part in paired(sides, C("article"), entries.height)
    )
    remembered = Spilled()
    for chunk in in_order(parts, [_TURN]):
        remembered.add(chunk.with_columns(rule_version=version).select(*SCHEMA))
    return remembered


def _by_line(path: Path) -> _Read | None:
    """Read a baseline as `write` leaves it, a line at a time; None for any other, or one that is damaged."""
    entries, versions, digests, ends = Spilled(), None, Spilled(), list[str]()
    try:
        with path.open(encoding="utf-8") as file:
            if next(file, "") != _HEAD:
                return None
            _take(entries, (_entry(row, "") for row in _lines(file, ends)), _ENTRIES)
            for line in file:
                name = line.removesuffix("{\n")
                if name == '"rules": ':
                    versions = {key: value for pair in _lines(file, ends) for key, value in _strings(pair)}
                elif name == '"articles": ':
                    pairs = (pair for line_ in _lines(file, ends) for pair in _strings(line_))
                    _take(digests, ({"article": key, "article_sha256": value} for key, value in pairs), _DIGESTS)
                elif line.strip() not in {"", "}"}:
                    return None
    except (OSError, ValueError, PolicyError):
        return None
    if not ends[-1].endswith(("]}", "}}")):
        return None
    if not digests.places:
        digests.add(_DIGESTS.to_frame())
    return entries, versions, digests


def _lines(file: Iterable[str], ends: list[str]) -> Iterator[object]:
    """Yield what stands in each line up to that which ends the list or object; the pair of an object in braces.

    What ends it is added to `ends`. Raises ValueError if nothing does, or a comma is missing or too many.
    """
    last = None
    for line in file:
        text = line.rstrip("\n")
        is_end = text.startswith(("]", "}"))
        if last is not None and last.endswith(",") == is_end:
            break
        if is_end:
            ends.append(text)
            return
        if text:
            last, entry = text, text.removesuffix(",")
            yield parse_json(entry if entry.startswith("{") else f"{{{entry}}}")
    message = "the file breaks off"
    raise ValueError(message)


def _strings(pair: object) -> Iterator[tuple[str, str]]:
    """Yield the pairs of an object. Raises ValueError if one is not of strings."""
    for key, value in pair.items() if isinstance(pair, dict) else ():
        if not isinstance(value, str):
            message = f"{key}: not a string"
            raise ValueError(message)  # noqa: TRY004 - the file is read again, and refused with its reason
        yield key, value


def _take(spilled: Spilled, rows: Iterable[Mapping[str, str | None]], schema: pl.Schema) -> None:
    """Add rows in chunks, at least one."""
    rows = iter(rows)
    spilled.add(schema.to_frame())
    while some := list(islice(rows, _ROWS)):
        chunk = pl.DataFrame(some, schema=schema)
        spilled.add(chunk.drop_nulls("fingerprint") if "fingerprint" in schema else chunk)


def _at_once(path: Path) -> _Read:
    """Read a baseline of any layout. Raises PolicyError for what is none."""
    data = _parsed(_text(path), path)
    if data.get("format") != FORMAT:
        message = f"{path}: format {data.get('format')!r} is not known; this version reads {FORMAT}"
        raise PolicyError(message)
    rows = [_entry(row, f"{path}: entry {number}") for number, row in enumerate(_listed(data, path), 1)]
    found = pl.DataFrame(rows, schema=_ENTRIES).drop_nulls("fingerprint")
    versions, digests = (_table(data, name, path) for name in ("rules", "articles"))
    pairs = pl.DataFrame({"article": [*digests], "article_sha256": [*digests.values()]}, schema=_DIGESTS)
    return Spilled.of(found), versions if "rules" in data else None, Spilled.of(pairs)


def describe(
    findings: Iterable[pl.DataFrame], versions: Mapping[str, str], digests: Iterable[pl.DataFrame], rows: int
) -> Iterator[pl.DataFrame]:
    """Yield findings as they are remembered: with the version of their rule and the digest of their article.

    Args:
        findings: frames.FINDINGS in chunks, at least `TOLD` of it.
        versions: The versions of the rules by code.
        digests: Chunks with `article` and `sha256`; an id that several articles bear has no digest.
        rows: How many findings or articles there are, about.

    Yields:
        The columns of `SCHEMA`, in an order of no meaning.
    """
    version = C("code").replace_strict(dict(versions), default=None, return_dtype=pl.String)
    sides = {"findings": (chunk.select(*REMEMBERED, rule_version=version) for chunk in findings), "digests": digests}
    for part in paired(sides, C("article"), rows):
        alone = part["digests"].unique("article", keep="none").select("article", article_sha256="sha256")
        yield part["findings"].join(alone, on="article", how="left", maintain_order="left").select(*SCHEMA)


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
    entry = {name: row.get(name) for name in REMEMBERED}
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


def write(findings: Iterable[pl.DataFrame], path: Path) -> tuple[int, int]:
    """Remember the findings, one a line in the order of their fingerprints, so that a change is easy to read.

    Args:
        findings: Chunks of what `describe` or `read` has returned, which keep the versions of their rules and the
            digests of their articles; or findings without those.
        path: The file.

    Returns:
        How many findings are remembered, and in how many articles.
    """
    kept, rules = Spilled(), dict[str, str]()
    for chunk in findings:
        kept.add(chunk)
        if "rule_version" in chunk.columns:
            rules |= dict(chunk.select("code", "rule_version").drop_nulls().unique("code").iter_rows())
    described = {"rule_version", "article_sha256"} <= {*kept.chunk(0).columns}
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        entries = _different((chunk.select(REMEMBERED) for chunk in kept), "fingerprint")
        number = _joined(file, (json.dumps(row, ensure_ascii=False) for row in entries))
        file.write("\n]")
        if described:
            versions = ({"name": name, "value": version} for name, version in sorted(rules.items()))
            _object(file, "rules", versions)
            digests = (chunk.select(name="article", value="article_sha256").drop_nulls() for chunk in kept)
            _object(file, "articles", _different(digests, "name"))
        file.write("}\n")
    articles = _different((chunk.select("article").drop_nulls() for chunk in kept), "article")
    return number, sum(1 for _ in articles)


def _different(rows: Iterable[pl.DataFrame], key: str) -> Iterator[dict[str, str]]:
    """Yield rows in the order of a key, of equal ones the first."""
    last = pl.Series(key, [None], dtype=pl.String)
    for chunk in in_order(rows, [key]):
        new = chunk.filter(C(key).ne_missing(pl.concat([last, chunk[key]]).head(chunk.height)))
        yield from new.iter_rows(named=True)
        last = chunk[key].tail(1) if chunk.height else last


def _object(file: IO[str], name: str, pairs: Iterable[Mapping[str, str]]) -> None:
    """Write a JSON object with a pair a line; an empty one without lines."""
    lines = (f"{json.dumps(pair['name'], ensure_ascii=False)}: {json.dumps(pair['value'])}" for pair in pairs)
    first = next(lines, None)
    file.write(f',\n"{name}": {{')
    if first is not None:
        file.write("\n")
        _joined(file, chain([first], lines))
        file.write("\n")
    file.write("}")


def _joined(file: IO[str], lines: Iterable[str]) -> int:
    """Write lines with commas between them; return how many there are."""
    number = 0
    for number, line in enumerate(lines, 1):
        file.write(f",\n{line}" if number > 1 else line)
    return number


def prune(path: Path, gone: pl.DataFrame) -> int:
    """Forget what is gone, and nothing else: new findings are not remembered. Return how many were forgotten."""
    remembered = read(path)
    before = sum(1 for _ in _different(remembered.each(("fingerprint",)), "fingerprint"))
    left, _ = write((chunk.join(gone, on="fingerprint", how="anti") for chunk in remembered), path)
    return before - left


def by_place(remembered: Spilled) -> int:
    """Return how many findings are known by the places of their articles (`a.jsonl#10`), as version 0.1.0 knew them.

    Args:
        remembered: What `read` has returned. What is known by the text of its article has another fingerprint.
    """
    by_place_ = C("article").str.contains(r"\.\w+#\d+$")
    placed = pl.concat(chunk.filter(by_place_) for chunk in remembered)
    placed = placed.with_columns(source=pl.lit(None, pl.String))
    return placed.filter(C("fingerprint") == fingerprint(placed)["fingerprint"]).height
