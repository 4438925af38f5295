"""Ukrainian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="uk", name="Ukrainian", rank=10, dash_speech="dash")
