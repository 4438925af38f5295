"""Fields by other names: mapped, nested, misspelt, and those of tools that everybody uses."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from provenance import catalogues, cli, facts, formats
from provenance.errors import UsageError
from provenance.formats import field_paths
from provenance.formats.fields import NAMES, Fields
from provenance.frames import READ_ERRORS, RECORDS

TEXT = "The ferry to Ostwick will sail again on Friday."
FORMS = ("jsonl", "parquet")


def gathered(folder: Path, records: list[dict[str, object]], form: str, **options: object) -> formats.Reading:
    path = folder / f"week.{form}"
    if form == "json":
        path.write_text(json.dumps(records), encoding="utf-8")
    elif form == "jsonl":
        path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    elif form == "csv":
        pl.DataFrame(records).write_csv(path)
    else:
        pl.DataFrame(records, infer_schema_length=None).write_parquet(path)
    readings = [formats.read(shard) for shard in formats.plan([path], **options)]  # type: ignore[arg-type]
    return formats.Reading(
        pl.concat([RECORDS.empty(), *(reading.records for reading in readings)]),
        pl.concat([READ_ERRORS.empty(), *(reading.read_errors for reading in readings)]),
    )


NESTED = {
    "text": "Not this.", "page": {"body": TEXT, "when": "2024-05-03", "site": {"name": "The Ostwick Sun"}},
    "writers": [{"name": "Ann Lee"}, {"name": "Bo Ek"}], "editors": ["Cy Orr", "Di Poe"], "a.b": "flat",
    "figures": [{"caption": "One (AP)"}, {"caption": None}, {"caption": "Two"}],
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_paths_lead_into_nested_records(tmp_path: Path, form: str) -> None:
    mapping = {
        "text": "page.body", "published": "page.when", "publisher": "page.site.name", "byline": "writers.name",
        "title": "editors[1]", "language": "a.b", "captions": "figures.caption", "modified": "editors[7]",
    }  # fmt: skip
    reading = gathered(tmp_path, [NESTED], form, fields=mapping)
    (record,) = reading.records.to_dicts()
    wanted = (TEXT, "2024-05-03", "The Ostwick Sun", "Ann Lee, Bo Ek", "Di Poe", "flat", ["One (AP)", "Two"], None)
    assert tuple(record[name] for name in mapping) == wanted


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("path", "wanted"), [("writers[0].name", "Ann Lee"), ("editors[0]", "Cy Orr"), ("editors", "Cy Orr, Di Poe")]
)
def test_a_byline_is_one_of_a_list_or_all(tmp_path: Path, form: str, path: str, wanted: str) -> None:
    reading = gathered(tmp_path, [NESTED], form, fields={"author": path})
    assert reading.records["byline"].to_list() == [wanted]
    assert reading.read_errors.is_empty()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["page", "page.site", "writers.name"])
def test_what_a_path_leads_to_must_be_of_the_right_type(tmp_path: Path, form: str, path: str) -> None:
    reading = gathered(tmp_path, [NESTED], form, fields={"title": path})
    assert reading.records["title"].to_list() == [None]
    assert reading.read_errors["kind"].to_list() == ["wrong-type"]


@pytest.mark.parametrize("form", ["csv", "json", *FORMS])
def test_printed_nulls_are_nothing_except_in_the_text(tmp_path: Path, form: str) -> None:
    records: list[dict[str, object]] = [
        {"text": word, "title": word, "date": word, "source": word, "author": word, "captions": word, "id": word}
        for word in ("None", "null", "N/A", "#N/A", "NaN", " nan ", "NaT", "<NA>", "\\N", "(null)", "Nanette", "N/A/B")
    ]
    read = gathered(tmp_path, records, form)
    assert read.read_errors.is_empty()
    assert read.records["text"].to_list() == [record["text"] for record in records]
    for name in ("title", "published", "publisher", "byline"):
        assert read.records[name].to_list() == [None] * 10 + ["Nanette", "N/A/B"]
    assert read.records["captions"].to_list() == [None] * 10 + [["Nanette"], ["N/A/B"]]
    assert read.records["article"].to_list() == [*(f"week.{form}#{n}" for n in range(10)), "Nanette", "N/A/B"]


@pytest.mark.parametrize("form", ["json", *FORMS])
def test_printed_nulls_in_a_list_are_no_members_and_the_next_name_is_read(tmp_path: Path, form: str) -> None:
    lists: list[dict[str, object]] = [
        {"text": TEXT, "author": "None", "authors": ["null", "Ann Lee", None], "captions": ["nan", "The quay."]},
        {"text": TEXT, "author": None, "authors": ["None", "NaN"], "captions": ["N/A"]},
    ]
    read = gathered(tmp_path, lists, form).records
    assert read.select("byline", "captions").rows() == [("Ann Lee", ["The quay."]), (None, None)]


@pytest.mark.parametrize("form", ["csv", "json", *FORMS])
def test_seconds_and_milliseconds_of_the_epoch_are_dates_in_every_format(tmp_path: Path, form: str) -> None:
    moments: list[dict[str, object]] = [
        {"text": TEXT, "date": 1_642_240_980 * step, "modified": 1_642_240_980.0 * step} for step in (1, 1_000)
    ]
    read = gathered(tmp_path, moments, form).records
    found = facts.find(read, catalogues.take({}), datetime(2024, 1, 1, tzinfo=UTC))["dates"]
    assert found["date"].to_list() == [date(2022, 1, 15)] * 4


@pytest.mark.parametrize("path", ["", ".", "[", "a..b", "[0]", "a[0", "ä.ö"])
def test_odd_paths_lead_nowhere(path: str) -> None:
    record = {"a": {"c": [1]}, "b": 2}
    assert field_paths.value(record, path) in (None, {"c": [1]})
    field_paths.column({"a": pl.String()}, path)


@pytest.mark.parametrize("form", FORMS)
def test_a_mapping_that_fits_no_record_is_told_once(tmp_path: Path, form: str) -> None:
    records = [{"text": TEXT, "meta": {"date_publish": "2024"}}, {"text": TEXT, "meta": {"date_publish": "2023"}}]
    mapping = {"published": "meta.date_publised", "url": "link"}
    reading = gathered(tmp_path, records, form, fields=mapping, shard_articles=1)
    there = "fields: text, meta.date_publish"
    assert set(reading.read_errors["kind"]) == {"unmatched-field"}
    assert reading.read_errors["detail"].to_list() == [
        "published is mapped to 'meta.date_publised', which no record has (did you mean 'meta.date_publish'?); "
        + there,
        "url is mapped to 'link', which no record has; " + there,
    ]


def test_a_mapping_is_told_to_do_nothing_where_there_are_text_files_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    shards = formats.plan([tmp_path], fields={"published": "file", "text": "body"})
    read_errors = pl.concat([formats.read(shard).read_errors for shard in shards])
    assert read_errors.select("kind", "source", "detail").rows() == [
        ("unused-mapping", "a.txt", f"{field}, and a text file has no fields: the mapping does nothing")
        for field in ("published is mapped to 'file'", "text is mapped to 'body'")
    ]
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": TEXT, "file": "2024-01-02"}))
    shards = formats.plan([tmp_path], fields={"published": "file"})
    assert all(formats.read(shard).read_errors.is_empty() for shard in shards)


@pytest.mark.parametrize("size", [20, 1 << 20])
def test_a_field_that_any_record_has_is_matched(tmp_path: Path, size: int) -> None:
    records: list[dict[str, object]] = [{"text": f'the word "wann" {TEXT}'}] * 9 + [{"text": TEXT, "wann": "2024"}]
    reading = gathered(tmp_path, records, "jsonl", fields={"date": "wann"}, shard_bytes=size)
    assert reading.read_errors.is_empty()
    assert reading.records["published"].to_list() == [None] * 9 + ["2024"]


TOOLS = catalogues.load("record_fields")
SHOWN = {
    "text": TEXT, "url": "https://ostwick.example/1", "language": "en", "published": "2024-05-03",
    "modified": "2024-05-04", "captured": "2024-05-05",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("tool", TOOLS["tool"].drop_nulls().unique().sort().to_list())
def test_the_mapping_that_is_proposed_for_a_tool_reads_its_records(tmp_path: Path, tool: str, form: str) -> None:
    fields = dict(TOOLS.filter(tool=tool).select("field", "name").iter_rows())
    given = {field: SHOWN.get(field, f"The Ostwick {field}") for field in fields}
    record: dict[str, object] = {"part": "en"}
    for field, path in fields.items():
        *outer, name = path.split(".")
        place = record
        for step in outer:
            place = place.setdefault(step, {})  # type: ignore[assignment]
        place[name] = given[field]
    (read_error,) = gathered(tmp_path, [record, record], form).read_errors.to_dicts()
    assert (read_error["kind"], read_error["article"]) == ("no-text", None)
    assert f"they look like records of {tool}: add --field text={fields['text']}" in read_error["detail"]
    proposed = [option.split("=") for option in read_error["detail"].split("--field ")[1:]]
    reading = gathered(tmp_path, [record, record], form, fields={field: name.strip() for field, name in proposed})
    assert reading.read_errors.is_empty()
    columns = ("article" if field == "id" else field for field in fields)
    assert reading.records.select(*columns).row(0) == tuple(given.values())


@pytest.mark.parametrize(
    ("record", "mapping", "said"),
    [
        ({"body": TEXT, "when": "2024"}, None, "add --field text=body"),
        ({"artikel": TEXT}, None, "name the field that holds the text: --field text=NAME"),
        ({"bodies": TEXT}, {"text": "bodys"}, "'bodys' is mapped as the text (did you mean 'bodies'?)"),
        ({"page": {"inhalt": TEXT}}, None, "fields: page.inhalt"),
        ({"content": {"lang": "en", "body": TEXT}}, None, "add --field text=content.body"),
        ({"data": {"item": {"Full-Text": TEXT}}}, None, "add --field text=data.item.Full-Text"),
        (
            {"Body Text": TEXT, "Headline": "a", "picture": {"date": "2024"}},
            None,
            "add --field 'text=Body Text' --field title=Headline",
        ),
        (
            {"ID": "1", "TEXT": TEXT, "Date": "2024", "Author": "Ann Lee"},
            None,
            "add --field id=ID --field text=TEXT --field byline=Author --field published=Date",
        ),
        (
            {"content": {"body": TEXT}, "publishedAt": "2024"},
            None,
            "add --field text=content.body --field published=publishedAt",
        ),
        ({"headline": "a", "lang": "en"}, None, "name the field that holds the text: --field text=NAME"),
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_the_names_there_are_are_told(
    tmp_path: Path, form: str, record: dict[str, object], mapping: dict[str, str] | None, said: str
) -> None:
    (detail,) = gathered(tmp_path, [record] * 3, form, fields=mapping).read_errors["detail"].to_list()
    assert said in detail


def test_records_that_have_the_field_are_told_one_by_one(tmp_path: Path) -> None:
    records: list[dict[str, object]] = [{"text": ""}, {"title": "No text"}, {"text": TEXT}]
    reading = gathered(tmp_path, records, "jsonl")
    assert reading.read_errors["record"].to_list() == [0, 1]


@pytest.mark.parametrize("size", [50, 1 << 20])
def test_a_file_without_texts_is_one_trouble_in_any_size_of_shards(tmp_path: Path, size: int) -> None:
    records: list[dict[str, object]] = [{"id": f"{n}", "maintext": TEXT, "date_publish": "2024"} for n in range(120)]
    reading = gathered(tmp_path, records, "jsonl", shard_bytes=size)
    assert reading.read_errors["kind"].to_list() == ["no-text"]
    assert reading.read_errors["detail"].item().startswith("none of the first 100 records has a text")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("record", "url", "publisher"),
    [
        ({"source": "https://ostwick.example/ferry"}, "https://ostwick.example/ferry", None),
        ({"source": "//ostwick.example/ferry"}, "//ostwick.example/ferry", None),
        ({"publisher": "ostwick.example/news/1"}, "ostwick.example/news/1", None),
        ({"source": "https://feed.example/9", "url": "https://ostwick.example/1"}, "https://ostwick.example/1", None),
        ({"source": "https://ostwick.example/1", "publisher": "The Sun"}, "https://ostwick.example/1", "The Sun"),
        ({"source": "The Sun/Star"}, None, "The Sun/Star"),
        ({"source": "ostwick.example"}, None, "ostwick.example"),
    ],
)
def test_a_web_address_is_never_a_publisher(
    tmp_path: Path, form: str, record: dict[str, object], url: str | None, publisher: str | None
) -> None:
    reading = gathered(tmp_path, [{"text": TEXT, **record}], form)
    assert reading.records.select("url", "publisher").row(0) == (url, publisher)


@pytest.mark.parametrize("name", ["text", "title", "date", "authors"])
def test_a_field_given_twice_is_told_and_the_first_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.jsonl").write_text(
        f'{{"text": "{TEXT}", "x": 1}}\n{{"{name}": "One", "{name}": "Two", "text": "a"}}\n'
    )
    (shard,) = formats.plan([tmp_path / "a.jsonl"])
    reading = formats.read(shard)
    assert reading.read_errors["detail"].to_list() == [f"'{name}' stands there more than once; the first is read"]
    ours = next(field for field, names in NAMES.items() if name in names)
    assert reading.records[ours].to_list()[1] == "One"


@pytest.mark.parametrize("mapping", [{"author": "a", "byline": "b"}, {"date": "a", "published": "a"}])
def test_a_field_that_is_mapped_twice_is_a_wrong_call(mapping: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="mapped twice"):
        Fields.of(mapping)


def test_the_command_line_maps_a_field_once_and_wins_over_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXT, "writer": "Ann Lee", "who": "Bo Ek"}))
    (tmp_path / "p.toml").write_text('fields = { author = "nobody" }')
    runner = CliRunner()
    twice = runner.invoke(cli.app, ["check", str(tmp_path), "--field", "byline=writer", "--field", "author=who"])
    assert isinstance(twice.exception, UsageError)
    options = ["--config", str(tmp_path / "p.toml"), "--field", "byline=who", "-f", "concise", "--no-cache"]
    once = runner.invoke(cli.app, ["check", str(tmp_path), *options])
    assert "INP010" not in once.output
    assert "MET005" not in once.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (json.dumps([{"text": TEXT}, {"text": TEXT}], indent=1), "JSON array"),
        (f'[{{"text": "{TEXT}"}},\n{{"text": "{TEXT}"}}]', "JSON array"),
        (f'[\n{{"text": "{TEXT}"}}\n]', "JSON array"),
        (json.dumps({"text": TEXT, "title": "Ferry"}, indent=4), "JSON object"),
        (f'{{"text":\n"{TEXT}"}}', "JSON object"),
        ("{\n" + f'"text": "{"long " * 300_000}"' + "\n}", "JSON object"),
    ],
)
def test_json_that_is_not_in_lines_is_one_trouble_of_the_file(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "a.jsonl").write_text(content, encoding="utf-16" if said == "JSON object" else "utf-8")
    read_errors = [
        read_error for shard in formats.plan([tmp_path]) for read_error in formats.read(shard).read_errors.to_dicts()
    ]
    assert [(read_error["kind"], read_error["record"]) for read_error in read_errors] == [("broken-json", None)]
    assert said in read_errors[0]["detail"]


@pytest.mark.parametrize("first", ['{"text": "cut off', "{text: 1}", "[1, 2", "{]"])
def test_a_broken_line_is_one_line(tmp_path: Path, first: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{first}\n{{"text": "{TEXT}"}}\n')
    (shard,) = formats.plan([tmp_path])
    reading = formats.read(shard)
    assert reading.records.height == 1
    assert reading.read_errors.select("kind", "record").rows() == [("broken-json", 0)]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (f'[\n{{"text": "{TEXT}"}}]', ".[]"),
        (json.dumps({"status": "ok", "articles": [{"content": TEXT}]}, indent=1), ".articles[]"),
        (
            json.dumps({"response": {"n": [1], "the results": [{"content": TEXT}]}}, indent=1),
            '.response."the results"[]',
        ),
        (json.dumps({"status": "ok", "articles": [{"content": "long " * 300_000}]}, indent=1), ".articles[]"),
        (json.dumps({"authors": [{"name": "Ann"}], "maintext": TEXT}, indent=1), "."),
    ],
)
def test_the_command_that_brings_records_into_lines_is_told(tmp_path: Path, content: str, wanted: str) -> None:
    (tmp_path / "my week.jsonl").write_text(content, encoding="utf-8")
    (detail,) = (read_error.detail for shard in formats.plan([tmp_path]) for read_error in shard.read_errors)
    quoted = "." if wanted == "." else f"'{wanted}'"
    command = f"jq -c {quoted} 'my week.jsonl' > 'my week.lines.jsonl'"
    message = "under a name that ends in .json it is read, or put each record on a line of its own"
    assert detail.endswith(f"{message}: {command}")


def test_a_line_that_holds_several_records_is_told_how_to_part_them(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps([{"text": TEXT}]))
    (tmp_path / "b.jsonl").write_text(json.dumps({"status": "ok", "articles": [{"headline": TEXT}]}))
    details = [
        read_error["detail"]
        for shard in formats.plan([tmp_path])
        for read_error in formats.read(shard).read_errors.to_dicts()
    ]
    assert sorted(details) == [
        (
            "none of the records has a text: there is no field 'text'; fields: status, articles.headline; name the field that holds "
            "the text: --field text=NAME; if its records stand in a list there: jq -c '.articles[]' b.jsonl > b.lines.jsonl"
        ),
        "the line is a list, not an object: jq -c '.[]' FILE puts each of its records on a line of its own",
    ]
    (tmp_path / "c.log").write_text("12 harbour 34\n")
    with pytest.raises(UsageError, match="pass it on standard input: - < "):
        formats.plan([tmp_path / "c.log"])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("record", "proposed"),
    [
        ({"maintext": TEXT, "date_publish": "2024", "url": "https://a.example"}, "--field id=url"),
        ({"content": TEXT, "publishedAt": "2024", "url": "https://a.example"}, "--field id=url"),
        ({"body": TEXT, "url": "https://a.example"}, "add --field text=body --field id=url"),
        ({"fields": {"bodyText": TEXT}, "webTitle": "a", "webUrl": "https://a.example"}, "--field id=webUrl"),
        ({"body": TEXT, "url": "https://a.example", "id": "1"}, None),
        ({"body": TEXT}, None),
    ],
)
def test_addresses_are_proposed_as_ids_where_there_are_none(
    tmp_path: Path, form: str, record: dict[str, object], proposed: str | None
) -> None:
    (detail,) = gathered(tmp_path, [record], form).read_errors["detail"]
    assert detail.endswith(proposed) if proposed else "--field id" not in detail
    if proposed:
        fields = dict(option.strip().split("=") for option in detail.split("--field ")[1:])
        assert gathered(tmp_path, [record], form, fields=fields).records["article"].to_list() == ["https://a.example"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"authors": [{"called": "Ann Lee"}]}, "byline=authors.called"),
        ({"author": {"id": 7, "who": {"name": "Ann Lee"}}}, "byline=author.who.name"),
        ({"source": {"called": "The Ostwick Sun"}}, "publisher=source.called"),
        ({"title": ["Ferry"]}, "title=title[0]"),
        ({"title": [{"lang": "en", "value": "Ferry"}]}, "title=title[0].value"),
        ({"url": {"canonical": "https://a.example"}}, "url=url.canonical"),
        ({"title": {"lang": "en", "headline": "Ferry"}}, "title=title.headline"),
        ({"url": {"$value": "https://a.example"}}, "url=url.$value"),
    ],
)
def test_what_a_nested_value_holds_can_be_read_as_proposed(
    tmp_path: Path, form: str, record: dict[str, object], field: str
) -> None:
    (read_error,) = gathered(tmp_path, [{"text": TEXT, **record}], form).read_errors.to_dicts()
    assert read_error["kind"] == "wrong-type"
    assert shlex.split(read_error["detail"].partition("; --field ")[2]) == [field, *"reads what is in it".split()]
    ours, _, path = field.partition("=")
    reading = gathered(tmp_path, [{"text": TEXT, **record}], form, fields={ours: path})
    assert reading.read_errors.is_empty()
    assert reading.records[ours].item()


@pytest.mark.parametrize("form", FORMS)
def test_what_a_value_deep_in_a_record_holds_is_proposed_by_its_whole_path(tmp_path: Path, form: str) -> None:
    record = {"text": TEXT, "meta": {"day": {"$date": "2024-03-12"}}}
    (read_error,) = gathered(tmp_path, [record], form, fields={"published": "meta.day"}).read_errors.to_dicts()
    assert "--field 'published=meta.day.$date' reads what is in it" in read_error["detail"]


@pytest.mark.parametrize("form", FORMS)
def test_persons_and_publishers_are_read_by_their_names(tmp_path: Path, form: str) -> None:
    record = {"text": TEXT, "authors": [{"id": 7, "name": "Ann Lee"}, {"name": "Bo Ek"}], "source": {"name": "The Sun"}}
    reading = gathered(tmp_path, [record], form)
    assert reading.read_errors.is_empty()
    assert reading.records.select("byline", "publisher").row(0) == ("Ann Lee, Bo Ek", "The Sun")


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_proposed_where_nothing_fits(tmp_path: Path, form: str) -> None:
    for value in ({"n": {"m": True}}, [[True]], {"n": [True]}):
        record = {"text": TEXT, "title": value}
        details = "".join(gathered(tmp_path, [record], form).read_errors["detail"])
        assert "reads what is in it" not in details


@pytest.mark.parametrize(
    ("asked", "there"),
    [("published", "doc.meta.published"), ("publised", "doc.meta.published"), ("meta.published", "doc.meta.published"),
     ("doc.authors.nam", "doc.authors.name"), ("Titel", "doc.title")],
)  # fmt: skip
@pytest.mark.parametrize("form", FORMS)
def test_a_name_deep_in_a_record_is_found(tmp_path: Path, form: str, asked: str, there: str) -> None:
    doc = {"title": "Ferry", "meta": {"published": "2024"}, "authors": [{"name": "Ann Lee", "role": "x"}]}
    (detail,) = gathered(tmp_path, [{"text": TEXT, "doc": doc}], form, fields={"modified": asked}).read_errors["detail"]
    assert f"(did you mean {there!r}?)" in detail
    assert detail.endswith("fields: text, doc.title, doc.meta.published, doc.authors.name, doc.authors.role")


def test_records_as_deep_as_can_be_are_named() -> None:
    assert len(field_paths.names(json.loads('{"a": ' * 900 + "1" + "}" * 900))) == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_digest_is_of_the_field_that_is_called_text(tmp_path: Path, form: str) -> None:
    record: dict[str, object] = {"text": TEXT, "body": f"{TEXT} again", "sha256": "0" * 64}
    digests = [
        gathered(tmp_path, [record], form, fields=mapping).records["digest"].item()
        for mapping in (None, {"text": "body"}, {"text": "body", "digest": "sha256"})
    ]
    assert digests == ["0" * 64, None, "0" * 64]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("other", FORMS)
def test_a_mapping_leaves_files_readable_that_need_none(tmp_path: Path, form: str, other: str) -> None:
    mapping = {"text": "inhalt", "published": "datum"}
    mapped = {"inhalt": TEXT, "datum": "2024-05-03", "text": "Not this.", "sha256": "0" * 64}
    for name, kind, record in (
        ("a", form, mapped),
        ("b", other, {"text": TEXT, "date": "2024-05-04", "sha256": "0" * 64}),
    ):
        (tmp_path / name).mkdir()
        gathered(tmp_path / name, [record], kind)
    readings = [formats.read(shard) for shard in formats.plan([tmp_path], fields=mapping)]
    read = pl.concat(reading.records for reading in readings).sort("source")
    assert read["text"].to_list() == [TEXT, TEXT]
    assert read["published"].to_list() == ["2024-05-03", "2024-05-04"]
    assert read["digest"].to_list() == [None, "0" * 64]
    errors = pl.concat(reading.read_errors for reading in readings)
    said = "{} is mapped to {!r}, which no record of {} has: {!r} is read there"
    where = f"b/week.{other}"
    assert errors.select("kind", "source", "detail").rows() == [
        ("own-field", where, said.format("published", "datum", where, "date")),
        ("own-field", where, said.format("text", "inhalt", where, "text")),
    ]


@pytest.mark.parametrize("form", ["csv", "json", *FORMS])
def test_a_record_without_the_mapped_text_is_not_read_by_another_one(tmp_path: Path, form: str) -> None:
    records: list[dict[str, object]] = [{"body": TEXT, "text": "Not this."}, {"body": None, "text": "Not this."}]
    reading = gathered(tmp_path, records, form, fields={"text": "body"})
    assert reading.records["text"].to_list() == [TEXT]
    assert reading.read_errors.select("kind", "record").rows() == [("no-text", 1)]


def test_a_misspelt_text_is_an_error_where_files_are_read_by_their_own(tmp_path: Path) -> None:
    reading = gathered(tmp_path, [{"text": "A teaser.", "bodies": TEXT}], "jsonl", fields={"text": "bodys"})
    assert reading.read_errors["kind"].to_list() == ["unmatched-field", "own-field"]
    assert "(did you mean 'bodies'?)" in reading.read_errors["detail"][0]


@pytest.mark.parametrize("form", ["csv", "json", *FORMS])
def test_a_field_may_be_mapped_to_several_names(tmp_path: Path, form: str) -> None:
    mapping = {"text": "inhalt | cuerpo", "published": "datum | fecha | stand"}
    files = {"a": {"inhalt": TEXT, "datum": "2024-05-03"}, "b": {"cuerpo": f"{TEXT} b", "stand": "2024-05-04"}}
    for name, record in files.items():
        (tmp_path / name).mkdir()
        gathered(tmp_path / name, [record], form)
    readings = [formats.read(shard) for shard in formats.plan([tmp_path], fields=mapping)]
    read = pl.concat(reading.records for reading in readings).sort("source")
    assert read.select("text", "published").rows() == [(TEXT, "2024-05-03"), (f"{TEXT} b", "2024-05-04")]
    errors = pl.concat(reading.read_errors for reading in readings)
    assert errors["kind"].to_list() == ["unmatched-field"]
    assert errors["detail"][0].startswith("published is mapped to 'fecha', which no record has")
