"""What all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from provenance.rules import registry

settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing(what: str) -> Any:
    """Skip, or fail where PROVENANCE_BROWSER=required says that these tests must run."""
    reason = f"no {what}: the browser tests did not run"
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


@pytest.fixture(autouse=True)
def _rules_of_others():
    """Take back the rules that a test has added from files: they stay for the rest of a process."""
    before = dict(registry._files)
    yield
    if registry._files != before:
        registry._files.clear()
        registry._files.update(before)
        registry._ordered.cache_clear()
        registry._by_code.cache_clear()
