"""Hungarian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="hu", name="Hungarian")
