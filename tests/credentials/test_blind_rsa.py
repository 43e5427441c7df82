"""Blind signatures: every vector of RFC 9474, the laws of the scheme, and a fault that never leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from key_pool import pool_key

from signals.contributions import blind_rsa
from signals.contributions.blind_rsa import VARIANTS, BlindSignatureError, Variant

# RFC 9474, appendix A: its four test vectors, as hexadecimal.
VECTORS: list[dict[str, str]] = json.loads(
    (Path(__file__).parent / "rfc9474_vectors.json").read_text(encoding="utf-8")
)
KEY = pool_key(0)
PUBLIC = KEY.public_key()
MODULUS = PUBLIC.public_numbers().n
SENTENCE = r"^This blind signature cannot be made or does not hold\.$"
LENGTH = 384

vectors = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
variants = st.sampled_from(VARIANTS)
few = settings(max_examples=15, deadline=None)


def number(vector: Mapping[str, str], name: str) -> int:
    return int(vector[name], 16)


def octets(vector: Mapping[str, str], name: str) -> bytes:
    return bytes.fromhex(vector[name].removeprefix("0x"))


def variant_of(vector: Mapping[str, str]) -> Variant:
    return next(variant for variant in VARIANTS if variant.name == vector["name"])


def key_of(vector: Mapping[str, str]) -> rsa.RSAPrivateKey:
    p, q, d = (number(vector, name) for name in "pqd")
    public = rsa.RSAPublicNumbers(number(vector, "e"), number(vector, "n"))
    parts = (rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q))
    return rsa.RSAPrivateNumbers(p, q, d, *parts, public).private_key()


def damaged(**parts: int) -> rsa.RSAPrivateKey:
    """The key with some of its parts replaced, as a fault of memory would do."""
    sound = KEY.private_numbers()
    kept = {name: parts.get(name, getattr(sound, name)) for name in ("p", "q", "d", "dmp1", "dmq1", "iqmp")}
    numbers = rsa.RSAPrivateNumbers(**kept, public_numbers=sound.public_numbers)
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


@vectors
def test_each_vector_names_its_variant(vector: dict[str, str]) -> None:
    variant = variant_of(vector)
    assert variant.salt_bytes == number(vector, "sLen") == len(octets(vector, "salt"))
    assert variant.prefix_bytes == len(octets(vector, "msg_prefix"))


@vectors
def test_preparing_gives_the_message_of_the_rfc(vector: dict[str, str]) -> None:
    prepared = blind_rsa.prepare(octets(vector, "msg"), octets(vector, "msg_prefix"), variant_of(vector))
    assert prepared == octets(vector, "input_msg")


@vectors
def test_blinding_gives_the_blinded_message_of_the_rfc(vector: dict[str, str]) -> None:
    inverse = number(vector, "inv")
    blinded = blind_rsa.blind(
        key_of(vector).public_key(),
        octets(vector, "input_msg"),
        salt=octets(vector, "salt"),
        factor=pow(inverse, -1, number(vector, "n")),
        variant=variant_of(vector),
    )
    assert blinded.message == octets(vector, "blinded_msg")
    assert blinded.inverse == inverse


@vectors
def test_signing_gives_the_blind_signature_of_the_rfc(vector: dict[str, str]) -> None:
    assert blind_rsa.blind_sign(key_of(vector), octets(vector, "blinded_msg")) == octets(vector, "blind_sig")


@vectors
def test_unblinding_gives_the_signature_of_the_rfc(vector: dict[str, str]) -> None:
    key, prepared, variant = key_of(vector).public_key(), octets(vector, "input_msg"), variant_of(vector)
    signature = blind_rsa.finalize(key, prepared, octets(vector, "blind_sig"), number(vector, "inv"), variant)
    assert signature == octets(vector, "sig")
    assert blind_rsa.verify(key, prepared, signature, variant)


@few
@given(st.binary(max_size=200), variants)
def test_what_was_signed_blindly_verifies_and_under_no_other_key(message: bytes, variant: Variant) -> None:
    prepared = blind_rsa.prepare(message, variant=variant)
    blinded = blind_rsa.blind(PUBLIC, prepared, variant=variant)
    answer = blind_rsa.blind_sign(KEY, blinded.message)
    signature = blind_rsa.finalize(PUBLIC, prepared, answer, blinded.inverse, variant)
    assert blind_rsa.verify(PUBLIC, prepared, signature, variant)
    assert not blind_rsa.verify(pool_key(1).public_key(), prepared, signature, variant)
    assert not blind_rsa.verify(PUBLIC, prepared + b"\0", signature, variant)


@few
@given(st.integers(0, 8 * LENGTH - 1), st.integers(0, 8 * 64 - 1))
def test_one_bit_of_either_is_enough_to_refuse(signature_bit: int, message_bit: int) -> None:
    prepared, signature = signed_once()
    assert blind_rsa.verify(PUBLIC, prepared, signature)
    assert not blind_rsa.verify(PUBLIC, prepared, flipped(signature, signature_bit))
    assert not blind_rsa.verify(PUBLIC, flipped(prepared, message_bit), signature)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_signature_of_one_salt_length_is_none_of_the_other(variant: Variant) -> None:
    prepared = blind_rsa.prepare(b"serial", variant=variant)
    blinded = blind_rsa.blind(PUBLIC, prepared, variant=variant)
    answer = blind_rsa.blind_sign(KEY, blinded.message)
    signature = blind_rsa.finalize(PUBLIC, prepared, answer, blinded.inverse, variant)
    for other in VARIANTS:
        same = other.salt_bytes == variant.salt_bytes
        assert blind_rsa.verify(PUBLIC, prepared, signature, other) is same


def test_two_blindings_of_one_message_have_nothing_in_common_and_one_meaning() -> None:
    prepared = blind_rsa.prepare(b"serial")
    first, second = (blind_rsa.blind(PUBLIC, prepared) for _ in range(2))
    assert first.message != second.message
    assert first.inverse != second.inverse
    for blinded in (first, second):
        answer = blind_rsa.blind_sign(KEY, blinded.message)
        assert blind_rsa.finalize(PUBLIC, prepared, answer, blinded.inverse)
    with pytest.raises(BlindSignatureError, match=SENTENCE):
        blind_rsa.finalize(PUBLIC, prepared, blind_rsa.blind_sign(KEY, first.message), second.inverse)


@few
@given(st.data())
def test_any_blinded_message_fits_any_credential(data: st.DataObject) -> None:
    """Unlinkability: for every blinded message and every prepared one there is a factor that joins them."""
    prepared = data.draw(st.binary(min_size=64, max_size=64))
    blinded = blind_rsa.blind(PUBLIC, data.draw(st.binary(min_size=64, max_size=64)))
    salt = data.draw(st.binary(min_size=48, max_size=48))
    plain = int.from_bytes(blind_rsa.blind(PUBLIC, prepared, salt=salt, factor=1).message, "big")
    quotient = int.from_bytes(blinded.message, "big") * pow(plain, -1, MODULUS) % MODULUS
    factor = pow(quotient, KEY.private_numbers().d, MODULUS)
    assert blind_rsa.blind(PUBLIC, prepared, salt=salt, factor=factor).message == blinded.message


@few
@given(
    st.one_of(
        st.binary(max_size=LENGTH - 1),
        st.binary(min_size=LENGTH + 1, max_size=LENGTH + 40),
        st.integers(MODULUS, 256**LENGTH - 1).map(lambda beyond: beyond.to_bytes(LENGTH, "big")),
    )
)
def test_what_is_no_number_below_the_modulus_is_refused(blinded: bytes) -> None:
    with pytest.raises(BlindSignatureError, match=SENTENCE):
        blind_rsa.blind_sign(KEY, blinded)


@pytest.mark.parametrize("message", [0, 1, 2, MODULUS - 1], ids=["0", "1", "2", "last"])
def test_the_ends_of_the_range_are_signed_exactly(message: int) -> None:
    signature = blind_rsa.blind_sign(KEY, message.to_bytes(LENGTH, "big"))
    assert pow(int.from_bytes(signature, "big"), 65537, MODULUS) == message


def test_a_signature_is_the_same_whatever_masked_it() -> None:
    blinded = blind_rsa.blind(PUBLIC, blind_rsa.prepare(b"serial")).message
    assert blind_rsa.blind_sign(KEY, blinded) == blind_rsa.blind_sign(KEY, blinded)


@pytest.mark.parametrize("part", ["dmp1", "dmq1", "iqmp"])
@pytest.mark.parametrize("change", [2, 2**700], ids=["low bit", "high bit"])
def test_a_fault_never_leaves(part: str, change: int) -> None:
    """With one half of it wrong, a signature and its right value would give a factor of the modulus."""
    faulty = damaged(**{part: getattr(KEY.private_numbers(), part) ^ change})
    blinded = blind_rsa.blind(PUBLIC, blind_rsa.prepare(b"serial")).message
    with pytest.raises(BlindSignatureError, match=SENTENCE):
        blind_rsa.blind_sign(faulty, blinded)


@pytest.mark.parametrize(
    "factor",
    [0, -1, MODULUS, MODULUS + 1, KEY.private_numbers().p],
    ids=["zero", "negative", "modulus", "beyond", "a prime of it"],
)
def test_a_factor_that_does_not_blind_is_refused(factor: int) -> None:
    with pytest.raises(BlindSignatureError, match=SENTENCE):
        blind_rsa.blind(PUBLIC, bytes(64), factor=factor)


@pytest.mark.parametrize("length", [0, 47, 49])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BlindSignatureError, match=SENTENCE):
        blind_rsa.blind(PUBLIC, bytes(64), salt=bytes(length))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_prefix_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BlindSignatureError, match=SENTENCE):
        blind_rsa.prepare(b"serial", bytes(length))


@pytest.mark.parametrize("length", [0, LENGTH - 1, LENGTH + 1])
def test_a_blind_signature_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BlindSignatureError, match=SENTENCE):
        blind_rsa.finalize(PUBLIC, bytes(64), bytes(length), 1)


def test_a_modulus_of_any_bit_length_is_encoded_as_cryptography_verifies_it() -> None:
    """One bit more than whole bytes leaves the encoding one byte shorter than the modulus."""
    for bits in (1025, 1026, 1031, 1032):
        key = rsa.generate_private_key(65537, bits)
        prepared = blind_rsa.prepare(b"serial")
        blinded = blind_rsa.blind(key.public_key(), prepared)
        answer = blind_rsa.blind_sign(key, blinded.message)
        signature = blind_rsa.finalize(key.public_key(), prepared, answer, blinded.inverse)
        assert blind_rsa.verify(key.public_key(), prepared, signature)


def signed_once() -> tuple[bytes, bytes]:
    prepared = blind_rsa.prepare(b"serial".ljust(32), bytes(32))
    blinded = blind_rsa.blind(PUBLIC, prepared)
    answer = blind_rsa.blind_sign(KEY, blinded.message)
    return prepared, blind_rsa.finalize(PUBLIC, prepared, answer, blinded.inverse)


def flipped(content: bytes, bit: int) -> bytes:
    whole = bytearray(content)
    whole[bit // 8] ^= 1 << bit % 8
    return bytes(whole)
