"""Signatures that somebody has made: sound as they were made, and not where one letter of the manifest is another."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import c2pa
import polars as pl
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

import provenance
from provenance import extras
from provenance.facts.credentials import soundness
from provenance.rules.examples import body, signed

MADE = datetime(2024, 1, 1, tzinfo=UTC)
TYPED = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"
CREATED = {"label": "c2pa.actions", "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": TYPED}]}}
CLAIM = {"claim_generator_info": [{"name": "harbour", "version": "1"}], "assertions": [CREATED]}
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'


def certificate(name: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a certificate as C2PA wants one (Technical Specification 2.4, 14.5)."""
    names = [x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, each)]) for each in (name, issuer)]
    is_root = name == issuer
    usage = x509.KeyUsage(
        digital_signature=not is_root, key_cert_sign=is_root, crl_sign=is_root, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder(issuer_name=names[1], subject_name=names[0], public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(MADE)
        .not_valid_after(MADE + timedelta(days=20_000))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    )
    return made.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def manifest() -> bytes:
    """Return a store of manifests that the Harbour Echo has signed."""
    root, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    chain = certificate("Harbour Echo", own, "Root", root) + certificate("Root", root, "Root", root)
    form = serialization.PrivateFormat.PKCS8
    secret = own.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    with (
        c2pa.Signer.from_info(c2pa.C2paSignerInfo(b"es256", chain, secret, None)) as signer,
        c2pa.Builder(json.dumps(CLAIM)) as builder,
    ):
        return bytes(builder.sign(signer, "image/svg+xml", io.BytesIO(PICTURE), io.BytesIO()))


def test_a_signature_is_sound_as_it_was_made(manifest: bytes) -> None:
    assert soundness.is_sound(manifest) is True


def test_one_letter_of_the_manifest_makes_it_unsound(manifest: bytes) -> None:
    assert soundness.is_sound(manifest.replace(b"harbour", b"harboux")) is False


@pytest.mark.parametrize("data", [b"", b"no manifest", bytes(1_000)])
def test_what_cannot_be_read_is_not_judged(data: bytes) -> None:
    assert soundness.is_sound(data) is None


def test_without_the_extra_nothing_is_said(manifest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "missing", lambda _: "it is not installed")
    assert soundness.is_sound(manifest) is None


def test_an_unsound_signature_is_a_finding(manifest: bytes) -> None:
    sound, unsound = (signed(body(), each) for each in (manifest, manifest.replace(b"harbour", b"harboux")))
    corpus = pl.DataFrame({"id": ["sound", "unsound"], "text": [sound, unsound]})
    rows = provenance.facts_of(corpus)["credentials"]
    assert rows.select("article", "sound", "signer").rows() == [
        ("sound", True, "Harbour Echo"),
        ("unsound", False, "Harbour Echo"),
    ]
    found = provenance.check_corpus(corpus).findings.filter(code="LIN010")
    assert found.filter(article="unsound")["message"].str.contains("not as its signer left it").all()
    assert found.filter(article="unsound").height == 1
