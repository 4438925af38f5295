"""Thai."""

from provenance.languages.base import Language

LANGUAGE = Language(code="th", name="Thai")
