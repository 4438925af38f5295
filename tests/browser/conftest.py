"""A browser without a network. Where there is none the tests are skipped, saying so, or fail if one is required."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import missing

from . import corpora

WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which looks for barriers."""
    try:
        import axe_playwright_python
    except ImportError:
        missing("axe-core (pip install axe-playwright-python)")
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The report of a corpus with one flawed article, and its run."""
    place = tmp_path_factory.mktemp("small")
    run = corpora.report(corpora.quoted(place / "corpus"), place / "report.html", place / "frames")
    return place / "report.html", run


class Opened:
    """The page of all tests; it remembers what went wrong in this one: messages, errors, dialogs, requests."""

    def __init__(self, page: Any) -> None:
        self.page, self.file = page, Path()
        self.wrong: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self.requests.append(request.url))

    def go(self, address: str = "") -> Any:
        """Load the report anew, at an address in it."""
        self.page.goto("about:blank")
        self.page.goto(self.file.as_uri() + address)
        self.page.wait_for_selector("html[data-ready]")
        return self.page

    def to(self, address: str) -> Any:
        """Follow a link inside the report that is open."""
        self.page.evaluate("address => { location.hash = address; }", address)
        self.page.wait_for_function(
            "view => document.querySelector('main > section.on').id === view", arg=address[1:].partition("?")[0]
        )
        return self.page

    def forget(self) -> None:
        """Leave nothing to the next test."""
        if self.page.url.startswith("file:"):
            self.page.evaluate("localStorage.clear()")
        self.page.emulate_media(media="screen", color_scheme="light")
        self.wrong.clear()
        self.requests.clear()


@pytest.fixture(scope="session")
def shared(browser: Any) -> Iterator[Opened]:
    """One page with the network off: a new one for each test costs more than most tests do."""
    context = browser.new_context(viewport=WIDE, offline=True, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield Opened(context.new_page())
    context.close()


@pytest.fixture
def visit(shared: Opened) -> Iterator[Callable[..., Opened]]:
    """Open a report of a size and theme; afterwards nothing may have gone wrong."""

    def start(file: Path, *, viewport: dict[str, int] = WIDE, theme: str = "light") -> Opened:
        shared.file = file
        shared.page.set_viewport_size(viewport)
        shared.page.emulate_media(color_scheme=theme)
        return shared

    yield start
    wrong = list(shared.wrong)
    shared.forget()
    assert wrong == []
