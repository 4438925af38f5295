"""Hindi."""

from provenance.languages.base import Language

LANGUAGE = Language(code="hi", name="Hindi")
