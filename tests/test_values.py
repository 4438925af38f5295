"""What one step hands to the next stays as it is."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest

from provenance.fixing.edits import Edit
from provenance.gate import SplitCounts, Staged
from provenance.policy.configuration import Policy
from provenance.policy.decisions import Decided
from provenance.policy.limits import Limit
from provenance.policy.verdict import Reason, Verdict


@pytest.mark.parametrize("kind", [Policy, Limit, Reason, Verdict, Decided, Edit, SplitCounts, Staged])
def test_values_do_not_change_once_they_are_made(kind: type[Any]) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(object.__new__(kind), fields(kind)[0].name, None)
