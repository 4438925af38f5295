"""Speech behind a dash: – Kajen är stängd, säger Ana Lund. / —El muelle se cierra —dijo Ana Lund. / — Non, dit-elle.

A dash opens list items far more often than speech. Only a paragraph counts whose reporting clause stands behind the
words as the press of a language sets it: behind a comma in the Nordic languages, there with its verb first in French,
behind a second dash in the others.
What follows that clause may be speech or narration, so it is left alone.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.catalogues import Own
from provenance.facts import regexes, spans
from provenance.facts.quotations import languages
from provenance.languages import attributing, codes, parting

C = pl.col
SCHEMA = pl.Schema({
    "paragraph_row": pl.UInt32(), "row": pl.UInt32(), "open_at": pl.Int64(), "start": pl.Int64(), "end": pl.Int64(),
    "close_at": pl.Int64(), "marks": pl.String(), "closed": pl.Boolean(), "follows_sentence": pl.Boolean(),
    "speaker": pl.String(), "speaker_start": pl.Int64(), "cue": pl.String(), "cue_start": pl.Int64(),
})  # fmt: skip
_DASHES = "[–—―-]"
_COMMA = rf"^({_DASHES}\s*)([^\s–—―-].*?)(,\s+|[?!…]\s+(?:{_DASHES}\s*)?)"
_SEPARATORS = {
    "comma": _COMMA,
    "incise": _COMMA,
    "dash": rf"^({_DASHES}\s*)([^\s–—―-].*?)(,?\s*(?:\s|[,?!….])\s*[–—―]\s*|,\s-\s|[,?!…]?\s-)",
}
_ENDS = r"(?:[.,:;!?…–—\s]|$)"
_NAME = rf"[{spans.CAPITALS}][{spans.LETTERS}.’'-]*(?:\s+(?:[a-z]{{1,3}}\s+)?[{spans.CAPITALS}][{spans.LETTERS}’'-]*)*"
_SMALL = rf"[a-zà-öø-ÿā-ɏа-џґ][{spans.LETTERS}’'-]*"
_NOUNS = rf"(?:{_SMALL}\s+){{0,5}}(?:{_NAME}|{_SMALL})"


def find(paragraphs: pl.DataFrame, declared: pl.DataFrame | None = None, own: Own | None = None) -> pl.DataFrame:
    """Return the speech behind a dash in `paragraphs` (`paragraph_row, row, text`), with its speaker, as SCHEMA.

    Offsets count in the paragraph. `declared` are the records' languages (`row, language`, BCP 47): of an article
    in another language nothing is read; `own` is the user's catalogue of reporting verbs.
    """
    dashed = paragraphs.filter(C("text").str.head(1).is_in(list("–—―-")))
    said = C("text").str.contains_any(_every_form(own))
    likely = dashed.filter(C("text").str.contains(rf"^{_DASHES}\s*[^\s\d–—―-]"), said) if dashed.height else dashed
    if likely.is_empty():
        return SCHEMA.to_frame()
    spoken = _shown(_declared(likely, declared), paragraphs)
    found = [
        _read(spoken.filter(C("group").list.contains(language)), by, language, own)
        for by in _SEPARATORS
        for language in parting(by)
    ]
    every = pl.concat([SCHEMA.to_frame(), *found], how="diagonal_relaxed")
    every = every.unique("paragraph_row", keep="first", maintain_order=True).sort("paragraph_row")
    return every.select(C(name).cast(dtype) for name, dtype in SCHEMA.items())


def _declared(likely: pl.DataFrame, declared: pl.DataFrame | None) -> pl.DataFrame:
    if declared is None:
        return likely.with_columns(language=pl.lit(None, pl.String))
    tags = declared.select("row", language=languages.tag().replace(codes()))
    return likely.join(tags, on="row", how="left", maintain_order="left")


def _shown(rows: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Add the languages that a paragraph may be in, its `group`: the declared one, or those that its article shows."""
    open_ones = rows.filter(C("language").is_null())
    if open_ones.is_empty():
        return rows.with_columns(group=pl.concat_list("language"))
    counted = languages.counts(open_ones["row"], paragraphs, _all())
    most = pl.max_horizontal(_all())
    of_group = map(parting, _SEPARATORS)
    groups = (pl.when(pl.max_horizontal(group) == most).then(pl.lit(list(group))) for group in of_group)
    shown = counted.select("row", shown=pl.concat_list(each.fill_null([]) for each in groups))
    joined = rows.join(shown, on="row", how="left", maintain_order="left")
    return joined.with_columns(
        group=pl.when(C("language").is_null()).then("shown").otherwise(pl.concat_list("language"))
    ).filter(C("group").list.len() > 0)


def _read(rows: pl.DataFrame, by: str, language: str, own: Own | None) -> pl.DataFrame:
    """Read the two orders of a reporting clause: says the mayor, the mayor says (which is no incise)."""
    forms = _forms(language, own)
    rows = regexes.having(rows, "text", rf"[\s–—-]{_any(forms)}(?:-|{_ENDS})")
    if rows.is_empty():  # building the patterns is most of the work
        return SCHEMA.to_frame()
    separator, verbs, (pronouns, stops) = _SEPARATORS[by], _any(forms), _words(language)
    turned = rf"{separator}({verbs})(\s+|-(?:t-)?)({pronouns}|{_NOUNS}){_ENDS}"
    straight = rf"{separator}({pronouns}|{_NAME})(\s+)({verbs}){_ENDS}"
    first = _captured(rows, turned, ("cue", "speaker"))
    others = rows.clear() if by == "incise" else rows.join(first, on="paragraph_row", how="anti")
    second = _captured(others, straight, ("speaker", "cue"))
    nobody = C("speaker").str.contains(rf"^{stops}(?:\s|$)")
    name = C("speaker").str.replace(rf"\s+{stops}\s.*$", "").str.replace(r"(\pL\p{Ll})\.$", "${1}")
    name = name.str.strip_chars_end("-")
    return pl.concat([first, second], how="diagonal").with_columns(
        speaker=pl.when(~nobody).then(name),
        speaker_start=pl.when(~nobody).then("speaker_start"),
    )


def _captured(rows: pl.DataFrame, pattern: str, names: tuple[str, str]) -> pl.DataFrame:
    """Return the rows that match, with their offsets: groups are dash, words, separator, and the clause of three."""
    groups = rows.select("paragraph_row", "row", "language", g=C("text").str.extract_groups(pattern)).unnest("g")
    groups = groups.drop_nulls("1")
    size = [C(str(number)).str.len_chars().cast(pl.Int64) for number in range(1, 6)]
    mark = C("3").str.extract(r"^([?!…])", 1).fill_null("")
    clause = size[0] + size[1] + size[2]
    end = size[0] + size[1] + mark.str.len_chars().cast(pl.Int64)
    return groups.select(
        "paragraph_row",
        "row",
        "language",
        open_at=pl.lit(0, pl.Int64),
        start=size[0],
        end=end,
        close_at=end,
        marks=pl.lit("dash"),
        closed=pl.lit(value=True),
        follows_sentence=pl.lit(value=False),
        **{names[0]: C("4"), f"{names[0]}_start": clause},
        **{names[1]: C("6"), f"{names[1]}_start": clause + size[3] + size[4]},
    )


@cache
def _forms(language: str, own: Own | None) -> list[str]:
    """Return the forms of the reporting verbs of a language, the longest first."""
    rows = catalogues.load("reporting_verbs", own).filter(language=language).filter(C("kind") != "source-follows")
    forms = {form for form in _cells(rows, "forms") if "…" not in form}
    return sorted(forms, key=lambda form: (-len(form), form))


@cache
def _all() -> tuple[str, ...]:
    """Return the languages that are told apart: those whose speech is read, behind a dash or in marks."""
    return tuple(dict.fromkeys((*attributing(), *(language for by in _SEPARATORS for language in parting(by)))))


@cache
def _every_form(own: Own | None) -> list[str]:
    forms = (form for by in _SEPARATORS for language in parting(by) for form in _forms(language, own))
    return [f"{before}{form}" for form in forms for before in " —–-"]


@cache
def _words(language: str) -> tuple[str, str]:
    """Return the alternations of the pronouns of a language, and of what ends a speaker's name."""
    words = catalogues.load("reporting_words").filter(language=language)
    pronouns, stops = (_cells(words.filter(role=role), "words") for role in ("pronoun", "preposition"))
    return _any(pronouns), _any(stops)


def _cells(rows: pl.DataFrame, column: str) -> list[str]:
    return rows.select(catalogues.many(column).explode()).to_series().to_list()


def _any(words: list[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})"
