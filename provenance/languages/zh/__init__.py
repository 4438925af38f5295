"""Chinese."""

from provenance.languages.base import Language

LANGUAGE = Language(code="zh", name="Chinese")
