"""Italian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="it", name="Italian")
