"""Data Docs: complete without a network, every status in words, and inert whatever the data hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from provenance.rules.examples import article
from provenance.runs.run import Run
from provenance.suites import docs, loader, running
from provenance.suites.loader import Suite

from .conftest import checked

EVIL = (
    "<script>document.title='run'</script>", "<img src=x onerror=\"document.title='run'\">", "</style><script>alert(1)</script>",
    "<svg/onload=alert(2)>", "\u202edesrever\u202c", "javascript:alert(3)", "{{ 7 * 7 }}", '"><iframe src=https://evil.example>',
    "<meta http-equiv=refresh content=0;url=https://evil.example>", "<base href=https://evil.example>", "$expectation_type",
)  # fmt: skip
LOADING = re.compile(r"url\(|@import", re.IGNORECASE)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Articles whose ids, titles, credits and words try to run."""
    records = [
        article(
            "An error occurred. Please try again. " + evil, f"Workers at the station ({evil}/AP)", id=f"{evil}{n}",
            title=evil, byline=evil, publisher=evil, captions=[f"The slipway {evil} (Photo: {evil})"], published=evil,
        )
        for n, evil in enumerate(EVIL)
    ]  # fmt: skip
    return checked(tmp_path_factory.mktemp("hostile"), records)


@pytest.fixture
def site(hostile: Run, tmp_path: Path, suite: Callable[..., Suite]) -> Path:
    """A site with every status, made of a hostile corpus and a hostile suite."""
    unknown = {"type": "expect_column_values_to_be_in_set", "severity": "info"}
    theirs = suite(
        *({"type": "expect_no_findings", "kwargs": {"code": code}, "notes": EVIL[0]} for code in ("BPL001", "DAT002")),
        *(unknown | {"kwargs": {"column": name, "value_set": [EVIL[1]]}, "description": EVIL[0]} for name in ("article", "publisher")),
        unknown | {"kwargs": {"column": EVIL[0], "value_set": [1]}},
        {"type": "expect_table_row_count_to_equal", "kwargs": {"value": len(EVIL)}, "severity": "warning"},
        name=f"../{EVIL[0]}", notes=list(EVIL),
    )  # fmt: skip
    outcomes = [(each, running.hold(hostile.summary, each)) for each in (theirs, *loader.find(["ALL"]))]
    findings = hostile.findings
    return docs.write(
        outcomes, tmp_path / "docs", articles=hostile.articles, findings=findings, report=tmp_path / "r & d.html"
    )


class Parts(HTMLParser):
    """Collects elements, their attributes, and the text."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_pages_hold_no_script_and_load_nothing(site: Path) -> None:
    pages = sorted(site.parent.iterdir())
    assert [page.name for page in pages][:2] == ["index.html", "suite-01-script-document-title-run-script.html"]
    assert len(pages) == 2 + len(loader.names())
    for page in pages:
        parts = Parts(page)
        tags = {tag for tag, _ in parts.elements}
        assert not tags & {"script", "img", "svg", "iframe", "object", "embed", "base", "link", "form"}
        names = {name for _, attributes in parts.elements for name in attributes}
        assert not names & {"src", "style", "srcset"}
        assert not [name for name in names if name.startswith("on")]
        links = [str(attributes["href"]) for tag, attributes in parts.elements if tag == "a"]
        assert all(
            re.fullmatch(r"|#findings\?(rule=[A-Z]{3}\d{3}|id=[0-9a-f]{16})", link[len(link.partition("#")[0]) :])
            for link in links
        )
        targets = {link.partition("#")[0] for link in links}
        assert targets <= {"index.html", "../r%20%26%20d.html", *(each.name for each in pages)}
        assert not LOADING.search(docs._style())
        policy = next(attributes["content"] for tag, attributes in parts.elements if attributes.get("http-equiv"))
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert [tag for tag, attributes in parts.elements if attributes.get("http-equiv")] == ["meta"]


def test_statuses_severities_and_notes_stand_there_in_words(site: Path) -> None:
    text = Parts(next(site.parent.glob("suite-01*"))).text
    for words in ("Met", "Not met", "Could not be evaluated", "error", "warning", "info", EVIL[0], "U+202E"):
        assert words in text
    assert f"{len(EVIL)} findings" in text
    assert "an error message of the web page" in text
    assert Parts(site).text.count("Not met") >= 3


def test_the_first_page_tells_of_the_run_and_nothing_is_called_none(hostile: Run, tmp_path: Path) -> None:
    suites = loader.find(["ALL"])
    first = docs.of_run(hostile, suites, tmp_path / "docs", tmp_path / "report")
    text = Parts(first).text
    for words in (
        "The gate failed",
        hostile.verdict.sentence,
        "hostile",
        f"{hostile.verdict.counts['error']:,} errors",
    ):
        assert words in text
    pages = list((tmp_path / "docs").iterdir())
    assert any("../report/index.html#findings?rule=" in page.read_text(encoding="utf-8") for page in pages)
    assert not any(re.search(r"\bNone\b", Parts(page).text) for page in pages)


def test_writing_again_leaves_no_stale_pages(site: Path, hostile: Run) -> None:
    dates = loader.find(["dates"])
    docs.write([(each, running.hold(hostile.summary, each)) for each in dates], site.parent, articles=hostile.articles)
    assert sorted(page.name for page in site.parent.iterdir()) == ["index.html", "suite-01-dates.html"]


@pytest.mark.browser
def test_a_browser_without_a_network_shows_every_status_and_runs_nothing(site: Path, browser: Any) -> None:
    page = browser.new_context(offline=True).new_page()
    wrong: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.as_uri())
    for name in [link.get_attribute("href") for link in page.locator("tbody a").all()]:
        page.goto((site.parent / name).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        shown = page.locator("ol > li .status").all_inner_texts()
        assert shown
        assert set(shown) <= set(docs.STATUS.values())
        assert page.locator("ol > li .status >> visible=true").count() == len(shown)
        assert page.title().startswith("Suite ")
        assert page.evaluate("getComputedStyle(document.querySelector('ol')).listStyleType") == "none"
    assert wrong == []
    assert all(url.startswith("file://") for url in asked)
