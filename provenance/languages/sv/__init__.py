"""Swedish."""

from provenance.languages.base import Language

LANGUAGE = Language(code="sv", name="Swedish", rank=4, dash_speech="comma")
