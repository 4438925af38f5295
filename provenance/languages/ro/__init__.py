"""Romanian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="ro", name="Romanian")
