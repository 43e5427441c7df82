"""Signing in: right password and fresh code, once; everything else is one answer that took the same work."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from config.database import create_store_file, open_store
from config.store_versions import Store
from config.stores import upgrade_store
from reporting.accounts import (
    Account,
    AccountRefused,
    Accounts,
    LockOut,
    Refused,
    Role,
    SignedIn,
    current_code,
)
from reporting.audit import Audit, AuditEvent
from reporting.models import AUDIT_DAYS, ReleasesModel
from reporting.transactions import ReleasesUnavailable

NOW = datetime(2026, 11, 10, 12, 0, 5, tzinfo=UTC)
FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def engine(tmp_path):
    path = tmp_path / "releases.db"
    create_store_file(path)
    engine = open_store(path)
    upgrade_store(engine, Store.RELEASES)
    yield engine
    engine.dispose()


@pytest.fixture
def accounts(engine):
    accounts = Accounts(engine, LockOut(attempts=3, minutes=15), FAST)
    accounts.create_decoy()
    return accounts


@pytest.fixture
def zoe(accounts):
    return accounts.add("zoe", Role.HR, None, NOW)


def code(made, now):
    return current_code(made.totp_secret, now)


def test_the_right_password_and_code_sign_in(accounts, zoe):
    assert accounts.sign_in("zoe", zoe.password, code(zoe, NOW), NOW) == SignedIn(zoe.account)
    assert (
        accounts.get(zoe.account.id)
        == zoe.account
        == Account(zoe.account.id, "zoe", Role.HR, None, disabled=False)
    )


@pytest.mark.parametrize("drift", [-30, 0, 30])
def test_a_telephone_may_be_half_a_minute_off(accounts, zoe, drift):
    assert isinstance(
        accounts.sign_in("zoe", zoe.password, code(zoe, NOW + timedelta(seconds=drift)), NOW), SignedIn
    )


@pytest.mark.parametrize("drift", [-90, 90])
def test_and_not_more(accounts, zoe, drift):
    assert accounts.sign_in("zoe", zoe.password, code(zoe, NOW + timedelta(seconds=drift)), NOW) == Refused()


def test_a_code_is_good_once(accounts, zoe):
    used = code(zoe, NOW)
    assert isinstance(accounts.sign_in("zoe", zoe.password, used, NOW), SignedIn)
    assert accounts.sign_in("zoe", zoe.password, used, NOW) == Refused()
    older = code(zoe, NOW - timedelta(seconds=30))
    assert accounts.sign_in("zoe", zoe.password, older, NOW) == Refused()
    later = NOW + timedelta(seconds=30)
    assert isinstance(accounts.sign_in("zoe", zoe.password, code(zoe, later), later), SignedIn)


def test_of_two_with_one_code_at_the_same_moment_one_gets_in(accounts, zoe):
    gate, answers = threading.Barrier(3), []

    def enter():
        gate.wait()
        answers.append(accounts.sign_in("zoe", zoe.password, code(zoe, NOW), NOW))

    threads = [threading.Thread(target=enter) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(answer, SignedIn) for answer in answers) == 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "------", "000000\n"])
def test_what_is_no_code_is_refused(accounts, zoe, typed):
    assert accounts.sign_in("zoe", zoe.password, typed, NOW) == Refused()


def test_failures_in_a_row_lock_the_account_for_a_while(accounts, zoe):
    for _ in range(3):
        assert accounts.sign_in("zoe", "wrong", code(zoe, NOW), NOW) == Refused()
    soon, later = NOW + timedelta(minutes=14), NOW + timedelta(minutes=16)
    assert accounts.sign_in("zoe", zoe.password, code(zoe, soon), soon) == Refused()
    assert isinstance(accounts.sign_in("zoe", zoe.password, code(zoe, later), later), SignedIn)


def test_the_lock_is_in_the_store_and_not_in_a_process(accounts, zoe, engine):
    for _ in range(3):
        accounts.sign_in("zoe", "wrong", "000000", NOW)
    elsewhere = Accounts(engine, LockOut(attempts=3, minutes=15), FAST)
    assert elsewhere.sign_in("zoe", zoe.password, code(zoe, NOW), NOW) == Refused()


def test_signing_in_clears_the_failures(accounts, zoe):
    for minute in range(4):
        now = NOW + timedelta(minutes=minute)
        for _ in range(2):
            accounts.sign_in("zoe", "wrong", "000000", now)
        assert isinstance(accounts.sign_in("zoe", zoe.password, code(zoe, now), now), SignedIn)


def test_after_a_lock_the_count_begins_again(accounts, zoe):
    for _ in range(3):
        accounts.sign_in("zoe", "wrong", "000000", NOW)
    later = NOW + timedelta(minutes=16)
    for _ in range(2):
        accounts.sign_in("zoe", "wrong", "000000", later)
    assert isinstance(accounts.sign_in("zoe", zoe.password, code(zoe, later), later), SignedIn)


def test_tries_sent_together_do_not_outrun_the_lock(accounts, zoe):
    """Each try is charged before its password is looked at."""
    verified = []
    looked_at = FAST.verify

    class Slow(PasswordHasher):
        def verify(self, hash, password):
            verified.append(password)
            if len(verified) < 3:
                accounts.sign_in("zoe", "wrong", "000000", NOW)
            return looked_at(hash, password)

    accounts._hasher = Slow(time_cost=1, memory_cost=8, parallelism=1)
    accounts.sign_in("zoe", "wrong", "000000", NOW)
    assert accounts.sign_in("zoe", zoe.password, code(zoe, NOW), NOW) == Refused()


def test_a_disabled_account_does_not_sign_in_and_is_still_known(accounts, zoe):
    accounts.disable("zoe", NOW)
    assert accounts.sign_in("zoe", zoe.password, code(zoe, NOW), NOW) == Refused()
    assert accounts.get(zoe.account.id).disabled


def statements_of(engine, act):
    seen = []
    listener = lambda _connection, _cursor, statement, *_: seen.append(statement)  # noqa: E731 - a listener
    event.listen(engine, "before_cursor_execute", listener)
    act()
    event.remove(engine, "before_cursor_execute", listener)
    return seen


def test_every_refusal_is_the_same_work(accounts, zoe, engine):
    """The same statements and one verification of a password, whether the name exists, is locked, or not."""
    verified = []

    class Counting(PasswordHasher):
        def verify(self, hash, password):
            verified.append(hash)
            return FAST.verify(hash, password)

    accounts._hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    accounts.add("amir", Role.PSYCHOLOGIST, None, NOW)
    accounts.disable("amir", NOW)
    works = {}
    for name, attempts in (("unknown", 1), ("zoe", 1), ("amir", 1), ("zoe", 5), ("unknown", 5)):
        for _ in range(attempts):
            verified.clear()
            seen = statements_of(engine, lambda name=name: accounts.sign_in(name, "wrong", "000000", NOW))
            # A name that nobody has is looked up once more, for the decoy: a read in memory.
            writes = [statement for statement in seen if not statement.startswith(("SELECT", "BEGIN"))]
            works.setdefault(tuple(writes), set()).add(name)
            assert len(verified) == 1
    assert len(works) == 1


def test_nobody_signs_in_as_the_decoy(accounts):
    assert accounts.sign_in("", "", "000000", NOW) == Refused()
    assert accounts.all() == ()
    assert accounts.get("decoy") is None
    with pytest.raises(AccountRefused):
        accounts.disable("", NOW)


def test_the_trail_tells_every_try_and_never_what_was_typed(accounts, zoe, engine):
    accounts.sign_in("zoe", zoe.password, code(zoe, NOW), NOW)
    accounts.sign_in("my-password-typed-as-a-name", "x", "000000", NOW)
    for _ in range(4):
        accounts.sign_in("zoe", "wrong", "000000", NOW)
    told = [(entry.event, entry.account) for entry in reversed(Audit(engine).entries())]
    refused, locked = AuditEvent.SIGN_IN_REFUSED, AuditEvent.SIGN_IN_LOCKED
    assert told == [
        (AuditEvent.ACCOUNT_ADDED, None),
        (AuditEvent.SIGNED_IN, "zoe"),
        (refused, None),
        *[(refused, "zoe")] * 3,
        (locked, "zoe"),
    ]
    with engine.begin() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())
    assert "typed-as-a-name" not in dump
    assert zoe.password not in dump


def test_the_trail_keeps_a_year(engine, accounts):
    audit = Audit(engine)
    now = datetime.now(UTC)
    audit.record(AuditEvent.EXPORTED, None, now - timedelta(days=AUDIT_DAYS + 1), "2025-W40-4w csv")
    audit.record(AuditEvent.EXPORTED, None, now - timedelta(days=AUDIT_DAYS - 1), "2025-W44-4w csv")
    assert audit.purge(now) == 1
    assert [entry.detail for entry in audit.entries()] == ["2025-W44-4w csv"]
    with pytest.raises(ReleasesUnavailable, match="kept for a year"):
        audit.purge(now + timedelta(days=30))


@pytest.mark.parametrize("name", ["", "Zoe", "a b", "é", "x" * 65, "-x", "a\n"])
def test_names_are_plain(accounts, name):
    with pytest.raises(AccountRefused, match="cannot name an account"):
        accounts.add(name, Role.HR, None, NOW)


def test_a_manager_has_a_unit_and_nobody_else(accounts):
    with pytest.raises(AccountRefused, match="manager has a unit"):
        accounts.add("luc", Role.MANAGER, None, NOW)
    with pytest.raises(AccountRefused, match="manager has a unit"):
        accounts.add("luc", Role.HR, "nord", NOW)
    assert accounts.add("luc", Role.MANAGER, "nord", NOW).account.unit == "nord"


def test_names_are_taken_once(accounts, zoe):
    with pytest.raises(AccountRefused, match="already"):
        accounts.add("zoe", Role.HR, None, NOW)
    with pytest.raises(AccountRefused, match="no account"):
        accounts.disable("inconnu", NOW)


def test_secrets_do_not_show_in_a_print(zoe):
    assert zoe.password not in repr(zoe)
    assert zoe.totp_secret not in repr(zoe)
    assert zoe.provisioning_uri("Havre").startswith("otpauth://totp/Havre:zoe?secret=")


def test_every_column_of_the_releases_store_says_its_purpose_and_its_retention():
    for table in ReleasesModel.metadata.tables.values():
        for column in table.columns:
            assert set(column.info) == {"purpose", "retention"}, column
