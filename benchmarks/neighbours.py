"""Does any fact or finding of an article depend on the articles beside it?

    python benchmarks/neighbours.py [FOLDER …] [--texts 2000] [--rounds 5] [--seed 1] [--shards 1,7,400]

Facts and findings are found for the same texts in several orders and shard sizes, and compared row by row for each
article. The texts are those of the folders (plain texts; by default `../shared/eval/plain_news`, where it is there),
and made-up ones of beginnings and ends that a neighbour could complete. What differs is narrowed down to the fewest
texts that still differ, and printed. Exits with 1 if anything does.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from provenance import facts
from provenance.frames import RECORDS
from provenance.rules.apply import apply_rules, ordered
from provenance.rules.registry import registry

HERE = Path(__file__).parent.parent
NOW = datetime(2024, 6, 1, tzinfo=UTC)
BLOCKS = (
    "The mayor, Marek Dolan, said: “", "”W", "“", "”", "« ", " »", "„So geht es nicht“, sagte Ina Berg.", "‘", "’", '"',
    "“We have waited long enough,” said Mara Ellison.", "“It began in the spring.", "“And it ended there.”",
    "— Jo Roe, harbour master", "—", "– On verra, dit-elle.", "― Nej, säger Ina Berg.", "「はい。」", "「", "」と話した。",
    "He said:", "Sie sagte:", "“No.” ", "a d:«. «", ".", "2 May 2021 – ", "2 May 2021", "02/03/2021", "13/03/2021", "May 2021",
    "WESTHAVEN, 2 May 2021 (AP) – The bridge opened.", "WESTHAVEN (AP) —", "Published: 2 May 2021", "date 2021-05-02",
    "Updated:", "By Mara Ellison", "By", "Mara Ellison", "Crews clear the road near Westhaven (Dana Holt/AP)",
    "Photo: Ina Berg/dpa", "Photo:", "(Dana Holt/AP)", "AP Photo/", "Getty Images", "Dana Holt", "Mayor Jo Roe, left, in Westhaven on May 2, 2021.",
    "Nobody believes it any more. — Tom Reed (@tomreed) March 3, 2021", "Tom Reed (@tomreed) March 3, 2021",
    "View this post on Instagram", "A post shared by Jo Roe (@joroe)", "Jo Roe @joroe", "10:30 · 2 May 2021", "pic.twitter.com/abc",
    "#bridge is open 🎉", "I love it", "Sign up to our daily newsletter", "An error occurred. Please try again.", "Read more", "Advertisement",
    "Correction: This story was amended.", "This story was first published by Reuters.", "© 2020 Aa Bb. All rights reserved.",
    "…", "[…]", "The council met on Tuesday and agreed the budget for the coming year.", "It stopped there.Nobody knows why.",
    "Ã© \ufffd", "â€œ", "â€", "(AP)", "12", "\u200b", "\u2029", "Westhaven", "Reuters", "&amp;", "<b>", "<tweet ", "{{ a }}",
    "Le maire a dit que la ville est prête et que les habitants", "Der Bürgermeister sagte, die Stadt sei bereit und", "said Jo Roe.",
)  # fmt: skip
GAPS = ("\n\n", "\n\n", "\n", " ", "", "\r\n\r\n", "\u2028", "\n \n")
LANGUAGES = (None, None, "en", "de", "fr", "sv")


def made_up(number: int, rng: random.Random) -> list[dict[str, str | None]]:
    """Return records of texts that end and begin in the middle of things."""
    records = []
    for _ in range(number):
        parts = rng.choices(BLOCKS, k=rng.randrange(1, 8))
        text = "".join(part + rng.choice(GAPS) for part in parts)
        given = {"language": rng.choice(LANGUAGES), "title": rng.choice((None, rng.choice(BLOCKS)))}
        records.append({"text": text, **given, "byline": rng.choice((None, None, "Mara Ellison"))})
    return records


def found(records: Sequence[dict[str, str | None]], order: Sequence[int]) -> dict[str, pl.DataFrame]:
    """Return facts and findings of a shard of these records, by the name of the frame."""
    rows = pl.DataFrame([{"article": f"{number:07}", **records[number]} for number in order], infer_schema_length=None)
    empty = pl.DataFrame(schema=RECORDS.schema)
    shard = pl.concat([empty, rows], how="diagonal_relaxed").select(empty.columns).cast(dict(empty.schema))
    frames = facts.find(shard, {}, NOW)
    findings = apply_rules(frames, [rule for rule in registry() if not rule.of_corpus], frames["articles"])
    return {**facts.named(frames), "findings": ordered(findings.sort("article", maintain_order=True))}


def in_shards(records: Sequence[dict[str, str | None]], order: Sequence[int], size: int) -> dict[str, pl.DataFrame]:
    """Return what `found` does, shard by shard, the rows in the order of the articles' numbers."""
    parts = [found(records, order[at : at + size]) for at in range(0, len(order), size)]
    return {name: pl.concat(part[name] for part in parts).sort("article", maintain_order=True) for name in parts[0]}


def differing(first: dict[str, pl.DataFrame], second: dict[str, pl.DataFrame]) -> list[tuple[str, str]]:
    """Return frame and article of what is not the same."""
    wrong = []
    for name, frame in first.items():
        if frame.equals(second[name]):
            continue
        left, right = (part.partition_by("article", as_dict=True) for part in (frame, second[name]))
        articles = sorted({key for key in left.keys() | right.keys() if not _equal(left.get(key), right.get(key))})
        wrong += [(name, str(article)) for (article,) in articles]
    return wrong


def _equal(first: pl.DataFrame | None, second: pl.DataFrame | None) -> bool:
    return first is not None and second is not None and first.equals(second)


def narrowed(records: Sequence[dict[str, str | None]], order: Sequence[int], number: int, frame: str) -> list[int]:
    """Return the fewest neighbours, in this order, among which the article differs from what it is alone."""
    alone = found(records, [number])[frame]

    def differs(chosen: Sequence[int]) -> bool:
        return not found(records, chosen)[frame].filter(article=f"{number:07}").equals(alone)

    chosen, step = list(order), len(order) // 2
    while step:
        for at in range(0, len(chosen), step):
            fewer = [one for place, one in enumerate(chosen) if one == number or not at <= place < at + step]
            if len(fewer) < len(chosen) and differs(fewer):
                chosen = fewer
                break
        else:
            step //= 2
    return chosen if differs(chosen) else []


def tried(records: Sequence[dict[str, str | None]], sizes: Sequence[int], rng: random.Random) -> int:
    """Compare orders and shard sizes; print what differs and return how many articles do."""
    straight = list(range(len(records)))
    plain = in_shards(records, straight, len(records))
    ways = [(straight[::-1], len(records)), (rng.sample(straight, len(records)), len(records))]
    ways += [(straight, size) for size in sizes]
    wrong = 0
    for order, size in ways:
        for frame, article in differing(plain, in_shards(records, order, size)):
            wrong += 1
            print(f"{frame}: article {article}, shards of {size}")
            neighbours = narrowed(records, straight, int(article), frame) or narrowed(
                records, order, int(article), frame
            )
            for number in neighbours:
                print(f"    {'*' if number == int(article) else ' '} {records[number]!r}"[:600], flush=True)
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[HERE.parent / "shared" / "eval" / "plain_news"])
    parser.add_argument("--texts", type=int, default=2000, help="texts a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shards", default="7,400", help="articles a shard, with commas")
    options = parser.parse_args()
    rng, sizes = random.Random(options.seed), [int(size) for size in options.shards.split(",")]
    wrong = 0
    for turn in range(options.rounds):
        wrong += tried(made_up(options.texts, rng), sizes, rng)
        print(f"round {turn + 1}: {wrong} differences", flush=True)
    paths = sorted(path for folder in options.folders for path in folder.rglob("*.txt"))
    for at in range(0, len(paths), options.texts):
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths[at : at + options.texts]]
        wrong += tried([{"text": text} for text in texts], sizes[-1:], rng)
    print(f"{len(paths)} real texts; {wrong} differences")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
