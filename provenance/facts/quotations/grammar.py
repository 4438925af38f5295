"""How a language reports speech: patterns built from the catalogues of reporting verbs and of small words.

Every pattern is anchored, and its groups stand side by side from the anchor on, so that the length of the groups before
one is its offset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import polars as pl

from provenance import catalogues

C = pl.col
LANGUAGES = ("en", "de", "fr", "es")
_PLAIN = r"[^\s,.;:!?“”„\"()\[\]—–…«»]"


@dataclass(frozen=True)
class Grammar:
    """The patterns of one language; the groups are named in the comments."""

    sentence: str  # (the last sentence of a text)
    last_said: str  # (before)(verb of saying)(rest)
    last_verb: str  # (before)(any reporting verb)(rest)
    chunk: str  # (before)(noun phrase)(auxiliaries)
    unfinished: str  # ends as no noun phrase ends: with a determiner, a preposition, a possessive
    bare: str  # a noun phrase that cannot be one: it begins with a preposition, or is none
    pronoun_edge: str  # a pronoun at the end of a text: (before)(pronoun)
    pronoun_start: str  # a pronoun at its start: (nothing)(pronoun)
    parenthesis: str  # ends where an inserted “said Ms Roe” may follow
    name_end: str  # (before)(name)
    main_subject: str  # (before)(first noun phrase of a sentence)
    pronoun_first: str  # (space)(pronoun)(auxiliaries)(verb)
    verb_first: str  # (space)(verb)(space)(noun phrase)
    subject_first: str  # (space)(noun phrase)(apposition, auxiliaries)(verb)
    short_after: str  # (space)(short noun phrase)(auxiliaries)(verb), and the clause ends
    tail: str  # (rest of the sentence)(short noun phrase)(auxiliaries)(verb), and the clause ends
    inserted: str  # ()(verb)(space)(noun phrase), and a comma
    named_source: str  # (before)(according to)(space)(noun phrase)


@cache
def grammar(language: str) -> Grammar:
    """Return the patterns of `language`."""
    verbs = catalogues.load("reporting_verbs").filter(C("language") == language)
    spoken = _one_of(_cells(verbs.filter(C("kind") != "source-follows"), "forms"))
    finite = _one_of([form for form in _cells(verbs.filter(C("kind") != "source-follows"), "forms") if not form.endswith("ing")])
    stating = verbs.filter(~C("kind").is_in(["source-follows", "tell", "judge", "describe", "think"]))
    inserted = _one_of([form for form in _cells(stating, "forms") if not form.endswith("ing")])
    telling = _one_of([form for form in _cells(verbs.filter(C("kind").is_in(["tell", "answer"])), "forms") if not form.endswith("ing")])
    said = _one_of(_cells(verbs.filter(~C("kind").is_in(["source-follows", "think"])), "forms"))
    follows = _one_of(_cells(verbs.filter(C("kind") == "source-follows"), "forms"))
    words = {
        role: _one_of(_cells(group, "words"))
        for (role,), group in catalogues.load("reporting_words").filter(C("language") == language).group_by("role")
    }
    subject = f"(?i:{words['pronoun']}|{words['relative']})"
    any_case = {role: f"(?i:{choice})" for role, choice in words.items()}
    dotted = rf"(?:\p{{Lu}}|{words['abbreviation']})\."
    token = rf"(?:(?:\p{{Lu}}\.)+|{dotted}|{_PLAIN}+(?:\.{_PLAIN}+)*)"
    name = rf"\p{{Lu}}[\p{{L}}\p{{M}}\p{{N}}’'\-&]*\.?"
    link = r"(?:of|the|de|la|van|von|der|den|di|da|du|al|bin|ben|y)"
    names = rf"{name}(?:\s+(?:{link}\s+){{0,2}}{name})*"
    adverb = rf"(?:\s+(?:{any_case['auxiliary']}|\p{{Ll}}+ly)\b|(?:’s|’d|’ve|’ll|'s|'d|'ve|'ll)\b)"
    phrase = rf"{token}(?:\s+{token}){{0,17}}?"
    aside = r"(?:\s*\([^()]{1,60}\))?(?:,[^.;:!?“”\"]{1,160}?,|\s*[—–][^;—–“”\"]{1,140}[—–])?"
    return Grammar(
        sentence=rf"((?:[^.!?…\n]|\.[^\s.”\"’]|(?:^|[\s(“\".\-]){dotted}\s)*)$",
        last_said=rf"(?s)^(.*)\b({said})\b(.*)$",
        last_verb=rf"(?s)^(.*)\b({spoken})\b(.*)$",
        chunk=rf"(?s)^((?:.*(?:[,;:—–(“”\"»«]|\b{any_case['boundary']}\b))?\s*?)([^()]*?)((?:\s*\([^()]{{1,60}}\))?(?:{adverb})*)\s*$",
        unfinished=rf"\b(?:{any_case['determiner']}|{any_case['preposition']}|{any_case['unfinished']})$|[’']s$|s[’']$",
        bare=rf"^(?:{any_case['preposition']}|to|{spoken})\b|^[^\p{{L}}]*$",
        pronoun_edge=rf"(?s)^((?:.*\s)?)({subject})$",
        pronoun_start=rf"^()({subject})\b",
        parenthesis=rf"(?:[,—–\-]|^|^\s*(?i:but|and|as|so|yet))\s*$",
        name_end=rf"(?s)^(.*?[\s])({names})$",
        main_subject=(
            rf"(?s)^(\s*(?:[\p{{Lu}}\s,.]{{3,40}}(?:\([^)]*\)\s*)?[—–\-]+\s*)?(?:(?i:but|and|so|yet|still|now|then|or)\s+)?(?:(?:{any_case['preposition']}|\p{{Lu}}\p{{Ll}}+(?:ly|ing|ed))\b[^,]{{0,120}},\s*){{0,2}})"
            rf"({any_case['pronoun']}\b|{any_case['determiner']}\s+(?:\p{{Ll}}[\p{{L}}’'\-]*\s+){{0,3}}{names}|{any_case['determiner']}\s+{token}(?:\s+{token})?|{names})"
        ),
        pronoun_first=rf"^([\s,—–\-]*(?:as\s+)?)({any_case['pronoun']})((?:{adverb})*\s+)({finite}|\p{{Ll}}+ed)\b",
        verb_first=(
            rf"^([\s,—–\-]*(?:{adverb}\s+)?)({finite})((?:{adverb})*\s+)({any_case['pronoun']}\b|{phrase})"
            rf"(?:\s*[,.;:!?()—–“\"„«\[]|\s+{words['stop']}\b|\s*$)"
        ),
        subject_first=rf"^([\s,—–\-]*(?:as\s+)?)({phrase})({aside}(?:{adverb})*\s+)({finite})\b",
        short_after=rf"^([\s]*)({any_case['pronoun']}|{token}(?:\s+{token}){{0,4}}?)((?:{adverb})*\s+)({telling}|{finite}(?:\s*[,.:]|\s+{words['stop']}\b|\s*$))",
        tail=rf"^([^.!?…\n“”\"]{{0,120}}?,\s+(?:as\s+)?)({any_case['pronoun']}|{token}(?:\s+{token}){{0,4}}?)((?:{adverb})*\s+)({finite})(?:\s*[,.:]|\s+{words['stop']}\b|\s*$)",
        inserted=rf"^()({inserted})(\s+)({names}|{any_case['determiner']}\s+{token}(?:\s+{token}){{0,5}}?)\s*[,:—–]",
        named_source=rf"(?s)^(.*?)\b((?i:{follows}))(\s+)({phrase})(?:\s*[,.;:!?()—–“\"„«\[]|\s+{words['stop']}\b|\s*$)",
    )


def _cells(frame: pl.DataFrame, column: str) -> list[str]:
    return frame.select(catalogues.many(column).explode()).to_series().to_list()


def _one_of(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(set(words), key=lambda w: (-len(w), w))) + ")"
