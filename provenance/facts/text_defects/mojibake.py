"""Text that was decoded with the wrong encoding. ftfy judges; a pattern decides what is worth its time."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import partial
from itertools import accumulate

import polars as pl

from provenance.facts.text_defects import exchanged

C = pl.col
# UTF-8 read in an eight-bit encoding turns one character into a lead and one to three others. Each line is what that
# looks like in one family of encodings; letters with such neighbours in sound text pass too, and ftfy lets them go.
_OTHERS = r"[\x{80}-\x{BF}ŠŒŽšœžŸƒ\x{2C6}-\x{2DD}\x{2010}-\x{203A}€™\x{FFFD}]"
_OTHERS_CENTRAL = r"[\x{80}-\x{BF}\x{100}-\x{17F}\x{2C6}-\x{2DD}\x{2010}-\x{203A}€™\x{FFFD}]"
_OTHERS_CYRILLIC = (
    r"[\x{A0}-\x{A7}\x{A9}\x{AB}-\x{AE}\x{B0}\x{B1}\x{B5}-\x{B7}\x{BB}ЂЃѓЉЊЌЋЏђљњќћџ\x{2010}-\x{203A}€™№]"
)
_BOX = r"[\x{2500}-\x{257F}]"
TRACES = "|".join(
    (
        rf"[ÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞ]{_OTHERS}",  # Windows-1252 and Latin-1, two bytes
        rf"[à-ï]{_OTHERS}[\s{_OTHERS[1:]}",  # three bytes
        r"ð[\x{80}-\x{BF}Ÿ]",  # four bytes
        r"\p{Ll}Ã |(?:^|\s)Ã \p{Ll}|(?:^|\s)Å [a-z]|â €",  # with a no-break space that became a space
        rf"[ĂĐĹŇŐŘŮÄÂ]{_OTHERS_CENTRAL}",  # Windows-1250 and Latin-2
        r"√[^\x00-\x7F]|¬[^\x00-\x7F\s]|‚[Äâó]|≈[°¢]|◊[^\x00-\x7F\s]|ÿ[^\x00-\x7F\s]",  # Mac Roman
        rf"вЂ|[ГРСВ]{_OTHERS_CYRILLIC}",  # Windows-1251
        rf"{_BOX}[^\x00-\x7F\s\x{{2500}}-\x{{257F}}]|{_BOX}\p{{L}}|\p{{L}}{_BOX}",  # DOS
        r"Γ[ÇéîöòáâåçêëèïîìÄÅ]|ÔÇ|[a-z]√",  # DOS, three bytes; Mac Roman after a letter
        r"[\x{80}-\x{9F}]",  # C1 controls
        r"â€?['\"](?:¢|\p{L})|â€['\"]|ðŸ['\"]",  # with a curly mark that was straightened
        r"A[\x{302}\x{303}][\x{80}-\x{BF}]",  # decomposed (NFD)
        r"[ÂÃ](?:[13]\x{2044}[24]| [\x{301}\x{304}\x{308}\x{327}])",  # ¼, ½, ¾, ´, ¯, ¨, ¸ after normalisation (NFKC)
    )
)
# What ftfy leaves alone although it can mean nothing else: a box in a word, a Cyrillic letter and a sign in Latin text.
_DOS = re.compile(
    r"[\u2500-\u257f][\u2500-\u257f\u00a1-\u00bf\u00e0-\u00ff](?=\w)|(?<=\w)[\u2500-\u257f][^\s\x00-\x7f]"
)
_CYRILLIC = re.compile(r"(?<=[A-Za-z])[ГР][\u00a0-\u00a7\u00a9\u00ab-\u00ae\u00b0\u00b1\u00b5-\u00b7\u00bb]")
_LEFT = (
    (_DOS, "cp850"),
    (_CYRILLIC, "cp1251"),
    (re.compile("Γ[^\\s\\x00-\\x7f]{2}"), "cp437"),
    (re.compile("ÔÇ[^\\s\\x00-\\x7f]"), "cp850"),
    (re.compile("(?<=[a-z])[ĂĹ][^\\s\\x00-\\x7f]"), "cp1250"),
    (re.compile("(?<=[a-z])√[^\\s\\x00-\\x7f]"), "mac_roman"),
)
# What compatibility normalisation (NFKC) makes of the second character, such as a space and a combining accent.
_WRITTEN_OUT = {unicodedata.normalize("NFKC", sign): sign for sign in "¼½¾´¯¨¸"}
_DECOMPOSED = re.compile("A[\u0302\u0303](?=[\u0080-\u00bf])")
_NORMALISED = re.compile(f"(?<=[ÂÃ])(?:{'|'.join(_WRITTEN_OUT)})")
# What cannot be mended, for several marks become the straight one. It follows `â€` or `ðŸ`,
# or stands between `â` and a letter or `¢` in wrong decoding only (an apostrophe may in Welsh: `iâ'r`).
_STRAIGHTENED = re.compile("â€['\"]|â['\"]¢|(?<=[^\\W\\d_])â(?:\"(?=[^\\W\\d_])|'(?=[st]\\b))|ðŸ['\"][^\\s\\w]?")
_UNMENDED = re.compile(r"[a-z][ÂÃ]|[ÂÃ]{2}|[ÂÃ]$")  # layers are left: no word is written so
_WORDS = re.compile(r"\s+|\S+")
_ROUNDS = 3  # text can have been decoded wrongly again and again
_LONGEST = 20_000  # code points that are compared word by word; more are cited from the first change to the last
_WINDOW = 60  # words, and spaces between them, that are compared at a time

SCHEMA = {
    "row": pl.UInt32,
    "paragraph": pl.Int64,
    "start": pl.Int64,
    "end": pl.Int64,
    "text": pl.String,
    "kind": pl.String,
    "mended": pl.String,
}


def find(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the wrongly decoded stretches: `row, paragraph, start, end, text, kind, mended`.

    A stretch is one word or some that stand together; `mended` is what they should be, as far as that is known.
    """
    from ftfy.badness import is_bad  # a third of a start: only where something is to be mended

    suspects = paragraphs.filter(C("text").str.contains(TRACES))
    rows = []
    for article, paragraph, start, text in suspects.select("row", "paragraph", "start", "text").iter_rows():
        mended = mend(text)
        if mended != text:
            for begin, end, changed in _changes(text, mended):
                # A word alone, and composed, shows layers that the rest of the paragraph hides.
                good = mend(unicodedata.normalize("NFC", changed))
                known = None if is_bad(good) or _UNMENDED.search(good) else good
                rows.append((article, paragraph, start + begin, start + end, text[begin:end], "mojibake", known))
        marks = (found.span() for found in _STRAIGHTENED.finditer(text))
        rows += [(article, paragraph, start + a, start + b, text[a:b], "mojibake", None) for a, b in marks]
    return pl.concat([pl.DataFrame(rows, schema=SCHEMA, orient="row"), _exchanged(paragraphs)])


def _exchanged(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the words in which Mac Roman and Windows-1252 were taken for each other. Whole articles are judged."""
    suspects = paragraphs.filter(C("text").str.contains(exchanged.TRACE))
    articles = suspects.group_by("row", maintain_order=True).agg("paragraph", "start", "text")
    rows = [
        (article, paragraph, start + a, start + b, text[a:b], "mojibake", mended)
        for article, numbers, starts, texts in articles.iter_rows()
        for paragraph, start, text, words in zip(numbers, starts, texts, exchanged.find(texts), strict=True)
        for a, b, mended in words
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def mend(text: str) -> str:
    """Return `text` as it was before it was decoded wrongly; sound text comes back as it is."""
    import ftfy

    text = _DECOMPOSED.sub(lambda hit: unicodedata.normalize("NFC", hit[0]), text)
    text = _NORMALISED.sub(lambda hit: _WRITTEN_OUT[hit[0]], text)
    for _ in range(_ROUNDS):
        mended = ftfy.fix_encoding(text)
        if mended == text:
            for pattern, encoding in _LEFT:
                mended = pattern.sub(partial(_decoded_again, encoding=encoding), mended)
        if mended == text:
            break
        text = mended
    return text


def _decoded_again(hit: re.Match[str], encoding: str) -> str:
    try:
        return hit[0].encode(encoding).decode()
    except UnicodeError:
        return hit[0]


def _changes(text: str, mended: str) -> list[tuple[int, int, str]]:
    """Return what changed, word by word, as (start, end, mended).

    Words are compared in windows, for the time that takes grows with the third power of their number.
    """
    if len(text) > _LONGEST:
        return [_outer_change(text, mended)]
    old, new = _WORDS.findall(text), _WORDS.findall(mended)
    offsets = list(accumulate(map(len, old), initial=0))
    changes: list[tuple[int, int, str]] = []
    i = j = 0
    while i < len(old):
        codes = difflib.SequenceMatcher(None, old[i : i + _WINDOW], new[j : j + _WINDOW], autojunk=False).get_opcodes()
        unfinished = i + _WINDOW < len(old) and codes[-1][0] != "equal"
        if unfinished and codes[-1][1] > _WINDOW // 2:
            codes.pop()  # what differs at the end of a window may end in the next one
        for tag, a, b, c, d in codes:
            if tag != "equal" and b > a:
                changes.append((offsets[i + a], offsets[i + b], "".join(new[j + c : j + d])))
        i, j = i + codes[-1][2], j + codes[-1][4]
    return changes or [_outer_change(text, mended)]


def _outer_change(text: str, mended: str) -> tuple[int, int, str]:
    """Return the stretch from the first change to the last; at least one code point of `text`."""
    head = next((i for i, (a, b) in enumerate(zip(text, mended, strict=False)) if a != b), min(len(text), len(mended)))
    head = min(head, len(text) - 1)
    tail = 0
    while tail < min(len(text), len(mended)) - head - 1 and text[-1 - tail] == mended[-1 - tail]:
        tail += 1
    return head, len(text) - tail, mended[head : len(mended) - tail]
