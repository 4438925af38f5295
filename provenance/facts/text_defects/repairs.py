"""What should stand in the place of a flaw, where the words before it decide.

They tell on which side of a quotation mark a space was lost, and whether a sign is what its reference says.
"""

from __future__ import annotations

import html
import re

import polars as pl

C = pl.col
_SENTENCES = re.compile(r"(?P<first>.*?[.!?])(?P<mark>[”\"“„]?)(?P<second>\w.*)", re.DOTALL)
_OPEN_WORDS = {"¿", "¡"}
"""Signs that open a sentence. Behind a letter they are an apostrophe that was read in another encoding."""


def of(flaws: pl.DataFrame, paragraphs: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return flaws with `mended`: null where nothing tells what should stand there.

    Args:
        flaws: Glued sentences or entities, with `row, paragraph, start, text`.
        paragraphs: The paragraphs that hold them, with `row, paragraph, start, text`.
        kind: `glued` or `entity`.
    """
    holding = paragraphs.select("row", "paragraph", base="start", words="text")
    placed = flaws.join(holding, on=["row", "paragraph"], how="left", maintain_order="left")
    mend = _with_space if kind == "glued" else _decoded
    rows = placed.select("text", "words", at=C("start") - C("base")).iter_rows()
    mended = [mend(text, words[:at]) for text, words, at in rows]
    return flaws.with_columns(mended=pl.Series(mended, dtype=pl.String))


def _decoded(text: str, before: str) -> str | None:
    """Return the character that a reference of HTML stands for."""
    found = html.unescape(text)
    return None if found in _OPEN_WORDS and before[-1:].isalpha() else found


def _with_space(text: str, before: str) -> str | None:
    """Return two sentences with a space between: before a mark that opens a quotation, behind one that closes it."""
    parts = _SENTENCES.fullmatch(text)
    if parts is None:
        return None
    first, mark, second = parts.groups()
    opens = bool(mark) and _opens(mark, before + first)
    return f"{first} {mark}{second}" if opens or not mark else f"{first}{mark} {second}"


def _opens(mark: str, before: str) -> bool:
    """Tell whether a quotation mark opens one, by those that stand before it in its paragraph."""
    if mark == "„":
        return True
    if mark == "“":  # closes what „ has opened
        return before.count("„") <= before.count("“")
    if mark == "”" and ("“" in before or "„" in before):
        return before.count("“") + before.count("„") <= before.count("”")
    return before.count(mark) % 2 == 0
