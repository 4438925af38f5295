"""Generated articles in the shape of real news: its shares of short lines, marks, brackets, credits and languages.

    python benchmarks/real_shaped.py FOLDER [--articles 4000]      # FOLDER/corpus.parquet
    python benchmarks/real_shaped.py --shares FOLDER_OR_PARQUET    # what the shares of a corpus are

`corpus.py` writes clean text, of which a program can skip nine tenths; real news costs several times as much a byte. The
shares were counted in 2,935 articles that other programs had scraped (18 paragraphs and 4,100 characters each); the
words are the project's own. An article is a function of its number.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from corpus import AGENCIES, FIRST, LAST, PLACES

PARAGRAPHS = (6, 30)
SHORT, MEDIUM, LONG = 0.20, 0.40, 0.84
"""Shares of paragraphs below 45, 120 and 400 code points, added up."""
OPEN = 0.45
"""Share of the lines below 120 code points, beside the shortest, that end without a stop."""
QUOTED, BRACKET, FIGURE, CREDIT, ADDRESS = 0.30, 0.09, 0.45, 0.02, 0.008
LANGUAGES = {"en": 0.86, "de": 0.07, "fr": 0.04, "es": 0.03}
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "the": "the a this every our", "and": "and but while because although which", "in": "in of near for with against",
        "noun": "harbour council ferry budget engineer report storm hospital market bridge station winter union painter "
        "court library river minister village school team season doctor export factory garden road decision letter crew "
        "committee island museum tunnel price election debate witness survey company workshop",
        "verb": "opened delayed praised closed missed rebuilt counted followed refused repaired surprised reached lost "
        "doubled changed supported questioned measured left joined",
        "as": "old large quiet local public new difficult expensive northern narrow careful recent unusual",
        "said": "said told added argued explained warned admitted insisted asked announced", "says": "{q}, {n} {v}.",
    },
    "de": {
        "the": "der die das eine jede", "and": "und aber während weil obwohl", "in": "in mit für gegen bei ohne",
        "noun": "Hafen Rat Fähre Haushalt Bericht Sturm Krankenhaus Markt Brücke Bahnhof Winter Gericht Fluss Schule Straße "
        "Brief Insel Museum Preis Wahl Zeuge Firma Werkstatt Dorf Minister",
        "verb": "öffnete lobte schloss verlor zählte folgte erreichte verließ änderte prüfte baute",
        "as": "alte große stille neue teure schwierige nördliche schmale", "said": "sagte erklärte betonte warnte meinte",
        "says": "{q}, {v} {n}.",
    },
    "fr": {
        "the": "le la un une chaque", "and": "et mais parce que pendant que", "in": "dans avec pour contre sans sur",
        "noun": "port conseil bac budget rapport orage marché pont hiver gare tribunal fleuve école route lettre île musée "
        "prix vote témoin atelier village ministre",
        "verb": "a ouvert a fermé a perdu a suivi a changé a compté a refusé", "as": "vieux grand calme nouveau cher étroit",
        "said": "explique assure ajoute affirme", "says": "{q}, {v} {n}.",
    },
    "es": {
        "the": "el la un una cada", "and": "y pero porque mientras", "in": "en con para contra sin sobre",
        "noun": "puerto consejo barco informe mercado puente invierno tribunal río escuela carta isla museo precio testigo "
        "taller pueblo ministro",
        "verb": "abrió cerró perdió siguió cambió contó rechazó", "as": "viejo grande nuevo caro difícil estrecho",
        "said": "dijo explicó añadió aseguró", "says": "{q}, {v} {n}.",
    },
}  # fmt: skip
FURNITURE = (
    "Share", "Read more", "Sign up", "Home", "Advertisement", "Most read", "Comments (12)", "Related stories", "Subscribe",
    "Print", "Follow us", "Sport", "News | Weather | Travel", "Next", "5 min read", "Loading...",
)  # fmt: skip
MARKS = {"en": ("“”", '""', "“”", '""'), "de": ("„“", "»«", '""'), "fr": ("«»", '""'), "es": ("«»", "“”")}
PICTURE = (
    "({n}/{a})", "Photo: {n}/{a}", "[Photo by {n}/{a}]", "| {n}, {a}", "{n} for {a}", "Image: {a}", "(Courtesy of {n})",
    "© {n} / {a}",
)  # fmt: skip


class Writer:
    """Writes one article."""

    def __init__(self, number: int) -> None:
        """Choose what holds for the whole article: its language and its marks."""
        self.rng = random.Random(number)
        self.language = self.rng.choices([*LANGUAGES], [*LANGUAGES.values()])[0]
        self.words = {role: line.split() for role, line in WORDS[self.language].items()}
        self.marks = self.rng.choice(MARKS[self.language])

    def any(self, role: str) -> str:
        """Return a word of a role."""
        return self.rng.choice(self.words[role])

    def name(self) -> str:
        """Return the name of a person."""
        return f"{self.rng.choice(FIRST)} {self.rng.choice(LAST)}"

    def phrase(self) -> str:
        """Return a noun with its article."""
        adjective = f"{self.any('as')} " if self.rng.random() < 0.4 else ""
        return f"{self.any('the')} {adjective}{self.any('noun')}"

    def clause(self) -> str:
        """Return a clause, in which names, figures and brackets stand at their rates."""
        rng = self.rng
        subject = self.name() if rng.random() < 0.15 else self.phrase()
        if rng.random() < BRACKET / 3:
            subject += f" ({rng.choice((self.any('noun'), str(rng.randint(18, 90)), rng.choice(AGENCIES)))})"
        place = f" {self.any('in')} {rng.choice(PLACES) if rng.random() < 0.3 else self.phrase()}"
        figure = f" {rng.randint(2, 90)}{rng.choice((' %', ',000', '', '.5'))}" if rng.random() < FIGURE / 4 else ""
        return f"{subject} {self.any('verb')}{figure} {self.phrase()}{place if rng.random() < 0.7 else ''}"

    def sentence(self) -> str:
        """Return a sentence of one clause or two."""
        more = f", {self.any('and')} {self.clause()}" if self.rng.random() < 0.5 else ""
        text = self.clause() + more
        if self.rng.random() < 0.15:
            text += f" {self.any('in')} {self.rng.randint(1, 28)} {self.rng.choice(('May', 'June', 'March'))} {self.rng.randint(1990, 2023)}"
        return text[0].upper() + text[1:] + "."

    def quotation(self) -> str:
        """Return a sentence that quotes somebody, who stands before it, behind it or nowhere."""
        rng, (opening, closing) = self.rng, self.marks
        said = self.clause()
        full = f"{opening}{said[0].upper()}{said[1:]}"
        form = rng.random()
        if form < 0.55:
            comma = f",{closing}" if self.language == "en" else f"{closing}"
            text = WORDS[self.language]["says"].format(q=full + comma, n=self.name(), v=self.any("said"))
            return text.replace(f"{closing}, ", f"{closing} ", 1) if self.language == "en" else text
        if form < 0.7:
            return f"{self.name()} {self.any('said')}: {full}.{closing}"
        if form < 0.9:
            return f"{self.sentence()[:-1]} {opening}{self.any('as')} {self.any('noun')}{closing}."
        return f"{full}.{closing}"

    def line(self, least: int, most: int) -> str:
        """Return sentences up to a length."""
        text = self.quotation() if self.rng.random() < QUOTED and most > 60 else self.sentence()
        while len(text) < least:
            text += " " + (self.quotation() if self.rng.random() < QUOTED / 3 else self.sentence())
        return text

    def paragraph(self) -> str:
        """Return a paragraph of the length, and with the end, that paragraphs have."""
        rng, draw = self.rng, self.rng.random()
        if rng.random() < ADDRESS:
            return rng.choice(("https://news.example/story/{}", "pic.twitter.com/{}", "@harbour{} said so")).format(
                draw
            )
        if rng.random() < CREDIT:
            credit = rng.choice(PICTURE).format(n=self.name(), a=rng.choice(AGENCIES))
            return f"{self.sentence()} {credit}" if rng.random() < 0.7 else credit
        if draw < SHORT:
            titled = self.clause()[: rng.randint(12, 44)].rsplit(" ", 1)[0]
            return rng.choice(
                (rng.choice(FURNITURE), titled.capitalize(), self.name(), titled.capitalize(), titled.title())
            )
        if draw < MEDIUM:
            text = self.line(45, 110)
            return text.rstrip(".") if rng.random() < OPEN else text
        return self.line(121, 300) if draw < LONG else self.line(401, 900)


def article(number: int) -> dict[str, str | None]:
    """Return article `number`: id, text, title, url, published, language."""
    writer = Writer(number)
    rng = writer.rng
    day = date(2015, 1, 1) + timedelta(days=rng.randrange(3000))
    text = "\n\n".join(writer.paragraph() for _ in range(rng.randint(*PARAGRAPHS)))
    return {
        "id": f"r{number:07}", "text": text, "title": writer.sentence()[:-1],
        "url": f"https://news.example/{day:%Y/%m/%d}/{number}", "published": day.isoformat(),
    }  # fmt: skip


SHARES: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "below 45 code points": lambda text: text.str.len_chars() < 45,
    "45 to 120": lambda text: text.str.len_chars().is_between(45, 120),
    "121 to 400": lambda text: text.str.len_chars().is_between(121, 400),
    "longer": lambda text: text.str.len_chars() > 400,
    "no stop at the end": lambda text: ~text.str.contains(r"[.!?…][\"”’»)]*$"),
    "curly double marks": lambda text: text.str.contains("[“”]"),
    "straight ones": lambda text: text.str.contains('"', literal=True),
    "„ « »": lambda text: text.str.contains("[„«»]"),
    "brackets": lambda text: text.str.contains(r"[(\[]"),
    "figures": lambda text: text.str.contains("[0-9]"),
    "/ or |": lambda text: text.str.contains("[/|]"),
    "not ASCII": lambda text: text.str.contains(r"[^\x00-\x7F]"),
}


def shares(texts: pl.Series) -> pl.DataFrame:
    """Return which shares of the paragraphs are short, open, quoting and so on."""
    rows = texts.to_frame("text").select(pl.col("text").str.split("\n").explode().str.strip_chars())
    rows = rows.filter(pl.col("text") != "")
    found = rows.select(share(pl.col("text")).mean().alias(name) for name, share in SHARES.items())
    return found.unpivot(variable_name="paragraphs", value_name="share")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=4_000)
    parser.add_argument("--shares", action="store_true")
    options = parser.parse_args()
    if options.shares:
        source = options.folder / "**/*.parquet" if options.folder.is_dir() else options.folder
        for name, share in shares(pl.scan_parquet(source).select("text").collect().to_series()).iter_rows():
            print(f"{name:<24} {share:6.1%}")
        return
    options.folder.mkdir(parents=True, exist_ok=True)
    rows = [article(number) for number in range(options.articles)]
    pl.DataFrame(rows).write_parquet(options.folder / "corpus.parquet", row_group_size=5_000)


if __name__ == "__main__":
    main()
