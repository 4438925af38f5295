"""Why what was remembered or decided about findings no longer applies.

Baselines and decisions outlive the version of the program that wrote them: docs/stability.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

WHY = {
    "gone": "no longer found",
    "article-gone": "article gone",
    "article-changed": "article changed",
    "rule-changed": "rule changed",
    "code-replaced": "code replaced",
    "code-gone": "rule gone",
}
"""Why an entry whose finding is not found does not apply, in words; `gone` where nothing more is known."""
C = pl.col


@dataclass(frozen=True, slots=True)
class Present:
    """What entries are held against: the articles and the rules that there are."""

    articles: pl.DataFrame
    """`article, sha256`: all those of which an entry speaks; the digest is null where one could not be read."""
    versions: Mapping[str, str]
    """The version of every rule, selected or not, by code."""


def redirect(entries: pl.DataFrame, replaced: Mapping[str, str]) -> pl.DataFrame:
    """Return entries with the codes of today, and in `code_then`, `fingerprint_then` what they say.

    Args:
        entries: With the columns `fingerprint, code, rule_version`; others are kept.
        replaced: The codes that are no longer given, each with the one that is.

    Returns:
        The entries in their order. `rule_version` is null where the code is another: it was that of another rule.
    """
    then = {f"{name}_then": C(name) for name in ("code", "fingerprint")}
    moved = C("code").is_in([*replaced]).fill_null(value=False)
    code = C("code").replace(dict(replaced))
    return entries.with_columns(**then, code=code, rule_version=pl.when(~moved).then("rule_version"))


def explain(entries: pl.DataFrame, present: Present) -> pl.DataFrame:
    """Return entries that do not apply, as they were written, with the columns `why` and `against`.

    A `why` that is known already stays, but for `gone`. `against` tells the code that has replaced the entry's own, or
    the version of its rule today.

    Args:
        entries: What `redirect` has returned, or a part of it, with the columns `rule_version` and `article_sha256`.
        present: What there is today.
    """
    entries = entries.with_row_index("_entry")
    same = entries.join(present.articles, left_on=["article", "article_sha256"], right_on=["article", "sha256"])
    other = C("article_sha256").is_not_null() & ~C("_entry").is_in(same["_entry"].implode())
    there = C("article").is_null() | C("article").is_in(present.articles["article"].implode())
    version = C("code").replace_strict(dict(present.versions), default=None, return_dtype=pl.String)
    why = (
        pl.when(C("code") != C("code_then")).then(pl.lit("code-replaced"))
        .when(C("code").is_not_null() & version.is_null()).then(pl.lit("code-gone"))
        .when(~there).then(pl.lit("article-gone"))
        .when(C("rule_version") != version).then(pl.lit("rule-changed"))
        .when(C("article").is_not_null() & other).then(pl.lit("article-changed"))
        .otherwise(pl.lit("gone"))
    )  # fmt: skip
    for name in ("why", "against"):
        if name not in entries.columns:
            entries = entries.with_columns(pl.lit(None, pl.String).alias(name))
    known = C("why").is_not_null() & (C("why") != "gone")
    entries = entries.with_columns(why=pl.when(known).then("why").otherwise(why))
    against = pl.when(why="code-replaced").then("code").when(why="rule-changed").then(version)
    entries = entries.with_columns(against=pl.coalesce("against", against))
    back = entries.with_columns(code=C("code_then"), fingerprint=C("fingerprint_then"))
    return back.drop("_entry", "code_then", "fingerprint_then")


def renamed(entries: pl.DataFrame, articles: pl.Series) -> tuple[str, str] | None:
    """Return what an article of entries that no longer apply was called then and is called now, if half changed so.

    An id hangs on the folder that was named: `bote/a.txt` over the whole corpus is `a.txt` over its folder `bote`.
    """
    last = r"[^/]+$"
    gone = entries.filter(C("article").is_not_null(), C("why").is_in(["gone", "article-gone"]))
    gone = gone.select(then="article").unique(maintain_order=True)
    gone = gone.filter(~C("then").is_in(articles.implode())).with_columns(last=C("then").str.extract(f"({last})"))
    now = pl.DataFrame({"now": articles}).with_columns(last=C("now").str.extract(f"({last})"))
    met = gone.join(now, on="last", maintain_order="left")
    ends = [
        C(one).str.ends_with(pl.concat_str(pl.lit("/"), other)) for one, other in (("then", "now"), ("now", "then"))
    ]
    met = met.filter(pl.any_horizontal(ends)).unique("then", maintain_order=True)
    return met.select("then", "now").row(0) if gone.height and met.height * 2 >= gone.height else None
