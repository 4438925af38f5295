"""What a line says of itself: its words, the pairs of its words, its shape, and the line of the catalogue that fits.

Each feature is a short string, so that a weight can be read and a finding can say which ones spoke.
"""

from __future__ import annotations

import polars as pl

C = pl.col
WORD = r"[\p{L}©|»›•→]"
"""What a feature of words holds: letters, or marks of pages; figures and `&` stand in names and tables as well."""
SHAPE, HINT = "shape: ", "catalogue: "
"""How features of shape begin, and the line of the catalogue."""
_GLUED = r"(\p{Ll})(\p{Lu})"
_TOKENS = r"\w-\w+|\w+|[^\w\s]"  # e-mail is one word
_FIRST, _LAST, _GLUE = "^", "$", "~"
EDGES = f"{_FIRST}{_LAST}{_GLUE} "
"""What stands around words in features of two."""
_MARKS = "|»©•·→<>{}/_@&?!:"
_WORDS, _EVERY, _MOST_WORDS, _WIDTH, _MOST_WIDTHS, _QUARTERS = 8, 4, 10, 20, 15, 4


def of(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the features of lines as rows `alike, feature`; a word that stands twice is there twice.

    Args:
        lines: `alike` (the number of the line), `text`, and `hint`: the id of a catalogue line that fits, or null.
    """
    said = words(lines)
    behind = C("feature").shift(-1).over("alike")
    pairs = said.select("alike", feature=C("feature") + " " + behind).drop_nulls()
    single = said.filter(~C("feature").is_in([_FIRST, _LAST]))
    hints = lines.filter(C("hint").is_not_null()).select("alike", feature=HINT + C("hint"))
    return pl.concat([single, pairs, of_shape(lines), hints])


def words(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the words and marks of lines in their order, as `alike, feature`; the edges count as marks."""
    apart = C("text").str.replace_all(_GLUED, f"${{1}} {_GLUE} ${{2}}").str.to_lowercase()
    tokens = apart.str.replace_all(r"\d+", "0").str.extract_all(_TOKENS)
    return lines.select("alike", feature=pl.concat_list(pl.lit([_FIRST]), tokens, pl.lit([_LAST]))).explode("feature")


def of_shape(lines: pl.DataFrame) -> pl.DataFrame:
    """Return how long lines are, how they begin and end, and which capitals and marks they have."""
    shapes = lines.select("alike", *(expression.alias(str(n)) for n, expression in enumerate(_shapes())))
    return shapes.unpivot(index="alike", value_name="feature").select("alike", "feature").drop_nulls()


def _shapes() -> list[pl.Expr]:
    text = C("text")
    count = text.str.count_matches(r"\S+")
    many = _WORDS + ((count - _WORDS) // _EVERY).clip(0, _MOST_WORDS)
    words = "words " + pl.when(count < _WORDS).then(count).otherwise(many).cast(pl.String)
    capitals = text.str.count_matches(r"(?:^|\s)\p{Lu}") * _QUARTERS // count
    capital = "capitals " + capitals.cast(pl.String)
    end = "ends " + _end()
    yes = {
        "all capitals": (text.str.to_uppercase() == text) & (text.str.to_lowercase() != text),
        "glued words": text.str.contains(_GLUED),
        "quotation mark": text.str.contains(r'["“„]'),
        "digit": text.str.contains(r"\d"),
        "begins small": text.str.contains(r"^\p{Ll}"),
        "begins with a mark": text.str.contains(r"^[^\p{L}\p{N}]"),
        "two sentences": text.str.contains(r"[.!?] \p{Lu}"),
        **{f"has {mark}": text.str.contains(mark, literal=True) for mark in _MARKS},
    }
    width = "width " + (text.str.len_chars() // _WIDTH).clip(0, _MOST_WIDTHS).cast(pl.String)
    both = [pl.concat_str([one, pl.lit(", "), end]) for one in (words, capital)]
    flags = [pl.when(flag).then(pl.lit(SHAPE + name)) for name, flag in yes.items()]
    return [*(SHAPE + one for one in (words, width, capital, end, *both)), *flags]


def _end() -> pl.Expr:
    """Return what kind of character closes the text."""
    last = C("text").str.tail(1)
    kinds = {"stop": r"[.!?…]", "quotation": "[\"”']", "colon": ":", "bracket": r"\)", "digit": r"\d"}
    ending = pl.lit("open")
    for name, pattern in kinds.items():
        ending = pl.when(last.str.contains(pattern)).then(pl.lit(name)).otherwise(ending)
    return ending
