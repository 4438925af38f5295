"""Finnish."""

from provenance.languages.base import Language

LANGUAGE = Language(code="fi", name="Finnish", rank=7, dash_speech="comma")
