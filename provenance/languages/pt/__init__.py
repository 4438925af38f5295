"""Portuguese."""

from provenance.languages.base import Language

LANGUAGE = Language(code="pt", name="Portuguese", rank=8, dash_speech="dash")
