"""Slovenian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="sl", name="Slovenian")
