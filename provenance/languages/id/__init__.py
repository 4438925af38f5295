"""Indonesian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="id", name="Indonesian")
