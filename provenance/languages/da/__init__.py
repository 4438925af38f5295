"""Danish."""

from provenance.languages.base import Language

LANGUAGE = Language(code="da", name="Danish", rank=6, dash_speech="comma")
