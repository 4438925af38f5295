"""Build the site of these pages, for any web server; a link that leads nowhere fails, and so does a foreign font.

    python docs/build_site.py [FOLDER]

A rule has a stable address, `rules/BPL001/`, a schema `schemas/json.schema.json`. The start page is the README.
Needs the extra `docs`.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
TARGET = ROOT / "build" / "site"
OF_ROOT = {
    "README.md": "index.md",
    "CHANGELOG.md": "changes.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}
"""Pages that lie beside docs/, and their names on the site."""
CONTENTS = {
    "Use": (
        "python",
        "html",
        "extraction",
        "originality",
        "tables",
        "warc",
        "configuration",
        "archives",
        "places",
        "engines",
        "performance",
        "catalogues",
        "ci",
        "report",
        "papers",
        "suites",
        "contracts",
        "polars-engine",
    ),
    "Look up": ("rules", "frames", "languages", "stability", "dependencies", "changes"),
    "Build": ("architecture", "extending", "contributing", "security"),
}
"""The pages as the side of the site lists them."""
_ANCHOR = re.compile(r'^<a id="([\w-]+)"></a>', re.MULTILINE)
_LOADED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?((?:https?:)?//[^"'>\s]+)"""
    r"""|<link\b(?=[^>]*\brel=["']?(?:stylesheet|pre\w+|icon))[^>]*\bhref=["']?((?:https?:)?//[^"'>\s]+)"""
    r"""|@import\s+["']?((?:https?:)?//[^"';\s]+)|url\(["']?((?:https?:)?//[^"')\s]+)"""
)
_WHOLE_LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|#)([^)\s]+)\)")
_LINK = re.compile(r"(?<=\]\()(?!https?:|#)([^)#]+)")


def main() -> None:
    """Build the site, or exit with what is wrong."""
    from sphinx.cmd.build import build_main

    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    with tempfile.TemporaryDirectory() as folder:
        sources(Path(folder) / "pages")
        options = ["-b", "dirhtml", "-W", "--keep-going", "-q", "-d", f"{folder}/doctrees"]
        if build_main([*options, f"{folder}/pages", str(target)]):
            sys.exit("the site is not whole")
    if foreign := sorted({word for page in target.rglob("*") for word in loaded(page)}):
        sys.exit(f"the site loads from elsewhere: {', '.join(foreign)}")
    print(f"{target / 'index.html'}")


def loaded(page: Path) -> list[str]:
    """Return what a page or a style sheet would load from the network: the site needs none."""
    if page.suffix not in {".html", ".css"}:
        return []
    found = _LOADED.finditer(page.read_text(encoding="utf-8"))
    return ["".join(filter(None, address.groups())) for address in found]


def sources(folder: Path) -> None:
    """Write what Sphinx reads: our pages under one folder, with the contents that the side of the site lists."""
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(HERE / "examples", folder / "examples", dirs_exist_ok=True)
    shutil.copy(HERE / "conf.py", folder)
    shutil.copytree(HERE / "schemas", folder / "extra" / "schemas")
    for name, moved_to in OF_ROOT.items():
        (folder / moved_to).write_text(moved((ROOT / name).read_text(encoding="utf-8")), encoding="utf-8")
    for page in folder.glob("*.md"):
        page.write_text(_from_docs(page.read_text(encoding="utf-8")), encoding="utf-8")
    _append(folder / "index.md", *(_contents(caption, pages) for caption, pages in CONTENTS.items()))
    _append(folder / "rules.md", _contents("", ["rules/*"], "glob"))


def moved(text: str) -> str:
    """Return a page from beside docs/ with its links as they are on the site, where docs/ is the top."""
    return _LINK.sub(lambda link: _on_site(link[1]), text)


def _on_site(page: str) -> str:
    return OF_ROOT.get(page, page.removeprefix("docs/"))


def published(text: str, base: str | None) -> str:
    """Return the README as it stands where no file of the repository lies beside it: on an index of packages.

    Args:
        text: The README.
        base: Where the site begins, if it is published.

    Returns:
        The README with links into the site; without one with plain words: an address is never made up.
    """

    def link(found: re.Match[str]) -> str:
        words, (page, _, anchor) = found[1], found[2].partition("#")
        if base and page.endswith(".md"):
            return f"[{words}]({base.rstrip('/')}/{_on_site(page).removesuffix('.md')}/{anchor and f'#{anchor}'})"
        return words if words == page else f"{words} ({page})"

    return _WHOLE_LINK.sub(link, text)


def _from_docs(text: str) -> str:
    """Return a page of docs/ with its links to pages beside docs/, and its anchors as Sphinx knows them."""
    linked = _LINK.sub(lambda link: OF_ROOT.get(link[1].removeprefix("../"), link[1]), text)
    return _ANCHOR.sub(r"(\1)=\n", linked)


def _append(page: Path, *parts: str) -> None:
    page.write_text("\n".join((page.read_text(encoding="utf-8"), *parts)), encoding="utf-8")


def _contents(caption: str, pages: Iterable[str], *options: str) -> str:
    directive = [":hidden:", *(f":{option}:" for option in options), *([f":caption: {caption}"] if caption else [])]
    return "\n".join(("```{toctree}", *directive, "", *pages, "```", ""))


if __name__ == "__main__":
    main()
