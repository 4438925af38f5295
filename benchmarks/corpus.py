"""Generated articles in the shape of real scrapes: some three thousand characters each, with defects at known rates.

    python benchmarks/corpus.py FOLDER [--articles 20000] [--forms txt,parquet,jsonl]

An article is a function of its number, so a corpus of any size begins with the same articles.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl

FIRST = "Ada Bruno Carla Derek Elena Farid Greta Hamza Iris Jonas Keiko Luca Maren Nadia Oskar Priya Rosa Stefan Tilda Umar".split()
LAST = "Abbott Brandt Castillo Dempsey Eriksen Fontaine Gallagher Holm Ivanov Jansen Keller Lindqvist Moreau Novak Okafor".split()
PLACES = "Leeds Cardiff Oslo Ghent Porto Tampere Lublin Bergen Dundee Malmö Graz Nantes Tromsø Split Galway".split()
TOPICS = "harbour tramway budget hospital library flood bridge school festival power station ferry market housing water bus".split()
VERBS = "said warned added told reporters argued insisted explained admitted announced promised".split()
AGENCIES = ["AP", "PA", "Reuters", "AFP via Getty Images", "EPA", "dpa"]
JUNK = [
    "Sign up to our daily newsletter", "Advertisement", "Share this article", "Read more: what we know so far",
    "We use cookies to improve your experience", "Follow us on Twitter", "Please enable JavaScript to view this page",
]  # fmt: skip
SENTENCES = (
    "The plan for the {t} in {p} was put off again on {d} after a long debate about who would pay for it.",
    "{n}, who has led the council since {y}, {v} that the {t} would be ready within two years.",
    "Residents of {p} have waited for the {t} since {y}, and many of them no longer believe the dates they are given.",
    "A report on the {t}, seen by this newspaper, puts the cost at £{m} million, nearly twice the first estimate.",
    "Work on the {t} stopped in {p} when the money ran out; it is to start again in the spring, according to {n}.",
)
QUOTED = (
    "“We have listened to everybody in {p}, and we shall build the {t} as we promised,” {n} {v}.",
    "“Nobody told us,” {v} {n}, whose shop stands beside the {t}. “We read it in the paper like everyone else.”",
    "The mayor, {n}, called the {t} “a gift to the people of {p}” and thanked the engineers.",
)


def article(number: int) -> dict[str, str]:
    """Return article `number`: id, text, title, url, published."""
    rng = random.Random(number)
    day = date(2015, 1, 1) + timedelta(days=rng.randrange(3000))
    parts = [_filled(rng, SENTENCES)]
    while sum(map(len, parts)) < 2700:
        parts.append(_paragraph(rng))
    if rng.random() < 0.03:
        parts = parts[:2]
    text = "\n\n".join(parts)
    label = "" if rng.random() < 0.02 else f" date {day.isoformat()} "
    return {
        "id": f"a{number:07}", "text": label + text, "title": _filled(rng, ("New delay for the {t} in {p}",)),
        "url": f"https://news.example/{day:%Y/%m/%d}/story-{number}", "published": day.isoformat(),
    }  # fmt: skip


def articles(count: int) -> Iterator[dict[str, str]]:
    """Yield the first `count` articles."""
    return map(article, range(count))


def write(folder: Path, count: int, forms: list[str]) -> None:
    """Write the corpus below `folder`, once a form."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(articles(count))
    if "parquet" in forms:
        pl.DataFrame(rows).write_parquet(folder / "corpus.parquet", row_group_size=5000)
    if "jsonl" in forms:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        with (folder / "corpus.jsonl").open("w", encoding="utf-8") as target:
            target.writelines(lines)
    if "txt" in forms:
        for number, row in enumerate(rows):
            place = folder / "txt" / f"{number // 1000:03}"
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8")


def _paragraph(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.02:
        return _filled(rng, ("{n} opens the {t} in {p} ({n}/" + rng.choice(AGENCIES) + ")",))
    if draw < 0.025:
        return rng.choice(JUNK)
    if draw < 0.03:
        return _filled(rng, ("The {t} in {p} will open on time. I promise. — {n} (@mayor_{p}) March 4, 2019",))
    if draw < 0.25:
        return _filled(rng, QUOTED)
    return " ".join(_filled(rng, SENTENCES) for _ in range(rng.randint(1, 3)))


def _filled(rng: random.Random, forms: tuple[str, ...]) -> str:
    name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    return rng.choice(forms).format(
        t=rng.choice(TOPICS), p=rng.choice(PLACES), n=name, v=rng.choice(VERBS), y=rng.randint(1990, 2014),
        m=rng.randint(2, 90), d=rng.choice(("Monday", "Thursday", "Friday")),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--forms", default="txt,parquet,jsonl")
    options = parser.parse_args()
    write(options.folder, options.articles, options.forms.split(","))


if __name__ == "__main__":
    main()
