"""Persian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="fa", name="Persian")
