"""Laws that hold for every corpus, tried on the sample corpus and on generated articles."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.check import check_corpus, extract_facts, facts_of, normalise
from provenance.engines.local import Local
from provenance.frames import EXTRACTED
from provenance.pipeline import reduce
from provenance.policy.configuration import Policy
from tests.support import examples

SAMPLE = Path(__file__).parent.parent / "sample_corpus"
HELD = Policy(now=date(2024, 6, 1))
C = pl.col

PIECES = st.sampled_from(
    [
        "The council met on Tuesday and agreed the budget for the coming year.",
        "“We have waited long enough,” said Mara Ellison.",
        "“It began in the spring.",
        'He called it "a gift" and left.',
        "Crews clear the road near Westhaven (Dana Holt/AP)",
        "Nobody believes it any more. — Tom Reed (@tomreed) March 3, 2021",
        "Sign up to our daily newsletter",
        "An error occurred. Please try again.",
        "Photo: Ina Berg/dpa",
        "naïve café 👩‍👩‍👧 e\u0301cole \u202eolleh\u202c",
        "العربية تكتب من اليمين",
        "It stopped there.Nobody knows why.",
        "R&amp;D <b>bold</b> Ã© \ufffd",
        "",
        "…",
    ]
)
GAPS = st.sampled_from(["\n\n", "\r\n\r\n", "\n", "\n \n", "\u2028", "\n\n\n"])
LABELS = st.sampled_from(
    ["", " date 2021-03-04 ", " date 2021-03\n", "date 2021-02-30\n\n", "\ufeff date 2021-03-04\r\n"]
)


@st.composite
def texts(draw):
    parts = draw(st.lists(PIECES | st.text(max_size=30), min_size=1, max_size=8))
    return draw(LABELS) + "".join(part + draw(GAPS) for part in parts)


def findings(paths, **options):
    return check_corpus(paths, HELD, engine=Local(1), **options).findings


def write(folder: Path, records) -> Path:
    path = folder / "corpus.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(sample):
    return sample.findings


def test_the_size_of_the_shards_changes_no_finding(whole):
    assert findings([SAMPLE], shard_articles=67).equals(whole)


def test_neither_does_the_number_of_findings_that_are_ordered_at_once(tmp_path, monkeypatch):
    """Two folders with files of the same names, ids and broken lines: every shard and batch has its part of each."""
    for name in ("one", "two"):
        for part in ("scans", "feeds"):
            shutil.copytree(SAMPLE / part, tmp_path / name / part)
        (tmp_path / name / "broken.jsonl").write_text(
            "{\n" * 9 + '{"id": "twice", "text": "x\ufffd"}\n', encoding="utf-8"
        )
    folders = [tmp_path / "one", tmp_path / "two"]
    at_once = check_corpus(folders, HELD)
    monkeypatch.setattr(reduce, "BATCH", 5)
    batched = check_corpus(folders, HELD, shard_articles=31)
    assert batched.findings.equals(at_once.findings)
    assert batched.findings["fingerprint"].is_unique().all()
    assert batched.summary.equals(at_once.summary)
    assert batched.verdict == at_once.verdict


def test_the_order_of_the_arguments_changes_no_finding():
    folders = sorted(path for path in SAMPLE.iterdir() if path.is_dir())[::5]
    assert findings(folders).equals(findings(folders[::-1]))


def test_the_order_of_the_records_changes_no_finding(tmp_path):
    records = [
        {"id": f"{path.parent.name}-{path.stem}", "text": path.read_text(encoding="utf-8", errors="replace")}
        for path in sorted(SAMPLE.rglob("*.txt"))[::3]
        if path.stat().st_size
    ]
    sentence = ["article", "code", "severity", "paragraph", "start", "end", "excerpt", "message", "fingerprint"]
    first = findings([write(tmp_path, records)]).select(sentence)
    random.Random(1).shuffle(records)
    second = findings([write(tmp_path, records)]).select(sentence)
    assert first.sort(sentence).equals(second.sort(sentence))


def test_every_record_is_an_article_or_is_named_by_a_finding(sample, whole):
    read = set(sample.summary.select("source", "record").rows())
    sentence = set(whole.filter(C("code").str.starts_with("INP")).select("source", "record").rows())
    lines = [line for line in (SAMPLE / "feeds" / "coastal.jsonl").read_text(encoding="utf-8").splitlines() if line]
    given_ = {("feeds/coastal.jsonl", number) for number in range(len(lines))}
    given_ |= {(str(path.relative_to(SAMPLE)), None) for path in SAMPLE.rglob("*.txt")}
    assert given_ <= read | sentence
    assert ("scans/empty.txt", None) in sentence
    assert not read & {("scans/empty.txt", None)}


def test_a_clean_article_added_changes_nothing(tmp_path):
    clean = {
        "id": "zz-clean", "title": "A clean article", "byline": "Mara Ellison", "publisher": "Westhaven Courier",
        "url": "https://courier.example/2023/05/02/clean", "language": "en", "published": "2023-05-02",
        "captured": "2023-05-03T06:00:00Z",
        "text": "The lamp on the pier was lit again on Monday after a year in the dark.\n\nFishermen had asked for it "
        "since the old one was lost in a gale.\n\nThe new lamp uses a tenth of the power, and can be seen for nine "
        "miles.\n\nThe harbour master lit it himself, with a match, because the switch had not come.",
    }  # fmt: skip
    for part in ("furniture", "quotes", "feeds"):
        shutil.copytree(SAMPLE / part, tmp_path / "in" / part)
    before = findings([tmp_path / "in"])
    write(tmp_path / "in", [clean])
    more = findings([tmp_path / "in"])
    assert more.filter(article="zz-clean").is_empty()
    of_articles = C("article").is_not_null()
    assert more.filter(of_articles).equals(before.filter(of_articles))
    assert before.height


@examples(2)
@given(st.lists(texts(), min_size=20, max_size=40))
def test_every_span_cites_the_text(tmp_path_factory, corpus):
    folder = tmp_path_factory.mktemp("spans")
    source = write(folder, [{"id": f"a{number}", "text": text} for number, text in enumerate(corpus)])
    paths = extract_facts([source], folder / "facts", HELD)
    frames = {frame.name: pl.read_parquet(paths[frame.name]) for frame in EXTRACTED}
    for frame in EXTRACTED:
        assert frames[frame.name].columns[: len(frame.schema)] == list(frame.schema)
    texts_ = frames["articles"].select("article", full="text")
    for name, start, end, cited in SPANS:
        rows = frames[name].filter(
            C(start).is_not_null(), *(C(n).is_null() for n in ["caption_index"] if name == "captions")
        )
        rows = rows.join(texts_, on="article", how="left")
        there = rows["full"].str.len_chars() if rows.height else pl.Series([], dtype=pl.UInt32)
        assert (rows[end] <= there).all()
        assert (rows[start] <= rows[end]).all()
        found = rows.select(C("full").str.slice(C(start), C(end) - C(start))).to_series()
        if cited == "excerpt":
            found = found.str.slice(0, 160)
        if cited:
            assert found.to_list() == rows[cited].to_list(), name


@examples(2)
@given(st.lists(texts(), min_size=20, max_size=40))
def test_every_paragraph_of_a_body_leads_back_into_the_text(corpus):
    normalised = normalise(pl.DataFrame({"text": corpus}, schema={"text": pl.String}), HELD)
    read = {f"frame.parquet#{number}": text for number, text in enumerate(corpus)}
    assert set(normalised["article"]) <= set(read)
    for article in normalised.to_dicts():
        leads_back(article, read[article["article"]])


def test_so_does_every_one_of_the_sample_and_posts_and_captions_stand_in_it_too():
    facts = facts_of(SAMPLE, HELD)
    paragraphs = facts["paragraphs"].filter(kind="body")
    assert facts["normalised"]["article"].equals(facts["articles"]["article"])
    assert facts["normalised"]["offsets"].list.len().sum() == paragraphs.height
    for article, text in zip(facts["normalised"].to_dicts(), facts["articles"]["text"], strict=True):
        leads_back(article, text)
    for name, frame in (("captions", "captions"), ("embeds", "embeds"), ("notices", "lineage")):
        assert facts["normalised"][name].list.len().sum() == facts[frame].height > 0


def leads_back(article, text):
    """Assert that the body is its paragraphs and nothing else, and each of them stands in the text."""
    parts = [(part["body"], part["text"], part["length"]) for part in article["offsets"]]
    cited = [text[start : start + length] for _, start, length in parts]
    assert [article["body"][start : start + length] for start, _, length in parts] == cited
    assert "\n\n".join(cited) == article["body"]
    assert all(post["text"] in text for post in article["embeds"])


SPANS = [
    ("dates", "start", "end", "raw"),
    ("paragraphs", "start", "end", "text"),
    ("captions", "start", "end", "caption"),
    ("captions", "credit_start", "credit_end", "credit"),
    ("quotations", "start", "end", "text"),
    ("quotations", "speaker_start", "speaker_end", "speaker"),
    ("quotations", "cue_start", "cue_end", "cue"),
    ("embeds", "start", "end", None),
    ("boilerplate", "start", "end", "text"),
    ("lineage", "start", "end", "text"),
    ("flaws", "start", "end", "text"),
    ("findings", "start", "end", "excerpt"),
]


@pytest.mark.parametrize("shard_articles", [1, 10])
def test_findings_count_for_their_article_though_another_has_its_id(tmp_path: Path, shard_articles: int):
    bad = "An error occurred. Please try again."
    texts = [f"The council met on day {number}.\n\n{bad if number < 2 else ''}" for number in range(4)]
    ids = ("a", "b", "a", "b")
    path = write(tmp_path, [{"id": name, "text": text} for name, text in zip(ids, texts, strict=True)])
    run = check_corpus(path, HELD, engine=Local(1), shard_articles=shard_articles)
    counted = run.summary.sort("record").select("BPL001", "DUP002").rows()
    assert counted == [(1, 0), (1, 0), (0, 1), (0, 1)]
    assert run.summary["errors"].sum() == run.findings.filter(severity="error")["article"].count()
