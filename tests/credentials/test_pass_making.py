"""Making a pass: one seed, one request, to the byte; nothing that two requests share."""

from __future__ import annotations

import re

import pytest
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st
from key_pool import pool_key

from signals.contributions import blind_rsa, pass_making
from signals.contributions.blind_rsa import BlindSignatureError
from signals.contributions.credentials import Credential, parse_token
from signals.contributions.invitations import ALPHABET, code_hash, draw_code
from signals.contributions.windows import parse_window

TERM = parse_window("2026-W40-13w")
KEY = pool_key(0)
PUBLIC = KEY.public_key()

signs = st.text(ALPHABET, min_size=pass_making.SEED_SIGNS, max_size=pass_making.SEED_SIGNS)
seeds = signs.map(pass_making.write_seed)


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_the_same_seed_makes_the_same_pass_again(seed: str) -> None:
    code = draw_code().written
    first, again = (pass_making.make_request(code, "desk", TERM, PUBLIC, seed) for _ in range(2))
    assert first == again
    token = first.finish(blind_rsa.blind_sign(KEY, first.blinded))
    assert token == again.finish(blind_rsa.blind_sign(KEY, again.blinded))
    credential = parse_token(token)
    assert isinstance(credential, Credential)
    assert (credential.unit, credential.term) == ("desk", TERM)
    assert blind_rsa.verify(PUBLIC, credential.prepared, credential.signature)


@settings(max_examples=25, deadline=None)
@given(seeds, seeds)
def test_another_seed_code_unit_or_term_shares_nothing(seed: str, other: str) -> None:
    code = draw_code().written
    derived = [
        pass_making.derive(code, "desk", TERM, seed),
        pass_making.derive(draw_code().written, "desk", TERM, seed),
        pass_making.derive(code, "night", TERM, seed),
        pass_making.derive(code, "desk", TERM.next, seed),
    ]
    if other != seed:
        derived.append(pass_making.derive(code, "desk", TERM, other))
    for part in ("prepared", "salt", "factor"):
        assert len({getattr(each, part) for each in derived}) == len(derived)


def test_what_is_derived_is_one_hkdf_of_512_bytes_cut_in_three() -> None:
    code, seed = draw_code().written, pass_making.write_seed("ABCDEFGHJKMNPQRSTUVWXYZ234")
    salt = code_hash(code)
    assert isinstance(salt, bytes)
    context = HKDF(SHA384(), length=512, salt=salt, info=b"havre pass 1 desk 2026-W40-13w")
    whole = context.derive(b"ABCDEFGHJKMNPQRSTUVWXYZ234")
    derived = pass_making.derive(code, "desk", TERM, seed)
    assert derived.prepared + derived.salt + derived.factor.to_bytes(400, "big") == whole
    assert (len(derived.prepared), len(derived.salt)) == (64, 48)


def test_a_seed_is_drawn_when_none_is_given_and_is_never_the_same() -> None:
    code = draw_code().written
    requests = [pass_making.make_request(code, "desk", TERM, PUBLIC) for _ in range(3)]
    assert len({request.seed for request in requests}) == 3
    assert len({request.blinded for request in requests}) == 3
    for request in requests:
        assert re.fullmatch(f"([{ALPHABET}]{{5}}-){{5}}[{ALPHABET}]{{2}}", request.seed)
        assert pass_making.make_request(code, "desk", TERM, PUBLIC, request.seed) == request


def test_a_signature_that_the_units_key_did_not_make_gives_no_pass() -> None:
    request = pass_making.make_request(draw_code().written, "desk", TERM, PUBLIC)
    other = pass_making.make_request(draw_code().written, "desk", TERM, PUBLIC)
    for answer in (
        blind_rsa.blind_sign(pool_key(1), bytes(383) + b"\2"),
        blind_rsa.blind_sign(KEY, other.blinded),
        bytes(384),
        b"",
    ):
        with pytest.raises(BlindSignatureError):
            request.finish(answer)


@settings(deadline=None)
@given(signs)
def test_a_seed_is_read_as_it_is_written_however_it_is_typed(drawn: str) -> None:
    written = pass_making.write_seed(drawn)
    for typed in (
        written,
        written.lower(),
        written.replace("-", " "),
        f" {written} ",
        written.replace("-", ""),
    ):
        assert pass_making.read_seed(typed) == drawn


@settings(deadline=None)
@given(signs, st.integers(0, pass_making.SEED_SIGNS), st.integers(1, len(ALPHABET) - 1))
def test_one_wrong_sign_is_always_found(drawn: str, place: int, shift: int) -> None:
    whole = pass_making.write_seed(drawn).replace("-", "")
    wrong = ALPHABET[(ALPHABET.index(whole[place]) + shift) % len(ALPHABET)]
    assert pass_making.read_seed(whole[:place] + wrong + whole[place + 1 :]) is None


@settings(deadline=None)
@given(signs, st.integers(0, pass_making.SEED_SIGNS - 2))
def test_two_neighbours_exchanged_are_always_found(drawn: str, place: int) -> None:
    whole = pass_making.write_seed(drawn).replace("-", "")
    exchanged = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    if exchanged != whole:
        assert pass_making.read_seed(exchanged) is None


@pytest.mark.parametrize("typed", ["", "A", "0" * 27, "é" * 27, "A" * 26, "A" * 28, "A" * 10_000])
def test_what_is_no_seed_is_not_read(typed: str) -> None:
    assert pass_making.read_seed(typed) is None


@pytest.mark.parametrize("mistyped", ["code", "seed"])
def test_a_mistyped_code_is_refused_without_being_repeated(mistyped: str) -> None:
    given_as = {"code": draw_code().written, "seed": pass_making.draw_seed()}
    given_as[mistyped] = given_as[mistyped][:-1]
    with pytest.raises(ValueError, match=r"^The invitation or the recovery code is mistyped\.$"):
        pass_making.make_request(given_as["code"], "desk", TERM, PUBLIC, given_as["seed"])
