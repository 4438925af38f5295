"""On a screen: colours where they are wanted, the first findings that matter, what may be done next. Files hold all."""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import replace

import pytest

import provenance
from provenance import Policy, reports
from provenance.reports import plain
from provenance.reports.screen import MOST, PLAIN, Screen, of_stdout, quotas, wants_colour

TEXT = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate in hall number {}."
ERROR = "\n\nAn error occurred. Please try again."
FORMS = ("full", "concise", "grouped")
COLOUR = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    corpus = tmp_path_factory.mktemp("screen") / "corpus"
    corpus.mkdir()
    for number in range(150):
        text = TEXT.format(number) + (ERROR if number > 146 else "")
        (corpus / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return provenance.check_corpus(corpus, Policy(now="2024-06-01"))


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(run, form, screen):
    return "\n".join(reports.render(run, form, screen))


def codes(text):
    return re.findall(r"\b(?:[A-Z]{3}\d{3})\b", text.split("\nNext:\n")[0])


@pytest.mark.parametrize("form", FORMS)
def test_the_first_hundred_are_printed_and_the_gravest_are_among_them(run, form):
    message, total = shown(run, form, Screen(most=MOST)), run.findings.height
    assert len(codes(message)) == MOST < total
    assert f"\n… {total - MOST} more (no error among them): --max-findings 0 prints all" in message
    assert codes(message).count("BPL001") == 3
    every = codes(shown(run, form, PLAIN))
    assert len(every) == total
    assert codes(message) == [code for code in codes(message) if code in every]
    assert codes(message).index("BPL001") > 0, "the order of the report is kept"


@pytest.mark.parametrize("form", FORMS)
def test_no_more_is_said_to_be_left_than_is(run, form):
    assert " more (" not in shown(run, form, Screen(most=run.findings.height))
    assert "… 1 more (no error among them): " in shown(run, form, Screen(most=run.findings.height - 1))
    assert " more (" not in shown(run, "statistics", Screen(most=1))
    errors = run.findings.filter(severity="error").height
    assert errors > 1
    assert f" more ({errors - 1} error{'' if errors == 2 else 's'} among them): " in shown(run, form, Screen(most=1))


def test_files_hold_all_and_no_hints(run, tmp_path, capsys):
    reports.write(run, [reports.Output("concise", tmp_path / "a.txt"), reports.Output("concise", None)])
    written, printed = (tmp_path / "a.txt").read_text(encoding="utf-8"), capsys.readouterr().out
    assert len(codes(written)) == run.findings.height
    assert "Next:" not in written
    assert len(codes(printed)) == MOST
    assert "Next:" in printed


def test_standard_output_in_a_file_is_a_file(tmp_path, monkeypatch):
    with (tmp_path / "out.txt").open("w") as target:
        monkeypatch.setattr(sys, "stdout", target)
        assert of_stdout() == PLAIN
        assert of_stdout(7).most == 7
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert (of_stdout().most, of_stdout(0).most, of_stdout(7).most) == (MOST, None, 7)


def test_formats_for_machines_have_neither_limit_nor_colour(run):
    message = shown(run, "json-lines", Screen(colour=True, most=3, hints=True))
    assert message == shown(run, "json-lines", PLAIN)
    assert "\x1b" not in message


@pytest.mark.parametrize("form", [*FORMS, "statistics"])
def test_colours_change_nothing_but_the_colour(run, form):
    coloured = shown(run, form, Screen(colour=True))
    assert "\x1b[1;31mFAIL\x1b[0m" in coloured
    assert COLOUR.sub("", coloured) == shown(run, form, PLAIN)


@pytest.mark.parametrize(
    ("env", "terminal", "wanted"),
    [
        ({}, True, True), ({}, False, False), ({"TERM": "dumb"}, True, False), ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True), ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)  # fmt: skip
def test_where_colours_are_wanted(monkeypatch, env, terminal, wanted):
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert wants_colour(Terminal() if terminal else io.StringIO()) is wanted


def test_what_may_be_done_next_is_ready_to_be_copied(run):
    corpus = run.record.arguments[0]
    message = shown(run, "full", Screen(hints=True)).split("\nNext:\n")[1]
    assert "provenance rule BPL001" in message
    assert f"provenance check {corpus} --report report.html" in message
    assert f"provenance fix {corpus} --diff" in message
    assert "--write-baseline baseline.json" in message
    nothing = provenance.check_corpus(corpus, Policy(select=["EMB"]))
    assert "Next:" not in shown(nothing, "full", Screen(hints=True))


def next_commands(run, **record):
    message = shown(replace(run, record=replace(run.record, **record)), "full", Screen(hints=True))
    lines = map(str.strip, message.partition("\nNext:\n")[2].splitlines())
    return [line.split("  ")[0] for line in lines if not line.startswith("#")]


def test_the_purpose_of_a_long_command_stands_above_it(run):
    short, long = (
        shown(replace(run, record=replace(run.record, arguments=(name,))), "full", Screen(hints=True))
        for name in ("corpus", "c" * 100)
    )
    assert re.search("\n  provenance check corpus --report report.html  +read every finding in its article\n", short)
    assert f"\n  # read every finding in its article\n  provenance check {'c' * 100} --report" in long


def test_what_may_be_done_next_keeps_the_options_that_matter(run):
    line = (
        "provenance check c --field 'text=the body' --field=id=url --isolated -f full --accepted in --quarantine out "
        "--config my.toml --baseline b.json --no-cache"
    )
    reads = "--field 'text=the body' --field=id=url --isolated --config my.toml"
    rule, report, fix, accept = next_commands(run, command=line, arguments=("c",))
    assert rule.startswith("provenance rule ")
    assert report == f"provenance check c {reads} --baseline b.json --report report.html"
    assert fix == f"provenance fix c {reads} --diff"
    assert accept == f"provenance check c {reads} --baseline b.json --write-baseline baseline.json"
    for odd in ("provenance check c --field", "provenance check it's --field a=b", "provenance check c --isolated=x"):
        assert next_commands(run, command=odd, arguments=("c",))


def test_nothing_is_proposed_for_what_cannot_be_read_again(run, tmp_path):
    assert [command.split()[1] for command in next_commands(run, arguments=("-",))] == ["rule"]
    (tmp_path / "a.jsonl").write_text("{broken\n", encoding="utf-8")
    unread = provenance.check_corpus(tmp_path)
    assert [command.split()[1] for command in next_commands(unread)] == ["rule"]


@pytest.mark.parametrize(
    ("counts", "most", "expected"),
    [
        ([{"A": 5}, {"B": 5}], 7, {"A": 5, "B": 2}),
        ([{"A": 5, "B": 1}], 4, {"A": 3, "B": 1}),
        ([{"A": 9, "B": 9, "C": 9}, {"D": 1}], 7, {"A": 3, "B": 2, "C": 2, "D": 0}),
        ([{}, {}, {"A": 3}], 100, {"A": 3}),
        ([{"A": 1}], 0, {"A": 0}),
    ],
)
def test_what_is_shown_is_shared_among_the_rules(counts, most, expected):
    chosen = quotas(counts, most)
    assert chosen == expected
    assert sum(chosen.values()) == min(most, sum(sum(each.values()) for each in counts))


def test_sarif_carries_the_rules_that_are_used_and_no_others(run):
    log = json.loads(shown(run, "sarif", PLAIN))["runs"][0]
    rules = [rule["id"] for rule in log["tool"]["driver"]["rules"]]
    assert set(rules) == set(run.findings["code"])
    assert len(rules) < len(run.rules)
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in log["results"])


def test_forty_errors_more_are_not_no_error(run, monkeypatch):
    monkeypatch.setattr(plain, "_errors", lambda _: 41)
    message = next(line for line in plain.closing(run, Screen(most=1)) if line.startswith("…"))
    assert "(40 errors among them)" in message
