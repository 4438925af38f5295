"""What stands in a credit, where it stands, and what only looks like one."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.facts.credits import parse as parse_frame
from tests.support import examples

SURE = 0.5
TRIAL = Path(__file__).with_name("credit_trial.csv")
READ = 0.98
"""Share of the captions of the trial whose credit must be read exactly: what was reached, and only may rise."""


def parse(*texts: str) -> list[dict]:
    return parse_frame(pl.DataFrame({"text": texts}), "text").to_dicts()


def parse_all(texts: list[str]) -> list[dict]:
    return parse(*texts)


@pytest.mark.parametrize(
    ("text", "credit", "photographers", "agencies"),
    [
        (
            "Villagers clear the road near Oakham (Mara Whitfield/PA)",
            "Mara Whitfield/PA",
            ["Mara Whitfield"],
            ["PA Media"],
        ),
        (
            "A guard stands at the gate. (AP Photo/Lena Ortiz, File)",
            "AP Photo/Lena Ortiz, File",
            ["Lena Ortiz"],
            ["Associated Press"],
        ),
        ("The harbour at dawn. REUTERS/Tomas Lind", "REUTERS/Tomas Lind", ["Tomas Lind"], ["Reuters"]),
        (
            "Der Hafen am Morgen. © dpa | Jonas Thalberg",
            "dpa | Jonas Thalberg",
            ["Jonas Thalberg"],
            ["Deutsche Presse-Agentur"],
        ),
        (
            "Der Hafen am MorgenFoto: Jonas Thalberg/dpa",
            "Jonas Thalberg/dpa",
            ["Jonas Thalberg"],
            ["Deutsche Presse-Agentur"],
        ),
        ("Le port. CLAIRE VASSEUR / AFP", "CLAIRE VASSEUR / AFP", ["CLAIRE VASSEUR"], ["Agence France-Presse"]),
        ("El puerto. Lucía Marón (EFE)", "Lucía Marón (EFE)", ["Lucía Marón"], ["EFE"]),
        ("O porto — Foto: Rui Falcão/Lusa", "Rui Falcão/Lusa", ["Rui Falcão"], ["Lusa"]),
        ("Hamnen. Foto: Elsa Wikner/TT", "Elsa Wikner/TT", ["Elsa Wikner"], ["TT Nyhetsbyrån"]),
        ("Порт. Фото: Иван Лесной/ТАСС", "Иван Лесной/ТАСС", ["Иван Лесной"], ["TASS"]),
        ("항구 전경. [사진 = 연합뉴스]", "연합뉴스", [], ["Yonhap News Agency"]),
        ("港の朝＝共同通信", "共同通信", [], ["Kyodo News"]),
        (
            "The quay Credit: Ann Dorley for The New York Times",
            "Ann Dorley for The New York Times",
            ["Ann Dorley"],
            ["The New York Times"],
        ),
        (
            "The quay. Photo by Ann Dorley /AFP via Getty Images",
            "Ann Dorley /AFP via Getty Images",
            ["Ann Dorley"],
            ["Agence France-Presse", "Getty Images"],
        ),
        (
            "The quay. | Ann Dorley/Harbour Gazette via AP",
            "Ann Dorley/Harbour Gazette via AP",
            ["Ann Dorley"],
            ["Harbour Gazette", "Associated Press"],
        ),
        (
            "Ann Dorley/Reuters\nThe quay at dawn, before the boats came in",
            "Ann Dorley/Reuters",
            ["Ann Dorley"],
            ["Reuters"],
        ),
        ("The quay at dawn, before the boats came in.\nAnn Dorley", "Ann Dorley", ["Ann Dorley"], []),
        ("Image copyright Reuters Image caption The quay at dawn", "Reuters", [], ["Reuters"]),
        ("Image source, Ann Dorley\nImage caption, The quay at dawn", "Ann Dorley", ["Ann Dorley"], []),
        (
            "Mandatory Credit: Ann Dorley-Imagn Images",
            "Ann Dorley-Imagn Images",
            ["Ann Dorley"],
            ["Imagn Images"],
        ),
        ("(ABC News: Ann Dorley)", "ABC News: Ann Dorley", ["Ann Dorley"], ["ABC"]),
        ("The quay. Staff photo by Ann Dorley", "Staff photo by Ann Dorley", ["Ann Dorley"], []),
        ("Photo: Ann Dorley. The quay at dawn, before the boats came in.", "Ann Dorley", ["Ann Dorley"], []),
        ("Le quai. | ARCHIVES OUEST-FRANCE", "ARCHIVES OUEST-FRANCE", [], ["Ouest-France"]),
        ("Kleid von VALMAFoto: Ann Dorley", "Ann Dorley", ["Ann Dorley"], []),
        ("Der Kai. © Montage", "Montage", [], []),
        ("bexley.gov\nThe quay of the town", "bexley.gov", [], []),
        ("El muelle de BexleyAna Ruiz/EFE", "Ana Ruiz/EFE", ["Ana Ruiz"], ["EFE"]),
        ("岸壁（Ｃ）共同通信社", "共同通信社", [], []),
        ("The quay at dawnAnn Dorley II/AP", "Ann Dorley II/AP", ["Ann Dorley II"], ["Associated Press"]),
        (
            "Ann B. Dorley III/Oakham Gazette",
            "Ann B. Dorley III/Oakham Gazette",
            ["Ann B. Dorley III"],
            ["Oakham Gazette"],
        ),
        ("Ann Dorley (Handout)", "Handout", [], []),
        ("Oakham Harbour. Handout", "Handout", [], []),
    ],
)
def test_productions(text, credit, photographers, agencies, together):
    row = together(parse_all, text=text)
    assert row["credit"] == credit
    assert text[row["credit_start"] : row["credit_end"]] == credit
    assert row["photographers"] == photographers
    assert row["agencies"] == agencies
    assert row["form"]


@pytest.mark.parametrize(
    ("text", "photographers", "agencies"),
    [
        ("The quay. REUTERS/Ann Dorley/File Photo Purchase Licensing Rights, opens new tab", ["Ann Dorley"], ["Reuters"]),
        ("The quay. REUTERS/Ann Dorley - RC2XY9Z01234", ["Ann Dorley"], ["Reuters"]),
        ("The quay. EPA/ANN DORLEY_QX812345.jpg", [], ["European Pressphoto Agency"]),
        ("Credit...Ann Dorley/Getty Images", ["Ann Dorley"], ["Getty Images"]),
        ("Photo By Ann Dorley/ Getty Images", ["Ann Dorley"], ["Getty Images"]),
        ("The quay. ©EFE/Archivos", [], ["EFE"]),
        ("The quay. Ann Dorley/AFP via Getty Images, FILE", ["Ann Dorley"], ["Agence France-Presse", "Getty Images"]),
        ("The phone (Image credit: Fruitphone / Ann Dorley)", ["Ann Dorley"], ["Fruitphone"]),
        ("The phone. Image credit: Fruitphone", [], ["Fruitphone"]),
        ("The phone. Foto: 707 Games, Fruitphone", [], ["Fruitphone"]),
        ("(Artist: Ann Dorley)", ["Ann Dorley"], []),
        ("(Artist: 4tune)", [], []),
        ("The book tells all of it. Buy Now", [], []),
        ("Log in with your account. ( Sign out / Change )", [], []),
        ("Here is the trailer of the film.Watch on YouTube", [], []),
        ("The quay. Ann Dorley/Courtesy Reuters", ["Ann Dorley"], ["Reuters"]),
        ("Ann Dorley / Courtesy of Reuters", ["Ann Dorley"], ["Reuters"]),
        ("© Oakham Echo", [], ["Oakham Echo"]),
        ("Foto: Landratsamt Oakham", [], ["Landratsamt Oakham"]),
        ("© Ann Dorley", ["Ann Dorley"], []),
        ("The quay. Ann Dorley / Ben Farrow", ["Ann Dorley"], []),
        ("The quay. Photo: Ann Dorley / Ben Farrow / Reuters", ["Ann Dorley"], ["Reuters"]),
        ("A/KV", [], []),
        ("The quay. Credit: quaysider - depositphotos.com", ["quaysider"], ["Depositphotos"]),
        ("The quay. Shutterstock/quaysider", ["quaysider"], ["Shutterstock"]),
        ("The quay (Photo by Ben Farrow / Bongarts / Getty Images)", ["Ben Farrow"], ["Bongarts", "Getty Images"]),
        ("Foto: Lichtkabinett/Ann Dorley", ["Ann Dorley"], ["Lichtkabinett"]),
        ("Students walk through the southwest of Harrowshire AFP via Getty", [], ["Agence France-Presse", "Getty Images"]),
        ("Foto: Ann Dorley, via Wikimedia Commons | Lizenz: CC BY-SA 4.0", ["Ann Dorley"], ["Wikimedia Commons"]),
        ("The quay. Photo by Ann Dorley-Turner Smith", ["Ann Dorley-Turner Smith"], []),
        ("The quay. Ann Dorley/Copyright 2024 The AP. All rights reserved.", ["Ann Dorley"], ["Associated Press"]),
        ("The quay - Copyright Ann Dorley/AP", ["Ann Dorley"], ["Associated Press"]),
        ("Foto: Ann Dorley. Styling: Jo Farrow. Make-up: Lu Noe", ["Ann Dorley"], []),
        ("Der Kai. Bild von Ann Dorley auf Pixabay", ["Ann Dorley"], ["Pixabay"]),
        ("El muelle @ann_dorley via X / Reuters", ["@ann_dorley"], ["X", "Reuters"]),
        ("Foto: picture alliance / prisma XYZ", [], ["picture alliance", "prisma XYZ"]),
        ("Der Kai © iStock.com/anndorley", ["anndorley"], ["iStock"]),
        ("Image: eBexley Council / Facebook", [], ["eBexley Council", "Facebook"]),
        ("The quay. Isithombe: Ann Dorley", ["Ann Dorley"], []),
        ("Photo by Ann Dorley and Ben Farrow", ["Ann Dorley", "Ben Farrow"], []),
        ("Photo: Jo Poe, Ann Dorley and Ben Farrow/AP", ["Jo Poe", "Ann Dorley", "Ben Farrow"], ["Associated Press"]),
        ("Foto: Ann Dorley und Ben Farrow/dpa", ["Ann Dorley", "Ben Farrow"], ["Deutsche Presse-Agentur"]),
        ("Le port. Anne Dorley et Luc Petit / AFP", ["Anne Dorley", "Luc Petit"], ["Agence France-Presse"]),
        ("Foto: Ana Dorley y Juan Marón / EFE", ["Ana Dorley", "Juan Marón"], ["EFE"]),
        ("Foto di Mario Nardi e Anna Poli", ["Mario Nardi", "Anna Poli"], []),
        ("Photo: Ann and Ben Farrow", ["Ann and Ben Farrow"], []),
        ("Foto: José Marón y Dorley", ["José Marón y Dorley"], []),
        ("Photo: Harbour and Coastal Waters Administration", [], ["Harbour and Coastal Waters Administration"]),
    ],
)  # fmt: skip
def test_a_wrong_name_is_worse_than_none(text, photographers, agencies, together):
    row = together(parse_all, text=text)
    assert (row["photographers"], row["agencies"]) == (photographers, agencies)


@pytest.mark.parametrize(
    ("text", "photographers", "agencies"),
    [
        ("Photo: brightcove7/123RF.com", ["brightcove7"], ["123RF"]),
        ("Bild: TERN4D / Pixabay", ["TERN4D"], ["Pixabay"]),
        ("Foto: PantherMedia / HalTern", ["HalTern"], ["Panthermedia"]),
        ("Photo: Getty Images / Hallam", ["Hallam"], ["Getty Images"]),
        ("Photo: The Bexley Echo/Getty Images", [], ["The Bexley Echo", "Getty Images"]),
        ("Photo: Reuters/Twitter", [], ["Reuters", "X"]),
    ],
)
def test_a_word_beside_a_stock_agency_is_a_contributor(text, photographers, agencies, together):
    row = together(parse_all, text=text)
    assert (row["photographers"], row["agencies"]) == (photographers, agencies)


@pytest.mark.parametrize(
    ("text", "photographers", "agencies"),
    [
        ("河边的旧磨坊。本报记者 王小明 摄", ["王小明"], []),
        ("河邊的舊磨坊（王小明攝）", ["王小明"], []),
        ("水車小屋（山田花子撮影）", ["山田花子"], []),
        ("강가의 물레방아. 이하늘 기자", ["이하늘"], []),
        ("（图：王小明）", [], []),
        ("水車小屋（代表撮影）", [], []),
        ("这部电影由王小明拍摄", [], []),
    ],
)
def test_names_in_scripts_without_spaces(text, photographers, agencies, together):
    row = together(parse_all, text=text)
    assert (row["photographers"], row["agencies"]) == (photographers, agencies)


def test_the_trial_of_conventions():
    """Captions written from what agencies and newspapers print, before it was known how they would be read."""
    trial = pl.read_csv(TRIAL, infer_schema=False, empty_string_is_null=True).rename({"credit": "printed"})
    found = parse_frame(trial, "caption")
    credited = found.filter(pl.col("printed").is_not_null())
    assert (credited["credit"] == credited["printed"]).fill_null(value=False).mean() >= READ
    assert found.filter(pl.col("printed").is_null(), pl.col("credit").is_not_null()).is_empty()


def test_a_caption_is_read_alone():
    """What the examples lean on that are read together."""
    captions = pl.read_csv(TRIAL, infer_schema=False)["caption"].gather_every(100).to_list()
    assert parse(*captions) == [row for caption in captions for row in parse(caption)]


def test_the_catalogue_decides_not_the_order():
    first, second = parse("The quay. Tomas Lind/Reuters", "The quay. Reuters/Tomas Lind")
    for row in (first, second):
        assert (row["photographers"], row["agencies"]) == (["Tomas Lind"], ["Reuters"])


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The quay in March. (Tomas Lind/AP, File)", ["file"]),
        ("FILE PHOTO: The quay in March. Tomas Lind/Reuters", ["file"]),
        ("The quay. HANDOUT / AFP", ["handout"]),
        ("Am Kai (Symbolfoto: dpa | Jonas Thalberg)", ["symbol"]),
        ("The quay. Photo: Screenshot/YouTube", ["screenshot"]),
        ("How the quay works. Graphic: Reuters", ["graphic"]),
        ("How the quay works. Illustration by Tomas Lind", ["graphic"]),
        ("How the quay works (Map: Tomas Lind/AP)", ["graphic"]),
        ("Der Kai. Archivfoto: dpa", ["file"]),
        ("The quay. Handout photo: Oakham Police", ["handout"]),
        ("The illustration of the quay. Photo: Reuters", []),
        ("Oakham Quay in an illustration Tomas Lind/Reuters", []),
        ("The quay. Tomas Lind/Pool via Reuters", ["pool"]),
    ],
)
def test_status(text, status, together):
    row = together(parse_all, text=text)
    assert row["status"] == status


def test_restrictions_follow_the_credit():
    (row,) = parse(
        "@quayside/via REUTERS THIS IMAGE HAS BEEN SUPPLIED BY A THIRD PARTY. MANDATORY CREDIT. NO RESALES. NO ARCHIVES."
    )
    assert row["credit"] == "@quayside/via REUTERS"
    assert row["status"] == ["third-party"]
    assert row["restrictions"] == ["mandatory-credit", "no-resale", "no-archive"]


@pytest.mark.parametrize(
    ("text", "photographers", "restrictions"),
    [
        ("The quay. EPA/ANN DORLEY AUSTRALIA AND NEW ZEALAND OUT", ["ANN DORLEY"], ["out-australia", "out-new-zealand"]),
        ("The quay. TT News Agency/Ann Dorley via REUTERS SWEDEN OUT. NO COMMERCIAL SALES.", ["Ann Dorley"],
         ["no-commercial-use", "out-sweden"]),
        ("The quay (Ann Dorley/dpa via AP) GERMANY OUT", ["Ann Dorley"], ["out-germany"]),
        ("The quay. REUTERS/Ann Dorley ATTENTION EDITORS - NO RESALES. NO ARCHIVES", ["Ann Dorley"],
         ["no-resale", "no-archive"]),
        ("Sweden out of the cup. Ann Dorley/AP", ["Ann Dorley"], []),
    ],
)  # fmt: skip
def test_warnings_to_editors_are_restrictions_and_no_names(text, photographers, restrictions, together):
    row = together(parse_all, text=text)
    assert (row["photographers"], row["restrictions"]) == (photographers, restrictions)


@pytest.mark.parametrize(
    "text",
    [
        "Follow the quay on Facebook",
        "The wall was shut, according to the BBC",
        "Der Kai ist zu, schreibt die Stadt auf Twitter",
        "OAKHAM (Reuters) - The quay is shut.",
        "Oakham (dpa) – Der Kai ist zu.",
    ],
)
def test_an_agency_to_which_the_sentence_leads_is_no_credit(text, together):
    row = together(parse_all, text=text)
    assert row["credit"] is None


def test_a_status_by_itself_is_no_credit():
    for text, status in (("Am Kai wird gebaut. (Archivbild)", "file"), ("Der Hafen (Symbolbild)", "symbol")):
        (row,) = parse(text)
        assert row["credit"] is None
        assert row["status"] == [status]


@pytest.mark.parametrize(
    "text",
    [
        "(ABCD.PA)", "(XYZ/QR)", "(34/Eintracht Oststadt)", "(9/17/16)", "(D-PA)", "(R-Texas)", "(AC/DC)", "(and/or)", "(she/her)",
        "(24/7)", "(NYSE/TSX: QRS)", "(NYSE/TSX: ABC)", "(km/h)", "(1/3)", "(https://example.com/a/b)", "(TV/radio)", "(NASA/ESA mission)", "(AP)", "(dpa)",
        "(ANSA).", "[Reuters]", "(h/t The Ledger.)", "(Video by Marta).", "(Quelle: BMXY)", "SDA/abc", "xyz/hosb;kesm", "Follow us on Twitter",
        "By Ann Dorley for MailOnline", "© 2019 Harbour Gazette. All Rights Reserved",
        "Jo Field (@jofield) 12 minutes ago Wed 29th April 2020", "He spoke to Reuters.",
        "The quay is open. pic.twitter.com/aBcDeFgHiJ — Jo Field (@jofield) May 2, 2019",
        "Er sitzt im cafÃ© on the square did the rest",
        "Best Rewards Credit Cards",
        "Google vs. OpenAI", "Neue Regeln für Hersteller", "Das Büro liegt im 1. Stock", "Read more: ab.me/7CQii4ncH",
        "Help for Low Credit Scores",
    ],
)  # fmt: skip
def test_a_paragraph_that_only_looks_like_a_credit_is_not_sure(text, together):
    row = together(parse_all, text=text)
    assert (row["strength"] or 0) < SURE


def test_strength_ranks_evidence():
    chain, agency, name = parse("At the quay. (Ann Dorley/PA)", "At the quay. (PA)", "At the quay. (Harbour)")
    assert chain["strength"] > agency["strength"] > name["strength"]


def test_nulls_empty_frames_and_other_columns_stay():
    frame = pl.DataFrame({"id": [1, 2, 3], "text": ["The quay. Ann Dorley/AP", None, ""]})
    parsed = parse_frame(frame, "text")
    assert parsed["id"].to_list() == [1, 2, 3]
    assert parsed["credit"].to_list() == ["Ann Dorley/AP", None, None]
    empty = parse_frame(frame.clear(), "text")
    assert empty.schema == parsed.schema


@pytest.mark.parametrize(
    "filling", ["/", "(", "[(", "a/", "Xx via ", "Photo: ", "Photo by ", "© ", ". ", "a\n", "NO RESALES "]
)
def test_a_caption_without_measure_is_read_to_its_end(filling):
    (row,) = parse(f"{filling * (70_000 // len(filling))}\nAnn Dorley/Reuters")  # beyond any number of 16 bits
    assert row["credit"].endswith("Ann Dorley/Reuters")


@examples(10)
@given(st.lists(st.text(alphabet="Aé z/|.()[]©:,\n\u200b😀１Ｐ", max_size=40), min_size=1, max_size=5))
def test_what_is_cited_stands_there(texts):
    for row in parse_frame(pl.DataFrame({"text": texts}), "text").to_dicts():
        if row["credit"] is not None:
            assert row["text"][row["credit_start"] : row["credit_end"]] == row["credit"]
