"""The program measured: facts and findings scored against a labelled corpus.

Labels are JSON lines, one an article: `article`, `published`, `facts` (each with its `frame`, the cited string, and the
columns that are labelled), `findings` (names of the rules that are truly broken). Labels are complete for their
articles: what is found and not labelled is false. Rules of severity info are scored only where some label names them.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from provenance import frames
from provenance.check import check_corpus
from provenance.errors import UsageError, hint
from provenance.policy.configuration import Policy
from provenance.runs import fact_tables
from provenance.storage import parquet
from provenance.storage.atomic import write_text

FRAMES = {
    "captions": "caption", "quotations": "text", "embeds": "text", "boilerplate": "text", "lineage": "text",
    "flaws": "text",
}  # fmt: skip
"""The frames that are scored, each with the label's key for the cited string."""
KEYS = ("article", "published", "facts", "findings")
"""What every label has."""
Facts = dict[str, list[dict[str, Any]]]


@dataclass
class Score:
    """Right, false and missed ones of one kind, with the cases behind the last two."""

    right: int = 0
    false: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 if nothing was found."""
        return self.right / (self.right + len(self.false)) if self.right or self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 1 if nothing is there."""
        return self.right / (self.right + len(self.missed)) if self.right or self.missed else 1.0

    def figures(self) -> dict[str, float]:
        """Return the figures as they are pinned: cut, not rounded, so that the figure itself never lies below them."""
        return {name: int(getattr(self, name) * 10_000) / 10_000 for name in ("precision", "recall")}


class Conflicts(NamedTuple):
    """Quotations that several articles have word for word, and of them those that are given to different speakers.

    It needs no labels: the same words have one speaker, so at least one article of each conflict is read wrongly, or
    was written so.
    """

    quoted: int
    differing: int


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """Scores by kind: a frame, a column of a frame (`quotations.speaker`), `published`, or the name of a rule."""

    scores: Mapping[str, Score]
    labels: int
    digest: str
    conflicts: Conflicts


def evaluate(truth: Path, corpus: Path | None = None, policy: Policy | None = None) -> Evaluation:
    """Score the program on `corpus` (else the folder of the labels). Raises UsageError if the labels are none."""
    labels = _read(truth)
    with tempfile.TemporaryDirectory() as folder:
        fact_tables.prepare(Path(folder))
        run = check_corpus([corpus or truth.parent], policy, frames=Path(folder))
        found = {path.stem: parquet.read(path) for path in fact_tables.finish(run, Path(folder))}
    findings = pl.concat([found["findings"], run.subsumed.frame()])
    scores: defaultdict[str, Score] = defaultdict(Score)
    for label in labels:
        _score_article(label, _of_article(found, label), scores)
    _score_rules(labels, findings, scores)
    counted = sum(len(label["facts"]) + (label["published"] is not None) for label in labels)
    return Evaluation(
        scores=dict(sorted(scores.items())), labels=counted, digest=hashlib.sha256(truth.read_bytes()).hexdigest(),
        conflicts=conflicts_of(found["variants"]),
    )  # fmt: skip


def conflicts_of(variants: pl.DataFrame) -> Conflicts:
    """Count the speakers of quotations that several articles have word for word (`variants` as frames.VARIANTS)."""
    verbatim = variants.filter(pl.col("kind").is_in(["same", "speaker"]), pl.col("speaker").is_not_null())
    named = verbatim.group_by("utterance").agg(
        articles=pl.col("article").n_unique(), differs=(pl.col("kind") == "speaker").any()
    )
    several = named.filter(pl.col("articles") > 1)
    return Conflicts(several.height, int(several["differs"].sum()))


def render(evaluation: Evaluation, *, cases: bool = True) -> Iterator[str]:
    """Yield a table of precision and recall, and below it the cases behind what is not 1."""
    yield f"{evaluation.labels} labelled facts"
    quoted, differing = evaluation.conflicts
    yield f"{quoted} quotations that several articles have word for word, {differing} of them with different speakers"
    yield f"{'':<32} {'right':>6} {'false':>6} {'missed':>6} {'precision':>9} {'recall':>7}"
    for name, score in evaluation.scores.items():
        counts = f"{score.right:>6} {len(score.false):>6} {len(score.missed):>6}"
        yield f"{name:<32} {counts} {score.precision:>9.3f} {score.recall:>7.3f}"
    for name, score in evaluation.scores.items() if cases else ():
        yield from (f"false   {name}: {case}" for case in score.false)
        yield from (f"missed  {name}: {case}" for case in score.missed)


def _read(truth: Path) -> list[dict[str, Any]]:
    try:
        lines = truth.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{truth}: cannot read the labels: {getattr(error, 'strerror', None) or error}"
        raise UsageError(message) from error
    return [_label(line, f"{truth}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _label(line: str, where: str) -> dict[str, Any]:
    try:
        label = json.loads(line)
    except ValueError as error:
        message = f"{where}: not a JSON line: {error}"
        raise UsageError(message) from error
    if not isinstance(label, dict) or not label.keys() >= set(KEYS):
        message = f"{where}: a label is an object with {', '.join(KEYS)}"
        raise UsageError(message)
    for fact in label["facts"]:
        _refuse_odd(fact, where)
    return label


def _refuse_odd(fact: Any, where: str) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Raise UsageError for a fact that no frame can be compared with."""
    frame = str(fact.get("frame")) if isinstance(fact, dict) else ""
    if frame not in FRAMES or FRAMES[frame] not in fact:
        cited = ", ".join(f"{name} ({key})" for name, key in FRAMES.items())
        message = f"{where}: a fact has its frame, and the cited words under the key of that: {cited}; not {fact!r}"
        raise UsageError(message)
    known = {"frame", "field", FRAMES[frame], *frames.FRAMES[frame].schema}
    if unknown := sorted(fact.keys() - known):
        message = f"{where}: the frame {frame} has no column {unknown[0]!r}{hint(unknown[0], known)}"
        raise UsageError(message)


def _of_article(found: Mapping[str, pl.DataFrame], label: Mapping[str, Any]) -> Facts:
    """Return the rows of every frame about the labelled article; of two with one id, those of its record."""
    rows = {name: found[name].filter(article=label["article"]).to_dicts() for name in (*FRAMES, "articles")}
    if "record" in label:
        rows["articles"] = [row for row in rows["articles"] if row["record"] == label["record"]]
    texts = {row["article"]: row["text"] for row in rows["articles"]}
    for row in rows["embeds"]:
        row["text"] = texts[row["article"]][row["start"] : row["end"]]
    return rows


def _score_article(label: Mapping[str, Any], found: Facts, scores: defaultdict[str, Score]) -> None:
    where = label["article"]
    published = [str(row["published"]) for row in found["articles"] if row["published"]]
    tally(scores["published"], [str(label["published"])] if label["published"] else [], published, where)
    for frame, cited in FRAMES.items():
        expected = [fact for fact in label["facts"] if fact["frame"] == frame]
        pairs = list(_pairs(expected, found[frame], cited))
        score = scores[frame]
        score.right += len(pairs)
        score.missed += [f"{where}: {fact[cited]!r}" for fact in expected if all(fact is not one for one, _ in pairs)]
        score.false += [
            f"{where}: {row[cited]!r}" for row in found[frame] if all(row is not other for _, other in pairs)
        ]
        for fact, row in pairs:
            for column in fact.keys() - {"frame", "field", cited}:
                tally(scores[f"{frame}.{column}"], *_values(fact[column], row[column]), where)


def _pairs(
    expected: list[dict[str, Any]], found: list[dict[str, Any]], cited: str
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pair each label with the row that cites the same words, each row once."""
    free = list(found)
    for fact in expected:
        row = next((row for row in free if row[cited] == fact[cited]), None)
        if row is not None:
            free = [other for other in free if other is not row]
            yield fact, row


def _values(label: object, value: object) -> tuple[list[str], list[str]]:
    def listed(one: object) -> list[str]:
        return [str(item) for item in one] if isinstance(one, list) else [] if one is None else [str(one)]

    return listed(label), listed(value)


def tally(score: Score, expected: Iterable[str], found: Iterable[str], where: str) -> None:
    """Count what was expected and found; `where` names the case of what is false or missed."""
    wanted, got = list(expected), list(found)
    both = [value for value in wanted if value in got]
    score.right += len(both)
    score.missed += [f"{where}: {value!r}" for value in wanted if value not in got]
    score.false += [f"{where}: {value!r}" for value in got if value not in wanted]


def _score_rules(labels: list[dict[str, Any]], findings: pl.DataFrame, scores: defaultdict[str, Score]) -> None:
    known = {(label["article"], name) for label in labels for name in label["findings"]}
    named = {name for _, name in known}
    articles = [label["article"] for label in labels]
    reported = findings.filter(
        pl.col("article").is_in(articles) & ((pl.col("severity") != "info") | pl.col("name").is_in(sorted(named)))
    )
    found = set(reported.select("article", "name").rows())
    for name in sorted({name for _, name in known | found}):
        right = {pair for pair in known & found if pair[1] == name}
        score = scores[name]
        score.right += len(right)
        score.missed += sorted(article for article, other in known - found if other == name)
        score.false += sorted(article for article, other in found - known if other == name)


def hold(evaluation: Evaluation, floors: Path, *, raise_them: bool) -> list[str]:
    """Return what lies below the floors; with `raise_them`, write the figures that are better. Floors never fall.

    Raises UsageError if the file cannot be read, or was made for other labels and is not to be raised.
    """
    stored = read_floors(floors)
    pinned: dict[str, dict[str, float]] = stored.get("floors", {})
    if stored.get("truth_sha256") not in (None, evaluation.digest) and not raise_them:
        message = f"{floors}: these floors were measured on other labels; measure again with --raise-floors"
        raise UsageError(message)
    measured = {name: score.figures() for name, score in evaluation.scores.items()}
    below = [
        f"{name}: {figure} {measured.get(name, {}).get(figure, 0.0):.4f} is below its floor {floor:.4f}"
        for name, figures in pinned.items()
        for figure, floor in figures.items()
        if measured.get(name, {}).get(figure, 0.0) < floor
    ]
    if raise_them and not below:
        best = {
            name: {key: max(value, pinned.get(name, {}).get(key, 0.0)) for key, value in measured[name].items()}
            for name in measured
        }
        made = {"truth_sha256": evaluation.digest, "labels": evaluation.labels, "floors": best}
        write_floors(floors, stored | made)
    return below


def write_floors(path: Path, made: Mapping[str, Any]) -> None:
    """Write a file of floors."""
    write_text(path, json.dumps(made, indent=1, sort_keys=True) + "\n")


def read_floors(path: Path) -> dict[str, Any]:
    """Return a file of floors, empty where there is none. Raises UsageError if it cannot be read."""
    try:
        loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        message = f"{path}: cannot read the floors: {error}"
        raise UsageError(message) from error
    return loaded
