"""Mac Roman and Windows-1252 taken for each other: what convicts, what is cited, and what sound languages write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.facts.text_defects import exchanged, mojibake
from tests.support import examples

WAYS = [("mac_roman", "cp1252"), ("cp1252", "mac_roman")]
SENTENCES = [
    "“We can’t wait,” the harbour master said.",
    "That’s the town’s pier, and they don’t mend it.",
    "„Wir haben Zeit“, sagt der Müller, und für die Straße wäre es spät.",
    "The gulls – and the boats – were gone before noon – all of them.",
    "L’école d’un village près du café garçon.",
]


def damaged(text: str, written: str, read: str) -> str:
    return text.encode(written).decode(read, errors="ignore")


def words(text: str) -> dict[str, str | None]:
    return {text[start:end]: mended for start, end, mended in exchanged.find([text])[0]}


@pytest.mark.parametrize(("written", "read"), WAYS)
@pytest.mark.parametrize("text", SENTENCES)
def test_each_word_that_lost_its_marks_is_cited_and_mended(text: str, written: str, read: str) -> None:
    broken = damaged(text, written, read)
    found = words(broken)
    assert found
    assert all(mended and mended in text for mended in found.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They saw it donÕt work.", {"donÕt": "don’t"}),
        ("I think thatís what heís for.", {"thatís": "that’s", "heís": "he’s"}),
        ("Er kam f¸r den Abend.", {"f¸r": "für"}),
        ("Die Frau mit dem RŸcken", {"RŸcken": "Rücken"}),
        ("Martin OíMalley came, and Clintonís lead", {"OíMalley": "O’Malley", "Clintonís": "Clinton’s"}),
    ],
)
def test_one_impossible_place_is_enough(text: str, expected: dict[str, str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "El país decide. En París, Luís Solís y así otros países; la letra Ñ es de aquí.",
        "Si venís y decís que el país vive aquí, así, allí.",
        "Poblacht na hÉireann, i nÉirinn, an tÓglach agus Tír na nÓg; arís sa tír.",
        "Òpera i PERÒ; L’Òscar va dir “així”. Está em SÃO PAULO, à noite, Õ e Ô.",
        "Það er vís maður í París með bíl; þau sáu ís.",
        "Novinky: Škoda, Žižka a Tomáš; přišel zapomenout, nit a nít.",
        "Alle LehrerÏnnen der Schule kamen. Der Wert liegt bei 5‰, siehe §5 und Fußnote‡.",
        "PaysÎle-de-FranceNormandieNouvelle et EstHauts-de-FranceÎle-de-France",
        "MundoÁfricaÚltimas AméricaÚltimas y más allá del océano",
        "The Franc¸ois letters and the hˆotel of the Luís family in El País.",
        "Ilé ìwé ni ìlú; Kurdî û Tirkî; është ëmbël.",
        "“It’s sound,” he said – don’t worry… café, naïve, Zürich.",
    ],
)
def test_what_languages_write_is_no_evidence(text: str) -> None:
    assert exchanged.find([text]) == [[]]


@pytest.mark.parametrize(("written", "read"), WAYS)
@given(data=st.data())
@examples(20)
def test_damage_is_found_wherever_it_stands_and_only_there(written: str, read: str, data: st.DataObject) -> None:
    sound = data.draw(st.lists(st.sampled_from(["The boats were out.", "A plain line, 5 to 3."]), max_size=3))
    at = data.draw(st.integers(0, len(sound)))
    broken = damaged(data.draw(st.sampled_from(SENTENCES)), written, read)
    found = exchanged.find([*sound[:at], broken, *sound[at:]])
    assert found[at] == exchanged.find([broken])[0] != []
    assert [number for number, cited in enumerate(found) if cited] == [at]


@pytest.mark.parametrize(
    ("broken", "good"),
    [
        ("donΓÇÖt say ΓÇ£wordΓÇ¥", "don’t say “word”"),
        ("itÔÇÖs here", "it’s here"),
        ("più presto".encode().decode("mac_roman"), "più presto"),
        ("hat angekĂĽndigt", "hat angekündigt"),
    ],
)
def test_sequences_of_utf_8_that_no_language_writes_are_mended(broken: str, good: str) -> None:
    assert mojibake.mend(broken) == good
