"""The views beside the findings in a real browser: copies, quotations, pictures; hostile words stand in all of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from provenance.reports import html
from provenance.runs import store

from . import corpora
from .conftest import NARROW, Opened
from .test_report import barriers, downloaded, shows

pytestmark = pytest.mark.browser
VIEWS = {
    "#copies": ".cluster",
    "#ledger": "#ledger-body .utterance",
    "#versions": ".pair",
    "#rights": "#rights-body tr",
}
Visit = Callable[..., Opened]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The report of a stored run over a story and its copies, and the run."""
    place = tmp_path_factory.mktemp("story")
    store.save(corpora.run(corpora.story(place / "corpus"), place / "run"), place / "run")
    run = store.load(place / "run", facts=True)
    html.write(run, place / "report.html")
    return place / "report.html", run


def view(opened: Opened, address: str) -> Any:
    page = opened.to(address)
    page.wait_for_selector(VIEWS[address.partition("?")[0]])
    return page


def test_a_cluster_is_told_in_the_order_of_time_with_what_was_cut(story: tuple[Path, Any], visit: Visit) -> None:
    path, run = story
    opened = visit(path)
    page = opened.go("#summary")
    assert [link.inner_text().split("\n") for link in page.locator(".share a").all()] == [
        ["1", "cluster of copies"],
        ["1", "quotation in several articles"],
        ["1", "article that has changed"],
    ]
    size = page.viewport_size
    for width in (1024, 1200, 1366, size["width"]):
        page.set_viewport_size({"width": width, "height": size["height"]})
        assert page.evaluate("(list => list.scrollWidth <= list.clientWidth)(document.querySelector('.bar nav ul'))")
    page.locator(".share a").first.click()
    page.wait_for_selector(".time li")
    assert page.locator(".time .role").all_inner_texts() == ["Original", "Copy", "Abridged", "Rewritten"]
    assert page.locator(".time time").all_inner_texts() == [f"2024-03-{day}" for day in (12, 13, 14, 16)]
    assert page.locator(".time .when span").all_inner_texts() == ["a day later", "2 days later", "4 days later"]
    assert "names the agency" in page.locator(".time li").first.inner_text()
    assert "Word for word the same" in page.locator(".time li").nth(1).inner_text()
    abridged = page.locator(".time .abridged")
    abridged.locator("summary").click()
    abridged.locator("del").first.wait_for(state="attached")  # what differs is made when it is opened
    lost = abridged.locator("del").all_text_contents()
    assert [words.removeprefix("lost: ").strip() for words in lost] == ["not", corpora.STORY[3]]
    abridged.locator(".art").click()
    shows(page, run.findings.filter(article="evening").height)
    page.locator(".beside a", has_text="This article and 3 copies of it").click()
    page.wait_for_selector(".cluster")
    assert "Only this one is shown." in page.locator("#copies-state").inner_text()
    page.locator("#copies-state a").click()
    page.fill("#copies-q", "minister EVENING")
    page.wait_for_function("() => location.hash === '#copies?q=minister+EVENING'")
    assert page.locator("#copies-state").inner_text() == "1 of 1 hold these words."
    page.fill("#copies-q", "nothing holds this")
    page.wait_for_selector(".cluster", state="detached")
    opened.to("#copies?id=nothing")
    assert "does not keep it" in page.locator("#copies-state").inner_text()


def test_an_utterance_is_told_with_its_wordings(story: tuple[Path, Any], visit: Visit) -> None:
    opened = visit(story[0])
    opened.go()
    page = view(opened, "#ledger")
    assert "Ina Berg · in 4 articles · of 4 publishers" in page.locator(".utterance .lead").first.inner_text()
    assert "First in wire, 2024-03-12" in page.locator(".utterance .lead").first.inner_text()
    assert page.locator(".wordings .res").all_inner_texts() == ["Same words", "Negation lost or added"]
    assert page.locator(".wordings del").all_text_contents() == ["lost: not "]


def test_two_captures_are_told_change_by_change(story: tuple[Path, Any], visit: Visit) -> None:
    opened = visit(story[0])
    opened.go()
    page = view(opened, "#versions")
    assert page.locator(".pair .lead").inner_text().split("\n") == [
        "tide-08", "2024-03-16 08:00", "→", "tide-18", "2024-03-16 18:00", "without a note",
    ]  # fmt: skip
    number = page.locator(".pair li", has_text="Number")
    words = number.locator(".dif").text_content()
    assert words == "The tide will stand lost: sixnew: seven metres above the quay on Sunday, the harbour master said."
    removed = page.locator(".pair li", has_text="Paragraph removed")
    assert removed.locator("del").all_text_contents() == ["lost: Nobody has to leave."]


def test_a_folder_shows_its_views_without_a_server(story: tuple[Path, Any], visit: Visit) -> None:
    path, run = story
    opened = visit(html.write(run, path.with_name("folder"))[0])
    page = opened.go("#copies")
    page.wait_for_selector(".cluster")
    view(opened, "#rights")
    assert page.locator("#rights .tools a").get_attribute("href") == "rights.csv"
    assert all(url.startswith(path.parent.as_uri()) or url == "about:blank" for url in opened.requests)


def test_bars_of_agencies_lead_to_their_pictures(story: tuple[Path, Any], visit: Visit) -> None:
    opened = visit(story[0])
    page = opened.go("#summary")
    page.locator(".bars a", has_text="Associated Press").click()
    page.wait_for_selector("#rights-body tr")
    assert page.locator("#rights-body tr").count() == 2
    assert "Ines Moreau · Associated Press" in page.locator("#rights-body tr").first.inner_text()
    listed = list(csv.reader(io.StringIO(downloaded(page, "#r-csv"))))
    assert [row[6] for row in listed] == ["article", "evening", f"star {corpora.HOSTILE[1]}"]
    page.fill("#r-q", "evening")
    page.wait_for_function("() => document.querySelectorAll('#rights-body tr').length === 1")
    assert "q=evening" in page.evaluate("location.hash")
    page.locator("#r-agency").select_option("-")
    page.wait_for_function("() => document.querySelector('#r-count').textContent === '0 pictures'")
    view(opened, "#rights?" + urlencode({"q": "piers star"}))
    assert page.locator("#rights-body tr").count() == 1


def test_views_run_nothing_and_have_no_barriers(story: tuple[Path, Any], visit: Visit, axe: str) -> None:
    opened = visit(story[0])
    page = opened.go()
    page.evaluate(axe)
    for address in VIEWS:
        view(opened, address)
        if address == "#copies":
            page.locator(".time summary").last.click()
        assert corpora.HOSTILE[1] in page.locator("main").inner_text()
        assert (
            page.evaluate("document.querySelectorAll('main img, main script, main svg[onload], [onerror]').length") == 0
        )
        assert barriers(page) == [], address
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    for address in VIEWS:
        view(opened, address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert barriers(page, "color-contrast") == [], f"{address}, narrow and dark"
    assert {url.partition("#")[0] for url in opened.requests} <= {story[0].as_uri(), "about:blank"}
