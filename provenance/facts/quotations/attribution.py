"""Who is quoted, read from the words right before and right after a stretch of quoted text.

Contexts are strings with their offset in the article (`id, text, at`). First the reporting verbs in them are found, by
looking each word up; then the words on either side of each verb tell the speaker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from provenance.facts import spans

if TYPE_CHECKING:
    from provenance.facts.quotations.grammar import Grammar

C = pl.col
FAR = 120  # code points between a reporting verb and the words it reports, beyond which it reports something else
SPEAKER = ("id", "speaker_start", "speaker", "cue_start", "cue")
LONGEST = 18  # words of the longest noun phrase that can name a speaker
_PUNCTUATION = list(',.:;?!()[]“”„"—–…«»\n\t\u00a0\u202f\u2009')


def cues(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Return the reporting verbs in `contexts`, in order: `cue, cue_start`, its kind, and the `left` and `right` of it.

    `near` is the word right before the verb, or before its one auxiliary, and `near_start` its offset.
    """
    spaced = C("text").str.replace_many(_PUNCTUATION, [" "] * len(_PUNCTUATION))
    words = contexts.select(word=spaced.str.split(" ")).with_row_index("context").explode("word")
    size = C("word").str.len_chars().cast(pl.Int64) + 1
    words = words.with_columns(stop=size.cum_sum())
    hits = words.with_row_index("place").filter(C("word").is_in(grammar.verbs["word"].implode()))
    hits = hits.join(grammar.verbs, on="word", maintain_order="left")
    around = {step: _neighbour(words, hits, step) for step in (-2, -1, 1)}
    aided = around[-1].is_in(grammar.auxiliaries)
    first = words["context"].search_sorted(hits["context"], "left")
    begin = words["stop"].gather(first) - words["word"].gather(first).str.len_chars().cast(pl.Int64) - 1
    length = C("word").str.len_chars().cast(pl.Int64)
    found = hits.with_columns(
        contexts.select("id", "at", "text").select(pl.all().gather(hits["context"])),
        cue_at=C("stop") - length - 1 - begin,
        length=length + (C("second").str.len_chars().cast(pl.Int64) + 1).fill_null(0),
        near=pl.when(aided).then(around[-2]).otherwise(around[-1]),
        back=pl.when(aided).then(around[-1].str.len_chars().cast(pl.Int64) + 1).otherwise(0),
    )
    return found.filter(C("second").is_null() | (C("second") == around[1])).select(
        "id",
        "at",
        "kind",
        "finite",
        "stating",
        "near",
        cue_start=C("at") + C("cue_at"),
        cue=C("text").str.slice(C("cue_at"), C("length")),
        left=C("text").str.slice(0, C("cue_at")),
        right=C("text").str.slice(C("cue_at") + C("length")),
        right_at=C("at") + C("cue_at") + C("length"),
        near_start=C("at") + C("cue_at") - 1 - C("near").str.len_chars().cast(pl.Int64) - C("back"),
    )


def _neighbour(words: pl.DataFrame, hits: pl.DataFrame, step: int) -> pl.Series:
    """Return the word `step` places from each hit, null where that is in another context."""
    place = hits["place"].cast(pl.Int64) + step
    place = place.set(~place.is_between(0, words.height - 1), None)
    same = words["context"].gather(place) == hits["context"]
    return words["word"].gather(place).set(~same.fill_null(value=False), None)


def after(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read “…,” he said / “…,” said the mayor / “…,” Ms Roe, the mayor, said; `contexts` follow a comma."""
    found = cues(contexts, grammar).filter("finite").unique("id", keep="first", maintain_order=True)
    turned = C("left").str.contains(grammar.blank)
    objects = _object(found.filter(turned), grammar.object_follows, grammar).select(SPEAKER)
    one_word = C("left").str.strip_chars() == C("near")  # most often: he, she, a surname
    single = found.filter(one_word, ~turned).with_columns(speaker="near", speaker_start="near_start")
    subjects = _subject_by(found.filter(~turned, ~one_word.fill_null(value=False)), grammar.subject, grammar)
    done = pl.concat([objects, _nouns(single, grammar).select(SPEAKER), subjects])
    rest = _without(contexts, done)
    clitics = _capture(rest, grammar.clitic, (None, "cue", None, "speaker"))
    others = _capture(_without(rest, clitics), grammar.unknown_verb, (None, "speaker", None, "cue"))
    return pl.concat([done, clitics.select(SPEAKER), others.select(SPEAKER)])


def after_stop(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read “…?” said the mayor / “…?” she asked; nothing ties the words to the quotation but the verb.

    A noun phrase before the verb may begin a new sentence: only the shortest form is taken, where `whole` is true.
    """
    found = cues(contexts, grammar).filter("finite").unique("id", keep="first", maintain_order=True)
    found = found.join(contexts.select("id", "whole"), on="id", maintain_order="left")
    turned = C("left").str.contains(grammar.blank)
    objects = _object(found.filter(turned), grammar.object_follows, grammar).select(SPEAKER)
    ends = C("kind").is_in(["tell", "answer"]) | C("right").str.contains(grammar.clause_ends)
    return pl.concat([objects, _subject_by(found.filter(~turned & C("whole") & ends), grammar.short_subject, grammar)])


def tail(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read “…” for years, she said / “…” in May, according to the mayor: the sentence goes on first."""
    found = cues(contexts, grammar).filter("finite")
    turned = _object(found.filter(C("left").str.contains(grammar.late)), grammar.object_follows, grammar)
    found = found.filter(C("right").str.contains(grammar.clause_ends))
    straight = _subject_by(found, grammar.late_subject, grammar)
    said = pl.concat([straight, turned.select(SPEAKER)]).unique("id", keep="first", maintain_order=True)
    sentence = _without(contexts, said).with_columns(text=C("text").str.extract(r"^([^.!?…\n]*)"))
    return pl.concat([said, _named(sentence, grammar)])


def before(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read the last sentence before a quotation: he said: “…” / Ms Roe, the mayor, called it “…”."""
    sentences = _last_sentence(contexts, grammar)
    found = cues(sentences, grammar).filter(C("right").str.len_chars() <= FAR, C("kind") != "tag")
    found = found.with_row_index("_cue").sort(C("id"), C("kind") == "think", -C("cue_start").cast(pl.Int64))
    quick = found.filter(C("near").is_in(grammar.pronouns)).with_columns(speaker="near", speaker_start="near_start")
    slow = found.filter(~C("near").is_in(grammar.pronouns).fill_null(value=False))
    subjects = _chunks(slow, grammar)
    rest = _without(slow, subjects, "_cue")
    apposed = _nouns(_capture(rest.filter("finite"), grammar.apposed, (None, "speaker", None), "left"), grammar)
    inserted = _inserted(_without(rest, apposed, "_cue"), grammar)
    every = pl.concat([frame.select("_cue", *SPEAKER) for frame in (quick, subjects, inserted, apposed)])
    order = found.select("_cue").join(every, on="_cue", maintain_order="left")
    done = order.unique("id", keep="first", maintain_order=True).select(SPEAKER)
    rest = _without(sentences, done)
    label = _nouns(_capture(rest, grammar.label, (None, "speaker", None, "cue")), grammar).select(SPEAKER)
    named = pl.concat([label, _named(_without(rest, label), grammar)])
    rest = _without(_without(found, done), named).unique("id", keep="last", maintain_order=True)
    main = _nouns(_capture(rest, grammar.main_subject, (None, "speaker"), "left"), grammar)
    return pl.concat([done, named, main.select(SPEAKER)])


def verb_last(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read German word order: Der Minister, der das „…“ nannte.

    `contexts` are what follows, and also have what precedes: `lead` and its offset `lead_at`.
    """
    found = cues(contexts, grammar).filter(
        C("left").str.contains(grammar.blank) & C("right").str.contains(grammar.clause_ends) & (C("kind") != "tag")
    )
    lead = _last_sentence(contexts.select("id", at="lead_at", text="lead"), grammar)
    lead = lead.select("id", lead="text", lead_at="at")
    found = found.join(lead, on="id", maintain_order="left").with_columns(at=C("lead_at"))
    return _nouns(_capture(found, grammar.main_subject, (None, "speaker"), "lead"), grammar).select(SPEAKER)


def _last_sentence(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    last = contexts.with_columns(_last=C("text").str.extract(grammar.sentence, 0).fill_null(""))
    skipped = (C("text").str.len_chars() - C("_last").str.len_chars().cast(pl.Int64)).cast(pl.Int64)
    return last.select("id", at=C("at") + skipped, text="_last")


def _chunks(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Take the noun phrase that ends where the verb begins."""
    direct = found.filter(~C("left").str.contains(grammar.bracket))
    chunks = _capture(direct, grammar.chunk, (None, "chunk", None), "left")
    start = C("chunk_start") + spans.leading_space(C("chunk"))
    chunks = chunks.with_columns(at=start, chunk=C("chunk").str.strip_chars())
    chunks = chunks.filter((C("chunk") != "") & ~C("chunk").str.contains(grammar.unfinished))
    last = _capture(chunks, grammar.pronoun_end, (None, "speaker"), "chunk")
    rest = _without(chunks, last, "_cue")
    first = _capture(rest, grammar.pronoun_start, (None, "speaker"), "chunk")
    rest = _without(rest, first, "_cue")
    bare = C("chunk").str.contains(grammar.bare)
    name = _capture(rest.filter(bare & (not grammar.verb_second)), grammar.name_end, (None, "speaker"), "chunk")
    rest = rest.filter(~bare)
    aided = _capture(rest, grammar.aided, (None, "speaker"), "chunk")
    whole = _without(rest, aided, "_cue").with_columns(speaker="chunk", speaker_start="at")
    nouns = _nouns(pl.concat([frame.select("_cue", *SPEAKER) for frame in (aided, whole)]), grammar)
    return pl.concat([*(frame.select("_cue", *SPEAKER) for frame in (last, first, name)), nouns])


def _inserted(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Take the subject that follows its verb: The reason, says Ms Roe, is that “…”."""
    if grammar.verb_second:
        return _object(found.filter("finite"), grammar.object_follows, grammar)
    open_left = found.filter(C("finite") & C("stating") & C("left").str.contains(grammar.parenthesis))
    return _object(open_left, grammar.inserted, grammar)


def _object(found: pl.DataFrame, pattern: str, grammar: Grammar) -> pl.DataFrame:
    placed = found.with_columns(at=C("right_at"))
    return _nouns(_capture(placed, pattern, (None, "speaker"), "right"), grammar)


def _subject_by(found: pl.DataFrame, pattern: str, grammar: Grammar) -> pl.DataFrame:
    return _nouns(_capture(found, pattern, (None, "speaker", None), "left"), grammar).select(SPEAKER)


def _named(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    some = contexts.filter(C("text").str.contains(grammar.named))
    return _nouns(_capture(some, grammar.named_source, (None, "cue", None, "speaker")), grammar).select(SPEAKER)


def _capture(frame: pl.DataFrame, pattern: str, names: tuple[str | None, ...], column: str = "text") -> pl.DataFrame:
    """Match `pattern`, whose groups stand side by side from the start of `column` on; add those that have a name."""
    if frame.is_empty():
        columns = [pl.lit(None, pl.Int64).alias(f"{name}_start") for name in names if name]
        return frame.with_columns(*columns, *(pl.lit(None, pl.String).alias(name) for name in names if name))
    found = frame.with_columns(_groups=C(column).str.extract_groups(pattern))
    found = found.filter(C("_groups").struct.field("1").is_not_null())
    start, columns = C("at"), []
    for number, name in enumerate(names, 1):
        group = C("_groups").struct.field(str(number))
        if name is not None:
            columns += [start.alias(f"{name}_start"), group.alias(name)]
        start = start + group.str.len_chars().cast(pl.Int64)
    return found.with_columns(columns).drop("_groups")


def _nouns(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    few_words = C("speaker").str.count_matches(r"\s") < LONGEST
    noun = C("speaker").str.contains(grammar.noun) & ~C("speaker").str.contains(grammar.bare)
    return found.filter(few_words & noun)


def _without(contexts: pl.DataFrame, found: pl.DataFrame, key: str = "id") -> pl.DataFrame:
    return contexts.join(found, on=key, how="anti", maintain_order="left") if found.height else contexts
