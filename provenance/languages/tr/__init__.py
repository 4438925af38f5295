"""Turkish."""

from provenance.languages.base import Language

LANGUAGE = Language(code="tr", name="Turkish")
