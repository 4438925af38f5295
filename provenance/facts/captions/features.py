"""What speaks for and against a caption in the shape, words and neighbours of a paragraph.

Each feature is a Boolean expression; what it weighs is learned and stands in the catalogue `caption_weights`.
"""

# ruff: noqa: PLR2004 - the limits of the features are told by their names
from __future__ import annotations

import re
from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts.credits import colon_labels

C = pl.col

_PERSON = r"[.!?][\"”’)»]*\s*\p{Lu}\p{Ll}+\s(?:\p{Lu}\.\s)?\p{Lu}[\p{L}'-]+$"
_STRUCTURES = (
    "tail-names", "tail-chain", "tail-agency", "line-names", "line-chain", "bracket-names", "bracket-chain",
    "bracket-agency", "last-words", "last-seller", "glued", "slash", "separated", "label-", "label-by", "bracket-label",
    "source", "copyright",
)  # fmt: skip
_NAME = r"\p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]*){1,3}"
_BEHIND = r"[.!?…][\"'”’]*\s?\("
_BRACKET, _SHORT_BRACKET = rf"{_BEHIND}[^()]+[\s/|][^()]+\)$", rf"{_BEHIND}[^()\s/|]+\)$"
_CLOSED_BRACKET = r"[)\]]\.$"
_EMPLOYED = rf"^[^\"“„].*[.!?…]['’)]*\s?{_NAME}, \p{{Lu}}[^.,!?]{{1,40}}$"
_SIGNED = rf"\s[—–-]\s?{_NAME}(?: \([^()]*\))?$"
_CREDITED_FIRST = rf"^(?:©\s?\p{{Lu}}|{_NAME}\s?/\s?\p{{Lu}})"
_COPYRIGHT = r"©|^\([cC]\)\s?\p{Lu}"
_NUMBERED = r"^(?:[0-9]{1,3}\s?/|(?:\p{L}+\s)?[0-9]{1,3}\s(?:of|von|de|sur|di))\s?[0-9]{1,3}\s"
_KIN, _SENTENCE = 25, 60  # characters
_TOLD = ("opening", "gesture", "pose", "call")
_SURELY = ("label", "announcement", "gesture")
_ANY_CASE = ("call", "rights")
_FIRST = ("opening", "determiner", "pronoun")
_EDGE, _GAP = r"(?-u:\b)", r"(?:[\s,.;:)\"”]|$)"
_SHORTEST = 3  # letters in the name of a month
_LIKELY = 0.5
_WORDS = (3, 7, 12, 20, 35, 60)


def likely() -> pl.Expr:
    """The paragraph likely has a credit; a credit stands behind any sort of text, so its words say nothing more."""
    return C("strength").fill_null(0) >= _LIKELY


def cued(cue: str, column: str = "text") -> pl.Expr:
    """A column has a cue of a kind; `determiner`, `opening` and `pronoun` are looked for at its start alone."""
    return C(column).str.contains(_cues()[cue])


def credited_first() -> pl.Expr:
    """The paragraph begins as if with a credit: Ann Dorley/AFP."""
    return C("text").str.contains(_CREDITED_FIRST)


@cache
def of_words() -> dict[str, pl.Expr]:
    """Return the features of what a paragraph without a likely credit says."""
    return {**_of_size(), **_of_text(), **_of_cues()}


@cache
def of_credit() -> dict[str, pl.Expr]:
    """Return the features of the credit of a paragraph."""
    strength, form = C("strength").fill_null(0), C("form").fill_null("")
    likely = strength >= _LIKELY
    shape = {"over 35 words": C("words") > 35, "over 60 words": C("words") > 60, "stop": C("stop")}
    behind = C("credit_start") > _KIN * 4
    return {
        "always": pl.lit(value=True),
        "credit certain": strength >= 0.8,
        "credit likely": likely & (strength < 0.8),
        "credit possible": (strength >= 0.3) & ~likely,
        "credit unsure": (strength > 0) & (strength < 0.3),
        **{f"credit by {start}": form.str.starts_with(start) for start in _STRUCTURES},
        **{f"credited, {name}": flag & likely for name, flag in shape.items()},
        "names behind a long text": form.str.starts_with("tail-names") & behind,
        "agency behind a long text": form.str.starts_with("last-") & behind,
        "credit alone": C("alone"),
        "agency alone": C("alone") & form.str.ends_with("-agency"),
        "seller behind a text": (form == "last-seller-agency") & ~C("stop") & (C("size") > _SENTENCE),
        "credit of running words": form.str.ends_with("-other"),
        "restricted": C("restrictions").list.len() > 0,
        "status said": C("status").list.len().fill_null(0) > 0,
        "copyright": C("text").str.contains(_COPYRIGHT),
        "says it is a caption": C("text").str.contains(_cues()["label"]),
        "announced": C("text").str.contains(_cues()["announcement"]),
        **_of_edges(),
    }


def _of_edges() -> dict[str, pl.Expr]:
    """Return the features of how the paragraph begins and ends, whatever credit was read."""
    text = C("text")
    return {
        "bracket behind a stop": text.str.contains(_BRACKET),
        "word in a bracket behind a stop": text.str.contains(_SHORT_BRACKET),
        "bracket before a stop": ~likely() & text.str.contains(_CLOSED_BRACKET),
        "employer behind a name": text.str.contains(_EMPLOYED),
        "dash before a name": text.str.contains(_SIGNED),
        "credit at the head": text.str.contains(_headed()),
        "numbered picture": text.str.contains(_NUMBERED),
        "picture viewer": text.str.contains(_cues()["viewer"]),
        "greeting": text.str.contains(_cues()["greeting"]),
        "rights reserved": text.str.contains(_cues()["rights"]),
    }


def may_point() -> pl.Expr:
    """What `pointing` tells of holds one of these words or marks: they are looked for at a tenth of the cost."""
    return C("text").str.contains_any(_pointers()) | C("text").str.contains("[:©/]")


@cache
def _pointers() -> list[str]:
    cues = catalogues.load("caption_cues").filter(C("cue").is_in([*_SURELY, "pose"]))
    return [variant for text in cues["text"] for variant in _variants(text)]


def _variants(text: str) -> tuple[str, str]:
    return text, text.replace("'", "’")


def pointing() -> pl.Expr:
    """A cue that hardly ever stands but in captions, or a name that poses at once."""
    posing = rf"^(?:\p{{Lu}}\S* )+{_cues()['pose']}"
    sure = [*(_cues()[cue] for cue in _SURELY), _headed()]
    return C("text").str.contains("|".join(sure)) | C("text").str.contains(posing)


def _of_cues() -> dict[str, pl.Expr]:
    text = C("text")
    kinds = {f"cue {cue}": text.str.contains(_cues()[cue]) for cue in _TOLD}
    narration = text.str.count_matches(_cues()["narration"])
    return {
        **kinds,
        "one verb": narration == 1,
        "more verbs": narration.is_between(2, 3),
        "much narration": narration >= 4,
    }


def _of_size() -> dict[str, pl.Expr]:
    count, stop = C("words"), C("stop")
    sized = {"over 12 words": count > 12, "no stop": ~stop}
    for low, high in zip((0, *_WORDS), (*_WORDS, 10**6), strict=True):
        span = f"{low + 1} to {high} words" if high < 10**6 else f"over {low} words"
        inside = (count > low) & (count <= high)
        sized[f"{span}, stop"] = inside & stop
        sized[f"{span}, no stop"] = inside & ~stop
    return sized


def _of_text() -> dict[str, pl.Expr]:
    text, count, (day, weekday) = C("text"), C("words"), days()
    capitals = text.str.count_matches(r"(?:^|[\s(“„«-])\p{Lu}").cast(pl.Float64) / count
    return {
        "title case": (capitals >= 0.7) & (count >= 3),
        "few capitals": (capitals <= 0.15) & (count >= 3),
        "some capitals": (capitals > 0.3) & (capitals < 0.7) & (count >= 8),
        "starts with a figure": text.str.contains(r"^[0-9]"),
        "starts with a mark": text.str.contains(r"^[^\p{L}\p{N}(]"),
        "holds a quotation": text.str.contains(r"[“”„\"]"),
        "starts with an article": text.str.contains(_cues()["determiner"]),
        "starts with a name": text.str.contains(r"^\p{Lu}\p{Ll}+ \p{Lu}[\p{Ll}']+[ ,]"),
        "lead-in": text.str.contains(r"^[^.:]+: \p{Lu}"),
        "ends with a name in brackets": text.str.contains(r"\(\p{Lu}[\p{L}'.-]+ \p{Lu}[\p{L}'. -]*\)\.?$"),
        "ends with a person": text.str.contains(_PERSON),
        "question": text.str.contains("?", literal=True),
        "exclamation": text.str.contains("!", literal=True),
        "address": text.str.contains(r"https?:|www\.|@\S+\.\w"),
        "one sentence": ~text.str.contains(r"[.!?][\"”’)]* \p{Lu}"),
        "three sentences": text.str.count_matches(r"[.!?][\"”’)]* \p{Lu}") >= 2,
        "day": text.str.contains(day),
        "day and year": text.str.contains(day + r",? (?:de |del )?(?:19|20)[0-9][0-9]"),
        "weekday and day": text.str.contains(weekday + ",? " + day),
        "year": text.str.contains(r"(?-u:\b)(?:19|20)[0-9][0-9](?-u:\b)"),
    }


@cache
def days() -> tuple[str, str]:
    """Return the patterns of a day with its month, and of a weekday, in the languages of the catalogues."""
    months = catalogues.load("months").select(catalogues.many("names"), catalogues.many("abbreviations"))
    names = {name for column in months for cell in column.drop_nulls() for name in cell if len(name) >= _SHORTEST}
    month = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    weekdays = catalogues.load("weekdays").select(catalogues.many("names"))["names"].explode().drop_nulls()
    weekday = "|".join(re.escape(name) for name in weekdays.unique().sort())
    day = rf"(?:(?:{month}){_EDGE}\.? [0-9][0-9]?(?:st|nd|rd|th)?|[0-9][0-9]?\.? (?:de )?(?:{month}){_EDGE}\.?)"
    return _EDGE + day, rf"{_EDGE}(?:{weekday})"


@cache
def _headed() -> str:
    """Return the pattern of a credit before the text of a caption."""
    return rf"^(?:{colon_labels()})\s?:\s?\p{{Lu}}|{_CREDITED_FIRST}"


@cache
def _cues() -> dict[str, str]:
    """Return a pattern per kind of cue."""
    table = catalogues.load("caption_cues").group_by("cue", maintain_order=True).agg("text")
    return {cue: _pattern(cue, texts) for cue, texts in table.iter_rows()}


def _pattern(cue: str, texts: list[str]) -> str:
    """Return the pattern of a kind of cue; Unicode word boundaries would be slow to build, so edges are ASCII."""
    both = sorted({variant for text in texts for variant in _variants(text)}, key=lambda t: (-len(t), t))
    if cue == "label":  # pages glue the caption to it
        return rf"^(?:{_any(both)})"
    if cue == "announcement":
        words = [text for text in both if _ends(text)]
        marked = [text for text in both if not _ends(text)]
        return rf"^(?:(?:{_any(words)}){_EDGE}|{_any(marked)})"
    if cue == "greeting":
        return rf"(?i){_EDGE}(?:{_any(both)})[\s,!.]*(?:\S+\s?){{0,3}}$"
    plain, marked = [t for t in both if _ends(t)], [t for t in both if not _ends(t)]
    before, edge, after = ("^", "^", "") if cue in _FIRST else (_EDGE, r"(?:^|[\s(\"“])", _GAP)
    inner = [rf"{before}(?:{_any(plain)}){_EDGE}", *([rf"{edge}(?:{_any(marked)}){after}"] if marked else [])]
    return rf"{'(?i)' if cue in _ANY_CASE else ''}(?:{'|'.join(inner)})"


def _any(texts: list[str]) -> str:
    return "|".join(re.escape(text) for text in texts)


def _ends(text: str) -> bool:
    """Tell whether the text begins and ends with an ASCII letter or figure."""
    return all(mark.isascii() and mark.isalnum() for mark in (text[0], text[-1]))
