"""The gate in the commands: the employee app waits for both lines, and everything else works before."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from staff_decisions import decisions

from config.cli.main import havre
from config.employee_app import build_from_settings
from config.installation import open_installation
from config.readiness import NotReadyForRealUse
from config.settings import Settings, load_settings
from reporting.accounts import Role
from reporting.roster import RosterChange

BOTH_LINES = 'dpo_contact = "dpo@essai.example"\ncse_opinion_on = 2026-01-15\n'
UNIT = '[[unit]]\nid = "tout"\nname = "Tout"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HAVRE_{name.upper()}", raising=False)
    return tmp_path


def write(folder, head):
    (folder / "organisation.toml").write_text(
        f'[organisation]\nname = "Essai"\n{head}{UNIT}', encoding="utf-8"
    )


def run(folder, *arguments):
    return CliRunner().invoke(havre, ["--data-dir", str(folder), *map(str, arguments)])


def test_the_employee_app_of_a_real_organisation_refuses_until_both_are_there(folder):
    write(folder, "")
    assert run(folder, "init").exit_code == 0
    with pytest.raises(NotReadyForRealUse):
        build_from_settings(load_settings(folder))
    refused = run(folder, "employee")
    assert refused.exit_code == 1
    assert "these two lines" in refused.output
    write(folder, BOTH_LINES)
    assert build_from_settings(load_settings(folder)) is not None


def test_an_opinion_of_tomorrow_does_not_open_the_app(folder):
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    write(folder, f'dpo_contact = "dpo@essai.example"\ncse_opinion_on = {tomorrow}\n')
    assert run(folder, "init").exit_code == 0
    with pytest.raises(NotReadyForRealUse, match="a day to come"):
        build_from_settings(load_settings(folder))


def test_everything_else_works_before(folder):
    write(folder, "")
    made = run(folder, "init")
    assert made.exit_code == 0
    assert "Before real use" in made.output
    assert "cse_opinion_on = YYYY-MM-DD" in made.output
    for role in ("hr", "representative"):
        assert run(folder, "account", "add", role, "--role", role).exit_code == 0
    approve_twelve(folder)
    for arguments in (
        ("invite", "--out", folder / "links.csv"),
        ("dossier", "--out", folder / "dossier"),
        ("window", "close"),
        ("purge",),
    ):
        result = run(folder, *arguments)
        assert result.exit_code == 0, result.output
    write(folder, BOTH_LINES)
    assert "Before real use" not in run(folder, "init").output


def approve_twelve(folder):
    """Have twelve people of the only unit invited, by two people."""
    now = datetime.now(UTC)
    with open_installation(load_settings(folder)) as installation:
        accounts = {account.role: account for account in installation.accounts.all()}
        term = installation.settings.calendar.term_at(now)
    with decisions(load_settings(folder)) as rosters:
        proposed = rosters.propose(accounts[Role.HR], term, {"tout": 12}, now)
        assert isinstance(proposed, RosterChange)
        approved = rosters.approve(proposed.id, accounts[Role.REPRESENTATIVE], now)
        assert isinstance(approved, RosterChange)
