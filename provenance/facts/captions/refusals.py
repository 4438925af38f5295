"""What no caption is, however it scores: lines that are read as credits because of a mark that means something else.

Each kind is a structure that hardly any caption has (`benchmarks.truth captions` measures them together): a list
number, a time of day, a quotation with its speaker, a table's row, a sentence that needs the one before it.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.catalogues import Own
from provenance.facts.captions import features
from provenance.facts.credits import names_agency
from provenance.facts.credits.lexicon import alternation, listed

C = pl.col
_HEADLINE = 60  # characters; headlines name agencies, too: Dollar hits Reuters
_LEDE = r"^(?:\p{Lu}[^()\n]{1,60}\s?)?\(([^()]{2,40})\)\s?(?:[-–—]{1,2}\s|[–—])"
_LABELLED = "label|-by-|source|copyright"
_NUMBER = r"^[(\[]?[0-9]{1,3}[.)]{1,2}\s?"
_CLOCK = r"(?:[/|]\s*(?:\p{L}+:?\s)?[0-9]{1,2}[:.][0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}\W+[0-9]{1,2}:[0-9]{2})\b"
_NUMERIC_DATE = r"[0-9]{1,2}[/.][0-9]{1,2}[/.](?:19|20)[0-9]{2}"
_GALLERY = r"^(?:Photos|Pictures|Images)\s?:"  # where English names the photographer, it has the singular
_CELLS = r"^\s*[^\s/|]+(?:\s*[/|]\s*[^\s/|]+)+\s*$"  # one word each
_ATTRIBUTED = r"^[\"“„«»][^\"“”„«»]*(?:[,!?][\"“”«»]|[\"“”«»],)\s[^\"“”„«»]{2,60}\.\s"
"""A quotation and whose it is: "We wait," she said."""
_BY = r"^(?i:photos?|images?|pictures?|fotos?) (?i:by|von|de|di|van)\s"
_OF_THE_WEB = r"^(?:Ping|Track)back:|\.\.\.\s+Wikipedia$|\s[-–]\shere\)?$"
"""Links to other pages: who has linked here, where words are explained, a chart behind a link."""
_NOBODY = r"^(?i:anonym(?:ous|e|o|us)?)$"  # who has written a comment
_RIGHTS = 60  # characters; a longer line has a caption behind its credit
_AUTHOR = r"^Autor(?:in|en)?\s?:"  # of the article, as often as of the picture
_THANKS = r"\p{Ll}\scourtesy of \p{Lu}[^.]*\.$"  # a sentence of the article: The boats come courtesy of the Duke.
_PICTURE_OF = r"(?i:photos?|images?|pictures?|videos?|footage|graphics?|maps?|art(?:work)?|cartoons?)\scourtesy of "
_DATELINE = r"^[\p{Lu}\s/,.'’-]{3,}(?:\([^)]*\)\s)?[—–-]\s"  # a dateline alone in its paragraph: WESTHAVEN — Reuters
_TAGS = r"^(?:Tags|Topics|Filed under|Schlagw[oö]rter|Mots-clés|Etiquetas)\s?:"
_ASKED = r"\?[\"'”’)]*\s*$"  # a question, behind which a short answer stands, or the next line
_LISTED, _ITEMS = r"\b[0-9]{1,3}[.)]\s", 3  # a list within a paragraph: 1. Jo 2. Ann 3. Max
_LINES, _SHORT = (
    4,
    400,
)  # line breaks and characters: a block of so many lines is no caption, whatever one of them names
_INITIALS, _LENGTHY = r"^\p{Lu}{2}$", 100  # of an author, behind a text of so many words
_ACCOUNT = (
    r"^(?:Twitter|X|Instagram|Facebook|TikTok):\s?@|^@\S+\s?[•·|]"  # where to follow somebody, behind words on him
)
_TOLD = 20  # words
_NARRATED = r"^[^.,:;()]*\b(?:was|were)\s(?:\p{Ll}+\s)?(?:seen|pictured|shown|photographed|spotted)\b"
"""The past tense tells a story; of its picture a caption says: is seen, pictured."""
_FIGURE = r"(?i)\b(?:fig(?:\.|ures?|uras?)|tab(?:\.|le|elle|la|leau)|abb(?:\.|ildung)|charts?)\s[0-9]+[.)]{1,2}$"
_YEARS = r"^(?:19|20)[0-9]{2}\s?[-–]\s?(?:19|20)[0-9]{2}\s?(?:©|\([cC]\))"  # the rights to a site
_TWO_NAMES = r"^\p{Lu}\S+ \p{Lu}\S+\s?/\s?\p{Lu}\S+ \p{Lu}\S+$"
_LONG = 60  # words, of what is surely no caption alone
_GLUED = r"[.!?][\"'”’]?\p{Lu}[\p{L} ]*[:=]\s*$"
_PICTURED = r"(?i)\([^()]*\b(?:pictured|seen|shown|im bild)\b[^()]*\)\W*$"
_BRACKETS = 3  # names in brackets behind names, each with another one: a list of plants, players, makers


@cache
def refused(agencies: Own | None = None) -> pl.Expr:
    """Say which rows of `model.weigh` are no captions; `agencies` is the user's own catalogue."""
    kinds = (*_sentences(), *_words(), *_numbers(), *_lists(), *_bylines(), *_others(), *_known(agencies))
    return pl.any_horizontal(kind.fill_null(value=False) for kind in kinds)


def _form(pattern: str) -> pl.Expr:
    return C("form").fill_null("").str.contains(pattern)


def _before() -> pl.Expr:
    """Return the text before the credit."""
    return C("text").str.slice(0, C("credit_start").fill_null(0))


def _plain() -> pl.Expr:
    """No label announces the credit."""
    return ~_form(_LABELLED)


def _sentences() -> tuple[pl.Expr, ...]:
    """Running text: what introduces, quotes, comments, or goes on from the sentence before it."""
    text, credit = C("text"), C("credit").fill_null("")
    introduces = text.str.contains(r"\s\S+\s\S+:$")  # a line of words and a colon belongs to what follows it
    spoken = _plain() & text.str.contains(r"^[\"“„«»]") & _before().str.contains(r"[\"”“»«][\s–—(\[-]*$")
    # A sentence, or the initials of the author.
    aside = credit.str.contains(r"^(?:\p{Lu}\.\s?)+$") | features.cued("determiner", "credit")
    comment = _form("^bracket-names$") & text.str.contains(r"[.!?][)\]]$") & aside
    clause = _form("^(?:slash|via|last)") & C("stop") & credit.str.contains(r" \p{Ll}{3}")
    owned = text.str.contains(r"^\p{Lu}\S*['’]s\s[^.]*\p{L}/\p{L}") | features.cued("determiner")
    paired = C("credit").is_null() & features.credited_first() & owned  # The Reuters/Ipsos poll
    goes_on = C("credit").is_null() & features.cued("pronoun")
    taken_for = C("credit").is_null() & features.cued("opinion")
    return introduces, spoken, comment, clause, paired, goes_on, taken_for


def _words() -> tuple[pl.Expr, ...]:
    """Single words and headlines that stand where a name would."""
    text, structure = C("text"), C("form")
    # One word is no person: behind the rest of a sentence it begins the next one, behind `Credit` it makes a noun.
    word = C("credit").str.contains(r"^[^\s@\p{Lu}]*\p{Lu}?[^\s@\p{Lu}]*$") & ~C("credit").str.contains(r"\.\p{Ll}")
    rest = text.str.contains(r"^\p{Ll}")
    person = word & (
        (rest & (structure == "tail-names")) | ((structure == "label-by-names") & text.str.starts_with("Credit "))
    )
    noun = (structure == "label-by-other") & ~text.str.contains(_BY)  # Credit cards now without a fee
    headline = (C("paragraph") == 0) & (structure == "last-seller-agency") & (text.str.len_chars() <= _HEADLINE)
    return person, noun, headline


def _numbers() -> tuple[pl.Expr, ...]:
    """Numbers of lists, dates and times, whose full stops and slashes are no marks of a credit."""
    text, credit = C("text"), C("credit").fill_null("")
    head = _before().str.contains(_NUMBER + "$")
    listed_ = text.str.contains(_NUMBER) & _plain() & (head | _form("-names$"))
    ends = rf"{features.days()[0]}(?:,? (?:de |del )?(?:19|20)[0-9][0-9])?\W*$"
    dated = _form("^(?:tail|bracket)-names$") & text.str.contains(ends)
    timed = _plain() & (text.str.contains(_CLOCK) | credit.str.contains(_NUMERIC_DATE))
    return listed_, dated, timed


def _lists() -> tuple[pl.Expr, ...]:
    """Rows of tables, lists of names with names in brackets, links, addresses, and stage directions."""
    text, credit, nobody = C("text"), C("credit").fill_null(""), C("agencies").list.len().fill_null(0) == 0
    address = text.str.contains(r"^https?://\S+$")
    # In a digest of links the source of each stands in square brackets: a credit there has a label, or a photographer.
    source = text.str.contains(r"\][.\s]*$") & ~C("form").str.contains("label|-by-|^bracket-chain$")
    listed_source = text.str.contains(r"^[-•*–—]\s?\p{L}.*\]\W*$")
    cells = _form("^(?:slash|separated)-(?:names|chain)$") & nobody & credit.str.contains(_CELLS)
    columns = _form("^(?:slash|separated|line)-names$") & nobody & credit.str.contains(r"[/|].*[/|]")
    cue = _form("^bracket-names$") & text.str.contains(r"^\W*\p{Lu}+(?: \p{Lu}+)+\W*$")
    social = C("agencies").list.eval(pl.element().is_in(_platforms())).list.all()
    links = social & (C("photographers").list.len() == 0) & (C("agencies").list.len() > 1)
    linked = text.str.contains(_OF_THE_WEB) | text.str.contains(_TAGS) | text.str.contains(_NOBODY)
    buttons = text.str.contains(_buttons()) | text.str.contains(r"(?i:powered by)\s")
    return address, source, listed_source, cells, columns, cue, _plain() & links, linked, buttons


def ambiguous() -> pl.Expr:
    """Say which paragraphs are the article's as likely as a caption's, or partly.

    They are a quotation with its speaker, which a caption may quote; a long paragraph to which a credit is glued; a
    long one that ends with (pictured …).
    """
    glued = _form("^label") & _before().str.contains(_GLUED) & (C("words") > _LONG)
    pictured = C("credit").is_null() & C("text").str.contains(_PICTURED) & (C("words") > _LONG // 2)
    return C("text").str.contains(_ATTRIBUTED) | glued.fill_null(value=False) | pictured.fill_null(value=False)


def explained() -> pl.Expr:
    """Say which lines name things with another name in brackets: the names differ, as in a gallery they hardly do."""
    bracket = _form("^bracket-names$") & _before().str.contains(r"\p{L}") & ~_before().str.contains(r"[.!?,:]")
    different = C("credit").filter(bracket).n_unique().over("row")
    return (bracket & (different >= _BRACKETS)).fill_null(value=False)


@cache
def _platforms() -> list[str]:
    return catalogues.load("agencies").filter(kind="social")["name"].to_list()


@cache
def _buttons() -> str:
    """Return the pattern of names of platforms in a row: they lead to the accounts of the author, or share the page."""
    names = alternation([*_platforms(), "Twitter", "Google+", "Foursquare", "foursquare", "E-Mail", "Email", "RSS"])
    return rf"(?:^|[\s(:@])(?:{names})(?:\s?[|•·–,-]?\s?(?:{names}))+\)?$"


def _bylines() -> tuple[pl.Expr, ...]:
    """Who wrote the article or holds the rights to the page, and titles of galleries."""
    text, credit = C("text"), C("credit").fill_null("")
    opens = listed("author")
    wrote = _form("^(?:slash|separated)-names$") & _before().str.strip_chars().is_in(opens)
    signed = _form("^tail-by-")
    author = text.str.contains(_AUTHOR)
    thanks = text.str.contains(_THANKS) & ~text.str.contains(_PICTURE_OF)
    nobody = C("photographers").list.len().fill_null(0) == 0
    short = text.str.len_chars() <= _RIGHTS
    dated = _form("^copyright") & C("alone") & nobody & short & text.str.contains(r"(?:19|20)[0-9]{2}")
    rights = dated | ((C("alone") | _form("^copyright-year")) & features.cued("rights"))
    of_text = _form("^source-(?:names|other)$") & C("alone")  # Source: the press office
    titled = credit.str.contains(r"['’]s\b|\s\p{Ll}+\s\p{L}") & ~credit.str.contains(r"\s(?:and|for)\s\p{Lu}")
    gallery = _form("^label-(?:names|other)$") & C("alone") & text.str.contains(_GALLERY) & titled
    return wrote, signed, rights, gallery, of_text, author, thanks


def _others() -> tuple[pl.Expr, ...]:
    """What stands behind a list, a question, within a bracket; blocks of lines, and stories told in the past tense."""
    text, credit, before = C("text"), C("credit").fill_null(""), _before()
    nobody = (C("photographers").list.len() == 0) & (C("agencies").list.len() == 0)
    block = (text.str.count_matches("\n", literal=True) >= _LINES) & (C("size") > _SHORT)
    items = _form("^tail") & (before.str.count_matches(_LISTED) >= _ITEMS)
    asked = _form("^tail-names$") & nobody & before.str.contains(_ASKED)
    within = _form("^tail") & (before.str.count_matches(r"\(") > before.str.count_matches(r"\)"))
    initials = _form("^tail-agency$") & credit.str.contains(_INITIALS) & (C("words") > _LENGTHY)
    account = _form("^tail") & credit.str.contains(_ACCOUNT) & (C("words") > _TOLD)
    twice = _form("^label-other$") & nobody & C("says itself again")
    silent = C("credit").is_null() & (text.str.contains(_NARRATED) | text.str.contains(_FIGURE))
    return block, items, asked, within, initials, account, twice, silent


def _known(agencies: Own | None) -> tuple[pl.Expr, ...]:
    """Lines that are no credits unless they name a known agency, or although they do."""
    text, credit, nobody = C("text"), C("credit").fill_null(""), C("photographers").list.len() == 0
    unknown = nobody & ~names_agency(credit, agencies)
    site = _form("^copyright") & (text.str.contains(_YEARS) | (C("alone") & C("first") & unknown))
    noun = _form("^label-by-names$") & text.str.starts_with("Credit ") & unknown  # Credit Repair Services
    names = _form("^slash-names$") & C("among the first") & text.str.contains(_TWO_NAMES)
    byline = names & (C("agencies").list.len() == 0)
    dateline = _form("^line-chain$") & text.str.contains(_DATELINE)
    return site, noun, byline, dateline, _lede(agencies)


def _lede(agencies: Own | None) -> pl.Expr:
    """Say that the dateline of a wire opens the paragraph: WESTHAVEN, May 3 (Reuters) - The quay is shut."""
    wire = C("text").str.extract(_LEDE).str.split("/").list.first()
    own = C("form").is_null() | C("form").str.contains("^bracket-(?:inside|first)")
    return own & names_agency(wire, agencies)
