"""The elements of a page, found in one walk: by their tags, by their classes, by what microdata calls them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from lxml.html import HtmlElement

_APART = "\0"
"""What stands in no attribute."""

_MOST = 50_000
"""Classes that are remembered: the pages of a publisher have the same ones."""


class ClassKind:
    """What classes call something, such as a caption.

    Most classes call nothing: the words without which none does are looked for in all that are new at once.
    """

    def __init__(self, words: Iterable[str], fits: Callable[[str], bool]) -> None:
        """Take the words, in small letters, one of which stands in all that fit, and what tells whether one does."""
        self._words, self._fits = tuple(words), fits
        self._known: dict[str, bool] = {}

    def among(self, classes: Iterable[str]) -> list[str]:
        """Return those of some classes that are of the kind. Threads may ask at the same time."""
        asked, known = list(classes), self._known
        new = [called for called in asked if called not in known]
        likely = self._likely(new)
        found = {called: called in likely and self._fits(called) for called in new}
        if len(known) + len(found) > _MOST:
            self._known = found  # another thread may still look into the old one
        else:
            known.update(found)
        return [called for called in asked if (found[called] if called in found else known[called])]

    def _likely(self, classes: Sequence[str]) -> set[str]:
        """Return the classes in which one of the words stands: all are looked through at once."""
        small = [called.lower() for called in classes]
        joined = _APART.join(small)
        starts = list(accumulate((len(called) + 1 for called in small), initial=0))
        found: set[str] = set()
        for word in self._words:
            at = joined.find(word)
            while at >= 0:
                place = bisect_right(starts, at) - 1
                found.add(classes[place])
                at = joined.find(word, starts[place + 1])
        return found


class Elements:
    """The elements of a page in their order. A place is an element's number in it."""

    def __init__(self, tree: HtmlElement) -> None:
        """Walk through a tree that has neither comments nor processing instructions."""
        self.all: list[HtmlElement] = list(tree.iter())
        self.by_tag: dict[str, list[int]] = defaultdict(list)
        self.by_class: dict[str, list[int]] = defaultdict(list)
        """The places by the whole of the attribute: many elements share one, and what it says is looked at once."""
        self.by_itemprop: dict[str, list[int]] = defaultdict(list)
        for place, tag in enumerate([element.tag for element in self.all]):
            self.by_tag[tag].append(place)
        for attribute, places in (("class", self.by_class), ("itemprop", self.by_itemprop)):
            for place, called in enumerate([element.get(attribute) for element in self.all]):
                if called:
                    places[called].append(place)
        self._by_value: dict[tuple[str, str], dict[str, list[int]]] = {}

    def tagged(self, *tags: str) -> Iterator[HtmlElement]:
        """Yield the elements of these tags in their order."""
        return (self.all[place] for place in sorted(place for tag in tags for place in self.by_tag.get(tag, ())))

    def valued(self, tag: str, attribute: str, fits: Callable[[str], bool]) -> Iterator[HtmlElement]:
        """Yield the elements of a tag in their order of which an attribute fits, as it is in small letters."""
        if (tag, attribute) not in self._by_value:
            self._by_value[tag, attribute] = found = dict[str, list[int]]()
            for place in self.by_tag.get(tag, ()):
                if said := self.all[place].get(attribute):
                    found.setdefault(said.lower(), []).append(place)
        values = self._by_value[tag, attribute].items()
        return (self.all[place] for place in sorted(place for said, places in values if fits(said) for place in places))

    def classed(self, kind: ClassKind) -> list[int]:
        """Return the places of the elements whose classes are of a kind, in their order."""
        return sorted(place for called in kind.among(self.by_class) for place in self.by_class[called])


def path_of(element: HtmlElement, attribute: str = "") -> str:
    """Return how a style sheet would name an element: its tag, its first class, an attribute."""
    called = (element.get("class") or "").split()
    first = f".{called[0]}" if called else ""
    return f"{element.tag}{first}{f'[{attribute}]' if attribute else ''}"
