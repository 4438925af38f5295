"""Names of files go into text and back, and two never become one."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.storage.names import as_path, as_text

NAMES = st.lists(
    st.sampled_from([b"a", b"\\", b"x", b"ff", b"5c", b"\xff", b"\xc3\xa4", b"\\xff", b"\\x5c", b"\\x2e", b" "])
)


@given(NAMES | st.lists(st.binary(min_size=1, max_size=2).filter(lambda data: not {0, 47} & set(data)), max_size=5))
def test_every_name_comes_back_and_is_text(parts: list[bytes]) -> None:
    name = os.fsdecode(b"".join(parts))
    text = as_text(name)
    text.encode("utf-8")
    assert as_path(text) == name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (b"a.txt", "a.txt"),
        ("ä/ö.txt".encode(), "ä/ö.txt"),
        (b"a\xff.txt", r"a\xff.txt"),
        (rb"a\xff.txt", r"a\x5cxff.txt"),
        (rb"a\b.txt", r"a\b.txt"),
        (b"\xff" + rb"\b", r"\xff\x5cb"),
    ],
)
def test_names_in_utf8_are_themselves(name: bytes, text: str) -> None:
    assert as_text(os.fsdecode(name)) == text


def test_no_text_becomes_a_way_out_of_a_folder() -> None:
    assert as_path(r"\x2e\x2e\x2fa\x00") == r"\x2e\x2e\x2fa\x00"
