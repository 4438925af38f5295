"""Macedonian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="mk", name="Macedonian")
