"""French."""

from provenance.languages.base import Language

LANGUAGE = Language(code="fr", name="French", rank=2, attributes=True, verb_second=True, dash_speech="incise")
