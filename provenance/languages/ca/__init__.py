"""Catalan."""

from provenance.languages.base import Language

LANGUAGE = Language(code="ca", name="Catalan")
