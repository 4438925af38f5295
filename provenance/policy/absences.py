"""What a format cannot have, or nearly all articles of a corpus lack: one finding of the corpus, not one an article.

A rule that finds the absence of fields declares them (`Rule.lacks`). Its findings are laid before the baseline and the
decisions one by one, so that what is known of an article stays known; the new ones that are structural are then
subsumed under one finding of the corpus, which tells their number. They are kept beside it for what asks of single
articles: limits, the import gate, the evaluation, and what remembers findings (`unfolded`): baselines and stored runs.
No baseline knows the finding of the corpus itself: it would cover articles that nobody has seen yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from provenance.frames import FINDINGS
from provenance.frames.steps import in_steps
from provenance.rules.base import Rule
from provenance.storage.spill import Spilled

NO_PLACE = frozenset({"title", "byline", "url", "publisher", "language", "captured"})
"""The fields for which a bare text file has no place. A date it can have, in its label or a dateline."""
SHARE = 0.9
"""Share of the articles from which an absence speaks of the corpus."""
LEAST = 20
"""Articles from which it does; in fewer, nine in ten may be an accident."""

C = pl.col
_NEW = (C("status") == "new") & C("decision").is_null()
_BARE = C("record").is_null()  # a text file


@dataclass(frozen=True, slots=True)
class Absences:
    """What is structural: `groups` (`code, cannot, broken, articles`), and `findings`, one of the corpus for each code.

    `cannot` says that the group is that of the articles whose format has no place for the field.
    """

    groups: pl.DataFrame
    findings: pl.DataFrame


def counted(articles: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return how many text files (`bare`) and other articles each source has: `source, bare, articles`."""
    parts = [chunk.lazy().group_by("source", bare=_BARE).agg(articles=pl.len()).pipe(in_steps) for chunk in articles]
    return pl.concat(parts)


def find(findings: Spilled, sources: pl.DataFrame, ignored: pl.DataFrame, rules: Iterable[Rule]) -> Absences:
    """Return the absences that are structural in this corpus.

    `findings` has a finding for each article that lacks something; `sources` are those of `counted`, `ignored`
    (`source, code`) says for which of them a rule is switched off.
    """
    asking = [rule for rule in rules if rule.lacks]
    codes = pl.DataFrame(
        {"code": [rule.code for rule in asking], "placeless": [NO_PLACE.issuperset(rule.lacks) for rule in asking]},
        schema={"code": pl.String, "placeless": pl.Boolean},
    )
    broken = _broken(findings, codes)
    if broken.is_empty():
        return Absences(broken, FINDINGS.empty())
    articles = _asked(sources, ignored, codes)
    shares = broken.lazy().join(articles, on=["code", "cannot"], how="left")
    many = (C("articles") >= LEAST) & (C("broken") >= SHARE * C("articles"))
    groups = shares.filter(C("cannot") | many.fill_null(value=False)).pipe(in_steps)
    return Absences(groups, _of_corpus(groups, {rule.code: rule for rule in asking}))


def subsume(findings: Spilled, absences: Absences) -> tuple[Spilled, Spilled]:
    """Return `findings`, which hold those of the corpus as well, without what these stand for; and that.

    A finding of the corpus that stands for nothing new is left out; those that it stands for have its status.
    """
    member = _member(absences.groups)
    of_corpus = C("code").is_in(absences.findings["code"].implode()) & C("article").is_null()
    narrow = ("article", "code", "record", "status", "decision")
    each = (chunk.lazy().filter(member).group_by("code").len().pipe(in_steps) for chunk in findings.each(narrow))
    numbers = dict(pl.concat(each).group_by("code").agg(C("len").sum()).iter_rows())
    spoken = pl.concat(chunk.filter(of_corpus) for chunk in findings.each(narrow))
    status = dict(spoken.select("code", "status").iter_rows())
    kept, subsumed = Spilled(), Spilled()
    for chunk in findings:
        inherited = C("code").replace_strict(status, default=None, return_dtype=pl.String)
        subsumed.add(chunk.filter(member).with_columns(status=inherited))
        rest = chunk.filter(~member & (~of_corpus | C("code").is_in(list(numbers))))
        kept.add(rest.with_columns(message=pl.when(of_corpus).then(_message(absences, numbers)).otherwise("message")))
    return kept, subsumed


def unfolded(findings: pl.DataFrame, subsumed: pl.DataFrame) -> pl.DataFrame:
    """Return findings with the `subsumed` ones of single articles in the place of those that stand for them."""
    stands_for_others = C("article").is_null() & C("code").is_in(subsumed["code"].unique().implode())
    return pl.concat([findings.filter(~stands_for_others), subsumed])


def unfold(findings: Spilled, subsumed: Spilled, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Yield some columns of what `unfolded` returns, a part at a time."""
    codes = {code for chunk in subsumed.each(("code",)) for code in chunk["code"].unique()}
    stands_for_others = C("article").is_null() & C("code").is_in(codes)
    for chunk in findings.each([*{*columns, "article", "code"}]):
        yield chunk.filter(~stands_for_others).select(columns)
    yield from (chunk.select(columns) for chunk in subsumed.each(columns))


def _broken(findings: Spilled, codes: pl.DataFrame) -> pl.DataFrame:
    """Return how many articles lack what each rule asks for: `code, cannot, broken, message`."""
    needed = ("article", "code", "record", "message")
    parts = [
        chunk.lazy()
        .filter(C("article").is_not_null())
        .join(codes.lazy(), on="code", how="inner", maintain_order="left")
        .group_by("code", cannot=_BARE & C("placeless"), maintain_order=True)
        .agg(C("message").first(), broken=pl.len())
        .pipe(in_steps)
        for chunk in findings.each(needed)
    ]
    each = pl.concat(parts).group_by("code", "cannot", maintain_order=True)
    return each.agg(C("message").first(), C("broken").sum())


def _asked(sources: pl.DataFrame, ignored: pl.DataFrame, codes: pl.DataFrame) -> pl.LazyFrame:
    """Return how many articles each rule was asked about, apart by whether their format has a place for the field."""
    if ignored.is_empty():
        of_all = sources.lazy().group_by(bare="bare").agg(C("articles").sum())
        asked = of_all.join(codes.lazy(), how="cross")
    else:
        asked = sources.lazy().join(codes.lazy(), how="cross").join(ignored.lazy(), on=["source", "code"], how="anti")
    return asked.group_by("code", cannot=C("bare") & C("placeless")).agg(C("articles").sum())


def _of_corpus(groups: pl.DataFrame, rules: dict[str, Rule]) -> pl.DataFrame:
    codes = groups["code"].unique().sort()
    rows = [{"code": code, "name": rules[code].name, "severity": rules[code].severity, "message": ""} for code in codes]
    return FINDINGS.conform(pl.DataFrame(rows, schema_overrides=FINDINGS.schema).with_columns(status=pl.lit("new")))


def _member(groups: pl.DataFrame) -> pl.Expr:
    """Tell whether a finding is a new one of a structural absence."""
    cannot, can = (groups.filter(C("cannot") == flag)["code"] for flag in (True, False))
    structural = (_BARE & C("code").is_in(cannot.implode())) | C("code").is_in(can.implode())
    return C("article").is_not_null() & _NEW & structural


def _message(absences: Absences, numbers: dict[str, int]) -> pl.Expr:
    """Say how many articles lack it, and how many of them are new."""
    sentences = {code: _sentence(rows, numbers.get(str(code), 0)) for (code,), rows in absences.groups.group_by("code")}
    return C("code").replace_strict(sentences, default=None, return_dtype=pl.String)


def _sentence(groups: pl.DataFrame, new: int) -> str:
    broken, articles = (int(groups[name].sum()) for name in ("broken", "articles"))
    share = f"{broken:,} of {articles:,} article{'' if articles == 1 else 's'} ({100 * broken / articles:.1f} %)"
    fresh = "" if new == broken else f", {new:,} of them new"
    aside = "; a text file has no place for it" if groups["cannot"].all() else ""
    return f"{share}{fresh}: {groups['message'][0]}{aside}"
