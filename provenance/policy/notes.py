"""What every report says of how a run was configured."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from provenance import extras
from provenance.policy import baseline
from provenance.policy.configuration import Policy, holding
from provenance.printing import many
from provenance.rules.base import Rule
from provenance.storage import copies
from provenance.storage.names import as_text


def notes(policy: Policy, arguments: Iterable[str | Path]) -> tuple[str, ...]:
    """Return what every report has to say of how the run was configured.

    That is: whether the input itself did so, whether a baseline hangs on the places of records, which rules that it
    names find nothing for want of an extra, and which of them will go.
    Nothing in a configuration file can keep it silent, and it fails no gate.
    """
    return (*_found_in_input(policy, arguments), *_by_place(policy), *_without_extra(policy), *_deprecated(policy))


def _found_in_input(policy: Policy, arguments: Iterable[str | Path]) -> tuple[str, ...]:
    if policy.path is None or not policy.found or holding(policy.path, [*arguments]) is None:
        return ()
    shown = as_text(os.path.relpath(policy.path))
    note = f"the configuration {shown} lies in the input, and was followed"
    return (f"{note}: check the corpus of a stranger with --isolated, or with a file of your own (--config)",)


def _by_place(policy: Policy) -> tuple[str, ...]:
    number = baseline.by_place(baseline.read(policy.baseline)) if policy.baseline else 0
    if not number:
        return ()
    shown = as_text(copies.called(policy.baseline)) if policy.baseline else ""
    note = f"{shown} knows {many(number, 'finding')} by the places of records, as version 0.1.0 wrote it"
    return (f"{note}: write it again with --write-baseline before records move",)


def _without_extra(policy: Policy) -> tuple[str, ...]:
    wanting = [(rule, extras.missing(rule.extra)) for rule in _named(policy) if rule.extra]
    return tuple(f"{rule.code} {rule.name} finds nothing: {sentence}" for rule, sentence in wanting if sentence)


def _deprecated(policy: Policy) -> tuple[str, ...]:
    note = "is deprecated and will go: leave it out, its page says why"
    return tuple(f"{rule.code} {rule.name} {note}" for rule in _named(policy) if rule.status == "deprecated")


def _named(policy: Policy) -> tuple[Rule, ...]:
    """Return the rules that run because the policy names them, or their families."""
    named = set(policy.codes({*policy.select, *policy.extend_select} - {"ALL"}))
    return tuple(rule for rule in policy.rules() if rule.code in named)
