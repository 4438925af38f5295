"""The main clause of a language whose verb stands second, as in German: who its subject is, whatever the verb says.

Of such a clause the first phrase is the subject, or the phrase right behind the verb, where something else comes first:
Im Rat warb Ana Roe … . It is asked where the sentence announces a quotation by its shape alone: it ends with a colon or
with “mit den Worten”, or it cites somebody. A subject counts if it can speak: a pronoun, a name, an office or a body,
which the ends of the nouns tell (`agent`, `abstract`; Duden, Wortbildung). Each reading returns the columns
captures.SPEAKER, at most one row for an `id`.
"""

from __future__ import annotations

import polars as pl

from provenance.facts import regexes, spans
from provenance.facts.quotations import attribution, captures
from provenance.facts.quotations.clause_patterns import Clauses, clauses
from provenance.facts.quotations.grammar import LOWER

C = pl.col
_NAME_ALONE, _ANYTHING, _ABSTRACT = 1, 2, 3  # ranks of noun phrases: how likely they are to speak, 0 most


def announced(sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read Jo Roe eröffnete die Schleuse mit den Worten: „…“. `sentences` are the last ones before (`id, text, at`)."""
    words = clauses(language)
    ended = regexes.having(sentences, "text", words.announced)
    ended = regexes.lacking(ended, "text", words.cites)
    return subjects(ended, language)


def introduced(sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read a sentence that ends with a colon: Die Firma sieht sich im Recht: „…“."""
    words = clauses(language)
    ended = regexes.having(sentences, "text", attribution.LABEL)
    ended = regexes.lacking(regexes.lacking(ended, "text", words.impersonal), "text", words.undergone)
    return subjects(ended, language, speaking=True)


def subjects(sentences: pl.DataFrame, language: str, *, speaking: bool = False) -> pl.DataFrame:
    """Return the subject of each sentence: its first phrase, or the one behind the verb if that can rather speak.

    With `speaking`, only what can speak is a subject.
    """
    if sentences.is_empty():
        return captures.NOBODY
    words = clauses(language)
    pronouns = _turned(sentences, words.pronoun_turned, words)
    rest = captures.without(sentences, pronouns)
    first = captures.capture(rest, words.first, (None, "speaker"))
    beyond = C("text").str.slice(C("speaker_start") - C("at") + C("speaker").str.len_chars().cast(pl.Int64))
    first = _able(first, words)
    first = spans.where(first, (_rank(first, words) == 0) | ~beyond.str.contains(words.linked))
    first = spans.where(first, (_rank(first, words) != _NAME_ALONE) | beyond.str.contains(words.goes_on))
    turned = _able(_turned(rest, words.turned, words), words)
    turned = spans.where(turned, (_rank(turned, words) == 0) | ~regexes.holds(turned, "cue", words.linked))
    both = [frame.with_columns(_late=pl.lit(late)) for late, frame in enumerate((_cued(first), _cued(turned)))]
    ranked = pl.concat(both)
    if ranked.is_empty():
        return _cued(pronouns)
    ranked = ranked.with_columns(_rank=_rank(ranked, words) * 2 + C("_late"))
    able = ranked.filter(C("_rank") < (_ANYTHING if speaking else _ABSTRACT) * 2)
    best = able.sort("_rank", maintain_order=True).unique("id", keep="first", maintain_order=True)
    return captures.together([_cued(pronouns), best])


def cited(sentences: pl.DataFrame, follow: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read whom somebody cites, not who cites: Der Bote zitiert Jo Roe mit den Worten „…“ / „…“, wird sie zitiert."""
    words = clauses(language)
    before = spans.where(sentences, (C("text") + " " + C("beyond")).str.contains(words.cites))
    passive = regexes.having(before, "text", words.passive)
    active = regexes.having(captures.without(before, passive), "text", words.cites)
    second = captures.capture(active, words.cited_second, (None, "cue", None, "speaker"))
    second = regexes.lacking(second, "text", words.first)
    one = captures.capture(captures.without(active, second), words.cited, (None, "cue", None, "speaker"))
    after = regexes.having(follow, "text", words.cites)
    behind = captures.capture(after, words.cited_second, ("before", "cue", None, "speaker"))
    behind = regexes.having(behind, "before", r"^[\s,]*$")
    made = captures.capture(captures.without(after, behind), words.passive_follows, (None, "cue", None, "speaker"))
    found = [_trimmed(each) for each in (second, one, behind, made)]
    return _first_of(subjects(passive, language), *found)


def sourced(contexts: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read Der Kai sei, so Jo Roe, „…“ / Seiner Ansicht nach sei er „…“ / „…“, heißt es dazu im Bericht.

    `contexts` are the rest of the sentence, before the quotation or behind it (`id, text, at`).
    """
    words = clauses(language)
    contexts = regexes.having(contexts, "text", words.sources)
    asides = _able(captures.capture(contexts, words.so_said, (None, "cue", None, "speaker")), words)
    possessed = captures.capture(contexts, words.possessed, (None, "speaker", None, "cue"))
    stated = _trimmed(captures.capture(contexts, words.stated, (None, "cue", None, "speaker")))
    return _first_of(asides, possessed, stated)


def according_to(sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read Dem Rat zufolge ist der Kai „…“ / Für den Minister ist das „…“, where that is somebody."""
    words = clauses(language)
    after = regexes.having(sentences, "text", words.source_precedes)
    sources = captures.capture(after, words.sourced, (None, "speaker", None, "cue"))
    rest = regexes.having(captures.without(sentences, sources), "text", words.to)
    found = captures.capture(rest, words.for_whom, (None, "speaker", None, "cue"))
    return captures.together([sources, spans.where(found, _rank(found, words) < _ANYTHING)])


def righted(said: pl.DataFrame, sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Let the phrase behind the verb be the speaker where that before it cannot be: Die Kritik wies der Rat zurück."""
    if said.is_empty():
        return said
    words = clauses(language)
    found = said.join(sentences.select("id", "text", "at"), on="id", maintain_order="left")
    before = C("speaker_start") < C("cue_start")
    oblique = regexes.holds(found, "speaker", words.oblique) & ~regexes.holds(found, "speaker", words.pronoun)
    found = found.with_columns(_was=pl.when(oblique).then(_ABSTRACT).otherwise(_rank(found, words))).filter(before)
    ended = C("speaker_start") + C("speaker").str.len_chars().cast(pl.Int64)
    found = found.with_columns(_apart=C("text").str.slice(ended - C("at"), C("cue_start") - ended).str.contains(","))
    found = found.filter(C("_was") >= _ANYTHING).drop("speaker", "speaker_start")
    if found.is_empty():
        return said
    behind = C("cue_start") + C("cue").str.len_chars().cast(pl.Int64)
    found = found.with_columns(at=behind, text=C("text").str.slice(behind - C("at")))
    other = _able(captures.capture(found, words.behind, (None, "speaker")), words)
    # Die Rätin lobte Jo Roe, but Die Rätin wisse nichts, sagte Jo Roe.
    other = spans.where(other, _rank(other, words) + pl.when("_apart").then(1).otherwise(_ANYTHING) <= C("_was"))
    return captures.together([other, captures.without(said, other)])


def verb_last(found: pl.DataFrame, leads: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read clauses whose verb stands last: Der Rat, der den Plan „…“ nannte / Der Plan wird von Jo Roe „…“ genannt.

    `found` are cues in what follows, `leads` are the last sentences before.
    """
    if found.is_empty():
        return captures.NOBODY
    words = clauses(language)
    lead = leads.select("id", "text", lead_at="at")
    found = found.join(lead, on="id", maintain_order="left").with_columns(at=C("lead_at"))
    passive = regexes.having(found, "text", words.passive)
    active = regexes.lacking(found, "text", words.passive) if passive.height else found
    agents = captures.capture(passive, words.by, (None, None, "speaker"))
    heads = captures.capture(active, words.head, (None, "speaker"))
    rest = captures.without(active, heads)
    main = _able(captures.capture(rest, words.first, (None, "speaker")), words)
    others = subjects(captures.without(rest, main).drop("cue", "cue_start"), language)
    return captures.together([agents, heads, main, others])


def follows(contexts: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read „…“, moserte der Wirt: right behind a whole quotation only its verb and its subject can stand."""
    words = clauses(language)
    whole = spans.where(contexts, C("whole"), C("comma") | (C("ended") & C("text").str.contains(rf"^\s*{LOWER}")))
    found = captures.capture(whole, words.follows, (None, "cue", None, "speaker"))
    verbs = regexes.lacking(regexes.lacking(found, "cue", words.small), "cue", words.copula)
    return captures.together([_able(verbs, words)])


def unaddressed(said: pl.DataFrame, language: str) -> pl.DataFrame:
    """Leave to a speaker his name, without those to whom he spoke: sagte Jo Roe der Zeitung."""
    words = clauses(language)
    name = pl.when(~C("speaker").str.contains(words.determined)).then(C("speaker").str.extract(words.addressed, 1))
    return spans.changed(said, pl.coalesce(name, "speaker").alias("speaker"))


def _first_of(*readings: pl.DataFrame) -> pl.DataFrame:
    found = captures.together(readings)
    return found.unique("id", keep="first", maintain_order=True) if found.height else found


def _turned(sentences: pl.DataFrame, pattern: str, words: Clauses) -> pl.DataFrame:
    found = captures.capture(sentences, pattern, ("lead", "cue", None, "speaker"))
    return regexes.lacking(regexes.lacking(found, "lead", words.governed), "cue", words.small)


def _able(found: pl.DataFrame, words: Clauses) -> pl.DataFrame:
    able = ~regexes.holds(found, "speaker", words.oblique) | regexes.holds(found, "speaker", words.pronoun)
    return _trimmed(spans.where(found, able))


def _trimmed(found: pl.DataFrame) -> pl.DataFrame:
    """Leave the full stop of the sentence, but not that of Jo R."""
    return regexes.replaced(found, "speaker", r"(\pL\pL)\.$", "${1}")


def _rank(found: pl.DataFrame, words: Clauses) -> pl.Expr:
    """Return how likely the `speaker` of each row of `found` is to speak: 0 for pronouns, persons, offices, bodies."""
    read = regexes.few(found["speaker"], words.noun)
    if read is not None:
        return pl.lit(pl.Series([_rank_of(speaker, words) for speaker in read], dtype=pl.Int32))
    head = C("speaker").str.extract(words.noun)
    sure = C("speaker").str.contains(words.pronoun) | head.str.contains(words.speaks)
    lone = ~C("speaker").str.contains(words.determined)
    abstract = head.str.contains(words.still)
    return pl.when(sure).then(0).when(abstract).then(_ABSTRACT).when(lone).then(_NAME_ALONE).otherwise(_ANYTHING)


def _rank_of(speaker: str, words: Clauses) -> int:
    """Say of one speaker what `_rank` says of many."""
    noun = regexes.compiled(words.noun).search(speaker)
    head = noun[1] if noun else ""
    if regexes.has(speaker, words.pronoun) or (head and regexes.has(head, words.speaks)):
        return 0
    if head and regexes.has(head, words.still):
        return _ABSTRACT
    return _ANYTHING if regexes.has(speaker, words.determined) else _NAME_ALONE


def _cued(found: pl.DataFrame) -> pl.DataFrame:
    """Cite the end of the sentence where no verb is cited."""
    if found.is_empty():
        return captures.NOBODY
    if "cue" not in found.columns:
        ended = C("text").str.strip_chars_end()
        found = found.with_columns(cue=ended.str.tail(1), cue_start=C("at") + ended.str.len_chars().cast(pl.Int64) - 1)
    return found.select(captures.SPEAKER)
