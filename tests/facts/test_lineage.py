"""Notices of origin are kept, named, and say whom they speak of."""

from __future__ import annotations

import polars as pl
import pytest

from provenance import catalogues, facts_of
from provenance.facts import lineage, matching
from provenance.frames import LINEAGE
from tests.support import Together

BODY = "The harbour wall was raised again on Monday after the worst storm in a decade."


def find(*texts: str) -> pl.DataFrame:
    schema = {
        "row": pl.UInt32(),
        "paragraph": pl.Int64(),
        "start": pl.Int64(),
        "end": pl.Int64(),
        "text": pl.String(),
    }
    rows = []
    for number, text in enumerate(texts):
        start = sum(len(before) + 2 for before in texts[:number])
        rows.append((0, number, start, start + len(text), text, "body"))
    frame = pl.DataFrame(rows, schema=schema | {"kind": pl.String()}, orient="row")
    catalogue = catalogues.load("notices")
    return lineage.find(frame, catalogue, matching.suspects(frame, catalogue))


@pytest.mark.parametrize(
    ("text", "kind", "party"),
    [
        ("Correction: An earlier report gave the wrong height.", "correction", None),
        ("This story has been updated with the mayor's reply.", "update", None),
        ("(Reporting by Ana Ruiz in Portness; Editing by Sam Hale)", "wire", None),
        ("Der Deich bleibt gesperrt. (dpa)", "wire", "Deutsche Presse-Agentur"),
        ("Ana Ruiz contributed to this report.", "contributor", "Ana Ruiz"),
        ("Follow Ana Ruiz on Twitter @anaruiz", "contact", "Ana Ruiz"),
        ("This article originally appeared on Tidewater Post.", "republication", "Tidewater Post"),
        ("Originally published at www.tidewater.example on May 3, 2019.", "republication", "www.tidewater.example"),
        ("Read the rest of the story at The Portness Echo.", "republication", "The Portness Echo"),
        ("© 2020 Tidewater Media Inc. All rights reserved.", "copyright", "Tidewater Media Inc"),
        ("© 2022 Echo Druck GmbH & Co. KG", "copyright", "Echo Druck GmbH & Co. KG"),
        ("[Editor's Note May 3, 2019: An earlier version gave the wrong height.]", "correction", None),
        ("Correction added Nov. 8, 2019: The caption gave the wrong year.", "correction", None),
        ("© 2010 by Dr. Ana R. Ruiz | Contact", "copyright", "Dr. Ana R. Ruiz"),
        ("This article is licensed under a Creative Commons Attribution 4.0 licence.", "licence", None),
        ("Copyright 2020 by Portness Echo - all of it", "copyright", "Portness Echo"),
        ("Hale reported from Portness, and Ana Ruiz from Oslo.", "contributor", None),
        ("Ana Ruiz and Hale reported from Portness.", "contributor", None),
        ("Hale reported from Portness.", "location", None),
        ("Hale and Ruiz reported from Portness, Maine.", "location", None),
        ("FULL TEXT.", "database", None),
        ("Updated: Nov 8, 2023 / 02:40 PM CST", "timestamp", None),
        ("This story will be updated as we learn more.", "developing", None),
        ("(dpa/lno)", "wire", "Deutsche Presse-Agentur"),
        ("dpa-lby", "wire", "Deutsche Presse-Agentur"),
        ("EFE", "wire", "EFE"),
        ("Agencia EFE", "wire", "EFE"),
        ("dpa", "wire", "Deutsche Presse-Agentur"),
        ("Lund, 14 mar (EFE).- El muelle reabre hoy.", "wire", "EFE"),
        ("LUND (ANSA): Il molo riapre oggi.", "wire", "ANSA"),
        ("(mit dpa und AFP)", "wire", "Deutsche Presse-Agentur"),
        ("This article first appeared in The Echo on 5 May 2021.", "republication", "Echo"),
        ("This article first appeared in Harbour 2030.", "republication", "Harbour 2030"),
    ],
)
def test_a_notice_is_named_with_its_party(text: str, kind: str, party: str | None) -> None:
    row = find(BODY, text).row(0, named=True)
    assert (row["kind"], row["paragraph"]) == (kind, 1)
    assert party is None or row["party"] == party


def test_an_agency_alone_above_the_rest_of_a_story_has_taken_the_picture() -> None:
    assert find(BODY, "EFE", BODY).is_empty()
    assert find("EFE", BODY).is_empty()
    assert find(BODY, "EFE", "Share this").height == 1
    assert find(BODY, "AP").is_empty()


def test_a_sentence_of_an_agency_that_is_no_dateline_is_none() -> None:
    assert find("The agency (EFE) said it. Rain fell.").is_empty()
    assert find("Lund (PA): five boats.").is_empty()


def test_where_a_correction_was_printed_is_no_first_publisher() -> None:
    printed = "As published in the Portness Echo."
    assert find(BODY, printed)["kind"].to_list() == ["republication"]
    wrong = "An article on Thursday gave the wrong height of the wall."
    found = find(BODY, "CORRECTION:", printed, wrong, BODY)
    assert found.select("kind", "text", "party").rows() == [
        ("correction", "CORRECTION:", None),
        ("correction", printed, "Portness Echo"),
        ("correction", wrong, None),
    ]


def test_below_the_heading_of_a_correction_stands_what_was_wrong() -> None:
    assert find("Korrektur:", "Die Mauer ist 40 Meter lang.", BODY)["paragraph"].to_list() == [0, 1]
    assert find("CORRECTION APPENDED.", BODY)["paragraph"].to_list() == [0]  # it stands at the end
    assert find("Correction: The name is Ann Roe.", BODY)["paragraph"].to_list() == [0]


def test_the_agency_of_a_dateline_has_its_canonical_name() -> None:
    row = find("PORTNESS, Maine (AP) — The wall held.", BODY).row(0, named=True)
    assert (row["kind"], row["party"], row["text"]) == ("wire", "Associated Press", "PORTNESS, Maine (AP) —")


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "The correction of the wall will take a year.",
        "He said: “This story has been updated” and smiled.",
        "The book first appeared in 1921.",
        "This article was reprinted on example.org.",  # it came from here
        "A version of this article appears in print on May 3, 2019, on Page 7.",  # of the same paper
        "Editor's note: The harbour series goes on tomorrow.",
        "PORTNESS, Maine (WPRT) -- The wall held.",  # a station, no agency
        "PORTNESS, Maine (Harbour News Now) -- The wall held.",
        "Parking is prohibited on the quay.",
        "Copyright Infringement Notification",
    ],
)
def test_sentences_of_an_article_are_no_notice(text: str) -> None:
    assert find(BODY, text).is_empty()


@pytest.mark.parametrize(
    ("line", "publisher", "kinds"),
    [
        ("© Ann Dorley", "Portness Echo", []),
        ("© Ann Dorley - dpa", "Portness Echo", []),
        ("(c) Ann B. Dorley", "Portness Echo", []),
        ("© Ann Dorley", "Ann Dorley", ["copyright"]),  # her own page
        ("© 2024 Ann Dorley", "Portness Echo", ["copyright"]),
        ("© Thomson Reuters", "Portness Echo", ["copyright"]),
        ("© Associated Press", "Portness Echo", ["copyright"]),
        ("© New York Times", "Portness Echo", ["copyright"]),
        ("© Portness Echo", "Tidewater Post", ["copyright"]),
        ("© Nordhafener Volkszeitung", "Tidewater Post", ["copyright"]),
        ("© Portness Mail", "Tidewater Post", ["copyright"]),
        ("© Ann Dorley. All rights reserved.", "Portness Echo", ["copyright"]),
        ("© RIPRODUZIONE RISERVATA", "La Gazzetta di Porto", ["copyright"]),
        ("© Nordhafener Rundfunk", "Tidewater Post", ["copyright"]),
        ("© Comune Portonovo", "La Gazzetta di Porto", ["copyright"]),
    ],
)
def test_a_person_alone_is_credited_for_a_picture(
    line: str, publisher: str, kinds: list[str], together: Together
) -> None:
    found = together(_standing_alone, line=line, publisher=publisher)
    assert found["lineage"]["kind"].to_list() == kinds
    assert found["paragraphs"]["kind"].to_list()[1] == ("notice" if kinds else "caption")
    assert found["boilerplate"].is_empty()


def _standing_alone(examples: list[tuple[str, str]]) -> list[dict[str, pl.DataFrame]]:
    """Return the facts of articles in which a line stands alone, each of its publisher."""
    records = [
        {"id": str(number), "text": f"{BODY}\n\n{line}\n\n{BODY}", "publisher": publisher, "byline": "Ana Ruiz"}
        for number, (line, publisher) in enumerate(examples)
    ]
    facts = facts_of(pl.DataFrame(records))
    frames = {name: facts[name] for name in ("lineage", "paragraphs", "boilerplate")}
    return [
        {name: rows.filter(pl.col("article") == record["id"]) for name, rows in frames.items()} for record in records
    ]


def test_no_paragraphs_give_no_notices() -> None:
    found = find()
    assert found.is_empty()
    assert set(found.columns) < set(LINEAGE.in_shard)
