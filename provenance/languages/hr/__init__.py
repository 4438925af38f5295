"""Croatian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="hr", name="Croatian")
