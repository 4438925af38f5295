"""Greek."""

from provenance.languages.base import Language

LANGUAGE = Language(code="el", name="Greek")
