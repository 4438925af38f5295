"""One corpus for the papers: sound articles beside all that names and texts of strangers can hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from provenance import check, exports
from provenance.policy.configuration import Policy
from provenance.runs.run import Run

FERRY = (
    " date 2024-03-12 \n\nThe ferry to Skarvoe was cancelled on Monday, for the ninth day in a row.\n\n"
    "“The sea decides,” Mara Quist said.\n\nA boat on the slipway. Photo: Ana Roe/Harbour Press"
)
NAMES = [
    "../../etc/passwd", "/etc/passwd", "a\x00b", "x" * 300, "CON", "nul.txt", "aux ", "C:\\Windows\\win.ini", "=1+1",
    "'); DROP TABLE articles; --", "<script>alert(1)</script>", "line\nbreak", "tide\u202egnp.exe", "http://a b/%zz",
    "twice", "twice", "\U0001f9ad", "é", "e\u0301",
]  # fmt: skip
"""Ids of articles: hostile ones, two that are equal, two that look equal."""
RECORD = {
    "title": "The pier </script><b>", "byline": "Mara Ellison", "url": "https://harbour.example/pier?a=1&b=2",
    "publisher": "Harbour Press", "language": "en", "published": "2024-03", "modified": "2024-03-13T09:30:00Z",
    "text": "The pier of Ostwick is to close for a year, the council said on Monday after a debate of three hours.\n\n"
    "Correction: an earlier version named another pier.\n\nReporting by Mara Ellison; Editing by Tom Reed\n\n© 2024 Harbour Press. All rights reserved.",
    "captions": ["The pier (Derek Holm/AP)", "A crane."],
}  # fmt: skip
POLICY = Policy(now=date(2024, 6, 1))


def write_corpus(folder: Path) -> Path:
    """Write the corpus into a new folder, and return it."""
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (folder / f"{'y' * 240}.txt").write_text(FERRY.replace("ferry", "tram"), encoding="utf-8")
    (folder / "CON.txt").write_text(
        "Advertisement\n\nThe tide rose \x01 in the harbour of Westhaven.", encoding="utf-8"
    )
    lines = [json.dumps(RECORD | {"id": name, "text": f"{RECORD['text']}\n\nNo. {n}"}) for n, name in enumerate(NAMES)]
    (folder / "feed.jsonl").write_text("\n".join([*lines, "{broken"]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="package")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run over the corpus, with its frames of facts."""
    home = tmp_path_factory.mktemp("papers")
    (home / "frames").mkdir()
    return check.check_corpus(write_corpus(home / "in"), POLICY, frames=home / "frames")


@pytest.fixture(scope="package")
def written(checked: Run, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what writes an export of that run by its name, once, and gives the file."""
    folder = tmp_path_factory.mktemp("written")

    def export(name: str) -> Path:
        place = folder / name
        if not place.exists():
            exports.write(checked, name, place)
        return place

    return export
