"""The private keys of units: made once, read by whoever comes, gone when their term is over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from key_pool import pool_key, pooled_keys

from config.keys import KeyUnreadable
from config.unit_keys import UnitKeyFolder
from signals.contributions.windows import Window

TERM = Window(date(2026, 9, 28), 13)
UNITS = ("desk", "night")


def folder_of(path: Path) -> UnitKeyFolder:
    return UnitKeyFolder(path / "units", pooled_keys())


def test_a_key_is_made_once_and_published_as_it_is(tmp_path: Path) -> None:
    made = folder_of(tmp_path).make(UNITS, TERM)
    again = UnitKeyFolder(tmp_path / "units", pooled_keys()).make(reversed(UNITS), TERM)
    assert made == tuple(reversed(again))
    assert [key.unit for key in made] == list(UNITS)
    for key in made:
        private = folder_of(tmp_path).private_key(key.unit, TERM)
        assert private is not None
        assert private.public_key().public_numbers() == key.public_key().public_numbers()


def test_only_their_owner_reads_them(tmp_path: Path) -> None:
    folder_of(tmp_path).make(UNITS, TERM)
    files = [path for path in (tmp_path / "units").rglob("*") if path.is_file()]
    assert len(files) == len(UNITS)
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert (tmp_path / "units" / TERM.id).stat().st_mode & 0o777 == 0o700


def test_what_was_not_made_is_none(tmp_path: Path) -> None:
    keys = folder_of(tmp_path)
    keys.make(UNITS, TERM)
    assert keys.private_key("desk", TERM.next) is None
    assert keys.private_key("roof", TERM) is None


def test_a_term_that_is_over_leaves_nothing(tmp_path: Path) -> None:
    keys = folder_of(tmp_path)
    for term in (TERM, TERM.next):
        keys.make(UNITS, term)
    before = {path: path.read_bytes() for path in (tmp_path / "units" / TERM.id).iterdir()}
    keys.destroy_before(TERM)
    assert all(path.read_bytes() == content for path, content in before.items())
    keys.destroy_before(TERM.next)
    keys.destroy_before(TERM.next)
    assert [path.name for path in (tmp_path / "units").iterdir()] == [TERM.next.id]
    fresh = folder_of(tmp_path)
    assert fresh.private_key("desk", TERM) is None
    assert fresh.private_key("desk", TERM.next) is not None


def test_a_damaged_key_is_named(tmp_path: Path) -> None:
    keys = folder_of(tmp_path)
    keys.make(UNITS, TERM)
    path = tmp_path / "units" / TERM.id / "desk.pem"
    path.write_text("nothing", encoding="ascii")
    with pytest.raises(KeyUnreadable, match=r"desk\.pem is damaged"):
        folder_of(tmp_path).private_key("desk", TERM)


def test_a_key_whose_parts_do_not_fit_together_is_damaged(tmp_path: Path) -> None:
    folder_of(tmp_path).make(UNITS, TERM)
    path = tmp_path / "units" / TERM.id / "desk.pem"
    whole = pool_key(0).private_numbers()
    for change in ({"d": whole.d + 2}, {"iqmp": whole.iqmp ^ 1}, {"dmp1": whole.dmp1 + 2}):
        numbers = {name: getattr(whole, name) for name in ("p", "q", "d", "dmp1", "dmq1", "iqmp")} | change
        spoiled = RSAPrivateNumbers(**numbers, public_numbers=whole.public_numbers)
        key = spoiled.private_key(unsafe_skip_rsa_key_validation=True)
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        with pytest.raises(KeyUnreadable, match=r"desk\.pem is damaged"):
            folder_of(tmp_path).private_key("desk", TERM)
