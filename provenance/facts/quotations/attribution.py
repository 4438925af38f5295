"""Who is quoted, read from the words right before and right after a stretch of quoted text.

Contexts are strings with their offset in the article (`id, text, at`). First the reporting verbs in all of them are
found, by looking each word up (`cues.find`); then the words on either side of each verb tell the speaker. Each reading
returns the columns SPEAKER, at most one row for an `id`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from provenance.facts import spans
from provenance.facts.quotations import cues

if TYPE_CHECKING:
    from provenance.facts.quotations.grammar import Grammar

C = pl.col
FAR = 120  # code points between a reporting verb and the words it reports, beyond which it reports something else
SPEAKER = ("id", "speaker_start", "speaker", "cue_start", "cue")
_TYPES = (pl.UInt32(), pl.Int64(), pl.String(), pl.Int64(), pl.String())
NOBODY = pl.DataFrame(schema=dict(zip(SPEAKER, _TYPES, strict=True)))
VAGUE = ("think", "continue", "speak")  # kinds of verbs that name a single term as often as they report speech
LONGEST = 18  # words of the longest noun phrase that can name a speaker
ANEW = C("ended") & C("text").str.contains(r"^\s+\p{Lu}")  # behind a quotation another sentence begins
LABEL = r":\s*$"  # what stands in every text that the larger pattern matches
_INCISE = r"[,!?…]\s\S*\p{Ll}"
_APPOSED, _LATE = r",\s[^,;:]+,[^,;:]*$", r"^\s*[,—–\-]?\s*\p{Ll}[^.!?…\n“”\"]*,\s"


def after(contexts: pl.DataFrame, found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read what follows: “…,” he said / “…,” said the mayor / “…,” Ms Roe, the mayor, said / “…?” she asked.

    `contexts` also have `comma`, `whole`, `ended` and `apart`, and `found` are their cues. Without a comma nothing but
    the verb ties the words to the quotation, and a noun phrase before the verb may begin a new sentence: only the
    shortest form is taken then, where the quotation is a `whole` sentence and no line ends between (`apart`).
    """
    first = found.filter("finite", C("comma") | ~C("apart")).unique("id", keep="first", maintain_order=True)
    lone = (C("_subject") == C("near")).fill_null(value=False) | C("_subject").str.contains(grammar.plain_name)
    first = first.with_columns(_turned=C("left").str.contains(grammar.blank), _subject=C("left").str.strip_chars())
    first = first.with_columns(_lone=lone)
    objects = _object(first.filter("_turned"), grammar.object_follows, grammar)
    beyond = C("right").str.slice(C("speaker_start") - C("right_at") + _length("speaker"))
    objects = objects.filter(~(C("addressing") & beyond.str.contains(grammar.complement))).select(SPEAKER)
    straight = first.filter(~C("_turned"))
    one = straight.lazy().filter("comma", "_lone")  # most often: he, she, a surname, a name
    space = spans.leading_space(C("left"))
    one = one.with_columns(speaker="_subject", speaker_start=C("at") + space)
    single = _nouns(one, grammar).select(SPEAKER).collect()
    subjects = _subject_by(straight.filter(C("comma") & ~C("_lone")), grammar.subject, grammar)
    ends = C("kind").is_in(["tell", "answer"]) | C("right").str.contains(grammar.clause_ends)
    short = straight.filter(~C("comma") & C("whole"))
    short = _subject_by(short.filter(ends) if short.height else short, grammar.short_subject, grammar)
    done = pl.concat([objects, single, subjects, short])
    done = pl.concat([done, _unknown(without(contexts.filter("comma"), done), grammar)])
    signed = capture(without(contexts.filter("ended"), done), grammar.signed, (None, "cue", None, "speaker"))
    signed = signed.with_columns(C("speaker").str.replace(r"(\p{Ll}{2})\.$", "${1}"))  # but not the stop of Jo R.
    return pl.concat([done, signed.select(SPEAKER)])


def _unknown(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read verbs that are in no list by their shape: dit-il / she quipped / deadpanned the mayor."""
    clitics = capture(_likely(contexts, "text", grammar.hyphened), grammar.clitic, (None, "cue", None, "speaker"))
    contexts = without(contexts, clitics).filter("whole")
    others = capture(contexts, grammar.unknown_verb, (None, "speaker", None, "cue"))
    contexts = without(contexts, others)
    if grammar.clauses:  # which are asked later what stands right behind the words
        contexts = contexts.clear()
    inverted = capture(contexts, grammar.inverted, (None, "cue", None, "speaker"), nouns=grammar)
    inverted = inverted.with_columns(C("speaker").str.replace(r"(\pL\p{Ll})\.$", "${1}"))
    return pl.concat(some.select(SPEAKER) for some in (clitics, others, inverted))


def tail(contexts: pl.DataFrame, found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read “…” for years, she said / “…” in May, according to the mayor: the sentence goes on first.

    `found` are the cues of `contexts`.
    """
    found = found.filter("finite", (C("kind") != "tag") | grammar.verb_second)
    late = found.filter(C("left").str.contains(grammar.late))
    turned = _object(late, grammar.object_follows, grammar).select(SPEAKER)
    ended = _likely(found.filter(C("right").str.contains(grammar.clause_ends)), "left", _LATE)
    straight = _subject_by(ended, grammar.late_subject, grammar)
    said = pl.concat([straight, turned]).unique("id", keep="first", maintain_order=True)
    sentence = without(contexts.filter(~ANEW), said).with_columns(text=C("text").str.extract(r"^([^.!?…\n]*)"))
    return pl.concat([said, _named(sentence, grammar)])


def before(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read the last sentence before a quotation: he said: “…” / Ms Roe, the mayor, called it “…”."""
    sentences = last_sentence(contexts, grammar)
    found = cues.find(sentences, grammar).filter(C("right").str.len_chars() <= FAR, C("kind") != "tag")
    found = found.filter(~C("term") | ~C("kind").is_in(VAGUE))
    # The nearest verb comes first, after that what somebody said he did, verbs of thought come last.
    within = C("left").str.contains(grammar.reported)
    found = found.with_row_index("_cue").sort(
        C("id"), C("kind") == "think", within, -C("cue_start").cast(pl.Int64), "_cue"
    )
    done = _around_verb(found, grammar) if found.height else NOBODY
    rest = without(sentences, done)
    ended = _likely(rest, "text", LABEL)
    label = capture(ended, grammar.label, (None, "speaker", None, "cue"), nouns=grammar).select(SPEAKER)
    if grammar.clauses:  # a verb in it makes it a clause, whose subject is asked later
        label = label.filter(~C("speaker").str.contains(r"\s\p{Ll}+t(?:e|en)?(?:\s|$)"))
    named = pl.concat([label, _named(without(rest, label), grammar)])
    rest = without(without(found, done), named).unique("id", keep="last", maintain_order=True)
    main = capture(rest, grammar.main_subject, (None, "speaker"), "left", nouns=grammar)
    main = main.with_columns(C("speaker").str.replace(grammar.trailing, ""))
    main = main.filter(~C("speaker").str.contains(grammar.unfinished)).select(SPEAKER)
    done = pl.concat([done, named, main])
    if grammar.clauses:  # which are asked later who introduces the words without any such verb
        return done
    return pl.concat([done, _introduced(without(sentences, done), grammar)])


def _introduced(sentences: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read a sentence without a reporting verb that ends with a colon: He had one wish: “…”."""
    ended = _likely(sentences, "text", LABEL)
    lead = capture(ended, grammar.main_subject, (None, "speaker"), nouns=grammar)
    known = C("speaker").str.contains(grammar.proper) & ~C("speaker").str.contains(grammar.determined)
    named = lead.filter(C("speaker").is_in(grammar.pronouns) | known)
    upto = C("text").str.strip_chars_end().str.len_chars().cast(pl.Int64)  # a space may follow the colon
    return named.with_columns(cue=pl.lit(":"), cue_start=C("at") + upto - 1).select(SPEAKER)


def _around_verb(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read the words on either side of each verb; the first verb that has a subject counts."""
    pronoun = C("near").is_in(grammar.pronouns).fill_null(value=False)
    quick = found.filter(pronoun).with_columns(speaker="near", speaker_start="near_start")
    slow = found.filter(~pronoun)
    subjects = _chunks(slow, grammar)
    rest = without(slow, subjects, "_cue")
    between = _likely(rest.filter("finite"), "left", _APPOSED)
    headed = capture(between, grammar.apposed, ("head", None), "left")
    apposed = capture(headed, grammar.head, (None, "speaker"), "head", nouns=grammar)
    inserted = _inserted(without(rest, apposed, "_cue"), grammar)
    every = pl.concat([frame.select("_cue", *SPEAKER) for frame in (quick, subjects, inserted, apposed)])
    order = found.select("_cue").join(every, on="_cue", maintain_order="left")
    return order.unique("id", keep="first", maintain_order=True).select(SPEAKER)


def within(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read French incises, which name the speaker inside the marks: « Nous partons, dit-il. Le quai est vide. ».

    `contexts` are the quoted words. An incise stands between commas, or between a mark and a comma or stop.
    """
    likely = _likely(contexts, "text", _INCISE)
    found = cues.find(likely, grammar)
    said = found.filter("finite", C("stating") | C("kind").is_in(["tag", "ask"]), C("left").str.contains(r"[,!?…]\s*$"))
    named = _object(said, grammar.object_follows, grammar)
    beyond = C("right").str.slice(C("speaker_start") - C("right_at") + _length("speaker"))
    named = named.filter(beyond.str.contains(r"^\s*[.,!?…]|^\s*$")).select(SPEAKER)
    rest = without(likely, named)
    turned = capture(
        _likely(rest, "text", grammar.hyphened), grammar.incise, (None, "cue", None, "speaker", "participle")
    )
    aided = turned.join(grammar.verbs, left_on=["cue", "participle"], right_on=["word", "second"], how="semi")
    plain = turned.join(grammar.verbs.filter(C("second").is_null()), left_on="cue", right_on="word", how="semi")
    clitics = pl.concat([plain, aided]).select(SPEAKER)
    return pl.concat([named, clitics]).unique("id", keep="first", maintain_order=True)


def last_sentence(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Return the last sentence of each of `contexts` that precede: `id, term, beyond, at, text`."""
    last = contexts.with_columns(_last=C("text").str.extract(grammar.sentence, 0).fill_null(""))
    skipped = _length("text") - _length("_last")
    return last.select("id", "term", "beyond", at=C("at") + skipped, text="_last")


def _chunks(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Take the noun phrase that ends where the verb begins: `_cue` and SPEAKER."""
    chunk = C("chunk")
    shape = pl.coalesce(
        *(pl.when(chunk.str.contains(pattern)).then(pl.lit(name)) for name, pattern in _shapes(grammar).items()),
        pl.lit("whole"),
    )
    direct = found.filter(~C("left").str.contains(grammar.bracket), ~C("left").str.contains(r",\s*$"))
    chunks = capture(direct, grammar.chunk, (None, "chunk", None), "left").lazy()
    chunks = chunks.with_columns(at=C("chunk_start") + spans.leading_space(chunk), chunk=chunk.str.strip_chars())
    if grammar.verb_second:
        chunks = _own_case(chunks, grammar)
    chunks = chunks.filter((chunk != "") & ~chunk.str.contains(grammar.unfinished)).with_columns(_shape=shape)
    parts = {str(name): part for (name,), part in chunks.collect().partition_by("_shape", as_dict=True).items()}
    if grammar.verb_second:
        parts.pop("name_end", None)
    read = [_in_chunk(part, name, grammar).select("_cue", *SPEAKER) for name, part in parts.items()]
    return pl.concat(read) if read else found.clear().select("_cue").hstack(NOBODY)


def _own_case(chunks: pl.LazyFrame, grammar: Grammar) -> pl.LazyFrame:
    """Leave the chunks that can be subjects, without adverbials; where nobody speaks, the place of the words counts."""
    chunk, place = C("chunk"), C("chunk").str.replace(grammar.place, "")
    nobody = C("cue").str.ends_with(" es")
    subject = chunk.str.replace(grammar.adverbial, "")
    chunks = chunks.filter(nobody | ~chunk.str.contains(grammar.oblique))
    moved = pl.when(nobody).then(_length("chunk") - place.str.len_chars().cast(pl.Int64)).otherwise(0)
    return chunks.with_columns(at=C("at") + moved, chunk=pl.when(nobody).then(place).otherwise(subject))


def _shapes(grammar: Grammar) -> dict[str, str]:
    """Return the shapes of noun phrases, the first that fits counts: the pattern that reads each, how it is known."""
    return {
        "pronoun_end": grammar.pronoun_end,
        "pronoun_start": grammar.pronoun_start,
        "name_end": grammar.bare,
        "aided": grammar.aided,
    }


def _in_chunk(chunks: pl.DataFrame, shape: str, grammar: Grammar) -> pl.DataFrame:
    """Read the speaker in noun phrases of one shape, the name of the pattern of Grammar that fits, or `whole`."""
    if shape == "whole":
        return _nouns(chunks.lazy().with_columns(speaker="chunk", speaker_start="at"), grammar).collect()
    nouns = grammar if shape == "aided" else None
    return capture(chunks, getattr(grammar, shape), (None, "speaker"), "chunk", nouns=nouns)


def _inserted(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Take the subject that follows its verb: The reason, says Ms Roe, is that “…”."""
    if grammar.verb_second:
        own = found.filter(C("finite") & ~C("left").str.contains(grammar.joined))
        return _object(own, grammar.object_follows, grammar)
    open_left = found.filter(C("finite") & C("stating") & C("left").str.contains(grammar.parenthesis))
    return _object(open_left, grammar.inserted, grammar)


def _length(column: str) -> pl.Expr:
    return C(column).str.len_chars().cast(pl.Int64)


def _object(found: pl.DataFrame, pattern: str, grammar: Grammar) -> pl.DataFrame:
    pronouns = capture(found if grammar.clauses else found.clear(), grammar.pronoun_follows, (None, "speaker"), "right")
    objects = capture(without(found, pronouns, ("id", "cue_start")), pattern, (None, "speaker"), "right", nouns=grammar)
    # A pronoun is the whole subject, whatever follows it: meinte er die Sterne.
    first = C("speaker").str.extract(r"^(\S+)\s")
    pronoun = first.is_in(grammar.pronouns) & ~C("speaker").str.contains(grammar.determined)
    objects = objects.with_columns(speaker=pl.when(pronoun).then(first).otherwise("speaker"))
    return pl.concat([pronouns, objects])


def _subject_by(found: pl.DataFrame, pattern: str, grammar: Grammar) -> pl.DataFrame:
    return capture(found, pattern, (None, "speaker", None), "left", nouns=grammar).select(SPEAKER)


def _named(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    some = contexts.filter(C("text").str.contains(grammar.named))
    return capture(some, grammar.named_source, (None, "cue", None, "speaker"), nouns=grammar).select(SPEAKER)


def capture(
    frame: pl.DataFrame,
    pattern: str,
    names: tuple[str | None, ...],
    column: str = "text",
    *,
    nouns: Grammar | None = None,
) -> pl.DataFrame:
    """Match `pattern`, whose groups stand side by side from the start of `column` on; add those that have a name.

    With `nouns`, only rows are kept whose speaker can be one.
    """
    if frame.is_empty():
        added = [name for name in names if name]
        starts = {f"{name}_start": pl.Int64() for name in added}
        return pl.DataFrame(schema={**frame.schema, **starts, **dict.fromkeys(added, pl.String())})
    at, columns = C("right_at" if column == "right" else "at"), []
    for number, name in enumerate(names, 1):
        group = C("_groups").struct.field(str(number))
        if name is not None:
            columns += [at.alias(f"{name}_start"), group.alias(name)]
        at = at + group.str.len_chars().cast(pl.Int64)
    found = frame.lazy().with_columns(_groups=spans.groups(column, pattern))
    found = found.filter(C("_groups").struct.field("1").is_not_null()).with_columns(columns).drop("_groups")
    return (_nouns(found, nouns) if nouns else found).collect()


def _likely(frame: pl.DataFrame, column: str, trace: str) -> pl.DataFrame:
    """Leave the rows whose `column` has the trace of a larger pattern: without any, that one need not even be built."""
    return frame.filter(C(column).str.contains(trace)) if frame.height else frame


def _nouns(found: pl.LazyFrame, grammar: Grammar) -> pl.LazyFrame:
    few_words = C("speaker").str.count_matches(r"\s") < LONGEST
    noun = C("speaker").str.contains(grammar.noun) & ~C("speaker").str.contains(grammar.bare)
    doing = C("speaker").str.contains(grammar.participle) & ~C("speaker").str.contains(grammar.titled)
    return found.filter(few_words & noun & ~doing & ~C("speaker").str.contains(grammar.clause))


def without(contexts: pl.DataFrame, found: pl.DataFrame, key: str | tuple[str, ...] = "id") -> pl.DataFrame:
    """Return the rows of `contexts` that `found` says nothing of."""
    return contexts.join(found, on=key, how="anti", maintain_order="left") if found.height else contexts
