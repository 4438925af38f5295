"""Hebrew."""

from provenance.languages.base import Language

LANGUAGE = Language(code="he", name="Hebrew")
