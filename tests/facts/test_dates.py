from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import catalogues, frames
from provenance.facts import dates, paragraphs
from provenance.facts.dates import grammar
from provenance.facts.dates.lines import date_lines
from tests.support import examples

C = pl.col
NO_POSTS = pl.DataFrame(
    schema={"row": pl.UInt32, "posted_raw": pl.String, "posted_start": pl.Int64, "posted_end": pl.Int64}
)


NOW = datetime(2024, 6, 1, tzinfo=UTC)


def articles(*rows: dict[str, str]) -> pl.DataFrame:
    strings = {
        "text": "Words.",
        **dict.fromkeys(("published", "modified", "captured", "url", "language", "publisher", "source")),
    }
    frame = pl.DataFrame([{**strings, **row} for row in rows], schema=dict.fromkeys(strings, pl.String))
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in frames.RECORDS.schema.items() if name not in frame]
    return (
        frame.with_row_index("row")
        .with_columns(C(name) for name in strings)
        .with_columns(column for column in missing if column.meta.output_name() != "row")
    )


def find(*rows: dict[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    found = articles(*rows)
    return dates.choose(found, candidates(found, NO_POSTS))


def candidates(found: pl.DataFrame, posts: pl.DataFrame) -> pl.DataFrame:
    label = dates.label(found)
    parts = paragraphs.split(found, label)
    return dates.candidates(found, parts, label, posts, date_lines(parts), now=NOW)


def read(raw: str, *, day_first: bool | None = None, language: str | None = None) -> dict[str, object]:
    row = {"raw": raw, "day_first": day_first, "language": language}
    frame = pl.DataFrame([row], schema={"raw": pl.String, "day_first": pl.Boolean, "language": pl.String})
    return grammar.read(frame).to_dicts()[0]


@pytest.mark.parametrize(
    ("raw", "day", "precision"),
    [
        ("2022-01-15", date(2022, 1, 15), "day"),
        ("2022-01-15 10:03:00", date(2022, 1, 15), "second"),
        ("2022-01-15T23:30:00-05:00", date(2022, 1, 15), "second"),
        ("2022-01-15+01:00", date(2022, 1, 15), "day"),
        ("20220115", date(2022, 1, 15), "day"),
        ("20220115100300", date(2022, 1, 15), "second"),
        ("1642240980", date(2022, 1, 15), "second"),
        ("1642240980000", date(2022, 1, 15), "second"),
        ("Sat, 15 Jan 2022 10:03:00 +0000", date(2022, 1, 15), "second"),
        ("Published: 15 January 2022, 10:03 GMT", date(2022, 1, 15), "second"),
        ("May 14, 2025", date(2025, 5, 14), "day"),
        ("Sat Jan 15 10:03:00 +0000 2022", date(2022, 1, 15), "second"),
        ("Sat Jan  5 10:03:00 2022", date(2022, 1, 5), "second"),
        ("Sat Jan 15 10:03:00 CET 2022", date(2022, 1, 15), "second"),
        ("Sat Jan 15 10:03:00 AST 2022", date(2022, 1, 15), "day"),
        ("27-Jul-19", date(2019, 7, 27), "day"),
        ("27/JUL/19 10:03:00", date(2019, 7, 27), "second"),
        ("27 Jul '19", date(2019, 7, 27), "day"),
        ("15. siječnja 2022.", date(2022, 1, 15), "day"),
        ("15. ledna 2022", date(2022, 1, 15), "day"),
        ("15 січня 2022", date(2022, 1, 15), "day"),
        ("15 ianuarie 2022", date(2022, 1, 15), "day"),
        ("15 Ιανουαρίου 2022", date(2022, 1, 15), "day"),
        ("2022. január 15.", date(2022, 1, 15), "day"),
        ("2022 m. sausio 15 d.", date(2022, 1, 15), "day"),
        ("15 d’abril del 2022", date(2022, 4, 15), "day"),
        ("2022년 1월 15일", date(2022, 1, 15), "day"),
        ("November 9th 2023", date(2023, 11, 9), "day"),
        ("15.01.2022", date(2022, 1, 15), "day"),
        ("25.04.24", date(2024, 4, 25), "day"),
        ("05. Juni 2025", date(2025, 6, 5), "day"),
        ("18.07.2024, 11.08 Uhr", date(2024, 7, 18), "second"),
        ("1er janvier 2022", date(2022, 1, 1), "day"),
        ("lunes 27 de enero de 2020", date(2020, 1, 27), "day"),
        ("16 мая 2018 г.", date(2018, 5, 16), "day"),
        ("2022年1月15日", date(2022, 1, 15), "day"),
        ("2022-01", date(2022, 1, 1), "month"),
        ("January 2022", date(2022, 1, 1), "month"),
        ("2022", date(2022, 1, 1), "year"),
        ("2022-02-30", None, None),
        ("0000-00-00", None, None),
        ("2021-02-29", None, None),
        ("14 hours ago", None, None),
        ("unknown", None, None),
    ],
)
def test_a_written_date_says_what_it_says_and_no_more(raw: str, day: date | None, precision: str | None) -> None:
    found = read(raw)
    assert (found["date"], found["precision"], found["ambiguous"]) == (day, precision, False)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2022-01-15T23:30:00-05:00", datetime(2022, 1, 16, 4, 30, tzinfo=UTC)),
        ("Nov 20, 2020 / 05:25 PM CST", datetime(2020, 11, 20, 23, 25, tzinfo=UTC)),
        ("12 May 2020 12:05 am", datetime(2020, 5, 12, 0, 5, tzinfo=UTC)),
    ],
)
def test_a_time_with_a_zone_is_a_moment(raw: str, moment: datetime) -> None:
    assert read(raw)["moment"] == moment


@pytest.mark.parametrize(
    ("raw", "day", "precision"),
    [
        ("5-6 May 2021", date(2021, 5, 5), "day"),
        ("5/6 May 2021", date(2021, 5, 5), "day"),
        ("5 and 6 May 2021", date(2021, 5, 5), "day"),
        ("May 5-6, 2021", date(2021, 5, 5), "day"),
        ("May 5 - 7, 2021", date(2021, 5, 5), "day"),
        ("5./6. Mai 2021", date(2021, 5, 5), "day"),
        ("5. bis 7. Mai 2021", date(2021, 5, 5), "day"),
        ("5.-6.5.2021", date(2021, 5, 5), "day"),
        ("05./06.05.2021", date(2021, 5, 5), "day"),
        ("5 et 6 mai 2021", date(2021, 5, 5), "day"),
        ("5 y 6 de mayo de 2021", date(2021, 5, 5), "day"),
        ("3-12 May 2021", date(2021, 5, 1), "month"),
        ("May 3-12, 2021", date(2021, 5, 1), "month"),
        ("12/6. Mai 2021", date(2021, 5, 6), "day"),  # number 12 of a paper
        ("10:15-16 May 2021", date(2021, 5, 16), "day"),
        ("10:15 - 16 May 2021", date(2021, 5, 16), "second"),
    ],
)
def test_several_days_are_the_first_of_an_issue_or_their_month(raw: str, day: date, precision: str) -> None:
    found = read(raw)
    assert (found["date"], found["precision"]) == (day, precision)


def test_a_weekday_before_several_days_is_not_held_against_the_first() -> None:
    found = read("Saturday/Sunday, 5/6 June 2021")
    assert (found["date"], found["weekday"]) == (date(2021, 6, 5), None)


def test_a_line_with_several_days_is_cited_whole() -> None:
    _, found = find({"text": "The harbour\n\nBy Jo Roe | 5-6 May 2021\n\nWords."})
    assert found.select("raw", "date").rows() == [("5-6 May 2021", date(2021, 5, 5))]


def test_figures_that_could_be_swapped_say_so_unless_something_tells() -> None:
    open_question = read("05/01/2022")
    assert (open_question["ambiguous"], open_question["swapped"]) == (True, date(2022, 5, 1))
    assert read("05/01/2022", day_first=False)["date"] == date(2022, 5, 1)
    assert read("15/01/2022")["ambiguous"] is False
    assert read("05/05/2022")["ambiguous"] is False


@given(
    st.dates(date(1000, 1, 1), date(9999, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%B %d, %Y", "%d %b %Y"])
)
@examples(25)
def test_every_day_is_read_as_it_was_written(day: date, form: str) -> None:
    assert read(day.strftime(form).replace(day.strftime("%Y"), f"{day.year:04}"))["date"] == day


def test_a_weekday_is_read_beside_the_date() -> None:
    assert read("Friday 15 January 2022")["weekday"] == 5
    assert read("Samstag, 15. Januar 2022")["weekday"] == 6
    assert read("SOLOMON JULY 29, 2016")["weekday"] is None


def test_the_label_is_metadata_and_what_follows_is_text() -> None:
    found = dates.label(
        articles(
            {"text": " date 2022-01-15 Something went wrong.\n\nText."},
            {"text": "\ndate 2024-05\n\nText."},
            {"text": "date 2022-02-30"},
            {"text": "A date 2022-01-15 in the text."},
            {"text": "Text.\n\ndate 2022-01-15"},
        )
    )
    assert found.select("row", "raw", "start", "end", "label_start", "label_end", "precision").rows() == [
        (0, "2022-01-15", 6, 16, 1, 17, "day"),
        (1, "2024-05", 6, 13, 1, 14, "month"),
        (2, "2022-02-30", 5, 15, 0, 15, None),
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"published": "2022-01-15", "text": "date 2022-01-16 Text."}, ("2022-01-15", "day", "field")),
        ({"text": "date 2022-01-16 Text."}, ("2022-01-16", "day", "label")),
        ({"url": "https://example.org/2022/jan/15/a-story"}, ("2022-01-15", "day", "url")),
        ({"url": "https://example.org/news/20220115-a-story"}, ("2022-01-15", "day", "url")),
        ({"url": "https://example.org/2022/02/a-story"}, ("2022-02-01", "month", "url")),
        ({"url": "https://example.org/story-2022013"}, (None, None, None)),
        ({"text": "Published: 15 January 2022, 10:03 GMT\n\nText."}, ("2022-01-15", "second", "dateline")),
        ({"text": "Berlin, 15. Januar 2022 (dpa) – Der Rat tagt."}, ("2022-01-15", "day", "dateline")),
        ({"published": "2022-02-30", "url": "https://example.org/2022/03/01/a"}, ("2022-03-01", "day", "url")),
        ({"published": "2022", "url": "https://example.org/2022/03/01/a"}, ("2022-03-01", "day", "url")),
        ({"published": "2022", "url": "https://example.org/2021/03/01/a"}, ("2022-01-01", "year", "field")),
        ({"text": "1 May 2021\n\nText.\n\n3 June 2020\n\nText."}, (None, None, None)),
        ({"text": "He was elected on 14 March 2016 and stayed."}, (None, None, None)),
    ],
)
def test_the_most_trusted_readable_candidate_is_chosen(
    row: dict[str, str], expected: tuple[str | None, str | None, str | None]
) -> None:
    dated, _ = find(row)
    day, precision, source = dated.select("published", "published_precision", "published_from").row(0)
    assert (day and day.isoformat(), precision, source) == expected


def test_an_unreadable_date_keeps_its_row() -> None:
    _, candidates = find({"published": "0000-00-00"})
    assert candidates.select("from", "raw", "date", "days_off").rows() == [("field", "0000-00-00", None, None)]


LABELS = (
    catalogues.load("date_labels")
    .filter(C("meaning") != "and")
    .select("language", "meaning", catalogues.many("labels"))
)
PUBLISHED = LABELS.filter(meaning="published")


@pytest.mark.parametrize("language", sorted(PUBLISHED["language"].unique()))
def test_a_day_that_no_calendar_has_is_one_behind_every_label(language: str) -> None:
    labels = PUBLISHED.filter(language=language)["labels"].explode().to_list()
    february = catalogues.load("months").filter(language=language, month="2")
    name = february.select(catalogues.many("names").list.first()).item()
    days = ("31/02/2019", "2019-13-05", f"31 {name} 2019")
    _, found = find(*({"text": f"{label}: {day}\n\nText."} for label in labels for day in days))
    assert found.select("raw", "from", "date", "impossible").rows() == [
        (day, "dateline", None, True) for _ in labels for day in days
    ]


@pytest.mark.parametrize(
    ("line", "raw"),
    [
        ("By Jo Roe | 29 February 2019", "29 February 2019"),
        ("Published: 31 April 2019", "31 April 2019"),
        ("Published: 0 March 2019", "0 March 2019"),
        ("Published: 32 March 2019", "32 March 2019"),
        ("Published: 0000-00-00", "0000-00-00"),
        ("Published: November 30, -0001", "November 30, -0001"),
        ("Posted on 00.00.0000", "00.00.0000"),
        ("LONDON, 30 Feb 2019 (Agency) - Text.", "30 Feb 2019"),
        ("LONDON, Feb 30 (Agency) - Text.", "Feb 30"),
    ],
)
def test_a_day_that_no_calendar_has_is_one_wherever_a_line_states_it(line: str, raw: str) -> None:
    _, found = find({"text": f"{line}\n\nText."}, {"text": f"{line}\n\nText.", "published": "2019-03-01"})
    lines = found.filter(C("from") == "dateline")
    assert lines.select("raw", "date", "impossible").rows() == [(raw, None, True)] * 2


@pytest.mark.parametrize(
    "line",
    [
        "By Jo Roe | 29 February 2020",
        "LONDON, Feb 29 (Agency) - Text.",  # of a leap year, which no other date tells
        "5 listopada 2021",  # November in Polish, October in Croatian
        "Tomorrow",
    ],
)
def test_what_a_calendar_may_have_is_not_impossible(line: str) -> None:
    _, found = find({"text": f"{line}\n\nText."})
    assert not found["impossible"].any()


NUMBERS = (
    "Version 31.2.2019", "Section 31.2.2019", "§ 31.2.2019", "31.2.2019 Harbour dues", "Rule 30/2/2020", "Room 31/2/2019",
    "Law No. 31/2/2019", "Directive 31/2/2019/EU", "Tel. 31.02.2022", "Tel: 030/31.02.2022", "Az. 31.2.2019",
    "File 31.02.2022-17", "ISBN 0-31-02-2019-4", "Order 2022-02-30", "Build 2019.31.2", "Final score 31-30-2022",
    "Version 31.2.2019 - The harbour has a new bridge.",
)  # fmt: skip


@pytest.mark.parametrize("line", ["Tel. 05.06.20.22.10", "Tel. 01.05.06.22", "Host 10.05.06.20", "Clause 3/5/6/2022"])
def test_a_part_of_more_figures_is_no_date(line: str) -> None:
    _, found = find({"text": f"The ferry is back\n\n{line}\n\nText."})
    assert found.is_empty()


@pytest.mark.parametrize("line", NUMBERS)
def test_a_number_in_the_form_of_a_day_that_no_calendar_has_is_no_date(line: str) -> None:
    _, found = find({"text": f"The ferry is back\n\n{line}\n\nText."})
    assert found.is_empty()


@pytest.mark.parametrize(
    ("line", "raw"),
    [
        ("31.02.2022", "31.02.2022"),
        ("LONDON, 31.02.2022", "31.02.2022"),
        ("Harbour Post | 31.02.2022", "31.02.2022"),
        ("31.02.2022 | Harbour Post", "31.02.2022"),
        ("By Jo Roe 31/02/2022", "31/02/2022"),
        ("Updated 31/02/2022 (Jo Roe)", "31/02/2022"),
        ("Harbour Post Sun 31.02.2022", "Sun 31.02.2022"),
        ("Harbour Post 31.02.2022, 10:15", "31.02.2022, 10:15"),
        ("LONDON, 31.02.2022 (Agency) - Text.", "31.02.2022"),
    ],
)
def test_figures_that_stand_apart_are_a_day_that_no_calendar_has(line: str, raw: str) -> None:
    _, found = find({"text": f"The ferry is back\n\n{line}\n\nText."})
    assert found.select("raw", "date", "impossible").rows() == [(raw, None, True)]


@pytest.mark.parametrize(
    ("line", "raw"),
    [
        ("By Jane Sun, May 5, 2022", "May 5, 2022"),
        ("Par Luc Mer, le 30 juin 2022", "30 juin 2022"),
        ("By Jane Roe on Sunday, May 5, 2022", "Sunday, May 5, 2022"),
        ("By Jane Roe, Sunday, May 5, 2022", "Sunday, May 5, 2022"),
        ("Par Luc Roe dimanche 5 mai 2022", "dimanche 5 mai 2022"),
    ],
)
def test_a_weekday_that_may_be_the_name_of_an_author_is_none(line: str, raw: str) -> None:
    text = f"The ferry is back\n\n{line}\n\nText."
    _, found = find({"text": text})
    assert found.select("raw").rows() == [(raw,)]
    start, end = found.select("start", "end").row(0)
    assert text[start:end] == raw


def test_a_dateline_without_a_year_takes_the_year_of_another_date_only() -> None:
    _, candidates = find(
        {"text": "LONDON, Dec 31 (Agency) - Text.", "published": "2022-01-01"},
        {"text": "LONDON, Dec 31 (Agency) - Text."},
    )
    lines = candidates.filter(C("from") == "dateline")
    assert lines.select("raw", "date", "days_off").rows() == [
        ("Dec 31", date(2021, 12, 31), -1),
        ("Dec 31", None, None),
    ]


@pytest.mark.parametrize(
    ("row", "day", "ambiguous"),
    [
        ({"language": "en-US"}, date(2022, 5, 1), False),
        ({"language": "en", "url": "https://www.example.co.uk/a"}, date(2022, 1, 5), False),
        ({"language": "en-US", "url": "https://www.example.co.uk/a"}, date(2022, 1, 5), True),
        ({"url": "https://example.org/2022/05/01/a"}, date(2022, 5, 1), False),
        ({"url": "https://example.org/a"}, date(2022, 1, 5), True),
    ],
)
def test_language_domain_or_another_date_settle_which_figure_is_the_day(
    *, row: dict[str, str], day: date, ambiguous: bool
) -> None:
    _, candidates = find({"published": "05/01/2022", **row})
    assert candidates.select("date", "ambiguous").row(0) == (day, ambiguous)


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Veröffentlichung: 2. Februar 2022", True),
        ("Berlin, 2. Februar 2022", True),
        ("Termin: 2. Februar 2022", False),
    ],
)
def test_a_label_of_something_else_makes_no_date_of_publication(line: str, *, published: bool) -> None:
    dated, _ = find({"text": f"Die Stadt baut.\n\n{line}\n\nDer Rat tagt."})
    assert (dated["published"].item() is not None) == published


def test_a_line_on_a_change_is_no_date_of_publication() -> None:
    dated, candidates = find({"text": "Published: 15 May 2022 | Updated: 16 May 2022, 09:00 GMT\n\nText."})
    assert candidates.select("from", "raw").rows() == [
        ("modified", "16 May 2022, 09:00 GMT"),
        ("dateline", "15 May 2022"),
    ]
    assert dated["published"].item() == date(2022, 5, 15)
    assert dated["modified"].item() == datetime(2022, 5, 16, 9, tzinfo=UTC)


def test_the_date_of_a_post_is_a_candidate_but_never_chosen() -> None:
    found = articles({"text": "Words. — Jo Do (@jodo) May 5, 2021"})
    posts = NO_POSTS.clear(1).with_columns(
        row=pl.lit(0, pl.UInt32), posted_raw=pl.lit("May 5, 2021"), posted_start=pl.lit(24), posted_end=pl.lit(35)
    )
    dated, dates_found = dates.choose(found, candidates(found, posts))
    assert dates_found.select("from", "date", "start", "end").rows() == [("embed", date(2021, 5, 5), 24, 35)]
    assert dated["published"].item() is None


@given(
    st.lists(
        st.sampled_from(["🇬🇧 ", "\ufeff", "e\u0301", "נס\n\n", "15 May 2021\n\n", "Paris, 3. Mai 2020 – x\r\n\r\n"]),
        max_size=8,
    )
)
@examples(15)
def test_a_candidate_is_exactly_what_its_offsets_cite(pieces: list[str]) -> None:
    text = "".join(pieces)
    _, candidates = find({"text": text})
    for raw, start, end in candidates.select("raw", "start", "end").iter_rows():
        assert text[start:end] == raw


def test_a_word_that_is_two_months_is_read_by_the_language_or_not_at_all() -> None:
    lines = catalogues.load("months")
    both = pl.concat([lines.select("month", word=catalogues.many(name)) for name in ("names", "abbreviations")])
    words = both.drop_nulls().explode("word").with_columns(C("word").str.to_lowercase()).unique()
    disputed = set(words.filter(C("word").is_duplicated())["word"])
    assert disputed == {"listopada", "listopad"}
    assert {key.split(" ")[1] for key in grammar.words().disputed} == disputed
    for language in ("en", "de", "fr", "es", "it", "pt", "nl", "hr", "cs", "uk", "ro", "el", "hu"):
        assert lines.filter(C("language") == language)["month"].unique().len() == 12


_NAMED_DAYS = st.builds(
    "{} {}, {} {} 2021 ".format,
    st.sampled_from(["", "—", "Jo\n"]),
    st.sampled_from(grammar.words().names.weekdays),
    st.sampled_from(["5", "17."]),
    st.sampled_from(grammar.words().names.months),
)


@given(
    st.lists(st.tuples(_NAMED_DAYS, st.sampled_from([str, str.upper, str.title, str.lower])), max_size=4),
    st.sampled_from(["", "  " * grammar._FEW]),
)
@examples(25)
def test_a_pattern_of_the_names_that_stand_in_a_text_finds_there_what_one_of_all_names_finds(parts, padding) -> None:
    text = pl.Series(["".join(case(part) for part, case in parts) + padding])
    few, every = grammar.named_in(text), grammar.words().names
    assert text.str.extract_all(grammar.any_day(few)).equals(text.str.extract_all(grammar.any_day(every)))


@pytest.mark.parametrize("written", ["5 AuguſT 2021", "5 MÄRZ 2021", "5 ΜΆΙΟΣ 2021", "5 o\u212atober 2021"])
def test_a_name_in_any_case_is_one_that_stands_in_the_text(written: str) -> None:
    text = pl.Series([written])
    few, every = (grammar.any_day(names) for names in (grammar.named_in(text), grammar.words().names))
    assert text.str.extract_all(few).equals(text.str.extract_all(every))


def test_a_text_without_names_has_a_pattern_of_figures_alone() -> None:
    few = grammar.named_in(pl.Series(["5.3.2021", None, "Harbour news"]))
    assert few == ((), ())
    assert pl.Series(["5.3.2021"]).str.contains(grammar.any_day(few)).all()
    assert not pl.Series(["5 2021", " 5, 2021"]).str.contains(f"^(?:{grammar.any_day(few)})").any()


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"language": "hr"}, date(2023, 10, 4)),
        ({"language": "hr-HR"}, date(2023, 10, 4)),
        ({"language": "pl_PL"}, date(2023, 11, 4)),
        ({"url": "https://luka.hr/vijest"}, date(2023, 10, 4)),
        ({"url": "https://port.pl/a"}, date(2023, 11, 4)),
        ({"language": "en"}, None),
        ({}, None),
    ],
)
def test_october_and_november_are_told_by_language_or_domain(fields: dict[str, str], day: date | None) -> None:
    found, candidates = find({"published": "4. listopada 2023.", **fields})
    assert found["published"].to_list() == [day]
    assert candidates.filter(C("from") == "field")["date"].to_list() == [day]


@pytest.mark.parametrize(
    ("raw", "hour"),
    [
        ("2023-01-15 10:12 CET", "09:12"), ("2023-07-15 10:12 CEST", "08:12"), ("15 July 2023 10:12 BST", "09:12"),
        ("2023-01-15 10:12 ET", "15:12"), ("2023-07-15 10:12 ET", "14:12"), ("2023-07-15 10:12 a.m. PT", "17:12"),
        ("2023-01-15 10:12 JST", "01:12"), ("2023-01-15 10:12 IST", "04:42"), ("2023-01-15 10:12 GMT+8", "02:12"),
        ("2023-01-15 10:12 UTC-03:30", "13:42"), ("2023-01-15 10:12 GMT +0530", "04:42"),
        ("2023-01-15 10:12 AEDT", "23:12"), ("2023-01-15 10:12 MESZ", "08:12"), ("2023-01-15T10:12:00+05:30", "04:42"),
        ("Sun, 15 Jan 2023 10:12:00 +0100 (CET)", "09:12"), ("2023-01-15 10:12:00-03", "13:12"),
        ("2023-01-15 10:12 (KST)", "01:12"), ("2023-01-15 10:12", "10:12"), ("2023-01-15T10:12:00Z", "10:12"),
    ],
)  # fmt: skip
def test_a_zone_that_is_known_gives_the_moment(raw: str, hour: str) -> None:
    got = read(raw)
    assert got["precision"] == "second"
    assert f"{got['moment']:%H:%M}" == hour


@pytest.mark.parametrize("zone", ["AST", "GST", "XYZ", "AMT", "LOCAL"])
def test_beside_a_zone_that_is_unknown_or_several_no_hour_is_claimed(zone: str) -> None:
    got = read(f"2023-01-15 10:12 {zone}")
    assert (got["date"], got["precision"]) == (date(2023, 1, 15), "day")
    assert f"{got['moment']:%H:%M}" == "00:00"


def test_every_zone_has_one_offset_or_a_region() -> None:
    lines = catalogues.load("zones")
    assert lines["zone"].is_unique().all()
    assert (lines["minutes"].is_null() != lines["region"].is_null()).all()
    assert lines["source"].is_not_null().all()


def chosen(text: str = "Words.", **fields: str) -> tuple[date | None, str | None]:
    found, _ = find({"text": text, **fields})
    return found.select("published", "published_from").row(0)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Stand: 17.03.2020, 18:45 Uhr", date(2020, 3, 17)),
        ("Stand 17. März 2020", date(2020, 3, 17)),
        ("Veröffentlicht: 16.03.2020 | Stand: 17.03.2020", date(2020, 3, 16)),
        ("2012年11月11日 10時30分", date(2012, 11, 11)),
        ("2012年11月11日(日) 10:30", date(2012, 11, 11)),
        ("2012年11月11日（日曜日）", date(2012, 11, 11)),
        ("16 мая 2018 г.", date(2018, 5, 16)),
        ("16 мая 2018 года, 10:30", date(2018, 5, 16)),
        ("16 травня 2018 року", date(2018, 5, 16)),
        ("2012年11月11日10時30分", date(2012, 11, 11)),
        ("2012年11月11日 午後3時30分", date(2012, 11, 11)),
        ("2012年11月11日 10時", date(2012, 11, 11)),
        ("2012년 11월 11일 10시 30분", date(2012, 11, 11)),
        ("2012年11月11日 10时30分", date(2012, 11, 11)),
        ("Gepubliceerd: 30 november 2017 12:44\nLaatste update: 1 december 2017 13:01", date(2017, 11, 30)),
        (
            "Door onze redactie\nGepubliceerd: 30 november 2017 12:44\nLaatste update: 1 december 2017",
            date(2017, 11, 30),
        ),
        ("Published: 30 November 2017\nLast updated: 1 December 2017", date(2017, 11, 30)),
        ("Westhaven wins\n30 November 2017\nUpdated 1 December 2017", date(2017, 11, 30)),
        ("By Ann Lee • 3 May 2021 • 8 min read", date(2021, 5, 3)),
        ("3 May 2021 | 14 min read", date(2021, 5, 3)),
        ("3rd May, 2021 by Ann Lee in News", date(2021, 5, 3)),
        ("By Ann Lee and Tom Day on May 3, 2021 at 9:05AM PST", date(2021, 5, 3)),
        ("By Ann Lee - Westhaven Courier - Monday, May 3, 2021", date(2021, 5, 3)),
        ("Ann LeePublished: May 3, 2021", date(2021, 5, 3)),
        ("03.05.2021, 16:24 Uhr • Lesezeit: 5 Minuten", date(2021, 5, 3)),
        ("3. Mai 2021 | Hafen & Schifffahrt | Jetzt kommentieren", date(2021, 5, 3)),
        ("May 3, 2021 3 AM PT", date(2021, 5, 3)),
        ("Von Anna Lee, Redakteurin für Schifffahrt 03.05.2021, 16:24 Uhr", date(2021, 5, 3)),
        ("von annalee · 3. Mai 2021", date(2021, 5, 3)),
        ("by lee_2 | May 3, 2021 | Harbour News |", date(2021, 5, 3)),
        ("Gespeichert von annalee am 3. Mai 2021 - 18:44", date(2021, 5, 3)),
        ("May 3, 2021 by Ann Lee 5 Comments", date(2021, 5, 3)),
        ("Ann Lee and Tom Day, Westhaven Courier - May 3, 2021 3:06 pm UTC", date(2021, 5, 3)),
        ("Posted: Monday, May 3, 2021. 10:11 pm CST.", date(2021, 5, 3)),
        ("Opublikowano: 2021-05-03 17:13:04.031886+02:00", date(2021, 5, 3)),
        ("Stand des Artikels: 3. Mai 2021, 12:30 Uhr.", date(2021, 5, 3)),
    ],
)
def test_date_lines_of_heads(line: str, day: date) -> None:
    assert chosen(f"The harbour\n\n{line}\n\nThe harbour is open again, the mayor of Westhaven said.") == (
        day,
        "dateline",
    )


@pytest.mark.parametrize(
    "line",
    [
        "Ticket prices from 3 May 2021",
        "3. Day: (3 May 2021)",
        "19 °C Westhaven Monday 3 May 2021",
        "A tug leaves the old harbour of Westhaven, 3 May 2021",
        "What was said on 3 May 2021 | the whole debate in the council of the town",
        "3 May 2021 was a Monday. Nobody came.",
        "3 May 2021 | 19 °C",
        "3 May 2021 by the river in Lund",
        "3 May 2021 | Tickets for all of the concerts are sold",
        "Joined: 3 May 2021 • 12 comments",
    ],
)
def test_a_line_that_says_more_is_no_date_line(line: str) -> None:
    story = "The harbour is open again, the mayor of Westhaven said."
    assert chosen(f"The harbour\n\n{line}\n\n{story}") == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        "Version 5.6.2022",
        "App version 5.6.2022",
        "Deadline 5 May 2022",
        "DEADLINE – 5 May 2022",
        "Application deadline on 5 May 2022",
        "By Ann Lee | Valid until 5 May 2022",
        "Event date: 5 May 2022",
        "Born in Lund on 5 May 1951",
        "Ends Friday, 5 May 2022",
        "Deadline 5 May 2022 – Send your pictures.",
        "Geboren am 3.4.1951",
        "Nächster Termin: 5. Mai 2022",
        "Stand der Technik 1.1.2020",
        "Née le 5 mai 1952",
        "Valable jusqu’au 5 mai 2022",
        "Fecha límite 5 de mayo de 2022",
        "Scadenza 5 maggio 2022",
        "Geldig tot 5 mei 2022",
        "Prazo 5 de maio de 2022",
        "Termin 5 maja 2022",
        "Född 5 maj 1952",
        "Født 5. mai 1952",
        "Версия 5.6.2022",
    ],
)
def test_words_that_say_what_a_date_is_of_keep_it_from_being_published(line: str) -> None:
    story = "The harbour is open again, the mayor of Westhaven said."
    assert chosen(f"The harbour\n\n{line}\n\n{story}") == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        "By Max Born 5 May 2022",
        "Born, 5 May 2022",
        "Events | 5 May 2022",
        "Eventide 5 May 2022",
        "Ausgabe vom 5. Mai 2022",
        "Do 5. Mai 2022",
        "Published 5 May 2022 | Deadline 9 May 2022",
        "Deadline 9 May 2022 | Published 5 May 2022",
    ],
)
def test_a_date_of_something_else_and_a_name_take_no_date_from_a_line(line: str) -> None:
    story = "The harbour is open again, the mayor of Westhaven said."
    assert chosen(f"The harbour\n\n{line}\n\n{story}") == (date(2022, 5, 5), "dateline")


def test_no_label_of_an_article_says_that_its_date_is_of_something_else() -> None:
    labels = LABELS.explode("labels").unique(["meaning", "labels"], maintain_order=True)
    dated, _ = find(*({"text": f"The harbour\n\n{label} 5 May 2022\n\nWords."} for label in labels["labels"]))
    of_other = labels.select("labels", other=C("meaning") == "other")
    assert of_other.filter(dated["published"].is_null() != C("other"))["labels"].to_list() == []


def test_what_stands_beside_a_date_is_read_at_the_top_only() -> None:
    story = ["The harbour is open again, the mayor of Westhaven said."] * 4
    assert chosen("\n\n".join([*story, "3 May 2021 | 14 min read", *story]))[0] == date(2021, 5, 3)
    assert chosen("\n\n".join([*story, *story, "3 May 2021 | 14 min read", *story]))[0] is None


def test_a_line_of_a_change_dates_what_nothing_else_does() -> None:
    story = "The harbour is open again, the mayor of Westhaven said."
    assert chosen(f"The harbour\n\nLast updated 3 May 2021\n\n{story}") == (date(2021, 5, 3), "modified")
    assert chosen(f"Updated 2010 GMT (0410 HKT) May 3, 2021\n\n{story}") == (date(2021, 5, 3), "modified")
    assert chosen(f"Last updated 3 May 2021\n\n{story}", published="2021-05-01") == (date(2021, 5, 1), "field")
    address = "https://westhaven-courier.example/2021/05/01/harbour"
    assert chosen(f"Last updated 3 May 2021\n\n{story}", url=address) == (date(2021, 5, 1), "url")
    assert chosen(story, modified="2021-05-03") == (None, None)


def test_a_state_of_a_text_is_its_change_where_the_publication_is_told() -> None:
    found, _ = find({"text": "Veröffentlicht: 16.03.2020\n\nStand: 17.03.2020\n\nDer Hafen ist wieder offen."})
    assert found.select("published", C("modified").dt.date()).row(0) == (date(2020, 3, 16), date(2020, 3, 17))


def test_hours_of_the_afternoon_in_chinese_and_japanese_and_korean() -> None:
    for written in ("2012年11月11日 午後3時30分", "2012年11月11日 下午3时30分", "2012년 11월 11일 오후 3시 30분"):
        assert read(written)["moment"] == datetime(2012, 11, 11, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "second", "day"),
    [
        ("12/09/2019", "13/09/2019", date(2019, 9, 12)),
        ("09/12/2019", "09/13/2019", date(2019, 9, 12)),
        ("12-09-2019", "13-09-2019", date(2019, 9, 12)),
    ],
)
def test_a_date_beside_another_tells_the_order_of_day_and_month(first: str, second: str, day: date) -> None:
    text = f"The harbour\n\nPublished {first} at 18:30, updated {second} at 07:12\n\nThe harbour is open again."
    _, found = find({"text": text}, {"published": first, "modified": second}, {"published": first})
    dated = found.filter(C("from").is_in(["dateline", "field"]))
    assert dated.select("row", "date", "ambiguous").rows()[:2] == [(0, day, False), (1, day, False)]
    assert dated["ambiguous"].to_list() == [False, False, True]  # no other article tells


def test_dates_that_disagree_on_the_order_tell_nothing() -> None:
    _, found = find({"published": "02/03/2019", "modified": "13/09/2019", "captured": "09/14/2019"})
    assert found.filter(C("from") == "field")["ambiguous"].to_list() == [True]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2020-01-15-harbour.txt", date(2020, 1, 15)),
        ("bote/2020-01-15.txt", date(2020, 1, 15)),
        ("bote/2020-01-15_a.txt.gz", date(2020, 1, 15)),
        ("2020-01-15/harbour.txt", None),
        ("harbour-2020-01-15.txt", None),
        ("2020-13-15-harbour.txt", None),
        ("2020-01-155.txt", None),
        ("1989-01-15-harbour.txt", None),
        ("2024-06-01-harbour.txt", date(2024, 6, 1)),
        ("2024-06-02-harbour.txt", None),
    ],
)
def test_the_name_of_a_text_file_dates_what_nothing_else_does(name: str, day: date | None) -> None:
    assert chosen(source=name) == (day, day and "path")
    assert chosen(source=name, published="2019-05-05")[1] == "field"
    assert chosen("Westhaven\n\n5 May 2019\n\nThe harbour is open.", source=name) == (date(2019, 5, 5), "dateline")


def test_the_name_of_a_container_dates_no_record() -> None:
    found = articles({"source": "2020-01-15-week.jsonl"}).with_columns(record=pl.lit(0, pl.Int64))
    assert dates.choose(found, candidates(found, NO_POSTS))[0]["published"].to_list() == [None]


def test_what_was_read_before_is_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [
        ("5 May 2019", None, None),
        ("12/09/2019", True, "de"),
        ("12/09/2019", False, "en"),
        ("2019-05-05T07:00Z", None, None),
    ]
    schema = {"raw": pl.String, "day_first": pl.Boolean, "language": pl.String}
    monkeypatch.setattr(grammar, "_read_before", None)
    monkeypatch.setattr(grammar, "_REMEMBERED", 3)  # the fourth is read each time
    every = grammar.read(pl.DataFrame([*asked, *asked], schema=schema, orient="row"))
    each = [grammar.read(pl.DataFrame([one], schema=schema, orient="row")) for one in [*asked, *asked]]
    assert pl.concat(each).equals(every)
    assert every["date"].to_list()[:3] == [date(2019, 5, 5), date(2019, 9, 12), date(2019, 12, 9)]


def test_a_date_line_is_cited_with_its_zone() -> None:
    _, candidates = find({"text": "Published 2021-05-03T10:11:12Z\n\nThe quay is shut."})
    assert candidates["raw"].to_list() == ["2021-05-03T10:11:12Z"]
