"""A rule's page, written from its declaration."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from provenance.frames import FRAMES
from provenance.printing import many
from provenance.rules import measured
from provenance.rules.base import Example, File, Fix, Rows, Rule
from provenance.rules.measured import Precision

_STRUCTURAL = (
    "Where the format has no place for it, or nine in ten articles of a corpus (from 20 on) lack it, one finding of "
    "the corpus tells it, with the share. Limits, suites and the import gate go on counting the articles."
)


def page(rule: Rule) -> str:
    """Return the rule's page in Markdown: what, why, bad, good, how to fix."""
    return "\n".join(_lines(rule)).rstrip() + "\n"


def line(rule: Rule) -> str:
    """Return the rule in one line, with its status where that is not `stable`."""
    status = "" if rule.status == "stable" else f"({rule.status}) "
    return f"{rule.code}  {rule.severity:<7}  {rule.name:<28}  {status}{rule.summary}"


def as_json(rule: Rule) -> dict[str, Any]:
    """Return what a program wants to know of a rule; `measured` is null where nobody has counted."""
    names = ("code", "name", "family", "severity", "status", "since", "version", "replaces", "reads", "summary")
    fix = rule.fix and {"title": rule.fix.title, "safe": rule.fix.safe, "safe_from": rule.fix.safe_from}
    return {name: getattr(rule, name) for name in names} | {"fix": fix, "measured": measured.as_json(rule)}


def _lines(rule: Rule) -> Iterator[str]:
    yield f"# {rule.name} ({rule.code})"
    yield ""
    yield f"{rule.summary} Severity: **{rule.severity}**. Reads: `{rule.reads}` ({FRAMES[rule.reads].row})."
    yield from _section("", _lifecycle(rule))
    yield from _section("Why", rule.rationale)
    yield from _section("Evidence", rule.evidence)
    yield from _section("How often it is right", _measured(measured.precisions(rule)))
    if rule.lacks:
        yield from _section("Once for the corpus", _STRUCTURAL)
    for number, example in enumerate(rule.bad):
        yield from _section("Bad" if number == 0 else "", _example(example))
    for number, example in enumerate(rule.good):
        yield from _section("Good" if number == 0 else "", _example(example))
    yield from _section("See also", "\n".join(f"- {reference}" for reference in rule.references))
    if rule.fix:
        yield from _section("Fix", f"{rule.fix.title} ({_trust(rule.fix)}).")


def _trust(fix: Fix) -> str:
    """Say whether the fix is safe."""
    if not fix.safe:
        return "a suggestion: `--unsafe-fixes` applies it"
    if not fix.safe_from:
        return "safe: `provenance fix` applies it"
    return f"safe where the finding is at least {fix.safe_from} sure; else a suggestion, which `--unsafe-fixes` applies"


def _lifecycle(rule: Rule) -> str:
    """Say since when there is a rule, and what else a user of its code must know."""
    sentences = [f"Since {rule.since}."]
    if rule.status == "preview":
        sentences.append("In preview: it runs with `--preview` only, and may change or go.")
    if rule.status == "deprecated":
        sentences.append("Deprecated: it will go.")
    if rule.extra:
        sentences.append(f"Needs the extra `{rule.extra}`.")
    if rule.replaces:
        sentences.append(f"Replaces {', '.join(rule.replaces)}: who selects these gets it.")
    return " ".join(sentences)


def share(found: Precision | None) -> str:
    """Say in a few words how often a rule is right, as a list of rules does."""
    if found is None:
        return "not measured"
    low, high = found.interval
    return f"{found.share:.2f} ({low:.2f} to {high:.2f}) of {found.read}"


def _measured(found: tuple[Precision, ...]) -> str:
    """Tell how many findings were read, by whom and in which text, and what that says of all."""
    if not found:
        return (
            "Not measured: nobody has counted how many of its findings are right in text that was not written for it."
        )
    rows = [
        f"| {one.text} | {one.reader} | {one.when} | {one.right} | {one.wrong} | {one.arguable} |"
        for each in found
        for one in each.readings
    ]
    head = ["", "| findings from | read by | on | right | wrong | arguable |", "|---|---|---|---|---|---|"]
    told = " ".join(_sentence(each) for each in found)
    return "\n".join([f"{told} What is arguable counts as half right.", *head, *rows])


def _sentence(found: Precision) -> str:
    low, high = found.interval
    return (
        f"Precision **{found.share:.2f}** on {many(found.read, 'finding')}, read by {found.reader} "
        f"(95 % interval {low:.2f} to {high:.2f})."
    )


def _section(title: str, text: str) -> Iterator[str]:
    if text:
        yield ""
        if title:
            yield f"## {title}"
            yield ""
        yield text


def _example(example: Example) -> str:
    if isinstance(example, tuple):
        return "\n\n".join(_example(article) for article in example)
    match example:
        case File():
            return f"```text\n{example.name}: {_content(example.data)}\n```"
        case Rows():
            return _json([dict(row) for row in example.rows])
        case str():
            return f"```text\n{example}\n```"
        case _:
            return _json(dict(example))


def _content(data: bytes) -> str:
    """Return what a file of an example holds; compressed bytes tell nothing, and differ from one Python to the next."""
    return f"{len(data)} bytes of gzip" if data.startswith(b"\x1f\x8b") else repr(data[:200])


def _json(value: object) -> str:
    return f"```json\n{json.dumps(value, ensure_ascii=False, indent=2, default=str)}\n```"
