"""Everything this package raises. A message says what is wrong, where, and what to do.

    ProvenanceError
    ├── UsageError        a wrong call: unknown option value, missing path, unwritable output
    │   └── MissingExtraError   a part of this package whose libraries are not installed
    ├── PolicyError       an unreadable configuration: unknown key, unknown code, impossible limit
    ├── CatalogueError    a catalogue line that cannot be used
    ├── PluginError       an addition from outside that cannot be loaded, or that declares nothing
    └── SuiteError        a suite of expectations that cannot be run

Bad *data* never raises: it becomes a finding.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ProvenanceError(Exception):
    """Anything this package refuses to do; the command line prints it in one line and exits with 2."""


class UsageError(ProvenanceError):
    """A call that cannot be carried out as written."""


class MissingExtraError(UsageError, ImportError):
    """A part of this package is wanted whose libraries are not installed; the message has the command that mends it."""


class PolicyError(ProvenanceError):
    """A configuration that cannot be understood."""


class CatalogueError(ProvenanceError):
    """A catalogue line that cannot be used."""


class PluginError(ProvenanceError):
    """An addition from outside that cannot be loaded."""


class SuiteError(ProvenanceError):
    """A suite of expectations that cannot be run."""


def hint(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean X?)` when `word` is close to a known one, small letters or capitals, else nothing."""
    close = nearest(word, known)
    return "" if close is None else f" (did you mean {close!r}?)"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` is close to, small letters or capitals; None where there is none."""
    folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None
