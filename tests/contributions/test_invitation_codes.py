"""Codes on paper: read however they are typed, slips told apart from unknown codes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from signals.contributions.invitations import ALPHABET, Malformed, code_hash, draw_code

CODE = draw_code()
SIGNS = CODE.written.replace("-", "")


def test_a_code_is_four_groups_of_signs_that_nobody_confuses():
    assert re.fullmatch(r"([2-9A-HJKMNP-Z]{5}-){3}[2-9A-HJKMNP-Z]{5}", CODE.written)


def test_codes_and_hashes_do_not_repeat():
    drawn = [draw_code() for _ in range(500)]
    assert len({code.written for code in drawn}) == 500
    assert len({code.hash for code in drawn}) == 500


def test_it_is_read_however_it_is_typed():
    for typed in (
        CODE.written,
        SIGNS,
        SIGNS.lower(),
        f" {SIGNS[:7]} {SIGNS[7:]}\n",
        CODE.written.replace("-", "\u00a0–"),
    ):
        assert code_hash(typed) == CODE.hash


@given(st.integers(0, 19), st.sampled_from(ALPHABET))
def test_a_wrong_sign_is_a_slip(place, sign):
    typed = SIGNS[:place] + sign + SIGNS[place + 1 :]
    assert (code_hash(typed) == CODE.hash) == (typed == SIGNS)
    assert isinstance(code_hash(typed), Malformed) == (typed != SIGNS)


@given(st.integers(0, 18))
def test_two_exchanged_neighbours_are_a_slip(place):
    typed = SIGNS[:place] + SIGNS[place + 1] + SIGNS[place] + SIGNS[place + 2 :]
    assert isinstance(code_hash(typed), Malformed) == (typed != SIGNS)


@given(st.text(max_size=100))
def test_any_text_has_an_answer(text):
    assert isinstance(code_hash(text), bytes | Malformed)
