"""Every report tells where the page of a rule stands: on the site that the policy names, else in the program itself."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace

import jsonschema
import pytest

from provenance import reports
from provenance.errors import PolicyError
from provenance.policy.configuration import Policy
from provenance.reports.screen import Screen, of_stdout, takes_links
from provenance.rules import pages
from provenance.rules.registry import registry

from . import fixed
from .test_formats import SARIF, rendered, validate

BASE = "https://docs.example/provenance"
PAGE = f"{BASE}/rules/DAT001/"
TERMINALS = (
    "NO_COLOR",
    "FORCE_COLOR",
    "FORCE_HYPERLINK",
    "TERM",
    "TERM_PROGRAM",
    "VTE_VERSION",
    "WT_SESSION",
    "KONSOLE_VERSION",
    "DOMTERM",
)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def published(run=None):
    run = run or fixed.run()
    return replace(run, policy=replace(run.policy, docs_url=f"{BASE}/"))


@pytest.mark.parametrize("name", ["sarif", "gitlab", "junit", "rdjson", "json", "github"])
def test_a_report_for_machines_carries_the_address_and_stays_valid(name):
    assert PAGE in validate(published(), name)
    assert "docs.example" not in rendered(fixed.run(), name)


@pytest.mark.parametrize("name", ["sarif", "gitlab", "junit", "json"])
def test_without_a_site_the_page_in_the_program_is_named(name):
    assert "provenance rule DAT001" in rendered(fixed.run(), name)
    assert "provenance rule DAT001" not in rendered(published(), name)


def test_the_address_stands_where_each_format_has_a_place_for_it(tmp_path, monkeypatch):
    message = {name: json.loads(rendered(published(), name)) for name in ("sarif", "gitlab", "rdjson", "json")}
    rule = message["sarif"]["runs"][0]["tool"]["driver"]["rules"][0]
    assert (rule["id"], rule["helpUri"]) == ("DAT001", PAGE)
    assert message["gitlab"][0]["content"] == {"body": f"More: <{PAGE}>"}
    assert message["rdjson"]["diagnostics"][0]["code"] == {"value": "DAT001", "url": PAGE}
    assert message["json"]["rules"]["DAT001"]["help"] == PAGE
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert any(line.endswith(f"no publication date%0A{PAGE}") for line in rendered(published(), "github").split("\n"))
    assert f"| [DAT001]({PAGE}) | date-missing |" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_without_a_site_there_is_no_help_uri():
    log = json.loads(rendered(fixed.run(), "sarif"))
    assert not any("helpUri" in rule for rule in log["runs"][0]["tool"]["driver"]["rules"])
    assert all(set(one["code"]) == {"value"} for one in json.loads(rendered(fixed.run(), "rdjson"))["diagnostics"])


def test_sarif_knows_a_rule_by_the_codes_that_it_has_replaced():
    """Code scanning then keeps the alerts that were raised under the old code."""
    first = replace(fixed.RULES[0], replaces=("DAT099",))
    log = json.loads(validate(fixed.run(rules=(first, *fixed.RULES[1:])), "sarif"))
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rule.get("deprecatedIds") for rule in rules] == [["DAT099"], None, None, None]


def test_of_a_rule_that_is_not_ours_no_page_is_invented():
    """Our site has no page of it, and this program has none to print."""
    stranger = replace(fixed.RULES[0], code="QQQ001")
    run = published(fixed.run([{**fixed.FINDINGS_OF_IT[0], "code": "QQQ001"}], rules=(stranger,)))
    for name in reports.formats():
        message = rendered(run, name)
        assert "QQQ001" in message or name == "timings"  # which tells of no finding
        assert "docs.example" not in message
        assert "provenance rule" not in message
    jsonschema.Draft7Validator(SARIF).validate(json.loads(rendered(run, "sarif")))


def test_every_rule_has_an_address_of_its_own():
    found = {pages.address(rule.code, BASE) for rule in registry()}
    assert len(found) == len(registry())
    assert f"{BASE}/rules/BPL001/" in found


@pytest.mark.parametrize("name", ["full", "concise", "grouped", "statistics"])
def test_on_a_terminal_the_code_is_a_link_and_nothing_else_changes(name):
    linked = "\n".join(reports.render(published(), name, Screen(links=True)))
    link = f"\x1b]8;;{PAGE}\x1b\\DAT001\x1b]8;;\x1b\\"
    assert link in linked
    plain = "\n".join(reports.render(published(), name))
    assert linked.replace(link, "DAT001").count("DAT001") == plain.count("DAT001")
    for code in ("DAT001", "BPL001", "TXT001", "DAT016"):
        linked = linked.replace(link.replace("DAT001", code), code)
    assert linked == plain
    assert "\x1b]8" not in "\n".join(reports.render(fixed.run(), name, Screen(links=True)))


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("env", "terminal", "wanted"),
    [
        ({}, True, False), ({"TERM": "xterm-256color"}, True, False), ({"TERM": "xterm-kitty"}, True, True),
        ({"TERM": "foot"}, True, True), ({"TERM_PROGRAM": "iTerm.app"}, True, True), ({"TERM_PROGRAM": "WezTerm"}, False, False),
        ({"TERM_PROGRAM": "Apple_Terminal"}, True, False), ({"VTE_VERSION": "7600"}, True, True), ({"VTE_VERSION": "4999"}, True, False),
        ({"VTE_VERSION": "x"}, True, False), ({"WT_SESSION": "1"}, True, True), ({"WT_SESSION": "1", "TERM": "dumb"}, True, False),
        ({"WT_SESSION": "1", "NO_COLOR": "1"}, True, False), ({"WT_SESSION": "1", "NO_COLOR": ""}, True, True),
        ({"FORCE_HYPERLINK": "1"}, False, True), ({"FORCE_HYPERLINK": "0", "WT_SESSION": "1"}, True, False),
        ({"FORCE_HYPERLINK": "1", "NO_COLOR": "1"}, True, False),
    ],
)  # fmt: skip
def test_which_terminals_take_links(monkeypatch, env, terminal, wanted):
    for name in TERMINALS:
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    stream = Terminal() if terminal else io.StringIO()
    assert takes_links(stream) is wanted
    monkeypatch.setattr(sys, "stdout", stream)
    assert of_stdout().links is wanted


def test_a_file_has_no_links(tmp_path, monkeypatch):
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    with (tmp_path / "out.txt").open("w") as target:
        monkeypatch.setattr(sys, "stdout", target)
        assert not of_stdout().links


def test_the_html_report_links_to_the_page_or_names_it(tmp_path):
    message = {}
    for name, run in (("site", published()), ("none", fixed.run())):
        reports.write_html(run, tmp_path / f"{name}.html")
        message[name] = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
    assert f'href="{PAGE}"' in message["site"].replace(f"href={PAGE}", f'href="{PAGE}"')
    assert f'"address":"{PAGE}"' in message["site"]
    assert '"page":"provenance rule DAT001"' in message["none"]
    assert "docs.example" not in message["none"]


@pytest.mark.parametrize(
    "value",
    ["docs.example", "ftp://docs.example", "javascript:alert(1)", "https://", "https:///x", "https://a b", "https://docs.example/?q=1",
     "https://docs.example/#x", "https://me@docs.example/", 'https://docs.example/"><b>', "https://docs.example/\x1b\\", "//docs.example",
     "https://docs.example/|x", "https://docs.example\n", "HTTPS://docs.example", ""],
)  # fmt: skip
def test_what_is_no_address_is_refused(value):
    with pytest.raises(
        PolicyError, match=r"docs-url must be an address such as https://docs\.example/provenance, not "
    ):
        Policy(docs_url=value)


@pytest.mark.parametrize(
    "value",
    ["http://localhost:8000", "https://docs.example/a/b/", "http://[::1]:80/x", "https://xn--bcher-kva.example/~us"],
)
def test_an_address_is_kept_without_the_slash_at_its_end(value):
    assert Policy(docs_url=value).docs_url == value.rstrip("/")
