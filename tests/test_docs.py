"""The generated pages are those of the declarations; what the README shows is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent.parent


def test_the_generated_pages_are_fresh():
    made = subprocess.run(
        [sys.executable, HERE / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr


def test_links_lead_somewhere():
    pages = [HERE / "README.md", *sorted((HERE / "docs").glob("*.md"))]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
