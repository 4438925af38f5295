"""The main clause of a language whose verb stands second, as in German: who its subject is, whatever the verb says.

Of such a clause the first phrase is the subject, or the phrase right behind the verb, where something else comes first:
Im Rat warb Ana Roe … . It is asked where the sentence announces a quotation by its shape alone: it ends with a colon or
with “mit den Worten”, or it cites somebody. A subject counts if it can speak: a pronoun, a name, an office or a body,
which the ends of the nouns tell (`agent`, `abstract`; Duden, Wortbildung). Each reading returns the columns
attribution.SPEAKER, at most one row for an `id`.
"""

from __future__ import annotations

import polars as pl

from provenance.facts.quotations import attribution
from provenance.facts.quotations.clause_patterns import Clauses, clauses
from provenance.facts.quotations.grammar import LOWER

C = pl.col
_NAME_ALONE, _ANYTHING, _ABSTRACT = 1, 2, 3  # ranks of noun phrases: how likely they are to speak, 0 most


def announced(sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read Jo Roe eröffnete die Schleuse mit den Worten: „…“. `sentences` are the last ones before (`id, text, at`)."""
    words = clauses(language)
    ended = sentences.filter(C("text").str.contains(words.announced), ~C("text").str.contains(words.cites))
    return subjects(ended, language)


def introduced(sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read a sentence that ends with a colon: Die Firma sieht sich im Recht: „…“."""
    words = clauses(language)
    ended = sentences.filter(C("text").str.contains(r":\s*$"), ~C("text").str.contains(words.impersonal))
    ended = ended.filter(~C("text").str.contains(words.undergone))
    return subjects(ended, language, speaking=True)


def subjects(sentences: pl.DataFrame, language: str, *, speaking: bool = False) -> pl.DataFrame:
    """Return the subject of each sentence: its first phrase, or the one behind the verb if that can rather speak.

    With `speaking`, only what can speak is a subject.
    """
    words = clauses(language)
    pronouns = _turned(sentences, words.pronoun_turned, words)
    rest = attribution.without(sentences, pronouns)
    first = attribution.capture(rest, words.first, (None, "speaker"))
    beyond = C("text").str.slice(C("speaker_start") - C("at") + C("speaker").str.len_chars().cast(pl.Int64))
    likely = _rank(words) == 0
    first = _able(first, words).filter(likely | ~beyond.str.contains(words.linked))
    first = first.filter((_rank(words) != _NAME_ALONE) | beyond.str.contains(words.goes_on))
    turned = _able(_turned(rest, words.turned, words), words).filter(likely | ~C("cue").str.contains(words.linked))
    both = enumerate((_cued(first), _cued(turned)))
    ranked = pl.concat(frame.with_columns(_rank=_rank(words) * 2 + late) for late, frame in both)
    able = ranked.filter(C("_rank") < (_ANYTHING if speaking else _ABSTRACT) * 2)
    best = able.sort("_rank", maintain_order=True).unique("id", keep="first", maintain_order=True)
    return pl.concat([_cued(pronouns), best.select(attribution.SPEAKER)])


def cited(sentences: pl.DataFrame, follow: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read whom somebody cites, not who cites: Der Bote zitiert Jo Roe mit den Worten „…“ / „…“, wird sie zitiert."""
    words = clauses(language)
    before = sentences.filter((C("text") + " " + C("beyond")).str.contains(words.cites))
    passive = before.filter(C("text").str.contains(words.passive))
    active = attribution.without(before, passive).filter(C("text").str.contains(words.cites))
    second = attribution.capture(active, words.cited_second, (None, "cue", None, "speaker"))
    second = second.filter(~C("text").str.contains(words.first))
    one = attribution.capture(attribution.without(active, second), words.cited, (None, "cue", None, "speaker"))
    after = follow.filter(C("text").str.contains(words.cites))
    behind = attribution.capture(after, words.cited_second, ("before", "cue", None, "speaker"))
    behind = behind.filter(C("before").str.contains(r"^[\s,]*$"))
    made = attribution.capture(
        attribution.without(after, behind), words.passive_follows, (None, "cue", None, "speaker")
    )
    found = [_trimmed(each).select(attribution.SPEAKER) for each in (second, one, behind, made)]
    return pl.concat([subjects(passive, language), *found]).unique("id", keep="first", maintain_order=True)


def sourced(contexts: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read Der Kai sei, so Jo Roe, „…“ / Seiner Ansicht nach sei er „…“ / „…“, heißt es dazu im Bericht.

    `contexts` are the rest of the sentence, before the quotation or behind it (`id, text, at`).
    """
    words = clauses(language)
    contexts = contexts.filter(C("text").str.contains(words.sources))
    asides = _able(attribution.capture(contexts, words.so_said, (None, "cue", None, "speaker")), words)
    possessed = attribution.capture(contexts, words.possessed, (None, "speaker", None, "cue"))
    stated = _trimmed(attribution.capture(contexts, words.stated, (None, "cue", None, "speaker")))
    every = pl.concat(each.select(attribution.SPEAKER) for each in (asides, possessed, stated))
    return every.unique("id", keep="first", maintain_order=True)


def according_to(sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read Dem Rat zufolge ist der Kai „…“ / Für den Minister ist das „…“, where that is somebody."""
    words = clauses(language)
    after = sentences.filter(C("text").str.contains(words.source_precedes))
    sources = attribution.capture(after, words.sourced, (None, "speaker", None, "cue"))
    rest = attribution.without(sentences, sources).filter(C("text").str.contains(words.to))
    found = attribution.capture(rest, words.for_whom, (None, "speaker", None, "cue"))
    found = found.filter(_rank(words) < _ANYTHING)
    return pl.concat([sources.select(attribution.SPEAKER), found.select(attribution.SPEAKER)])


def righted(said: pl.DataFrame, sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Let the phrase behind the verb be the speaker where that before it cannot be: Die Kritik wies der Rat zurück."""
    words = clauses(language)
    found = said.join(sentences.select("id", "text", "at"), on="id", maintain_order="left")
    before = C("speaker_start") < C("cue_start")
    oblique = C("speaker").str.contains(words.oblique) & ~C("speaker").str.contains(words.pronoun)
    found = found.with_columns(_was=pl.when(oblique).then(_ABSTRACT).otherwise(_rank(words))).filter(before)
    ended = C("speaker_start") + C("speaker").str.len_chars().cast(pl.Int64)
    found = found.with_columns(_apart=C("text").str.slice(ended - C("at"), C("cue_start") - ended).str.contains(","))
    found = found.filter(C("_was") >= _ANYTHING).drop("speaker", "speaker_start")
    behind = C("cue_start") + C("cue").str.len_chars().cast(pl.Int64)
    found = found.with_columns(at=behind, text=C("text").str.slice(behind - C("at")))
    other = _able(attribution.capture(found, words.behind, (None, "speaker")), words)
    # Die Rätin lobte Jo Roe, but Die Rätin wisse nichts, sagte Jo Roe.
    other = other.filter(_rank(words) + pl.when("_apart").then(1).otherwise(_ANYTHING) <= C("_was"))
    other = other.select(attribution.SPEAKER)
    return pl.concat([other, attribution.without(said, other)])


def verb_last(found: pl.DataFrame, leads: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read clauses whose verb stands last: Der Rat, der den Plan „…“ nannte / Der Plan wird von Jo Roe „…“ genannt.

    `found` are cues in what follows, `leads` are the last sentences before.
    """
    words = clauses(language)
    lead = leads.select("id", "text", lead_at="at")
    found = found.join(lead, on="id", maintain_order="left").with_columns(at=C("lead_at"))
    passive = C("text").str.contains(words.passive)
    agents = attribution.capture(found.filter(passive), words.by, (None, None, "speaker"))
    heads = attribution.capture(found.filter(~passive), words.head, (None, "speaker"))
    rest = attribution.without(found.filter(~passive), heads)
    main = _able(attribution.capture(rest, words.first, (None, "speaker")), words)
    others = subjects(attribution.without(rest, main).drop("cue", "cue_start"), language)
    every = [each.select(attribution.SPEAKER) for each in (agents, heads, main, others)]
    return pl.concat(every)


def follows(contexts: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read „…“, moserte der Wirt: right behind a whole quotation only its verb and its subject can stand."""
    words = clauses(language)
    whole = contexts.filter("whole", C("comma") | (C("ended") & C("text").str.contains(rf"^\s*{LOWER}")))
    found = attribution.capture(whole, words.follows, (None, "cue", None, "speaker"))
    return _able(found.filter(~C("cue").str.contains(words.small), ~C("cue").str.contains(words.copula)), words).select(
        attribution.SPEAKER
    )


def unaddressed(said: pl.DataFrame, language: str) -> pl.DataFrame:
    """Leave to a speaker his name, without those to whom he spoke: sagte Jo Roe der Zeitung."""
    words = clauses(language)
    name = pl.when(~C("speaker").str.contains(words.determined)).then(C("speaker").str.extract(words.addressed, 1))
    return said.with_columns(speaker=pl.coalesce(name, "speaker"))


def _turned(sentences: pl.DataFrame, pattern: str, words: Clauses) -> pl.DataFrame:
    found = attribution.capture(sentences, pattern, ("lead", "cue", None, "speaker"))
    return found.filter(~C("lead").str.contains(words.governed), ~C("cue").str.contains(words.small))


def _able(found: pl.DataFrame, words: Clauses) -> pl.DataFrame:
    able = ~C("speaker").str.contains(words.oblique) | C("speaker").str.contains(words.pronoun)
    return _trimmed(found.filter(able))


def _trimmed(found: pl.DataFrame) -> pl.DataFrame:
    """Leave the full stop of the sentence, but not that of Jo R."""
    return found.with_columns(C("speaker").str.replace(r"(\pL\pL)\.$", "${1}"))


def _rank(words: Clauses) -> pl.Expr:
    """Return how likely a noun phrase is to speak: 0 for pronouns, persons, offices, bodies."""
    head = C("speaker").str.extract(words.noun)
    sure = C("speaker").str.contains(words.pronoun) | head.str.contains(words.speaks)
    lone = ~C("speaker").str.contains(words.determined)
    abstract = head.str.contains(words.still)
    return pl.when(sure).then(0).when(abstract).then(_ABSTRACT).when(lone).then(_NAME_ALONE).otherwise(_ANYTHING)


def _cued(found: pl.DataFrame) -> pl.DataFrame:
    """Cite the end of the sentence where no verb is cited."""
    if "cue" not in found.columns:
        ended = C("text").str.strip_chars_end()
        found = found.with_columns(cue=ended.str.tail(1), cue_start=C("at") + ended.str.len_chars().cast(pl.Int64) - 1)
    return found.select(attribution.SPEAKER)
