"""Encodings from before Unicode: what the letters tell, and what is said where they tell too little."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from provenance import formats
from provenance.formats.decoding import decode

SPOKEN = {
    "lv": ("cp1257", "Osta pārvalde ceturtdien lēma slēgt piestātni līdz rudenim. Zvejnieki bija cerējuši uz īsāku laiku."),
    "lt": ("cp1257", "Uosto taryba ketvirtadienį nusprendė iki rudens uždaryti prieplauką. Žvejai tikėjosi trumpesnio laiko, šįmet."),
    "tr": ("cp1254", "Balıkçılar iskelenin kışa kadar kapalı kalacağını öğrendi; şehir meclisi çarşamba günü görüştü."),
    "pl": ("cp1250", "Zarząd portu postanowił zamknąć nabrzeże aż do jesieni. Rybacy liczyli na krótszą przerwę, mówią."),
    "cs": ("cp1250", "Správa přístavu rozhodla ve čtvrtek, že nábřeží uzavře až do podzimu. Rybáři čekali kratší dobu."),
    "hu": ("cp1250", "A kikötő vezetősége csütörtökön úgy döntött, hogy őszig lezárja a rakpartot. A halászok rövidebb időt vártak."),
    "fr": ("cp1252", "La réunion a été reportée à jeudi : le quai fermé, les pêcheurs espèrent être reçus à l’hôtel de ville."),
    "de": ("cp1252", "Die Hafenbehörde schließt den Kai bis zum Frühjahr; die Händler hörten es am Donnerstag und waren überrascht."),
    "pt": ("cp1252", "A administração do porto não decidiu ainda; os pescadores estão à espera de uma reunião em março, após a sessão."),
    "da": ("cp1252", "Havnen lukker kajen indtil foråret; fiskerne på øen havde håbet på en kortere pause, siger de."),
    "is": ("cp1252", "Hafnarstjórnin ákvað á fimmtudag að loka bryggjunni. Sjómenn höfðu vonað að það yrði styttra, þó ekki allir."),
}  # fmt: skip


@pytest.mark.parametrize("language", SPOKEN)
def test_the_letters_of_a_language_tell_its_encoding(language: str) -> None:
    encoding, text = SPOKEN[language]
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert not decoded.guessed


@pytest.mark.parametrize("text", ["The café in Zürich – “only” that – costs £5.", "Plain words.", "Piestātne slēgta."])
def test_utf_8_is_never_a_guess(text: str) -> None:
    assert decode(text.encode()).confidence is None


@pytest.mark.parametrize(("text", "encoding"), [("Petrović, Kovač and Milić came.", "cp1250")])
def test_a_few_letters_are_a_guess_that_is_told(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    (tmp_path / "b.jsonl").write_bytes(json.dumps({"text": text}, ensure_ascii=False).encode(encoding))
    for shard in formats.plan([tmp_path]):
        reading = formats.read(shard)
        assert reading.records.height == 1
        (read_error,) = reading.read_errors.to_dicts()
        assert (read_error["kind"], read_error["line"]) == ("encoding-guessed", 1)
        assert read_error["article"] == reading.records["article"].item()


MIXED = ["Smørrebrød på øen – “åbent”.", "Plain words."]


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "latin-1"])
def test_utf_8_with_lines_of_another_encoding_stays_utf_8(encoding: str) -> None:
    pasted = {"cp1251": "Привет, мир, привет!"}.get(encoding, "Café fermé, déjà à la fête, où l'été").encode(encoding)
    data = "\n".join(MIXED).encode() + b"\n" + pasted
    decoded = decode(data)
    assert (decoded.encoding, decoded.bad) == (
        "utf-8",
        data.index(pasted) + next(n for n, b in enumerate(pasted) if b > 127),
    )
    assert decoded.undecodable > 3
    assert decoded.text.startswith("\n".join(MIXED))


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "gb18030", "big5", "cp932"])
def test_chance_makes_no_lines_of_utf_8(encoding: str) -> None:
    text = {
        "gb18030": "港口委员会星期四决定关闭码头。\n渔民希望时间更短。",
        "big5": "港口委員會星期四決定關閉碼頭。\n漁民希望時間更短。",
        "cp932": "港湾委員会は木曜日に埠頭を閉鎖することを決めた。\n漁師たちは。",
    }.get(encoding, "Порт закрыт до осени.\nРыбаки ждали другого.")
    assert decode(text.encode(encoding) * 4).encoding != "utf-8"
