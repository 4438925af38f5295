"""`fields` and `init`: what records are made of, the mapping that reads them, and a configuration with it."""

from __future__ import annotations

import json

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
    (tmp_path / "a.csv").write_text("Nr;Inhalt\n1;Der Kai ist am Montag zu.\n", encoding="utf-8")
    done = call("fields", "a.csv", cwd=tmp_path)
    assert "no field is known to be the text; the longest is Inhalt: --field text=Inhalt" in done.stdout


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
