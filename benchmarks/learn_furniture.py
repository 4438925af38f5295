"""Learn what the features of `provenance.facts.boilerplate.features` weigh, from lines of pages that are labelled.

    python benchmarks/learn_furniture.py --pages FILE… --lines FILE… --articles FILE… --repeated FILE… [--write]

All files are JSON lines, and any of them may be left out but for the pages:

--pages     pages with `text`, `domain`, and `blocks` (`start`, `end`, `label`): lines of the article and outside of it
--lines     `line`, with `sites_outside` and `sites_inside`: on how many sites it was seen outside of articles, and inside
--articles  articles with `text` and `domain` or `publisher`, with `blocks` or as they are: all of them is article
--repeated  whole pages with `text` or `text_head` and `domain`: lines of two domains, never in an article, are furniture

The weights are those of a logistic regression (scikit-learn, extra `train`). A line of one domain only is as often the
headline of another article as it is furniture, so it counts a fiftieth of one that several sites print. What is measured
is measured on domains left out of the learning, in ten folds. `--write` stores the catalogue `furniture_weights`: only
features of five domains and more, of at most three words, so that no text travels.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.furniture_lines import LISTED, NEGATIVE, OTHERS, Collection, Line, blocks, domain_of, key, read
from benchmarks.truth.counts import ENOUGH, FOLDS, fold_of
from benchmarks.truth.pages import ARTICLE, FURNITURE
from provenance import catalogues
from provenance.facts import matching
from provenance.facts.boilerplate import features, learned, phrases

C = pl.col
Numbers = NDArray[np.float64]

CATALOGUE = Path(__file__).parent.parent / "provenance/catalogues/furniture_weights.csv"
DOMAINS, MOST_WORDS = 8, 3
"""A feature is stored if it was seen on so many domains, and has no more words."""
STRENGTH = 0.3  # of the regression (scikit-learn's C); 0.1 to 1 are alike
SHAPE = 0.5
"""How large a feature of shape is beside one of words, which are 1: the regression trusts it less."""
SILENT = -100.0
"""Score of a line whose words say too little."""
LEAST = 0.06  # weights below it are left out
PER_THOUSAND = 1.25
"""Lines of articles that may be flagged beside those that the catalogue flags, of 1,000 of domains left out."""
BESIDE_PER_THOUSAND = 0.5
"""And so many because furniture stands beside them."""
SHARE = 0.08
"""Of the lines of naively scraped articles so many are furniture; confidence is calibrated for it."""


HEAD = """\
# What the features of a line weigh for its being furniture of a page; written by benchmarks/learn_furniture.py.
# weight: log odds; seen = on how many domains the feature was seen. always: what every line has; beside, between: what
# furniture in the paragraph before or behind adds, or in both; seen = how many lines were learned from.
# threshold: the least score of a line. measure: what was reached on domains left out of learning; seen = labels.
# Lines of web pages that others labelled. No feature has more than three words or was seen on fewer than five domains.
"""


def hints(texts: Sequence[str]) -> tuple[list[str | None], list[bool]]:
    """Return for each text the unsure line of the catalogue that covers it, and whether a sure one says furniture."""
    size = pl.Series([len(text) for text in texts])
    rows = pl.DataFrame({"text": texts}).with_row_index("row").with_columns(
        paragraph=pl.lit(1, pl.Int64), start=pl.lit(0, pl.Int64), end=size.cast(pl.Int64), kind=pl.lit("body")
    )  # fmt: skip
    catalogue = catalogues.load("boilerplate")
    found = phrases.find(rows, catalogue, matching.suspects(rows, catalogue))
    unsure = dict(found.filter(phrases.unsure()).select("row", "pattern").rows())
    sure = set(found.filter(~phrases.unsure())["row"])
    return [unsure.get(n) for n in range(len(texts))], [n in sure for n in range(len(texts))]


def matrix(lines: Sequence[Line], hinted: Sequence[str | None]) -> tuple[Any, list[str], list[int]]:
    """Return the features of lines as a sparse matrix, their names, and on how many domains each was seen."""
    from scipy.sparse import csr_matrix

    frame = pl.DataFrame(
        {"text": [line.text for line in lines], "hint": hinted}, schema={"text": pl.String, "hint": pl.String}
    ).with_row_index("alike")
    rows = features.of(frame).unique()
    domains = pl.DataFrame({"domain": [line.domain for line in lines], "sites": [line.sites for line in lines]})
    seen = rows.join(domains.with_row_index("alike"), on="alike")
    listed = C("domain").str.starts_with(LISTED)
    counted = seen.group_by("feature").agg(
        own=C("domain").filter(~listed).n_unique(), elsewhere=C("sites").filter(listed).max().fill_null(0)
    )  # of lines counted elsewhere the domains are not known: they are at least those of the most frequent
    kept = counted.with_columns(domains=pl.max_horizontal("own", "elsewhere")).filter(storable()).sort("feature")
    numbered = rows.join(kept.with_row_index("column"), on="feature", how="inner")
    size = pl.when(C("feature").str.starts_with(features.SHAPE)).then(SHAPE).otherwise(1.0)
    sizes = numbered.select(size.cast(pl.Float32)).to_series().to_numpy()
    x = csr_matrix((sizes, (numbered["alike"].to_numpy(), numbered["column"].to_numpy())), (len(lines), kept.height))
    return x, kept["feature"].to_list(), kept["domains"].to_list()


def storable() -> pl.Expr:
    """Say of `feature` and `domains` whether it may be stored: no text of others travels."""
    words = C("feature").str.count_matches(r"\w+")
    ours = C("feature").str.starts_with(features.SHAPE) | C("feature").str.starts_with(features.HINT)
    return (C("domains") >= DOMAINS) & (ours | (words <= MOST_WORDS))


def fit(x: Any, y: NDArray[np.bool_], weight: Numbers) -> tuple[Numbers, float]:
    """Return the weights of the features and the constant."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=60, tol=1e-3).fit(x, y, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])


@dataclass(frozen=True)
class Sample:
    """All lines with their features and what the catalogue says of them."""

    lines: list[Line]
    x: Any
    names: list[str]
    domains: list[int]
    y: NDArray[np.bool_]
    weight: Numbers
    fold: NDArray[np.int_]
    sure: NDArray[np.bool_]
    """A sure line of the catalogue says furniture."""

    @property
    def shape(self) -> NDArray[np.bool_]:
        """Which features are of shape."""
        return np.array([name.startswith(features.SHAPE) for name in self.names])

    @property
    def single(self) -> NDArray[np.bool_]:
        """Which features are single words, or telling lines of the catalogue."""
        word = pl.Series(self.names)
        hint = word.to_frame("hint").select(C("hint").str.strip_prefix(features.HINT)).select(learned.telling())
        single = word.str.contains(features.WORD) & ~word.str.contains(" ", literal=True)
        return (single | (word.str.starts_with(features.HINT) & hint.to_series())).to_numpy()

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Which lines are measured: those of articles on labelled pages, of three words or more."""
        return np.array([line.weight == NEGATIVE and is_long(line.text) for line in self.lines])

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Which lines are measured: furniture that several sites print, of three words or more."""
        listed = [line.domain.startswith(LISTED) for line in self.lines]
        return np.array([line.sites > 1 and is_long(line.text) for line in self.lines]) & ~np.array(listed)


def is_long(text: str) -> bool:
    """Say whether a line has the words to be judged without its neighbours."""
    return len(text.split()) >= learned.FEWEST


def sample(collection: Collection) -> Sample:
    """Return the lines of a collection as numbers."""
    lines = collection.all()
    hinted, sure = hints([line.text for line in lines])
    x, names, domains = matrix(lines, hinted)
    return Sample(
        lines,
        x,
        names,
        domains,
        np.array([line.furniture for line in lines]),
        np.array([line.weight for line in lines]),
        np.array([fold_of(line.domain.removeprefix(OTHERS)) for line in lines]),
        np.array(sure),
    )


def silenced(score: Numbers, said: Numbers) -> Numbers:
    """Return the scores, as low as can be where words say too little."""
    return np.where(said * 100 >= learned.SAID, score, SILENT)


def pruned(weights: Numbers) -> Numbers:
    """Return the weights without those that are hardly any."""
    return np.where(np.abs(weights) >= LEAST, weights, 0.0)


def left_out(s: Sample) -> tuple[Numbers, Numbers]:
    """Return the score of every line, learned without its domain, and what its words have of it."""
    score, said = np.zeros(len(s.lines)), np.zeros(len(s.lines))
    for n in range(FOLDS):
        here = s.fold == n
        weights, constant = fit(s.x[~here], s.y[~here], s.weight[~here])
        score[here], said[here] = scored(s, pruned(weights), constant, here)
    return score, said


def scored(s: Sample, weights: Numbers, constant: float, rows: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Return the score of some lines, and what their single words have of it."""
    x = s.x[rows]
    return x @ weights + constant, x @ np.where(s.single, weights, 0)


def calibrated(s: Sample, score: Numbers) -> tuple[float, float]:
    """Return the scale and shift that make the logistic of a score the share of furniture among lines that have it."""
    chosen = (s.outside | s.inside) & ~s.sure
    y = s.y[chosen]
    weight = np.where(y, SHARE / y.sum(), (1 - SHARE) / (~y).sum()) * len(y)
    scale, shift = fit(score[chosen][:, None], y, weight)
    return float(scale[0]), shift


def threshold(s: Sample, score: Numbers) -> float:
    """Return the least score at which no more lines of articles are flagged than PER_THOUSAND says."""
    inside = np.array([not line.furniture and line.weight == NEGATIVE for line in s.lines])
    candidates = np.sort(score[s.inside & ~s.sure])[::-1]
    return float(np.ceil(candidates[int(PER_THOUSAND / 1000 * inside.sum())] * 100) / 100)


def beside(s: Sample, score: Numbers, least: float, pages: Iterable[dict[str, Any]]) -> tuple[float, float]:
    """Return what furniture on one side of a line and on both sides weighs, for lines of pages in their order."""
    of_line = {(key(line.text), line.domain): n for n, line in enumerate(s.lines)}
    rows: list[tuple[float, int, bool]] = []
    inside = 0
    for page in pages:
        found = [(of_line.get((key(text), domain_of(page))), label, text) for text, label in blocks(page)]
        inside += sum(label in ARTICLE for _, label, _ in found)
        hit = [n is not None and (s.sure[n] or (score[n] >= least and is_long(text))) for n, _, text in found]
        for place, (n, label, _) in enumerate(found):
            if n is not None and score[n] > SILENT and not hit[place] and label in FURNITURE | ARTICLE:
                sides = sum(hit[max(0, place - 1) : place]) + sum(hit[place + 1 : place + 2])
                rows.append((score[n], sides, label in FURNITURE))
    return _bonus(np.array(rows, dtype=float), least, BESIDE_PER_THOUSAND / 1000 * inside)


def _bonus(table: Numbers, least: float, allowed: float) -> tuple[float, float]:
    """Return the weights of one side and of both, as large as they can be with no more lines of articles flagged."""
    score, sides, y = table[:, 0], table[:, 1].astype(int), table[:, 2] > 0
    weight = np.where(y, SHARE / y.sum(), (1 - SHARE) / (~y).sum()) * len(y)
    (scale, *told), _ = fit(np.column_stack([score, sides == 1, sides == 2]), y, weight)
    for part in np.arange(1, 0, -0.05):
        bonus = np.array([0, *told]) / scale * part
        if ((score + bonus[sides] >= least) & (sides > 0) & ~y).sum() <= allowed:
            return float(bonus[1]), float(bonus[2])
    return 0.0, 0.0


def measures(s: Sample, score: Numbers, trained: Numbers, least: float) -> Iterator[tuple[str, float, int]]:
    """Yield what is reached on domains left out, with the number of labels: the catalogue's sure lines and the weights."""
    hit, inside, outside = s.sure | (score >= least), s.inside, s.outside
    listed = np.array([line.domain.startswith(LISTED) and is_long(line.text) for line in s.lines])
    yield "article lines flagged of 1000", 1000 * float(hit[inside].mean()), int(inside.sum())
    yield "of these by the catalogue alone", 1000 * float(s.sure[inside].mean()), int(inside.sum())
    yield "furniture lines found", float(hit[outside].mean()), int(outside.sum())
    yield "of these by the sure lines of the catalogue alone", float(s.sure[outside].mean()), int(outside.sum())
    yield (
        "furniture lines found where they were learned",
        float((s.sure | (trained >= least))[outside].mean()),
        int(outside.sum()),
    )
    yield (
        "furniture lines found of those counted elsewhere",
        float(hit[listed].mean()) if listed.any() else 0.0,
        int(listed.sum()),
    )
    for language in sorted({line.language for line in s.lines}):
        here = np.array([line.language == language for line in s.lines])
        for name, side, unit in (
            ("furniture lines found", outside | listed, 1),
            ("article lines flagged of 1000", inside, 1000),
        ):
            if (here & side).sum() >= ENOUGH:
                yield f"{name}: {language}", unit * float(hit[here & side].mean()), int((here & side).sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("pages", "lines", "articles", "repeated"):
        parser.add_argument(f"--{name}", type=Path, nargs="+", default=[], required=name == "pages")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    collection, pages = Collection(), list(read(options.pages))
    collection.pages(pages)
    collection.articles(read(options.articles))
    collection.lines(read(options.lines))
    collection.repeated(read(options.repeated))
    s = sample(collection)
    raw, said = left_out(s)
    scale, shift = calibrated(s, raw)
    score = silenced(scale * raw + shift, scale * said)
    least = threshold(s, score)
    one, two = beside(s, score, least, pages)
    weights, constant = fit(s.x, s.y, s.weight)
    weights = pruned(weights)
    trained, told = scored(s, weights, constant, s.weight > 0)
    measured = list(measures(s, score, silenced(scale * trained + shift, scale * told), least))
    print(
        f"{len(s.lines)} lines, {len(s.names)} features, {(weights != 0).sum()} of them kept; threshold {least:.2f}; beside {one:.2f}, between {two:.2f}"
    )
    for name, value, labels in measured:
        print(f"{name:<60} {value:8.3f} {labels:>7}")
    if options.write:
        lines = len(s.lines)
        table = [
            ("always", "", scale * constant + shift, lines),
            ("beside", "", one, lines),
            ("between", "", two, lines),
        ]
        size = scale * np.where(s.shape, SHAPE, 1.0)
        order = np.argsort(-np.abs(weights))
        table += [
            ("weight", s.names[n], size[n] * weights[n], s.domains[n]) for n in order if round(size[n] * weights[n], 2)
        ]
        write([("threshold", "", least, 0), *(("measure", *row) for row in measured), *table])


def write(rows: Sequence[tuple[str, str, float, int]]) -> None:
    """Store threshold, measurements and weights."""
    frame = pl.DataFrame(rows, schema=["use", "feature", "value", "seen"], orient="row")
    frame = frame.with_columns(C("value").round(3).cast(pl.String), C("seen").cast(pl.String), source=pl.lit("learned"))
    CATALOGUE.write_text(HEAD + frame.write_csv(), "utf-8")


if __name__ == "__main__":
    main()
