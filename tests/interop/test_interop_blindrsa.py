"""Our blind signatures and those of another implementation, Cloudflare's `@cloudflare/blindrsa-ts`, are one.

Theirs runs in the browser; of ours, both halves are tried: the server's and the browser's. Whoever blinds and
whoever signs, the other side's signature verifies, with keys of 3,072 bits.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from key_pool import pool_key
from module_house import STATIC, Modules, open_modules
from playwright.sync_api import Browser

from config.setup.environment import INTEROP
from signals.contributions import base64url, blind_rsa
from signals.contributions.blind_rsa import RSABSSA_SHA384_PSS_RANDOMIZED, VARIANTS, Variant

THEIRS = INTEROP / "node_modules" / "@cloudflare" / "blindrsa-ts" / "lib" / "src"
KEY = pool_key(0)
PUBLIC = KEY.public_key()
MESSAGE = bytes(range(32))

# Their suite of a name, and our pool's key as they want it.
THEIR_SIDE = """
    const suite = m.getSuiteByName(m.BlindRSA, given.variant);
    const scheme = { name: "RSA-PSS", hash: "SHA-384" };
    const imported = (jwk, act) => crypto.subtle.importKey("jwk", jwk, scheme, true, [act]);
    const { kty, n, e } = given.jwk;
    const publicKey = await imported({ kty, n, e }, "verify");
    const signed = async (blinded) => suite.blindSign(await imported(given.jwk, "sign"), bytes(blinded));
"""


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Modules]:
    if not THEIRS.exists():
        pytest.fail("These tests need the other implementation: `make test` installs it.")
    with open_modules(browser, {"static": STATIC, "theirs": THEIRS}) as opened:
        yield opened


def jwk(key: RSAPrivateKey) -> dict[str, str]:
    """The private key as JSON Web Key (RFC 7518, section 6.3)."""
    numbers = key.private_numbers()
    parts = {
        "n": numbers.public_numbers.n, "e": numbers.public_numbers.e, "d": numbers.d, "p": numbers.p,
        "q": numbers.q, "dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp,
    }  # fmt: skip
    written = {
        name: base64url.encode(part.to_bytes(-(-part.bit_length() // 8), "big"))
        for name, part in parts.items()
    }
    return {"kty": "RSA", **written}


def theirs(modules: Modules, lines: str, variant: Variant, **given: object) -> object:
    everything = {"variant": variant.name, "jwk": jwk(KEY), **given}
    return modules.run("/theirs/index.js", THEIR_SIDE + lines, everything)


def they_verify(modules: Modules, prepared: bytes, signature: bytes, variant: Variant) -> object:
    lines = "return suite.verify(publicKey, bytes(given.signature), bytes(given.prepared));"
    return theirs(modules, lines, variant, prepared=prepared.hex(), signature=signature.hex())


@pytest.mark.browser
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_their_client_with_our_signer(modules: Modules, variant: Variant) -> None:
    lines = """
        const prepared = suite.prepare(bytes(given.message));
        const { blindedMsg, inv } = await suite.blind(publicKey, prepared);
        const name = suite.toString();
        return { name, prepared: hex(prepared), blinded: hex(blindedMsg), inverse: hex(inv) };
    """
    asked = theirs(modules, lines, variant, message=MESSAGE.hex())
    assert isinstance(asked, dict)
    assert asked["name"] == variant.name
    answer = blind_rsa.blind_sign(KEY, bytes.fromhex(asked["blinded"]))
    lines = """
        const answer = [bytes(given.prepared), bytes(given.answer), bytes(given.inverse)];
        return hex(await suite.finalize(publicKey, ...answer));
    """
    signature = theirs(modules, lines, variant, **{**asked, "answer": answer.hex()})
    assert isinstance(signature, str)
    prepared = bytes.fromhex(asked["prepared"])
    assert prepared.endswith(MESSAGE)
    assert blind_rsa.verify(PUBLIC, prepared, bytes.fromhex(signature), variant)
    # Unblinding is plain arithmetic: ours gives the same bytes as theirs.
    inverse = int(asked["inverse"], 16)
    assert blind_rsa.finalize(PUBLIC, prepared, answer, inverse, variant).hex() == signature


@pytest.mark.browser
def test_our_python_client_with_their_signer_and_verifier(modules: Modules) -> None:
    variant = RSABSSA_SHA384_PSS_RANDOMIZED
    prepared = blind_rsa.prepare(MESSAGE)
    blinded = blind_rsa.blind(PUBLIC, prepared)
    lines = "return hex(await signed(given.blinded));"
    answer = theirs(modules, lines, variant, blinded=blinded.message.hex())
    assert isinstance(answer, str)
    assert bytes.fromhex(answer) == blind_rsa.blind_sign(KEY, blinded.message)
    signature = blind_rsa.finalize(PUBLIC, prepared, bytes.fromhex(answer), blinded.inverse)
    assert they_verify(modules, prepared, signature, variant) is True
    assert they_verify(modules, prepared[::-1], signature, variant) is False


@pytest.mark.browser
def test_our_browser_client_with_their_signer_and_verifier(modules: Modules) -> None:
    variant = RSABSSA_SHA384_PSS_RANDOMIZED
    lines = """
        const ours = await import("/static/blind.js");
        const key = ours.publicKey(n);
        const prepared = ours.prepare(bytes(given.message));
        const { message, inverse } = await ours.blind(key, prepared);
        const signature = await ours.finalize(key, prepared, await signed(hex(message)), inverse);
        return { prepared: hex(prepared), signature: hex(signature) };
    """
    made = theirs(modules, lines, variant, message=MESSAGE.hex())
    assert isinstance(made, dict)
    prepared, signature = bytes.fromhex(made["prepared"]), bytes.fromhex(made["signature"])
    assert they_verify(modules, prepared, signature, variant) is True
    assert blind_rsa.verify(PUBLIC, prepared, signature)


@pytest.mark.browser
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_their_verifier_takes_what_is_ours_from_end_to_end(modules: Modules, variant: Variant) -> None:
    prepared = blind_rsa.prepare(MESSAGE, variant=variant)
    blinded = blind_rsa.blind(PUBLIC, prepared, variant=variant)
    answer = blind_rsa.blind_sign(KEY, blinded.message)
    signature = blind_rsa.finalize(PUBLIC, prepared, answer, blinded.inverse, variant)
    assert they_verify(modules, prepared, signature, variant) is True
    damaged = signature[:-1] + bytes([signature[-1] ^ 1])
    assert they_verify(modules, prepared, damaged, variant) is False
