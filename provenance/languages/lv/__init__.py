"""Latvian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="lv", name="Latvian")
