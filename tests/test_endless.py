"""No text makes a search go on for ever: what could backtrack is proved not to, and the rest is tried.

Times are bounds a hundred times what is needed, so that a slow machine passes: what goes wrong here takes years.
"""

from __future__ import annotations

import multiprocessing
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import Connection

import polars as pl
import pytest

from provenance import catalogues, facts
from provenance.facts import patterns
from provenance.frames import RECORDS
from tests.expressions import doubtful, gives_nothing_back, hostile

CATALOGUES = ("boilerplate", "notices")
LENGTH = 400
"""Code points of a text that is tried with a line of a catalogue."""
SIZE = 8_000
"""Bytes of an article."""
TOGETHER = 20
"""Articles that are tried at once."""
PATIENCE = 60.0
"""Seconds that one line of a catalogue may take on all its texts, or so many articles."""

FURNITURE = (
    "Home | News | ",
    "Home > News > ",
    "[caption ",
    "{{ a ",
    "a{b:c;",
    "<div class=a>",
    "cookies ",
    "© ",
    "(with ",
)
WORDS = (
    "said ",
    "Ana Ruiz ",
    "May 3, 2019 ",
    "date ",
    "JANMAY",
    "A.B.",
    "(AP/",
    "(AP Photo/Ana Ruiz) ",
    "Photo: ",
    "the ",
)
MARKS = (
    "(",
    '"',
    '"a ',
    "“a” b said. ",
    "«a ",
    "it's 'a ",
    ".",
    "... ",
    ",a",
    "- ",
    "— ",
    " ",
    "a\n",
    "\n \n",
    "a\u2028",
)
SIGNS = ("Ã© ", "Ã© a ", "√a ", "\ufffd", "&amp;", "\x1ba", "\u200e\u200fa", "a\u200d ", "👩\u200d🚀", "語", "1 ", "a")
POSTS = ("— Ana (@ana) May 3, 2019 ", "A post shared by Ana (@ana) on ", "<tweet a>b", "@a ", "pic.twitter.com/")
TURNS = (*FURNITURE, *WORDS, *MARKS, *SIGNS, *POSTS)


def expressions() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every expression that Python matches against other people's words."""
    for name in CATALOGUES:
        for line, match, texts in catalogues.load(name).select("id", "match", "text").iter_rows():
            if match in ("line", "regex"):
                yield from ((line, text) for text in texts.split(catalogues.SEPARATOR))
    for package in ("facts", "formats", "corpus", "reports"):
        path = import_module(f"provenance.{package}").__path__
        for module in pkgutil.walk_packages(path, f"provenance.{package}."):
            found = vars(import_module(module.name)).items()
            yield from ((f"{module.name}.{name}", text_of(it)) for name, it in found if isinstance(it, re.Pattern))


def text_of(expression: re.Pattern[str] | re.Pattern[bytes]) -> str:
    pattern = expression.pattern
    return pattern if isinstance(pattern, str) else pattern.decode("latin-1")


@pytest.mark.parametrize("loop", [r"(?:\w+ ?)+", "(?:a*)*b", "(?: in| [^ ]+)*", r"(?:x|\.(?=a)|(?<=b)\.)*", "(?:-+-)*"])
def test_a_loop_that_matches_in_two_ways_is_known(loop: str) -> None:
    assert doubtful(loop)


@pytest.mark.parametrize("loop", [r"(?:\w+ )+", "(?: [^ ]+)*", "(?:[^.|]|[|])*", "(?:in|inn|out)*", "a*a"])
def test_a_loop_that_matches_in_one_way_is_known(loop: str) -> None:
    assert not doubtful(loop)


def test_every_loop_of_every_expression_matches_in_one_way() -> None:
    found = dict(expressions())
    assert len(found) > 80
    assert {name: at for name, text in expressions() if (at := doubtful(text))} == {}


@pytest.mark.parametrize("loop", ['(?:"[^"]*+")*+', "(?:ab)?+", "x(?:a(?:bc)++)?"])
def test_a_loop_over_a_group_that_gives_nothing_back_is_known(loop: str) -> None:
    assert gives_nothing_back(loop)


def test_no_expression_has_a_loop_over_a_group_that_gives_nothing_back() -> None:
    """Python up to 3.11.4 takes what a turn of such a loop has passed, also where the turn then fails."""
    assert [name for name, text in expressions() if gives_nothing_back(text)] == []


def run(work: Callable[[Connection], None]) -> None:
    """Do some work in a process that can be killed; it names each part before it, and nothing in the end."""
    context = multiprocessing.get_context("spawn")
    message, telling = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(telling,), daemon=True)
    process.start()
    name = "the start"
    while name:
        if not message.poll(PATIENCE):
            process.kill()
            pytest.fail(f"{name} takes more than {PATIENCE} seconds")
        name = message.recv()
    process.join()


def try_lines(telling: Connection) -> None:
    for name in CATALOGUES:
        matcher = patterns.prepare(catalogues.load(name))
        for line, pattern in matcher.patterns.items():
            row = matcher.lines.row(line, named=True)
            telling.send(f"line {row['id']} of {name}")
            length = min(matcher.limits[line], LENGTH)
            for text in row["text"].split(catalogues.SEPARATOR) if row["match"] in ("line", "regex") else ():
                for attack in hostile(text, length):
                    pattern.fullmatch(attack) if row["match"] == "line" else [*pattern.finditer(attack)]
    telling.send("")


def try_articles(telling: Connection) -> None:
    for first in range(0, len(TURNS), TOGETHER):
        turns = TURNS[first : first + TOGETHER]
        telling.send(f"an article of one of {', '.join(map(repr, turns))}")
        texts = [f"The mayor said so. {turn * (SIZE // len(turn.encode()))} x" for turn in turns]
        records = RECORDS.conform(pl.DataFrame({"article": turns, "text": texts}))
        facts.find(records, {}, datetime(2024, 6, 1, tzinfo=UTC))
    telling.send("")


def test_no_text_that_is_made_for_a_line_of_a_catalogue_holds_it_up() -> None:
    run(try_lines)


def test_no_article_of_one_long_line_holds_the_search_up() -> None:
    run(try_articles)
