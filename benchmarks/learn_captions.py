"""Learn what the features of `provenance.facts.captions` weigh, from articles whose captions are labelled.

    python -m benchmarks.learn_captions LABELLED.jsonl … [--write]

A line of a file is an article: `text`, `domain`, and `blocks` (`start`, `end`, `label`; label `caption` is what
is learned; blocks are the paragraphs of the text). The weights are those of a logistic regression with a ridge.
Everything that is measured is measured on domains left out of the learning (ten folds, dealt four times). `--write`
stores weights, threshold and measurements in the catalogue `caption_weights`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.truth.labels import credited
from provenance.facts import paragraphs
from provenance.facts.captions import model

C = pl.col
Numbers = NDArray[np.float64]

CATALOGUE = Path(__file__).parent.parent / "provenance/catalogues/caption_weights.csv"
RIDGE, FOLDS, DEALS = 8.0, 10, 4
MOST_OF_A_DOMAIN = 5000  # characters; a domain with more counts as if it had so many
PRECISION = 0.915  # of characters, at the threshold, on domains left out
PRIOR = {
    "says it is a caption": 6.0,
    "restricted": 3.0,
    "employer behind a name": 3.0,
    "announced": 2.0,
    "picture viewer": 2.0,
    "numbered picture": 1.0,
    "cue gesture": 1.0,
    "bracket behind a stop": 0.5,
    "dash before a name": -2.0,
    "bracket before a stop": -2.0,
    "greeting": -3.0,
    "rights reserved": -3.0,
}
"""What words mean is known before any text is seen, above all where a few publishers only use them."""
LABEL = "10 folds of domains left out, dealt 4 times"


@dataclass(frozen=True)
class Sample:
    """Paragraphs with their features: a matrix, what they are, how much they count, their domains and sizes."""

    names: tuple[str, ...]
    x: Numbers
    y: Numbers
    weight: Numbers
    domain: NDArray[np.str_]
    size: Numbers


def read(paths: Sequence[Path]) -> tuple[pl.DataFrame, float]:
    """Return the paragraphs that may be captions with `domain` and `caption`, and the characters in captions."""
    raw = [json.loads(line) for path in paths for line in path.read_text("utf-8").split("\n") if line]
    articles = pl.DataFrame({"text": [row["text"] for row in raw]}).with_row_index("row")
    label = articles.select("row", label_end=pl.lit(0, pl.Int64))
    blocks = pl.DataFrame(
        [
            (i, b["start"], b["end"], raw[i]["domain"])
            for i in range(len(raw))
            for b in raw[i]["blocks"]
            if b["label"] == "caption"
        ],
        schema={"row": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "domain": pl.String},
        orient="row",
    )
    split = paragraphs.split(articles, label)
    marked = split.join(
        blocks.select("row", "start", caption=pl.lit(value=True)),
        on=["row", "start"],
        how="left",
        maintain_order="left",
    )
    domains = pl.DataFrame({"domain": [row["domain"] for row in raw]}).with_row_index("row")
    rows = marked.with_columns(C("caption").fill_null(value=False)).join(domains, on="row", maintain_order="left")
    found = model.candidates(rows)
    wrong = ~found["caption"] & pl.Series([credited(text) for text in found["text"]])  # credits that are called `p`
    return found.filter(~wrong), float(blocks.select((C("end") - C("start")).sum()).item())


def sample(rows: pl.DataFrame) -> Sample:
    """Return the paragraphs as numbers."""
    table = model.flagged(rows).drop("always")
    size = rows["size"].cast(pl.Float64)
    share = MOST_OF_A_DOMAIN / rows.select(C("size").sum().over("domain"))["size"].cast(pl.Float64)
    weight = share.clip(upper_bound=1) * (size / 100).sqrt().clip(0.3, 2)
    return Sample(
        tuple(table.columns),
        table.cast(pl.Float64).to_numpy(),
        rows["caption"].cast(pl.Float64).to_numpy(),
        weight.to_numpy(),
        rows["domain"].to_numpy().astype(str),
        size.to_numpy(),
    )


def logistic(score: Numbers) -> Numbers:
    """Return the chance that belongs to a score."""
    return 1 / (1 + np.exp(-score))


def fit(x: Numbers, y: Numbers, weight: Numbers, prior: Numbers | None = None, ridge: float = RIDGE) -> Numbers:
    """Return the weights of the features and, last, the constant (Newton's method); the ridge pulls them to `prior`."""
    ones = np.hstack([x, np.ones((len(x), 1))])
    penalty = ridge * np.r_[np.ones(x.shape[1]), 1e-6]
    expected = np.zeros(ones.shape[1])
    if prior is not None:
        expected[: len(prior)] = prior
    beta = expected.copy()
    for _ in range(30):
        chance = logistic(ones @ beta)
        gradient = ones.T @ (weight * (chance - y)) + penalty * (beta - expected)
        curvature = (ones * (weight * chance * (1 - chance) + 1e-9)[:, None]).T @ ones + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        beta -= step
        if np.abs(step).max() < 1e-3:
            break
    return beta


def learn(s: Sample, rows: NDArray[np.bool_]) -> Numbers:
    """Return the weights that some of the rows teach, the constant last."""
    prior = np.array([PRIOR.get(name, 0.0) for name in s.names])
    return fit(s.x[rows], s.y[rows], s.weight[rows], prior)


def left_out(s: Sample, seed: int) -> Numbers:
    """Return the score of every paragraph, learned without its domain; `seed` deals the domains to the folds."""
    names = np.unique(s.domain)
    np.random.default_rng(seed).shuffle(names)
    fold_of = {name: i % FOLDS for i, name in enumerate(names)}
    fold = np.array([fold_of[name] for name in s.domain])
    score = np.zeros(len(s.y))
    for i in range(FOLDS):
        beta = learn(s, fold != i)
        score[fold == i] = s.x[fold == i] @ beta[:-1] + beta[-1]
    return score


def curve(chance: Numbers, y: Numbers, size: Numbers, characters: float) -> list[tuple[float, float, float, float]]:
    """Return (threshold, precision, recall, precision by number) in characters, the last counting paragraphs."""
    rows = []
    for least in np.arange(0.30, 0.91, 0.02):
        taken = chance >= least
        right = size[taken & (y > 0)].sum()
        rows.append((float(least), right / max(1.0, size[taken].sum()), right / characters, float(y[taken].mean())))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows, characters = read(options.labelled)
    s = sample(rows)
    score = np.concatenate([left_out(s, seed) for seed in range(DEALS)])
    y, size = np.tile(s.y, DEALS), np.tile(s.size, DEALS)
    scale = fit(score[:, None], y, np.ones(len(y)), ridge=0)
    measured = curve(logistic(scale[0] * score + scale[1]), y, size, DEALS * characters)
    for least, precision, recall, by_number in measured:
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"{least:.2f}  precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  by number {by_number:.3f}")
    if options.write:
        write(s, scale, measured)


def write(s: Sample, scale: Numbers, measured: list[tuple[float, float, float, float]]) -> None:
    """Store what all rows teach, scaled as the rows left out ask."""
    beta = learn(s, np.ones(len(s.y), dtype=bool))
    threshold = min((row for row in measured if row[1] >= PRECISION), default=measured[-1])
    lines = [("threshold", "", f"{threshold[0]:.2f}", "", "", LABEL)]
    lines += [
        ("measure", f"precision of characters from {row[0]:.2f}", f"{row[1]:.3f}", "", "", LABEL) for row in measured
    ]
    lines += [
        ("measure", f"recall of characters from {row[0]:.2f}", f"{row[2]:.3f}", "", "", LABEL) for row in measured
    ]
    lines += [
        ("weight", "always", f"{scale[0] * beta[-1] + scale[1]:.2f}", str(len(s.y)), f"{s.y.mean():.2f}", "learned")
    ]
    for i in np.argsort(-np.abs(beta[:-1])):
        has = s.x[:, i] > 0
        if abs(beta[i]) >= 0.05 and has.any():
            share = f"{s.y[has].mean():.2f}"
            lines.append(("weight", s.names[i], f"{scale[0] * beta[i]:.2f}", str(int(has.sum())), share, "learned"))
    table = pl.DataFrame(lines, schema=["use", "feature", "value", "paragraphs", "captions", "source"], orient="row")
    head = (
        "# What the features of a paragraph weigh for its being a caption; written by benchmarks/learn_captions.py.\n"
        "# weight: log odds; paragraphs = how many had the feature, captions = the share of captions among them.\n"
        "# threshold: the least confidence of a caption. measure: what was reached on domains left out of learning.\n"
    )
    CATALOGUE.write_text(head + table.write_csv(), "utf-8")


if __name__ == "__main__":
    main()
