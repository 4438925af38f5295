"""Galician."""

from provenance.languages.base import Language

LANGUAGE = Language(code="gl", name="Galician")
