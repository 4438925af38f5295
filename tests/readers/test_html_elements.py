"""The elements of a page: what their classes call them, whoever asks, what their attributes say, how much they show."""

from __future__ import annotations

import pytest

from provenance.formats.html import elements
from provenance.formats.html.elements import ClassKind
from provenance.formats.html.page import is_longer, parsed


def test_a_class_is_of_its_kind_for_all_who_ask_at_the_same_time() -> None:
    asked: list[str] = []
    others: list[str] = []

    def fits(called: str) -> bool:
        asked.append(called)
        if len(asked) == 1:
            others.extend(kind.among(["photo caption", "menu"]))  # as another thread would, meanwhile
        return "caption" in called

    kind = ClassKind(["caption"], fits)
    assert kind.among(["menu", "photo caption"]) == ["photo caption"]
    assert others == ["photo caption"]


def test_few_classes_are_remembered_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "_MOST", 3)
    kind = ClassKind(["caption"], lambda called: not called.startswith("no"))
    for count in range(1, 9):
        classes = [f"caption-{number}" for number in range(count)] + ["no-caption", "other"]
        assert kind.among(classes) == classes[:count]


def test_letters_that_grow_when_they_are_small_shift_no_place() -> None:
    kind = ClassKind(["caption", "credit"], lambda _: True)
    classes = ["İİİ", "İ", "a", "Caption İ", "b", "photo-credit caption"]
    assert kind.among(classes) == ["Caption İ", "photo-credit caption"]


def test_elements_are_found_in_their_order_by_what_an_attribute_says_in_small_letters() -> None:
    head = "".join(
        f'<link rel="{rel}" href="{number}">'
        for number, rel in enumerate(["c2pa-manifest", "icon", "Next C2PA-Manifest", "", "c2pa-manifest"])
    )
    page = parsed(f"<head>{head}<link href='x'><link rel='c2pa'></head>")
    assert page
    found = [page.elements.valued("link", "rel", lambda said: "c2pa-manifest" in said.split()) for _ in range(2)]
    assert [[link.get("href") for link in links] for links in found] == [["0", "2", "4"]] * 2
    assert [link.get("href") for link in page.elements.valued("link", "rel", "icon".__eq__)] == ["1"]


@pytest.mark.parametrize(("shown", "most", "wanted"), [("by\n <b>Jo</b>  Roe ", 6, True), ("by Jo\n\tRoe", 7, False)])
def test_what_an_element_shows_is_counted_without_white_space(shown: str, most: int, wanted: bool) -> None:  # noqa: FBT001
    page = parsed(f"<p>{shown}</p>")
    assert page
    assert is_longer(page.tree.find(".//p"), most) is wanted
