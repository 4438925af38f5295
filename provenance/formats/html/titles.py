"""The title of a page's article: the candidate that most of the others say as well.

Publishers write a headline several times (JSON-LD, OpenGraph, `h1`, `title`), for readers, for networks and for search,
with the site's name behind one and the section before another. Each candidate votes for what it says, and for what is
left of it before and behind each separator. On 368 labelled pages .929 of the titles are right after
folding (trafilatura 2.3: .70); where the label is another one of the page's own headlines nothing else tells which:
weights chosen on half of the publishers do no better on the other half, and the words of the address do worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from provenance.formats.html.linked_data import text
from provenance.formats.html.page import Page, folded, shown
from provenance.formats.stated import Statement

_PARTED = re.compile(r"\s+(?:[|–—•·»«:/]|-{1,2}|::)\s+|\s*\|\s*|\s+(?=[\[(]\w+[\])]$)")
_WEIGHTS = {"json-ld": 2.0, "og:title": 2.0, "h1": 2.6, "title": 1.2, "h2": 5.0}
"""What each says counts. An `h2` below the `h1` counts as the headline that readers see, where JSON-LD or OpenGraph say
the same: `h1` and `title` of such pages are written for search. It outweighs them and one statement that agrees."""
_STATED = {"json-ld", "og:title"}
_BELOW = 30
"""Elements behind the `h1` among which such an `h2` stands; farther away stand lists of other articles."""
_META = ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline", "parsely-title", "sailthru.title")
_OTHER, _ONE_OF_SEVERAL, _ALIEN = 0.5, 2.0, 0.3
_WHOLE, _WITHOUT_SITE, _PART, _LABELLED, _LEFT = 1.0, 1.02, 0.85, 0.6, 0.2
_OF_PAGE = {"head", "body", "html"}
"""Where the title of a page stands; a head that is broken off leaves it in the body, those of drawings are none."""
_CUT = ("...", "…")
"""How a title ends that was cut for a network."""
_NEAR = 0.15
"""Share of words that an `h1` has in common with another candidate; with fewer it names the section."""
_MOST = 20
"""Elements `h1` and `title` that are looked at, and parts between separators: a page has a few."""
_LABEL, _LABEL_WORDS = 24, 1
"""Code points of a label (Opinion, News) that is glued to a headline, and words of one before a separator."""
Vote = tuple[str, Statement]
"""What a page says of its title, and where: json-ld, the name of a meta element, h1, title, h2."""


class Said(NamedTuple):
    """A candidate: folded, and with its parts between separators by what they are folded; whether it was cut."""

    whole: str
    forms: dict[str, str]
    is_cut: bool

    @classmethod
    def of(cls, said: str) -> Said:
        """Return what a candidate says."""
        forms = {folded(said): said}
        for part in islice(_PARTED.finditer(said), _MOST):
            for form in (said[: part.start()].strip(), said[part.end() :].strip()):
                forms.setdefault(folded(form), form)
        return cls(folded(said), forms, said.endswith(_CUT))


def title(page: Page) -> str | None:
    """Return the title of the page's article."""
    return read(page)[0]


def read(page: Page) -> tuple[str | None, list[Statement]]:
    """Return the title of the page's article, and all that the page states as such, JSON-LD first.

    The first statement that says the title, alone if there is such a one, is chosen.
    """
    votes = [(kind, stated) for kind, stated in _votes(page) if stated.value]
    votes += islice(_below(page, {folded(stated.value) for kind, stated in votes if kind in _STATED}), 1)
    said = [Said.of(stated.value or "") for _, stated in votes]
    weights = [_weight(vote, votes) for vote in votes]
    forms = _candidates(said, page)
    score = {
        key: sum(weight * _agreement(key, each, page) for weight, each in zip(weights, said, strict=True))
        for key in forms
    }
    if not score:
        return None, [stated for _, stated in votes]
    best = max(score, key=lambda key: score[key])
    ranks = [_agreement(best, each, page) for each in said]
    taken = ranks.index(_WHOLE) if _WHOLE in ranks else ranks.index(max(ranks))
    return forms[best], [stated._replace(chosen=number == taken) for number, (_, stated) in enumerate(votes)]


def _votes(page: Page) -> Iterator[Vote]:
    for node in page.articles[:1]:
        keys = (stated for key in ("headline", "name") for stated in page.of_node("title", node, key))
        yield from (("json-ld", stated) for stated in islice(keys, 1))
    for name in _META:
        for stated in islice(page.of_meta("title", name), 1):
            yield name, stated._replace(value=text(stated.value))
    for element in islice(page.elements.tagged("h1", "title"), _MOST):
        if _is_title(element) and (headline := page.of_element("title", element)):
            yield str(element.tag), headline


def _below(page: Page, said: set[str]) -> Iterator[Vote]:
    """Yield the `h2` elements below the first `h1` that say what the page states of its title."""
    for at in page.elements.by_tag.get("h1", ())[:1]:
        for place in (place for place in page.elements.by_tag.get("h2", ()) if at < place <= at + _BELOW):
            element = page.elements.all[place]
            if folded(shown(element)) in said and (headline := page.of_element("title", element)):
                yield "h2", headline


def _is_title(element: HtmlElement) -> bool:
    return bool(element.tag == "h1" or element.getparent().tag in _OF_PAGE)


def _candidates(said: list[Said], page: Page) -> dict[str, str]:
    """Return the titles that are possible, by their folded forms.

    A part between separators is one where the page says it alone somewhere, or where the rest is a label or the site.
    """
    alone = {each.whole for each in said}
    found: dict[str, str] = {}
    for each in said:
        for key, form in each.forms.items():
            is_possible = key in alone or _is_label(each.whole.replace(key, "", 1), key, page)
            if key and is_possible and key.replace(" ", "") not in page.site_names:
                found.setdefault(key, form)
    return found


def _is_label(rest: str, key: str, page: Page) -> bool:
    """Tell whether what stands beside a title is the name of the site, or a short label."""
    if any(name in rest.replace(" ", "") for name in page.site_names):
        return True
    return len(rest.split()) <= _LABEL_WORDS < len(key.split())


def _weight(vote: Vote, votes: list[Vote]) -> float:
    kind, stated = vote
    if kind != "h1":
        return _WEIGHTS.get(kind, _OTHER)
    weight = _WEIGHTS["h1"] if sum(other == "h1" for other, _ in votes) == 1 else _ONE_OF_SEVERAL
    words = {*folded(stated.value).split()}
    others = [{*folded(other.value).split()} for name, other in votes if name != "h1"]
    near = max((len(words & other) / max(1, len(words | other)) for other in others), default=1.0)
    return weight if near >= _NEAR else weight * _ALIEN


def _agreement(key: str, said: Said, page: Page) -> float:
    """Return how much a candidate says of a title: all of it, it and the site's name, it and something else."""
    whole = said.whole
    if whole == key:
        return _WHOLE
    if key in said.forms:
        rest = whole.replace(key, "", 1)
        if rest.replace(" ", "") in page.site_names:
            return _WITHOUT_SITE
        return _PART if _is_label(rest, key, page) else _LEFT
    if said.is_cut and key.startswith(whole):
        return _PART
    return _LABELLED if whole.endswith(f" {key}") and len(key) > _LABEL > len(whole) - len(key) else 0.0
