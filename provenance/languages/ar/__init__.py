"""Arabic."""

from provenance.languages.base import Language

LANGUAGE = Language(code="ar", name="Arabic")
