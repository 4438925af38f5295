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
_AFTER = r"(?:|.*?[^\p{L}\p{N}]|.*?\p{Ll})"  # labels may be glued to the word before them
_YEARS = r"(?:19|20)[0-9][0-9][\s,/-]*(?:(?:19|20)[0-9][0-9])?\s*"
_MARK = r"(?:(?:|.*?[^ÃÂ])©|.*?\([cC]\))\s*"  # Ã© is what is left of one letter, as in cafÃ©
_FAR = 200  # characters from the end of a line


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure: its name, the pattern, and what a line must at least hold (cheap to test).

    `most` characters may the candidate have; only the last `reach` characters of a line are looked at. `leads` are
    patterns of words before the candidate that may belong to it as well: each match is one more candidate.
    """

    name: str
    pattern: str
    holds: str = ""
    most: int = 160
    reach: int | None = _FAR
    leads: tuple[str, ...] = ()
    lone: bool | None = None

    @property
    def key(self) -> str:
        """The same for structures with the same gate."""
        return self.holds or self.name

    @property
    def gate(self) -> pl.Expr:
        """The lines that are worth the pattern."""
        if self.lone is not None:
            return (pl.col("of") == 1) == self.lone
        return pl.col("view").str.contains(self.holds)


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


_INNER = Structure("bracket-inside", r"^(.*[(\[])([^()\[\]]+)[)\]]", r"[(\[]", most=110, reach=None)


def _colon(*kinds: str) -> str:
    labels = "|".join(lexicon.label("colon", kind) for kind in kinds)
    return rf"(?:(?:{labels})\s?[:=]\s*)+"


def _bracketed() -> tuple[Structure, ...]:
    label, source, by = _colon("photo", "credit"), _colon("source"), lexicon.label("by")
    name = rf"{WORD}(?:\s{WORD}|\s\p{{Lu}}{_DOT}){{0,3}}"
    holds = r"[(\[]"
    return (
        Structure("bracket-label", rf"^(.*[(\[]\s*{label})({_INSIDE})[)\]]?", r"[(\[][^:=]*[:=]"),
        Structure("bracket-source", rf"^(.*[(\[]\s*{source})({_INSIDE})[)\]]?", r"[(\[][^:=]*[:=]"),
        Structure("bracket-by", rf"^(.*[(\[]\s*(?:{by})\s+)({_INSIDE})[)\]]?", rf"[(\[]\s*(?:{by})\s"),
        Structure("bracket", rf"^(.*[(\[])({_INSIDE})[)\]]?[\s.,;*\"']*$", holds),
        Structure("bracket", r"^(.*[(\[])([^()\[\]]+)[)\]]\s*[(\[][^()\[\]]+[)\]]\s*$", r"[)\]]\s*[(\[]", most=90),
        Structure("name-bracket", rf"^(|.*{_STOP}\s*)({name}\s\([^()]+\))\s*$", r"\p{L} \([^()]+\)$"),
    )


def _labelled() -> tuple[Structure, ...]:
    behind, slash = lexicon.label("after"), lexicon.label("slash")
    by, noun = lexicon.names_follow(nouns=False), lexicon.names_follow(nouns=True)
    label, source = _colon("photo", "credit"), _colon("source")
    glued = r"[\p{Ll}.\"'](?:Credit)+(?:\.\.\.)?\s*"
    return (
        Structure("label", rf"^({_AFTER}{label})(\S.*)$", "[:=]"),
        Structure("source", rf"^({_AFTER}{source})(\S.*)$", "[:=]"),
        Structure("label-by", rf"^((?:|.*?[^\p{{L}}\p{{N}}])(?:{by})\s+)(\S.*)$", rf"(?:{by})\s", most=120),
        Structure("label-by", rf"^((?:|.*{_PAUSE}\s*)(?:{noun})\s+)(\S.*)$", rf"(?:{noun})\s", most=120),
        Structure("label-by", rf"^(.*?{glued})(\p{{Lu}}.*)$", r"[\p{Ll}.]Credit", most=120),
        Structure(
            "label-after",
            rf"^(.*?\s[/|–—-]\s|.*{_STOP}\s*|)(\S.*\s(?:{behind}))\s*$",
            rf"\s(?:{behind})\s*$",
            most=110,
        ),
        Structure("label-slash", rf"^(|.*?\s)((?:{slash})/.+)$", rf"(?:{slash})/", most=100),
        Structure("caption-follows", r"^(Image (?:copyright|source)\s+)(.+?)\s*Image caption", "^Image ", 80, None),
    )


def _marked() -> tuple[Structure, ...]:
    holds = r"©|\([cC]\)"
    return (
        Structure("copyright-year", rf"^({_MARK}{_YEARS})(\S.*)$", holds),
        Structure("copyright", rf"^({_MARK})(\S.*)$", holds),
        Structure("equals", r"^(.*[^\s=]=)([^\s=]+)$", "=", most=30),
    )


def _ending() -> tuple[Structure, ...]:
    camel, dash = r"\p{Ll}{3}[\"')]?", r"\s[/–—-]\s"
    glued = rf"{camel}\p{{Lu}}[^.!?]+$"
    return (
        Structure("tail", rf"^(.*{_STOP}\s+)(\S.+)$", r"[.!?…][\"')\]»“”]*\s", most=111),
        Structure("tail", rf"^(.*{_STOP})([\p{{Lu}}@].+)$", r"[.!?…][\"')\]»“”]*[\p{Lu}@]", most=111),
        Structure("separated", r"^(.*?\S\s?[|•·])(.+)$", "[|•·]", most=110, reach=120),
        Structure("separated", rf"^(.*?\S{dash})(.+)$", dash, most=110, reach=120),
        Structure("separated", rf"^(.*\S{dash})(.+)$", dash, most=110),
        Structure("glued", rf"^(.*?{camel})(\p{{Lu}}[^.!?]+)$", glued, most=71, reach=76),
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
            r"^(|.*?[^\p{L}\p{N}/.@-])([\p{L}@][\p{L}\p{N}.@_-]*\s?(?:/\s?[^/!?]+)+)$",
            "/",
            reach=120,
            leads=(rf"{before}({name})$", rf"{before}({capitals})$", rf"{before}(\p{{L}}+\s)$"),
        ),
        Structure(
            "via",
            rf"^(.*?\s)({WORD} via .+)$",
            r"\svia\s",
            most=100,
            leads=(rf"\s({WORD}\s)$", rf"\s({WORD}\s{WORD}\s)$"),
        ),
    )
