"""Speakers: each stretch gets the one that the words around it name, or the one it shares with its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from provenance.catalogues import Own
from provenance.facts import regexes, slices, spans
from provenance.facts.quotations import (
    appositions,
    attribution,
    captures,
    clauses,
    cues,
    languages,
    neighbours,
    reported,
)
from provenance.facts.quotations.grammar import Grammar, grammar

C = pl.col
COLUMNS = {"speaker": pl.String(), "speaker_start": pl.Int64(), "cue": pl.String(), "cue_start": pl.Int64()}
LONG = 4  # words from which a stretch inside a sentence counts as speech, not as a quoted term
_WHOLE = C("before").str.contains(r"(?:^|[.!?…\n])[\s)]*$")
_NAME = r"^[\p{Lu}\p{N}][^.!?…:]*$"
SIGNATURE = 120  # code points of the longest paragraph that signs the one before
BACK, AHEAD = 400, 180  # code points of context that are read before and after a stretch


def attribute(quoted: pl.DataFrame, rows: pl.DataFrame, declared: pl.DataFrame | None, own: Own | None) -> pl.DataFrame:
    """Add `speaker, speaker_start, cue, cue_start` (offsets in the article) to linked `stretches`.

    `rows` are all paragraphs (`row, start, text, kind`), which `paragraph_row` numbers; `declared` are the
    languages of the records (`row, language`); `own` is the user's catalogue of reporting verbs.
    """
    found = _contexts(quoted, rows)
    found = found.join(
        languages.of_rows(found, rows, declared, own), on="paragraph_row", how="left", maintain_order="left"
    )
    if found.is_empty():
        return found.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in COLUMNS.items())
    said = captures.together(_read(around, language, own) for language, around in _by_language(found))
    said = said.unique("id", keep="first", maintain_order=True)
    found = found.join(said, on="id", how="left", maintain_order="left")
    return neighbours.attribute(_announced_by_mark(_without_names(_share(found, own), own)), rows, own)


def _without_names(found: pl.DataFrame, own: Own | None) -> pl.DataFrame:
    """Leave the name of a paper, a show or a book without a speaker: “…,” Jo Roe told the “Echo”.

    It is known by the words before it: those that report the quotation before, and then nothing but what leads to an
    object or a place.
    """
    same = C("paragraph_row") == C("paragraph_row").shift(1)
    reported = pl.all_horizontal(C(name) == C(name).shift(1) for name in ("speaker_start", "cue_start"))
    upto = pl.max_horizontal(C(f"{part}_start") + captures.length(part) for part in ("speaker", "cue"))
    behind = C("before").str.slice((upto - C("before_at")).clip(0))
    near = found.with_row_index("place").filter(found.select((same & reported).fill_null(value=False)).to_series())
    named = regexes.having(near.select("place", "language", "text", before=behind), "text", _NAME)
    parts = named.partition_by("language", as_dict=True) if named.height else {}
    names = [
        regexes.having(part, "before", grammar(str(language), own).leading_on)["place"]
        for (language,), part in parts.items()
    ]
    if not names:
        return found
    spoken = ~pl.int_range(pl.len()).is_in(pl.concat(names).implode())
    return found.with_columns(pl.when(spoken).then(name).alias(name) for name in COLUMNS)


def _announced_by_mark(found: pl.DataFrame) -> pl.DataFrame:
    """Say of words that nobody is found for, but that a colon announces, that it does: the text tells whose they are.

    Of 75 quotations without speaker and verb that were read in news 15 stood behind a colon, none without a source: As
    Jo Roe, who leads the crew, put it: “…”.
    """
    due = C("speaker").is_null() & C("cue").is_null() & C("before").str.contains(r":\s*$")
    at = C("before_at") + C("before").str.strip_chars_end().str.len_chars().cast(pl.Int64) - 1
    return found.with_columns(
        cue=pl.when(due).then(pl.lit(":")).otherwise("cue"), cue_start=pl.when(due).then(at).otherwise("cue_start")
    )


def _contexts(quoted: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the narration on either side of each stretch, up to the next one: `before, before_at, after, after_at`.

    What comes before a stretch that opens its paragraph is the paragraph before, if that ends with a colon or a comma.
    """
    since = pl.when(C("paragraph_row") == C("paragraph_row").shift(1)).then(C("close_at").shift(1)).otherwise(0)
    until = pl.when(C("paragraph_row") == C("paragraph_row").shift(-1)).then(C("open_at").shift(-1))
    found = quoted.with_row_index("id").with_columns(
        before_at=pl.max_horizontal(since, C("open_at") - BACK),
        _until=pl.min_horizontal(until, C("close_at") + AHEAD),
    )
    base = rows["start"].gather(found["paragraph_row"])
    before = slices.cut(rows["text"], found["paragraph_row"], found["before_at"], found["open_at"])
    after = slices.cut(rows["text"], found["paragraph_row"], found["close_at"], found["_until"])
    found = found.drop("_until").with_columns(
        before.alias("before"), after.alias("after"), C("before_at") + base, after_at=C("close_at") + base
    )
    return _signed(_introduced(found, rows), rows)


def _signed(found: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Let a paragraph that is a signature, `— Jo Roe, harbour master`, follow the one that ends with a quotation."""
    likely = C("text").str.contains(r"^[—–―-]{1,2}\s?\p{Lu}") & (C("text").str.len_chars() <= SIGNATURE)
    own = C("row") == C("row").shift(1)
    sign = rows.filter(likely & own & (C("kind") != "caption")).select(
        paragraph_row=C("paragraph_row") - 1, _sign="text", _sign_at="start"
    )
    if sign.is_empty():
        return found
    found = found.join(sign, on="paragraph_row", how="left", maintain_order="left")
    due = (C("before") == "") & (C("after") == "") & C("_sign").is_not_null()
    return found.with_columns(
        after=pl.when(due).then("_sign").otherwise("after"),
        after_at=pl.when(due).then("_sign_at").otherwise("after_at"),
    ).drop("_sign", "_sign_at")


def _introduced(found: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    opens = (C("kind") == "body") & C("text").str.contains(r"[:,]$")
    lead = rows.filter(opens & (C("row") == C("row").shift(-1))).select(
        paragraph_row=C("paragraph_row") + 1, _lead="text", _lead_at="start"
    )
    if lead.is_empty():
        return found
    found = found.join(lead, on="paragraph_row", how="left", maintain_order="left")
    due = (C("open_at") == 0) & C("_lead").is_not_null()
    return found.with_columns(
        before=pl.when(due).then("_lead").otherwise("before"),
        before_at=pl.when(due).then("_lead_at").otherwise("before_at"),
    ).drop("_lead", "_lead_at")


class _Around(NamedTuple):
    """The stretches of one language, and what stands around them."""

    found: pl.DataFrame
    follow: pl.DataFrame
    precede: pl.DataFrame
    introducing: pl.DataFrame


def _by_language(found: pl.DataFrame) -> Iterator[tuple[str, _Around]]:
    """Yield each language of the stretches with those in it; what surrounds them is made ready for all at once."""
    precede = _preceding(found)
    frames = _Around(found, _following(found), precede, _introducing(precede))
    parts = [frame.partition_by("language", as_dict=True) for frame in frames]
    for language in parts[0]:
        of_one = (part.get(language, frame.clear()) for part, frame in zip(parts, frames, strict=True))
        yield str(language[0]), _Around(*of_one)


def _read(around: _Around, language: str, own: Own | None) -> pl.DataFrame:
    """Read the words around each stretch in their language, the surest way first."""
    words = grammar(language, own)
    found, follow, precede, introducing = around
    sentences = attribution.last_sentence(precede if words.clauses else precede.clear(), words)
    verbs = cues.find(follow, words)
    done = _announced(sentences, follow, language) if words.clauses else captures.NOBODY
    done = pl.concat([done, attribution.after(_left(follow, done), _left(verbs, done), words)])
    if (words.incises or words.verb_second) and not words.clauses:
        for enclosed in (_quoted(found), follow):
            done = pl.concat([done, attribution.between_dashes(_left(enclosed, done), words)])
    if words.incises:
        done = pl.concat([done, attribution.within(_left(_quoted(found), done), words)])
    if words.clauses:
        done = pl.concat([done, _sourced(_left(sentences, done), _left(follow, done), language)])
    leads = _left(introducing, done)
    said = attribution.before(leads, words)
    if words.clauses:
        said = clauses.righted(said, leads, language)
    # Of a quotation that is a sentence of its own the rest of that sentence tells more than the one before it.
    whole = captures.flagged(precede, "whole").select("id") if said.height else precede
    bound = _left(said, whole)
    done = pl.concat([done, bound])
    done = pl.concat([done, attribution.tail(_left(follow, done), _left(verbs, done), words)])
    done = pl.concat([done, _left(_left(said, bound), done)])
    if words.clauses:
        done = pl.concat([done, clauses.follows(_left(follow, done), language)])
        done = pl.concat([done, clauses.introduced(_left(sentences, done), language)])
        done = pl.concat([done, clauses.according_to(_left(sentences, done), language)])
        done = pl.concat([done, _verb_last(_left(verbs, done), sentences, words, language)])
    if words.verb_second:
        done = pl.concat([done, reported.indirect(_left(precede, done), words)])
    if words.clauses:
        done = clauses.unaddressed(done, language)
    return appositions.name_offices(captures.finished(done, words), found, words)


def _announced(sentences: pl.DataFrame, follow: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read what announces words or cites somebody, before any reporting verb is asked."""
    done = clauses.cited(sentences, follow, language)
    return pl.concat([done, clauses.announced(_left(sentences, done), language)])


def _sourced(sentences: pl.DataFrame, follow: pl.DataFrame, language: str) -> pl.DataFrame:
    before = clauses.sourced(sentences, language)
    rest = spans.where(_left(follow, before), ~attribution.ANEW)
    rest = spans.changed(rest, C("text").str.extract(r"^([^.!?…:\n]*)"))
    return pl.concat([before, clauses.sourced(rest, language)])


def _verb_last(verbs: pl.DataFrame, sentences: pl.DataFrame, words: Grammar, language: str) -> pl.DataFrame:
    ended = regexes.having(spans.where(verbs, C("kind") != "tag"), "left", words.blank)
    return clauses.verb_last(regexes.having(ended, "right", words.clause_ends), sentences, language)


def _following(found: pl.DataFrame) -> pl.DataFrame:
    """Return what follows each stretch (`id, text, at`).

    It is after a `comma`, after a `whole` sentence, one that `ended` (also after a colon), in a line `apart`,
    and whether it `asked`.
    """
    return found.filter(C("after").str.contains(r"\pL")).select(
        "id",
        "language",
        at="after_at",
        text="after",
        beyond=pl.lit(""),
        comma=C("text").str.contains(r",['’]*$") | C("after").str.contains(r"^\s*,"),
        whole=_WHOLE,
        ended=(_WHOLE | C("before").str.contains(r":\s*$")) & C("text").str.contains(r"[.!?…]['’]?$"),
        apart=C("after").str.contains(r"^\s*\n"),
        asked=C("text").str.contains(r"[?!…]['’]?$"),
    )


def _quoted(found: pl.DataFrame) -> pl.DataFrame:
    """Return the words of each stretch (`id, text, at`)."""
    at = C("after_at") - (C("close_at") - C("start"))
    return found.select("id", "text", at=at, beyond=pl.lit(""))


def _preceding(found: pl.DataFrame) -> pl.DataFrame:
    """Return what precedes each stretch (`id, text, at`), what is `beyond` it, and what the stretch is.

    It is a `whole` sentence, it is `opening` (no earlier quotation stands in the same sentence as what precedes), it is
    a mere `term` in a sentence, of a few words.
    """
    opening = (C("paragraph_row") != C("paragraph_row").shift(1)).fill_null(value=True)
    term = (C("text").str.count_matches(" ", literal=True) < LONG - 1) & ~C("before").str.contains(r"[,:]\s*$")
    # The quotation before ended with its sentence, so that a new one begins after it.
    anew = C("text").str.contains(r"[.!?…]['’]?$").shift(1) & C("before").str.contains(r"^\s+\p{Lu}")
    before = found.select(
        "id",
        "language",
        opening=opening | anew.fill_null(value=False),
        term=term,
        at="before_at",
        text="before",
        beyond="after",
        whole=_WHOLE,
    )
    return before.filter(C("text").str.contains(r"\pL"))


def _introducing(precede: pl.DataFrame) -> pl.DataFrame:
    """Leave what may introduce a stretch: the sentence it stands in, or, before a sentence of its own, the last one.

    A quotation that is a sentence of its own belongs to whoever the sentence before it quotes in other words.
    """
    further = C("text").str.contains(r"[.!?…][\s)]+\S[^\n]*[.!?…][)\s]*$")
    ended = captures.flagged(precede, "whole")
    if ended.is_empty():
        return precede
    ended = ended.filter(C("opening") | further).with_columns(text=C("text").str.replace(r"[.!?…][)\s]*$", ""))
    return pl.concat([precede.filter(~C("whole")), ended])


def _left(contexts: pl.DataFrame, done: pl.DataFrame) -> pl.DataFrame:
    return captures.without(contexts, done)


def _share(found: pl.DataFrame, own: Own | None) -> pl.DataFrame:
    """Give stretches without a cue of their own the speaker of the stretch before, where that belongs with them.

    That is so within one sentence, for a sentence of its own in the same paragraph, for a running quotation, and for a
    paragraph that is one quotation right after a paragraph with another one; but never where the sentence goes on with
    somebody, whatever the verb is: “…,” deadpanned Jo Roe.
    """
    position = pl.int_range(pl.len())
    near = found.select(
        "speaker",
        "before",
        "after",
        "text",
        "language",
        place=position,
        same_marks=C("marks") == C("marks").shift(1),
        same_paragraph=C("paragraph_row") == C("paragraph_row").shift(1),
        next_paragraph=(C("paragraph_row") - C("paragraph_row").shift(1) == 1) & (C("row") == C("row").shift(1)),
        runs_on=C("continues").shift(1).fill_null(value=False),
    ).filter(C("speaker").is_null(), C("same_paragraph") | C("next_paragraph") | C("runs_on"))
    if near.is_empty():
        return found
    begins = regexes.holds(near, "before", r"^\s*$|[.!?…][\s)]*$")
    one_sentence = ~regexes.holds(near, "before", r"[.!?…]\s")
    inside = C("same_paragraph") & (begins | one_sentence) & ~C("before").str.contains("\n", literal=True)
    silent = (C("before") == "") & ~regexes.holds(near, "after", r"\pL")
    alone = C("next_paragraph") & C("same_marks") & silent & (C("text").str.count_matches(" ", literal=True) >= LONG)
    near = near.with_columns(_begins=begins, _inside=inside, _alone=alone)
    other = _someone_else(near.filter(C("_inside") & C("_begins")), own)
    inside = C("_inside") & ~C("place").is_in(other.implode())
    goes_on = C("place").is_in(reported.goes_on(near, own).implode())
    linked = near.filter(inside | C("_alone") | C("runs_on") | goes_on)["place"]
    source = pl.when(~position.is_in(linked.implode())).then(position).forward_fill()
    return found.with_columns(C(name).gather(source) for name in COLUMNS) if linked.len() else found


def _someone_else(near: pl.DataFrame, own: Own | None) -> pl.Series:
    """Return the `place` of the stretches whose sentence goes on with somebody of its own, behind an unknown verb."""
    comma = C("text").str.contains(r",['’]*$") | C("after").str.contains(r"^\s*,")
    asked = C("text").str.contains(r"[?!…]['’]*$") & C("after").str.contains(r"^\s*\p{Ll}")
    some = [near["place"].clear()]
    likely = spans.where(near, comma | asked)
    for (language,), part in likely.partition_by("language", as_dict=True).items() if likely.height else ():
        words = grammar(str(language), own)
        some.append(regexes.lacking(regexes.having(part, "after", words.someone), "after", words.led_on)["place"])
    return pl.concat(some)
