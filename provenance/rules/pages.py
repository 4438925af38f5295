"""Where the page of a rule stands: on the site that publishes docs/, or in the program itself.

An address is never invented: its beginning is the key `docs-url` of the policy, and without it the command that prints
the page is named.
"""

from __future__ import annotations

import re
from functools import cache

from provenance.plugins import RULES, foreign, own

BASE = re.compile(
    r"https?://(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~%@:+,;=&-]*)*"
)
"""What the beginning of addresses looks like: http or https, a host, a path; no user, no question, no fragment."""


def address(code: str, base: str | None) -> str | None:
    """Return the address of a rule's page.

    Args:
        code: The code of the rule.
        base: Where the site with our docs/ begins, as `docs-url` says.

    Returns:
        The address; None without a base, and for a rule that is not ours: our site has no page of it.
    """
    return f"{base.rstrip('/')}/rules/{code}/" if base and code in _codes()[0] else None


def named(code: str, base: str | None) -> str:
    """Return the address of a rule's page, else the command that prints it.

    It is empty for a rule that no package here has: that of a file, or of a stored run of another program.
    """
    ours, of_packages = _codes()
    command = f"provenance rule {code}" if code in ours or code in of_packages else ""
    return address(code, base) or command


@cache
def _codes() -> tuple[frozenset[str], frozenset[str]]:
    """Return the codes of our own rules, and those of other packages."""
    ours, others = (frozenset(plugin.value.code for plugin in found) for found in (own(RULES), foreign(RULES)))
    return ours, others
