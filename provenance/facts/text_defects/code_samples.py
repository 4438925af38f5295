"""Code that an article shows: a mark-up tag or a placeholder in it is what the article speaks of, not damage.

Code is told by what writers put around it: a fence or backticks, quotation marks, the word `tag` or its like beside it,
or a sentence that ends in a colon and names code, followed by paragraphs that are code. A colon alone is no evidence:
`Watch the video below:` stands before mark-up that was left behind. A bare tag may also stand for a noun (`an <img>`),
and what stands in braces is code in a paragraph that names a template language.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

import polars as pl

C = pl.col
KINDS = ("markup", "placeholder")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_NOUN = r"(?i:tags?|elements?|éléments?|balises?|elementos?|etiquetas?|attribut\w*|placeholders?|Platzhalter\w*)"
_NAMED_BEFORE = re.compile(rf"\b{_NOUN}[\s:]+[\"“„«'‘`]?$")
_NAMED_AFTER = re.compile(rf"^[\"”“»'’`]?[\s-]+{_NOUN}\b")
_ARTICLE = re.compile(r"\b(?i:an?|the|der|die|das|dem|den|eine?n?|une?|les?|el|los|unos?|il|uno)\s$")
_BARE = re.compile(r"<(?!(?:br|hr|p|wbr|b|i)\b)[a-z][a-z0-9-]*>")  # an <img>: a tag for a noun; <b> and <br> were left
_TEMPLATES = re.compile(r"\b(?:Jinja2?|Django|Handlebars|Mustache|Liquid|Nunjucks|Twig|Vue(?:\.js)?|Angular|PHP)\b")
_OPENING, _CLOSING = re.compile("(?:^|[\\w,.][ (]+)[\"“„«'‘`]$"), re.compile("^[\"”“»'’`]")
_INTRODUCED = re.compile(
    r"(?i)\b(?:code|html|css|javascript|jinja|templates?|snippets?|markup|syntax|quell?text|quellcode|código|codice)\b"
    r"[^\n]{0,80}:$"
)
_CODE = re.compile(r"^\s*(?:[<{}\[\]().#@/*$;]|(?:var|let|const|function|return|if|for|import)\b)|[;{}>]\s*$")
_BESIDE = 40  # code points on either side of a hit that are looked at


@dataclass
class _Paragraph:
    """A paragraph, and what each of its hits asks of the whole of it, found once: a page may be one of many tags."""

    start: int
    text: str
    block: bool
    """It is a block of code."""

    @cached_property
    def ticks(self) -> list[int]:
        """Where its backticks stand."""
        return [tick.start() for tick in re.finditer("`", self.text)]

    @cached_property
    def closes(self) -> bool:
        """A tag is closed in it."""
        return "</" in self.text

    @cached_property
    def of_templates(self) -> bool:
        """It names a template language."""
        return _TEMPLATES.search(self.text) is not None


def without(flaws: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return `flaws` without the tags and placeholders that stand in code which the article shows.

    Args:
        flaws: what was found, with `row`, `paragraph`, `start`, `end`, `kind`.
        paragraphs: all paragraphs of the same articles, with `row`, `paragraph`, `start`, `text`.
    """
    suspects = flaws.filter(C("kind").is_in(KINDS)).select("row").unique()
    if not suspects.height:
        return flaws
    texts = paragraphs.join(suspects, on="row", how="semi", maintain_order="left")
    of_article = texts.group_by("row", maintain_order=True).agg("paragraph", "start", "text")
    shown = {
        (article, number): _Paragraph(start, text, block)
        for article, numbers, starts, parts in of_article.iter_rows()
        for number, start, text, block in zip(numbers, starts, parts, _blocks(parts), strict=True)
    }
    keep = [
        kind not in KINDS or not _in_code(start, end, shown[article, number])
        for article, number, start, end, kind in flaws.select("row", "paragraph", "start", "end", "kind").iter_rows()
    ]
    return flaws.filter(pl.Series(keep, dtype=pl.Boolean))


def _blocks(parts: list[str]) -> list[bool]:
    """Return for each paragraph of an article whether it is a block of code."""
    blocks, fenced, introduced = [], False, False
    for text in parts:
        fences = len(_FENCE.findall(text))
        code = all(_CODE.search(line) for line in text.split("\n"))
        blocks.append(fenced or fences > 0 or (introduced and code))
        fenced ^= fences % 2 == 1
        introduced = bool(_INTRODUCED.search(text)) or (introduced and code)
    return blocks


def _in_code(start: int, end: int, paragraph: _Paragraph) -> bool:
    """Return whether what stands from `start` to `end` is code that the paragraph shows."""
    text, begin, stop = paragraph.text, start - paragraph.start, end - paragraph.start
    ticks = paragraph.ticks
    if paragraph.block or (bisect_left(ticks, begin) % 2 == 1 and ticks[-1] >= stop):
        return True
    near, behind = text[max(0, begin - _BESIDE) : begin], text[stop : stop + _BESIDE]
    quoted = _OPENING.search(near) and _CLOSING.search(behind)
    if quoted or _NAMED_BEFORE.search(near) or _NAMED_AFTER.search(behind):
        return True
    hit = text[begin:stop]
    noun = _ARTICLE.search(near) and _BARE.fullmatch(hit) and re.match(r"[\s,.;:)]|$", behind) and not paragraph.closes
    return bool(noun or (hit.startswith(("{", "<?")) and paragraph.of_templates))
