"""Who is quoted, read from the words right before and right after a stretch of quoted text.

Contexts are strings with their offset in the article (`id, text, at`). First the reporting verbs in all of them are
found, by looking each word up (`cues.find`); then the words on either side of each verb tell the speaker. Each reading
returns the columns SPEAKER, at most one row for an `id`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from provenance.facts import regexes, spans
from provenance.facts.quotations import captures, chunks, cues

if TYPE_CHECKING:
    from provenance.facts.quotations.grammar import Grammar

C = pl.col
FAR = 120  # code points between a reporting verb and the words it reports, beyond which it reports something else
VAGUE = ("think", "continue", "speak")  # kinds of verbs that name a single term as often as they report speech
BEGUN = r"^\s+\p{Lu}"
ANEW = C("ended") & C("text").str.contains(BEGUN)  # behind a quotation another sentence begins
_STOP = r"(\pL\p{Ll})\.$"  # of a sentence, not of a short name
_SIGN = r"^\s*[—–―\-]"
_MANNER, _EXPLAINED = r"^\s+\p{Ll}+ly\b", r",[^,]*,?\s*$"
LABEL = r":\s*$"  # what stands in every text that the larger pattern matches
_TURN = r"^\s*\pL\.?\s*:\s*$"
"""A letter that tells question from answer, whoever speaks: Q: “…” A: “…”."""
_DASHED = r"(?:^|\s)[–—-]\s?\p{Ll}"
_HYPHENS = r"((?:^|\s))-(\s?\p{Ll}[^\n–—-]*)-"
_INCISE = r"[,!?…]\s\S*\p{Ll}"
_APPOSED, _LATE = r",\s[^,;:]+,[^,;:]*$", r"^\s*[,—–\-]?\s*\p{Ll}[^.!?…\n“”\"]*,\s"


def after(contexts: pl.DataFrame, found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read what follows: “…,” he said / “…,” said the mayor / “…,” Ms Roe, the mayor, said / “…?” she asked.

    `contexts` also have `comma`, `whole`, `ended` and `apart`, and `found` are their cues. Without a comma nothing but
    the verb ties the words to the quotation, and a noun phrase before the verb may begin a new sentence: only the
    shortest form is taken then, where the quotation is a `whole` sentence and no line ends between (`apart`).
    """
    first = spans.where(found, C("finite"), C("comma") | ~C("apart"))
    done = _by_verb(first, grammar) if first.height else captures.NOBODY
    done = captures.together([done, _unknown(captures.without(captures.flagged(contexts, "comma"), done), grammar)])
    ended = _likely(captures.without(captures.flagged(contexts, "ended"), done), "text", _SIGN)
    signed = captures.capture(ended, grammar.signed, (None, "cue", None, "speaker"))
    signed = regexes.replaced(signed, "speaker", r"(\p{Ll}{2})\.$", "${1}")  # but not the stop of Jo R.
    return captures.together([done, signed])


def _by_verb(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read the speaker on one side of the first verb behind each quotation."""
    found = found.unique("id", keep="first", maintain_order=True) if found.height > 1 else found
    turned = regexes.holds(found, "left", grammar.blank)
    first = found.with_columns(_turned=turned, _subject=C("left").str.strip_chars())
    lone = (C("_subject") == C("near")).fill_null(value=False) | regexes.holds(first, "_subject", grammar.plain_name)
    way = pl.when("_turned").then(pl.lit("turned")).when(C("comma") & lone).then(pl.lit("single"))
    way = way.when("comma").then(pl.lit("subject")).when("whole").then(pl.lit("short"))
    parts = first.with_columns(_way=way).partition_by("_way", as_dict=True)
    ways = {str(name): part for (name,), part in parts.items()}
    none = found.clear()
    objects = _object(ways.get("turned", none), grammar.object_follows, grammar)
    beyond = C("right").str.slice(C("speaker_start") - C("right_at") + captures.length("speaker"))
    if objects.height and objects["addressing"].any():
        objects = objects.filter(~C("addressing") | ~beyond.str.contains(grammar.complement))
    subjects = _subject_by(ways.get("subject", none), grammar.subject, grammar)
    short = ways.get("short", none)
    ends = C("kind").is_in(["tell", "answer"]) | regexes.holds(short, "right", grammar.clause_ends)
    ended = spans.where(short, ends | (C("asked") & regexes.holds(short, "right", _MANNER)))
    brief = _subject_by(ended, grammar.short_subject, grammar)
    # “Is it late?” Jo Roe, the mayor, said: the mark inside takes the place of the comma; no clause follows.
    apposed = _likely(captures.flagged(captures.without(ended, brief), "asked"), "left", _EXPLAINED)
    apposed = regexes.lacking(apposed, "right", grammar.complement)
    apposed = _subject_by(apposed, grammar.subject, grammar)
    return captures.together([objects, _single(ways.get("single", none), grammar), subjects, brief, apposed])


def _single(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Take what stands before the verb, most often: he, she, a surname, a name."""
    if found.is_empty():
        return captures.NOBODY
    speaker = found.with_columns(speaker="_subject", speaker_start=C("at") + spans.leading_space(C("left")))
    return captures.together([captures.speaking(speaker, grammar)])


def _unknown(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read verbs that are in no list by their shape: dit-il / she quipped / deadpanned the mayor."""
    clitics = captures.capture(
        _likely(contexts, "text", grammar.hyphened), grammar.clitic, (None, "cue", None, "speaker")
    )
    contexts = captures.flagged(captures.without(contexts, clitics), "whole")
    others = captures.capture(contexts, grammar.unknown_verb, (None, "speaker", None, "cue"))
    contexts = captures.without(contexts, others)
    if grammar.clauses:  # which are asked later what stands right behind the words
        contexts = contexts.clear()
    inverted = captures.capture(contexts, grammar.inverted, (None, "cue", None, "speaker"), nouns=grammar)
    inverted = regexes.replaced(inverted, "speaker", _STOP, "${1}")
    return captures.together([clitics, others, inverted])


def tail(contexts: pl.DataFrame, found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read “…” for years, she said / “…” in May, according to the mayor: the sentence goes on first.

    `found` are the cues of `contexts`.
    """
    found = spans.where(found, C("finite"), (C("kind") != "tag") | grammar.verb_second)
    late = _likely(found, "left", grammar.late)
    turned = _object(late, grammar.object_follows, grammar)
    ended = _likely(_likely(found, "left", _LATE), "right", grammar.clause_ends)
    straight = _subject_by(ended, grammar.late_subject, grammar)
    said = captures.together([straight, turned])
    said = said.unique("id", keep="first", maintain_order=True) if said.height else said
    sentence = captures.without(contexts, said)
    sentence = spans.where(sentence, ~C("ended") | ~regexes.holds(sentence, "text", BEGUN))
    sentence = spans.changed(sentence, C("text").str.extract(r"^([^.!?…\n]*)"))
    return captures.together([said, _named(sentence, grammar)])


def before(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read the last sentence before a quotation: he said: “…” / Ms Roe, the mayor, called it “…”."""
    sentences = last_sentence(contexts, grammar)
    found = _ranked(cues.find(sentences, grammar), grammar)
    done = _around_verb(found, grammar) if found.height else captures.NOBODY
    rest = regexes.lacking(captures.without(sentences, done), "text", _TURN)
    ended = _likely(rest, "text", LABEL)
    label = captures.capture(ended, grammar.label, (None, "speaker", None, "cue"), nouns=grammar)
    if grammar.clauses:  # a verb in it makes it a clause, whose subject is asked later
        label = regexes.lacking(label, "speaker", r"\s\p{Ll}+t(?:e|en)?(?:\s|$)")
    named = captures.together([label, _named(captures.without(rest, label), grammar)])
    done = captures.together([done, named, _main(captures.without(captures.without(found, done), named), grammar)])
    if grammar.clauses:  # which are asked later who introduces the words without any such verb
        return done
    return captures.together([done, _introduced(captures.without(sentences, done), grammar)])


def _ranked(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Put the nearest verb first, after that what somebody said he did, verbs of thought last."""
    if found.is_empty():
        return found
    doing = (C("kind") == "continue") & C("right").str.starts_with(" to ")  # prices continued to rise
    found = found.filter(
        C("right").str.len_chars() <= FAR, C("kind") != "tag", ~C("term") | ~C("kind").is_in(VAGUE), ~doing
    ).with_row_index("_cue")
    within = regexes.holds(found, "left", grammar.reported)
    rank = (C("id"), C("kind") == "think", within, -C("cue_start").cast(pl.Int64), C("_cue"))
    return found.sort(rank) if found.height > 1 else found


def _main(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Take the first noun phrase of a sentence in which a verb has no other subject."""
    if found.is_empty():
        return captures.NOBODY
    rest = found.unique("id", keep="last", maintain_order=True)
    main = captures.capture(rest, grammar.main_subject, (None, "speaker"), "left", nouns=grammar)
    main = regexes.replaced(main, "speaker", grammar.trailing)
    return captures.together([regexes.lacking(main, "speaker", grammar.unfinished)])


def _introduced(sentences: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read a sentence without a reporting verb that ends with a colon: He had one wish: “…”."""
    ended = _likely(sentences, "text", LABEL)
    lead = captures.capture(ended, grammar.main_subject, (None, "speaker"), nouns=grammar)
    if lead.is_empty():
        return captures.NOBODY
    known = C("speaker").str.contains(grammar.proper) & ~C("speaker").str.contains(grammar.determined)
    named = lead.filter(C("speaker").is_in(grammar.pronouns) | known)
    upto = C("text").str.strip_chars_end().str.len_chars().cast(pl.Int64)  # a space may follow the colon
    return named.with_columns(cue=pl.lit(":"), cue_start=C("at") + upto - 1).select(captures.SPEAKER)


def _around_verb(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read the words on either side of each verb; the first verb that has a subject counts."""
    pronoun = C("near").is_in(grammar.pronouns).fill_null(value=False)
    quick = found.filter(pronoun).with_columns(speaker="near", speaker_start="near_start")
    slow = found.filter(~pronoun) if quick.height else found
    subjects = chunks.ending(slow, grammar)
    rest = captures.without(slow, subjects, "_cue")
    between = _likely(captures.flagged(rest, "finite"), "left", _APPOSED)
    headed = captures.capture(between, grammar.apposed, ("head", None), "left")
    apposed = captures.capture(headed, grammar.head, (None, "speaker"), "head", nouns=grammar)
    inserted = _inserted(captures.without(rest, apposed, "_cue"), grammar)
    readings = [
        frame.select("_cue", *captures.SPEAKER) for frame in (quick, subjects, inserted, apposed) if frame.height
    ]
    if not readings:
        return captures.NOBODY
    ordered = found.select("_cue").join(pl.concat(readings), on="_cue", maintain_order="left")
    return ordered.unique("id", keep="first", maintain_order=True).select(captures.SPEAKER)


def within(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read French incises, which name the speaker inside the marks: « Nous partons, dit-il. Le quai est vide. ».

    `contexts` are the quoted words. An incise stands between commas, or between a mark and a comma or stop.
    """
    likely = _likely(contexts, "text", _INCISE)
    if likely.is_empty():
        return captures.NOBODY
    said = spans.where(
        cues.find(likely, grammar),
        C("finite"),
        C("stating") | C("kind").is_in(["tag", "ask"]),
        C("left").str.contains(r"[,!?…]\s*$"),
    )
    named = _object(said, grammar.object_follows, grammar)
    beyond = C("right").str.slice(C("speaker_start") - C("right_at") + captures.length("speaker"))
    named = captures.together([spans.where(named, beyond.str.contains(r"^\s*[.,!?…]|^\s*$"))])
    turned = _likely(captures.without(likely, named), "text", grammar.hyphened)
    turned = captures.capture(turned, grammar.incise, (None, "cue", None, "speaker", "participle"))
    clitics = _with_verbs(turned, grammar) if turned.height else captures.NOBODY
    every = captures.together([named, clitics])
    return every.unique("id", keep="first", maintain_order=True) if every.height else every


def between_dashes(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read whom two dashes enclose: «Il molo chiude – ha detto Anna Rossi – a maggio» / "El muelle" -dijo Ana Ruiz-.

    `contexts` are the quoted words, or what follows them. A hyphen serves as a dash where a space stands before it.
    """
    likely = _likely(contexts, "text", _DASHED)
    if likely.is_empty():
        return captures.NOBODY
    dashed = likely.with_columns(C("text").str.replace_all(_HYPHENS, "${1}–${2}–"))
    said = spans.where(
        cues.find(dashed, grammar),
        C("finite"),
        C("stating") | C("kind").is_in(["tag", "ask"]),
        C("left").str.contains(r"(?:^|\s)[–—]\s?$"),
    )
    named = _object(said, grammar.object_follows, grammar)
    beyond = C("right").str.slice(C("speaker_start") - C("right_at") + captures.length("speaker"))
    return captures.together([spans.where(named, beyond.str.contains(r"^\s*[–—]"))])


def _with_verbs(turned: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Leave the incises whose word is a reporting verb, alone or with its participle: a-t-il dit."""
    aided = turned.join(grammar.verbs, left_on=["cue", "participle"], right_on=["word", "second"], how="semi")
    plain = turned.join(grammar.verbs.filter(C("second").is_null()), left_on="cue", right_on="word", how="semi")
    return captures.together([plain, aided])


def last_sentence(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Return the last sentence of each of `contexts` that precede: `id, term, beyond, at, text`."""
    if contexts.is_empty():
        return contexts.select("id", "term", "beyond", "at", "text")
    last = contexts.lazy().with_columns(_last=C("text").str.extract(grammar.sentence, 0).fill_null(""))
    skipped = captures.length("text") - captures.length("_last")
    return last.select("id", "term", "beyond", at=C("at") + skipped, text="_last").collect()


def _inserted(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Take the subject that follows its verb: The reason, says Ms Roe, is that “…”."""
    if grammar.verb_second:
        own = regexes.lacking(captures.flagged(found, "finite"), "left", grammar.joined)
        return _object(own, grammar.object_follows, grammar)
    open_left = _likely(captures.flagged(found, "finite", "stating"), "left", grammar.parenthesis)
    return _object(open_left, grammar.inserted, grammar)


def _object(found: pl.DataFrame, pattern: str, grammar: Grammar) -> pl.DataFrame:
    """Take the noun phrase behind each verb, which `pattern` reads: the columns of `found` and SPEAKER."""
    pronouns = captures.capture(
        found if grammar.clauses else found.clear(), grammar.pronoun_follows, (None, "speaker"), "right"
    )
    rest = captures.without(found, pronouns, ("id", "cue_start"))
    objects = captures.capture(rest, pattern, (None, "speaker"), "right", nouns=grammar)
    rest = _likely(captures.without(rest, objects, ("id", "cue_start")), "right", grammar.to_whom)
    addressed = captures.capture(rest, grammar.addressed, (None, "speaker"), "right", nouns=grammar)
    addressed = regexes.replaced(addressed, "speaker", _STOP, "${1}")
    objects = pl.concat([objects, addressed]) if addressed.height else objects
    if objects.is_empty():
        return pronouns
    # A pronoun is the whole subject, whatever follows it: meinte er die Sterne.
    first = C("speaker").str.extract(r"^(\S+)\s")
    pronoun = first.is_in(grammar.pronouns) & ~regexes.holds(objects, "speaker", grammar.determined)
    objects = objects.with_columns(speaker=pl.when(pronoun).then(first).otherwise("speaker"))
    return pl.concat([pronouns, objects]) if pronouns.height else objects


def _subject_by(found: pl.DataFrame, pattern: str, grammar: Grammar) -> pl.DataFrame:
    return captures.capture(found, pattern, (None, "speaker", None), "left", nouns=grammar)


def _named(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    some = _likely(contexts, "text", grammar.named)
    return captures.together(
        [captures.capture(some, grammar.named_source, (None, "cue", None, "speaker"), nouns=grammar)]
    )


def _likely(frame: pl.DataFrame, column: str, trace: str) -> pl.DataFrame:
    """Leave the rows whose `column` has the trace of a larger pattern: without any, that one need not even be built."""
    return regexes.having(frame, column, trace)
