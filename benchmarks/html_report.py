"""Measure the HTML report against its budgets: size, rendering, time until it can be used, one filter, nodes.

    python benchmarks/html_report.py 60 2000 20000            # in a minute
    python benchmarks/html_report.py 100000 1000000           # some minutes and 3 GB of disk

Needs Playwright and a Chromium on the PATH. `ready` is from navigation until the list answers; a filter is the time
from the click to the painted result, the median of five.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from html_corpus import make
from playwright.sync_api import sync_playwright

from provenance.reports import html

ONE_FILE = 20_000
KB = 1000
WIDTHS = (9, 8, 7, 6, 8, 7, 7, 9, 14, 5)


@dataclass(frozen=True)
class Budget:
    """The most that is allowed: bytes of the page that is opened, seconds until ready, of a filter, of rendering."""

    page: float
    ready: float
    filter: float
    render: float


BUDGETS = {
    60: Budget(230 * KB, 0.5, 0.06, 1),
    2_000: Budget(2_000 * 900, 1, 0.06, 1),
    20_000: Budget(20_000 * 900, 2, 0.1, 3),
    100_000: Budget(100_000 * 900, 2, 0.15, 10),
    1_000_000: Budget(2_000 * KB, 3, 0.5, 120),
}

CLICK = """async () => {
  const times = [], box = () => document.querySelectorAll('#f-severity input')[1];
  for (let turn = 0; turn < 5; turn++) {
    const before = document.querySelector('#count').textContent, start = performance.now();
    box().click();
    while (document.querySelector('#count').textContent === before) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - start);
  }
  return times;
}"""
SEARCH = """async () => {
  const times = [], count = document.querySelector('#count'), field = document.querySelector('#q');
  for (const words of ['ferry', 'quay winter', 'valley-echo']) {
    const before = count.textContent, start = performance.now();
    field.value = words;
    field.dispatchEvent(new Event('input'));
    const waiting = () => count.textContent === before || count.textContent.startsWith('Reading');
    while (waiting()) await new Promise(requestAnimationFrame);
    times.push(performance.now() - start - 120);
  }
  return times;
}"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("findings", type=int, nargs="+")
    arguments.add_argument("--keep", type=Path, help="leave the reports in this folder")
    asked = arguments.parse_args()
    heads = (
        "findings",
        "page KB",
        "all MB",
        "B each",
        "render s",
        "peak MB",
        "ready s",
        "filter ms",
        "search ms",
        "nodes",
    )
    print(" ".join(f"{head:>{width}}" for head, width in zip(heads, WIDTHS, strict=True)), " over budget")
    over = False
    for findings in asked.findings:
        place = Path(tempfile.mkdtemp(prefix="html-report-")) if asked.keep is None else asked.keep / str(findings)
        over |= measure(findings, place)
        if asked.keep is None:
            shutil.rmtree(place)
    sys.exit(over)


def measure(findings: int, place: Path) -> bool:
    """Print one row; tell whether a budget was exceeded."""
    data = make(findings, place / "frames" if findings > ONE_FILE else None)
    start = time.perf_counter()
    written = html.render(data, place / "report.html" if findings <= ONE_FILE else place / "report")
    render = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    page, size = written[0].stat().st_size, sum(path.stat().st_size for path in written)
    seen = browse(written[0])
    budget = BUDGETS.get(findings)
    over = [] if budget is None else [
        name
        for name, value, most in (
            ("page", page, budget.page), ("ready", seen["ready"], budget.ready), ("render", render, budget.render),
            ("filter", seen["filter"], budget.filter), ("size", size / findings, 900 if findings > KB else 1e9),
            ("nodes", seen["nodes"], 4000),
        )
        if value > most
    ]  # fmt: skip
    searches = "/".join(f"{1000 * one:.0f}" for one in seen["search"])
    row = (
        f"{findings:,}", f"{page / KB:,.0f}", f"{size / KB / KB:,.1f}", f"{size / findings:,.0f}", f"{render:.1f}",
        f"{peak:,.0f}", f"{seen['ready']:.2f}", f"{1000 * seen['filter']:.0f}", searches, str(seen["nodes"]),
    )  # fmt: skip
    print(" ".join(f"{cell:>{width}}" for cell, width in zip(row, WIDTHS, strict=True)), "", ", ".join(over) or "none")
    return bool(over)


def browse(page: Path) -> dict[str, Any]:
    """Open a report three times, filter and search it."""
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        ready = []
        for _ in range(3):
            view = browser.new_context(viewport={"width": 1280, "height": 860}, offline=True).new_page()
            view.set_default_timeout(180_000)
            view.goto(page.as_uri() + "#findings")
            view.wait_for_selector("html[data-ready]")
            ready.append(view.evaluate("+document.documentElement.dataset.ready") / 1000)
        view.wait_for_selector("#d-what:not(:empty)")
        clicks, searches = view.evaluate(CLICK), view.evaluate(SEARCH)
        nodes = view.evaluate("document.querySelectorAll('*').length")
        browser.close()
    return {
        "ready": statistics.median(ready),
        "filter": statistics.median(clicks) / 1000,
        "search": [one / 1000 for one in searches],
        "nodes": nodes,
    }


if __name__ == "__main__":
    main()
