"""What the policy of a corpus is, and how it is applied to findings."""

from provenance.policy.configuration import Policy, load

__all__ = ["Policy", "load"]
