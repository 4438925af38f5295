"""Icelandic."""

from provenance.languages.base import Language

LANGUAGE = Language(code="is", name="Icelandic")
