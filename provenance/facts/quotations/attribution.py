"""Who is quoted, read from the words right before and right after a stretch of quoted text.

Each function takes contexts (`id, text, at`: a string and its offset in the article) and returns the ones it can read:
`id`, and the offset and string of `speaker` and `cue`.
"""

from __future__ import annotations

import polars as pl

from provenance.facts.quotations.grammar import Grammar

C = pl.col
FOUND = pl.Schema(
    {"id": pl.UInt32, "speaker_start": pl.Int64, "speaker": pl.String, "cue_start": pl.Int64, "cue": pl.String}
)
FAR = 120  # code points between a reporting verb and the words it reports, beyond which it reports something else
ROUNDS = 3  # how many reporting verbs of a sentence are tried, from the quotation backwards


def after(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read “…,” he said / “…,” said the mayor / “…,” Ms Roe, the mayor, said."""
    by_pronoun = _capture(contexts, grammar.pronoun_first, (None, "speaker", None, "cue"))
    rest = _without(contexts, by_pronoun)
    inverted = _nouns(_capture(rest, grammar.verb_first, (None, "cue", None, "speaker")), grammar)
    rest = _without(rest, inverted)
    plain = _nouns(_capture(rest, grammar.subject_first, (None, "speaker", None, "cue")), grammar)
    return pl.concat([by_pronoun, inverted, plain])


def inverted(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read “…?” said the mayor: the verb alone ties the words after the mark to the quotation."""
    return _nouns(_capture(contexts, grammar.verb_first, (None, "cue", None, "speaker")), grammar)


def short(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read “…?” she asked. Without a comma this may be a new sentence, so nothing but the shortest form is taken."""
    return _nouns(_capture(contexts, grammar.short_after, (None, "speaker", None, "cue")), grammar)


def tail(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read “…” for years, she said: the sentence goes on before it names the speaker."""
    said = _nouns(_capture(contexts, grammar.tail, (None, "speaker", None, "cue")), grammar)
    rest = _without(contexts, said)
    sentence = rest.with_columns(text=C("text").str.extract(r"^([^.!?…\n]*)"))
    return pl.concat([said, _nouns(_capture(sentence, grammar.named_source, (None, "cue", None, "speaker")), grammar)])


def before(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read the last sentence before a quotation: he said: “…” / Ms Roe, the mayor, called it “…”."""
    todo = contexts.with_columns(_sentence=C("text").str.extract(grammar.sentence, 1).fill_null(""))
    cut = C("text").str.len_chars().cast(pl.Int64) - C("_sentence").str.len_chars().cast(pl.Int64)
    sentences = todo.select("id", at=C("at") + cut, text="_sentence")
    found: list[pl.DataFrame] = []
    left = sentences
    for turn in range(2 * ROUNDS):
        if turn == ROUNDS:
            left = _without(sentences, pl.concat(found))
        cues = _capture(left, grammar.last_said if turn < ROUNDS else grammar.last_verb, ("left", "cue", "rest"))
        cues = cues.filter(C("rest").str.len_chars() <= FAR)
        inserted = _inserted(cues, grammar)
        found.append(inserted)
        left = _without(cues.select("id", at="left_start", text="left"), inserted)
        subjects = _subject(left, grammar).join(cues.select("id", "cue_start", "cue"), on="id")
        found.append(subjects.select(FOUND.names()))
        left = _without(left, subjects)
    done = pl.concat(found)
    rest = _without(sentences, done)
    named = _nouns(_capture(rest, grammar.named_source, (None, "cue", None, "speaker")), grammar)
    rest = _without(rest, named)
    return pl.concat([done, named, _main(rest, grammar)])


def _subject(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Find the subject that ends where a reporting verb begins."""
    chunks = _capture(contexts, grammar.chunk, (None, "chunk", None))
    words = C("chunk").str.strip_chars()
    lead = C("chunk").str.len_chars().cast(pl.Int64) - C("chunk").str.strip_chars_start().str.len_chars().cast(pl.Int64)
    chunks = chunks.select("id", at=C("chunk_start") + lead, text=words)
    chunks = chunks.filter((C("text") != "") & ~C("text").str.contains(grammar.unfinished))
    last = _capture(chunks, grammar.pronoun_edge, (None, "speaker"))
    rest = _without(chunks, last)
    first = _capture(rest, grammar.pronoun_start, (None, "speaker"))
    rest = _without(rest, first)
    bare = C("text").str.contains(grammar.bare)
    name = _capture(rest.filter(bare), grammar.name_end, (None, "speaker"))
    whole = rest.filter(~bare).select("id", speaker_start="at", speaker="text")
    return pl.concat([frame.select("id", "speaker_start", "speaker") for frame in (last, first, name, whole)])


def _inserted(cues: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Find the subject that follows its verb: The reason, says Ms Roe, is that “…”."""
    open_left = cues.filter(C("left").str.contains(grammar.parenthesis))
    texts = open_left.select("id", at="cue_start", text=C("cue") + C("rest"))
    return _nouns(_capture(texts, grammar.inserted, (None, "cue", None, "speaker")), grammar)


def _main(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Take the subject of a sentence that has a reporting verb, but not beside it: He smiled and said “…”."""
    cues = _capture(contexts, grammar.last_verb, ("left", "cue", "rest"))
    subjects = _capture(cues.select("id", at="left_start", text="left"), grammar.main_subject, (None, "speaker"))
    found = subjects.join(cues.select("id", "cue_start", "cue"), on="id").select(FOUND.names())
    return _nouns(found, grammar)


def _capture(contexts: pl.DataFrame, pattern: str, names: tuple[str | None, ...]) -> pl.DataFrame:
    """Match `pattern`, whose groups stand side by side from the start of `text` on; name them and give their offsets."""
    groups = contexts.select("id", "at", _g=C("text").str.extract_groups(pattern))
    groups = groups.filter(C("_g").struct.field("1").is_not_null())
    start = C("at")
    columns = []
    for number, name in enumerate(names, 1):
        group = C("_g").struct.field(str(number))
        if name is not None:
            columns += [start.alias(f"{name}_start"), group.alias(name)]
        start += group.str.len_chars().cast(pl.Int64)
    found = groups.select("id", *columns)
    return found.select(FOUND.names()) if set(FOUND) <= set(found.columns) else found


def _nouns(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    return found.filter(~C("speaker").str.contains(grammar.bare))


def _without(contexts: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    return contexts.join(found, on="id", how="anti", maintain_order="left") if found.height else contexts
