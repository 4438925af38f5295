"""Bosnian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="bs", name="Bosnian")
