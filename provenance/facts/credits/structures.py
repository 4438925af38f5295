"""The structures of a line in which a credit stands: after a label, in brackets, behind the last stop, on its own.

Each is a pattern with two groups: what stands before the candidate, and the candidate. Lines are folded
(`lexicon.fold`) and the stops of abbreviations in them masked (`mask`). Patterns hold no large bounded repetitions:
these are slow to build and to match; `most` and `reach` bound the candidate instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from provenance.facts.credits import lexicon

WORD = r"\p{Lu}[\p{L}\p{M}\p{N}'&+_-]*"
"""A word with a capital letter."""

_DOT = "\u2024"  # one dot leader
_STOP = r"[\p{Ll}\p{Lo}\p{N}\"')\]…%»“”][.!?…][\"')\]»“”]*"
_PAUSE = r"[.!?…\"')\]»“”/|•·,;–—-]"
_INSIDE = r"[^()\[\]]*(?:[(\[][^()\[\]]*[)\]][^()\[\]]*)*"
_AFTER = r"(?:|.*?[^\p{L}\p{N}]|.*?\p{Ll}|.*?\p{Lu}{3})"  # labels may be glued to the word before them
_YEARS = r"(?:19|20)[0-9][0-9][\s,/-]*(?:(?:19|20)[0-9][0-9])?\s*"
_MARK = r"(?:(?:|.*?[^ÃÂ])©|.*?\([cC]\))\s*"  # Ã© is what is left of one letter, as in cafÃ©
_EDGE = r"[\s\"'“”»().,;:!?/|\[\]–—•·-]"
_LABELS = "\0"
_UP_TO_COLON = rf"(?:{_LABELS}\s?[:=]\s*)+"
_HAN = r"[\p{Han}·]{2,5}"  # a name
_GENERATION = rf"(?:,?\s(?:I{{2,3}}|IV|[JS]r[.{_DOT}]?))?"  # Jo Roe II
_SUPPLIED = (r"((?:\p{Lu}\S*\s){0,2}\p{Lu}\S*\s?/\s?(?i:courtesy)(?:\s(?i:of))?\s+)$",)  # Jane Doe/Courtesy Tate
_FAR = 200  # characters from the end of a line
_OPEN, _COLON, _RIGHTS = ("(", "["), (":", "="), ("©", "(c)", "(C)")
_TWICE = tuple(f"{end}{space}{start}" for end in ")]" for space in ("", " ") for start in _OPEN)


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure: its name, the pattern, and what a line must at least hold: one of some strings, or a pattern.

    Strings are cheaper: Polars keeps few patterns at a time, and building them anew is most of the work.
    `most` characters may the candidate have; only the last `reach` characters of a line are looked at. `leads` are
    patterns of words before the candidate that may belong to it as well: each match is one more candidate. `cut` says
    that the candidate may end at a stop, with the caption behind it. `labels` stand for `_LABELS` in the pattern.
    """

    name: str
    pattern: str
    holds: str | tuple[str, ...] = ""
    most: int = 160
    extent: int | None = _FAR
    leads: tuple[str, ...] = ()
    lone: bool | None = None
    cut: bool = False
    labels: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for structures with the same gate."""
        return str(self.holds or self.name)

    @property
    def gate(self) -> pl.Expr:
        """The lines that are worth the pattern."""
        if self.lone is not None:
            return (pl.col("of") == 1) == self.lone
        view = pl.col("view").str
        if not self.holds:
            return view.len_bytes() > 0
        return view.contains(self.holds) if isinstance(self.holds, str) else view.contains_any(list(self.holds))

    def narrowed(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, str]:
        """Return the lines in which labels stand, and the pattern with these labels alone.

        A pattern of all labels would take longer to build than all else does together.
        """
        if not self.labels:
            return rows, self.pattern
        view = pl.col("view").str
        seen = rows.select(view.extract_many(list(self.labels), overlapping=True).explode().unique())
        texts = seen.to_series().drop_nulls().to_list()
        holding = rows.filter(view.contains_any(texts)) if texts else rows.clear()
        return holding, self.pattern.replace(_LABELS, f"(?:{lexicon.alternation(texts)})")


def mask(view: pl.Expr) -> pl.Expr:
    """Replace the stops of abbreviations, which end no sentence, by another code point."""
    return view.str.replace_all(rf"(?-u:\b)({lexicon.words('abbreviation')}|\p{{Lu}})\.", "${1}" + _DOT)


def unmask(view: pl.Expr) -> pl.Expr:
    """Undo `mask`."""
    return view.str.replace_all(_DOT, ".", literal=True)


@cache
def structures(*, sure: bool) -> tuple[Structure, ...]:
    """Return the structures that announce a credit, or else those that any words may have."""
    return (*_bracketed(), *_labelled(), *_marked()) if sure else (_INNER, *_ending(), *_chained())


# A dash behind the bracket makes it the head of a report: WESTHAVEN (Reuters) - The quay is shut.
_INNER = Structure("bracket-inside", r"^(.*[(\[])([^()\[\]]+)[)\]]\s*(?:[^\s–—-]|$)", _OPEN, most=110, extent=None)


def _bracketed() -> tuple[Structure, ...]:
    label, source = _colon("photo", "credit", small=True), _colon("source", small=True)
    by, stroke = tuple(lexicon.labels("by", small=True)), tuple(lexicon.labels("stroke"))
    word = r"\p{Lu}[^\s()\[\]/|]*"
    name = rf"{word}(?:\s{word}){{0,3}}"
    prefilter = r"[(\[][^:=]*[:=]"
    return (
        Structure("bracket-label", rf"^(.*[(\[]\s*{_UP_TO_COLON})({_INSIDE})[)\]]?", prefilter, labels=label),
        Structure("bracket-source", rf"^(.*[(\[]\s*{_UP_TO_COLON})({_INSIDE})[)\]]?", prefilter, labels=source),
        Structure("bracket-by", rf"^(.*[(\[]\s*{_LABELS}\s+)({_INSIDE})[)\]]?", _OPEN, labels=by),
        Structure("bracket-label", rf"^(.*[(\[]\s*{_LABELS}\s?/\s?)({_INSIDE})[)\]]?", _OPEN, labels=stroke),
        Structure("bracket-first", r"^(\s*[(\[])([^()\[\]]+)[)\]]\s+\S", _OPEN, extent=None),
        Structure("bracket", rf"^(.*[(\[])({_INSIDE})[)\]]?[\s.,;*\"']*$", _OPEN),
        Structure("bracket", r"^(.*[(\[])([^()\[\]]+)[)\]]\s*[(\[][^()\[\]]+[)\]]\s*$", _TWICE, most=90),
        Structure("name-bracket", rf"^(|.*{_STOP}\s*)({name}\s\([^()]+\))\s*$", r"\p{L} \([^()]+\)$"),
    )


def _colon(*kinds: str, small: bool = False) -> tuple[str, ...]:
    return tuple(text for kind in kinds for text in lexicon.labels("colon", kind, small=small))


def _labelled() -> tuple[Structure, ...]:
    behind, slash, stroke, comma = (tuple(lexicon.labels(form)) for form in ("after", "slash", "stroke", "comma"))
    phrase, noun = (tuple(lexicon.names_follow(nouns=nouns)) for nouns in (False, True))
    label, source, opening = _colon("photo", "credit"), _colon("source"), tuple(lexicon.listed("opening"))
    small = _colon("photo", "credit", small=True)
    glued, caption = r"[\p{Ll}.\"'](?:Credit)+(?:\.\.\.)?\s*", lexicon.alternation(opening)
    stop = rf"(?:|.*?{_STOP}\s*|.*?[|(\[]\s*)"
    return (
        Structure("label", rf"^({_AFTER}{_UP_TO_COLON})(\S.*)$", _COLON, labels=label, cut=True),
        Structure("label", rf"^({_UP_TO_COLON})(\S.*)$", _COLON, labels=small),
        Structure("label", rf"^({stop}{_LABELS}\s/\s)(\S.*)$", (" / ",), labels=stroke),
        Structure("label", rf"^((?:|.*?\s){_LABELS},\s*)(\S.*)$", (",",), labels=comma),
        Structure("source", rf"^({_AFTER}{_UP_TO_COLON})(\S.*)$", _COLON, labels=source),
        Structure("label-by", rf"^((?:|.*?{_EDGE}){_LABELS}\s+)(\S.*)$", labels=phrase, cut=True, leads=_SUPPLIED),
        Structure("label-by", rf"^((?:|.*{_PAUSE}\s*){_LABELS}\s+)(\S.*)$", most=120, labels=noun, leads=_SUPPLIED),
        Structure("label-by", rf"^(.*?{glued})(\p{{Lu}}.*)$", ("Credit",), most=120),
        Structure(
            "label-after",
            rf"^(.*?\s[/|–—-]\s|.*{_STOP}\s*|)(\S.*\s{_LABELS})\s*$",
            most=110,
            labels=behind,
        ),
        Structure("label-by", rf"^((?:|.*{_PAUSE}\s*)Copyright\s+)(\p{{Lu}}.*)$", ("Copyright ",), most=120),
        *_unspaced(),
        Structure("label-slash", rf"^(|.*?\s)({_LABELS}/.+)$", ("/",), most=100, labels=slash),
        Structure("caption-follows", rf"^({_LABELS},?\s+)(.+?)\s*(?:{caption})\W", opening, 80, None, labels=comma),
    )


def _unspaced() -> tuple[Structure, ...]:
    """Scripts without spaces set the label right behind the name: 新华社记者李明摄 / (山田太郎撮影)."""
    labels = lexicon.words("behind a name")
    title, traces = lexicon.words("before a name"), tuple(lexicon.listed("behind a name"))
    stop = r"(?:|.*[.!?…;,)」]\s*|.*[(\[]\s*)"
    return (
        Structure(
            "label-after",
            rf"^({stop})([\p{{Han}}·/\s]*(?:{title}|\s)\s?{_HAN}\s?(?:{labels}))[)\]]?\s*$",
            traces,
            most=40,
        ),
        Structure("label-after", rf"^(.*[(\[]\s*)({_HAN}\s?(?:{labels}))[)\]]\s*$", traces, most=20),
    )


def _marked() -> tuple[Structure, ...]:
    return (
        Structure("copyright-year", rf"^({_MARK}{_YEARS})(\S.*)$", _RIGHTS),
        Structure("copyright", rf"^({_MARK})(\S.*)$", _RIGHTS),
        Structure("equals", r"^(.*[^\s=]=)([^\s=]+)$", ("=",), most=30),
    )


def _ending() -> tuple[Structure, ...]:
    camel, dash, dashes = r"\p{Ll}{3}[\"')]?", r"\s[/–—-]\s", tuple(f" {mark} " for mark in "/–—-")
    author, glued = lexicon.listed("author"), rf"{camel}\p{{Lu}}[^.!?]+$"
    return (
        Structure("tail", rf"^(.*{_STOP}\s+)(\S.+)$", r"[.!?…][\"')\]»“”]*\s", most=111),
        Structure(
            "tail", rf"^(.*{_STOP})((?:\s?[–—-]\s?)?[\p{{Lu}}@].+)$", r"[.!?…][\"')\]»“”]*[\p{Lu}@–—-]", most=111
        ),
        Structure(
            "tail-by",
            rf"^(.*{_STOP}\s+(?:{lexicon.alternation(author)})\s)(\S.+)$",
            tuple(f" {word} " for word in author),
            most=80,
        ),
        Structure("separated", r"^(.*?\S\s?[|•·])(.+)$", ("|", "•", "·"), most=110, extent=120),
        Structure("separated", rf"^(.*?\S{dash})(.+)$", dashes, most=110, extent=120),
        Structure("separated", rf"^(.*\S{dash})(.+)$", dashes, most=110),
        Structure("glued", rf"^(.*?{camel})(\p{{Lu}}[^.!?]+)$", glued, most=71, extent=76),
        Structure("glued", rf"^(.*{camel})(\p{{Lu}}[^.!?]+)$", glued, most=71),
        Structure("line", r"^()(.+)$", most=120, lone=True),
        Structure("own-line", r"^()(.+)$", most=120, lone=False),
    )


def _chained() -> tuple[Structure, ...]:
    """Chains without a stop or label beside them.

    How many of the words beside a slash belong to the chain is not known: all likely numbers are offered.
    """
    particle = rf"(?:{lexicon.words('name particle')})\s"
    name = rf"{WORD}\s(?:\p{{Lu}}{_DOT}?\s|{particle})?(?:\p{{Lu}}{_DOT}?\s|{particle})?"
    capitals = r"(?:\p{Lu}[\p{Lu}'-]+\s){1,3}"
    before = r"(?:^|[^\p{L}\p{N}/.@-])"
    return (
        Structure(
            "slash",
            rf"^(|.*?[^\p{{L}}\p{{N}}/.@-])([\p{{L}}@][\p{{L}}\p{{N}}.@_-]*{_GENERATION}\s?(?:/\s?[^/!?]+)+)$",
            ("/",),
            extent=120,
            leads=(
                rf"{before}({name})$",
                rf"{before}({capitals})$",
                rf"{before}(\p{{L}}+\s)$",
                rf"\p{{Ll}}{{3}}({name})$",
                r"(@[\p{L}\p{N}_.]+ via )$",
            ),
        ),
        Structure(
            "via",
            rf"^(.*?\s|)((?:{WORD}|@[\p{{L}}\p{{N}}_.]+) via .+)$",
            (" via ",),
            most=100,
            leads=(rf"\s({WORD}\s)$", rf"\s({WORD}\s{WORD}\s)$"),
        ),
    )
