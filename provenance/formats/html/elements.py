"""The elements of a page, found in one walk: by their tags, by their classes, by what microdata calls them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from lxml.html import HtmlElement


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

    def tagged(self, *tags: str) -> Iterator[HtmlElement]:
        """Yield the elements of these tags in their order."""
        return (self.all[place] for place in sorted(place for tag in tags for place in self.by_tag.get(tag, ())))

    def classed(self, fits: Callable[[str], bool]) -> list[int]:
        """Return the places of the elements whose classes fit, in their order."""
        return sorted(place for called, places in self.by_class.items() if fits(called) for place in places)


def path_of(element: HtmlElement, attribute: str = "") -> str:
    """Return how a style sheet would name an element: its tag, its first class, an attribute."""
    called = (element.get("class") or "").split()
    first = f".{called[0]}" if called else ""
    return f"{element.tag}{first}{f'[{attribute}]' if attribute else ''}"
