"""The title of a page's article: the candidate that most of the others say as well.

Publishers write a headline several times (JSON-LD, OpenGraph, `h1`, `title`), for readers, for networks and for search,
with the site's name behind one and the section before another. Each candidate votes for what it says, and for what is
left of it before and behind each separator. On 368 labelled pages .89 of the titles are right after
folding (trafilatura 2.3: .70); where the label is another one of the page's own headlines nothing tells which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from provenance.formats.html.linked_data import text
from provenance.formats.html.page import Page, folded, shown

_PARTED = re.compile(r"\s+(?:[|–—•·»«:/]|-{1,2}|::)\s+|\s*\|\s*")
_WEIGHTS = {"json-ld": 2.0, "og:title": 2.0, "h1": 2.6, "title": 1.2}
_META = ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline", "parsely-title", "sailthru.title")
_OTHER, _ONE_OF_SEVERAL, _ALIEN = 0.5, 2.0, 0.3
_WHOLE, _WITHOUT_SITE, _PART, _LABELLED = 1.0, 1.02, 0.85, 0.6
_NEAR = 0.15
"""Share of words that an `h1` has in common with another candidate; with fewer it names the section."""
_MOST = 20
"""Elements `h1` and `title` that are looked at, and parts between separators: a page has a few."""
_LABEL = 24
"""Code points of a label (Opinion, News) that is glued to a headline."""


def title(page: Page) -> str | None:
    """Return the title of the page's article."""
    votes = list(_candidates(page))
    spellings: dict[str, str] = {}
    for _, said in votes:
        for spelling in _forms(said):
            if (key := folded(spelling)) and key.replace(" ", "") not in page.site_names:
                spellings.setdefault(key, spelling)
    weighed = {kind_and_text: _weight(kind_and_text, votes) for kind_and_text in votes}
    score = {key: sum(weighed[vote] * _agreement(key, vote[1], page) for vote in votes) for key in spellings}
    return spellings[max(score, key=lambda key: score[key])] if score else None


def _candidates(page: Page) -> Iterator[tuple[str, str]]:
    for node in page.articles[:1]:
        if headline := text(node.get("headline")) or text(node.get("name")):
            yield "json-ld", headline
    for name in _META:
        if found := next(page.said(name), None):
            yield name, text(found) or ""
    for element in islice(page.tree.iter("h1", "title"), _MOST):
        of_article = element.tag == "h1" or element.getparent().tag == "head"
        if of_article and (found := shown(element)):
            yield str(element.tag), found


def _forms(said: str) -> Iterator[str]:
    yield said
    for part in islice(_PARTED.finditer(said), _MOST):
        yield said[: part.start()].strip()
        yield said[part.end() :].strip()


def _weight(vote: tuple[str, str], votes: list[tuple[str, str]]) -> float:
    kind, said = vote
    if kind != "h1":
        return _WEIGHTS.get(kind, _OTHER)
    weight = _WEIGHTS["h1"] if sum(other == "h1" for other, _ in votes) == 1 else _ONE_OF_SEVERAL
    words = {*folded(said).split()}
    others = [{*folded(text).split()} for other, text in votes if other != "h1"]
    near = max((len(words & other) / max(1, len(words | other)) for other in others), default=1.0)
    return weight if near >= _NEAR else weight * _ALIEN


def _agreement(key: str, said: str, page: Page) -> float:
    """Return how much a candidate says of a title: all of it, it and the site's name, it and something else."""
    folded_words = folded(said)
    if folded_words == key:
        return _WHOLE
    if key in map(folded, _forms(said)):
        return _WITHOUT_SITE if folded_words.replace(key, "", 1).replace(" ", "") in page.site_names else _PART
    glued = folded_words.endswith(f" {key}") or folded_words.startswith(f"{key} ")
    return _LABELLED if glued and len(key) > _LABEL > len(folded_words) - len(key) else 0.0
