"""Captions in the text and in the field, with their credits, and what is none."""

from pathlib import Path

import polars as pl
import pytest

from provenance import catalogues
from provenance.facts import captions, paragraphs
from provenance.facts.captions import context, features, model
from provenance.frames import CAPTIONS

SURE = 0.6
BODY = (
    "The council met on Tuesday and agreed the budget for the coming year, which members had debated for several weeks.",
    "The leader of the opposition said the plan would not do what had been promised, because the money was not there.",
    "A further vote is expected in March, when the auditors will have reported on the first half of the programme.",
)


def find(*texts: str, listed: list[str] | None = None) -> list[dict]:
    """Return the captions of one article whose paragraphs are `texts`."""
    return find_each([texts], listed)[0]


def find_each(stories: list[tuple[str, ...]], listed: list[str] | None = None) -> list[list[dict]]:
    """Return the captions of each of these articles, which are read together."""
    texts = ["\n\n".join(story) for story in stories]
    schema = {"row": pl.UInt32, "text": pl.String, "captions": pl.List(pl.String)}
    rows = range(len(texts))
    articles = pl.DataFrame({"row": rows, "text": texts, "captions": [listed] * len(texts)}, schema=schema)
    parts = paragraphs.split(articles, articles.select("row", label_end=pl.lit(0, pl.Int64)))
    found = captions.find(parts, articles)
    assert dict(found.schema) == CAPTIONS.in_shard
    for row in found.to_dicts():
        source = texts[row["row"]] if row["paragraph"] is not None else listed[row["caption_index"]]
        assert source[row["start"] : row["end"]] == row["caption"]
        if row["credit"] is not None:
            assert source[row["credit_start"] : row["credit_end"]] == row["credit"]
    return [found.filter(pl.col("row") == row).to_dicts() for row in rows]


def within(lines: list[str]) -> list[list[dict]]:
    """Return the captions of articles with one of these lines behind the first paragraph."""
    return find_each([(BODY[0], line, *BODY[1:]) for line in lines])


def behind(lines: list[str]) -> list[list[dict]]:
    """Return the captions of articles that end with one of these lines."""
    return find_each([(*BODY, line) for line in lines])


@pytest.mark.parametrize(
    "caption",
    [
        "Villagers clear snow from the only road into Oakham, in the north of the county (Mara Whitfield/PA)",
        "The mayor waves to supporters outside the town hall on Friday, May 3, 2019. Photo: Ann Dorley/AFP",
        "Ein Bagger steht vor dem alten Bahnhof in der Oststadt. © Jonas Thalberg/dpa",
        "FILE PHOTO: The logo of a bank is seen in Lisbon, Portugal, March 5, 2019. REUTERS/Tomas Lind",
        "The trawler leaves the harbour at dawn. Ann Dorley/Getty Images",
        "Ann Dorley, The Quay, 2004. Mixed media. Courtesy the artist and Gallery Thalberg",
        "Bexley Seven Courtesy of BIGSHIP",
        "courtesy Studio KMR",
        "(reuters)",
        "Shell of a quay snail. Image credit: Dorley et al., doi: 10.1000/2306.",
        "The runner in action during the final at Bexley Stadium, August 6, 2017. — AFP pic",
        "Los barcos avanzan hacia la ciudad de Bexley (Ministerio de Defensa vía AP)",
    ],
)
def test_a_caption_with_a_credit(caption, together):
    (row,) = together(within, caption=caption)
    assert row["caption"] == caption
    assert row["paragraph"] == 1
    assert row["confidence"] > 0.5
    assert row["credit"]


def test_restrictions_behind_the_credit_do_not_hide_it():
    limits = "THIS IMAGE HAS BEEN SUPPLIED BY A THIRD PARTY. MANDATORY CREDIT. NO RESALES. NO ARCHIVES."
    (row,) = find(BODY[0], f"Smoke over the quarry. Image: Quarry Board/Handout via REUTERS {limits}", BODY[1], BODY[2])
    assert row["restrictions"] == ["mandatory-credit", "no-resale", "no-archive"]


def test_a_warning_to_editors_behind_the_credit_does_not_hide_it():
    note = "ATTENTION EDITORS - THIS PICTURE WAS PROVIDED BY A THIRD PARTY. FINLAND OUT. NO EDITORIAL SALES IN FINLAND."
    (row,) = find(BODY[0], f"The mill burns. Lehtikuva/Aino Roe via REUTERS {note}", BODY[1], BODY[2])
    assert row["photographers"] == ["Aino Roe"]
    assert (row["status"], row["restrictions"]) == (["third-party"], ["out-finland"])
    assert row["confidence"] >= SURE


@pytest.mark.parametrize(
    ("caption", "photographers", "agencies"),
    [
        ("河边的旧磨坊。新华社记者 王小明 摄", ["王小明"], ["Xinhua News Agency"]),
        ("河边的旧磨坊。中新社记者王小明摄", ["王小明"], ["China News Service"]),
        ("圖片來源：路透社", [], ["Reuters"]),
        ("川のほとりの水車小屋＝２日、西浜市（写真：時事通信）", [], ["Jiji Press"]),
        ("강가의 물레방아. 사진=연합뉴스", [], ["Yonhap News Agency"]),
        ("Il mulino sul fiume dopo la piena (foto Ansa)", [], ["ANSA"]),
    ],
)
def test_captions_of_scripts_and_languages(caption, photographers, agencies, together):
    (row,) = together(within, caption=caption)
    assert (row["photographers"], row["agencies"]) == (photographers, agencies)
    assert row["confidence"] >= SURE


@pytest.mark.parametrize(
    ("caption", "status"),
    [
        ("(File photo)", ["file"]),
        ("Representative photo", ["symbol"]),
        ("[Archivbild]", ["file"]),
        ("Foto de archivo.", ["file"]),
        ("Ảnh minh họa", ["symbol"]),
        ("资料图片", ["file"]),
        ("Clip: Nước dâng bên cối xay", []),
    ],
)
def test_a_line_that_says_what_sort_of_picture_it_is_and_nothing_else(caption, status, together):
    (row,) = together(within, caption=caption)
    assert (row["caption"], row["status"], row["credit"]) == (caption, status, None)
    assert row["confidence"] >= SURE


@pytest.mark.parametrize(
    "lede",
    [
        "WESTHAVEN (Reuters) - The mill burned.",
        "WESTHAVEN, England, May 3 (Reuters) -- The mill burned",
        "Westhaven (dpa/lno) – Die Mühle brennt",
        "WESTHAVEN (AFP) — Le moulin brûle",
        "(AP) — The mill burned",
    ],
)
def test_the_lede_of_a_wire_is_body(lede):
    assert find("The mill burns.", lede, *BODY) == []


def test_a_picture_of_a_wire_may_begin_as_its_lede_does():
    (row,) = find(BODY[0], "WESTHAVEN (Reuters) - The mill burns, May 3, 2019. REUTERS/Ann Dorley", *BODY[1:])
    assert row["photographers"] == ["Ann Dorley"]


def test_a_chain_of_agencies_in_brackets_is_a_credit_wherever_it_stands():
    caption = "Workers cover the statue in this file photo from 2012. (Rory Flint/AFP/Getty Images)"
    (row,) = find(*BODY, caption, "A vote is to be held at midsummer.")
    assert row["confidence"] >= 0.5


def test_a_caption_that_points_into_the_picture_needs_no_credit():
    caption = "Mayor Ann Dorley (left) poses with the crew of the lifeboat during a ceremony at the quay on Monday, May 6, 2019"
    (row,) = find(BODY[0], caption, BODY[1], BODY[2])
    assert (row["caption"], row["credit"], row["form"]) == (caption, None, None)


@pytest.mark.parametrize(
    "caption",
    [
        "Image caption The harbour wall was raised after the flood of last winter",
        "This photo, made available by Quayworks, shows the old crane before it was taken down",
        "PHOTO BY AP/A. B. DORLEY The speaker reported “good talks” Tuesday with members and others.",
        "In this photo taken Aug. 28, 2016, the ambassador, Ann Dorley, addresses three families. " + BODY[1] + BODY[2],
        "A red deer stands behind the hinds during the rutting season, which takes place in autumn, near London Reuters",
    ],
)
def test_what_announces_a_picture_or_an_agency_at_the_end_is_enough(caption, together):
    (row,) = together(within, caption=caption)
    assert row["caption"] == caption


@pytest.mark.parametrize(
    "line",
    [
        "Quelle: Rathaus Oststadt",
        "Legendary boss of the quay dies at ninety",
        "Autor: Jonas Thalberg",
        "The boats for the regatta come courtesy of Ann Dorley.",
        "Ann writes on the sea and the people who live from it. (Twitter | Google+)",
        "Quaywords - Powered by Thomson Reuters",
    ],
)
def test_sources_authors_thanks_and_buttons_are_no_captions(line, together):
    assert together(behind, line=line) == []


def test_running_text_holds_no_caption():
    assert (
        find(*BODY, "He told Reuters that nothing had been decided.", "What next?", "Related: the plan in full") == []
    )


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        (  # what introduces the next paragraph
            "Answer of State Secretary Ann Dorley of 12 January 2022 (AP):",
            "Answer of State Secretary Ann Dorley of 12 January 2022 (AP)",
        ),
        (  # the source of a digest of links
            "HARBOUR WALL HOLDS The storm was the worst in a decade. [Reuters.]",
            "HARBOUR WALL HOLDS The storm was the worst in a decade. (Reuters)",
        ),
        (  # the first word of a sentence that was cut
            "appeared at the quay with two boats to go on Monday, left, before he won in 8:14. Dorley",
            "Mayor Ann Dorley, left, at the quay on Monday, before she won in 8:14. Ann Dorley/AP",
        ),
        ("Credit Cards", "Credit Ann Dorley"),  # a menu
    ],
)
def test_what_no_caption_is(text, caption):
    none, one = within([text, caption])
    assert none == []
    assert one != []


REFUSED = (
    "2. Harbour/harbouring",
    "1.) The Long Quay (FOX), 1,421 screens / $715K Fri. / Wk 12",
    "2. Mai: Eröffnung (Altes Rathaus)",
    "May 3, 2021 / 10:05 PM EST / CBS News",
    "The quay will be shut before the winter. (03/05/2021, AFP)",
    "“We will not close the quay before the winter.” Ann Dorley",
    "The council has the support of most voters, according to a New York Times/CBS News survey released on Thursday.",
    "The Reuters/Ipsos poll showed the mayor doing better than in other polls.",
    "She is pictured with her sister at the quay, where both of them work.",
    "Mayor Dorley is seen as a friend of the two towns on the river.",
    "Team / Played / Won",
    "Name | Position | Club",
    "(BEGIN VIDEO CLIP)",
    "Twitter | Facebook | Instagram",
    "Por Ana Dorley / Marta Lind",
    "Photos: The Harbour Through the Years",
    "Credit Cards Now Without a Fee for a Year",
    "Pingback: The Tide – Guest Jonas Thalberg on the quay",
    "ANONYMOUS",
    "(Graphic: Tides of the year - here)",
    "Ann Dorley — (born 1930), is professor emeritus of the tides ... Wikipedia",
    "The harbours by their size were as follows: 1. Oakham 2. Valmont 3. Westhaven 4. Long Quay",
    "Are boats / mobility scooters carried on the ferry? Yes.",
    "The pier is back in fashion, and something is right in the world of boats again. (Yeah, that was mean. Disregard.)",
    "Mayor Dorley is a friend of both towns, a captain, and the first woman to lead a council here for some twenty years. X: @dorley",
    "The pier was also seen in 2004 as the first of its kind.",
    "The result, in all public harbours and at the piers, is shown in figure 8.",
    "2012 - 2020 © by Oakham Harbour Ltd.",
    "Credit Repair Services",
    "The Guardian/Observer poll was out.",
    "Photo finishes are rare.",
    "The crew left for Oakham/Valmont.",
    "OAKHAM/VALMONT — Reuters",
    "Tags: Facebook, Harbour Photo, Mayor Dorley, Twitter",
    "-Mayor Dorley leads over Ann Poe in Oakham. [Gazette, NBC/WSJ/Courier, ARG]",
)
KEPT = (
    "1. The harbour at dawn. Ann Dorley/Getty Images",
    "2. Der Hafen am Morgen. Foto: Jonas Thalberg",
    "The mayor at the quay on May 31. Ann Dorley/AFP",
    "Mayor Dorley is seen as she leaves the town hall on Monday, May 3, 2021.",
    "“We will not close the quay,” the mayor says on Monday. Photo: Ann Dorley/AFP",
    "Photos: Ann Dorley and Mara Whitfield",
    "The quay is shut. Ann Dorley and Mara Whitfield / AFP",
    "Photo: Museum of the Harbour",
    "Twitter/Ann Dorley",
    "The quay at dawn (Ann Dorley)",
    "photo: iStock",
    "foto: privat",
    "Courtesy of Ann Dorley",
    "PHOTO BY ANN DORLEY",
)


def test_marks_that_mean_something_else_make_no_caption():
    lines = (*REFUSED, *KEPT)
    texts = ["\n\n".join([BODY[0], line, BODY[1], BODY[2]]) for line in lines]
    schema = {"row": pl.UInt32, "text": pl.String, "captions": pl.List(pl.String)}
    articles = pl.DataFrame({"row": range(len(texts)), "text": texts, "captions": [None] * len(texts)}, schema=schema)
    parts = paragraphs.split(articles, articles.select("row", label_end=pl.lit(0, pl.Int64)))
    assert captions.find(parts, articles)["caption"].to_list() == list(KEPT)


def test_a_block_of_lines_is_no_caption_whatever_one_of_them_names():
    lines = [f"The council of Oakham reads the report on its piers number {n} this evening." for n in range(9)]
    block = "\n".join([*lines, "The council votes (Reuters/AP)"])
    assert find(BODY[0], block, BODY[1], BODY[2]) == []


def test_two_names_above_the_text_are_a_byline():
    assert find("The quay is shut", "Ann Dorley/Mara Whitfield", *BODY) == []
    assert find(BODY[0], BODY[1], "The quay at dawn. Ann Dorley/Mara Whitfield", BODY[2]) != []


def test_a_credit_glued_to_a_long_paragraph_makes_no_sure_caption_of_it():
    glued = " ".join(BODY) + "Foto: photocase.de"
    [row] = find(BODY[0], glued, BODY[1])
    assert row["confidence"] < 0.6


def test_names_in_brackets_that_differ_from_line_to_line_are_a_list():
    names = ("Salvia oakhamensis (Common Quayweed)", "Lavandula dorleyi (Harbour Blue)", "Salvia lindii (Great Pier)")
    shown = ("The pier (Ann Dorley)", "The quay (Ann Dorley)", "A boat (Ann Dorley)")
    plants, gallery = (find(BODY[0], a, BODY[1], b, BODY[2], c, BODY[0]) for a, b, c in (names, shown))
    assert (len(plants), len(gallery)) == (0, 3)


@pytest.mark.parametrize("end", ["(AP)", "(dpa)", "(Reuters)", "The auditors will report in March. (dpa)"])
def test_an_agency_that_closes_the_article_signs_it(end, together):
    assert together(behind, end=end) == []


def test_every_string_of_the_field_is_a_caption():
    listed = ["The quay", "Ann Dorley/AP\nThe quay at dawn, before the boats came in 😀.", ""]
    rows = find(*BODY, listed=listed)
    assert [row["caption_index"] for row in rows] == [0, 1, 2]
    assert [row["confidence"] for row in rows] == [1, 1, 1]
    assert [row["credit"] for row in rows] == [None, "Ann Dorley/AP", None]
    assert [row["paragraph"] for row in rows] == [None, None, None]


def test_offsets_count_code_points():
    (row,) = find("😀 " + BODY[0], "Le port à l’aube (Zoé Ånström/AFP)", BODY[1])
    assert row["credit"] == "Zoé Ånström/AFP"


@pytest.mark.parametrize(
    "spoken",
    [
        '"The bridge is dangerous," he added. Photo: Dana Levi',
        "“The bridge is dangerous,” the mayor of Oakham said on Friday. (Dana Levi/AP)",
        "„Die Brücke ist gefährlich“, sagte der Bürgermeister am Freitag. Foto: Jonas Thalberg/dpa",
        "«Le pont est dangereux», a dit la maire de Valmont. Photo : Ann Dorley/AFP",
    ],
)
def test_a_quotation_with_its_speaker_is_never_surely_a_caption_whatever_credit_follows(spoken, together):
    assert all(row["confidence"] <= SURE - 0.1 for row in together(within, spoken=spoken))


def test_other_kinds_are_not_weighed():
    text = "\n\n".join([BODY[0], "The quay (Ann Dorley/PA)", BODY[1]])
    articles = pl.DataFrame({"row": [0], "text": [text], "captions": [None]}, schema_overrides={"row": pl.UInt32})
    articles = articles.with_columns(pl.col("captions").cast(pl.List(pl.String)))
    parts = paragraphs.split(articles, articles.select("row", label_end=pl.lit(0, pl.Int64)))
    marked = parts.with_columns(kind=pl.lit("boilerplate"))
    assert captions.find(parts, articles).height == 1
    assert captions.find(marked, articles).is_empty()


def test_no_articles_no_captions():
    articles = pl.DataFrame(schema={"row": pl.UInt32, "text": pl.String, "captions": pl.List(pl.String)})
    parts = paragraphs.split(articles, articles.select("row", label_end=pl.lit(0, pl.Int64)))
    assert captions.find(parts, articles).is_empty()


def test_every_weight_belongs_to_a_feature():
    known = {*context.CONTEXT, *features.of_credit(), *features.of_words()}
    assert {name for name, _ in model.weights()} <= known
    assert 0 < model.threshold() < 1


def test_the_catalogue_states_what_was_measured():
    measured = catalogues.load("caption_weights").filter(pl.col("use") == "measure")
    at = f"precision of characters from {model.threshold():.2f}"
    assert float(measured.filter(pl.col("feature") == at)["value"].item()) >= 0.85


def test_what_no_cheap_trace_is_left_of_would_not_be_a_caption_either():
    texts = pl.read_csv(Path(__file__).with_name("credit_trial.csv"), comment_prefix="#")
    texts = pl.concat([texts.select(text=name) for name in ("caption", "credit")])
    pointed = [f"{cue} the harbour" for cue in catalogues.load("caption_cues")["text"]]
    texts = pl.concat(
        [texts, pl.DataFrame({"text": [*pointed, "Ann Dorley/AFP", "Photo: Ann Dorley", "© Ann Dorley"]})]
    )
    end = pl.col("text").str.tail(90)
    for form, trace in (
        (end.str.contains(model._open()), end.str.contains(model._OPEN_TRACE)),
        (end.str.contains(model._CLOSED), end.str.contains(model._CLOSED_TRACE)),
        (features.pointing(), features.may_point()),
    ):
        told = texts.select("text", form=form, trace=trace).filter("form")
        assert told.height > 100
        assert told.filter(~pl.col("trace")).is_empty()
