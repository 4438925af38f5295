"""Bytes of one text to the text: UTF-8 first, then what the bytes themselves say, then a careful guess.

News that is not UTF-8 is nearly always Windows-1252 (its curly quotes and accents are what makes it not UTF-8), so that
is taken wherever the odd bytes make sense as such. A detector is asked only where they do not, and only among encodings
in which news was in fact written; left alone it takes a third of English news in Windows-1252 for something else.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from provenance.formats import alphabets
from provenance.formats.streams import BOMS

WESTERN = "cp1252"
LATIN = ("cp1250", "iso8859_2", "cp1254", "cp1257", "mac_roman", "cp850")
OTHER = (
    "cp1251", "koi8_r", "cp866", "cp1253", "cp1255", "cp1256", "tis_620",
    "gb18030", "big5", "big5hkscs", "cp932", "euc_jp", "cp949",
)  # fmt: skip
ALPHABETS = {
    "da nb": "æøåéòàô",
    "de": "äöüßé",
    "et": "äöõüšž",
    "es ca": "áéíóúüñàèïòç",
    "fr": "àâæçéèêëîïôùûüœ",
    "is fo": "áéíóúýþðæöø",
    "it": "àèéìíîòóùú",
    "nl": "éèëêïóöüáíú",
    "pt": "áâãàçéêíóôõúü",
    "sv fi": "åäöéüà",
}
"""Letters beyond ASCII of the languages that are written in Windows-1252, with those of their loan words."""

_LETTERS = "A-Za-zÀ-ÖØ-öø-ÿŒœŠšŽžŸ"
_ODD = re.compile(
    "[^\x00-\x7f‘’“”‚„–—…•€™£§©®°´·«»\u00a0\u00adªº²³½¼¾¿¡À-ÖØ-öø-ÿŒœŠšŽžŸ]"  # a sign that news does not use
    "|(?<=[a-zß-öø-ÿ])[À-ÖØ-ÞŠŽŸ](?![A-ZÀ-ÖØ-Þ])"  # a capital inside a small word
    "|(?<=[a-z])[£§©®²³½¼¾¿¡](?=[a-z])"  # a sign inside a word
    f"|(?<![{_LETTERS}’])(?![ÀÁÉÓÔÖÅàáèéíóôöåúø])[À-ÖØ-öø-ÿ](?![{_LETTERS}’])"  # a letter alone that is no word
    "|â€|[ÿþÐÞ](?![a-zà-ÿ])"  # what UTF-8 and binary data look like
)
_SIGN = re.compile("[^\x00-\x7f‘’“”‚„–—…•€£«»\u00a0\\w]|[¹²³ªº¼½¾]")
_RUN = re.compile(rb"[\x80-\xff]+")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_SCRIPT_RUN = 1.5  # mean length of a run of high bytes: accents stand alone, other scripts do not
_FEW_BYTES = 8  # too few high bytes for a detector
_FEW_LETTERS = 0.015  # foreign names in English
_TOLERATED = 0.1
_SOUND_CHARACTERS = 4  # in lines that are UTF-8
_SOUND_LINES = 3  # one in so many lines beyond ASCII
_FIT = -3.5  # mean logarithm of the weight of a character: the letters are those of a language
_SURE = 0.9
_SAMPLE = 1 << 16


class Decoded(NamedTuple):
    """A text, the codec it was read with, and where it could not be decoded.

    `bad` is the offset in bytes of the first undecodable sequence, `faults` how many there are (0: none). `confidence`
    (0 to 1) tells how sure the encoding is where nothing says it and another one would give another text.
    """

    text: str
    encoding: str
    bad: int = 0
    undecodable: int = 0
    confidence: float | None = None

    @property
    def guessed(self) -> bool:
        """Whether another encoding may well be the true one, and would give another text."""
        return self.confidence is not None and self.confidence < _SURE


def decode(data: bytes) -> Decoded:
    """Decode `data`, whatever it is. Undecodable bytes become U+FFFD; a byte order mark is taken off.

    A text in UTF-8 with a few bad bytes stays UTF-8: it is never read as something else for their sake.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _marked(data) or _wide(data) or _damaged(data) or _legacy(data) or _replaced(data, "utf-8")
    if text.startswith("\ufeff") or "\0" in text:
        return _marked(data) or _wide(data) or Decoded(text, "utf-8")
    return Decoded(text, "utf-8")


def decode_all(batch: Sequence[bytes]) -> tuple[pl.Series, dict[int, Decoded]]:
    """Decode many texts, each as `decode` does; sound UTF-8, nearly all of them, at once and without a copy in Python.

    Return the texts, and for those that are anything else than sound plain UTF-8 how they were decoded, by position.
    """
    special = {index: decode(data) for index, data in enumerate(batch) if b"\0" in data or data.startswith(BOM_UTF8)}
    try:
        texts = pl.Series("text", batch, dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError:  # which does not say where
        special |= {index: decode(data) for index, data in enumerate(batch) if _strict(data, "utf-8") is None}
        sound = [b"" if index in special else data for index, data in enumerate(batch)]
        texts = pl.Series("text", sound, dtype=pl.Binary).cast(pl.String)
    if special:
        texts = texts.scatter(list(special), [decoded.text for decoded in special.values()])
    return texts, special


def _replaced(data: bytes, encoding: str, skip: int = 0) -> Decoded:
    """Decode with U+FFFD for what cannot be; `skip` bytes of mark come first."""
    body = data[skip:]
    try:
        return Decoded(body.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        text = body.decode(encoding, "replace")
        genuine = body.decode(encoding, "ignore").count("\ufffd")
        return Decoded(text, encoding, skip + error.start, max(1, text.count("\ufffd") - genuine))


def _marked(data: bytes) -> Decoded | None:
    """Read by the byte order mark."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            codec = "utf-8" if encoding == "utf-8-sig" else encoding
            return _replaced(data, codec, len(mark))._replace(encoding=encoding)
    return None


def _wide(data: bytes) -> Decoded | None:
    """Read UTF-16 without a mark: nulls in every other byte, of Western text at least, and not among letters."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    many, few = max(even, odd), min(even, odd)
    letters = len(_ASCII_LETTER.findall(sample[odd > even :: 2]))
    if many < 2 or many * 5 < len(sample) // 2 or few * 10 > many or letters * 2 > many:
        return None
    return _replaced(data, "utf-16-le" if odd > even else "utf-16-be")


def _damaged(data: bytes) -> Decoded | None:
    """Read as UTF-8 where the sound sequences are at least as many as the bad ones."""
    decoded = _replaced(data, "utf-8")
    beyond_ascii = len(decoded.text) - len(decoded.text.encode("ascii", "ignore"))
    return decoded if beyond_ascii >= 2 * decoded.undecodable or _has_sound_lines(data) else None


def _has_sound_lines(data: bytes) -> bool:
    """Tell whether lines beyond ASCII are UTF-8 throughout, and others pasted in: chance makes no such lines."""
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    texts = [text for line in lines if (text := _strict(line, "utf-8")) is not None]
    characters = sum(len(text) - len(text.encode("ascii", "ignore")) for text in texts)
    return characters >= _SOUND_CHARACTERS and len(texts) * _SOUND_LINES >= len(lines)


def _legacy(data: bytes) -> Decoded | None:
    """Read an encoding from before Unicode; None where nothing fits."""
    text = _strict(data, WESTERN)
    possible = text is not None and _sensible(text)
    runs = _RUN.findall(data)
    high = sum(map(len, runs))
    latin = alphabets.guess(data) if high < len(runs) * _SCRIPT_RUN else None
    if latin and latin.fit >= _FIT and latin.encoding != WESTERN and latin.confidence >= _SURE:
        return Decoded(data.decode(latin.encoding), latin.encoding, confidence=latin.confidence)
    if text is not None and possible and _of_one_alphabet(text):
        return Decoded(text, WESTERN, confidence=_confidence(latin, WESTERN))
    if high < _FEW_BYTES:
        return None
    candidates = LATIN if high < len(runs) * _SCRIPT_RUN else OTHER
    encoding = _detected(data, (WESTERN, *candidates) if possible else candidates)
    text = _strict(data, encoding) if encoding else None
    return Decoded(text, encoding, confidence=_confidence(latin, encoding)) if encoding and text is not None else None


def _confidence(latin: alphabets.Guess | None, encoding: str) -> float | None:
    """Return how sure an encoding is beside the best guess by letters; None where the letters tell nothing."""
    if latin is None or latin.fit < _FIT:
        return None
    return latin.confidence if latin.encoding == encoding else 1 - latin.confidence


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _sensible(text: str) -> bool:
    """Tell whether nearly all that lies beyond ASCII stands where it can in a Western European text."""
    high = len(text) - len(text.encode("ascii", "ignore"))
    return len(_ODD.findall(text)) <= high * _TOLERATED


def _of_one_alphabet(text: str) -> bool:
    """Tell whether the letters beyond ASCII are few, or nearly all of one Western European language."""
    letters = [letter for letter in text.lower() if letter > "\x7f" and letter.isalpha()]
    known = max(sum(map(alphabet.__contains__, letters)) for alphabet in ALPHABETS.values())
    return len(letters) <= max(2, len(text) * _FEW_LETTERS) or len(letters) - known <= len(letters) * _TOLERATED


def _detected(data: bytes, candidates: tuple[str, ...]) -> str | None:
    """Ask the detector, which is imported only now: few corpora need it.

    Of Latin encodings other than the Western one, those with the fewest stray signs come first: it knows them badly.
    """
    import charset_normalizer

    matches = charset_normalizer.from_bytes(data, cp_isolation=list(candidates), threshold=0.3)
    if not matches:
        return None
    latin = candidates == LATIN
    return min(matches, key=lambda match: len(_SIGN.findall(str(match))) if latin else 0).encoding
