"""The schemas of the formats for programs: `json`, and a line of `json-lines`."""

from __future__ import annotations

from provenance.frames import EXPECTATIONS, FINDINGS
from provenance.policy import baseline, decisions
from provenance.reports.json import FORMAT
from provenance.rules.base import CODE, SEVERITIES
from provenance.runs.run import Record
from provenance.runs.tables import STATUSES
from provenance.schemas.base import (
    Schema,
    described,
    document,
    of_columns,
    of_dataclass,
    of_frame,
    of_list,
    of_object,
    of_type,
)
from provenance.schemas.stored_run import gate, verdict

_TEXT, _NUMBER = of_type(str), of_type(int)


def json_lines() -> Schema:
    """Return the schema of a line of `json-lines`: a finding."""
    return document("json-lines", "A line of the format json-lines: a finding", of_frame(FINDINGS))


def json() -> Schema:
    """Return the schema of the format `json`."""
    record = of_dataclass(Record)["properties"]
    left = {"records": _NUMBER, "files": _NUMBER, "unreadable": _NUMBER}
    keys = {
        "format": {"const": FORMAT},
        "tool": of_object({"name": {"const": "provenance"}, "version": _TEXT}),
        "verdict": verdict(),
        "findings_by_status": of_object(dict.fromkeys((*STATUSES, "gone"), _NUMBER)),
        "dataset": described({"type": ["string", "null"]}, "the name of the data set"),
        "articles": described(_NUMBER, "articles that were read"),
        "without_article": described(of_object(left), "what of the input is in no count of articles"),
        **{name: record[name] for name in ("sources", "skipped", "not_read", "excluded")},
        "gate": gate(),
        "notes": record["notes"],
        "rules": {"type": "object", "propertyNames": {"pattern": f"^{CODE}$"}, "additionalProperties": _rule()},
        "expectations": of_list(of_frame(EXPECTATIONS)),
        "gone": of_list(of_columns(baseline.GONE)),
        "lapsed_decisions": of_list(of_columns(decisions.LAPSED)),
        "findings": of_list(of_frame(FINDINGS)),
    }
    return document("json", "The format json: a run", of_object(keys, ["gate"]), FORMAT)


def _rule() -> Schema:
    page = described({"type": ["string", "null"]}, "the address of its page, else the command that prints it")
    members = {"name": _TEXT, "version": _NUMBER, "severity": {"enum": [*SEVERITIES]}, "summary": _TEXT, "help": page}
    return described(of_object(members), "a rule with findings")
