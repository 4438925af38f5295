"""How well copies, their roles and altered quotations are found: injected into any articles, and what it costs.

    python benchmarks/originality.py copies FOLDER [--number 1000]
    python benchmarks/originality.py quotations FOLDER [--number 2000]
    python benchmarks/originality.py oracle FOLDER
    python benchmarks/originality.py cost [--articles 5000]
    python benchmarks/originality.py timed FOLDER
    python benchmarks/originality.py twins [--articles 100000]
    python benchmarks/originality.py chain [--articles 1000]

`copies` adds to the articles of a folder changed ones of known kinds, `quotations` little articles that quote what
articles of the folder quote, with known edits. `oracle` holds every pair against every other one in plain Python.
`cost` generates articles with the vocabulary of natural text (Zipf) of which a tenth are copies, and tells the CPU time
of a check without and with the two facts; `timed` does so with the articles of a folder. `twins` compares articles of one
template, `chain` articles each of which shares a bit more than half of its words with the next: what it costs, in how
many rows an article stands, and which clusters there are. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

import polars as pl

from provenance import corpus
from provenance.check import check_corpus, facts_of
from provenance.corpus.near_duplicates.pairs import HALF
from provenance.corpus.near_duplicates.words import Text
from provenance.engines.local import Local
from provenance.pipeline.shard import Job
from provenance.policy.configuration import Policy

C = pl.col
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
SLOT = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}|\b\d+\b")
LETTERS = random.Random(1)
VOCABULARY = [
    "".join(LETTERS.choices("aeioulnrst" * 2 + "bcdfghkmpvwy", k=LETTERS.randint(2, 10))) for _ in range(30_000)
]
WEIGHTS = [1 / (rank + 3) for rank in range(len(VOCABULARY))]
Article = dict[str, object]


def sentence(rng: random.Random) -> str:
    """Return a sentence of words that are as frequent as those of natural text."""
    return " ".join(rng.choices(VOCABULARY, WEIGHTS, k=rng.randint(8, 32))).capitalize() + "."


def paragraphs(rng: random.Random, sentences: int) -> list[list[str]]:
    """Return so many sentences in paragraphs of three."""
    return [[sentence(rng) for _ in range(3)] for _ in range(-(-sentences // 3))]


def joined(parts: list[list[str]]) -> str:
    """Return paragraphs as a text."""
    return "\n\n".join(" ".join(part) for part in parts if part)


def abridged(parts: list[list[str]], rng: random.Random) -> list[list[str]]:
    """Leave out 10 to 50 % of the words, sentence by sentence."""
    share = rng.uniform(0.1, 0.5)
    places = [(at, number) for at, part in enumerate(parts) for number in range(len(part))]
    rng.shuffle(places)
    total, left_out, gone = sum(len(each.split()) for part in parts for each in part), 0, set()
    for at, number in places:
        if left_out >= share * total:
            break
        gone.add((at, number))
        left_out += len(parts[at][number].split())
    return [[each for number, each in enumerate(part) if (at, number) not in gone] for at, part in enumerate(parts)]


def reordered(parts: list[list[str]], rng: random.Random) -> list[list[str]]:
    """Bring the sentences into another order."""
    flat = [each for part in parts for each in part]
    rng.shuffle(flat)
    return [flat[at : at + 3] for at in range(0, len(flat), 3)]


def rewritten(parts: list[list[str]], rng: random.Random) -> list[list[str]]:
    """Write the first sentences anew: as many as make up a tenth of the words, a fifth at most, or one."""
    flat = [each for part in parts for each in part]
    total, gone, at = sum(len(each.split()) for each in flat), 0, 0
    while gone < total / 10 and (not gone or gone + len(flat[at].split()) < total / 5):
        gone += len(flat[at].split())
        at += 1
    new: list[str] = []
    while sum(len(each.split()) for each in new) < max(gone, total / 10):
        new.append(sentence(rng))
    return [new, *(flat[start : start + 3] for start in range(at, len(flat), 3))]


def template(parts: list[list[str]], rng: random.Random) -> list[list[str]]:
    """Fill names and numbers with others, as in the weather of another town: at most one word in sixteen."""
    slots = len(SLOT.findall(joined(parts)))
    share = min(1, len(joined(parts).split()) / 16 / max(1, slots))

    def fill(match: re.Match[str]) -> str:
        word = match.group()
        if rng.random() > share:
            return word
        return str(rng.randint(1, 999)) if word[0].isdigit() else rng.choice(VOCABULARY).capitalize()

    return [[SLOT.sub(fill, each) for each in part] for part in parts]


KINDS: Mapping[str, tuple[str, Callable[[list[list[str]], random.Random], list[list[str]]]]] = {
    "verbatim": ("copy", lambda parts, _: parts),
    "abridged": ("abridged", abridged),
    "reordered": ("rewritten", reordered),
    "rewritten": ("rewritten", rewritten),
    "template": ("template", template),
}
"""How articles are changed, with the role that a changed one has."""


def bodies(facts: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the paragraphs of the body of each article that are sentences."""
    body = facts["paragraphs"].filter(kind="body")
    return {str(name): rows for (name,), rows in body.group_by("article", maintain_order=True)}


def copies(folder: Path, number: int) -> Iterator[str]:
    """Yield how many injected articles are found, with which role, and what else is found beside them."""
    rng = random.Random(14)
    facts = facts_of(folder)
    base = {name: [SENTENCE.split(text) for text in rows["text"]] for name, rows in bodies(facts).items()}
    near = {*facts["near_duplicates"]["article"], *facts["near_duplicates"]["other"]}
    long = [name for name, parts in base.items() if sum(len(each.split()) for part in parts for each in part) >= 150]
    usable = [name for name in long if name not in near]
    articles: list[Article] = [
        {"id": name, "text": joined(parts), "published": "2024-01-01"} for name, parts in base.items()
    ]
    expected: dict[str, tuple[str, str, str]] = {}
    for turn in range(number):
        name, kind = rng.choice(usable), list(KINDS)[turn % len(KINDS)]
        parts = KINDS[kind][1](base[name], rng)
        if kind == "template" and len(SLOT.findall(joined(base[name]))) < 8:
            continue
        articles.append({"id": f"zz{turn:05}", "text": joined(parts), "published": "2024-01-03"})
        expected[f"zz{turn:05}"] = (name, kind, KINDS[kind][0])
    found = of_articles(articles)
    pairs = set(found["near_duplicates"].select("article", "other").iter_rows())
    roles = dict(found["clusters"].select("article", "role").iter_rows())
    cluster = dict(found["clusters"].select("article", "cluster").iter_rows())
    for kind in KINDS:
        named = {name: of for name, (of, its, _) in expected.items() if its == kind}
        near = sum(
            (min(name, of), max(name, of)) in pairs or cluster.get(name) == cluster.get(of, 0)
            for name, of in named.items()
        )
        right = sum(roles.get(name) == expected[name][2] for name in named)
        told = Counter(roles.get(name, "none") for name in named)
        yield f"{kind}: {len(named)} injected, found {near / len(named):.3f}, role right {right / len(named):.3f} {dict(told)}"
    of = {name: base_name for name, (base_name, _, _) in expected.items()}
    strange = [pair for pair in pairs if {*pair} & of.keys() and of.get(pair[0], pair[0]) != of.get(pair[1], pair[1])]
    own = [pair for pair in pairs if {*pair} & of.keys()]
    yield f"of {len(own)} pairs with an injected article {len(strange)} are with another one than its own"


def of_articles(articles: list[Article]) -> dict[str, pl.DataFrame]:
    """Return all facts of articles."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "articles.jsonl"
        place.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
        return facts_of(place)


def edited(words: list[str], kind: str, rng: random.Random) -> list[str] | None:
    """Return a quotation with an edit of a kind; None where it has no place for it."""
    at = rng.randrange(2, len(words) - 3)
    numbers = [place for place, word in enumerate(words) if re.fullmatch(r"\d+", word) and 0 < place < len(words) - 1]
    nots = [place for place, word in enumerate(words) if word == "not" and 0 < place < len(words) - 1]
    number, lost = (rng.choice(places) if places else 0 for places in (numbers, nots))
    changed = {
        "same": words,
        "speaker": words,
        "cut": words[: max(8, int(len(words) * rng.uniform(0.5, 0.8)))],
        "cut-inside": words[:at] + words[at + rng.randint(1, 2) :],
        "changed": [*words[:at], rng.choice(VOCABULARY[5000:]), *words[at + 1 :]],
        "number": [*words[:number], str(int(words[number]) + 7), *words[number + 1 :]] if number else None,
        "negation": words[:lost] + words[lost + 1 :] if lost else [*words[:at], "not", *words[at:]],
    }
    return changed[kind]


def quotations(folder: Path, number: int) -> Iterator[str]:
    """Yield how many injected edits of quotations are found, with which kind, and what is found between unrelated ones."""
    rng = random.Random(7)
    quoted = facts_of(folder)["quotations"].filter(
        C("quotation").is_unique().over("article"), C("text").str.split(" ").list.len().is_between(12, 60),
        ~C("text").str.contains(r"[\[\]…“”\"()]|\.\.\."), C("text").str.contains(r"^[\x20-\x7e’‘–—]+$"),
    )  # fmt: skip
    texts = quoted["text"].unique(maintain_order=True).str.strip_chars(" ,.").to_list()
    rng.shuffle(texts)
    kinds = ("same", "cut", "cut-inside", "changed", "number", "negation", "speaker")
    articles: list[Article] = []
    expected: dict[str, tuple[str, str]] = {}

    def quote(name: str, text: str, speaker: str) -> None:
        own = random.Random(name)
        articles.append({
            "id": name, "text": f"{sentence(own)} {sentence(own)}\n\n“{text},” said {speaker} on Monday.\n\n{sentence(own)}",
        })  # fmt: skip

    for turn, text in enumerate(texts):
        if len(expected) >= number:
            break
        words = text.split(" ")
        kind = kinds[turn % len(kinds)]
        changed = edited(words, kind, rng) or edited(words, kind := "changed", rng)
        for copy in range(2):
            quote(f"a{turn:05}-{copy}", text, "Mara Ellison")
        quote(f"z{turn:05}", " ".join(changed or words), "Joseph Ndlovu" if kind == "speaker" else "Ellison")
        expected[f"z{turn:05}"] = (f"a{turn:05}", kind)
    found = of_articles(articles)
    utterance = dict(found["variants"].select("article", "utterance").iter_rows())
    told = dict(found["variants"].select("article", "kind").iter_rows())
    for kind in kinds:
        named = {name: of for name, (of, its) in expected.items() if its == kind}
        near = [name for name, of in named.items() if utterance.get(name) == utterance.get(f"{of}-0", "")]
        right = sum(told[name] == kind for name in near)
        others = Counter(told[name] for name in near if told[name] != kind)
        yield f"{kind}: {len(named)} injected, found {len(near) / len(named):.3f}, kind right {right / len(named):.3f} {dict(others)}"
    together = defaultdict[str, set[str]](set)
    for name, of in utterance.items():
        together[of].add(name[1:6])
    mixed = sum(len(stories) > 1 for stories in together.values())
    conflicts = sum(told.get(f"{of}-0") != told.get(f"{of}-1") for of, _ in expected.values())
    yield f"{mixed} of {len(together)} utterances hold unrelated quotations; {conflicts} pairs of identical copies differ"


def cost(number: int) -> Iterator[str]:
    """Yield the CPU time an article, without and with the facts that look at the whole corpus again."""
    rng = random.Random(5)
    parts = [paragraphs(rng, rng.randint(12, 36)) for _ in range(number * 9 // 10)]
    parts += [KINDS[kind][1](rng.choice(parts), rng) for kind in rng.choices(list(KINDS), k=number // 10)]
    rng.shuffle(parts)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "articles.jsonl"
        lines = (json.dumps({"id": f"a{at:07}", "text": joined(each)}) + "\n" for at, each in enumerate(parts))
        place.write_text("".join(lines), encoding="utf-8")
        yield from timed(place)


def timed(place: Path) -> Iterator[str]:
    """Yield the CPU time an article of a check of some articles."""
    plain = [name for name, fact in corpus.declared().items() if not fact.costly]
    chosen = {"without": plain, "near duplicates": [*plain, "near_duplicates"], "both": [*corpus.declared()]}
    least = dict.fromkeys(chosen, float("inf"))
    for _ in range(3):
        for name, facts in chosen.items():
            Job.corpus_facts = property(lambda _, wanted=facts: {each: corpus.declared()[each] for each in wanted})  # type: ignore[method-assign, assignment, misc]
            start = time.process_time()
            articles = check_corpus(place, Policy(), engine=Local(2)).articles
            least[name] = min(least[name], (time.process_time() - start) / articles * 1e6)
    yield ", ".join(f"{name} {seconds:.0f} µs" for name, seconds in least.items()) + f" an article, of {articles}"


def twins(number: int) -> Iterator[str]:
    """Yield what it costs to compare articles of one template, and what is found."""
    rng = random.Random(6)
    frame = [sentence(rng).removesuffix(".") for _ in range(5)]

    def filled() -> str:
        return " ".join(f"{each} {rng.choice(VOCABULARY).capitalize()} {rng.randint(1, 999)}." for each in frame)

    yield from compared({"id": f"a{turn:07}", "text": filled()} for turn in range(number))


def chain(number: int) -> Iterator[str]:
    """Yield what is found where each article shares five of its nine sentences with the next one."""
    rng = random.Random(8)
    said = [sentence(rng) for _ in range(4 * number + 5)]
    yield from compared(
        {"id": f"a{turn:07}", "text": " ".join(said[4 * turn : 4 * turn + 9])} for turn in range(number)
    )


def compared(articles: Iterable[Article]) -> Iterator[str]:
    """Yield time and peak memory of a check that writes its frames, the rows of an article, and the clusters."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "articles.jsonl"
        with place.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(article) + "\n" for article in articles)
        start, cpu = time.perf_counter(), time.process_time()
        run = check_corpus(place, Policy(), frames=Path(folder) / "frames", engine=Local(2))
        start, cpu = time.perf_counter() - start, time.process_time() - cpu
    pairs, clusters, originality = (run.corpus[name].frame() for name in ("near_duplicates", "clusters", "originality"))
    most = pl.concat([pairs["article"], pairs["other"]]).value_counts()["count"].max()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield f"{run.articles} articles: {start:.0f} s, {cpu / run.articles * 1e6:.0f} µs of CPU each, {peak} MiB at most"
    yield f"{pairs.height} pairs, of one article {most} at most"
    yield (
        f"{clusters['article'].n_unique()} articles in {clusters['cluster'].n_unique()} clusters, the largest of "
        f"{originality['largest'].item()}; {dict(clusters['role'].value_counts().iter_rows())}"
    )


def oracle(folder: Path) -> Iterator[str]:
    """Yield how many pairs are found of those that a comparison of all with all gives."""
    found = facts_of(folder)
    texts = {name: Text(rows["start"], rows["text"]) for name, rows in bodies(found).items()}
    holders = defaultdict[int, list[str]](list)
    for name, text in texts.items():
        if len(text.words) >= 20:
            for shingle in text.distinct:
                holders[shingle].append(name)
    shared = Counter(pair for names in holders.values() for pair in combinations(sorted(names), 2))
    sizes = {name: len(text.distinct) for name, text in texts.items()}
    true = {pair for pair, count in shared.items() if count >= HALF * min(sizes[pair[0]], sizes[pair[1]])}
    ours = set(found["near_duplicates"].select("article", "other").iter_rows())
    yield f"{len(true)} pairs share half of one of them; found {len(true & ours)}, and {len(ours - true)} others"


def main() -> None:
    """Print the lines of the chosen measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, dest="command")
    for name in ("copies", "quotations", "oracle", "timed"):
        command = commands.add_parser(name)
        command.add_argument("folder", type=Path)
        command.add_argument("--number", type=int, default=2000)
    for name, articles in (("cost", 5_000), ("twins", 100_000), ("chain", 1_000)):
        commands.add_parser(name).add_argument("--articles", type=int, default=articles)
    given = parser.parse_args()
    lines = {
        "copies": lambda: copies(given.folder, given.number),
        "quotations": lambda: quotations(given.folder, given.number),
        "oracle": lambda: oracle(given.folder),
        "timed": lambda: timed(given.folder),
        "cost": lambda: cost(given.articles),
        "twins": lambda: twins(given.articles),
        "chain": lambda: chain(given.articles),
    }[given.command]()
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
