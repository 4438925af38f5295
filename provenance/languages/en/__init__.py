"""English."""

from provenance.languages.base import Language

LANGUAGE = Language(code="en", name="English", rank=0, attributes=True)
