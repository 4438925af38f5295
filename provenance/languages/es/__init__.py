"""Spanish."""

from provenance.languages.base import Language

LANGUAGE = Language(code="es", name="Spanish", rank=3, attributes=True, verb_second=True, dash_speech="dash")
