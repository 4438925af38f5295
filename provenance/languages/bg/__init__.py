"""Bulgarian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="bg", name="Bulgarian")
