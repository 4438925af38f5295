"""Where a credit could stand: each structure of a line offers at most one candidate, whatever its words are.

What the words are decides later (see `parts` and `forms`); position alone never does.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance.facts.credits import lexicon

C = pl.col

WORD = r"\p{Lu}[\p{L}\p{M}\p{N}'&+_-]*"
"""A word with a capital letter."""

# Stops of abbreviations end no sentence: in the view they become one dot leaders, one code point as well.
_ABBREVIATED = (
    r"(?-u:\b)(Mr|Mrs|Ms|Mx|Dr|Prof|St|Sr|Jr|Rep|Sen|Gov|Lt|Col|Gen|Sgt|Capt|Cpl|Maj|Adm|Rev|Hon|Pres|Atty|Supt|Det|Insp|Mt|Ft|"
    r"No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Inc|Ltd|Co|Corp|Bros|Dept|Univ|Inst|Ariz|Ave|Blvd|Nr|ca|bzw|"
    r"Hl|Min|Kl|Mio|Mrd|Sra|Srta|Dra|Mme|Mlle|\p{Lu})\."
)
_DOT = "\u2024"
# Restrictions in capitals that close a wire caption; what stands before them is its end.
_LIMITS = (
    r"\s*\b(?:THIS (?:IMAGE|PICTURE|PHOTO|HANDOUT|VIDEO)|MANDATORY CREDIT\.|EDITORIAL USE ONLY|NO (?:RESALES?|ARCHIVES?|SALES|"
    r"COMMERCIAL)|ATTENTION EDITORS)\b[^\p{Ll}\n]*$"
)
_STOPPED = r"([\p{L}\p{M}\p{N})]{3})\.$"
_STOP = r"[\p{Ll}\p{Lo}\p{N}\"')\]…%»“”][.!?…][\"')\]»“”]*"
_INSIDE = r"[^()\[\]]*(?:[(\[][^()\[\]]*[)\]][^()\[\]]*)*"
_REST = r"\S[^\n]{0,159}"
_HEAD = r"(?:[\p{L}.'-]+\s){0,3}[\p{L}.'-]+"
_PART = r"(?:(?:de|da|di|do|dos|del|della|la|le|van|von|der|den|ter|al|el|bin|y|e)\s)"

_NONE = pl.Schema(
    {"row": pl.UInt32(), "line": pl.UInt32(), "structure": pl.String(), "start": pl.Int64(), "view": pl.String(), "end": pl.Int64()}
)


def lines(rows: pl.DataFrame) -> pl.DataFrame:
    """Split `row, text` at line breaks: `row, line, of, offset, view`; `of` is how many lines the text has."""
    view = lexicon.fold(C("text")).str.replace(_LIMITS, "")
    split = rows.select("row", view=view.str.split("\n")).with_columns(of=C("view").list.len())
    return (
        split.with_columns(line=pl.int_ranges(0, C("of"), dtype=pl.UInt32))
        .explode("view", "line")
        .with_columns(size=C("view").str.len_chars().cast(pl.Int64) + 1)
        .with_columns(offset=C("size").cum_sum().over("row") - C("size"))
        .filter(C("view").str.contains(r"\S"))
        .drop("size")
    )


def find(every: pl.DataFrame) -> pl.DataFrame:
    """Return the candidates in `lines`: `row, line, structure, start, end, view`, offsets counted in the whole text."""
    masked = every.with_columns(C("view").str.replace_all(_ABBREVIATED, "${1}" + _DOT))
    found = [_match(masked.filter(gate), structure, pattern) for structure, gate, pattern in _structures()]
    return pl.concat([*found, _last_words(masked)]).with_columns(C("view").str.replace_all(_DOT, ".", literal=True))


def _match(rows: pl.DataFrame, structure: str, pattern: str) -> pl.DataFrame:
    """Apply a pattern whose first group is what stands before the candidate and whose second is the candidate."""
    if rows.is_empty():  # compiling the pattern is most of the work on a single article
        return _NONE.to_frame()
    groups = rows.select("row", "line", "offset", g=C("view").str.extract_groups(pattern)).unnest("g")
    hits = groups.filter(C("2").is_not_null())
    return _placed(hits.rename({"1": "before", "2": "view"}).with_columns(structure=pl.lit(structure)))


def _placed(hits: pl.DataFrame) -> pl.DataFrame:
    """Trim the candidates and count their offsets in the whole text."""
    lead = C("view").str.extract(r"^([\s|/•·*_:;,.…–—-]+|(?:by|von|von:|by:)\s+)", 1).fill_null("").str.len_chars()
    trimmed = hits.with_columns(lead=lead.cast(pl.Int64)).with_columns(
        C("view").str.slice(C("lead")).str.replace(r"[\s|/•·*:;,–—-]+$", ""),
        start=C("offset") + C("before").fill_null("").str.len_chars().cast(pl.Int64) + C("lead"),
    )
    closed = C("view").str.count_matches(r"[(\[]") < C("view").str.count_matches(r"[)\]]")
    trimmed = trimmed.with_columns(
        pl.when(closed).then(C("view").str.replace(r"[)\]][^)\]]{0,2}$", "")).otherwise(C("view").str.replace(_STOPPED, "$1"))
    )
    return trimmed.filter(C("view").str.len_chars() > 1).select(
        C("row").cast(pl.UInt32),
        "line",
        "structure",
        "start",
        "view",
        end=C("start") + C("view").str.len_chars().cast(pl.Int64),
    )


@cache
def _structures() -> tuple[tuple[str, pl.Expr, str], ...]:
    """Return the structures: name, what a line must at least contain, pattern."""
    by, behind, slash = (lexicon.label(form) for form in ("by", "after", "slash"))
    colon = rf"(?:(?:{lexicon.label('colon', 'photo')}|{lexicon.label('colon', 'credit')})\s?[:=]\s*)+"
    source = rf"(?:(?:{lexicon.label('colon', 'source')})\s?[:=]\s*)+"
    bracket = C("view").str.contains(r"[(\[]")
    label = C("view").str.contains(r"[:=]")
    edge = r"^((?:|.*?[^\p{L}\p{N}]|.*?\p{Ll})"
    return (
        ("bracket-label", bracket & label, rf"^(.*[(\[]\s*{colon})({_INSIDE})[)\]]?"),
        ("bracket-source", bracket & label, rf"^(.*[(\[]\s*{source})({_INSIDE})[)\]]?"),
        ("bracket-by", bracket, rf"^(.*[(\[]\s*(?:{by})\s+)({_INSIDE})[)\]]?"),
        ("bracket", bracket, rf"^(.*[(\[])({_INSIDE})[)\]]?[\s.,;*\"']*$"),
        ("bracket", bracket, r"^(.*[(\[])([^()\[\]]{3,90})[)\]]\s*[(\[][^()\[\]]{2,40}[)\]]\s*$"),
        ("bracket-inside", bracket, r"^(.*[(\[])([^()\[\]]{2,110})[)\]]"),
        ("name-bracket", bracket, rf"^(|.*{_STOP}\s*)({WORD}(?:\s{WORD}|\s\p{{Lu}}{_DOT}){{0,3}}\s\([^()]{{2,90}}\))\s*$"),
        ("label", label, rf"{edge}{colon})({_REST})$"),
        ("source", label, rf"{edge}{source})({_REST})$"),
        ("label-by", C("view").str.contains(rf"(?:{by})\s"), rf"^((?:|.*?[^\p{{L}}\p{{N}}])(?:{by})\s+)(\S.{{0,120}})$"),
        ("label-by", C("view").str.contains(r"[\p{Ll}.]Credit"), r"^(.*?[\p{Ll}.\"'](?:Credit)+(?:\.\.\.)?\s*)(\p{Lu}.{0,120})$"),
        ("label-after", C("view").str.contains(rf"\s(?:{behind})\s*$"), rf"^(.*?\s[/|–—-]\s|.*{_STOP}\s*|)(\S.{{0,80}}\s(?:{behind}))\s*$"),
        ("equals", C("view").str.contains("=", literal=True), r"^(.*[^\s=]=)([^\s=]{1,30})$"),
        ("label-slash", C("view").str.contains("/", literal=True), rf"^(|.*?\s)((?:{slash})/.{{1,80}})$"),
        ("copyright-year", C("view").str.contains(r"©|\([cC]\)"), rf"^(.*?(?:©|\([cC]\))\s*(?:19|20)\d\d[\s,/-]*(?:(?:19|20)\d\d)?\s*)({_REST})$"),
        ("copyright", C("view").str.contains(r"©|\([cC]\)"), rf"^(.*?(?:©|\([cC]\))\s*)({_REST})$"),
        ("caption-follows", C("view").str.starts_with("Image "), r"^(Image (?:copyright|source)\s+)(.{2,80}?)\s*Image caption"),
        ("tail", pl.lit(value=True), rf"^(.*{_STOP}\s+)(\S.{{1,110}})$"),
        ("tail", pl.lit(value=True), rf"^(.*{_STOP})([\p{{Lu}}@].{{1,110}})$"),
        ("separated", C("view").str.contains(r"[|•·]"), r"^(.*?\S\s?[|•·])(.{2,110})$"),
        ("separated", C("view").str.contains(r"\s[/–—-]\s"), r"^(.*?\S\s[/–—-]\s)(.{2,110})$"),
        ("separated", C("view").str.contains(r"\s[/–—-]\s"), r"^(.*\S\s[/–—-]\s)(.{2,110})$"),
        *(("slash", C("view").str.contains("/", literal=True), pattern) for pattern in _slashes()),
        *(("head", C("view").str.contains(r"^[^/]{2,40}/"), rf"^()({_HEAD}\s?/\s?(?:[^/]{{2,30}}/)?{_words(n)})\s\p{{Lu}}\S*\s") for n in (1, 2, 3, 4)),
        *(("via", C("view").str.contains(r"\svia\s"), rf"^(.*?\s)({WORD}(?:\s{WORD}){{{n}}} via .{{2,60}})$") for n in (0, 1, 2)),
        ("glued", C("view").str.contains(r"\p{Ll}{3}[\"')]?\p{Lu}"), r"^(.*?\p{Ll}{3}[\"')]?)(\p{Lu}[^.!?]{1,70})$"),
        ("glued", C("view").str.contains(r"\p{Ll}{3}[\"')]?\p{Lu}"), r"^(.*\p{Ll}{3}[\"')]?)(\p{Lu}[^.!?]{1,70})$"),
        ("line", C("of") == 1, r"^()(.{2,120})$"),
        ("own-line", C("of") > 1, r"^()(.{2,120})$"),
    )


def _words(number: int) -> str:
    return r"[\p{L}\p{N}.&'-]+" + r"\s[\p{L}\p{N}.&'-]+" * (number - 1)


def _slashes() -> tuple[str, ...]:
    """Return the patterns of a chain that ends a line without a stop before it: how much of the words before the first
    slash belongs to it is not known, so one word, a name, and a name in capitals are all offered."""
    chain = r"\s?(?:/\s?[^/!?]{1,45})+"
    name = rf"{WORD}\s(?:\p{{Lu}}{_DOT}?\s|{_PART}){{0,2}}{WORD}"
    capitals = r"\p{Lu}[\p{Lu}'-]+(?:\s\p{Lu}[\p{Lu}'-]+){1,3}"
    heads = (r"[\p{L}@][\p{L}\p{N}.@_-]*", name, capitals, r"picture alliance|imago images|AP Photo")
    return tuple(rf"^(|.*?[^\p{{L}}\p{{N}}/.@-])((?:{head}){chain})$" for head in heads)


def _last_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Offer the last one to four words of a line where they are the name of an agency."""
    last = C("view").str.extract_groups(r"^(.*?\s)((?:\S+\s){0,3}\S+)\s*$")
    rows = rows.filter(C("view").str.contains(r"(?:\S*\p{Lu}\S*|dpa|epa|getty|imago|images)\s*$"))
    hits = rows.select("row", "line", "offset", g=last).unnest("g").filter(C("2").is_not_null())
    words = hits.with_columns(words=C("2").str.split(" "))
    tries = [
        words.filter(C("words").list.len() >= n).with_columns(view=C("words").list.tail(n).list.join(" ")) for n in (1, 2, 3, 4)
    ]
    tried = pl.concat(tries).with_columns(key=lexicon.key(C("view")))
    known = tried.join(lexicon.agencies().select("key"), on="key", how="semi")
    before = C("1") + C("2").str.head(C("2").str.len_chars() - C("view").str.len_chars())
    return _placed(known.with_columns(before=before, structure=pl.lit("last-words")))
