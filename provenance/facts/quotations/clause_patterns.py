"""The patterns of main clauses (`clauses`), from the reporting words of a language: roles, cases, ends of words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts import spans
from provenance.facts.quotations.grammar import LOWER, one_of, require

C = pl.col
_UPPER = f"[{spans.CAPITALS}]"
_SMALL = rf"{LOWER}[{spans.LETTERS}0-9’'\-]*"
_SMALL_WORDS = ("preposition", "boundary", "determiner", "subject")
_ENDS = r"(?:[\s,.;:!?()—–“”\"„»«]|$)"
ROLES = (
    "abstract", "adjective_end", "adverb_end", "agent", "agents_end", "announcing", "as", "becomes", "by", "citing",
    "copula", "even", "filler", "further", "governing", "impersonal", "indirect", "oblique", "oblique_article",
    "oblique_end", "participle_end", "participle_inside", "participle_start", "possessive", "reflexive",
    "relative_head", "so", "source_precedes", "stated", "strong", "subject", "to", "verb_end", "view", "within",
)  # fmt: skip
"""What the reporting words of a language must hold for its clauses to be read, beside grammar.ROLES."""


@dataclass(frozen=True)
class Clauses:
    """The patterns of one language; their groups stand side by side from the start of the text on."""

    announced: str  # the sentence ends with what announces words: mit den Worten / wie folgt
    cites: str  # it has a form of the verb that cites somebody
    passive: str  # its finite verb makes the passive: wird
    first: str  # (conjunction)(noun phrase)
    turned: str  # (phrase)(verb)(adverbs)(noun phrase)
    behind: str  # (adverbs)(noun phrase), right behind a verb
    pronoun_turned: str  # (phrase)(verb)(adverbs)(pronoun)
    cited: str  # (before)(cites)(adverbs)(noun phrase)
    cited_second: str  # (before)(cites)(adverbs and noun phrase)(noun phrase)
    follows: str  # (space)(verb)(adverbs)(noun phrase), what stands right behind the quotation
    sources: str  # what stands in every text that one of the next three matches
    so_said: str  # (before)(so)(space)(noun phrase), an aside before the quotation: der Kai sei, so Jo Roe, „…“
    possessed: str  # (before)(seiner)(space)(Ansicht nach)
    source_precedes: str  # zufolge
    sourced: str  # (before)(noun phrase)(space)(zufolge)
    stated: str  # (before)(heißt es)(adverbs, in)(noun phrase)
    to: str  # the sentence begins with für
    for_whom: str  # (für)(noun phrase)(space)(ist)
    passive_follows: str  # (space)(wird)(space)(noun phrase)
    head: str  # (before)(noun phrase), a relative clause follows it up to the quotation
    by: str  # (before)(von, space)(noun phrase)
    governed: str  # ends with a preposition or a determiner, so that no verb follows
    small: str  # one of the words that are no verb
    goes_on: str  # what follows a name that is the subject: a verb, an aside, another name
    impersonal: str  # the sentence ends with a clause that has no subject: in dem es hieß
    undergone: str  # the sentence begins with a passive: Sie werden angefahren
    copula: str  # ist, lautet, and nothing else
    linked: str  # the verb tells what something is: ist, lautet
    oblique: str  # no subject by its case, or no noun phrase
    noun: str  # the head of a noun phrase, or its name
    addressed: str  # (a name), before whom the words were said to: Jo Roe der Zeitung
    pronoun: str  # a pronoun and nothing else
    determined: str  # an article or the like stands first
    speaks: str  # such a head can speak
    still: str  # such a head cannot


@cache
def clauses(language: str) -> Clauses:
    """Return the patterns of `language`, from its reporting words."""
    cells = catalogues.load("reporting_words").filter(C("language") == language)
    words = {
        role: group.select(catalogues.many("words").explode()).to_series().to_list()
        for (role,), group in cells.group_by("role")
    }
    require(language, words, ROLES)
    choice = {str(role): one_of(some) for role, some in words.items()}
    return Clauses(**_patterns(choice, words))


def _patterns(choice: dict[str, str], words: dict[str, list[str]]) -> dict[str, str]:
    oblique, stated = set(words["oblique"]), rf"(?:\s+\S+){{0,3}}?\s+{choice['within']}\s+"
    nominative = one_of([word for word in words["determiner"] if word not in oblique])
    name = rf"(?:(?:{_UPPER}|{choice['abbreviation']})\.|(?:[0-9]+-)?{_UPPER}[{spans.LETTERS}0-9’'&\-]*)"
    determiner, link = f"(?i-u:{choice['determiner']})", choice["link"]
    names = rf"{name}(?:\s+(?:{link}\s+){{0,2}}{name})*"
    adjective = rf"(?:{_SMALL}{choice['adjective_end']}|[0-9][^\s.,;:]*)\s+"
    inserted = rf"(?:{choice['governing']}|{choice['reflexive']})\s[^,;:]{{1,80}}?\s"  # die im Hafen geborene Ana Roth
    described = rf"(?:{inserted}{adjective})?(?:{adjective}){{0,4}}{names}"
    pronoun = rf"(?i-u:{choice['subject']})\b"
    owned = rf"{_UPPER}{_SMALL}s\s+(?:{adjective})+{names}"  # Roes langjähriger Anwalt Jo Poe
    subject = rf"(?:{pronoun}|{owned}|(?i-u:{nominative})\s+{described}|{names})"
    other = rf"(?:{determiner}\s+{described}|{names})"
    adverbs = rf"(?:\s+(?:{choice['auxiliary']}|{choice['filler']})\b)*\s+"
    strong, passive, cites = choice["strong"], choice["becomes"], choice["citing"]
    verb = rf"(?:{LOWER}{{2,}}{choice['verb_end']}|{strong})"
    participle = (
        rf"(?:{LOWER}*{choice['participle_inside']}|{choice['participle_start']}){LOWER}*{choice['participle_end']}"
    )
    full = rf"{_UPPER}[{spans.LETTERS}’'\-]+"
    further, so, is_said = choice["further"], choice["so"], rf"(?:{choice['copula']}|{choice['indirect']})"
    inflected = rf"(?i-u:{choice['oblique_article']})\s+{LOWER}\S*{choice['oblique_end']}"  # der neuen Schleuse
    opening = rf"(?:.*?(?:{_UPPER}\S*|[0-9]\S*|[,)“”»«])|\s*{name},?)"
    return {
        "announced": rf"(?:{choice['announcing']})(?:\s+\S+){{0,3}}\s*:?\s*$",
        "cites": rf"\b{cites}\b",
        "passive": rf"\b{passive}\b",
        "first": rf"^(\s*(?:(?i-u:{choice['boundary']}|{choice['even']})\s+)?)({subject})",
        "turned": rf"(?s)^({opening}\s+)({verb})({adverbs})({subject})",
        "behind": rf"^({adverbs})({subject}){_ENDS}",
        "pronoun_turned": rf"(?s)^({opening}\s+)({verb})({adverbs})({pronoun})",
        "cited": rf"(?s)^(.*?\b)({cites})({adverbs})({other})",
        "cited_second": rf"(?s)^(.*?\b)({cites})({adverbs}{other}\s+)({other})",
        "follows": rf"^([\s,—–\-]*(?:{so}\s+)?)({LOWER}{{3,}})({adverbs})({subject}){_ENDS}",
        "sources": rf"[,(–—]\s{so}\s|\b{choice['view']}\s+nach\b|\b{choice['stated']}\b",
        "so_said": rf"(?s)^(.*[,(–—]\s)({so})(\s+)({subject})[^,.:;()]*[,:)]\s*$",
        "possessed": rf"(?s)^((?:[^:]*[\s,])?)((?i-u:{choice['possessive']}))(\s+)({choice['view']}\s+nach)\b[^:]*$",
        "source_precedes": rf"\s{choice['source_precedes']}\b",
        "sourced": rf"(?s)^((?:.*?[\s,])??)({other})(\s+)({choice['source_precedes']})\b",
        "stated": rf"(?s)^(.*?\b)({choice['stated']})({stated})({other}|{described})",
        "to": rf"^\s*(?:{further}\s+)?(?i-u:{choice['to']})\s",
        "for_whom": rf"^(\s*(?:{further}\s+)?(?i-u:{choice['to']})\s+)({other})(\s+)({is_said})\b",
        "passive_follows": rf"^([\s,—–\-]*)({passive}|{choice['as']})(\s+)({subject}){_ENDS}",
        "head": rf"(?s)^((?:.*[,;:]\s|.*?\s)?)({subject}),\s{choice['relative_head']}\s[^,;:]*$",
        "by": rf"(?s)^(.*?\s)({choice['by']}\s+)({other}|{described})",
        "governed": rf"(?:^|\s)(?i-u:{choice['governing']}|{choice['determiner']})\s+$",
        "small": rf"^(?:{'|'.join(choice[role] for role in _SMALL_WORDS)})$",
        "goes_on": rf"^\s*(?:[,(]|(?:{verb}|{further})\b)",
        "impersonal": rf"\b{choice['impersonal']}\s+(?:{choice['copula']})\s*:\s*$",
        "undergone": rf"^[^,;:]*\b{passive}\b(?:[^,;:]*\s)?{participle}\s*:\s*$",
        "copula": rf"^{choice['copula']}$",
        "linked": rf"^\s*{is_said}\b",
        "oblique": rf"^(?i-u:{one_of(sorted(oblique))})\s|^{inflected}\s|"
        rf"^(?i-u:{choice['preposition']}|{choice['auxiliary']}|{choice['filler']})\b|^{_UPPER}\S*{choice['adverb_end']}$",
        "noun": rf"^(?:{determiner}\s+)?(?:.*?\s)??({name}(?:\s+{name})*)",
        "addressed": rf"^({full}(?:\s{full})+)\s+(?:{choice['oblique_article']}|{choice['oblique']})\s.*$",
        "pronoun": rf"^{pronoun}$",
        "determined": rf"^{determiner}\s",
        "speaks": rf"{_UPPER}\S*{LOWER}\s+{_UPPER}\S*$|(?i-u:{choice['agent']}){choice['agents_end']}?$",
        "still": rf"{choice['abstract']}$",
    }
