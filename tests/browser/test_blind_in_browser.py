"""The browser's half of a pass, in Debian's Chromium: the RFC's vectors, and the twin of the Python one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from key_pool import pool_key
from module_house import STATIC, Modules, open_modules
from playwright.sync_api import Browser

from signals.contributions import base64url, blind_rsa, pass_making
from signals.contributions.credentials import Credential, parse_token
from signals.contributions.invitations import ALPHABET, draw_code
from signals.contributions.key_list import PublishedKey
from signals.contributions.windows import parse_window

# RFC 9474, appendix A: its four test vectors, as hexadecimal.
VECTORS: list[dict[str, str]] = json.loads(
    (Path(__file__).parents[1] / "credentials" / "rfc9474_vectors.json").read_text(encoding="utf-8")
)
TERM = parse_window("2026-W40-13w")
KEY = pool_key(0)
PUBLIC = KEY.public_key()
MODULUS = PublishedKey.of("desk", PUBLIC).modulus
ASKED = {"code": "K7QM3-XWD9F-HTPZ4-BC8NR", "unit": "desk", "term": TERM.id, "modulus": MODULUS}
"""What a request is made of, but the seed; its code is replaced by a real one below."""

CASES = [
    ("desk", "ABCDEFGHJKMNPQRSTUVWXYZ234"),
    ("desk", "22222222222222222222222222"),
    ("u" * 64, "ZZZZZZZZZZZZZZZZZZZZZZZZZZ"),
    ("a.b_c-1", "7K2QMXWD9FHTPZ4BC8NR3AEGJS"),
]

BLIND = "/static/blind.js"
MAKING = "/static/pass-making.js"


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Modules]:
    with open_modules(browser, {"static": STATIC}) as opened:
        yield opened


def fresh_code() -> str:
    return draw_code().written


@pytest.mark.browser
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_of_the_rfc_is_reproduced(modules: Modules, vector: dict[str, str]) -> None:
    modulus = int(vector["n"], 16)
    given = {
        **vector,
        "modulus": base64url.encode(modulus.to_bytes(512, "big")),
        "factor": str(pow(int(vector["inv"], 16), -1, modulus)),
    }
    made = modules.run(
        BLIND,
        """
        const key = m.publicKey(given.modulus);
        const variant = m.VARIANTS.find((each) => each.name === given.name);
        const prepared = m.prepare(bytes(given.msg), bytes(given.msg_prefix), variant);
        const options = { salt: bytes(given.salt), factor: BigInt(given.factor), variant };
        const { message, inverse } = await m.blind(key, prepared, options);
        const signature = await m.finalize(key, prepared, bytes(given.blind_sig), inverse, variant);
        return {
          lengths: [variant.saltBytes, variant.prefixBytes],
          input_msg: hex(prepared), blinded_msg: hex(message), inv: inverse.toString(16), sig: hex(signature),
        };
        """,
        given,
    )
    assert made.pop("lengths") == [int(vector["sLen"], 16), len(vector["msg_prefix"]) // 2]
    assert made == {name: vector[name].removeprefix("0x") for name in made}


@pytest.mark.browser
@pytest.mark.parametrize("name", [variant.name for variant in blind_rsa.VARIANTS])
def test_what_the_browser_blinds_and_python_signs_verifies_on_both_sides(modules: Modules, name: str) -> None:
    blinded = modules.run(
        BLIND,
        """
        globalThis.variant = m.VARIANTS.find((each) => each.name === given.name);
        globalThis.key = m.publicKey(given.modulus);
        globalThis.prepared = m.prepare(bytes("00ff00ff"), undefined, variant);
        globalThis.made = await m.blind(key, prepared, { variant });
        return hex(made.message);
        """,
        {"modulus": MODULUS, "name": name},
    )
    signature, prepared = modules.run(
        BLIND,
        """
        const signature = await m.finalize(key, prepared, bytes(given), made.inverse, variant);
        return [hex(signature), hex(prepared)];
        """,
        blind_rsa.blind_sign(KEY, bytes.fromhex(blinded)).hex(),
    )
    variant = next(variant for variant in blind_rsa.VARIANTS if variant.name == name)
    assert blind_rsa.verify(PUBLIC, bytes.fromhex(prepared), bytes.fromhex(signature), variant)


@pytest.mark.browser
def test_a_signature_of_another_key_or_with_one_bit_wrong_is_refused(modules: Modules) -> None:
    prepared = blind_rsa.prepare(b"serial")
    blinded = blind_rsa.blind(PUBLIC, prepared)
    sound = blind_rsa.blind_sign(KEY, blinded.message)
    outcomes = modules.run(
        BLIND,
        """
        const key = m.publicKey(given.modulus);
        const [prepared, inverse] = [bytes(given.prepared), BigInt(given.inverse)];
        const finalized = (answer) => m.finalize(key, prepared, bytes(answer), inverse);
        const outcome = (answer) => finalized(answer).then(() => "accepted", (error) => error.name);
        return Promise.all(given.answers.map(outcome));
        """,
        {
            "modulus": MODULUS,
            "prepared": prepared.hex(),
            "inverse": str(blinded.inverse),
            "answers": [
                sound.hex(),
                blind_rsa.blind_sign(pool_key(1), bytes(384 - 8) + bytes(range(8))).hex(),
                (sound[:-1] + bytes([sound[-1] ^ 1])).hex(),
                sound[:-1].hex(),
                (b"\0" + sound).hex(),
                "",
            ],
        },
    )
    assert outcomes == ["accepted", *["BlindSignatureError"] * 5]


@pytest.mark.browser
def test_what_cannot_blind_is_refused(modules: Modules) -> None:
    outcomes = modules.run(
        BLIND,
        """
        const key = m.publicKey(given.modulus);
        const attempt = (options) => m.blind(key, new Uint8Array(64), options).then(
          () => "accepted", (error) => error.name);
        const factors = given.factors.map((factor) => ({ factor: BigInt(factor) }));
        const salts = [0, 47, 49].map((length) => ({ salt: new Uint8Array(length) }));
        return Promise.all([...factors, ...salts].map(attempt));
        """,
        {
            "modulus": MODULUS,
            "factors": [
                str(factor)
                for n in [PUBLIC.public_numbers().n]
                for factor in (1, n - 1, 0, -1, n, n + 1, KEY.private_numbers().p)
            ],
        },
    )
    assert outcomes == ["accepted"] * 2 + ["BlindSignatureError"] * 8


@pytest.mark.browser
@pytest.mark.parametrize(("unit", "signs"), CASES)
def test_one_code_and_one_seed_give_the_same_pass_in_python_and_in_the_browser(
    modules: Modules, unit: str, signs: str
) -> None:
    code, seed = fresh_code(), pass_making.write_seed(signs)
    asked = {**ASKED, "code": f" {code.lower()} ", "unit": unit, "seed": seed}
    blinded = modules.run(
        MAKING,
        "globalThis.request = await m.makeRequest(given); return hex(request.blinded);",
        asked,
    )
    twin = pass_making.make_request(code, unit, TERM, PUBLIC, seed)
    assert bytes.fromhex(blinded) == twin.blinded
    signature = blind_rsa.blind_sign(KEY, twin.blinded)
    token = modules.run(MAKING, "return request.finish(bytes(given));", signature.hex())
    assert token == twin.finish(signature)
    credential = parse_token(token)
    assert isinstance(credential, Credential)
    assert (credential.unit, credential.term) == (unit, TERM)
    assert blind_rsa.verify(PUBLIC, credential.prepared, credential.signature)


@pytest.mark.browser
def test_a_request_that_the_published_key_did_not_sign_gives_no_pass(modules: Modules) -> None:
    """A server that signs with a key of its own for one person (a key partition) is found out here."""
    outcome = modules.run(
        MAKING,
        """
        const request = await m.makeRequest(given);
        return request.finish(bytes(given.answer)).then(() => "accepted", (error) => error.name);
        """,
        {
            **ASKED,
            "code": fresh_code(),
            "seed": pass_making.draw_seed(),
            "answer": blind_rsa.blind_sign(pool_key(1), bytes(384)).hex(),
        },
    )
    assert outcome == "BlindSignatureError"


@pytest.mark.browser
def test_seeds_of_one_side_are_read_by_the_other(modules: Modules) -> None:
    for seed in modules.run(MAKING, "return Array.from({ length: 30 }, () => m.drawSeed());"):
        signs = pass_making.read_seed(seed)
        assert signs is not None
        assert pass_making.write_seed(signs) == seed
    drawn = [pass_making.draw_seed() for _ in range(30)]
    assert modules.run(MAKING, "return given.map(m.readSeed);", drawn) == drawn
    assert modules.run(MAKING, "return given.map(m.readSeed);", [s.lower() for s in drawn]) == drawn


@pytest.mark.browser
def test_a_mistyped_seed_or_code_is_told_before_anything_is_asked(modules: Modules) -> None:
    seed, code = pass_making.write_seed(CASES[3][1]), fresh_code()
    other = ALPHABET[(ALPHABET.index(seed[0]) + 1) % len(ALPHABET)]
    swapped = seed[1] + seed[0] + seed[2:]
    wrong = [other + seed[1:], swapped, seed[:-1], seed + "A", seed.replace("7", "O"), ""]
    assert modules.run(MAKING, "return given.map(m.readSeed);", wrong) == [None] * len(wrong)
    assert [pass_making.read_seed(each) for each in wrong] == [None] * len(wrong)
    codes = [code.lower(), code[:-1]]
    assert modules.run(MAKING, "return given.map(m.readCode);", codes) == [code, None]
    outcomes = modules.run(
        MAKING,
        """
        const outcome = (asked) => m.makeRequest(asked).then(() => "made", (e) => [e.name, e.part]);
        return Promise.all(given.map(outcome));
        """,
        [{**ASKED, "code": code, "seed": swapped}, {**ASKED, "code": code[:-1], "seed": seed}],
    )
    assert outcomes == [["MistypedError", "seed"], ["MistypedError", "code"]]


@pytest.mark.browser
def test_a_token_is_verified_under_the_published_key_alone(modules: Modules) -> None:
    request = pass_making.make_request(fresh_code(), "desk", TERM, PUBLIC)
    token = request.finish(blind_rsa.blind_sign(KEY, request.blinded))
    unit, term, _, signature = token.split("~")
    broken = [
        token + "A", token.replace("~", ".", 1), token.replace("13w", "4w"), f"{unit}~{term}~{signature}",
        "D" + token[1:], token[:-1], "",
    ]  # fmt: skip
    assert modules.run(MAKING, "return m.writeToken(m.parseToken(given));", token) == token
    assert modules.run(MAKING, "return given.map(m.parseToken);", broken) == [None] * len(broken)
    other = PublishedKey.of("desk", pool_key(1).public_key()).modulus
    forged = "~".join((unit, term, base64url.encode(bytes(64)), signature))
    outcomes = modules.run(
        MAKING,
        "return Promise.all(given.map((pair) => m.verifyToken(...pair)));",
        [[token, MODULUS], [token, other], [forged, MODULUS], ["", MODULUS]],
    )
    assert outcomes == [True, False, False, False]


@pytest.mark.browser
def test_the_policy_of_the_pages_is_in_force(modules: Modules) -> None:
    """What the modules do here they may do on our pages: nothing inline, nothing from another place."""
    inline = "() => import('data:text/javascript,').then(() => 'ran', () => 'refused')"
    assert modules.page.evaluate(inline) == "refused"


@pytest.mark.browser
def test_making_a_pass_takes_no_time_to_speak_of(modules: Modules) -> None:
    """Blinding and finishing, without the network; a slow phone takes ten to twenty times as long."""
    asked = {**ASKED, "code": fresh_code(), "seed": pass_making.draw_seed()}
    twin = pass_making.make_request(asked["code"], "desk", TERM, PUBLIC, asked["seed"])
    taken = modules.run(
        MAKING,
        """
        const times = [];
        for (let round = 0; round < 20; round += 1) {
          const start = performance.now();
          const request = await m.makeRequest(given);
          await request.finish(bytes(given.answer));
          times.push(performance.now() - start);
        }
        return times.sort((one, other) => one - other)[10];
        """,
        {**asked, "answer": blind_rsa.blind_sign(KEY, twin.blinded).hex()},
    )
    print(f"blinding and finishing in Chromium: {taken:.1f} ms (median)")
    assert taken < 500
