"""Norwegian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="no", name="Norwegian", rank=5, also=("nb", "nn"), dash_speech="comma")
