"""What classes call an element: the same answer whoever asks, and in whatever order."""

from __future__ import annotations

import pytest

from provenance.formats.html import elements
from provenance.formats.html.elements import ClassKind


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
