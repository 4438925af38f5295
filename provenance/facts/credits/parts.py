"""What the words of a candidate are: agencies, statuses, persons, offices.

The catalogues decide; where they are silent, the shape of the words does. What may be a credit and what may be called a
photographer or an agency are two questions: an unknown word makes a credit where it stands, but is named as nobody.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance.catalogues import Own
from provenance.facts.credits import lexicon

C = pl.col

_SITE = r"(?i)^(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|info|gov|edu|eu|tv|co\.uk|[a-z]{2})$"
_ADDRESS = r"(?i)\.(?:com|org|net|co|uk|de|fr|es|it|ie|is|no|se|ch|at|tv|info|eu)\b"
_ACRONYM = r"^\p{Lu}[\p{Lu}\p{N}&]{1,5}$"
_BRAND = r"^The \p{Lu}|^\S*\p{Ll}\p{Lu}\S*$|^\p{Ll}\p{Lu}\S*(?:\s\p{Lu}\S*)+$|^\p{Ll}+\s\p{Lu}[\p{Lu}\p{N}]+$"
"""The Bexley Echo, YouTube, eBexley Council, prisma XYZ"""
_NUMBER = r"^[\d\s.:/-]+$|^RTR?[A-Z0-9]{5,}$|\.(?:jpe?g|png|webp)$"  # dates, and the numbers and files of pictures
_NUMBERED, _DIGITS = r"^[A-Z0-9_-]{6,}$", 3  # RC2AB1CD2EF3: capitals and at least so many figures
_RIGHTS = r"(?:^|\s)[Rr]ights(?:\s|$)"
_MARKS = " .*\"'“”„«»…-:"
_SAME = 6  # characters
_SPACES = 7  # in a name
_FEWEST, _MOST = 2, 5  # words of a person's name
_CALLED = 3  # words in a name with an article: der Freitag
_CAPITAL = r"^\p{Lu}"
_FULL_NAME = r"\p{Lu}\S*(?:\s\S+){0,2}\s\p{Lu}\S+"
_RUNNING = r"\s\p{Ll}+\s\p{Ll}+\s\p{Ll}"  # words of a sentence, also beside one that offices bear: The post was late
_SEPARATED, _PARTED, _ROLE, _TITLE, _DONE = "\x1f", "\x1e", "\x1d", "\x1c", "\x1b"
_FIRST_ROLE = 2  # number of the part behind a role that opens the credit
_HANDLE = r"^\pL[\w.-]*$"  # one word, as contributors of stock agencies call themselves
_LICENCE = r"^CC\d?\b"
_UNSPACED = r"^[\p{Han}\p{Hangul}]{2,4}$"  # a name in a script without spaces
_LABELLED = r"^(?:bracket-)?(?:label|source|by)|^copyright|^caption-follows|^equals"
_LABEL = r"^(?:Credit|CREDIT)?(?:\.{3}|…)\s*|^(?:Bild|Foto|Photo|Photograph)\s(?:by\s)?(\p{Lu}\S*\s\p{Lu})"
_LED = r"^([^/|:]*[^\s/|:]{2}):\s+"  # ABC News: Jane Doe
_SUPPLIED = r"\s?/\s?(?i:courtesy)\s(\p{Lu})"  # Jane Doe/Courtesy Tate
_HYPHENED = r"^([A-Z]\S+(?:\s[A-Z][^\s-]*)+)-((?:[A-Z]{2}\S*|The)\s[A-Z]"  # Jane Doe-USA TODAY Sports
_ROLE_NEXT = r"(\p{Ll})\.\s+(\p{Lu}[\p{L}&-]+:\s)"  # Jane Roe. Styling: Jo Poe
_RESERVED = r"(?i)[.,;]?\s*all rights reserved\W*$"
_COPYRIGHT = r"(?:Copyright|COPYRIGHT)\s(?:(?:19|20)\d\d\s)?(?:(?:The|THE)\s)?"  # Jane Doe/Copyright 2024 The AP


@cache
def _patterns() -> dict[str, str]:
    """Return the patterns that the small words of the catalogue make."""
    words = {
        kind: lexicon.words(kind)
        for kind in ("host", "leads to a host", "office", "office ending", "particle", "trailer")
    }
    capital = r"(?:[a-z]')?[\p{Lu}\p{Lo}\p{N}][\w'&+.-]*"
    small = rf"(?:\s(?:{words['particle']}|&|\+))*"
    return {
        "separator": rf"\s*(?:[/|;()\[\]©•·—\n{_PARTED}{_ROLE}{_TITLE}{_DONE}]|,|\s[–-]+\s|"
        rf"\b(?:{lexicon.words('link', 'maker', cased=True)})\s|"
        r"\b(?:for|For|FOR)\s(?:(?:the|The|THE)\s)?)\s*",
        "hosted": rf"\s+(?:{words['leads to a host']})\s+({words['host']})\b",
        "hyphened": rf"{_HYPHENED}|\S+\s(?i:{words['office']})\b)",
        "name": rf"^{capital}(?:{small}\s+{capital})*$",
        "compound": rf"(?i)\pL{{3}}(?:{words['office ending']})\b",
        "done": rf"\s?(?:{lexicon.words('behind a name')})$",
        "two names": rf"^({_FULL_NAME})\s(?:{lexicon.words('joins')})\s({_FULL_NAME})$",
        "closing": rf"([A-ZÀ-Þ][a-zß-ÿ]{{3,}})\s({'|'.join(lexicon.acronyms())})\b",
        "trailer": rf"(?i)(?:\s(?:{words['trailer']}))+$",
    }


def split(found: pl.DataFrame, own: Own | None = None) -> pl.DataFrame:
    """Split candidates (with their number `candidate`) into parts: `candidate, text, between, kind, name, alone`.

    `between` is the separator before the part; `kind` is agency, status, site, person, office, handle, nickname,
    initials, number or other; `name` is the canonical name of an agency, or the status; `alone` says of a status that
    it is a credit by itself. `own` is the user's catalogue of agencies.
    """
    known = _looked_up(_cut(found), own).with_columns(kind=_kind())
    kinds = known.with_columns(name=pl.coalesce("name", "status"), kind=_placed())
    return kinds.select("candidate", "structure", "text", "between", "behind", "alone", "kind", "name")


def _cut(found: pl.DataFrame) -> pl.DataFrame:
    """Cut candidates at their separators: `candidate, structure, text, between, behind`."""
    pattern = _patterns()
    bare = C("view").str.replace(_RESERVED, "").str.replace_all(_COPYRIGHT, "")
    view = bare.str.replace(pattern["hosted"], " / $1").str.replace_all(_ROLE_NEXT, "$1 / $2")
    view = view.str.replace_all(r"(\p{Ll}{3})\.\s+", "$1 / ")
    view = view.str.replace(_SUPPLIED, " / $1")
    view = view.str.replace(_LED, "$1 / ").str.replace(pattern["hyphened"], "$1 / $2")
    view = view.str.replace_all(r"([\p{Ll}-]{3}):\s+", "${1}" + _ROLE)
    titles = lexicon.listed("before a name")
    view = view.str.replace_many(titles, [_TITLE] * len(titles)).str.replace(pattern["done"], _DONE)
    full = found.select("candidate", "structure", view=view)
    wired = C("view").str.replace_all(pattern["closing"], "${1}" + _PARTED + "${2}")
    wired = pl.when(C("structure").is_in(["line", "own-line"])).then("view").otherwise(wired)
    marked = full.with_columns(view=wired).select(
        "candidate", "structure", text=C("view").str.replace_all(pattern["separator"], f"{_SEPARATED}$0{_SEPARATED}")
    )
    cut = marked.with_columns(C("text").str.split(_SEPARATED))
    rows = cut.with_columns(part=pl.int_ranges(0, C("text").list.len())).explode("text", "part")
    same = C("candidate").shift(-1) == C("candidate")
    rows = rows.with_columns(
        between=pl.when(C("part") > 0).then(C("text").shift(1)),
        behind=pl.when(same).then(C("text").shift(-1)),
        text=C("text").str.strip_chars(_MARKS).str.replace(_LABEL, "${1}"),
    )
    return rows.filter(C("part") % 2 == 0, C("text").str.contains(r"[\p{L}\p{N}@]"))


def _looked_up(rows: pl.DataFrame, own: Own | None) -> pl.DataFrame:
    """Add `name` of the agency, and `status` with `alone`, of the parts that the catalogues know."""
    text = C("text")
    keyed = rows.select(text=text.unique()).with_columns(
        whole=lexicon.key(text),
        undated=lexicon.key(text.str.replace(r"\s*\b(?:19|20)\d\d$", "")),
        bare=lexicon.key(_headless().str.replace(_patterns()["trailer"], "")),
    )
    agencies, statuses = lexicon.agencies(own).select("key", "name"), lexicon.statuses()
    for on, table in (
        ("whole", agencies.rename({"key": "whole"})),
        ("undated", statuses.rename({"key": "undated"})),
        ("bare", agencies.rename({"key": "bare", "name": "bare_name"})),
    ):
        keyed = keyed.join(table, on=on, how="left", maintain_order="left")
    known = keyed.select("text", "status", "alone", name=pl.coalesce("name", "bare_name"))
    return rows.join(known.with_columns(shape=_shape()), on="text", how="left", maintain_order="left")


@cache
def _headless() -> pl.Expr:
    """Leave out the word before the name of an agency: Archives Ouest-France."""
    first, rest = _first_and_rest()
    return pl.when(first.str.to_titlecase().is_in(lexicon.listed("header"))).then(rest).otherwise("text")


def _first_and_rest() -> tuple[pl.Expr, pl.Expr]:
    """Return the first word of a part, and the rest, null for a single word."""
    halves = C("text").str.splitn(" ", 2).struct
    return halves.field("field_0"), halves.field("field_1")


@cache
def _placed() -> pl.Expr:
    """Say of a part that looks like a person what its place makes of it.

    Behind the person and a slash stands whom the picture was made for, unless it is the person again; before a colon
    stands what somebody did: Artist: Jane Doe. Who did something else besides (Styling: …) has not made the picture.
    """
    same = C("candidate").shift(1) == C("candidate")
    again = C("text").str.head(_SAME).str.to_lowercase() == C("text").shift(1).str.head(_SAME).str.to_lowercase()
    person = (C("kind") == "person") & (C("kind").shift(1) == "person") & same & ~again
    employer = person.fill_null(value=False) & C("between").str.contains(r"[/|(]").fill_null(value=False)
    unspaced = C("text").str.contains(_UNSPACED) & (
        C("between").str.contains(_TITLE, literal=True) | C("behind").str.contains(_DONE, literal=True)
    )
    role = C("kind").is_in(["person", "single"]) & (C("behind") == _ROLE).fill_null(value=False)
    other = (C("kind") == "person") & (C("between") == _ROLE).fill_null(value=False) & (C("part") > _FIRST_ROLE)
    single = (C("kind") == "single") & unspaced.fill_null(value=False)
    return (
        pl.when(single)
        .then(pl.lit("person"))
        .when(role | other)
        .then(pl.lit("role"))
        .when(employer)
        .then(pl.lit("employer"))
        .otherwise("kind")
    )


@cache
def _kind() -> pl.Expr:
    """Whom a picture was made for is an office, whatever the name looks like; what stands behind "for" is no status."""
    word = C("between").str.strip_chars().str.to_lowercase().str.strip_suffix(" the")
    aimed = word.is_in(lexicon.listed("aim")) & (C("shape") == "status")
    commissioned = word.is_in([*lexicon.listed("link"), "for"]) & C("shape").is_in(["person", "single"])
    opening = (C("shape") == "label") & C("between").is_null()
    return pl.when(aimed | opening).then(pl.lit("other")).when(commissioned).then(pl.lit("office")).otherwise("shape")


@cache
def _shape() -> pl.Expr:
    """What the words of a part are, wherever it stands."""
    text, pattern = C("text"), _patterns()
    short = text.str.count_matches(" ", literal=True) <= _SPACES
    word = text.str.len_chars().is_between(2, 30)
    first, rest = _first_and_rest()
    words = text.str.to_lowercase().str.replace_many(dict.fromkeys("-'.", " ")).str.split(" ")
    named = words.list.set_intersection(lexicon.listed("office")).list.len() > 0
    named |= text.str.contains(pattern["compound"]) & text.str.contains(pattern["name"])
    capital = rest.is_null() | (text.str.contains(_CAPITAL) & ~text.str.contains(_RUNNING))
    office = (named | text.str.contains(_ADDRESS)) & capital
    numbered = text.str.contains(_NUMBERED) & (text.str.count_matches(r"\d") >= _DIGITS)
    asked = words.list.set_intersection(lexicon.listed("request")).list.len() > 0
    figures, size = text.str.contains(r"\d|&"), words.list.len()
    called = first.is_in(lexicon.listed("row")) & rest.str.contains(_CAPITAL) & (words.list.len() <= _CALLED)
    return (
        pl.when(C("name").is_not_null()).then(pl.lit("agency"))
        .when(C("status").is_not_null()).then(pl.lit("status"))
        .when(text.is_in(lexicon.nouns())).then(pl.lit("label"))
        .when((first.is_in(lexicon.listed("author")) & rest.is_not_null()) | text.is_in(lexicon.listed("position")))
        .then(pl.lit("other"))
        .when(text.str.contains(_NUMBER) | numbered).then(pl.lit("number"))
        .when(text.str.contains(_SITE)).then(pl.lit("site"))
        .when(text.str.starts_with("@")).then(pl.lit("handle"))
        .when(office | text.str.contains(_ACRONYM) | text.str.contains(_BRAND))
        .then(pl.when(text.str.contains(_RIGHTS)).then(pl.lit("phrase")).otherwise(pl.lit("office")))
        .when(called).then(pl.lit("office"))
        .when(asked).then(pl.lit("other"))
        .when(text.str.contains(pattern["name"]) & short).then(
            pl.when(size < _FEWEST).then(pl.lit("single"))
            .when((size > _MOST) | figures).then(pl.lit("phrase")).otherwise(pl.lit("person"))
        )
        .when(text.str.contains(r"^\p{Ll}{2,4}$")).then(pl.lit("initials"))
        .when(text.str.contains(r"^[\p{L}\p{N}_.-]+$") & word).then(pl.lit("nickname"))
        .otherwise(pl.lit("other"))
    )  # fmt: skip


def compose(parts: pl.DataFrame) -> pl.DataFrame:
    """Count what each candidate is made of: one row a candidate, with its lists of names and its `composition`."""
    kind = C("kind")
    flagged = parts.with_columns(**_roles())
    counted = flagged.group_by("candidate", maintain_order=True).agg(
        structure=C("structure").first(),
        people=C("text").filter("person"),
        makers=C("text").filter(C("person") | C("maker")),
        wires=C("known_as").filter("wire"),
        offices=C("known_as").filter(C("wire") | C("office")),
        announced=C("known_as").filter(C("office") | C("single")),
        status=C("name").filter(kind == "status").unique(maintain_order=True),
        agency=C("wire").sum(),
        persons=(kind == "person").sum(),
        sites=(kind == "site").sum(),
        numbers=(kind == "number").sum(),
        named=kind.is_in(_NAMED).sum(),
        nicknames=(kind == "nickname").sum(),
        marked=(kind == "status").sum(),
        sufficient=(kind == "status").and_(C("alone")).sum(),
        initials=(kind == "initials").sum(),
        other=(kind == "other").sum(),
        closed=C("wire").last(),
        size=(kind != "label").sum(),
        words=C("length").sum(),
        longest=C("length").max(),
    )
    return counted.with_columns(composition=_composition(), **_called()).drop("structure", "persons", *_LISTS)


_NAMED = ("person", "single", "phrase", "role", "employer", "office", "handle", "site")
_LISTS = ("people", "makers", "wires", "offices", "announced")


@cache
def _roles() -> dict[str, pl.Expr]:
    """Say of each part as what it may be named."""
    kind = C("kind")
    marks = ["/", "|", ",", " - ", " – "]
    before, after = (C(side).str.contains_any(marks).fill_null(value=False) for side in ("behind", "between"))
    lone = kind.is_in(["single", "nickname", "initials"])
    host = (kind == "agency") & C("name").is_in(lexicon.hosts())
    sides = ((C("candidate") == C("candidate").shift(step)) & host.shift(step) for step in (1, -1))
    hosted, sold = (side.fill_null(value=False) for side in sides)
    handle = (kind == "office") & C("text").str.contains(_HANDLE) & ~C("text").str.contains(_LICENCE)
    contributor = (lone & hosted & after) | (handle & ((hosted & after) | (sold & before)))
    return {
        "person": kind.is_in(["person", "handle"]),
        "maker": (lone & before) | ((kind == "nickname") & after) | contributor,
        "wire": kind == "agency",
        "office": kind.is_in(["office", "site"]) & ~contributor,
        "single": (kind == "single") & C("text").str.contains(_CAPITAL),
        "known_as": pl.when(kind == "agency").then("name").otherwise("text"),
        "length": C("text").str.count_matches(r"\S+"),
    }


@cache
def _called() -> dict[str, pl.Expr]:
    """Name the photographers and the agencies.

    A photographer looks like a name, or is a lone word before a known agency; an agency is known, or announced by a
    label, a person or a known agency.
    """
    known, person = C("agency") > 0, C("persons") > 0
    labelled = C("structure").str.contains(_LABELLED)
    nothing = (C("other") > 0) | ~(known | labelled | person)
    agencies = pl.when(nothing).then("wires").when(labelled & ~known).then("announced").otherwise("offices")
    photographers = pl.when(known & ~person).then("makers").otherwise("people")
    apart = pl.element().str.replace(_patterns()["two names"], f"${{1}}{_SEPARATED}${{2}}").str.split(_SEPARATED)
    return {
        "photographers": photographers.list.eval(apart.explode()).list.unique(maintain_order=True),
        "agencies": agencies.list.unique(maintain_order=True),
    }


@cache
def _composition() -> pl.Expr:
    odd = C("nicknames") + C("initials")
    return (
        pl.when((C("other") > 0) | (C("size") == odd) | (odd > 1)).then(pl.lit("other"))
        .when((C("agency") + C("sites") > 0) & (C("size") > 1)).then(pl.lit("chain"))
        .when(C("agency") > 0).then(pl.lit("agency"))
        .when((C("marked") > 0) & (C("named") + odd > 0)).then(pl.lit("chain"))
        .when(C("sufficient") > 0).then(pl.lit("status"))
        .when((C("marked") > 0) & (C("size") == C("marked"))).then(pl.lit("mark"))
        .when((C("named") > 0) & (C("numbers") == 0)).then(pl.lit("names"))
        .otherwise(pl.lit("other"))
    )  # fmt: skip
