"""A browser without a network. Where there is none the tests are skipped, saying so, or fail if one is required."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


def missing(what: str) -> Any:
    """Skip, or fail where PROVENANCE_BROWSER=required says that these tests must run."""
    reason = f"no {what}: the browser tests of the HTML report did not run"
    if os.environ.get("PROVENANCE_BROWSER") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright (pip install playwright)")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        missing(f"browser on the PATH ({', '.join(BROWSERS)})")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which looks for barriers."""
    try:
        import axe_playwright_python
    except ImportError:
        missing("axe-core (pip install axe-playwright-python)")
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


class Opened:
    """A page that remembers what went wrong: messages on the console, errors, dialogs, requests."""

    def __init__(self, page: Any, file: Path) -> None:
        self.page, self.file, self.wrong = page, file, []
        self.requests: list[str] = []
        page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self.requests.append(request.url))

    def go(self, address: str = "") -> Any:
        self.page.goto("about:blank")
        self.page.goto(self.file.as_uri() + address)
        self.page.wait_for_selector("html[data-ready]")
        return self.page


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Opened]]:
    """Open a report in a fresh browser profile, the network off; afterwards nothing may have gone wrong."""
    opened: list[tuple[Any, Opened]] = []

    def start(file: Path, *, viewport: dict[str, int] = WIDE, **more: Any) -> Opened:
        context = browser.new_context(viewport=viewport, offline=True, **more)
        context.set_default_timeout(10_000)
        opened.append((context, Opened(context.new_page(), file)))
        return opened[-1][1]

    yield start
    wrong = [trouble for _, page in opened for trouble in page.wrong]
    for context, _ in opened:
        context.close()
    assert wrong == []
