"""What a manifest of C2PA says: who signed it, which program claims it, how the text came about, what it is bound to.

Nothing is verified here but the binding: whether the text is the one that was signed. Whether the signature is sound
and its signer trusted is asked of a program that knows lists of trust.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from provenance.facts.credentials import cbor, certificates, jumbf

_CHAIN = 33
"""The label of the certificates in the header of a signature (COSE, RFC 9360: x5chain)."""
_HASHES = {"sha256", "sha384", "sha512"}


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What could be read of a manifest; what it does not say, or not in a way that can be read, is None."""

    signer: str | None = None
    generator: str | None = None
    source_types: tuple[str, ...] = ()
    """How the text came about: the last parts of IPTC's addresses, `trainedAlgorithmicMedia`."""
    binding: Mapping[str, Any] = field(default_factory=dict)

    def fits(self, text: str) -> bool | None:
        """Tell whether a text is the one that was signed; None where the manifest does not bind one.

        Hashed is the text in UTF-8 and form NFC, without the ranges of bytes that the manifest leaves out.
        """
        wanted, name = self.binding.get("hash"), str(self.binding.get("alg", "sha256")).lower()
        if not isinstance(wanted, bytes) or name not in _HASHES:
            return None
        data, at = unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass"), 0
        digest = hashlib.new(name)
        for start, length in sorted(_ranges(self.binding.get("exclusions"))):
            digest.update(data[at:start])
            at = max(at, start + length)
        digest.update(data[at:])
        return digest.digest() == wanted


def read(data: bytes) -> Manifest:
    """Return what the active manifest of a store, the last one, says. Raises ValueError if it cannot be read."""
    store = jumbf.read(data)
    if not store.boxes:
        message = "an empty manifest store"
        raise ValueError(message)
    active = store.boxes[-1]
    claim = active.child("c2pa.claim")
    if claim is None:
        message = "a manifest without a claim"
        raise ValueError(message)
    assertions = active.child("c2pa.assertions")
    return Manifest(
        signer=_signer(active.child("c2pa.signature")),
        generator=_generator(claim.value()),
        source_types=tuple(dict.fromkeys(_source_types(assertions))),
        binding=_binding(assertions),
    )


def _signer(box: jumbf.Box | None) -> str | None:
    """Return the subject of the certificate of a signature (COSE_Sign1)."""
    try:
        signature = box.value() if box else None
        if not isinstance(signature, list) or len(signature) < 2:  # noqa: PLR2004 - protected and other headers
            return None
        protected = cbor.read(signature[0]) if isinstance(signature[0], bytes) and signature[0] else {}
    except ValueError:
        return None
    for header in (protected, signature[1]):
        chain = (header.get(_CHAIN) or header.get("x5chain")) if isinstance(header, dict) else None
        first = chain[0] if isinstance(chain, list) and chain else chain
        if isinstance(first, bytes):
            return certificates.subject(first)
    return None


def _generator(claim: object) -> str | None:
    if not isinstance(claim, dict):
        return None
    generators = claim.get("claim_generator_info")
    first = generators[0] if isinstance(generators, list) and generators else generators
    if isinstance(first, dict) and isinstance(first.get("name"), str):
        return " ".join(str(part) for part in (first["name"], first.get("version")) if part)
    return claim["claim_generator"] if isinstance(claim.get("claim_generator"), str) else None


def _source_types(assertions: jumbf.Box | None) -> Iterator[str]:
    for box in _named(assertions, "c2pa.actions"):
        value = _value(box)
        actions = value.get("actions") if isinstance(value, dict) else None
        for action in actions if isinstance(actions, list) else ():
            kind = action.get("digitalSourceType") if isinstance(action, dict) else None
            if isinstance(kind, str):
                yield kind.rpartition("/")[2]


def _binding(assertions: jumbf.Box | None) -> Mapping[str, Any]:
    value = next((_value(box) for box in _named(assertions, "c2pa.hash.data")), None)
    return value if isinstance(value, dict) else {}


def _named(assertions: jumbf.Box | None, label: str) -> Iterator[jumbf.Box]:
    return (box for box in (assertions.boxes if assertions else ()) if box.label.startswith(label))


def _value(box: jumbf.Box) -> object:
    try:
        return box.value()
    except ValueError:
        return None


def _ranges(exclusions: object) -> Iterator[tuple[int, int]]:
    for each in exclusions if isinstance(exclusions, list) else ():
        start, length = (each.get("start"), each.get("length")) if isinstance(each, dict) else (None, None)
        if isinstance(start, int) and isinstance(length, int) and start >= 0 and length >= 0:
            yield start, length
