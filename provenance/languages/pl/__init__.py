"""Polish."""

from provenance.languages.base import Language

LANGUAGE = Language(code="pl", name="Polish", rank=11, dash_speech="dash")
