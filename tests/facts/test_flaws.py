from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import catalogues
from provenance.facts import paragraphs, text_defects
from provenance.facts.text_defects import mojibake
from tests.support import examples

C = pl.col
NO_LABEL = pl.DataFrame(schema={"row": pl.UInt32, "label_end": pl.Int64})


def find(text: str) -> list[tuple[str, str, str | None]]:
    articles = pl.DataFrame({"text": [text]}).with_row_index("row")
    found = text_defects.find(articles, paragraphs.split(articles, NO_LABEL))
    for start, end, cited in found.select("start", "end", "text").iter_rows():
        assert text[start:end] == cited
    return found.select("kind", "text", "mended").rows()


def shown(example: str) -> str:
    r"""Put the character where an example says \u00ad."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda hit: chr(int(hit[1], 16)), example)


@pytest.mark.parametrize("line", catalogues.load("flaws").to_dicts(), ids=lambda line: line["id"])
def test_each_pattern_keeps_its_examples_and_leaves_its_trace(line: dict[str, str]) -> None:
    for example in line["bad"].split(catalogues.SEPARATOR):
        text = pl.Series([shown(example)])
        assert text.str.contains(line["pattern"]).item(), example
        assert text.str.contains(line["trace"]).item(), example
        assert line["kind"] in {kind for kind, _, _ in find(shown(example))}, example
    for example in (line["good"] or "").split(catalogues.SEPARATOR) if line["good"] else []:
        assert not pl.Series([shown(example)]).str.contains(line["pattern"]).item(), example


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Il est nÃ© Ã Paris en Ã©tÃ©.", ["nÃ©", "Ã©tÃ©."]),
        ("We â€œagreeâ€\x9d now", ["â€œagreeâ€\x9d"]),
        ("Los aÃ±os de FranÃƒÂ§ois", ["aÃ±os", "FranÃƒÂ§ois"]),
        ("the \x93plan\x94", ["\x93plan\x94"]),
        ("Ввод – РџСЂРёРІРµС‚ всем", ["РџСЂРёРІРµС‚"]),
        ("un mГ©decin", ["mГ©decin"]),
        ("┬┐que hay?", ["┬┐que"]),
    ],
)
def test_wrong_decoding_is_cited_word_by_word_and_mended(text: str, expected: list[str]) -> None:
    found = [row for row in find(text) if row[0] == "mojibake"]
    assert set(expected) <= {cited for _, cited, _ in found}
    assert all(good is None or good != cited for _, cited, good in found)


@pytest.mark.parametrize(
    "text",
    [
        "L’été à Orléans, « café » et “thé”… — È già così, São João, Ångström, Übung, ßtraße“",
        "Привет, мир. Україна, Рівне. 你好,世界。 שלום עולם. مرحبا بالعالم.",
        "AT&T, A&E and R&B; 5 < 6; I <3 it; f(x) = {x}",
        "The U.S.A. won 3.5 to 2.1 in St.Pauli, says example.com.",
        "👩\u200d🚀 and می\u200cخواهم and עם\u200f כן",
        "He asked: “Is it 5?” She said [the] plan was null and void.",
        "It was as yet undefined. None of it was true: false alarms.",
        "Really ? Yes, said Nan. Is it 5? What?! Pourquoi ? Parce que. See ?page=2 and page?s=3 of a?b.",
        'Mae\'r iâ\'r gaeaf yma, "â" meddai hi, "IRMÃ" e "MÃE".',
        "lakwaTransnet and iPhone and McDonald and Table.Briefings",
    ],
)
def test_sound_text_has_no_flaws(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ten&nbsp;minutes &mdash; no", [("entity", "&nbsp;", "\u00a0"), ("entity", "&mdash;", "—")]),
        ("news\u00adpaper", [("invisible", "\u00ad", "")]),
        ("a\x07b", [("control", "\x07", "")]),
        ("the trading week.In Japan it rose", [("glued", "week.In", "week. In")]),
        ("he said.“We go", [("glued", "said.“We", "said. “We")]),
        ('he left."We go on," she said', [("glued", 'left."We', 'left. "We')]),
        ('“Sound” and "so he left."Then they', [("glued", 'left."Then', 'left." Then')]),
        ("er sagt: „Wir ruhen.“Die Stadt", [("glued", "ruhen.“Die", "ruhen.“ Die")]),
        ("hon sade. ”Vi bygger.”Staden", [("glued", "bygger.”Staden", "bygger.” Staden")]),
        ("“We build,” she said. It ended.”We go", [("glued", "ended.”We", "ended. ”We")]),
        ("the town&#191;s wall, &iquest;no?", [("entity", "&#191;", None), ("entity", "&iquest;", "¿")]),
        ("the mayor GarcA\u0303\u00ada left", [("mojibake", "GarcA\u0303\u00ada", "García")]),
        ("sound: MAN\u0302A\u0303 \u00bb", []),
        ("le port ?Karl est là", []),
        ("qui va ?Karl est ici ?", []),
        ("import os.Path and os.Path again", []),
        ("a gap of ?400 million", [("lost-character", "?400", None)]),
        ("Body.\n\nAnd then it […]", [("truncated", "[…]", None)]),
        ("Body… [+1234 chars]", [("truncated", "… [+1234 chars]", None)]),
        ("Body.\n\nThe quay […]\n\nThe pier […]\n\nThe boat […]", []),  # a list of previews
        ("It goes on…\n\nand on.", []),
        ("Loading comments ...", []),
        ("undefined", [("placeholder", "undefined", None)]),
        ("nan", [("placeholder", "nan", None)]),
        ("The pier.\n\n<NA>", [("placeholder", "<NA>", None)]),
        ("[REMOVED]", [("placeholder", "[REMOVED]", None)]),
        ("#N/A", [("placeholder", "#N/A", None)]),
        ("It?s shut. The pier?s crew won?t", [("lost-character", word, None) for word in ("It?s", "pier?s", "won?t")]),
        ("qu?elle ferme l?hiver", [("lost-character", word, None) for word in ("qu?elle", "l?hiver")]),
        ("she said ?Never? to M?rkisch", [("lost-character", word, None) for word in ("?Never?", "M?rkisch")]),
        ('The pier â€" shut â€\' and Ostwickâ"¢', [("mojibake", mark, None) for mark in ('â€"', "â€'", 'â"¢')]),
        ('the townâ"s pier ðŸ"¦', [("mojibake", mark, None) for mark in ('â"', 'ðŸ"¦')]),
        ("it rains â˜” ðŸ¦†", [("mojibake", "â˜”", "☔"), ("mojibake", "ðŸ¦†", "🦆")]),
        ("write to [email\u00a0protected]", [("email", "[email\u00a0protected]", None)]),
        (
            'see <a href="/x?a=1&amp;b=2">it</a>',
            [("markup", '<a href="/x?a=1&amp;b=2">', None), ("markup", "</a>", None)],
        ),
    ],
)
def test_each_damage_is_cited_and_mended_where_that_is_known(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert find(text) == expected


PIECES = [
    "🇬🇧",
    "\ufeff",
    "e\u0301",
    "\r\n\r\n",
    "\n\n",
    "נס",
    " ",
    "Ã©",
    "&amp;",
    "\u00ad",
    "week.In",
    "<br>",
    "{{x}}",
    "\ufffd",
    "\x07",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@examples(25)
def test_a_flaw_is_exactly_what_its_offsets_cite(text: str) -> None:
    find(text)


def test_letters_whose_second_half_became_a_fraction_are_mended() -> None:
    found = find("Die MÃ1\u20444llabfuhr kommt mit 1\u20444 der Wagen.")
    assert found == [("mojibake", "MÃ1\u20444llabfuhr", "Müllabfuhr")]


def test_letters_whose_second_half_fell_apart_are_mended() -> None:
    assert find("The na\u00c3 \u0304ve plan held.") == [("mojibake", "na\u00c3 \u0304ve", "naïve")]
    assert find("Une cr\u00c3 \u0308me.") == [("mojibake", "cr\u00c3 \u0308me.", "crème.")]


def test_no_mend_is_offered_where_layers_are_left() -> None:
    assert [good for _, _, good in find("Frau K\u00c3\x83 rner kam.")] == [None]


def test_text_that_was_decoded_wrongly_twice_is_mended_twice() -> None:
    assert mojibake.mend("Fran\u00c3\x83\u00c2\u00a7ois") == "François"


@given(st.text(st.characters(codec="latin-1", categories=["Ll", "Lu"]), min_size=1, max_size=30))
@examples(12)
def test_mending_never_raises_and_leaves_ascii_alone(text: str) -> None:
    plain = "".join(char for char in text if char.isascii())
    assert mojibake.mend(plain) == plain
    mojibake.mend(text)


def test_the_words_of_a_long_paragraph_are_mended_one_by_one() -> None:
    text = "Le cafÃ© est prÃªt, dit un tÃ©moin. " * 60
    words = [(cited, good) for kind, cited, good in find(text.strip()) if kind == "mojibake"]
    assert words == [("cafÃ©", "café"), ("prÃªt,", "prêt,"), ("tÃ©moin.", "témoin.")] * 60
