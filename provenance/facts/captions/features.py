"""What speaks for and against a caption in the shape, words and neighbours of a paragraph.

Each feature is a Boolean expression; what it weighs is learned and stands in the catalogue `caption_weights`.
"""

# ruff: noqa: PLR2004 - the limits of the features are told by their names
from __future__ import annotations

import re
from functools import cache

import polars as pl
import polars.selectors as cs

from provenance import catalogues

C = pl.col

_WIRE = r"^\p{Lu}[\p{Lu} ,.'-]{3,60}[-–—] (?:\p{Lu}{3,9}\.? \d{1,2}|\d{1,2} \p{Lu}{3,9})"
_CHAINED = r"^(?:\S+\s){0,2}[^\s/]+\s?/\s?[\p{L}.]+(?:\s\p{Lu}[\p{L}.]*)?\s\p{Lu}"
_STRUCTURES = (
    "tail-names", "tail-chain", "tail-agency", "line-names", "line-chain", "bracket-names", "bracket-chain",
    "bracket-agency", "last-words", "glued", "slash", "separated", "label-", "label-by", "bracket-label", "source",
    "copyright",
)  # fmt: skip
_PROSE, _BRIEF, _TINY, _HEAD, _KIN = 15, 12, 3, 3, 25  # words, words, words, paragraphs, characters
_ALONE = ("label", "announcement", "determiner", "author")
_FOR = ("label", "announcement", "opening", "gesture", "pose")
_SHORTEST = 3  # letters in the name of a month
_CREDITED, _LIKELY = 0.7, 0.5
_NEAR = {"brief": "_brief", "very brief": "_tiny", "credit alone": "_alone"}
_WORDS = (3, 7, 12, 20, 35, 60)


def shape(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Add what the neighbours need to know.

    `size` in characters, `words`, `stop` (it ends as a sentence does), and `times` the text stands in the article.
    """
    text = C("text")
    return paragraphs.with_columns(
        size=text.str.len_chars().cast(pl.Int64),
        words=text.str.count_matches(" ", literal=True).cast(pl.Int64) + 1,
        stop=text.str.contains(r"[.!?…:;][\"'”’»)\]]*$"),
        times=pl.len().over("article", "text"),
    )


def context(shaped: pl.DataFrame) -> pl.DataFrame:
    """Add the features of a paragraph's place (the columns CONTEXT); needs whole articles, shaped and parsed."""
    prose = C("stop") & (C("words") >= _PROSE)
    brief = ~C("stop") & (C("words") <= _BRIEF)
    credited = C("strength").fill_null(0) >= _CREDITED
    flags = shaped.with_columns(
        _prose=prose, _brief=brief, _tiny=brief & (C("words") <= _TINY), _credited=credited, _alone=alone(),
        _twin=near(C("text"), -1) == C("text"), _kin=near(C("text").str.head(_KIN), -1) == C("text").str.head(_KIN),
    )  # fmt: skip
    prose_here, all_prose = C("_prose").cast(pl.Int32), C("_prose").cast(pl.Int32).cum_sum().over("article")
    total = C("_prose").cast(pl.Int32).sum().over("article")
    flags = flags.with_columns(_before=all_prose - prose_here, _total=total, _many=pl.len().over("article"))
    return flags.with_columns(**_places()).drop(cs.starts_with("_"))


def _places() -> dict[str, pl.Expr]:
    share = C("_total") / C("_many")
    above, below = (near(C("_prose"), step).fill_null(value=False) for step in (1, -1))
    others = C("_credited").cast(pl.Int32).sum().over("article") - C("_credited").cast(pl.Int32)
    first, last = near(C("words"), 1).is_null(), near(C("words"), -1).is_null()
    return {
        "first": first,
        "among the first": ~first & (C("paragraph") <= _HEAD),
        "last": last,
        "between prose": above & below,
        "prose before": above & ~below,
        "prose behind": ~above & below,
        "before any prose": C("_before") == 0,
        "after all prose": C("_before") + C("_prose").cast(pl.Int32) == C("_total"),
        "mostly prose": share > 0.5,
        "hardly prose": share < 0.2,
        "said twice": C("times") == 2,
        "said often": C("times") > 2,
        "others credited": others > 0,
        "many others credited": others > 2,
        "repeats its neighbour": either("_twin"),
        "starts as its neighbour": either("_kin"),
        "says itself again": either("_kin") | (C("times") > 1),
        "neighbour credited": near(C("_credited"), 1).fill_null(value=False)
        | near(C("_credited"), -1).fill_null(value=False),
        **{f"{name} before": near(C(flag), 1).fill_null(value=False) for name, flag in _NEAR.items()},
        **{f"{name} behind": near(C(flag), -1).fill_null(value=False) for name, flag in _NEAR.items()},
    }


def near(value: pl.Expr, step: int) -> pl.Expr:
    """Return what the paragraph before (1) or behind (-1) has, null where there is none in the article."""
    return pl.when(C("article").shift(step) == C("article")).then(value.shift(step))


def either(flag: str) -> pl.Expr:
    """The flag compares a paragraph with the next: true for both of the pair."""
    return C(flag).fill_null(value=False) | near(C(flag), 1).fill_null(value=False)


def alone() -> pl.Expr:
    """The paragraph is nothing but a credit."""
    return ((C("strength") >= 0.3) & ((C("credit_end") - C("credit_start")) >= (C("size") - 14))).fill_null(value=False)


def words() -> dict[str, pl.Expr]:
    """Return the features of a paragraph itself.

    What its words say counts only where no likely credit does: a credit stands behind any sort of text.
    """
    silent = C("strength").fill_null(0) < _LIKELY
    said = {name: flag & silent for name, flag in {**_of_size(), **_of_text(), **_of_cues()}.items()}
    return {"always": pl.lit(value=True), **said, **_of_credit()}


def _of_credit() -> dict[str, pl.Expr]:
    strength, form = C("strength").fill_null(0), C("form").fill_null("")
    likely = strength >= _LIKELY
    shape = {"over 35 words": C("words") > 35, "over 60 words": C("words") > 60, "stop": C("stop")}
    behind = C("credit_start") > _KIN * 4
    return {
        "credit certain": strength >= 0.8,
        "credit likely": likely & (strength < 0.8),
        "credit possible": (strength >= 0.3) & ~likely,
        "credit unsure": (strength > 0) & (strength < 0.3),
        **{f"credit by {start}": form.str.starts_with(start) for start in _STRUCTURES},
        **{f"credited, {name}": flag & likely for name, flag in shape.items()},
        "names behind a long text": form.str.starts_with("tail-names") & behind,
        "agency behind a long text": form.str.starts_with("last-words") & behind,
        "credit alone": alone(),
        "agency alone": alone() & form.str.ends_with("-agency"),
        "status said": C("status").list.len().fill_null(0) > 0,
        "copyright": C("text").str.contains("©", literal=True),
        "says it is a caption": C("text").str.contains(_cues()["label"]),
        "announced": C("text").str.contains(_cues()["announcement"]),
    }


def pointing() -> pl.Expr:
    """One of the cues that speak for a caption stands in the text."""
    cues = [pattern for cue, pattern in _cues().items() if cue in _FOR]
    return C("text").str.contains("|".join(cues))


def _of_cues() -> dict[str, pl.Expr]:
    text = C("text")
    kinds = {f"cue {cue}": text.str.contains(pattern) for cue, pattern in _cues().items() if cue not in _ALONE}
    narration = text.str.count_matches(_cues()["narration"])
    return {**kinds, "two verbs": narration >= 2, "much narration": narration >= 4}


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
    text, count, (day, weekday) = C("text"), C("words"), _days()
    capitals = text.str.count_matches(r"(?:^|[\s(“„\"'«-])\p{Lu}").cast(pl.Float64) / count
    return {
        "title case": (capitals >= 0.7) & (count >= 3),
        "few capitals": (capitals <= 0.15) & (count >= 3),
        "some capitals": (capitals > 0.3) & (capitals < 0.7) & (count >= 8),
        "no small letters": ~text.str.contains(r"\p{Ll}"),
        "starts small": text.str.contains(r"^\p{Ll}"),
        "starts with a figure": text.str.contains(r"^\d"),
        "starts with a mark": text.str.contains(r"^[^\p{L}\p{N}(]"),
        "starts with a quotation": text.str.contains(r"^[\"“„«'‘]"),
        "holds a quotation": text.str.contains(r"[“”„\"]"),
        "starts with an article": text.str.contains(_cues()["determiner"]),
        "starts with a name": text.str.contains(r"^\p{Lu}\p{Ll}+ \p{Lu}[\p{Ll}']+[ ,]"),
        "capital lead-in": text.str.contains(r"^\p{Lu}[\p{Lu}' -]{3,40}(?::| [–—-] )\s?\S"),
        "lead-in": text.str.contains(r"^[^.:]{3,40}: \p{Lu}"),
        "numbered": text.str.contains(
            r"^(?:(?:Image|Photo|Picture|Slide|Bild|Foto) )?\d{1,3} ?(?:of|von|/|de|sur) ?\d{1,3}\b"
        ),
        "wire lead-in": text.str.contains(_WIRE) | text.str.contains(rf"^{day}, (?:19|20)\d\d; "),
        "says itself twice": text.str.slice(_KIN).str.contains(text.str.head(_KIN), literal=True)
        & (C("size") > 2 * _KIN),
        "participle": text.str.contains(r"^(?:[^\s.]+\s){1,7}\p{Ll}{2,}ing\b"),
        "comma and participle": text.str.contains(r"^\p{Lu}[^.,]{3,60}, \p{Ll}{2,}ing\b"),
        "ends with a name in brackets": text.str.contains(r"\(\p{Lu}[\p{L}'.-]+(?: \p{Lu}[\p{L}'.-]*){1,2}\)\.?$"),
        "starts with ©": text.str.contains(r"^©"),
        "starts with a chain": text.str.contains(_CHAINED),
        "a name alone": text.str.contains(r"^\p{Lu}\p{Ll}+(?: \p{Lu}\.?)? \p{Lu}\p{Ll}+$"),
        "question": text.str.contains("?", literal=True),
        "exclamation": text.str.contains("!", literal=True),
        "ends with a colon": text.str.contains(r":$"),
        "address": text.str.contains(r"https?:|www\.|@\S+\.\w"),
        "one sentence": ~text.str.contains(r"[.!?][\"”’)]* \p{Lu}"),
        "three sentences": text.str.count_matches(r"[.!?][\"”’)]* \p{Lu}") >= 2,
        "day": text.str.contains(day),
        "day and year": text.str.contains(day + r",? (?:de |del )?(?:19|20)\d\d"),
        "weekday and day": text.str.contains(weekday + ",? " + day),
        "year": text.str.contains(r"\b(?:19|20)\d\d\b"),
        "commas": text.str.count_matches(",", literal=True) >= 3,
        "byline": text.str.contains(_cues()["author"]),
        "bracket at the end": text.str.contains(r"\)\.?$"),
        "bar": text.str.contains("|", literal=True),
        "ellipsis": text.str.contains(r"(?:\.\.\.|…)$"),
    }


@cache
def _days() -> tuple[str, str]:
    """Return the patterns of a day with its month, and of a weekday, in the languages of the catalogues."""
    months = catalogues.load("months").select(catalogues.many("names"), catalogues.many("abbreviations"))
    names = {name for column in months for cell in column.drop_nulls() for name in cell if len(name) >= _SHORTEST}
    month = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    weekdays = catalogues.load("weekdays").select(catalogues.many("names"))["names"].explode().drop_nulls()
    weekday = "|".join(re.escape(name) for name in weekdays.unique().sort())
    edge = r"(?-u:\b)"
    day = rf"(?:(?:{month}){edge}\.? \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\.? (?:de )?(?:{month}){edge}\.?)"
    return edge + day, rf"{edge}(?:{weekday})"


@cache
def _cues() -> dict[str, str]:
    """Return a pattern per kind of cue."""
    table = catalogues.load("caption_cues").group_by("cue", maintain_order=True).agg("text")
    return {cue: _pattern(cue, texts) for cue, texts in table.iter_rows()}


def _pattern(cue: str, texts: list[str]) -> str:
    both = {variant for text in texts for variant in (text, text.replace("'", "’"))}
    inner = "|".join(re.escape(text) for text in sorted(both, key=lambda text: (-len(text), text)))
    if cue in ("announcement", "label"):
        return rf"^(?:{inner})"
    if cue == "author":
        return rf"^(?:{inner}) \p{{Lu}}"
    if cue in ("opening", "determiner"):
        return rf"^(?:{inner})(?:\W|$)"
    case = "(?i)" if cue == "call" else ""
    return rf"{case}(?:^|[^\p{{L}}\p{{N}}])(?:{inner})(?:[^\p{{L}}\p{{N}}]|$)"


CONTEXT = tuple(_places())
