"""`fields` and `init`: what records are made of, the mapping that reads them, and a configuration with it."""

from __future__ import annotations

import json
import shlex

import polars as pl
import pytest

from provenance.policy import load

RECORD = {
    "maintext": "The quay is shut on Monday, said the council.", "title": "Quay shut", "date_publish": "2024-03-12",
    "authors": ["Ana Roe"], "meta": {"section": "news"}, "empty": "", "\x1b[31mred": "x",
}  # fmt: skip


def write(place, kind: str) -> str:
    name = f"export.{kind}"
    match kind:
        case "jsonl":
            (place / name).write_text(f"{json.dumps(RECORD)}\n" * 3, encoding="utf-8")
        case "json":
            (place / name).write_text(json.dumps([RECORD] * 3, indent=1), encoding="utf-8")
        case "csv":
            (place / name).write_text(
                "maintext,title,date_publish\nThe quay is shut.,Quay,2024-03-12\n", encoding="utf-8"
            )
        case "parquet":
            pl.DataFrame({name: [value] for name, value in RECORD.items() if isinstance(value, str)}).write_parquet(
                place / name
            )
    return name


@pytest.mark.parametrize("kind", ["jsonl", "json", "csv", "parquet"])
def test_fields_are_shown_with_what_is_read_and_proposed(call, tmp_path, kind):
    done = call("fields", write(tmp_path, kind), cwd=tmp_path)
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if "%" in line}
    assert "The quay is shut" in rows["maintext"]
    assert "title      Quay" in rows["title"]
    assert "empty" not in rows
    assert "--field text=maintext --field published=date_publish" in done.stdout
    assert "\x1b" not in done.stdout


def test_what_is_mapped_is_read(call, tmp_path):
    done = call("fields", write(tmp_path, "jsonl"), "--field", "text=maintext", "-f", "json", cwd=tmp_path)
    message = json.loads(done.stdout)
    assert message["records"] == 3
    assert {each["name"]: each["read_as"] for each in message["fields"]}["maintext"] == "text"
    assert message["tool"] is None or message["tool"] == "news-please"


def test_where_nothing_is_known_the_longest_field_is_named(call, tmp_path):
    (tmp_path / "a.csv").write_text("Nr;Feld 7\n1;Der Kai ist am Montag zu.\n", encoding="utf-8")
    done = call("fields", "a.csv", cwd=tmp_path)
    assert "no field is known to be the text; the longest is Feld 7: --field 'text=Feld 7'" in done.stdout


@pytest.mark.parametrize(
    "record", [{"a": 1, "b": 2.5}, {"a": None}, {"pages": [{"body": "The quay is shut. It rains."}]}]
)
def test_what_is_no_string_is_not_named_as_the_longest_text(call, tmp_path, record):
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(record)}\n", encoding="utf-8")
    done = call("fields", "a.jsonl", cwd=tmp_path)
    assert done.stdout.endswith("no field is known to be the text; none holds a string\n")
    call("init", "a.jsonl", cwd=tmp_path)
    written = (tmp_path / "provenance.toml").read_text("utf-8")
    assert 'text = "NAME"\n' in written
    assert "longest" not in written


ARTICLE = "The quay is shut on Monday, said the council. Boats are to moor at the old pier until it has been mended."


@pytest.mark.parametrize(
    ("record", "add"),
    [
        ({"titel": "Kai zu", "inhalt": "Der Kai ist zu. So will es der Rat.", "datum": "11. März 2024",
          "autor": "Ana Roe", "quelle": "Hafenbote", "sprache": "de"},
         "text=inhalt title=titel byline=autor publisher=quelle language=sprache published=datum"),
        ({"titre": "Quai fermé", "contenu": "Le quai est fermé lundi.", "date_publication": "11/03/2024",
          "auteur": "Ana Roe", "langue": "fr"},
         "text=contenu title=titre byline=auteur language=langue published=date_publication"),
        ({"Título": "Muelle", "cuerpo": "El muelle cierra el lunes.", "fecha": "2024-03-11", "fuente": "El Faro"},
         "text=cuerpo title=Título publisher=fuente published=fecha"),
        ({"titolo": "Molo", "testo": "Il molo chiude lunedì.", "data": "11.03.2024", "autore": "Ana Roe"},
         "text=testo title=titolo byline=autore published=data"),
        ({"titulo": "Cais", "conteudo": "O cais fecha na segunda.", "data_publicacao": "2024-03-11"},
         "text=conteudo title=titulo published=data_publicacao"),
        ({"kop": "Kade dicht", "tekst": "De kade is maandag dicht.", "datum": "2024-03-11", "bron": "De Kade"},
         "text=tekst title=kop publisher=bron published=datum"),
        ({"tytuł": "Molo", "treść": "Molo jest zamknięte w poniedziałek.", "data": "2024-03-11"},
         "text=treść title=tytuł published=data"),
        ({"headline": "Quay shut", "content": {"body": ARTICLE}, "meta": {"by": "Ana Roe", "published_at": "2024-03-11"},
          "link": "https://quay.example/1", "image": {"url": "https://quay.example/1.jpg"}},
         "text=content.body title=headline byline=meta.by url=link published=meta.published_at"),
        ({"k1": ARTICLE, "k2": "Quay"}, "text=k1"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("nested", [True, False])
def test_fields_are_guessed_by_name_and_by_value(call, tmp_path, record, add, nested):
    records = [record, {**record, "extra": "x"}]
    (tmp_path / "in").mkdir()
    whole = {"data": {"items": records}} if nested else records
    (tmp_path / "in" / "a.json").write_text(json.dumps(whole), encoding="utf-8")
    done = call("fields", "in", cwd=tmp_path)
    assert f"\nadd: {' '.join(f'--field {shlex.quote(each)}' for each in add.split())}\n" in done.stdout
    assert call("init", "in", cwd=tmp_path).returncode == 0
    assert dict(load(tmp_path / "provenance.toml").fields) == dict(each.split("=") for each in add.split())


@pytest.mark.parametrize(
    ("fields", "unsure"),
    [
        ({"author": "2024-03-11", "datum": "soon", "link": "none yet", "sprache": "Platt von der Küste"}, {}),
        ({"stand": "2024-03-11"}, {"published": "stand"}),
        ({"stand": "2024-03-11", "ende": "2024-03-12"}, {}),
        ({"picture": {"datum": "2024-03-11"}}, {"published": "picture.datum"}),
        ({"seite": "https://quay.example/1"}, {"url": "seite"}),
        ({"klein": "https://quay.example/1.jpg", "gross": "https://quay.example/2.jpg"}, {}),
    ],
)
def test_what_only_name_or_value_tells_is_a_question(call, tmp_path, fields, unsure):
    (tmp_path / "a.jsonl").write_text(json.dumps({"body": ARTICLE, **fields}), encoding="utf-8")
    message = json.loads(call("fields", "a.jsonl", "-f", "json", cwd=tmp_path).stdout)
    assert (message["proposed"], message["unsure"]) == ({"text": "body"}, unsure)
    said = call("fields", "a.jsonl", cwd=tmp_path).stdout
    assert all(f"# {theirs} may be {ours}: --field {ours}={theirs}" in said for ours, theirs in unsure.items())
    assert call("init", "a.jsonl", cwd=tmp_path).returncode == 0
    written = (tmp_path / "provenance.toml").read_text(encoding="utf-8")
    assert all(f'# {ours} = "{theirs}"' in written for ours, theirs in unsure.items())
    assert dict(load(tmp_path / "provenance.toml").fields) == {"text": "body"}


def test_what_is_proposed_can_be_pasted_and_what_is_mapped_is_not_proposed(call, tmp_path):
    (tmp_path / "a.csv").write_text("Headline,Body Text\nQuay,The quay is shut on Monday.\n", encoding="utf-8")
    assert "add: --field 'text=Body Text' --field title=Headline\n" in call("fields", "a.csv", cwd=tmp_path).stdout
    done = call("fields", "a.csv", "--field", "text=Body Text", cwd=tmp_path)
    assert "add: --field title=Headline\n" in done.stdout
    (tmp_path / "b.csv").write_text("Nr,Der Inhalt\n1,Der Kai ist am Montag zu.\n", encoding="utf-8")
    assert "the longest is Der Inhalt: --field 'text=Der Inhalt'\n" in call("fields", "b.csv", cwd=tmp_path).stdout
    assert call("init", "b.csv", cwd=tmp_path).returncode == 0
    assert dict(load(tmp_path / "provenance.toml").fields) == {"text": "Der Inhalt"}


def test_a_text_has_no_fields(call, tmp_path):
    (tmp_path / "a.txt").write_text("The quay is shut.", encoding="utf-8")
    assert "no record with fields" in call("fields", "a.txt", cwd=tmp_path).stdout


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_the_configuration_reads_the_corpus_and_nothing_is_written_over(call, tmp_path, kind):
    name = write(tmp_path, kind)
    done = call("init", name, cwd=tmp_path)
    assert done.returncode == 0
    assert dict(load(tmp_path / "provenance.toml").fields) == {"text": "maintext", "published": "date_publish"}
    checked = call("check", name, "-f", "json", "--exit-zero", cwd=tmp_path)
    assert json.loads(checked.stdout)["articles"] == (1 if kind == "parquet" else 3)
    before = (tmp_path / "provenance.toml").read_text(encoding="utf-8")
    again = call("init", name, cwd=tmp_path)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    assert (tmp_path / "provenance.toml").read_text(encoding="utf-8") == before


def test_one_mapping_is_proposed_for_all_files_of_a_folder_and_reads_them(call, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "de.jsonl").write_text(json.dumps({"inhalt": ARTICLE, "datum": "2024-03-11"}), encoding="utf-8")
    (folder / "es.csv").write_text(f"cuerpo,fecha\n{ARTICLE.replace(',', '')},2024-03-12\n", encoding="utf-8")
    (folder / "own.json").write_text(json.dumps([{"text": ARTICLE, "date": "2024-03-13"}]), encoding="utf-8")
    done = call("fields", "in", cwd=tmp_path)
    assert "--field 'text=inhalt | cuerpo' --field 'published=datum | fecha'\n" in done.stdout
    assert call("init", "in", cwd=tmp_path).returncode == 0
    assert dict(load(tmp_path / "provenance.toml").fields) == {
        "text": "inhalt | cuerpo", "published": "datum | fecha",
    }  # fmt: skip
    checked = call("check", "in", "-f", "json", "--select", "INP,DAT001", "--exit-zero", cwd=tmp_path)
    message = json.loads(checked.stdout)
    assert message["articles"] == 4
    assert [each["code"] for each in message["findings"]] == ["DAT001", "INP025", "INP025"]
