"""The HTML report in a real browser, opened from the disk with the network off."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from . import corpora
from .conftest import NARROW, WIDE, Opened

pytestmark = pytest.mark.browser
SAMPLE = Path(__file__).parents[2] / "sample_corpus"
VIEWS = ("#summary", "#findings", "#sample", "#record")
Visit = Callable[..., Opened]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The report of a corpus with one flawed article, and its run."""
    place = tmp_path_factory.mktemp("small")
    run = corpora.report(corpora.quoted(place / "corpus"), place / "report.html", place / "frames")
    return place / "report.html", run


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The report of the sample corpus, and its run."""
    place = tmp_path_factory.mktemp("large")
    return place / "report.html", corpora.report(SAMPLE, place / "report.html", place / "frames")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The same as a folder of files."""
    place = tmp_path_factory.mktemp("folder")
    return place / "report" / "index.html", corpora.report(SAMPLE, place / "report", place / "frames")


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("evil")
    corpora.report(corpora.hostile(place / "corpus"), place / "report.html", place / "frames")
    return place / "report.html"


def shown(page: Any) -> int:
    return int(re.match(r"[\d,]+", page.locator("#count").inner_text()).group().replace(",", ""))


def focus_list(page: Any) -> None:
    page.locator("#list").focus()
    page.wait_for_selector("#d-body h2")


def downloaded(page: Any, selector: str) -> str:
    with page.expect_download() as info:
        page.locator(selector).click()
    return Path(info.value.path()).read_text(encoding="utf-8-sig")


def test_every_view_opens_without_a_request_beyond_its_file(large: tuple[Path, Any], visit: Visit) -> None:
    opened = visit(large[0])
    for view in VIEWS:
        page = opened.go(view)
        assert page.locator("main > section.on").get_attribute("id") == view[1:]
    assert {url.partition("#")[0] for url in opened.requests} <= {large[0].as_uri(), "about:blank"}


def test_a_folder_opens_without_a_server(folder: tuple[Path, Any], visit: Visit) -> None:
    opened = visit(folder[0])
    page = opened.go("#findings")
    page.wait_for_selector(".ctx, #d-body h2")
    page.fill("#q", "zzzz nothing holds this")
    page.wait_for_selector("#none")
    assert shown(page) == 0
    home = folder[0].parent.as_uri()
    assert all(url.startswith(home) or url == "about:blank" for url in opened.requests)


def test_filters_count_as_the_findings_do(large: tuple[Path, Any], visit: Visit) -> None:
    path, run = large
    page = visit(path).go("#findings")
    assert shown(page) == run.findings.height
    for severity in ("error", "warning", "info"):
        page = visit(path).go(f"#findings?severity={severity}")
        assert shown(page) == run.findings.filter(severity=severity).height
    code, most = run.findings["code"].value_counts(sort=True).row(0)
    page = visit(path).go(f"#findings?rule={code}")
    assert shown(page) == most
    page.locator("#chips button").first.click()
    page.wait_for_function("document.querySelector('#chips').childElementCount === 0")
    assert shown(page) == run.findings.height


def test_a_facet_narrows_and_the_back_button_widens(large: tuple[Path, Any], visit: Visit) -> None:
    path, run = large
    page = visit(path).go("#findings")
    page.locator("#f-severity input").first.check()
    page.wait_for_function("location.hash.includes('severity=error')")
    assert shown(page) == run.findings.filter(severity="error").height
    page.go_back()
    page.wait_for_function("!location.hash.includes('severity')")
    page.wait_for_function(f"document.querySelector('#count').textContent.startsWith('{run.findings.height}')")


def test_search_finds_words_rules_and_identifiers(large: tuple[Path, Any], visit: Visit) -> None:
    path, run = large
    page = visit(path).go("#findings")
    for words in ("caption", run.findings["fingerprint"][3], run.findings["code"][0]):
        page.fill("#q", words)
        page.wait_for_timeout(250)
        hay = run.findings.select("fingerprint", "code", "name", "article", "excerpt", "message").rows()
        title = {code: name.replace("-", " ") for code, name in run.findings.select("code", "name").unique().rows()}
        wanted = sum(words.lower() in f"{' '.join(map(str, row))} {title[row[1]]}".lower() for row in hay)
        assert shown(page) == wanted


def test_groups_open_into_their_findings(large: tuple[Path, Any], visit: Visit) -> None:
    path, run = large
    page = visit(path).go("#findings?by=rule")
    assert shown(page) == run.findings["code"].n_unique()
    _, most = run.findings["code"].value_counts(sort=True).row(0)
    page.locator(".row").first.click()
    page.wait_for_function("!location.hash.includes('by=')")
    assert shown(page) == most


def test_a_link_opens_its_finding_and_its_article(large: tuple[Path, Any], visit: Visit) -> None:
    path, run = large
    wanted = run.findings.filter(run.findings["excerpt"].is_not_null()).row(-1, named=True)
    page = visit(path).go(f"#findings?id={wanted['fingerprint']}")
    page.wait_for_selector("#d-body h2")
    assert wanted["fingerprint"] in page.locator("#d-body .kv").inner_text()
    page = visit(path).go("#findings?" + "article=" + wanted["article"].replace("#", "%23"))
    assert shown(page) == run.findings.filter(article=wanted["article"]).height


def test_the_finding_stands_marked_in_its_article(small: tuple[Path, Any], visit: Visit) -> None:
    page = visit(small[0]).go("#findings?rule=BPL001")
    page.wait_for_selector(".ctx mark")
    assert page.locator(".ctx mark").inner_text() == corpora.STRAY
    text = page.locator(".ctx").inner_text()
    assert "Ropes are coiled" in text
    assert page.locator(".ctx .f-r").all_inner_texts() == ["Ines Moreau/AP"]
    read = page.locator(".read").inner_text()
    assert "Ines Moreau · Associated Press" in read
    assert "runs on over 2 parts · interrupted by: caption" in read
    before = page.locator(".ctx .f-r").evaluate("e => getComputedStyle(e).textDecorationLine")
    page.locator(".switches label", has_text="Credit").locator("input").uncheck()
    after = page.locator(".ctx .f-r").evaluate("e => getComputedStyle(e).textDecorationLine")
    assert (before, after) == ("underline", "none")


def test_a_decision_by_keyboard_is_honoured_by_the_gate(small: tuple[Path, Any], visit: Visit, tmp_path: Path) -> None:
    path, run = small
    assert not run.verdict.passed
    page = visit(path).go("#findings?severity=error")
    page.fill("#who", "K. Lindqvist")
    focus_list(page)
    for _ in range(shown(page)):
        page.keyboard.press("a")
        page.keyboard.type("Quoted on purpose, see the colophon")
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.id === 'list'")
    assert page.locator(".row .st").first.inner_text() == "Accepted"
    (tmp_path / "decisions.jsonl").write_text(downloaded(page, "#export"), encoding="utf-8")
    line = json.loads((tmp_path / "decisions.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert line["by"] == "K. Lindqvist"
    assert line["article_sha256"] in run.summary["sha256"].to_list()
    policy = replace(corpora.POLICY, decisions=tmp_path / "decisions.jsonl")
    again = corpora.run(path.parent / "corpus", tmp_path / "frames", policy)
    assert again.verdict.passed
    assert again.lapsed.is_empty()
    (path.parent / "corpus/harbour/ferry.txt").write_text(corpora.QUOTED + "One line more.\n", encoding="utf-8")
    changed = corpora.run(path.parent / "corpus", tmp_path / "frames2", policy)
    assert not changed.verdict.passed
    assert set(changed.lapsed["why"]) == {"article-changed"}
    (path.parent / "corpus/harbour/ferry.txt").write_text(corpora.QUOTED, encoding="utf-8")


def test_decisions_survive_a_reload_and_can_be_undone_and_loaded(
    small: tuple[Path, Any], visit: Visit, tmp_path: Path
) -> None:
    opened = visit(small[0])
    page = opened.go("#findings")
    focus_list(page)
    page.keyboard.press("d")
    page.keyboard.press("u")
    page.wait_for_function("document.querySelector('#dsum').textContent.startsWith('2 of')")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#dsum").inner_text().startswith("2 of")
    (tmp_path / "two.jsonl").write_text(downloaded(page, "#export"), encoding="utf-8")
    focus_list(page)
    page.keyboard.press("z")
    page.keyboard.press("z")
    assert page.locator("#dsum").inner_text() == "No decisions yet"
    page.locator("#load").set_input_files(tmp_path / "two.jsonl")
    page.wait_for_function("document.querySelector('#dsum').textContent.includes('2 decisions loaded')")
    assert page.locator("#f-decision").inner_text().split() == (
        f"Your decision Not decided {shown(page) - 2} Defect 1 Unsure 1".split()
    )


def test_one_decision_settles_all_with_the_same_match(small: tuple[Path, Any], visit: Visit) -> None:
    page = visit(small[0]).go("#findings?group=0")
    size = shown(page)
    assert size > 1
    focus_list(page)
    page.keyboard.press("Shift+D")
    page.wait_for_function(f"document.querySelector('#dsum').textContent.startsWith('{size} of')")
    lines = [json.loads(line) for line in downloaded(page, "#export").splitlines()]
    assert {line["scope"] for line in lines} == {"match"}
    assert len({line["fingerprint"] for line in lines}) == len(lines) == size


def test_one_decision_settles_a_rule_in_a_source(small: tuple[Path, Any], visit: Visit) -> None:
    path, run = small
    page = visit(path).go("#findings?rule=BPL001")
    focus_list(page)
    page.locator("#scope").select_option("rule")
    page.locator(".btns [data-d=unsure]").click()
    size = run.findings.filter(code="BPL001").height
    page.wait_for_function(f"document.querySelector('#dsum').textContent.startsWith('{size} of')")
    page.locator("#undo").click()
    assert page.locator("#dsum").inner_text() == "No decisions yet"


def test_letters_typed_in_a_field_decide_nothing(small: tuple[Path, Any], visit: Visit) -> None:
    page = visit(small[0]).go("#findings")
    page.locator("#q").focus()
    page.keyboard.type("dau")
    page.wait_for_timeout(200)
    assert page.locator("#dsum").inner_text() == "No decisions yet"


def test_everything_is_reached_by_keyboard(small: tuple[Path, Any], visit: Visit) -> None:
    page = visit(small[0]).go("#summary")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim().split(/\\s+/)[0]"))
    assert {"Skip", "Summary", "Findings", "Manual", "Provenance", "Theme:", "Print"} <= reached
    page = visit(small[0]).go("#findings")
    focus_list(page)
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_hostile_articles_run_nothing_and_are_shown_as_text(evil: Path, visit: Visit) -> None:
    opened = visit(evil)
    page = opened.go("#findings")
    scripts = page.evaluate("[...document.scripts].filter(s => s.type !== 'application/json').length")
    assert scripts == 1
    for place in range(shown(page)):
        page.evaluate("p => document.querySelectorAll('.row').length", place)
        page.locator("#list").focus()
        page.keyboard.press("j")
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelectorAll('main img, main iframe, [onerror], [onload]').length") == 0
    page.fill("#q", "<script>alert(1)")
    page.wait_for_timeout(250)
    assert shown(page) > 0
    page.wait_for_selector(".ctx")
    assert "<script>alert(1)</script>" in page.locator(".ctx").inner_text()
    page.fill("#q", "hostile.txt")
    page.wait_for_timeout(250)
    page.wait_for_selector(".ctx .ctl")
    assert "U+0000" in page.locator(".ctx").inner_text()
    for view in VIEWS:
        opened.go(view)
    assert page.evaluate("try { document.body.innerHTML = '<b>x</b>'; 'made' } catch { 'refused' }") == "refused"
    assert [told for told in opened.wrong if "TrustedHTML" not in told] == []
    opened.wrong.clear()


def test_exported_tables_hold_no_formulas(evil: Path, visit: Visit) -> None:
    opened = visit(evil)
    page = opened.go("#findings")
    listed = list(csv.reader(io.StringIO(downloaded(page, "#csv"))))
    assert len(listed) == shown(page) + 1
    page = opened.go("#record")
    record = list(csv.reader(io.StringIO(downloaded(page, "#accession"))))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in (*listed, *record) for cell in row)
    assert "premis:event" in downloaded(page, "#event")


def test_the_sample_tells_what_its_marks_support(large: tuple[Path, Any], visit: Visit) -> None:
    page = visit(large[0]).go("#sample")
    page.wait_for_selector("#missed-list .item")
    count = page.locator("#missed-list .item").count()
    for item in page.locator("#missed-list .item").all():
        item.get_by_label("Sound").check()
    bound = 100 * (1 - 0.05 ** (1 / count))
    assert page.locator("#missed-read").inner_text().startswith(f"{count} of")
    shown_bound = float(re.search(r"at most ([\d.]+) %", page.locator("#missed-bound").inner_text()).group(1))
    assert shown_bound == pytest.approx(bound, abs=0.51 if bound >= 10 else 0.06)
    page.locator("#missed-list summary").first.click()
    page.wait_for_selector("#missed-list .ctx")
    page.locator("#alarms-list .item").first.get_by_label("False alarm").check()
    assert "1 false alarm" in page.locator("#alarms-read").inner_text()
    page.goto(large[0].as_uri() + "#findings")
    marks = [json.loads(line) for line in downloaded(page, "#export").splitlines()]
    assert {mark["format"] for mark in marks} == {"provenance-mark/1"}
    assert len(marks) == count + 1


@pytest.mark.parametrize(("viewport", "theme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide-light", "narrow-dark"])
def test_no_view_has_barriers(
    large: tuple[Path, Any], visit: Visit, axe: str, theme: str, viewport: dict[str, int]
) -> None:
    opened = visit(large[0], viewport=viewport, color_scheme=theme)
    for view in (*VIEWS, "#findings?by=match", "#findings?q=zzzz"):
        page = opened.go(view)
        page.wait_for_timeout(150)
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
        told = [(one["id"], one["impact"], [node["target"] for node in one["nodes"]][:3]) for one in found]
        assert told == [], view
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        assert page.evaluate("document.querySelectorAll('*').length") <= 4000, view


def test_it_reflows_at_320_pixels(large: tuple[Path, Any], visit: Visit) -> None:
    opened = visit(large[0], viewport={"width": 320, "height": 640})
    for view in VIEWS:
        page = opened.go(view)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, view


def test_narrow_screens_go_from_list_to_article_and_back(small: tuple[Path, Any], visit: Visit) -> None:
    page = visit(small[0], viewport=NARROW).go("#findings")
    page.locator(".row").first.click()
    page.locator("#d-body h2").wait_for()
    assert page.locator("#list").is_hidden()
    page.locator(".back").click()
    assert page.locator("#list").is_visible()


def test_without_scripts_the_page_still_tells_the_story(large: tuple[Path, Any], browser: Any) -> None:
    path, run = large
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    text = page.locator("main").inner_text()
    for words in (
        "The gate failed",
        "Rules with findings",
        "Dates and credits",
        run.findings.filter(severity="error")["name"][0],
    ):
        assert words in text
    assert page.locator("#wb").is_hidden()
    context.close()


def test_it_prints_a_summary_of_two_pages(large: tuple[Path, Any], visit: Visit, tmp_path: Path) -> None:
    page = visit(large[0]).go("#summary")
    page.emulate_media(media="print")
    assert page.locator(".sign").is_visible()
    page.evaluate("document.querySelectorAll('#findings, #sample, #record').forEach(s => s.remove())")
    page.pdf(path=tmp_path / "summary.pdf", prefer_css_page_size=True, tagged=True)
    pages = re.findall(rb"/Type\s*/Page[^s]", (tmp_path / "summary.pdf").read_bytes())
    assert 1 <= len(pages) <= 2
