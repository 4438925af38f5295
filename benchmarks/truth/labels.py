"""Labels that are wrong by their own text: a picture's credit is one, whatever the mark-up around it was called.

Read by eye: of the paragraphs labelled `p` that were called captions, most are captions of wires, or credits alone on
their line. They count for neither side; `credited` knows the plain ones without asking the program that is measured.
"""

from __future__ import annotations

import re

_CAPITAL = "[A-ZÀ-Þ]"
_AGENCY = (
    "(?:AP|AP Photos?|AP Images|(?:The )?Associated Press|AFP|Reuters|REUTERS|EPA|Getty|GETTY|Getty Images|Shutterstock|iStock|"
    "imago|IMAGO|dpa|picture[ -]alliance|Alamy|Bloomberg|NASA|Flickr|Pixabay|Unsplash|Wikimedia Commons|"
    "USA TODAY Sports|Keystone|APA|ANSA|EFE|PAP|Xinhua|PA)"
)
_LABEL = (
    "(?:Photo|Image|Picture|Photograph|Photography|Photographer|Foto|Bild|Crédit|Illustration|Titelbild|Gallery|Courtesy|"
    "Credit|Bildquelle|[Ff]eatured [Ii]mage)s?(?: [Cc]redits?| [Ss]ource| photo)?"
)
_NAME = r"[@\w][\w.'’@-]*(?: [\w.'’@-]+){0,4}"
_ALONE = re.compile(
    rf"[(\[]?(?:{_LABEL}\s?:\s?\S.*|{_LABEL} (?:by|via) {_CAPITAL}.*|(?:{_LABEL}:? )?(?:©|\([cC]\))\s?{_CAPITAL}[^/]*/.*)"
    rf"|[(\[]?(?:{_NAME}\s?[/|]\s?)*{_AGENCY}(?:\s?[/|]\s?{_NAME})*[)\]]?"
)
_SHORT = 90
"""Characters of a credit alone on its line."""
_CLOSED = re.compile(
    rf"[(\[][^()\[\]]*(?:\b{_AGENCY}\s?/|/\s?{_AGENCY}\b|via {_AGENCY}\b|Getty|Photo by |Photo: ?|Foto: ?)[^()\[\]]*[)\]]\W*$"
)
_LONGER = 60
"""Characters of a caption with a credit in brackets behind it; shorter lines are headlines of other sites."""


def credited(text: str) -> bool:
    """Say whether a paragraph is a credit alone, or ends with one in brackets, as captions do."""
    line = text.strip()
    alone = len(line) <= _SHORT and _ALONE.fullmatch(line) is not None
    return alone or (len(line) > _LONGER and _CLOSED.search(line) is not None)
