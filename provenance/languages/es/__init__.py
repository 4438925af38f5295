"""Spanish."""

from provenance.languages.base import Language

LANGUAGE = Language(code="es", name="Spanish", rank=3)
