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
from urllib.parse import urlencode

import jsonschema
import pytest

from provenance.reports import html

from . import corpora
from .conftest import NARROW, Opened

pytestmark = pytest.mark.browser
SAMPLE = Path(__file__).parents[2] / "sample_corpus"
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((SAMPLE.parent / "docs/schemas/decisions.schema.json").read_text(encoding="utf-8"))
)
VIEWS = ("#summary", "#findings", "#sample", "#reviewers", "#record")
Visit = Callable[..., Opened]


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The report of the sample corpus, and its run."""
    place = tmp_path_factory.mktemp("large")
    return place / "report.html", corpora.report(SAMPLE, place / "report.html", place / "frames")


@pytest.fixture(scope="session")
def folder(large: tuple[Path, Any]) -> Path:
    """The same as a folder of files."""
    path, run = large
    return html.write(run, path.with_name("report"))[0]


@pytest.fixture(scope="session")
def evil(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    place = tmp_path_factory.mktemp("evil")
    run = corpora.report(corpora.hostile(place / "corpus"), place / "report.html", place / "frames")
    return place / "report.html", run


def shown(page: Any) -> int:
    return int(re.match(r"[\d,]+", page.locator("#count").inner_text()).group().replace(",", ""))


def shows(page: Any, count: int) -> None:
    """Wait until the list says that it has so many findings."""
    page.wait_for_function(
        "n => parseInt(document.querySelector('#count').textContent.replaceAll(',', '')) === n", arg=count
    )


def sentence(page: Any, words: str, place: str = "#dsum") -> None:
    """Wait until the page says so."""
    page.wait_for_function(
        "([place, words]) => document.querySelector(place).textContent.includes(words)", arg=[place, words]
    )


def article(name: str) -> str:
    return "#findings?" + urlencode({"article": name})


def focus_list(page: Any) -> None:
    page.locator("#list").focus()
    page.wait_for_selector("#d-what:not(:empty)")


def named(page: Any) -> None:
    """Give the name that would be asked for at the first decision."""
    page.fill("#who", "K. Lindqvist")


def downloaded(page: Any, selector: str) -> str:
    with page.expect_download() as info:
        page.locator(selector).click()
    page.evaluate("document.querySelector('dialog[open]')?.close()")
    return Path(info.value.path()).read_text(encoding="utf-8-sig")


def test_every_view_opens_without_a_request_beyond_its_file(large: tuple[Path, Any], visit: Visit) -> None:
    opened = visit(large[0])
    page = opened.go()
    for view in ("Findings", "Manual sample", "Provenance", "Summary"):
        page.locator(".bar nav a", has_text=view).click()
        page.locator("main > section.on", has=page.locator("h1", has_text=view)).or_(
            page.locator("#summary.on")
        ).wait_for()
    for view in VIEWS[1:]:
        assert opened.go(view).locator("main > section.on").get_attribute("id") == view[1:]
    assert {url.partition("#")[0] for url in opened.requests} <= {large[0].as_uri(), "about:blank"}


def test_the_code_of_a_rule_leads_to_its_page_where_the_policy_tells_of_a_site(
    small: tuple[Path, Any], visit: Visit, axe: str, tmp_path: Path
) -> None:
    run = small[1]
    published = replace(run, policy=replace(run.policy, docs_url="https://docs.example"))
    opened = visit(html.write(published, tmp_path / "report.html")[0])
    page = opened.go("#findings")
    page.wait_for_selector("#d-what:not(:empty)")
    code = page.locator("#d-rule code").inner_text()
    assert page.locator("#d-rule a").get_attribute("href") == f"https://docs.example/rules/{code}/"
    assert f"https://docs.example/rules/{code}/" in page.locator("#d-body .kv").inner_text()
    page.evaluate(axe)
    assert barriers(page) == []
    assert not any("docs.example" in url for url in opened.requests)
    page = visit(small[0]).go("#findings")
    page.wait_for_selector("#d-what:not(:empty)")
    assert page.locator("#d-rule a").count() == 0
    assert re.search(r"provenance rule [A-Z]{3}\d{3}", page.locator("#d-body .kv").inner_text())


def test_a_folder_opens_without_a_server(folder: Path, visit: Visit) -> None:
    opened = visit(folder)
    page = opened.go("#findings")
    page.wait_for_selector(".ctx, #d-what:not(:empty)")
    page.fill("#q", "zzzz nothing holds this")
    page.wait_for_selector("#none")
    shows(page, 0)
    home = folder.parent.as_uri()
    assert all(url.startswith(home) or url == "about:blank" for url in opened.requests)


def test_filters_count_as_the_findings_do(large: tuple[Path, Any], visit: Visit) -> None:
    path, run = large
    opened = visit(path)
    page = opened.go("#findings")
    shows(page, run.findings.height)
    for severity in ("error", "warning", "info"):
        shows(opened.to(f"#findings?severity={severity}"), run.findings.filter(severity=severity).height)
    code, most = run.findings["code"].value_counts(sort=True).row(0)
    shows(opened.to(f"#findings?rule={code}"), most)
    page.locator("#chips button").first.click()
    page.wait_for_function("() => document.querySelector('#chips').childElementCount === 0")
    shows(page, run.findings.height)


def test_a_facet_narrows_and_the_back_button_widens(large: tuple[Path, Any], visit: Visit) -> None:
    path, run = large
    page = visit(path).go("#findings")
    page.locator("#f-severity input").first.check()
    page.wait_for_function("() => location.hash.includes('severity=error')")
    shows(page, run.findings.filter(severity="error").height)
    page.go_back()
    page.wait_for_function("() => !location.hash.includes('severity')")
    shows(page, run.findings.height)


def test_search_finds_words_rules_and_identifiers(large: tuple[Path, Any], visit: Visit) -> None:
    path, run = large
    page = visit(path).go("#findings")
    for words in ("caption", run.findings["fingerprint"][3], run.findings["code"][0]):
        page.fill("#q", words)
        hay = run.findings.select("fingerprint", "code", "name", "article", "excerpt", "message").rows()
        title = {rule.code: f"{rule.name.replace('-', ' ')} {rule.summary.removesuffix('.')}" for rule in run.rules}
        wanted = sum(words.lower() in f"{' '.join(map(str, row))} {title[row[1]]}".lower() for row in hay)
        shows(page, wanted)


def test_groups_open_into_their_findings(large: tuple[Path, Any], visit: Visit) -> None:
    path, run = large
    page = visit(path).go("#findings?by=rule")
    shows(page, run.findings["code"].n_unique())
    errors = run.findings.filter(severity="error")
    most = errors["code"].value_counts()["count"].max()
    page.locator(".row").first.click()
    page.wait_for_function("() => !location.hash.includes('by=')")
    shows(page, most)


def test_a_link_opens_its_finding_and_its_article(large: tuple[Path, Any], visit: Visit) -> None:
    path, run = large
    wanted = run.findings.filter(run.findings["excerpt"].is_not_null()).row(-1, named=True)
    opened = visit(path)
    page = opened.go(f"#findings?id={wanted['fingerprint']}")
    page.wait_for_selector("#d-what:not(:empty)")
    assert wanted["fingerprint"] in page.locator("#d-body .kv").inner_text()
    shows(opened.to(article(wanted["article"])), run.findings.filter(article=wanted["article"]).height)


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
        page.wait_for_function("() => document.activeElement.id === 'list'")
    assert page.locator(".row .st").first.inner_text() == "Accepted"
    (tmp_path / "decisions.jsonl").write_text(downloaded(page, "#export"), encoding="utf-8")
    lines = [json.loads(line) for line in (tmp_path / "decisions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(SCHEMA.is_valid(line) for line in lines)
    line = lines[0]
    assert line["by"] == "K. Lindqvist"
    assert line["article_sha256"] in run.summary["sha256"].to_list()
    policy = replace(corpora.POLICY, decisions=(tmp_path / "decisions.jsonl",))
    again = corpora.run(path.parent / "corpus", tmp_path / "frames", policy)
    assert again.verdict.passed
    assert again.lapsed.is_empty()
    (path.parent / "corpus/harbour/ferry.txt").write_text(corpora.QUOTED + "One line more.\n", encoding="utf-8")
    changed = corpora.run(path.parent / "corpus", tmp_path / "frames2", policy)
    assert not changed.verdict.passed
    assert set(changed.lapsed["why"]) == {"article-changed"}
    (path.parent / "corpus/harbour/ferry.txt").write_text(corpora.QUOTED, encoding="utf-8")


def test_what_is_accepted_of_the_corpus_holds_for_the_articles_that_were_looked_at(
    small: tuple[Path, Any], visit: Visit, tmp_path: Path
) -> None:
    page = visit(small[0]).go("#findings?rule=MET001")
    page.fill("#who", "K. Lindqvist")
    focus_list(page)
    page.keyboard.press("a")
    page.keyboard.type("The titles stand in a list beside")
    page.keyboard.press("Enter")
    (tmp_path / "decisions.jsonl").write_text(downloaded(page, "#export"), encoding="utf-8")
    policy = replace(corpora.POLICY, decisions=(tmp_path / "decisions.jsonl",))
    corpus = corpora.quoted(tmp_path / "corpus")
    again = corpora.run(corpus, tmp_path / "frames", policy)
    assert again.lapsed.is_empty()
    assert again.findings.filter(status="accepted")["code"].to_list() == ["MET001"]
    (corpus / "harbour/later.txt").write_text(corpora.SOUND.format(day=9), encoding="utf-8")
    assert corpora.run(corpus, tmp_path / "later", policy).lapsed["why"].to_list() == ["articles-changed"]


def test_decisions_survive_a_reload_and_can_be_undone_and_loaded(
    small: tuple[Path, Any], visit: Visit, tmp_path: Path
) -> None:
    path, run = small
    page = visit(path).go("#findings")
    named(page)
    focus_list(page)
    page.keyboard.press("d")
    sentence(page, "1 of")
    page.wait_for_function("() => document.activeElement.id === 'list'")
    page.wait_for_function("() => document.querySelector('#d-rule').textContent.includes('2 of')")
    page.keyboard.press("u")
    sentence(page, "2 of")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    sentence(page, "2 of")
    (tmp_path / "two.jsonl").write_text(downloaded(page, "#export"), encoding="utf-8")
    focus_list(page)
    page.keyboard.press("z")
    page.keyboard.press("z")
    sentence(page, "No decisions yet")
    page.locator("#load").set_input_files(tmp_path / "two.jsonl")
    sentence(page, "2 decisions loaded")
    sentence(page, "Defect", "#f-decision")
    assert page.locator("#f-decision").inner_text().split() == (
        f"Your decision Not decided {run.findings.height - 2} Defect 1 Unsure 1".split()
    )


def test_one_decision_settles_all_with_the_same_match(small: tuple[Path, Any], visit: Visit) -> None:
    page = visit(small[0]).go("#findings?group=0")
    size = shown(page)
    assert size > 1
    named(page)
    focus_list(page)
    page.keyboard.press("Shift+D")
    sentence(page, f"{size} of")
    lines = [json.loads(line) for line in downloaded(page, "#export").splitlines()]
    assert {line["scope"] for line in lines} == {"match"}
    assert len({line["fingerprint"] for line in lines}) == len(lines) == size


def test_one_decision_settles_a_rule_in_a_source(small: tuple[Path, Any], visit: Visit) -> None:
    path, run = small
    page = visit(path).go("#findings?rule=BPL001")
    named(page)
    focus_list(page)
    page.locator("#scope").select_option("rule")
    page.locator(".btns [data-d=unsure]").click()
    size = run.findings.filter(code="BPL001").height
    sentence(page, f"{size} of")
    page.locator("#undo").click()
    sentence(page, "No decisions yet")


def test_without_a_decision_there_is_nothing_to_export(small: tuple[Path, Any], visit: Visit) -> None:
    page = visit(small[0]).go("#findings")
    page.locator("#export").click()
    sentence(page, "Nothing is decided yet")
    assert not page.locator("#exported").is_visible()


def test_the_article_that_is_open_is_what_is_printed(large: tuple[Path, Any], visit: Visit) -> None:
    page = visit(large[0]).go("#findings")
    focus_list(page)
    page.wait_for_selector("#detail .ctx")
    page.emulate_media(media="print")
    assert page.locator("#detail .ctx").is_visible()
    for part in ("#list", ".outbar", ".dec", "#summary", "#record", "#static"):
        assert not page.locator(part).is_visible()


def test_letters_typed_in_a_field_decide_nothing(small: tuple[Path, Any], visit: Visit) -> None:
    page = visit(small[0]).go("#findings")
    page.locator("#q").focus()
    page.keyboard.type("dau")
    page.wait_for_function("() => location.hash.includes('q=dau')")
    assert page.locator("#dsum").inner_text() == "No decisions yet"


def test_everything_is_reached_by_keyboard(small: tuple[Path, Any], visit: Visit) -> None:
    opened = visit(small[0])
    page = opened.go("#summary")
    wanted = {"Skip", "Summary", "Findings", "Manual", "Provenance", "Theme:", "Print"}
    for _ in range(80):
        page.keyboard.press("Tab")
        wanted.discard(page.evaluate("document.activeElement.textContent.trim().split(/\\s+/)[0]"))
    assert not wanted
    opened.to("#findings")
    focus_list(page)
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_hostile_articles_run_nothing_and_are_shown_as_text(evil: tuple[Path, Any], visit: Visit) -> None:
    path, run = evil
    opened = visit(path)
    page = opened.go("#findings")
    scripts = page.evaluate("[...document.scripts].filter(s => s.type !== 'application/json').length")
    assert scripts == 1
    focus_list(page)
    while page.evaluate("(l => l.scrollTop + l.clientHeight < l.scrollHeight - 1)(document.querySelector('#list'))"):
        page.keyboard.press("PageDown")
    for name, count in run.findings.drop_nulls("article")["article"].value_counts().rows():
        shows(opened.to(article(name)), count)
        page.wait_for_selector(".ctx")
        assert page.evaluate("document.querySelectorAll('main img, main iframe, [onerror], [onload]').length") == 0
    opened.to("#findings?q=%3Cscript%3Ealert(1)")
    sentence(page, "<script>alert(1)</script>", "#d-body")
    opened.to("#findings?q=hostile.txt")
    sentence(page, "U+0000", "#d-body")
    for view in (*VIEWS, "#rights"):
        opened.to(view)
    page.wait_for_selector("#rights-body tr")
    assert page.evaluate("document.querySelectorAll('main img, main iframe, [onerror], [onload]').length") == 0
    assert page.evaluate("try { document.body.innerHTML = '<b>x</b>'; 'made' } catch { 'refused' }") == "refused"
    assert [read_error for read_error in opened.wrong if "TrustedHTML" not in read_error] == []
    opened.wrong.clear()


def test_exported_tables_hold_no_formulas(evil: tuple[Path, Any], visit: Visit) -> None:
    path, run = evil
    opened = visit(path)
    page = opened.go("#findings")
    listed = list(csv.reader(io.StringIO(downloaded(page, "#csv"))))
    assert len(listed) == run.findings.height + 1
    opened.to("#rights")
    page.wait_for_selector("#rights-body tr")
    pictures = list(csv.reader(io.StringIO(downloaded(page, "#r-csv"))))
    opened.to("#record")
    record = list(csv.reader(io.StringIO(downloaded(page, "#accession"))))
    assert len(pictures) > len(corpora.HOSTILE)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in (*listed, *record, *pictures) for cell in row)
    assert "premis:event" in downloaded(page, "#event")


def test_the_sample_tells_what_its_marks_support(large: tuple[Path, Any], visit: Visit) -> None:
    opened = visit(large[0])
    page = opened.go("#sample")
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
    opened.to("#findings")
    marks = [json.loads(line) for line in downloaded(page, "#export").splitlines()]
    assert {mark["format"] for mark in marks} == {"provenance-mark/1"}
    assert all(SCHEMA.is_valid(mark) for mark in marks)
    assert len(marks) == count + 1


ALIKE = ["#record tr:nth-child(n + 6)", ".applied li:nth-child(n + 6)"]
"""Hundreds of lines like those before them: a second each time that contrasts are measured."""


def barriers(page: Any, only: str = "") -> list[Any]:
    rules = f"runOnly: ['{only}'], " if only else ""
    apart = f"{{exclude: {json.dumps([[each] for each in ALIKE])}}}"
    found = page.evaluate(f"axe.run({apart}, {{{rules}resultTypes: ['violations']}}).then(r => r.violations)")
    return [(one["id"], one["impact"], [node["target"] for node in one["nodes"]][:3]) for one in found]


def test_no_view_has_barriers(large: tuple[Path, Any], visit: Visit, axe: str) -> None:
    opened = visit(large[0])
    page = opened.go()
    page.evaluate(axe)
    for view in (*VIEWS, "#findings?by=match", "#findings?q=zzzz"):
        opened.to(view)
        settled(page, view)
        assert barriers(page) == [], view
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        assert page.evaluate("document.querySelectorAll('*').length") <= 4500, view
        if view not in VIEWS:  # the same parts as in the view
            continue
        page.emulate_media(color_scheme="dark")
        assert barriers(page, "color-contrast") == [], f"{view}, dark"  # the theme changes nothing else
        page.emulate_media(color_scheme="light")


def test_a_finding_has_no_barriers_on_a_narrow_screen(small: tuple[Path, Any], visit: Visit, axe: str) -> None:
    page = visit(small[0], viewport=NARROW, theme="dark").go("#findings")
    page.evaluate(axe)
    assert barriers(page) == []
    page.locator(".row").first.click()
    page.locator("#d-what:not(:empty)").wait_for()
    assert barriers(page) == []


def settled(page: Any, view: str) -> None:
    """Wait until a view shows what it has."""
    page.wait_for_selector(
        {"#sample": ".item", "#record": "#records-body tr", "#findings": "#d-what:not(:empty)"}.get(view, "h1"),
        state="attached",
    )


def test_it_reflows_at_320_pixels(large: tuple[Path, Any], visit: Visit) -> None:
    opened = visit(large[0], viewport={"width": 320, "height": 640})
    page = opened.go()
    for view in VIEWS:
        opened.to(view)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, view


def test_narrow_screens_go_from_list_to_article_and_back(small: tuple[Path, Any], visit: Visit) -> None:
    page = visit(small[0], viewport=NARROW).go("#findings")
    page.locator(".row").first.click()
    page.locator("#d-what:not(:empty)").wait_for()
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
    page.pdf(path=tmp_path / "summary.pdf", prefer_css_page_size=True, tagged=True)
    pages = re.findall(rb"/Type\s*/Page[^s]", (tmp_path / "summary.pdf").read_bytes())
    assert 1 <= len(pages) <= 2


def test_the_head_of_the_finding_stays_while_the_article_is_read(large: tuple[Path, Any], visit: Visit) -> None:
    page = visit(large[0]).go("#findings?rule=QUO001")
    page.locator("#d-what:not(:empty)").wait_for()
    page.evaluate("document.querySelector('#detail').scrollTop = 1e6")
    top = page.locator("#detail").bounding_box()["y"]
    for place in ("#d-rule", "#d-what", "#d-found"):
        box = page.locator(place).bounding_box()
        assert top <= box["y"] < top + 200, place
    assert "1 of" in page.locator("#d-rule").inner_text()


def test_the_name_is_asked_once_and_stands_beside_the_decisions(small: tuple[Path, Any], visit: Visit) -> None:
    page = visit(small[0]).go("#findings")
    page.locator("#who").fill("")
    focus_list(page)
    page.locator(".btns [data-d=defect]").click()
    page.locator("#name input").fill("K. Lindqvist")
    page.keyboard.press("Enter")
    sentence(page, "1 of")
    page.wait_for_function("() => document.querySelector('#d-rule').textContent.includes('2 of')")  # a click goes on
    page.locator(".btns [data-d=unsure]").click()
    sentence(page, "2 of")
    page.wait_for_function("() => document.querySelector('#d-rule').textContent.includes('3 of')")
    page.locator("#previous").click()
    page.wait_for_function("() => document.querySelector('#d-rule').textContent.includes('2 of')")
    page.locator(".btns [data-d=defect]").click()
    sentence(page, "Defect in the place of an earlier decision")
    with page.expect_download() as info:
        page.locator("#export").click()
    assert "provenance check" in page.locator("#exported").inner_text()
    page.evaluate("location.hash = 'summary'")
    page.wait_for_function("() => !document.querySelector('#exported').open")  # else it would lie over the page, unseen
    lines = Path(info.value.path()).read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["by"] for line in lines} == {"K. Lindqvist"}


def test_groups_are_led_by_their_gravest_finding(large: tuple[Path, Any], visit: Visit) -> None:
    page = visit(large[0]).go("#findings?by=article&sort=path")
    page.wait_for_selector(".row")
    grades = page.evaluate("[...document.querySelectorAll('.row > .sv')].map((one) => one.classList[1])")
    order = [("error", "warning", "info").index(grade) for grade in grades]
    assert order == sorted(order)


def test_bars_lead_to_their_findings(large: tuple[Path, Any], visit: Visit) -> None:
    opened = visit(large[0])
    page = opened.go("#summary")
    for address in page.evaluate("[...document.querySelectorAll('.bars .b a')].map((one) => one.hash)"):
        opened.to(address)
        if address.startswith("#rights"):
            page.wait_for_selector("#rights-body tr")
            continue
        page.wait_for_function("() => /\\d/.test(document.querySelector('#count').textContent)")
        assert page.locator("#none").is_hidden(), address


@pytest.mark.parametrize(
    "stored",
    [
        "null",
        "7",
        "[]",
        '"x"',
        "{",
        '{"acts":null,"marks":null}',
        '{"acts":[null,7,{"scope":"list"},{"scope":"list","list":7},{"scope":"one"},{"i":-1,"scope":"one","decision":"accept"}]}',
        '{"acts":[{"i":1e9,"scope":"same","decision":"defect"},{"scope":"list","list":[-1,1e9,null],"decision":"accept"}]}',
        '{"acts":[{"i":0,"scope":"one","decision":"accept","was":"constructor"},{"i":1,"scope":"one","decision":"defect","had":7}]}',
        '{"marks":{"missed":7,"alarms":{"0":"x","__proto__":true}}}',
    ],
)
def test_poisoned_storage_hides_nothing(small: tuple[Path, Any], visit: Visit, stored: str) -> None:
    path, run = small
    opened = visit(path)
    page = opened.go("#findings")
    named(page)
    page.wait_for_selector("#d-what:not(:empty)")
    page.locator(".btns [data-d=defect]").click()
    sentence(page, "1 of")
    page.evaluate(
        "value => { for (const key of Object.keys(localStorage)) if (key !== 'provenance:who') localStorage.setItem(key, value); }",
        stored,
    )
    page.reload()
    page.wait_for_selector("html[data-ready]")
    shows(page, run.findings.height)
    page.wait_for_selector("#d-what:not(:empty)")
    assert page.locator(".row").count() > 0
