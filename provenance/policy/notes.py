"""What every report says of how a run was configured."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from provenance.policy.configuration import Policy, holding
from provenance.storage.names import as_text


def notes(policy: Policy, arguments: Iterable[str | Path]) -> tuple[str, ...]:
    """Return what every report has to say of how the run was configured: whether the input itself did so.

    Nothing in a configuration file can keep it silent, and it fails no gate.
    """
    if policy.path is None or not policy.found or holding(policy.path, [*arguments]) is None:
        return ()
    shown = as_text(os.path.relpath(policy.path))
    told = f"the configuration {shown} lies in the input, and was followed"
    return (f"{told}: check the corpus of a stranger with --isolated, or with a file of your own (--config)",)
