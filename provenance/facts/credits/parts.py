"""What the words of a candidate are: agencies, statuses, persons, offices; by catalogue, and by shape where it is silent."""

from __future__ import annotations

import polars as pl

from provenance.facts.credits import lexicon
from provenance.facts.credits.candidates import WORD

C = pl.col

_SEPARATOR = r"\s*(?:[/|;()\[\]©•·\n]|,|\s[–—-]+\s|\b(?:via|Via|VIA|für|pour|para|per|courtesy of|by|durch)\s|\bfor\s(?:the\s)?)\s*"
_HOSTED = r"\s+on\s+(Unsplash|Pexels|Pixabay|Flickr|Instagram|Wikimedia)\b"
_LINK = r"(?:\s(?:de|da|di|do|dos|das|del|della|des|du|la|le|les|van|von|vom|der|den|dem|ter|ten|zu|zum|al|el|bin|ibn|y|e|of|the|and|und|et|i|for|für|in|at|aus|s|&|\+))*"
_NAME = rf"^(?:{WORD}|\p{{Lo}}+|\p{{Lu}}\.|\p{{N}}+)(?:{_LINK}[\s.-]+(?:{WORD}|\p{{Lu}}\.|\p{{Lo}}+|\p{{N}}+|[a-z]'{WORD})){{0,6}}\.?$"
_TRAILER = r"(?i)(?:\s(?:files?|archives?|archiv|photos?|images?|pictures?|pool|handout|stringer|staff|wire|photographer))+$"
_OFFICE = (
    r"(?i)\b(agency|agentur|agence|agencia|agenzia|news|press|presse|prensa|images?|media|medien|photos?|pictures?|tv|radio|times|"
    r"post|herald|tribune|police|polizei|policía|fire|department|dept|ministry|ministerium|ministère|university|universität|"
    r"université|universidad|council|government|museum|institute|institut|library|archives?|archiv|studios?|productions?|"
    r"foundation|stiftung|association|club|verein|festival|school|hospital|college|office|services?|group|gmbh|ag|inc|ltd|"
    r"llc|corp|company|records|entertainment|theatre|theater|zoo|park|resort|hotel|stadt|gemeinde|bundes\w+|nations|court|"
    r"party|navy|army|force|guard|embassy|magazine|magazin|zeitung|journal|blog|project|trust|society|center|centre)\b|"
    r"\.(?:com|org|net|de|fr|es|it|co|uk|ie|is|no|se|ch|at|tv|info|eu)\b"
)
_SITE = r"(?i)^(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|info|eu|tv|co\.uk|[a-z]{2})$"
_SAME = 6  # characters
_ACRONYM = r"^\p{Lu}[\p{Lu}\p{N}&]{1,5}$"


def split(found: pl.DataFrame) -> pl.DataFrame:
    """Split candidates (with their number `candidate`) into parts: `candidate, text, between, kind, name, alone`.

    `between` is the separator before it; `kind` is agency, status, site, person, office, handle, nickname, number or other; `name` the canonical name of an agency or the
    status.
    """
    view = C("view").str.replace(_HOSTED, " / $1").str.replace(r"(\p{Ll}{3})[.:]\s+", "$1 / ")
    cut = found.select("candidate", text=view.str.replace_all(_SEPARATOR, "\x1f$0\x1f").str.split("\x1f"))
    rows = cut.with_columns(part=pl.int_ranges(0, C("text").list.len())).explode("text", "part")
    rows = rows.with_columns(between=pl.when(C("part") > 0).then(C("text").shift(1))).with_columns(C("text").str.strip_chars(" .*\"'“”„«»…-:"))
    rows = rows.filter(C("part") % 2 == 0, C("text").str.contains(r"[\p{L}\p{N}@]"))
    rows = rows.with_columns(key=lexicon.key(C("text")), short=lexicon.key(C("text").str.replace(r"\s*\b(?:19|20)\d\d$", "")))
    rows = rows.with_columns(bare=lexicon.key(C("text").str.replace(_TRAILER, "")))
    known = rows.join(lexicon.agencies(), on="key", how="left", maintain_order="left").join(
        lexicon.statuses().rename({"key": "short"}), on="short", how="left", maintain_order="left"
    )
    bare = lexicon.agencies().select(bare="key", of_bare="name")
    known = known.join(bare, on="bare", how="left", maintain_order="left").with_columns(name=pl.coalesce("name", "of_bare"))
    kinds = known.select("candidate", "text", "between", "alone", kind=_kind(), name=pl.coalesce("name", "status"))
    return kinds.with_columns(kind=pl.when(_employer()).then(pl.lit("office")).otherwise("kind"))


def _employer() -> pl.Expr:
    """Behind the person and a slash stands whom the picture was made for, unless it is the person again."""
    same = C("candidate").shift(1) == C("candidate")
    again = C("text").str.head(_SAME).str.to_lowercase() == C("text").shift(1).str.head(_SAME).str.to_lowercase()
    person = (C("kind") == "person") & (C("kind").shift(1) == "person") & same & ~again
    return person.fill_null(value=False) & C("between").str.contains(r"[/|(]").fill_null(value=False)


def _kind() -> pl.Expr:
    text = C("text")
    return (
        pl.when(C("name").is_not_null()).then(pl.lit("agency"))
        .when(C("status").is_not_null()).then(pl.lit("status"))
        .when(text.str.contains(r"^(?:By|Von|Par|Por)\s")).then(pl.lit("other"))
        .when(text.str.contains(r"^[\d\s.:/-]+$|^RTR?[A-Z0-9]{5,}$")).then(pl.lit("number"))
        .when(text.str.contains(_SITE)).then(pl.lit("site"))
        .when(text.str.starts_with("@")).then(pl.lit("handle"))
        .when(text.str.contains(_OFFICE) & text.str.contains(r"^\S+$|^\p{Lu}")).then(pl.lit("office"))
        .when(text.str.contains(_ACRONYM) | text.str.contains(r"^The \p{Lu}|^\S*\p{Ll}\p{Lu}\S*$")).then(pl.lit("office"))
        .when(C("between").str.contains(r"(?i)\b(?:via|for|für|pour|para|per)\b") & text.str.contains(_NAME)).then(pl.lit("office"))
        .when(text.str.contains(_NAME)).then(pl.lit("person"))
        .when(text.str.contains(r"^\p{Ll}{2,4}$")).then(pl.lit("initials"))
        .when(text.str.contains(r"^[\p{L}\p{N}_.-]{2,30}$")).then(pl.lit("nickname"))
        .otherwise(pl.lit("other"))
    )  # fmt: skip


def compose(parts: pl.DataFrame) -> pl.DataFrame:
    """Count what each candidate is made of: one row a candidate, with its lists of names and its `composition`."""
    kind = C("kind")

    def texts(*kinds: str) -> pl.Expr:
        return C("text").filter(kind.is_in(kinds)).unique(maintain_order=True)

    counted = parts.group_by("candidate", maintain_order=True).agg(
        photographers=texts("person", "handle", "nickname", "initials"),
        agencies=pl.when(kind == "agency").then("name").when(kind.is_in(["office", "site"])).then("text").drop_nulls().unique(maintain_order=True),
        status=C("name").filter(kind == "status").unique(maintain_order=True),
        agency=(kind == "agency").sum(),
        sites=(kind == "site").sum(),
        numbers=(kind == "number").sum(),
        named=kind.is_in(["person", "office", "handle", "site"]).sum(),
        nicknames=(kind == "nickname").sum(),
        marked=(kind == "status").sum(),
        sufficient=(kind == "status").and_(C("alone")).sum(),
        initials=(kind == "initials").sum(),
        other=(kind == "other").sum(),
        size=pl.len(),
        words=C("text").str.count_matches(r"\S+").sum(),
        longest=C("text").str.count_matches(r"\S+").max(),
    )
    return counted.with_columns(composition=_composition())


def _composition() -> pl.Expr:
    odd = C("nicknames") + C("initials")
    return (
        pl.when((C("other") > 0) | (C("size") == odd) | (odd > 1)).then(pl.lit("other"))
        .when((C("agency") + C("sites") > 0) & (C("size") > 1)).then(pl.lit("chain"))
        .when(C("agency") > 0).then(pl.lit("agency"))
        .when((C("marked") > 0) & (C("named") + odd > 0)).then(pl.lit("chain"))
        .when(C("sufficient") > 0).then(pl.lit("status"))
        .when((C("named") > 0) & (C("numbers") == 0)).then(pl.lit("names"))
        .otherwise(pl.lit("other"))
    )  # fmt: skip
