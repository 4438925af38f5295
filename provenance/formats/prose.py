"""Whether a string is running words: how the text of an article is told from names, settings and addresses."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=\w\w)[.!?…][\"'”’»“)\]]*(?=\s|$)|[。！？।۔؟]")
"""Where a sentence ends; `U.S.` and `1.2` are no ends."""
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_LETTERS, _SENTENCE_WORDS = 12, 3
_UNMARKED_WORDS, _UNMARKED_LENGTH = 20, 60
"""Words, or code points of a script without spaces, that are running words even if no sentence is seen to end."""
_PROSE_SENTENCES, _PROSE_LENGTH = 2, 80
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{6}")
"""Scripts that write no spaces between words: Thai, Lao, Chinese, Japanese."""
_MARK_UP = ("<", "{", "[")
_LOOKED_AT = 2_000
"""Code points from the first on that are looked at."""


def is_sentence(value: object) -> bool:
    """Tell whether a value begins with a sentence, or more; mark-up is none."""
    if not isinstance(value, str):
        return False
    start = value[:_LOOKED_AT].strip()
    if not start or start.startswith(_MARK_UP):
        return False
    words, spaceless = len(start.split()), _SPACELESS.search(start) is not None
    if words >= _UNMARKED_WORDS or (spaceless and len(start) >= _UNMARKED_LENGTH):
        return True
    enough = words >= _SENTENCE_WORDS and len(_LETTER.findall(start)) >= _SENTENCE_LETTERS
    return (enough or spaceless) and _END.search(start) is not None


def is_prose(value: object) -> bool:
    """Tell whether a value is a text of several sentences, whatever it is called."""
    if not isinstance(value, str) or len(value) < _PROSE_LENGTH or not is_sentence(value):
        return False
    return len(_END.findall(value[:_LOOKED_AT])) >= _PROSE_SENTENCES
