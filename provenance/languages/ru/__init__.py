"""Russian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="ru", name="Russian", rank=9, dash_speech="dash")
