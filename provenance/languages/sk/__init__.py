"""Slovak."""

from provenance.languages.base import Language

LANGUAGE = Language(code="sk", name="Slovak")
