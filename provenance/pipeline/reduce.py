"""What shards leave behind, put together with what only the whole corpus shows. No more than a few shards are held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

import polars as pl

from provenance import corpus
from provenance.corpus.base import KEY, CorpusFact
from provenance.engines.base import Engine, Lost
from provenance.facts.summary import count_findings
from provenance.formats import Shard
from provenance.frames import EXPECTATIONS, FINDINGS, READ_ERRORS, SUMMARY
from provenance.pipeline.progress import Meter
from provenance.pipeline.shard import Job, ShardResult, of_lost
from provenance.rules.apply import NO_ARTICLES, apply_rules, ordered
from provenance.rules.base import Rule
from provenance.rules.fingerprints import IDENTITIES, Fingerprints, identified
from provenance.storage.external import Divided, enough, in_order
from provenance.storage.spill import Spilled

BATCH = 20_000
"""Findings that are ordered at once."""

C = pl.col
KEYS = "keys."
_KEY = ("source", "record")
_OF_ERRORS = (*_KEY, *(name for name in READ_ERRORS.schema if name not in _KEY))
"""The order of read errors: all that they say, so that it is one whatever the shards were."""
Record = tuple[str | None, int | None]
Reduced = Mapping[str, Spilled]


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What shards leave behind, in chunks: those of the findings, the summary and the identities belong together."""

    findings: Spilled = field(default_factory=Spilled)
    summary: Spilled = field(default_factory=Spilled)
    identities: Spilled = field(default_factory=Spilled)
    keys: dict[str, Spilled] = field(default_factory=lambda: defaultdict(Spilled))
    """The keys of the facts of the corpus, and the records that they look at again: `corpus.keys_of`."""
    read_errors: list[pl.DataFrame] = field(default_factory=list)
    contracts: list[pl.DataFrame] = field(default_factory=list)

    def add(self, findings: pl.DataFrame, summary: pl.DataFrame, known: pl.DataFrame) -> None:
        """Add the findings of some articles, their summary, and by what they are known (`IDENTITIES`)."""
        self.findings.add(identified(findings, known))
        self.summary.add(summary)
        self.identities.add(known)


def reduce_shards(results: Iterable[ShardResult | Lost[Shard]], job: Job, engine: Engine, meter: Meter) -> Reduced:
    """Have every shard worked on and return all that does not depend on the policy's word, as `reduce` does.

    `meter` is told of every shard.
    """
    gathered = Gathered()
    for each in results:
        result = of_lost(each.shard, job) if isinstance(each, Lost) else each
        gathered.add(result.findings, result.summary, result.identities)
        for name, rows in result.keys.items():
            gathered.keys[name].add_in_groups(rows)
        gathered.read_errors.append(result.read_errors)
        gathered.contracts.extend([] if result.contracts is None else [result.contracts])
        meter.done(result.summary.height, cached=result.cached, seconds=result.seconds)
    with meter.timings.stage("corpus"):
        return reduce(gathered, job, engine)


def reduce(gathered: Gathered, job: Job, engine: Engine) -> Reduced:
    """Put together what shards have left behind.

    Returns:
        The findings, summary, read errors, contracts, and the frames of the corpus; where the job writes frames, the
        keys of the facts of the corpus as well, under `KEYS` and their names.
    """
    keys, of_corpus = gathered.keys, dict[str, Spilled]()
    for name, fact in job.corpus_facts.items():
        if name in keys:
            of_corpus |= reduce_fact(fact, keys, engine, of_corpus)
    more = findings_of_corpus(of_corpus, job.rules)
    read_errors = pl.concat([READ_ERRORS.empty(), *gathered.read_errors]).sort(_OF_ERRORS, nulls_last=True)
    shared = pl.concat([_shared(of_corpus), _unread(read_errors, gathered.summary)])
    small = {"read_errors": read_errors, "contracts": _contracts(gathered.contracts)}
    kept = {f"{KEYS}{name}": rows for name, rows in keys.items()} if job.frames else {}
    return {
        **of_corpus,
        **{name: Spilled.of(frame) for name, frame in small.items()},
        "summary": in_clusters(_counted(gathered, more, job.rules), of_corpus.get("clusters")),
        "findings": _arranged(gathered, more, shared),
        **kept,
    }


def reduce_fact(
    fact: CorpusFact, keys: Mapping[str, Spilled], engine: Engine, found: Mapping[str, Spilled]
) -> dict[str, Spilled]:
    """Return the frames of a fact of the corpus by name.

    Args:
        fact: The fact.
        keys: Its keys of all shards under its name, and the records that it looks at again.
        engine: What brings the keys together.
        found: The frames of other facts, among them those that it needs.
    """
    own = keys[fact.name]
    parts = map(fact.reduce, engine.shuffle(own.each(), KEY, own.height))
    if fact.again is not None:
        rows = Spilled.of_each(chain([fact.reduce(own.chunk(0).clear())], parts))
        return dict(fact.again.look(rows, keys[corpus.records_of(fact.name)], engine.shuffle))
    assert fact.finish is not None  # noqa: S101 - a fact has one of the two
    listed, needed = list(parts), {name: found[name].frame() for name in fact.needs}
    return {fact.name: Spilled.of(fact.finish(pl.concat(listed or [fact.reduce(own.chunk(0))]), needed))}


def findings_of_corpus(frames: Mapping[str, Spilled], rules: tuple[Rule, ...]) -> Spilled:
    """Return the findings over frames that speak of the whole corpus, in the order of their records.

    They are made of a part of the articles of a frame at a time.
    """
    groups = ((name, frame, tuple(rule for rule in rules if rule.reads == name)) for name, frame in frames.items())
    read = ((name, part, own) for name, frame, own in groups if own for part in _by_articles(frame))
    found = (apply_rules({name: part}, own, NO_ARTICLES) for name, part, own in read)
    return Spilled.of_each(in_order(chain([FINDINGS.empty()], found), _KEY))


def _by_articles(frame: Spilled) -> Iterable[pl.DataFrame]:
    """Return a frame in parts, each with all rows of some articles."""
    if len(frame.places) == 1:
        return frame.each()
    return Divided(frame, C("article").fill_null("").hash(0), enough(frame.height))


def _contracts(verified: list[pl.DataFrame]) -> pl.DataFrame:
    if not verified:
        return EXPECTATIONS.empty()
    from provenance.contracts.verify import merge

    return merge(verified)


def _shared(of_corpus: Mapping[str, Spilled]) -> pl.Series:
    """Return the ids that several articles have: their findings may come from several shards."""
    duplicates = of_corpus.get("duplicates")
    if duplicates is None or not duplicates.height:
        return pl.Series(dtype=pl.String)
    return duplicates.frame().filter(kind="id")["of"].unique()


def _unread(read_errors: pl.DataFrame, summary: Spilled) -> pl.Series:
    """Return the ids of records that could not be read; an article elsewhere may have the same one."""
    place = ["article", *_KEY]
    named = read_errors.select(place).drop_nulls("article").unique()
    for chunk in summary.each(place) if named.height else ():
        named = named.join(chunk, on=place, how="anti", nulls_equal=True)
    return named["article"].unique()


def _counted(left: Gathered, more: Spilled, rules: tuple[Rule, ...]) -> Spilled:
    """Count the findings of each article, a shard at a time; `more` are those that no shard could find."""
    narrow = ("article", "source", "record", "severity", "code", "stands_for")
    others = more.frame(narrow)
    counted = Spilled()
    for summary, findings in zip(left.summary, left.findings.each(narrow), strict=True):
        counted.add(count_findings(summary, pl.concat([findings, others]), rules))
    if not counted.places:
        counted.add(count_findings(SUMMARY.empty(), others, rules))
    return counted


def in_clusters(summary: Spilled, clusters: Spilled | None) -> Spilled:
    """Fill in what the clusters say of each article, a chunk at a time; nothing where there are none."""
    if clusters is None:
        return summary
    members = clusters.frame(("article", "source", "record", "cluster", "role"))
    copies = pl.len().over("cluster").cast(pl.Int64) - 1
    narrow = members.select("article", "source", "record", copies.alias("copies"), "cluster", "role")
    filled = Spilled()
    for chunk in summary:
        rows = chunk.drop(narrow.columns[3:]).join(
            narrow, on=narrow.columns[:3], how="left", nulls_equal=True, maintain_order="left"
        )
        filled.add(rows.with_columns(C("copies").fill_null(0)).select(chunk.columns))
    return filled


def _arranged(left: Gathered, more: Spilled, shared: pl.Series) -> Spilled:
    """Bring findings into the order of the report, a batch at a time, and give them their fingerprints.

    `shared` are ids that several records may have: those of several articles, and of records that could not be read.
    """
    findings, identities = left.findings, left.identities
    for part in more if more.height or not findings.places else ():
        findings.add(identified(part, _identities_of(part, identities)))
    everywhere = pl.concat([_everywhere(findings, shared), _repeated(identities)])
    arranged, prints = Spilled(), Fingerprints(everywhere)
    for batch in _batches(findings):
        arranged.add(FINDINGS.conform(prints.fill(ordered(batch))))
    if not arranged.places:
        arranged.add(FINDINGS.empty())
    return arranged


def _identities_of(findings: pl.DataFrame, identities: Spilled) -> pl.DataFrame:
    named = C("article").is_in(findings["article"].implode())
    return pl.concat([IDENTITIES.to_frame(), *(chunk.filter(named) for chunk in identities)])


def _repeated(identities: Spilled) -> pl.Series:
    """Return the identities that several articles have: equal texts without ids. Of each eight bytes are held."""
    if identities.height < 2:  # noqa: PLR2004 - one is not several
        return pl.Series(dtype=pl.String)
    hashes = pl.concat([pl.Series(dtype=pl.UInt64), *(chunk["identity"].hash() for chunk in _named(identities))])
    twice = hashes.filter(hashes.is_duplicated()).unique().implode()
    likely = (chunk["identity"].filter(chunk["identity"].hash().is_in(twice)) for chunk in _named(identities))
    known = pl.concat([pl.Series(dtype=pl.String), *likely])
    return known.filter(known.is_duplicated()).unique()


def _named(identities: Spilled) -> Iterator[pl.DataFrame]:
    return (chunk.drop_nulls() for chunk in identities.each(("identity",)))


def _everywhere(findings: Spilled, shared: pl.Series) -> pl.Series:
    """Return what may stand in several batches: ids that are shared, and sources of which no article could be read."""
    unread = [
        chunk.filter(C("article").is_null())["source"].unique()
        for chunk in findings.each(("article", "source"))
        if chunk["article"].null_count()
    ]
    several = pl.concat([shared, *unread])
    return several.fill_null("").unique() if several.len() else several


def _batches(findings: Spilled) -> Iterator[pl.DataFrame]:
    """Yield the findings so that all of a batch come before all of the next; a record is in one batch.

    The pieces are taken up in the order of their first records. What comes before the first record of all pieces that
    are still to come is yielded, the rest waits: little, where shards follow the order of the input.
    """
    if len(findings.places) == 1:
        yield findings.chunk(0)
        return
    firsts = [(first, number) for number, rows in enumerate(findings.each(_KEY)) if (first := _first(rows)) is not None]
    firsts.sort(key=lambda pair: _rank(*pair[0]))
    waiting = identified(FINDINGS.empty(), IDENTITIES.to_frame())
    for turn, (_, number) in enumerate(firsts, 1):
        waiting = pl.concat([waiting, findings.chunk(number).select(waiting.columns)])
        if turn == len(firsts):
            yield waiting
        elif waiting.height >= BATCH:
            before = _comes_before(*firsts[turn][0])
            ready, waiting = waiting.filter(before), waiting.filter(~before)
            if ready.height:
                yield ready


def _first(rows: pl.DataFrame) -> Record | None:
    """Return the source and record that come first in the order of the report."""
    first = rows.sort(_KEY, nulls_last=True).head(1).rows()
    return first[0] if first else None


def _rank(source: str | None, record: int | None) -> tuple[bool, bytes, bool, int]:
    """Return what sorts records as Polars does: by UTF-8 bytes, nothing last."""
    return source is None, (source or "").encode("utf-8", "surrogatepass"), record is None, record or 0


def _comes_before(source: str | None, record: int | None) -> pl.Expr:
    """Tell which findings are of records that come before one in the order of the report."""
    nowhere = C("record").is_null()
    earlier = ~nowhere if record is None else ~nowhere & (C("record") < record)
    if source is None:
        return C("source").is_not_null() | earlier
    return C("source").is_not_null() & ((C("source") < source) | ((C("source") == source) & earlier))
