"""The main clause of a language whose verb stands second, as in German: who its subject is, whatever the verb says.

Of such a clause the first phrase is the subject, or the phrase right behind the verb, where something else comes first:
Im Rat warb Ana Roe … . It is asked where the sentence announces a quotation by its shape alone: it ends with a colon or
with “mit den Worten”, or it cites somebody. A subject counts if it can speak: a pronoun, a name, an office or a body,
which the ends of the nouns tell (`agent`, `abstract`; Duden, Wortbildung). Each reading returns the columns
attribution.SPEAKER, at most one row for an `id`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts import spans
from provenance.facts.quotations import attribution
from provenance.facts.quotations.grammar import LOWER, one_of, require

C = pl.col
_UPPER, _LOWER = f"[{spans.CAPITALS}]", LOWER
_SMALL = rf"{_LOWER}[{spans.LETTERS}0-9’'\-]*"
_SMALL_WORDS = ("preposition", "boundary", "determiner", "subject")
_NAME_ALONE, _ANYTHING, _ABSTRACT = 1, 2, 3  # ranks of noun phrases: how likely they are to speak, 0 most
_ENDS = r"(?:[\s,.;:!?()—–“”\"„»«]|$)"
ROLES = (
    "abstract", "agent", "announcing", "becomes", "by", "citing", "copula", "even", "filler", "governing", "indirect",
    "oblique", "possessive", "relative_head", "source_precedes", "stated", "strong", "subject", "to", "view", "within",
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
    held: str  # (für)(noun phrase)(space)(ist)
    passive_follows: str  # (space)(wird)(space)(noun phrase)
    head: str  # (before)(noun phrase), a relative clause follows it up to the quotation
    by: str  # (before)(von, space)(noun phrase)
    governed: str  # ends with a preposition or a determiner, so that no verb follows
    small: str  # one of the words that are no verb
    goes_on: str  # what follows a name that is the subject: a verb, an aside, another name
    told: str  # the sentence ends with a clause that tells no subject: in dem es hieß
    undergone: str  # the sentence begins with a passive: Sie werden angefahren
    told_of: str  # ist, lautet, and nothing else
    linked: str  # the verb tells what something is: ist, lautet
    oblique: str  # no subject by its case, or no noun phrase
    noun: str  # the head of a noun phrase, or its name
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
    adjective = rf"(?:{_SMALL}(?:e|en|er|es|em)|[0-9][^\s.,;:]*)\s+"
    inserted = rf"(?:{choice['governing']}|sich)\s[^,;:]{{1,80}}?\s"  # die im Hafen geborene Ana Roth
    described = rf"(?:{inserted}{adjective})?(?:{adjective}){{0,4}}{names}"
    pronoun = rf"(?i-u:{choice['subject']})\b"
    owned = rf"{_UPPER}{_SMALL}s\s+(?:{adjective})+{names}"  # Roes langjähriger Anwalt Jo Poe
    subject = rf"(?:{pronoun}|{owned}|(?i-u:{nominative})\s+{described}|{names})"
    other = rf"(?:{determiner}\s+{described}|{names})"
    adverbs = rf"(?:\s+(?:{choice['auxiliary']}|{choice['filler']})\b)*\s+"
    strong, passive, cites = choice["strong"], choice["becomes"], choice["citing"]
    verb = rf"(?:{_LOWER}{{2,}}t(?:e|en)?|{strong})"
    participle = rf"(?:{_LOWER}*ge|{_LOWER}+ier|be|ver|er|ent|zer){_LOWER}*(?:t|en)"
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
        "follows": rf"^([\s,—–\-]*(?:so\s+)?)({_LOWER}{{3,}})({adverbs})({subject}){_ENDS}",
        "sources": rf"[,(–—]\sso\s|\b{choice['view']}\s+nach\b|\b{choice['stated']}\b",
        "so_said": rf"(?s)^(.*[,(–—]\s)(so)(\s+)({subject})[^,.:;()]*[,:)]\s*$",
        "possessed": rf"(?s)^((?:[^:]*[\s,])?)((?i-u:{choice['possessive']}))(\s+)({choice['view']}\s+nach)\b[^:]*$",
        "source_precedes": rf"\s{choice['source_precedes']}\b",
        "sourced": rf"(?s)^((?:.*?[\s,])??)({other})(\s+)({choice['source_precedes']})\b",
        "stated": rf"(?s)^(.*?\b)({choice['stated']})({stated})({other}|{described})",
        "to": rf"^\s*(?:und\s+)?(?i-u:{choice['to']})\s",
        "held": rf"^(\s*(?:und\s+)?(?i-u:{choice['to']})\s+)({other})(\s+)({choice['copula']}|{choice['indirect']})\b",
        "passive_follows": rf"^([\s,—–\-]*)({passive}|wie)(\s+)({subject}){_ENDS}",
        "head": rf"(?s)^((?:.*[,;:]\s|.*?\s)?)({subject}),\s{choice['relative_head']}\s[^,;:]*$",
        "by": rf"(?s)^(.*?\s)({choice['by']}\s+)({other}|{described})",
        "governed": rf"(?:^|\s)(?i-u:{choice['governing']}|{choice['determiner']})\s+$",
        "small": rf"^(?:{'|'.join(choice[role] for role in _SMALL_WORDS)})$",
        "goes_on": rf"^\s*(?:[,(]|(?:{verb}|und)\b)",
        "told": rf"\bes\s+(?:{choice['copula']})\s*:\s*$",
        "undergone": rf"^[^,;:]*\b{passive}\b(?:[^,;:]*\s)?{participle}\s*:\s*$",
        "told_of": rf"^{choice['copula']}$",
        "linked": rf"^\s*(?:{choice['copula']}|{choice['indirect']})\b",
        "oblique": rf"^(?i-u:{one_of(sorted(oblique))})\s|^[Dd]er\s+{_LOWER}\S*en\s|"
        rf"^(?i-u:{choice['preposition']}|{choice['auxiliary']}|{choice['filler']})\b|^{_UPPER}\S*(?:isch|lich|end|weise)$",
        "noun": rf"^(?:{determiner}\s+)?(?:.*?\s)??({name}(?:\s+{name})*)",
        "pronoun": rf"^{pronoun}$",
        "determined": rf"^{determiner}\s",
        "speaks": rf"{_UPPER}\S*{_LOWER}\s+{_UPPER}\S*$|(?i-u:{choice['agent']})n?$",
        "still": rf"{choice['abstract']}$",
    }


def announced(sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read Jo Roe eröffnete die Schleuse mit den Worten: „…“. `sentences` are the last ones before (`id, text, at`)."""
    words = clauses(language)
    ended = sentences.filter(C("text").str.contains(words.announced), ~C("text").str.contains(words.cites))
    return subjects(ended, language)


def introduced(sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read a sentence that ends with a colon: Die Firma sieht sich im Recht: „…“."""
    words = clauses(language)
    ended = sentences.filter(C("text").str.contains(r":\s*$"), ~C("text").str.contains(words.told))
    ended = ended.filter(~C("text").str.contains(words.undergone))
    return subjects(ended, language, speaking=True)


def subjects(sentences: pl.DataFrame, language: str, *, speaking: bool = False) -> pl.DataFrame:
    """Return the subject of each sentence: its first phrase, or the one behind the verb if that can rather speak.

    With `speaking`, only what can speak is a subject.
    """
    words = clauses(language)
    pronouns = _turned(sentences, words.pronoun_turned, words)
    rest = attribution.without(sentences, pronouns)
    first = attribution.capture(rest, words.first, (None, "speaker"))
    beyond = C("text").str.slice(C("speaker_start") - C("at") + C("speaker").str.len_chars().cast(pl.Int64))
    likely = _rank(words) == 0
    first = _able(first, words).filter(likely | ~beyond.str.contains(words.linked))
    first = first.filter((_rank(words) != _NAME_ALONE) | beyond.str.contains(words.goes_on))
    turned = _able(_turned(rest, words.turned, words), words).filter(likely | ~C("cue").str.contains(words.linked))
    both = enumerate((_cued(first), _cued(turned)))
    ranked = pl.concat(frame.with_columns(_rank=_rank(words) * 2 + late) for late, frame in both)
    able = ranked.filter(C("_rank") < (_ANYTHING if speaking else _ABSTRACT) * 2)
    best = able.sort("_rank", maintain_order=True).unique("id", keep="first", maintain_order=True)
    return pl.concat([_cued(pronouns), best.select(attribution.SPEAKER)])


def cited(sentences: pl.DataFrame, follow: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read whom somebody cites, not who cites: Der Bote zitiert Jo Roe mit den Worten „…“ / „…“, wird sie zitiert."""
    words = clauses(language)
    before = sentences.filter((C("text") + " " + C("beyond")).str.contains(words.cites))
    passive = before.filter(C("text").str.contains(words.passive))
    active = attribution.without(before, passive).filter(C("text").str.contains(words.cites))
    second = attribution.capture(active, words.cited_second, (None, "cue", None, "speaker"))
    second = second.filter(~C("text").str.contains(words.first))
    one = attribution.capture(attribution.without(active, second), words.cited, (None, "cue", None, "speaker"))
    after = follow.filter(C("text").str.contains(words.cites))
    behind = attribution.capture(after, words.cited_second, ("before", "cue", None, "speaker"))
    behind = behind.filter(C("before").str.contains(r"^[\s,]*$"))
    made = attribution.capture(
        attribution.without(after, behind), words.passive_follows, (None, "cue", None, "speaker")
    )
    found = [_trimmed(each).select(attribution.SPEAKER) for each in (second, one, behind, made)]
    return pl.concat([subjects(passive, language), *found]).unique("id", keep="first", maintain_order=True)


def sourced(contexts: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read Der Kai sei, so Jo Roe, „…“ / Seiner Ansicht nach sei er „…“ / „…“, heißt es dazu im Bericht.

    `contexts` are the rest of the sentence, before the quotation or behind it (`id, text, at`).
    """
    words = clauses(language)
    contexts = contexts.filter(C("text").str.contains(words.sources))
    asides = _able(attribution.capture(contexts, words.so_said, (None, "cue", None, "speaker")), words)
    possessed = attribution.capture(contexts, words.possessed, (None, "speaker", None, "cue"))
    stated = _trimmed(attribution.capture(contexts, words.stated, (None, "cue", None, "speaker")))
    every = pl.concat(each.select(attribution.SPEAKER) for each in (asides, possessed, stated))
    return every.unique("id", keep="first", maintain_order=True)


def according_to(sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read Dem Rat zufolge ist der Kai „…“ / Für den Minister ist das „…“, where that is somebody."""
    words = clauses(language)
    after = sentences.filter(C("text").str.contains(words.source_precedes))
    sources = attribution.capture(after, words.sourced, (None, "speaker", None, "cue"))
    rest = attribution.without(sentences, sources).filter(C("text").str.contains(words.to))
    found = attribution.capture(rest, words.held, (None, "speaker", None, "cue"))
    found = found.filter(_rank(words) < _ANYTHING)
    return pl.concat([sources.select(attribution.SPEAKER), found.select(attribution.SPEAKER)])


def righted(said: pl.DataFrame, sentences: pl.DataFrame, language: str) -> pl.DataFrame:
    """Let the phrase behind the verb be the speaker where that before it cannot be: Die Kritik wies der Rat zurück."""
    words = clauses(language)
    found = said.join(sentences.select("id", "text", "at"), on="id", maintain_order="left")
    before = C("speaker_start") < C("cue_start")
    oblique = C("speaker").str.contains(words.oblique) & ~C("speaker").str.contains(words.pronoun)
    found = found.with_columns(_was=pl.when(oblique).then(_ABSTRACT).otherwise(_rank(words))).filter(before)
    ended = C("speaker_start") + C("speaker").str.len_chars().cast(pl.Int64)
    found = found.with_columns(_apart=C("text").str.slice(ended - C("at"), C("cue_start") - ended).str.contains(","))
    found = found.filter(C("_was") >= _ANYTHING).drop("speaker", "speaker_start")
    behind = C("cue_start") + C("cue").str.len_chars().cast(pl.Int64)
    found = found.with_columns(at=behind, text=C("text").str.slice(behind - C("at")))
    other = _able(attribution.capture(found, words.behind, (None, "speaker")), words)
    # Die Rätin lobte Jo Roe, but Die Rätin wisse nichts, sagte Jo Roe.
    other = other.filter(_rank(words) + pl.when("_apart").then(1).otherwise(_ANYTHING) <= C("_was"))
    other = other.select(attribution.SPEAKER)
    return pl.concat([other, attribution.without(said, other)])


def verb_last(found: pl.DataFrame, leads: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read clauses whose verb stands last: Der Rat, der den Plan „…“ nannte / Der Plan wird von Jo Roe „…“ genannt.

    `found` are cues in what follows, `leads` are the last sentences before.
    """
    words = clauses(language)
    lead = leads.select("id", "text", lead_at="at")
    found = found.join(lead, on="id", maintain_order="left").with_columns(at=C("lead_at"))
    passive = C("text").str.contains(words.passive)
    agents = attribution.capture(found.filter(passive), words.by, (None, None, "speaker"))
    heads = attribution.capture(found.filter(~passive), words.head, (None, "speaker"))
    rest = attribution.without(found.filter(~passive), heads)
    main = _able(attribution.capture(rest, words.first, (None, "speaker")), words)
    others = subjects(attribution.without(rest, main).drop("cue", "cue_start"), language)
    every = [each.select(attribution.SPEAKER) for each in (agents, heads, main, others)]
    return pl.concat(every)


def follows(contexts: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read „…“, moserte der Wirt: right behind a whole quotation only its verb and its subject can stand."""
    words = clauses(language)
    whole = contexts.filter("whole", C("comma") | (C("ended") & C("text").str.contains(rf"^\s*{_LOWER}")))
    found = attribution.capture(whole, words.follows, (None, "cue", None, "speaker"))
    return _able(
        found.filter(~C("cue").str.contains(words.small), ~C("cue").str.contains(words.told_of)), words
    ).select(attribution.SPEAKER)


def _turned(sentences: pl.DataFrame, pattern: str, words: Clauses) -> pl.DataFrame:
    found = attribution.capture(sentences, pattern, ("lead", "cue", None, "speaker"))
    return found.filter(~C("lead").str.contains(words.governed), ~C("cue").str.contains(words.small))


def _able(found: pl.DataFrame, words: Clauses) -> pl.DataFrame:
    able = ~C("speaker").str.contains(words.oblique) | C("speaker").str.contains(words.pronoun)
    return _trimmed(found.filter(able))


def _trimmed(found: pl.DataFrame) -> pl.DataFrame:
    """Leave the full stop of the sentence, but not that of Jo R."""
    return found.with_columns(C("speaker").str.replace(r"(\pL\pL)\.$", "${1}"))


def _rank(words: Clauses) -> pl.Expr:
    """Return how likely a noun phrase is to speak: 0 for pronouns, persons, offices, bodies."""
    head = C("speaker").str.extract(words.noun)
    sure = C("speaker").str.contains(words.pronoun) | head.str.contains(words.speaks)
    lone = ~C("speaker").str.contains(words.determined)
    abstract = head.str.contains(words.still)
    return pl.when(sure).then(0).when(abstract).then(_ABSTRACT).when(lone).then(_NAME_ALONE).otherwise(_ANYTHING)


def _cued(found: pl.DataFrame) -> pl.DataFrame:
    """Cite the end of the sentence where no verb is cited."""
    if "cue" not in found.columns:
        ended = C("text").str.strip_chars_end()
        found = found.with_columns(cue=ended.str.tail(1), cue_start=C("at") + ended.str.len_chars().cast(pl.Int64) - 1)
    return found.select(attribution.SPEAKER)
