import polars as pl

from provenance.rules.base import Rows, Rule

BESIDE = {
    "article": "a7", "other": "b3", "contained": 0.94, "other_contained": 0.61, "shared_words": 310,
    "start": 0, "end": 900, "other_start": 120, "other_end": 1020,
}  # fmt: skip

RULE = Rule(
    code="COP004",
    name="near-duplicate-across-split",
    severity="warning",
    status="preview",
    since="0.2.0",
    summary="Two articles that share at least half of the words of one of them stand in two splits of a data set.",
    rationale=(
        "What a model has learned by heart from the one is asked of it in the other: scores on the test set mean less "
        "than they say. The split is read from names of files and folders (`train`, `test`, `dev`, `validation`, …)."
    ),
    reads="near_duplicates",
    broken=(pl.col("split") != pl.col("other_split")).fill_null(value=False),
    message=pl.format(
        "{} % of it stands in {} ({}), this one is of {}",
        (pl.max_horizontal("contained", "other_contained") * 100).round(0).cast(pl.Int64),
        "other",
        "other_split",
        "split",
    ),
    bad=(Rows((BESIDE | {"split": "train", "other_split": "test"},)),),
    good=(Rows((BESIDE | {"split": "train", "other_split": "train"}, BESIDE | {"split": "train"})),),
)
