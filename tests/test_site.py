"""The links of our pages lead somewhere, as they lie in the repository, and as the site has them. `nox -s site` builds it."""

from __future__ import annotations

import re
import runpy
import sys
import tomllib
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from pages import HERE

from provenance.rules.pages import address
from provenance.rules.registry import registry, replaced

spec = spec_from_file_location("build_site", HERE / "docs/build_site.py")
site = module_from_spec(spec)
spec.loader.exec_module(site)

PAGES = [*HERE.glob("*.md"), *(HERE / "docs").rglob("*.md")]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def links(text):
    """Return where the links of a page lead, those in code left out."""
    prose = re.sub(r"^(`{3,}).*?^\1$|`[^`\n]+`", "", text, flags=re.MULTILINE | re.DOTALL)
    return [link for link in LINK.findall(prose) if not link.startswith(("http://", "https://"))]


@cache
def anchors(page):
    """Return the places of a page that can be linked to: its headings, as GitHub names them, and what it names itself."""
    text = re.sub(r"^(`{3,}).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r'<a id="([\w-]+)">|^\(([\w-]+)\)=$', text, re.MULTILINE)
    headings = (
        re.sub(r"[^\w\- ]", "", found.lower()).replace(" ", "-")
        for found in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    )
    return {*headings, *("".join(both) for both in named)}


def broken(page):
    """Return the links of a page that lead nowhere."""
    for link in links(page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        place = page.parent / name if name else page
        if not place.exists() or (anchor and anchor not in anchors(place)):
            yield f"{page.name}: {link}"


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "pages"
    site.sources(folder)
    return folder


def test_links_in_the_repository_lead_somewhere():
    assert len(PAGES) > 100
    assert [link for page in PAGES for link in broken(page)] == []


def test_links_on_the_site_lead_somewhere(sources):
    assert [link for page in sources.rglob("*.md") for link in broken(page)] == []


def test_no_link_of_the_site_leads_out_of_it(sources):
    for page in sources.rglob("*.md"):
        for link in links(page.read_text(encoding="utf-8")):
            assert (page.parent / link.partition("#")[0]).resolve().is_relative_to(sources.resolve()), (
                f"{page.name}: {link}"
            )


def test_a_broken_link_is_noticed(tmp_path):
    page = tmp_path / "a.md"
    page.write_text(
        "# A b\n\n[x](b.md) [y](#a-b) [z](#c) `[k](k.md)`\n\n```text\n[m](m.md)\n```\n[h](https://docs.example)\n"
    )
    assert list(broken(page)) == ["a.md: b.md", "a.md: #c"]


def test_what_a_page_would_load_from_the_network_is_noticed(tmp_path):
    page, style = tmp_path / "a.html", tmp_path / "a.css"
    page.write_text(
        '<script src="https://a.example/x.js"></script><script src="_static/x.js"></script><a href="https://b.example">x</a>'
        '<link rel="stylesheet" href="//c.example/x.css"><link rel="next" href="https://d.example"><link href="https://e.example" rel="icon">'
    )
    style.write_text(
        '@import "https://f.example/x.css"; a { background: url(data:x) } b { src: url("https://g.example/x.woff2") }'
    )
    assert site.loaded(page) == ["https://a.example/x.js", "//c.example/x.css", "https://e.example"]
    assert site.loaded(style) == ["https://f.example/x.css", "https://g.example/x.woff2"]


def test_every_page_is_in_the_contents(sources):
    listed = [page for pages in site.CONTENTS.values() for page in pages]
    assert sorted([*listed, "index"]) == sorted(page.stem for page in sources.glob("*.md"))
    assert {page.stem for page in (sources / "rules").glob("*.md")} == {rule.code for rule in registry()} | {
        *replaced()
    }
    index = (sources / "index.md").read_text(encoding="utf-8")
    assert all(f"\n{page}\n" in index for page in listed)
    assert "\nrules/*\n" in (sources / "rules.md").read_text(encoding="utf-8")


def test_the_page_of_a_rule_lies_where_reports_say(sources):
    """The site makes a folder of each page: `rules/BPL001.md` stands at `rules/BPL001/`."""
    place = address("BPL001", "https://docs.example").removeprefix("https://docs.example/").rstrip("/")
    assert (sources / f"{place}.md").is_file()
    assert (sources / "extra/schemas/json.schema.json").is_file()


README = "[all](docs/frames.md#runs), [docs/ci.md](docs/ci.md), [new](CHANGELOG.md), [law](LICENSE), [x](https://a.example) [y](#y)\n"


@pytest.mark.parametrize(
    ("base", "message"),
    [
        (None, "all (docs/frames.md), docs/ci.md, new (CHANGELOG.md), law (LICENSE), [x](https://a.example) [y](#y)\n"),
        (
            "https://docs.example/p/",
            (
                "[all](https://docs.example/p/frames/#runs), [docs/ci.md](https://docs.example/p/ci/), [new](https://docs.example/p/changes/), "
                "law (LICENSE), [x](https://a.example) [y](#y)\n"
            ),
        ),
    ],
)
def test_the_readme_has_no_link_into_the_repository_where_it_stands_alone(base, message):
    assert site.published(README, base) == message


@pytest.mark.parametrize("urls", [{}, {"Documentation": "https://docs.example"}])
def test_the_package_brings_that_readme(urls, monkeypatch):
    """The hook of the build, with a stand-in for what hatchling gives it."""
    interface = ModuleType("hatchling.metadata.plugin.interface")
    interface.MetadataHookInterface = type("MetadataHookInterface", (), {"root": str(HERE)})
    monkeypatch.setitem(sys.modules, interface.__name__, interface)
    metadata = {"urls": urls}
    runpy.run_path(str(HERE / "hatch_build.py"))["Readme"]().update(metadata)
    text = metadata["readme"]["text"]
    assert links(text) == []
    assert ("](https://docs.example/rules/)" in text) is bool(urls)
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    assert "readme" in project["project"]["dynamic"]
    assert "custom" in project["tool"]["hatch"]["metadata"]["hooks"]


def test_at_a_code_that_was_replaced_stands_by_which(monkeypatch):
    made = runpy.run_path(str(HERE / "docs/generate.py"))["rule_pages"]
    monkeypatch.setitem(made.__globals__, "replaced", lambda: {"DAT099": "DAT001"})
    pages = made()
    assert "replaced by [DAT001](DAT001.md)" in pages["DAT099"]
    assert pages["DAT001"].startswith("# date-missing (DAT001)")


def test_what_the_site_needs_is_an_extra_of_its_own():
    extras = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    wanted = {"sphinx", "myst-parser", "furo"}
    assert {re.split("[<>=]", word)[0] for word in extras["docs"]} == wanted
    pinned = {
        line.partition("==")[0].lower()
        for line in Path(HERE / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    assert wanted <= pinned
