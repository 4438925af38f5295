"""The structures of a line in which a credit stands: after a label, in brackets, behind the last stop, on its own.

Each is a pattern with two groups: what stands before the candidate, and the candidate. Lines are folded
(`lexicon.fold`) and the stops of abbreviations in them masked (`mask`).
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
_REST = r"\S[^\n]{0,159}"
_AFTER = r"(?:|.*?[^\p{L}\p{N}]|.*?\p{Ll})"  # labels may be glued to the word before them
_YEARS = r"(?:19|20)\d\d[\s,/-]*(?:(?:19|20)\d\d)?\s*"
_MARK = r"(?:©|\([cC]\))\s*"
_NOT_DAMAGED = r"(?:|.*?[^ÃÂ])"  # before ©: with them it is what is left of one letter, as in cafÃ©
_WORDS = r"[\p{L}\p{N}.&'-]+"


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure: its name, the pattern, and what a line must at least hold (cheap to test)."""

    name: str
    pattern: str
    holds: str | None = None
    lone: bool | None = None

    @property
    def gate(self) -> pl.Expr:
        """The lines that are worth the pattern."""
        if self.lone is not None:
            return (pl.col("of") == 1) == self.lone
        return pl.lit(value=True) if self.holds is None else pl.col("view").str.contains(self.holds)


def mask(view: pl.Expr) -> pl.Expr:
    """Replace the stops of abbreviations, which end no sentence, by another code point."""
    return view.str.replace_all(rf"(?-u:\b)({lexicon.words('abbreviation')}|\p{{Lu}})\.", "${1}" + _DOT)


def unmask(view: pl.Expr) -> pl.Expr:
    """Undo `mask`."""
    return view.str.replace_all(_DOT, ".", literal=True)


@cache
def structures() -> tuple[Structure, ...]:
    """Return all structures."""
    return (*_bracketed(), *_labelled(), *_marked(), *_ending(), *_chained())


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
        Structure("bracket-by", rf"^(.*[(\[]\s*(?:{by})\s+)({_INSIDE})[)\]]?", holds),
        Structure("bracket", rf"^(.*[(\[])({_INSIDE})[)\]]?[\s.,;*\"']*$", holds),
        Structure("bracket", r"^(.*[(\[])([^()\[\]]{3,90})[)\]]\s*[(\[][^()\[\]]{2,40}[)\]]\s*$", holds),
        Structure("bracket-inside", r"^(.*[(\[])([^()\[\]]{2,110})[)\]]", holds),
        Structure("name-bracket", rf"^(|.*{_STOP}\s*)({name}\s\([^()]{{2,90}}\))\s*$", holds),
    )


def _labelled() -> tuple[Structure, ...]:
    behind, slash = lexicon.label("after"), lexicon.label("slash")
    by, noun = lexicon.names_follow(nouns=False), lexicon.names_follow(nouns=True)
    label, source = _colon("photo", "credit"), _colon("source")
    glued = r"[\p{Ll}.\"'](?:Credit)+(?:\.\.\.)?\s*"
    return (
        Structure("label", rf"^({_AFTER}{label})({_REST})$", "[:=]"),
        Structure("source", rf"^({_AFTER}{source})({_REST})$", "[:=]"),
        Structure("label-by", rf"^((?:|.*?[^\p{{L}}\p{{N}}])(?:{by})\s+)(\S.{{0,120}})$", rf"(?:{by})\s"),
        Structure("label-by", rf"^((?:|.*{_PAUSE}\s*)(?:{noun})\s+)(\S.{{0,120}})$", rf"(?:{noun})\s"),
        Structure("label-by", rf"^(.*?{glued})(\p{{Lu}}.{{0,120}})$", r"[\p{Ll}.]Credit"),
        Structure(
            "label-after",
            rf"^(.*?\s[/|–—-]\s|.*{_STOP}\s*|)(\S.{{0,80}}\s(?:{behind}))\s*$",
            rf"\s(?:{behind})\s*$",
        ),
        Structure("label-slash", rf"^(|.*?\s)((?:{slash})/.{{1,80}})$", rf"(?:{slash})/"),
        Structure("caption-follows", r"^(Image (?:copyright|source)\s+)(.{2,80}?)\s*Image caption", "^Image "),
    )


def _marked() -> tuple[Structure, ...]:
    holds = r"©|\([cC]\)"
    return (
        Structure("copyright-year", rf"^({_NOT_DAMAGED}{_MARK}{_YEARS})({_REST})$", holds),
        Structure("copyright", rf"^({_NOT_DAMAGED}{_MARK})({_REST})$", holds),
        Structure("equals", r"^(.*[^\s=]=)([^\s=]{1,30})$", "="),
    )


def _ending() -> tuple[Structure, ...]:
    camel = r"\p{Ll}{3}[\"')]?"
    return (
        Structure("tail", rf"^(.*{_STOP}\s+)(\S.{{1,110}})$"),
        Structure("tail", rf"^(.*{_STOP})([\p{{Lu}}@].{{1,110}})$"),
        Structure("separated", r"^(.*?\S\s?[|•·])(.{2,110})$", "[|•·]"),
        Structure("separated", r"^(.*?\S\s[/–—-]\s)(.{2,110})$", r"\s[/–—-]\s"),
        Structure("separated", r"^(.*\S\s[/–—-]\s)(.{2,110})$", r"\s[/–—-]\s"),
        Structure("glued", rf"^(.*?{camel})(\p{{Lu}}[^.!?]{{1,70}})$", rf"{camel}\p{{Lu}}"),
        Structure("glued", rf"^(.*{camel})(\p{{Lu}}[^.!?]{{1,70}})$", rf"{camel}\p{{Lu}}"),
        Structure("line", r"^()(.{2,120})$", lone=True),
        Structure("own-line", r"^()(.{2,120})$", lone=False),
    )


def _chained() -> tuple[Structure, ...]:
    """Chains without a stop or label beside them.

    How many of the words beside a slash belong to the chain is not known: all likely numbers are offered.
    """
    chain = r"\s?(?:/\s?[^/!?]{1,45})+"
    particle = rf"(?:{lexicon.words('name particle')})\s"
    name = rf"{WORD}\s(?:\p{{Lu}}{_DOT}?\s|{particle}){{0,2}}{WORD}"
    capitals = r"\p{Lu}[\p{Lu}'-]+(?:\s\p{Lu}[\p{Lu}'-]+){1,3}"
    heads = (r"[\p{L}@][\p{L}\p{N}.@_-]*", name, capitals, r"\p{L}+\s\p{L}+")
    first = r"(?:[\p{L}.'-]+\s){0,3}[\p{L}.'-]+\s?/\s?(?:[^/]{2,30}/)?"
    return (
        *(Structure("slash", rf"^(|.*?[^\p{{L}}\p{{N}}/.@-])((?:{head}){chain})$", "/") for head in heads),
        *(
            Structure("head", rf"^()({first}{_WORDS}(?:\s{_WORDS}){{{more}}})\s\p{{Lu}}\S*\s", r"^[^/]{2,40}/.{2,40}\s")
            for more in range(4)
        ),
        *(Structure("via", rf"^(.*?\s)({WORD}(?:\s{WORD}){{{more}}} via .{{2,60}})$", r"\svia\s") for more in range(3)),
    )
