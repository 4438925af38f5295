"""Italian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="it", name="Italian", rank=12, attributes=True, verb_second=True, dash_speech="dash")
