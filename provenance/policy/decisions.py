"""What people decided about findings: read strictly, honoured only while what they looked at is unchanged.

A decisions file is JSON Lines, as the HTML report exports it, one decision a line; or, written by hand, TOML with
`[[decision]]` tables of the same keys. Each reviewer may have a file: where two speak differently of one finding, the
stricter one holds, and both are named. Nothing is ever written into an article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from provenance.errors import PolicyError, hint
from provenance.policy.behind import of_corpus
from provenance.policy.values import read_date
from provenance.rules.base import CODE
from provenance.rules.registry import by_code
from provenance.storage import copies
from provenance.storage.untrusted import parse_json, parse_toml, refuse_merge_marker

FORMAT = "provenance-decision/1"
MARK_FORMAT = "provenance-mark/1"
DECISIONS = ("accept", "defect", "unsure")
"""accept: it may stay, and does not count; defect: confirmed; unsure: look again. Only `accept` changes the gate."""
STRICTNESS = pl.Enum(["accept", "unsure", "defect"])
"""Which of two decisions holds: the one that stands later here."""

SYNONYMS = {"reject": "defect"}
SCHEMA = pl.Schema(
    {
        "fingerprint": pl.String(),
        "article": pl.String(),
        "code": pl.String(),
        "decision": pl.String(),
        "reason": pl.String(),
        "by": pl.String(),
        "until": pl.Date(),
        "rule_version": pl.String(),
        "article_sha256": pl.String(),
        "match": pl.String(),
        "place": pl.String(),
    }
)
LAPSED = pl.Schema({**SCHEMA, "why": pl.String(), "against": pl.String()})
"""Decisions that no longer hold; see `Decided`."""
_TOLD = {"format", "at", "scope", "run", "source", "line"}  # keys that are kept for the reader and not judged
C = pl.col


@dataclass(frozen=True, slots=True)
class Decided:
    """Findings with the columns `decision`, `reason` and `decided_by`, and the decisions that no longer hold.

    `lapsed` has the columns of `LAPSED`: beside those of `SCHEMA`, `why` (expired, article-changed, articles-changed,
    articles-unstated, rule-changed, match-changed, overruled or gone, of which `stale.explain` tells more) and, where
    it is overruled, `against`: the decision that holds instead, by whom, and its place.
    """

    findings: pl.DataFrame
    lapsed: pl.DataFrame


def load_all(paths: Iterable[Path]) -> pl.DataFrame:
    """Return the decisions of several files, one file after another. Raises PolicyError as `load` does."""
    return pl.concat([SCHEMA.to_frame(), *map(load, paths)])


def load(path: Path) -> pl.DataFrame:
    """Return the decisions of a file, in its order, with the columns of `SCHEMA`.

    Raises PolicyError, naming the file and the line, for anything that is not a decision.
    """
    with copies.named(path):
        found = _loaded(path)
    place = C("place").str.replace(str(path), copies.called(path), literal=True)
    return found.with_columns(place) if copies.is_copy(path) else found


def _loaded(path: Path) -> pl.DataFrame:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"{path}: cannot read the decisions: {error.strerror}"
        raise PolicyError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8: byte {error.start} cannot be read"
        raise PolicyError(message) from error
    refuse_merge_marker(text, path)
    entries = _tables(text, path) if path.suffix == ".toml" else _lines(text, path)
    return pl.DataFrame([_row(entry, where) for where, entry in entries], schema=SCHEMA)


def apply(
    findings: pl.DataFrame,
    decisions: pl.DataFrame,
    digests: pl.DataFrame,
    versions: Mapping[str, str],
    today: date,
) -> Decided:
    """Lay decisions over findings (frames.FINDINGS); decisions laid there before are forgotten.

    `digests` has `article, code, sha256`: a row an article, without a code, and for each rule that speaks of the corpus
    one without an article, of the articles behind it (see `behind`). `versions` has the version of each rule by code. A
    decision is honoured while every digest and version that it states is the present one; what accepts a finding of the
    corpus must state that of the articles, or it would cover those that come later. Of several about one finding the
    last one of a file counts; of those of several files, the strictest one.
    """
    numbered = findings.drop("decision", "reason", "decided_by", strict=False).with_row_index("_finding")
    pairs = _pairs(numbered, decisions.with_row_index("_decision"), digests, versions, today)
    valid = pairs.filter(C("why").is_null())
    agreed = _agreed(valid)
    chosen = agreed.select("_finding", "decision", "reason", "decided_by").unique("_finding")
    out = numbered.join(chosen, on="_finding", how="left", maintain_order="left").drop("_finding")
    overruled = agreed.drop_nulls("against").select("_decision", "against", why=pl.lit("overruled"))
    applied = valid.join(overruled, on="_decision", how="anti")["_decision"].unique()
    broken = pl.concat([overruled, pairs.drop_nulls("why").select("_decision", "why")], how="diagonal")
    broken = broken.group_by("_decision").agg(C("why", "against").first())
    lapsed = (
        decisions.with_row_index("_decision")
        .filter(~C("_decision").is_in(applied.implode()))
        .join(broken, on="_decision", how="left", maintain_order="left")
        .with_columns(C("why").fill_null("gone"))
        .drop("_decision")
    )
    return Decided(out, lapsed)


def _agreed(valid: pl.DataFrame) -> pl.DataFrame:
    """Return the last word of each file on each finding, and what holds in the end.

    The columns: `_finding`, `_decision` (the one of the file), `decision, reason, decided_by` (what holds, by whom, and
    whom it overrules), `against` (null: this one holds, or says the same).
    """
    own = ("_finding", "_file")
    words = valid.with_columns(_file=C("place").str.replace(r":\d+$", "")).sort("_decision")
    words = words.unique(own, keep="last").sort(C("decision").cast(STRICTNESS), "_decision")
    who = C("by").fill_null("somebody")
    last = {name: C(name).last().over("_finding") for name in ("decision", "reason", "place")}
    differs = C("decision") != last["decision"]
    others = (
        pl.format("{} ({})", who, "decision").filter(differs).over("_finding", mapping_strategy="join").list.join(", ")
    )
    holds = who.last().over("_finding")
    return words.with_columns(
        decided_by=pl.when(differs.any().over("_finding"))
        .then(pl.format("{} ({}), against {}", holds, last["decision"], others))
        .otherwise(C("by").last().over("_finding")),
        against=pl.when(differs).then(pl.format("{} of {}, {}", last["decision"], holds, last["place"])),
        decision=last["decision"],
        reason=last["reason"],
    )


def _pairs(
    findings: pl.DataFrame, decisions: pl.DataFrame, digests: pl.DataFrame, versions: Mapping[str, str], today: date
) -> pl.DataFrame:
    """One row for each decision and finding it speaks of, and why it does not hold (null: it does)."""
    facts = findings.select("_finding", "fingerprint", "article", "code", "excerpt", _whole=of_corpus())
    by_print = decisions.filter(C("fingerprint").is_not_null()).join(
        facts.select("_finding", "_whole", "fingerprint", found="article", ruled="code", cited="excerpt"),
        on="fingerprint",
    )
    by_place = decisions.filter(C("fingerprint").is_null()).join(
        facts.select("_finding", "_whole", "article", "code", found="article", ruled="code", cited="excerpt"),
        on=["article", "code"],
    )
    known = digests.drop_nulls("article").group_by(found="article").agg(now="sha256")  # several may have one id
    is_known = C("now").list.contains(C("article_sha256")).fill_null(value=True)
    behind = digests.filter(C("article").is_null()).select(ruled="code", behind="sha256")
    unstated = C("_whole") & C("article_sha256").is_null() & (C("decision") == "accept")
    version = C("ruled").replace_strict(dict(versions), default=None, return_dtype=pl.String)
    return (
        pl.concat([by_print, by_place], how="diagonal")
        .join(known, on="found", how="left")
        .join(behind, on="ruled", how="left")
        .with_columns(
            why=pl.when(C("until") < today)
            .then(pl.lit("expired"))
            .when(C("article_sha256").is_not_null() & ~is_known)
            .then(pl.lit("article-changed"))
            .when(unstated)
            .then(pl.lit("articles-unstated"))
            .when(C("_whole") & (C("article_sha256") != C("behind")).fill_null(value=False))
            .then(pl.lit("articles-changed"))
            .when((C("rule_version") != version).fill_null(value=False))
            .then(pl.lit("rule-changed"))
            .when((C("match") != C("cited")).fill_null(value=False))
            .then(pl.lit("match-changed"))
        )
    )


def _lines(text: str, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        where = f"{path}:{number}"
        if not line.strip():
            continue
        try:
            entry = parse_json(line)
        except ValueError as error:
            reason = f"{error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else error
            message = f"{where}: not a JSON line: {reason}"
            raise PolicyError(message) from None
        if not isinstance(entry, dict):
            message = f"{where}: a decision is a JSON object"
            raise PolicyError(message)
        if entry.get("format") == MARK_FORMAT:  # a mark of the manual sample; it says nothing to the gate
            continue
        if entry.get("format", FORMAT) != FORMAT:
            message = f"{where}: format {entry['format']!r} is not known; this version reads {FORMAT}"
            raise PolicyError(message)
        yield where, entry


def _tables(text: str, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        table = parse_toml(text)
    except ValueError as error:
        message = f"{path}: not TOML: {error}"
        raise PolicyError(message) from None
    for name in table:
        if name != "decision":
            message = f"{path}: unknown key {name!r}; decisions are [[decision]] tables"
            raise PolicyError(message)
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip().startswith("[[decision]]")]
    entries = table.get("decision", [])
    if not isinstance(entries, list) or len(entries) != len(lines) or not all(isinstance(one, dict) for one in entries):
        message = f"{path}: write each decision as a [[decision]] table"
        raise PolicyError(message)
    yield from ((f"{path}:{number}", entry) for number, entry in zip(lines, entries, strict=True))


def _row(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    known = {*SCHEMA, *_TOLD} - {"place"}
    for key in entry:
        if key not in known:
            message = f"{where}: unknown key {key!r}{hint(key, known)}"
            raise PolicyError(message)
    row = {name: _string(entry, name, where) for name in SCHEMA if name not in {"until", "place"}}
    row["decision"] = _decision(entry.get("decision"), where)
    if row["code"] and not re.fullmatch(CODE, row["code"]):  # one that is well formed may be of an earlier version
        message = f"{where}: unknown rule {row['code']!r}{hint(row['code'], by_code())}"
        raise PolicyError(message)
    if not row["fingerprint"] and not (row["article"] and row["code"]):
        message = f"{where}: say which finding: a fingerprint, or article and code"
        raise PolicyError(message)
    if row["decision"] == "accept" and not (row["reason"] or "").strip():
        message = f"{where}: accepting a finding needs a reason"
        raise PolicyError(message)
    until = entry.get("until")
    return row | {"until": read_date(until, f"{where}: until") if until else None, "place": where}


def _string(entry: Mapping[str, Any], name: str, where: str) -> str | None:
    value = entry.get(name)
    if value is None or isinstance(value, str):
        return value or None
    message = f"{where}: {name} must be a string, not {value!r}"
    raise PolicyError(message)


def _decision(value: object, where: str) -> str:
    word = SYNONYMS.get(value, value) if isinstance(value, str) else value
    if isinstance(word, str) and word in DECISIONS:
        return word
    close = hint(str(value), (*DECISIONS, *SYNONYMS)) if value is not None else ""
    message = f"{where}: decision must be one of {', '.join(DECISIONS)}, not {value!r}{close}"
    raise PolicyError(message)
