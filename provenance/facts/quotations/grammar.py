"""How a language reports speech: a table of reporting verbs, and patterns built from its small words.

The groups of every pattern stand side by side from the start of the text on, so that the length of the groups before
one is its offset. Patterns are applied to short strings only: the words on one side of a reporting verb.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from provenance import catalogues, languages
from provenance.catalogues import Own
from provenance.errors import PluginError
from provenance.facts.quotations.few_cues import Verb

C = pl.col
ROLES = (
    "abbreviation", "auxiliary", "boundary", "common", "determiner", "indefinite", "link", "past", "preposition",
    "pronoun", "relative", "stop", "unfinished",
)  # fmt: skip
"""What the reporting words of a language must hold for its quotations to be attributed."""
ADDRESSING = ("tell", "advise", "describe", "judge")  # verbs with an object of their own: urged the crowd to
STATING = ("say", "answer", "continue", "write", "manner", "complain", "advise", "promise", "phrase")
# Letters of the alphabets that names in these languages are written in, as few ranges: with exact ones, of all scripts,
# every pattern would be many times as large, and as slow to build. Where an alphabet mixes cases, both are taken.
_UPPER, LOWER = "[A-ZÀ-ÖØ-ÞĀ-ɏΆ-ΫЀ-ЯḀ-ỿ]", "[a-zß-öø-ÿĀ-ɏά-ώа-ӿḀ-ỿ]"
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ\u0300-ϿЀ-ӿḀ-ỿ"
_WORD = r"[^\s,.;:!?“”„\"()\[\]<>—–…«»]"
_CLAUSE_END = r"\s*[,.;:!?()—–“\"„«\[]"
_CONTRACTED = r"(?:’s|’d|’ve|’ll|'s|'d|'ve|'ll)"


@dataclass(frozen=True)
class Grammar:
    """One language: its reporting verbs and the patterns of the words around them."""

    verbs: pl.DataFrame  # word, second, particle, kind, finite, stating, addressing
    forms: Mapping[str, tuple[Verb, ...]]  # the same, by their word
    incises: bool  # the speaker may be named inside the marks
    clauses: bool  # it is told how to find the subject of a clause by its shape alone (`clauses`)
    verb_second: bool  # a subject may stand after its verb wherever something else stands before it
    pronouns: tuple[str, ...]
    auxiliaries: tuple[str, ...]
    passive: tuple[str, ...]  # what makes a participle right after it passive: was called
    certain: str  # there are enough words of this language alone
    sentence: str  # the last sentence of a text
    bare: str  # what cannot be a speaker: it begins with a preposition or a reporting verb
    noun: str  # what can be one: it begins like a noun phrase, or is short
    participle: str  # a clause that begins with a participle: giving the crew
    titled: str  # but this one belongs to an office: managing director
    clause: str  # a clause, no noun phrase: a finite auxiliary stands in it, or a pronoun next to other words
    determined: str  # it begins with an article or the like
    plain_name: str  # a name and nothing else
    proper: str  # a name of two words and more
    trailing: str  # the word that a noun phrase ended before
    oblique: str  # it stands in another case than a subject
    indirect: str  # a sentence in reported speech: Der Hafen sei bereit
    unfinished: str  # ends as no noun phrase ends: with a determiner, a preposition, a possessive
    dangling: str  # articles and prepositions behind a noun phrase, up to the end: the author of
    severed: str  # the last of them leads to a noun, or a verb: Roe is about to
    leading_on: str  # determiners, prepositions, and nouns between them are the whole text: in an interview with the
    # Before a reporting verb:
    blank: str  # nothing but punctuation and adverbs
    subject: str  # (space)(noun phrase)(apposition, auxiliaries), the whole text
    short_subject: str  # (space)(noun phrase of a few words)(auxiliaries), the whole text
    late_subject: str  # (rest of a sentence, comma)(noun phrase of a few words)(auxiliaries), the whole text
    late: str  # the rest of a sentence, and a comma
    joined: str  # the text ends with what joins a verb to the subject of the verb before: und
    bracket: str  # an auxiliary that holds its verb back: Sie hatte … gesagt
    adverbial: str  # what follows a noun phrase
    place: str  # a preposition: In der Erklärung hieß es …
    chunk: str  # (before)(last noun phrase)(auxiliaries), the whole text
    pronoun_end: str  # (before)(pronoun), the whole text
    pronoun_start: str  # ()(pronoun)
    aided: str  # (nothing)(noun phrase), before an auxiliary further back
    apposed: str  # (before)(an apposition between commas, auxiliaries), the whole text
    head: str  # (before)(noun phrase that an apposition may follow), the whole text
    name_end: str  # (before)(name), the whole text
    main_subject: str  # (adverbials)(first noun phrase of a sentence)
    reported: str  # the text ends with what is itself reported: said she (had) …
    parenthesis: str  # the text ends where an inserted “said Ms Roe” may follow
    # After a reporting verb:
    clause_ends: str  # nothing but an adverbial follows
    pronoun_follows: str  # (space)(pronoun), which no subject follows: nannte sie den Kai, not nannte sie der Rat
    object_follows: str  # (space)(noun phrase)
    to_whom: str  # what stands in every text that the next one matches
    addressed: str  # (to whom)(noun phrase that begins with a capital or a determiner): a dit à l’AFP Ana Roux
    complement: str  # what goes on after the object of a verb: urged the crowd to …
    inserted: str  # (space)(noun phrase) and a comma
    # Without a reporting verb:
    signed: str  # (space)(dash)(space)(name): “…” — Jo Roe
    incise: str  # (before, comma)(verb)(hyphens)(pronoun)(participle): French …, a-t-il dit, …
    clitic: str  # (space)(verb)(hyphens)(pronoun): French dit-il
    hyphened_verb: str  # (verb and hyphen)pronoun, the whole text: a-t-elle
    hyphened: str  # what stands in every text that these two match
    unknown_verb: str  # (space)(pronoun)(auxiliaries)(a verb that is in no list)
    inverted: str  # (space)(a verb that is in no list, in the past tense)(space)(noun phrase)
    someone: str  # somebody stands right behind the quotation, or behind one word
    led_on: str  # what follows the quotation begins with a preposition, a conjunction, or explains it: a detail that …
    named_source: str  # (before)(according to)(space)(noun phrase)
    label: str  # (space)(noun phrase)(adverb, space)(colon), the whole text
    named: str  # there is such a phrase


@cache
def grammar(language: str, own: Own | None) -> Grammar:
    """Return the grammar of `language`, one that `attributes`; `own` is the user's catalogue of reporting verbs.

    Raises PluginError if its reporting words lack a role.
    """
    rows = catalogues.load("reporting_verbs", own).filter(C("language") == language)
    cells = catalogues.load("reporting_words").filter(C("language") == language)
    words = {role: _cells(group, "words") for (role,), group in cells.group_by("role")}
    require(language, words, ROLES)
    small = {word for role in ("definite", "indefinite", "preposition") for word in words.get(role, [])}
    words["dangling"] = [word for word in small if word[-1] not in "’'"]  # elided ones are a class of their own
    words["leading"] = [word for role in ("determiner", "preposition") for word in words[role]]
    words["leading"] = [word for word in words["leading"] if word not in words["boundary"]]  # no clause begins with it
    words["last leading"] = [
        word for word in words["leading"] if word not in words["indefinite"]
    ]  # a “Fool” is no paper
    choice = {role: one_of(group) for role, group in (words | _unambiguous(words)).items()}
    follows = one_of(_cells(rows.filter(C("kind") == "source-follows"), "forms"))
    pronouns = {form for word in words["pronoun"] + words["relative"] for form in (word, word.capitalize())}
    verbs = _verbs(rows.filter(C("kind") != "source-follows"))
    return Grammar(
        verbs=verbs,
        forms=_forms(verbs),
        incises="clitic" in words,
        clauses="governing" in words,
        verb_second=languages.declared()[language].verb_second,
        pronouns=tuple(pronouns),
        auxiliaries=tuple(words["auxiliary"]),
        passive=tuple(words.get("passive", ())),
        **_patterns(choice, follows),
    )


def _unambiguous(words: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the words that loops go over, without those that match in another way as well: each would double the time.

    An initial is read as one, an English adverb by its end, and words side by side one after the other.
    """
    adverbs, abbreviations = words["auxiliary"], words["abbreviation"]
    single = [word for word in adverbs if not re.fullmatch(f"{LOWER}+ly", word)]
    return {
        "adverb": [word for word in single if " " not in word or not set(word.split()) <= set(adverbs)],
        "shortened": [word for word in abbreviations if not re.fullmatch(_UPPER, word)],
    }


def require(language: str, words: Container[str], roles: Iterable[str]) -> None:
    """Raise PluginError if a language has no reporting words of one of the `roles`."""
    if lacking := [role for role in roles if role not in words]:
        message = (
            f"the speech of the language {language} cannot be read without reporting_words of {', '.join(lacking)}"
        )
        raise PluginError(message)


def _verbs(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a form: its first word, what follows at once, its prefix after other words, what kind of verb it is.

    Of forms with the same first word the longest comes first: quoted as saying before quoted.
    """
    verbs = rows.select("kind", form=catalogues.many("forms")).explode("form").unique("form", maintain_order=True)
    verbs = verbs.sort(C("form").str.len_chars(), descending=True, maintain_order=True)
    return verbs.select(
        word=C("form").str.extract(r"^(\S+)"),
        second=C("form").str.extract(r"^\S+\s+([^…]*)$"),
        particle=C("form").str.extract(r"…\s*(.*)$"),
        kind="kind",
        finite=~C("form").str.contains(r"^\S*ing\b"),
        stating=C("kind").is_in(STATING),
        addressing=C("kind").is_in(ADDRESSING),
    )


def _forms(verbs: pl.DataFrame) -> dict[str, tuple[Verb, ...]]:
    forms: defaultdict[str, list[Verb]] = defaultdict(list)
    for verb in map(Verb._make, verbs.select(Verb._fields).iter_rows()):
        forms[verb.word].append(verb)
    return {word: tuple(those) for word, those in forms.items()}


def _patterns(words: dict[str, str], follows: str) -> dict[str, str]:
    dotted = rf"(?:{_UPPER}|{words['abbreviation']})\."
    token = rf"(?:(?:{_UPPER}\.)+|{words['shortened']}\.|{_WORD}+(?:\.{_WORD}+)*)"
    name = rf"{_UPPER}[{_LETTER}0-9’'\-&]*\.?"
    names = rf"{name}(?:\s+(?:{words['link']}\s+){{0,2}}{name})*"
    further = rf"\s+{words.get('further', '(?:$^)')}\s+{LOWER}{{2,}}te?\b"  # sagt Jo Roe und lacht
    offices = words.get("office", "(?:$^)")
    office = rf"(?:{name}\s+)+(?:{LOWER}[{_LETTER}-]*\s+)?{offices}\s+{names}"  # Shadow minister Jo Roe
    owner = rf"(?:{name}\s+)*{_UPPER}[{_LETTER}-]*(?:[’']s|s[’'])"
    possessed = rf"{owner}\s+(?:{LOWER}[{_LETTER}-]*\s+){{0,2}}{LOWER}[{_LETTER}-]+(?:\s+{names})?"  # Roe’s lawyer
    adverb = rf"(?:\s+(?:{words['adverb']}|{LOWER}+ly)\b|{_CONTRACTED}\b)"
    adverbs = f"(?:{adverb})*"
    pronoun, determiner = f"(?i-u:{words['pronoun']})", f"(?i-u:{words['determiner']})"
    subject = f"(?i-u:{words['pronoun']}|{words['relative']})"
    preposition, stop = f"(?i-u:{words['preposition']})", rf"\s+{words['stop']}\b"
    article = rf"(?:{words.get('definite', '(?:$^)')}|{words['indefinite']}|{LOWER}{{1,4}}[’'])"
    small, last = (rf"(?:{words[role]}|{LOWER}{{1,4}}[’'])" for role in ("leading", "last leading"))
    few, many = rf"{token}(?:\s+{token}){{0,4}}?", rf"{token}(?:\s+{token})*?"
    # The second comma is often left out: Jo Roe, the mayor told us. In German that would begin a relative clause.
    open_end = "(?:$^)" if "bracket" in words else rf",\s{determiner}\s[^,.;:!?“”\"]+?"
    stopped = rf"\b(?:{_UPPER}{LOWER}{{0,4}}|{words['abbreviation']})\."  # Jo Roe, R-Ky., said
    aside = (
        rf"(?:\s*\([^()]+\))?(?:,(?:[^.;:!?“”\"]|{stopped})+?,|{open_end}|\s*[—–][^;—–“”\"]+[—–]|\s-[^;—–“”\"]+\s-)?"
    )
    adverbial = rf"(?:{preposition}|{_UPPER}{LOWER}+(?:ly|ing|ed))\b[^,]*,\s*"
    dateline = rf"(?:(?:{_UPPER}|[\s,.]){{3,}}(?:\([^)]*\)\s*)?[—–\-]+\s*)?"
    lead = rf"\s*{dateline}(?:(?:{adverbial}){{1,2}}|(?:(?i-u:{words['boundary']})\s+)?(?:{adverbial}){{0,2}})"
    # After an adverbial the subject follows the auxiliary: Im Mai hatte Jo Roe … gesagt.
    begun = rf"\s*{preposition}\b[^,]*?\s{words['bracket']}\s+|" if "bracket" in words else ""
    described = rf"{determiner}\s+(?:{LOWER}[{_LETTER}’'\-]*\s+){{0,3}}{names}|{determiner}\s+{token}(?:\s+{token})?"
    brief = rf"{possessed}|{office}|{names}|{determiner}\s+{token}(?:\s+{token}){{0,5}}?"
    noun = rf"^(?:(?:{determiner}|{subject})\b|[^{LOWER[1:]}|(?:{LOWER}\S*\s+){{0,4}}(?:{_UPPER}|{LOWER}\S*$))"
    capital = rf"^(?:{subject}$|(?:(?:{LOWER}|[0-9])\S*\s+){{0,6}}(?:[0-9]+-)?{_UPPER})"  # German nouns have one
    rest = rf"^(\s*[,—–\-]?\s*{LOWER}[^.!?…\n“”\"]*?,\s+"
    whom = rf"{words.get('to', '(?:$^)')}\s*(?:{determiner}\s*)?(?:[A-Z]{{2,6}}|{LOWER}{{4,}})"
    held_back = words.get("bracket", "as")  # “…”, hatte Jo Roe gesagt
    clitic = words.get("clitic", "(?:$^)")
    # German nouns have a capital: a noun phrase ends with one, whatever follows.
    source = rf"{brief}|{many})(?:{_CLAUSE_END}|{stop}|{adverb}|\s*$"
    if "governing" in words:
        source = rf"(?:{determiner}\s+)?(?:(?:{LOWER}|[0-9])[{_LETTER}0-9’'\-]*\s+){{0,3}}{names}"
    reporting, that = (words.get(role, "(?:$^)") for role in ("reporting", "that"))
    return {
        "certain": rf"(?s)(?:\s{words.get('certain', '(?:$^)')}(?-u:\b).*?){{5}}",
        "sentence": rf"(?:[^.!?…\n]|\.[^\s.”\"’]|(?:^|[\s(“\".\-]){dotted}\s)*$",
        "bare": rf"^(?:{preposition}|to)\b|^[^{_LETTER}]*$",
        "noun": capital if "bracket" in words else noun,
        "participle": r"^[a-z]+ing\b" if "titled" in words else "(?:$^)",
        "titled": rf"^{words.get('titled', '(?:$^)')}\b",
        "clause": rf"(?:^|\s){words.get('finite', '(?:$^)')}(?:\s|$)|\s{words.get('personal', '(?:$^)')}$",
        "determined": rf"^{determiner}\b",
        "plain_name": rf"^{name}(?:\s{name})*$",
        "proper": rf"^{_UPPER}{LOWER}\S*\s(?:\S+\s)*{_UPPER}\S*$",
        "oblique": rf"^(?i-u:{words.get('oblique', '(?:$^)')})\b",
        "indirect": rf"\b{words.get('indirect', '(?:$^)')}\b",
        "trailing": rf"\s+(?i-u:{words['preposition']}|{words['boundary']}|{words['auxiliary']})$",
        "unfinished": rf"\b(?:{determiner}|{preposition}|(?i-u:{words['unfinished']}))$|[’']s$|s[’']$",
        "dangling": rf"(?:\s+(?:{words['dangling']}|{LOWER}{{1,4}}[’']))+$",
        "severed": rf"\s(?:{article}|{words['stop']})$",
        "leading_on": rf"^(?:\s+{small}(?:\s+{_WORD}+)?)*\s+{last}\s*$",
        "blank": rf"^[\s,—–\-]*(?:{adverb}\s*)?$",
        "subject": rf"^([\s,—–\-]*(?:{held_back}\s+)?)({many})({aside}{adverbs}\s*)$",
        "short_subject": rf"^(\s*)({pronoun}|{few})({adverbs}\s*)$",
        "late_subject": rf"{rest}(?:{held_back}\s+)?)({pronoun}|{few})({adverbs}\s*)$",
        "late": rf"^\s*[,—–\-]?\s*{LOWER}[^.!?…\n“”\"]*,\s*$",
        "joined": rf"\b{words.get('further', '(?:$^)')}\s*$",
        "adverbial": rf"{stop}.*$",
        "place": rf"^(?i-u:{words['preposition']})\s+",
        "bracket": rf"\b{words.get('bracket', '(?:$^)')}\b",
        "chunk": (
            rf"(?s)^((?:.*(?:[,;:—–(“”\"»«]|\b(?i-u:{words['boundary']})\b))?\s*?)([^()]*?)"
            rf"((?:\s*\([^()]+\))?{adverbs}\s*)$"
        ),
        "pronoun_end": rf"(?s)^((?:.*\s)?)({subject})$",
        "pronoun_start": rf"^()({subject})\b",
        "aided": rf"^()(.+?)\s(?:{words['auxiliary']})\s",
        "apposed": rf"(?s)^(.*?)((?:\s*\([^()]*\))?,\s[^,;:]+,{adverbs}\s*)$",
        "head": rf"(?s)^((?:.*(?:[,;:—–“”\"]|\b(?i-u:{words['boundary']})\b))?\s*)({brief})$",
        "name_end": rf"(?s)^(.*?\s)({names})$",
        "main_subject": rf"(?s)^({begun}{lead})({pronoun}\b|{described}|{possessed}|{office}|{names})",
        "reported": rf"\b{reporting}\s+(?:{that}\s+)?{pronoun}{adverbs}\s*$",
        "parenthesis": rf"(?:[,—–\-]|^|^\s*(?i-u:{words['boundary']}))\s*$",
        "clause_ends": rf"^(?:\s*[,.:]|{stop}|\s+{words.get('complement', '(?:$^)')}\b|\s*$)",
        "pronoun_follows": rf"^(\s+)({words.get('subject', '(?:$^)')})"
        r"(?:[^\s\w]|\s+(?:[^d\s]|d[^e]|de[^r]|der\s+\S+in\b)|\s*$)",
        "object_follows": rf"^({adverbs}\s+)({pronoun}\b|{many})(?:{_CLAUSE_END}|{stop}|{further}|\s*$)",
        "to_whom": rf"^{adverbs}\s+{words.get('to', '(?:$^)')}",
        "addressed": rf"^({adverbs}\s+{whom}\s+)((?:{determiner}\s+(?:{LOWER}[{_LETTER}’'\-]*\s+){{0,3}})?{names})"
        rf"(?:{_CLAUSE_END}|{stop}|\s*$)",
        "complement": rf"^\s+{words.get('complement', '(?:$^)')}\b",
        "inserted": rf"^(\s+)({brief})\s*[,:—–]",
        "signed": rf"^(\s*)([—–―]|-{{1,2}})(\s*)({names})\s*(?:[,(\n]|$)",
        "incise": rf"(?s)^(.*?[,!?…]\s)({LOWER}+)((?:-t)?-)({clitic})\b(?:\s+({LOWER}+))?\s?(?:[,.!?…]|$)",
        "clitic": rf"^([\s,]*)({LOWER}+)((?:-t)?-)({clitic})\b",
        "hyphened_verb": rf"^({LOWER}+(?:-t)?-)(?:{clitic})$",
        "hyphened": f"-{clitic}",
        "unknown_verb": rf"^([\s,—–\-]*)({pronoun})({adverbs}\s+)({LOWER}+ed)\b",
        "inverted": rf"^([\s,—–\-]*)({LOWER}{{2,}}{words['past']})(\s+)"
        rf"((?:{determiner}\s+)?(?:{LOWER}[{_LETTER}’'\-]*\s+){{0,3}}{names})(?:{_CLAUSE_END}|\s+{LOWER}|\s*$)",
        "someone": rf"^[\s,—–\-]*(?:{LOWER}[{_LETTER}’'\-]*\s+)?(?:{pronoun}\b|{determiner}\s|"
        rf"(?:{LOWER}[{_LETTER}’'\-]*\s+){{0,3}}{_UPPER})",
        "led_on": rf"^[\s,—–\-]*(?i-u:{words['preposition']}|{words['boundary']}|{words['indefinite']})\b",
        "named_source": rf"(?s)^(.*?)\b((?i-u:{follows}))(\s+)({source})",
        "label": rf"^(\s*)({brief})({adverb}?\s*)(:)\s*$",
        "named": rf"\b(?i-u:{follows})\s",
    }


def _cells(frame: pl.DataFrame, column: str) -> list[str]:
    return frame.select(catalogues.many(column).explode()).to_series().to_list()


def one_of(words: list[str]) -> str:
    """Return a pattern of any of `words`, the longest first."""
    # Patterns fold the case of ASCII letters only (that of others makes them large): another first letter is spelt out.
    both = {form for word in words for form in ((word,) if word[0].isascii() else (word, word.capitalize()))}
    longest_first = sorted(both, key=lambda word: (-len(word), word))
    if not words:
        return "(?:$^)"  # which nothing matches that goes on
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) + ")"
