"""What looks like a credit and is none: addresses, signatures, and words that belong to the sentence before them."""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance.facts.credits import lexicon

C = pl.col

# Classes of ASCII letters are much faster to build than those of all letters; they are enough where labels are English.
_ADDRESS = r"^\S+\.[a-z]+/(?:[a-z0-9/._-]*|\w*[0-9]\w*)$|https?:|pic\.twitter\.|\bt\.co/"
_SHOP = r"^([^/\s]+)/[\w.-]+$"  # iStock.com/jdoe
_DOUBLED = r"^[^(\[]*[)\]]\s|^[(\[][^()\[\]]*[)\]]\s"  # (AP Photo/Jane Doe) Associated Press
_EMPLOYED = r"[.!?(\[|]\s*([A-Z]\S*)\s(?:[A-Z]\S*\s)?[A-Z]\S*\s[A-Za-z]+\s*$"  # ". Daily Photo by "
_PROSE = r"^[a-zß-ÿ]+\s[a-zß-ÿ]+\s"
_PAIRED = r"[/|,©]"
_SORT = r"(?:\s\(|[.!?]\s)([^().!?]+)\)?\W*$"
_STOPS = [*".!?…\"'”»)]:;,", ""]
_OPENED = "([ "


@cache
def plausible() -> pl.Expr:
    """Whether a candidate (`structure, composition, view, before, initials`) may be a credit where it stands."""
    view, structure = C("view"), C("structure")
    signature = view.str.contains("(@", literal=True) | (
        structure.is_in(["line", "own-line", "tail", "slash"]) & (C("initials") > 0)
    )
    label = structure.str.ends_with("-by") & view.str.contains(r"^(?:[^\s:]+\s?:|[A-Z]\S*\sby\s)")
    doubled = structure.is_in(["tail", "slash"]) & view.str.contains(_DOUBLED)
    named = (C("composition") == "names") & (_subject() | _aside())
    prose = (C("composition") == "other") & ~structure.str.contains("bracket") & view.str.contains(_PROSE)
    unspaced = structure.is_in(["line", "own-line"]) & view.str.contains(r"[\p{Han}\p{Hiragana}\p{Katakana}][.。]")
    some = ~unspaced & (~view.str.contains(_ADDRESS) | _shop()) & ~signature & ~label & ~doubled
    return some & ~_led() & ~_owned() & ~named & ~prose & ~_cut_off() & ~_shown()


def _shown() -> pl.Expr:
    """Whether the name is what the picture shows, since what stands behind it says no more than what sort it is.

    The harbour (Archivbild), Jane Doe (Handout): a caption of few words, whose credit is the word behind it at most.
    """
    sort = lexicon.key(C("view").str.extract(_SORT)).is_in(lexicon.statuses()["key"].implode()).fill_null(value=False)
    whole = C("structure").is_in(["name-bracket", "line", "own-line"]) & (C("before").str.strip_chars() == "")
    return whole & (C("composition") != "status") & sort


def _shop() -> pl.Expr:
    """Whether an address is that of an agency with the account of a photographer."""
    return lexicon.key(C("view").str.extract(_SHOP)).is_in(lexicon.agencies()["key"].implode()).fill_null(value=False)


def _cut_off() -> pl.Expr:
    """Whether all there is of a credit is a small word: the next sentence, cut off after its first word."""
    small = [word for kind in ("preposition", "particle", "row") for word in lexicon.listed(kind)]
    return C("view").str.strip_chars(" .,…").str.to_lowercase().is_in(small)


def _led() -> pl.Expr:
    """Whether the words before a credit lead to it: in Palma / Jane Doe, the sea at dawn / Jane Doe, follow us on X.

    Or whether its own first word does, where no agency is named: left for Rome/Milan.
    """
    halves = C("view").str.splitn(" ", 2).struct
    first, rest = halves.field("field_0"), halves.field("field_1").fill_null("")
    leading = _word_before().str.to_lowercase().is_in([*lexicon.listed("preposition"), *lexicon.listed("particle")])
    small = [*lexicon.listed("preposition"), *lexicon.listed("link"), "for"]
    leads = first.is_in(small) & (C("composition") == "names")
    ordinary = _small(first) & rest.str.head(2).is_in(["/ ", "| "]) & (C("before").str.strip_chars_end() != "")
    last = C("structure").is_in(["last-words", "last-seller"])
    return (C("structure").is_in(["slash", "via"]) & (leading | leads | ordinary)) | (last & leading)


def _word_before() -> pl.Expr:
    """Return the last word before a candidate and its bracket."""
    return C("before").str.strip_chars_end(_OPENED).str.split(" ").list.last()


def _small(word: pl.Expr) -> pl.Expr:
    """Whether a word begins with a small letter, a figure or a mark."""
    return word.str.head(1) == word.str.head(1).str.to_lowercase()


def _owned() -> pl.Expr:
    """Whether a label is but the end of what somebody calls his pictures: Daily Photo by Jane Doe."""
    first = C("before").str.extract(_EMPLOYED, 1)
    labels = [label.split()[0] for label in lexicon.names_follow(nouns=False)]
    return (C("structure") == "label-by") & (first.is_not_null() & ~first.is_in(labels)).fill_null(value=False)


def _subject() -> pl.Expr:
    """Whether a short line says what the picture shows: The museum in Harlow, The museum's door, Jane Doe (Greens)."""
    words = [f" {word} " for word in lexicon.listed("preposition")]
    return (C("structure") == "line") & C("view").str.contains_any([*words, "'s ", " ("])


def _aside() -> pl.Expr:
    """Whether a bracket explains the name before it: a party, a place, a role (unless it pairs a name with another)."""
    before, structure = C("before"), C("structure")
    behind = before.str.strip_chars_end(_OPENED)
    glued = ~before.str.strip_chars_end("([").str.ends_with(" ")
    person = _small(_word_before()) & C("view").str.contains(" ", literal=True)
    apart = behind.str.tail(1).is_in(_STOPS) | glued | person
    return ~C("view").str.contains(_PAIRED) & (((structure == "bracket") & ~apart) | (structure == "bracket-first"))
