"""The simulated organisation: believable, the same for the same seed, by the real path, whole or not."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from key_pool import pool_key, pooled_keys

from config.demo.seeding import (
    ACCOUNTS_FILE,
    INVITED_UNIT,
    MANAGED_UNIT,
    ORGANISATION,
    demo_settings,
    is_made,
    make_demo,
    new_invitation,
    read_accounts,
    remove_demo,
)
from config.demo.simulation import HEADCOUNT, PAST_WINDOWS, REORGANISED_AFTER, declarations, people, share
from config.installation import open_installation
from config.organisation import read_organisation
from config.settings import load_settings
from reporting.accounts import Role, SignedIn, current_code
from reporting.ledger import verify_chain
from reporting.release import Published
from signals.contributions.issuing import Invited
from signals.contributions.measures import MEASURES, TOOK_PART
from signals.contributions.store import WindowState

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
DIED = 9


def test_about_nine_hundred_people_in_a_tree_of_units():
    organisation = read_organisation(ORGANISATION)
    hierarchy = organisation.hierarchy
    assert organisation.simulated
    assert "imaginaire" in organisation.name
    assert 20 <= len(hierarchy) <= 30
    assert 3 <= 1 + max(hierarchy.depths) <= 4
    # People work in the units that have no unit under them, and in every one of these.
    assert set(HEADCOUNT) == {unit for unit in hierarchy.units if not hierarchy.children(unit)}
    assert 850 <= len(people()) <= 1000
    assert {MANAGED_UNIT, INVITED_UNIT} <= set(HEADCOUNT)
    assert {contact.role for contact in organisation.contacts} == {
        "occupational_doctor",
        "cse",
        "referent",
        "social_worker",
    }
    assert all("simul" in contact.name[lang] for contact in organisation.contacts for lang in ("fr", "en"))


def test_the_draw_is_the_same_for_the_same_seed():
    assert list(declarations(3)) == list(declarations(3))
    assert list(declarations(3)) != list(declarations(3, seed=1))
    moments = [declaration.moment for declaration in declarations(3)]
    assert moments == sorted(moments)


def test_every_share_is_a_chance():
    for window in range(PAST_WINDOWS + 1):
        for unit in HEADCOUNT:
            assert all(0.02 < share(unit, window, m.dimension, m.pole) < 0.95 for m in MEASURES)


def settings_in(folder):
    return demo_settings(load_settings(folder))


def stop_half_way(folder):
    """Make the demo in a process that dies after the first release."""

    def tell(_line):
        os._exit(DIED)

    child = os.fork()
    if child == 0:
        try:
            make_demo(settings_in(folder), NOW, tell, pooled_keys())
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("var")
    # Two terms of keys, made on every processor before the process that dies is forked.
    with ThreadPoolExecutor() as together:
        list(together.map(pool_key, range(2 * len(read_organisation(ORGANISATION).units))))
    assert stop_half_way(folder) == DIED
    settings = settings_in(folder)
    assert not is_made(settings)
    assert not settings.data_dir.exists()
    make_demo(settings, NOW, make_key=pooled_keys())
    return settings


@pytest.fixture
def installation(made):
    with open_installation(made) as installation:
        yield installation


def test_a_start_that_was_interrupted_is_made_again_and_leaves_nothing(made):
    assert is_made(made)
    assert [path.name for path in made.data_dir.parent.iterdir()] == ["demo"]
    assert oct((made.data_dir / ACCOUNTS_FILE).stat().st_mode & 0o777) == "0o600"


def test_six_windows_are_released_and_the_seventh_is_open(installation):
    releases = installation.releases.all()
    assert len(releases) == PAST_WINDOWS
    assert verify_chain(releases) == ()
    states = list(installation.intake.windows().values())
    assert states == [WindowState.RELEASED] * PAST_WINDOWS + [WindowState.OPEN]
    current = installation.settings.calendar.window_at(NOW)
    installation.intake.settle()
    counts = installation.intake.counts(current)
    assert sum(many for (_, measure), many in counts.items() if measure == TOOK_PART) > 100
    assert installation.closing.due(NOW) == ()


def shares(installation, unit, column):
    cells = [release.cell(unit, column) for release in installation.releases.all()]
    return [cell.affected / cell.contributors if isinstance(cell, Published) else None for cell in cells]


def test_the_figures_tell_the_story(installation):
    calls = shares(installation, "centre-appels", "intensity.risk")
    before, after = calls[:REORGANISED_AFTER], calls[REORGANISED_AFTER:]
    assert min(after) > max(known for known in before if known is not None) + 0.15
    south = [
        known
        for known in shares(installation, "entrepot-sud", "social_relations.resource")
        if known is not None
    ]
    assert south[-1] > south[0] + 0.2
    latest = installation.releases.latest()
    published = sum(isinstance(cell, Published) for cell in latest.cells.values())
    assert 0.5 < published / len(latest.cells) < 0.9, "a demo without withheld cells would not show the rule"


def test_the_accounts_sign_in_with_what_is_printed(made, installation):
    accounts = read_accounts(made)
    assert {account.role for account in accounts} == set(Role)
    now = datetime.now(UTC)
    for account in accounts:
        code = current_code(account.totp_secret, now)
        assert isinstance(installation.accounts.sign_in(account.name, account.password, code, now), SignedIn)


def test_an_invitation_is_fresh_each_time_and_pins_the_key_list(installation):
    links = {new_invitation(installation, INVITED_UNIT, NOW) for _ in range(2)}
    term = installation.settings.calendar.term_at(NOW)
    assert len(links) == 2
    for link in links:
        code, pinned = link.split(".")
        assert installation.issuing().look(code, NOW) == Invited(INVITED_UNIT, term)
        assert installation.key_records.list().newest_of(term).startswith(pinned)
        assert len(pinned) == 16


def test_everybody_invited_was_agreed_on_by_two_people_and_is_on_the_record(installation):
    record = installation.public_record.read()
    term = installation.settings.calendar.term_at(NOW).id
    invited = {count.unit: count.invited for count in record.counts if count.term == term}
    assert invited == HEADCOUNT
    assert all(0 < count.issued < count.invited for count in record.counts if count.term == term)
    for change in record.changes:
        assert {change.proposed_role, change.approved_role} == {"hr", "representative"}
    agreed = Counter(
        {
            line.unit: line.people
            for change in record.changes
            if change.term == term and len(change.lines) > 1
            for line in change.lines
        }
    )
    assert agreed == HEADCOUNT


def test_what_is_removed_can_be_made_again(made, tmp_path):
    settings = settings_in(tmp_path)
    settings.data_dir.mkdir()
    (settings.data_dir / "leftover").touch()
    remove_demo(settings)
    assert list(tmp_path.iterdir()) == []
    remove_demo(settings)
