"""Rows of every frame, as the pipeline makes them of the examples of the rules: what the tests draw from."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import polars as pl

from provenance.check import check_corpus
from provenance.engines.local import Local
from provenance.frames import FRAMES
from provenance.policy.configuration import Policy
from provenance.policy.values import read_date
from provenance.rules.base import File, Rows, Rule
from provenance.rules.registry import registry
from provenance.runs.store import save

RECORD_RULES = tuple(rule for rule in registry() if not rule.of_corpus and not rule.beside)
FRAME_NAMES = tuple(dict.fromkeys(rule.reads for rule in RECORD_RULES))


def reading(name: str) -> list[Rule]:
    return [rule for rule in RECORD_RULES if rule.reads == name]


@cache
def pool() -> Mapping[str, pl.DataFrame]:
    """Every frame that a record-level rule reads, over all examples in one run, and the rows given as examples.

    A little corpus that shows nothing among the others, whose pages and lines are taken for its own, is run by itself.
    """
    frames = _found([one for rule in RECORD_RULES for one in (*rule.bad, *rule.good)])
    whole = {name: [frame, *_rows(name)] for name, frame in frames.items()}
    for rule in RECORD_RULES:
        if isinstance(rule.bad[0], tuple) and not pl.concat(whole[rule.reads]).select(rule.broken).to_series().any():
            whole[rule.reads].append(_found([rule.bad[0]])[rule.reads])
    return {name: pl.concat(parts) for name, parts in whole.items()}


def _found(examples: Iterable[object]) -> Mapping[str, pl.DataFrame]:
    """Return the frames of one run over examples."""
    with tempfile.TemporaryDirectory() as place:
        corpus, run = Path(place) / "corpus", Path(place) / "run"
        corpus.mkdir()
        (run / ".parts").mkdir(parents=True)
        _write(corpus, examples)
        policy = Policy(now=read_date("2024-06-01"), preview=True)
        save(check_corpus([corpus], policy, engine=Local(1), frames=run), run)
        return {name: pl.read_parquet(run / f"{name}.parquet") for name in FRAME_NAMES}


def _write(corpus: Path, examples: Iterable[object]) -> None:
    """Write examples: records into one container, which is read at once."""
    parts = [part for one in examples for part in _articles(one)]
    records = [json.dumps(part) for part in parts if isinstance(part, Mapping)]
    (corpus / "records.jsonl").write_text("\n".join(records), encoding="utf-8")
    for number, part in enumerate(parts):
        if isinstance(part, File):
            (corpus / str(number)).mkdir()
            (corpus / str(number) / part.name).write_bytes(part.data)
        elif isinstance(part, str):
            (corpus / f"{number}.txt").write_text(part, encoding="utf-8", newline="")


def _articles(example: object) -> Iterable[object]:
    return () if isinstance(example, Rows) else example if isinstance(example, tuple) else (example,)


def _rows(name: str) -> Iterable[pl.DataFrame]:
    """Return the rows that stand as examples, what they leave out filled where it may not be null."""
    frame = FRAMES[name]
    for rule in reading(name):
        for example in (*rule.bad, *rule.good):
            if isinstance(example, Rows):
                rows = pl.DataFrame(list(example.rows), schema=frame.schema)
                yield rows.with_columns(
                    pl.col(one.name).fill_null(_some(one.dtype)) for one in frame.columns if not one.nullable
                )


def _some(dtype: pl.DataType) -> pl.Expr:
    return pl.lit("x") if dtype == pl.String else pl.lit(0).cast(dtype)
