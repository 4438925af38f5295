"""Which articles share their words, how much, and what each is to the original; for any shards and partitions."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reducing import frames_of

from provenance.check import check_corpus
from provenance.corpus import duplicates
from provenance.corpus.near_duplicates import CORPUS_FACT, bodies, candidates, pairs, passages, sketches
from provenance.corpus.near_duplicates.passages import compare, longest
from provenance.corpus.near_duplicates.words import Text
from provenance.engines import base
from provenance.engines.local import Local
from provenance.policy.configuration import Policy
from tests.support import examples

C = pl.col
LETTERS = random.Random(14)
WORDS = ["".join(LETTERS.choices("abcdefghijklmnoprstuvw", k=LETTERS.randint(3, 9))) for _ in range(4000)]
KINDS = {"Photo:": "caption", "By": "byline"}
Article = dict[str, object]


def sentences(number: int, seed: object) -> list[str]:
    """Return so many sentences of twenty words that nobody else has written."""
    rng = random.Random(repr(seed))
    return [" ".join(rng.choices(WORDS, k=20)).capitalize() + "." for _ in range(number)]


def text(*parts: str) -> str:
    """Return paragraphs of four sentences."""
    return "\n\n".join(" ".join(parts[at : at + 4]) for at in range(0, len(parts), 4))


STORY = sentences(16, "story")


def article(id_: str, *parts: str, **fields: object) -> Article:
    return {"id": id_, "text": text(*parts), **fields}


def shard(articles: list[Article]) -> dict[str, pl.DataFrame]:
    """Return the facts of a shard that are read; a paragraph that begins with `Photo:` is a caption, one with
    `By ` a byline; `(Reporting by` is a notice that names no agency."""
    rows = pl.DataFrame(
        {
            "row": range(len(articles)),
            "article": [each["id"] for each in articles],
            **{name: [each.get(name) for each in articles] for name in ("published", "publisher", "byline", "url")},
            "published_precision": ["day"] * len(articles),
            "source": [each.get("source", f"{each['id']}.txt") for each in articles],
            "record": [None] * len(articles),
            "line": [1] * len(articles),
        },
        schema_overrides={
            "row": pl.UInt32, "record": pl.Int64, "published": pl.String,
            **dict.fromkeys(("article", "source", "publisher", "byline", "url"), pl.String),
        },
    ).with_columns(C("published").str.to_date())  # fmt: skip
    parts = [
        (number, turn, start, start + len(part), part, KINDS.get(part.split(" ")[0], "body"))
        for number, each in enumerate(articles)
        for turn, (part, start) in enumerate(placed(str(each["text"])))
    ]
    schema = {
        "row": pl.UInt32,
        "paragraph": pl.UInt32,
        "start": pl.Int64,
        "end": pl.Int64,
        "text": pl.String,
        "kind": pl.String,
    }
    wires: list[tuple[object, ...]] = [
        (number, None, 0, 0, "wire", each["agency"]) for number, each in enumerate(articles) if "agency" in each
    ]
    wires += [
        (number, turn, start + text.find("(Reporting by"), end, "wire", None)
        for number, turn, start, end, text, _ in parts
        if "(Reporting by" in text
    ]
    of_notices = {**schema, "party": pl.String}
    del of_notices["text"]
    return {
        "articles": rows,
        "paragraphs": pl.DataFrame(parts, schema=schema, orient="row"),
        "lineage": pl.DataFrame(wires, schema=of_notices, orient="row"),
    }


def placed(whole: str) -> list[tuple[str, int]]:
    starts, at = [], 0
    for part in whole.split("\n\n"):
        starts.append((part, at))
        at += len(part) + 2
    return [(part, start) for part, start in starts if part]


def found(*shards: list[Article]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return near_duplicates and clusters."""
    frames = frames_of(CORPUS_FACT, map(shard, shards))
    return frames["near_duplicates"], frames["clusters"]


def roles(*articles: Article) -> dict[str, str]:
    return dict(found(list(articles))[1].select("article", "role").iter_rows())


def test_what_two_articles_share_is_told_with_the_longest_passage_on_both_sides():
    own = sentences(4, "own")
    shorter = article("b", *own, *STORY[4:10])
    rows = found([article("a", *STORY), shorter])[0].to_dicts()
    (row,) = rows
    # 16 sentences of 20 words have 316 shingles; the 120 words of six that stand together have 116 of them
    assert (row["article"], row["other"], row["shared_words"]) == ("a", "b", 120)
    assert row["contained"] == pytest.approx(116 / 316)
    assert row["other_contained"] == pytest.approx(116 / 196)
    one, other = text(*STORY)[row["start"] : row["end"]], str(shorter["text"])[row["other_start"] : row["other_end"]]
    assert one.split() == other.split()
    assert (one.split()[0], one.split()[-1]) == (STORY[4].split()[0], STORY[9].split()[-1].rstrip("."))


@pytest.mark.parametrize(
    ("role", "parts", "fields"),
    [
        ("copy", STORY, {}),
        ("copy", [part.upper() for part in STORY], {}),
        ("abridged", STORY[:8], {}),
        ("abridged", STORY[:6] + STORY[9:], {"published": "2024-03-09"}),
        ("rewritten", sentences(3, "lead") + STORY[3:], {}),
        ("copy", STORY[8:] + STORY[:8], {}),
        ("rewritten", STORY[::-1], {}),
        ("update", STORY + sentences(4, "news"), {"publisher": "Westhaven Courier"}),
        ("rewritten", STORY + sentences(4, "news"), {"publisher": "Ghent Post"}),
        (None, sentences(16, "other"), {}),
        (None, sentences(9, "other") + STORY[:7], {}),
    ],
)  # fmt: skip
def test_what_an_article_is_to_the_original(role: str | None, parts: list[str], fields: dict[str, object]) -> None:
    first = article("z", *STORY, published="2024-03-08", publisher="Westhaven Courier")
    other = article("a", *parts, **{"published": "2024-03-10", "publisher": "Ghent Post", **fields})
    assert roles(first, other) == ({} if role is None else {"z": "original", "a": role})


def test_the_agency_that_others_name_has_the_original_then_who_was_first():
    copies = [
        article(name, *STORY, published=f"2024-03-0{day}", agency="Reuters") for name, day in (("a", 4), ("b", 2))
    ]
    assert roles(*copies) == {"b": "original", "a": "copy"}
    wire = article("c", *STORY, published="2024-03-05", publisher="Reuters")
    rows = found([*copies, wire])[1].select("article", "role", "evidence").rows()
    assert rows == [
        ("a", "copy", "the same words as c; published a day earlier; names Reuters"),
        ("b", "copy", "the same words as c; published 3 days earlier; names Reuters"),
        ("c", "original", "published by the agency that others name"),
    ]


@examples(15)
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "published": st.sampled_from(["2024-03-04", "2024-03-05"]),
                "publisher": st.sampled_from(["Reuters", "dpa", "Ghent Post"]),
                "byline": st.sampled_from(["Reuters", "By Mara Ellison and dpa", "Mara Ellison"]),
            },
        ),
        min_size=2,
        max_size=5,
    )
)
def test_equal_texts_have_one_original_whoever_asks(fields: list[dict[str, str]]) -> None:
    facts = shard([article(name, *STORY, **each) for name, each in zip("abcde", fields, strict=False)])
    repeated = frames_of(duplicates.CORPUS_FACT, [facts])["duplicates"].filter(kind="text")
    original = frames_of(CORPUS_FACT, [facts])["clusters"].filter(role="original")["article"]
    assert repeated["of"].unique().to_list() == original.to_list()


def test_of_two_twins_one_of_which_has_a_day_that_one_is_the_original_and_what_the_other_repeats():
    articles = [article("a", *STORY), article("b", *STORY, published="2024-03-04")]
    assert roles(*articles) == {"b": "original", "a": "copy"}
    assert frames_of(duplicates.CORPUS_FACT, [shard(articles)])["duplicates"]["of"].to_list() == ["b"]


def test_texts_of_one_template_are_no_copies():
    def weather(place: str, low: int, high: int) -> str:
        numbers = [f"In {place} it will be {low} degrees at night.", f"By day {high} degrees are expected in {place}."]
        common = [part.removesuffix(".") for part in STORY[:4]]
        return f"{common[0]} {numbers[0]} {common[1]} {numbers[1]} {common[2]} {place} {high} {common[3]}."

    made = [{"id": name, "text": weather(*values)} for name, *values in (("a", "Oslo", 2, 9), ("b", "Ghent", 7, 13))]
    assert roles(*made) == {"a": "original", "b": "template"}


def test_slots_may_stand_near_one_another():
    def lottery(town: str, numbers: list[int], name: str) -> str:
        drawn = ", ".join(map(str, numbers[:5])) + f" and {numbers[5]} with {numbers[6]} in {town} for {name}"
        return f"{' '.join(STORY[:3])} {drawn}. {' '.join(STORY[3:5])}"

    made = [
        {"id": "a", "text": lottery("Oslo", [2, 9, 14, 20, 33, 41, 7], "Ina Berg")},
        {"id": "b", "text": lottery("Graz", [1, 11, 15, 27, 30, 42, 3], "Jo Roe")},
    ]
    assert roles(*made) == {"a": "original", "b": "template"}
    reworded = f"{' '.join(STORY[:3])} {' '.join(WORDS[40:54])}. {' '.join(STORY[3:5])}"
    assert roles(made[0], {"id": "b", "text": reworded})["b"] == "rewritten"


def test_captions_furniture_and_very_short_texts_are_not_compared():
    shared = f"Photo: {' '.join(STORY)}"
    articles = [{"id": name, "text": f"{shared}\n\n{text(*sentences(6, name))}"} for name in "ab"]
    short = [{"id": name, "text": " ".join(STORY[0].split()[:19])} for name in "cd"]
    rows, clusters = found([*articles, *short, {"id": "e", "text": ""}, {"id": "f", "text": "word " * 500}])
    assert rows.is_empty()
    assert clusters.is_empty()
    assert found([])[0].is_empty()


@pytest.mark.parametrize(
    ("whole", "notice", "left"),
    [
        ("The boats have left. (Reporting by Ina Berg) ", "(Reporting by Ina Berg)", "The boats have left."),
        (
            "WESTHAVEN, March 12 (Reuters) - The boats have left.",
            "WESTHAVEN, March 12 (Reuters)",
            "The boats have left.",
        ),
        ("The boats (Reuters) have left.", "(Reuters)", "The boats (Reuters) have left."),
        ("(Reuters)", "(Reuters)", "(Reuters)"),
    ],
)
def test_a_notice_at_either_end_of_a_paragraph_is_none_of_its_words(whole: str, notice: str, left: str) -> None:
    at = 40 + whole.index(notice)
    place: dict[str, object] = {"row": 0, "paragraph": 3}
    own = pl.DataFrame([{**place, "start": 40, "end": 40 + len(whole), "text": whole, "kind": "body"}])
    notices = pl.DataFrame([{**place, "start": at, "end": at + len(notice)}])
    (row,) = bodies.paragraphs({"paragraphs": own, "lineage": notices}).to_dicts()
    assert row == {"row": 0, "start": 40 + whole.index(left), "end": 40 + whole.index(left) + len(left), "text": left}


@pytest.mark.parametrize(
    ("fields", "agency", "stated"),
    [
        ({"byline": "By Mara Ellison and Reuters"}, "Reuters", True),
        ({"byline": "Mara Ellison, The Associated Press"}, "Associated Press", True),
        ({"publisher": "AFP"}, "Agence France-Presse", True),
        ({"agency": "Reuters"}, "Reuters", True),
        ({"byline": "Mara Reuters"}, None, False),
    ],
)
def test_an_agency_is_named_by_a_notice_a_byline_or_as_the_publisher(
    fields: dict[str, object], agency: str | None, *, stated: bool
) -> None:
    rows = found([article("a", *STORY, **fields), article("b", *STORY)])[1]
    assert rows.select("article", "agency", "stated").rows() == [("a", agency, stated), ("b", agency, False)]


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(Reporting by Ina Berg; Editing by Jo Roe) Reuters", "Reuters"),
        ("(Reporting by Ina Berg in Oslo; editing by Jo Roe; Reuters)", "Reuters"),
        ("(Reporting by Ina Berg; Editing by Jo Roe)\n\nReuters", "Reuters"),
        ("(Reporting by Ina Berg/AFP)", "Agence France-Presse"),
        ("(Reporting by Ina Berg; Editing by Reuters Roe)", None),
        ("By Reuters Staff", "Reuters"),
        ("By Ina Berg, Associated Press writer", "Associated Press"),
    ],
)
def test_an_agency_is_named_where_it_has_signed(line: str, agency: str | None) -> None:
    signed = {"id": "a", "text": f"{text(*STORY)}\n\n{line}"}
    rows = found([signed, {"id": "b", "text": text(*STORY, "(Reporting by Ina Berg)")}, article("c", *STORY)])[1]
    assert rows.filter(article="a")["agency"].to_list() == [agency]


def test_an_article_whose_near_duplicates_belong_to_others_is_in_no_cluster() -> None:
    line = sentences(30, "line")
    rows, clusters = found(
        [article(name, *line[at : at + 10]) for name, at in (("a", 0), ("b", 4), ("c", 8), ("d", 12))]
    )
    assert rows.height == 3
    assert clusters["cluster"].value_counts()["count"].to_list() == [3]


def test_two_records_of_one_id_are_two_articles():
    twice = [article("x", *STORY, source=f"{number}.txt") for number in (1, 2)]
    rows, clusters = found(twice)
    assert rows.select("article", "other", "source").rows() == [("x", "x", "1.txt")]
    assert clusters.select("cluster", "article", "role", "source").rows() == [
        ("x", "x", "original", "1.txt"), ("x", "x", "copy", "2.txt"),
    ]  # fmt: skip
    apart = [article("x", *sentences(8, number), source=f"{number}.txt") for number in (1, 1, 2, 2)]
    assert found(apart)[1]["cluster"].to_list() == ["x (1.txt:0)"] * 2 + ["x (2.txt:0)"] * 2


def mixed(number: int) -> list[Article]:
    """Return stories and what became of them, without a date, in no order."""
    rng, made = random.Random(3), []
    for story in range(number):
        parts = sentences(rng.randint(3, 14), story)
        made.append(parts)
        for _ in range(rng.choice((0, 0, 1, 3))):
            kept = [part for part in parts if rng.random() < 0.7] + sentences(rng.randint(0, 6), (story, len(made)))
            made.append(kept)
    rng.shuffle(made)
    return [article(f"a{place:03}", *parts) for place, parts in enumerate(made)]


@pytest.fixture(scope="module")
def corpus() -> list[Article]:
    return mixed(40)


@pytest.fixture(scope="module")
def whole(corpus: list[Article]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what is found in that corpus as one shard."""
    return found(corpus)


def test_all_pairs_are_found_and_no_others(corpus, whole):
    texts = {each["id"]: str(each["text"]).lower().replace(".", "").split() for each in corpus}
    shingles = {name: set(zip(*(words[at:] for at in range(5)), strict=False)) for name, words in texts.items()}
    expected = {}
    for one, other in combinations(sorted(name for name, words in texts.items() if len(words) >= 20), 2):
        shared = len(shingles[one] & shingles[other])
        if shared >= 0.5 * min(len(shingles[one]), len(shingles[other])):
            expected[one, other] = (shared / len(shingles[one]), shared / len(shingles[other]))
    rows = whole[0]
    copies = {other for (one, other) in expected if texts[one] == texts[other]}  # they stand beside the first alone
    expected = {pair: shares for pair, shares in expected.items() if shares == (1, 1) or not copies & {*pair}}
    assert len(expected) > 40
    assert {(one, other): (*shares,) for one, other, *shares in rows.select(rows.columns[:4]).iter_rows()} == expected


@pytest.mark.parametrize("held", [1, 7, 1_000_000])
def test_shards_order_and_partitions_change_nothing(
    held: int, corpus: list[Article], whole: tuple[pl.DataFrame, pl.DataFrame], monkeypatch: pytest.MonkeyPatch
):
    for module, name in ((base, "PARTITION"), (pairs, "TEXTS"), (pairs, "BATCH"), (candidates, "SLICE")):
        monkeypatch.setattr(module, name, max(held, 30) if name == "PARTITION" else held)
    turned = corpus[::-1]
    made = found(turned[:11], [], turned[11:40], turned[40:])
    for one, other in zip(made, whole, strict=True):
        assert one.equals(other)


def test_copies_leave_their_shingles_once_in_whatever_slices_they_lie(
    corpus: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = shard([*corpus[:4], *({**each, "id": f"copy {each['id']}"} for each in corpus[:4])])
    expected = candidates.keys(facts).sort("key", "body")
    assert not expected.select("key", "body").is_duplicated().any()
    monkeypatch.setattr(candidates, "SLICE", 3_000)
    assert candidates.keys(facts).sort("key", "body").equals(expected)


@pytest.mark.parametrize("size", [1, 1_000_000])
def test_texts_are_read_only_of_pairs_that_may_share_half(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BATCH", "SKETCHES"):
        monkeypatch.setattr(sketches, name, size)
    shares = {"most": 12, "half": 8, "some": 4, "none": 0}
    texts = {"story": [*STORY], **{name: [*STORY[:n], *sentences(16 - n, name)] for name, n in shares.items()}}
    short = {"remark": STORY[0].split()[:9], "long": [*STORY, *sentences(400, "long")]}
    number = {name: at for at, name in enumerate([*texts, *short])}
    known = pl.DataFrame({"texts": [[" ".join(parts)] for parts in [*texts.values(), *short.values()]]})
    hashed = bodies.hashes(known.with_row_index("row").explode("texts").rename({"texts": "text"})).sort("row")["body"]
    pairs_ = [("story", name) for name in shares] + [("remark", "story"), ("remark", "long"), ("story", "long")]
    asked = pl.DataFrame(
        [[hashed[number[one]], hashed[number[other]]] for one, other in pairs_],
        schema={"body": pl.UInt64, "other_body": pl.UInt64}, orient="row",
    )  # fmt: skip
    kept = sketches.likely(asked, [known.with_columns(key=hashed)], Local().shuffle)
    left_out = asked.join(kept, on=["body", "other_body"], how="anti", maintain_order="left")
    assert left_out.equals(asked[2:4])


def test_of_many_alike_a_few_pairs_and_the_whole_cluster():
    rows, clusters = found([article(f"a{number:02}", *STORY) for number in range(30)])
    assert rows.select("article", "other").rows() == [("a00", f"a{number:02}") for number in range(1, 11)]
    assert clusters["article"].n_unique() == clusters.height == 30
    assert clusters["cluster"].unique().to_list() == ["a00"]
    near = [article(f"b{number:02}", *STORY[:15], *sentences(1, number)) for number in range(40)]
    rows, clusters = found(near)
    assert pl.concat([rows["article"], rows["other"]]).value_counts()["count"].max() <= pairs.MOST
    assert (clusters["article"].n_unique(), clusters["cluster"].n_unique()) == (40, 1)


def test_a_chain_is_no_cluster():
    line = sentences(200, "chain")
    rows, clusters = found([article(f"a{at:03}", *line[at * 4 : at * 4 + 10]) for at in range(45)])
    assert rows.height == 44
    assert clusters["cluster"].n_unique() >= 15
    shares = {(one, other): shares for one, other, *shares in rows.select(rows.columns[:4]).iter_rows()}
    for cluster, member in clusters.select("cluster", "article").iter_rows():
        if member != cluster:
            pair = (min(member, cluster), max(member, cluster))
            assert shares[pair][member > cluster] >= pairs.HALF


@pytest.mark.parametrize(
    ("one", "other", "passage"),
    [
        ("A b c d e f g.", "x a, B: “c” d e f", ("A b c d e f", "a, B: “c” d e f")),
        ("a b c d e x f g h i j k", "f g h i j k y a b c d e", ("f g h i j k", "f g h i j k")),
        ("首相は十日に会見を開いた", "きのう首相は十日に会見をした", ("首相は十日に会見を", "首相は十日に会見を")),
        ("la " * 40, "la " * 30, ("la la la la la", "la la la la la")),
        ("Ünder ÅNGström İstanbul naïve café six", "ünder ångström İSTANBUL NAÏVE CAFÉ seven", ("Ünder ÅNGström İstanbul naïve café", "ünder ångström İSTANBUL NAÏVE CAFÉ")),
    ],
)  # fmt: skip
def test_the_longest_passage_in_words(one: str, other: str, passage: tuple[str, str]) -> None:
    shared = compare(Text([0], [one]), Text([3], [other]), 0)
    assert shared is not None
    assert (one[shared.start : shared.end], other[shared.other_start - 3 : shared.other_end - 3]) == passage


def test_of_equal_passages_it_is_the_first():
    one, other = Text([0], ["a b c d e x v w x y z"]), Text([0], ["v w x y z 1 a b c d e"])
    assert longest(one, other, one.distinct & other.distinct) == (6, 0, 5)
    assert compare(one, Text([0], ["q r s t u"]), 0) is None


@pytest.mark.parametrize("seed", range(20))
def test_the_longest_passage_is_the_same_with_and_without_a_look_at_repeated_words(seed: int) -> None:
    rng = random.Random(seed)
    own = rng.sample(WORDS, 60)
    cuts = sorted(rng.sample(range(60), 6))
    parts = [own[start:end] for start, end in pairwise([0, *cuts, 60])]
    rng.shuffle(parts)
    one, other = Text([0], [" ".join(own)]), Text([0], [" x ".join(" ".join(part) for part in parts)])
    shared = one.distinct & other.distinct
    assert shared
    at, other_at, length = longest(one, other, shared)
    assert (at, other_at, length) == passages._longest_of_repeated(one, other, shared)
    assert one.words[at : at + length] == other.words[other_at : other_at + length]


def test_only_a_run_that_keeps_its_facts_pays_for_them(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "ab":
        (folder / f"{name}.txt").write_text(f"Photo: Ina Berg/dpa\n\n{text(*STORY)}", encoding="utf-8")
    plain = check_corpus(folder, Policy(), cache=tmp_path / "cache")
    assert "near_duplicates" not in plain.corpus
    assert plain.summary["copies"].to_list() == [None, None]
    for _ in range(2):  # made, and from the cache
        run = check_corpus(folder, Policy(), frames=tmp_path / "frames", cache=tmp_path / "cache")
        assert run.corpus["near_duplicates"].frame().select("article", "other", "contained").rows() == [
            ("a.txt", "b.txt", 1.0)
        ]
        assert run.corpus["clusters"].frame()["role"].to_list() == ["original", "copy"]
        assert run.corpus["originality"].frame().rows() == [(2, 1, 0.5, 2)]
        assert run.summary.select("copies", "cluster", "role").rows() == [
            (1, "a.txt", "original"), (1, "a.txt", "copy"),
        ]  # fmt: skip


def test_rules_in_preview_tell_where_copies_lie_in_two_splits(tmp_path):
    for place in ("train/x.txt", "test/b.txt", "all/c.txt", "all/train.txt"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(text(*STORY), encoding="utf-8")
    found = check_corpus(tmp_path, Policy(select=("COP",), preview=True)).findings
    messages = found.filter(code="COP004")["message"].to_list()
    assert messages == [
        "100 % of it stands in test/b.txt (test), this one is of train",
        "100 % of it stands in train/x.txt (train), this one is of test",
    ]
    (tmp_path / "test/b.txt").write_text(text(*STORY[:8]), encoding="utf-8")
    for place in ("all/c.txt", "all/train.txt"):
        (tmp_path / place).unlink()
    found = check_corpus(tmp_path, Policy(select=("COP",), preview=True)).findings
    assert found.select("code", "article", "source", "message").rows() == [
        ("COP004", "test/b.txt", "test/b.txt", "100 % of it stands in train/x.txt (train), this one is of test"),
        ("COP003", None, None, "50.0 % of 2 articles are copies or abridged; the largest cluster has 2"),
    ]


def test_a_copy_of_the_original_is_one_whatever_the_centre_of_the_cluster_is():
    first = article("z", *STORY[:14], published="2024-03-01")
    twin, longer = article("y", *STORY[:14]), article("a", *STORY, *sentences(3, "more"))
    others = [article(name, *STORY[12:], *sentences(3, "more")) for name in "bc"]
    told = roles(first, twin, longer, *others)
    assert (told["z"], told["y"]) == ("original", "copy")
    assert found([first, twin, longer, *others])[1]["cluster"].unique().to_list() == ["a"]


def test_sentences_in_another_order_are_no_template():
    named = [part for number, one in enumerate(STORY) for part in (one, f"Oslo has {number}.")]
    assert roles(article("a", *named), article("b", *named[::-1]))["b"] == "rewritten"


def test_white_space_and_scripts_without_spaces_hide_no_copy():
    spaced = text(*STORY).replace("\n\n", "\0").replace(" ", "  ", 200).replace("\0", "\n\n")
    broken = text(*STORY).replace("\n\n", "\0").replace(" ", "\n", 300).replace("\0", "\n\n")
    rows = found([article("a", *STORY), {"id": "b", "text": spaced}, {"id": "c", "text": broken}])[0]
    assert rows.select("article", "other", "contained").rows() == [
        ("a", "b", 1.0), ("a", "c", 1.0), ("b", "c", 1.0),
    ]  # fmt: skip
    letters = random.Random(9)
    chinese = "".join(chr(letters.randrange(0x4E00, 0x5E00)) for _ in range(120))
    rows = found([{"id": "a", "text": chinese}, {"id": "b", "text": f"{chinese[20:]}。"}])[0]
    assert rows.select("contained", "other_contained", "shared_words").rows() == [(96 / 116, 1.0, 100)]
