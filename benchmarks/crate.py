"""Whether a bag is a Process Run Crate to roc-validator, what it requires and what it recommends.

    python -m benchmarks.crate BAG [CONTEXT]

roc-validator wants other versions of rich than we do: `nox -s crate` runs this in an environment of its own. CONTEXT is
the published context of RO-Crate 1.1, which is else looked for in ../shared/schemas; nothing is asked of the network.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import requests
from rocrate_validator import models, services
from rocrate_validator.utils.http import HttpRequester

HERE = Path(__file__).parents[1]
CONTEXT = HERE.parent / "shared/schemas/ro-crate-1.1-context.jsonld"
SERVED = "https://w3id.org/ro/crate/1.1/context"


class OfFile(requests.adapters.BaseAdapter):
    """Answers every request with a file, and those for other things with nothing."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file

    def send(self, request, **_):
        answer = requests.Response()
        answer.request, answer.url = request, request.url
        answer.status_code = 200 if request.url == SERVED else 404
        answer.headers["Content-Type"] = "application/ld+json"
        answer.raw = BytesIO(self.file.read_bytes() if answer.status_code == 200 else b"")
        return answer

    def close(self):
        pass


def main(bag: Path, context: Path = CONTEXT) -> int:
    """Return how many requirements and recommendations the bag does not meet; each is printed."""
    if not context.is_file():
        sys.exit(
            f"error: the published context of RO-Crate 1.1 is needed and is not at {context}: name it behind the bag."
        )
    session = requests.Session()
    session.mount("https://", OfFile(context))
    settings = services.ValidationSettings(
        rocrate_uri=str(bag / "data"),
        profile_identifier="process-run-crate",
        requirement_severity=models.Severity.RECOMMENDED,
        offline=True,
    )
    HttpRequester().session = session  # the settings have made another one
    result = services.validate(settings)
    issues = result.get_issues()
    for issue in issues:
        print(f"{issue.severity.name}: {issue.check.identifier}: {issue.message}")
    print(f"{len(result.executed_checks)} checks, {len(issues)} issues")
    return len(issues)


if __name__ == "__main__":
    sys.exit(1 if main(*map(Path, sys.argv[1:])) else 0)
