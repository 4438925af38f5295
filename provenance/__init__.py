"""Data quality and provenance for corpora of news articles.

    run = provenance.check_corpus("corpus/")
    run = provenance.gate_corpus("incoming/", accepted="accepted/", quarantine="quarantine/", append=True)
    files = provenance.extract_facts("corpus/", to="facts/")
    frames = provenance.facts_of(polars.DataFrame({"text": texts}))
    clean = provenance.normalise("corpus/")

The names below are all there is; each is imported when it is first used.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from provenance.check import check_corpus, extract_facts, facts_of, normalise
    from provenance.errors import MissingExtraError, PolicyError, ProvenanceError, SuiteError, UsageError
    from provenance.evaluation.examples import examine
    from provenance.gate.corpus import gate_corpus
    from provenance.policy.configuration import Policy
    from provenance.policy.verdict import Verdict
    from provenance.rules.base import Fix, Rule
    from provenance.runs.run import Run
    from provenance.version import __version__

os.environ.setdefault("POLARS_IGNORE_TIMEZONE_PARSE_ERROR", "1")
# Other programs write Parquet with times at a fixed offset (+05:30). Polars reads these, but panics at the mere type
# unless it is told so before it sees one. What it cannot count in such a zone, `formats.moments` does.

_HOMES = {
    "check_corpus": "check", "extract_facts": "check", "facts_of": "check", "normalise": "check",
    "gate_corpus": "gate.corpus",
    "Policy": "policy", "examine": "evaluation.examples", "Rule": "rules.base", "Fix": "rules.base", "Run": "runs.run",
    "Verdict": "policy.verdict", "ProvenanceError": "errors", "UsageError": "errors", "PolicyError": "errors",
    "SuiteError": "errors", "MissingExtraError": "errors", "__version__": "version",
}  # fmt: skip

__all__ = [
    "Fix", "MissingExtraError", "Policy", "PolicyError", "ProvenanceError", "Rule", "Run", "SuiteError", "UsageError",
    "Verdict", "__version__", "check_corpus", "examine", "extract_facts", "facts_of", "gate_corpus", "normalise",
]  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
