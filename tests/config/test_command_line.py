"""The command line: what each command does, and one sentence with an exit code when it cannot."""

import csv
import os
import re
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from staff_decisions import decisions

from config.cli.main import COMMANDS, havre
from config.installation import open_installation
from config.settings import Settings, load_settings
from reporting.accounts import Role
from reporting.roster import RosterChange
from signals.contributions.issuing import Invited

ROOT = Path(__file__).resolve().parents[2]
ORGANISATION = """
[organisation]
name = "Essai"
dpo_contact = "poste 12"
cse_opinion_on = 2026-01-15
[[unit]]
id = "tout"
name = "Tout"
[[unit]]
id = "nord"
name = "Nord"
parent = "tout"
"""


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    # Where the stores of this run are stays: the tests hold on both databases.
    for name in Settings.model_fields.keys() - {"postgres"}:
        monkeypatch.delenv(f"HAVRE_{name.upper()}", raising=False)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    return folder


def run(folder, *arguments):
    return CliRunner().invoke(havre, ["--data-dir", str(folder), *map(str, arguments)])


@pytest.fixture
def made(folder):
    assert run(folder, "init").exit_code == 0
    return folder


def refused(result, said, code=1):
    assert result.exit_code == code, result.output
    assert re.search(said, result.output), result.output
    assert result.output.count("\n") == 1 or code == 2
    assert "Traceback" not in result.output
    return result


def python(*arguments, **more):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HAVRE_")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


def test_help_lists_every_command_and_imports_none():
    result = python("-X", "importtime", "-m", "config.cli.main", "--help")
    assert result.returncode == 0
    assert all(re.search(rf"^  {name} ", result.stdout, re.MULTILINE) for name in COMMANDS)
    imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
    assert not imported & {"sqlalchemy", "numpy", "flask", "transformers", "onnxruntime", "gunicorn"}


@pytest.mark.parametrize(
    "name", [name for name in COMMANDS if name not in ("classify", "converse", "release")]
)
def test_every_command_of_this_room_explains_itself(name):
    result = CliRunner().invoke(havre, [name, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_an_unknown_command_is_told(folder):
    refused(run(folder, "dance"), "No such command 'dance'", code=2)


def test_init_makes_everything_once(folder):
    first = run(folder, "init")
    assert first.exit_code == 0
    assert "Essai: 2 units" in first.output
    files = {path: path.read_bytes() for path in (folder / "keys").rglob("*") if path.is_file()}
    assert run(folder, "init").exit_code == 0
    assert {path: path.read_bytes() for path in files} == files
    assert {path.name for path in files} >= {"session.key", "nord.pem", "tout.pem"}


def test_init_without_organisation_writes_an_example_that_works(tmp_path):
    refused(run(tmp_path / "new", "init"), "an example is now at .*organisation.toml: put your units in it")
    assert run(tmp_path / "new", "init").exit_code == 0


@pytest.mark.sqlite_only("the database of a test on PostgreSQL is ready")
@pytest.mark.parametrize("command", [["window", "close"], ["purge"], ["worker"], ["employee"], ["staff"]])
def test_what_is_not_set_up_says_to_run_init(folder, command):
    refused(run(folder, *command), "run `havre init` first")


@pytest.mark.parametrize("command", [["init"], ["window", "close"], ["worker"], ["employee"], ["staff"]])
def test_an_unreadable_organisation_file_is_said(made, command):
    (made / "organisation.toml").write_text("[organisation\n")
    refused(run(made, *command), r"organisation\.toml is not valid TOML: .*line 1")


def test_a_wrong_setting_is_said(made, monkeypatch):
    monkeypatch.setenv("HAVRE_K", "3")
    refused(run(made, "window", "close"), r"setting k \(HAVRE_K")


@pytest.mark.sqlite_only("empties SQLite's files")
def test_a_store_without_tables_says_to_run_init_again(made):
    for store in ("intake", "releases"):
        (made / store / f"{store}.db").write_bytes(b"")
    refused(run(made, "window", "close"), "run `havre init` first")
    assert run(made, "init").exit_code == 0
    assert run(made, "window", "close").exit_code == 0


@pytest.mark.sqlite_only("damages SQLite's file")
def test_a_damaged_store_is_said(made):
    (made / "intake" / "intake.db").write_bytes(b"x" * 5000)
    refused(run(made, "window", "close"), "The store is damaged: put back its last backup")


@pytest.mark.parametrize(("command", "setting"), [("employee", "EMPLOYEE_PORT"), ("staff", "STAFF_PORT")])
def test_a_port_that_is_taken_is_said_before_anything_is_loaded(made, monkeypatch, command, setting):
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv(f"HAVRE_{setting}", str(other.getsockname()[1]))
        refused(
            run(made, command), rf"The port \d+ is taken by another program: stop it, or set HAVRE_{setting}"
        )


def test_an_address_that_is_not_ours_is_said(made, monkeypatch):
    monkeypatch.setenv("HAVRE_STAFF_HOST", "192.0.2.1")
    refused(run(made, "staff"), r"Havre cannot listen on 192\.0\.2\.1:8001: ")


def test_a_full_disk_is_said(made):
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device, not a path of ours
        command = [sys.executable, "-m", "config.cli.main", "--data-dir", str(made), "purge"]
        result = subprocess.run(
            command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert result.returncode == 1
    assert result.stderr == "Error: The disk is full: make room, then run the same command again.\n"


def test_a_place_that_is_not_open_to_us_is_said():
    # Nobody, not even root, makes a folder there.
    result = python("-m", "config.cli.main", "--data-dir", "/sys/havre", "init")
    assert result.returncode == 1
    assert re.fullmatch(r"Error: /sys/havre.* (not open to this account|read-only disk).*\n", result.stderr)


def test_a_python_that_is_too_old_is_said():
    code = "import sys; sys.version_info = (3, 9, 2); from config.cli.main import main; main()"
    result = python("-c", code)
    assert result.returncode == 1
    assert result.stderr == "Error: Havre needs Python 3.11 or newer: run it with that one.\n"


def test_an_account_is_added_shown_once_and_disabled(made):
    result = run(made, "account", "add", "luc", "--role", "manager", "--unit", "nord")
    password = re.search(r"Password +(\S+)", result.output)[1]
    assert re.search(r"otpauth://totp/Havre%20Essai:luc\?secret=", result.output)
    installation = open_installation(load_settings(made))
    (account,) = installation.accounts.all()
    assert (account.name, account.role, account.unit) == ("luc", Role.MANAGER, "nord")
    assert run(made, "account", "disable", "luc").output == "luc can no longer sign in.\n"
    assert installation.accounts.all()[0].disabled
    installation.close()
    content = b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file())
    assert password.encode() not in content


def test_accounts_that_cannot_be_are_refused(made):
    refused(
        run(made, "account", "add", "luc", "--role", "manager", "--unit", "sud"),
        "no unit 'sud': write one of nord, tout",
    )
    refused(run(made, "account", "add", "luc", "--role", "king"), "is not one of", code=2)
    refused(run(made, "account", "disable", "luc"), "no account named 'luc'")


def links(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def approved(made, term_ahead=0, **people):
    """A change that HR proposed and a representative approved; its id."""
    now = datetime.now(UTC)
    with open_installation(load_settings(made)) as installation:
        known = {account.role: account for account in installation.accounts.all()}
        for role in {Role.HR, Role.REPRESENTATIVE} - set(known):
            known[role] = installation.accounts.add(role.value, role, None, now).account
    with decisions(load_settings(made)) as rosters:
        change = rosters.propose(known[Role.HR], rosters.terms(now)[term_ahead], people, now)
        assert isinstance(change, RosterChange), change
        assert isinstance(rosters.approve(change.id, known[Role.REPRESENTATIVE], now), RosterChange)
    return change.id


def test_people_are_invited_by_a_sheet_of_addresses(made, tmp_path):
    sheet, out = tmp_path / "people.csv", tmp_path / "links.csv"
    sheet.write_text("unit,address\nnord,a@essai.example\ntout,b@essai.example\n")
    approved(made, nord=1, tout=1)
    result = run(made, "invite", sheet, "--out", out)
    assert result.exit_code == 0, result.output
    assert oct(out.stat().st_mode & 0o777) == "0o600"
    rows = links(out)
    assert [(row["unit"], row["address"]) for row in rows] == [
        ("nord", "a@essai.example"),
        ("tout", "b@essai.example"),
    ]
    now = datetime.now(UTC)
    with open_installation(load_settings(made)) as installation:
        newest = installation.key_records.list().newest_of(installation.settings.calendar.term_at(now))
        found = installation.issuing().look(rows[0]["code"], now)
    assert isinstance(found, Invited)
    assert found.unit == "nord"
    assert rows[0]["link"] == f"http://127.0.0.1:8000/fr/invitation#{rows[0]['code']}.{newest[:16]}"
    content = b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file())
    assert b"essai.example" not in content
    assert rows[0]["code"].replace("-", "").encode() not in content.replace(b"-", b"")


def test_codes_for_paper_are_written_by_unit_and_once(made, tmp_path):
    first = approved(made, nord=3, tout=2)
    assert run(made, "invite", "--out", tmp_path / "one.csv", "--lang", "en").exit_code == 0
    assert [row["unit"] for row in links(tmp_path / "one.csv")] == ["nord"] * 3 + ["tout"] * 2
    assert "/en/invitation#" in links(tmp_path / "one.csv")[0]["link"]
    refused(run(made, "invite", "--out", tmp_path / "no.csv"), "No approved change is waiting")
    refused(
        run(made, "invite", "--change", first, "--out", tmp_path / "no.csv"), "not waiting to be carried out"
    )
    second, third = approved(made, nord=4), approved(made, tout=1)
    refused(run(made, "invite", "--out", tmp_path / "no.csv"), f"choose one with --change .*{second}")
    again = run(made, "invite", "--change", second, "--out", tmp_path / "two.csv")
    assert "nord had 3 invitations in this term and now has 7" in again.output
    assert run(made, "invite", "--out", tmp_path / "three.csv").exit_code == 0
    refused(
        run(made, "invite", "--change", "none", "--out", tmp_path / "no.csv"), "There is no change 'none'"
    )
    assert not (tmp_path / "no.csv").exists()
    listed = run(made, "roster", "list").output
    assert [line[:16] for line in listed.splitlines() if "approved on" in line] == [third, second, first]
    assert listed.count("carried out on") == 3
    assert "4  nord" in listed


def test_there_is_no_way_to_invite_without_a_change(made, tmp_path):
    refused(
        run(made, "invite", "--unit", "nord", "--count", "1", "--out", tmp_path / "a"),
        "No such option",
        code=2,
    )
    refused(run(made, "invite", "--out", tmp_path / "a"), "No approved change is waiting")
    assert "No change yet" in run(made, "roster", "list").output


def test_a_sheet_must_have_the_people_that_were_approved(made, tmp_path):
    change = approved(made, nord=2)
    sheet = tmp_path / "sheet.csv"
    for rows, said in (
        ("nord,a@b\n", "invites 1 people of nord, and 2 were approved"),
        ("nord,a@b\nnord,c@d\ntout,e@f\n", "invites 1 people of tout, and 0 were approved"),
    ):
        sheet.write_text(f"unit,address\n{rows}")
        refused(run(made, "invite", sheet, "--out", tmp_path / "out.csv"), said)
    sheet.write_text("unit,address\nnord,a@b\nnord,c@d\n")
    assert run(made, "invite", sheet, "--change", change, "--out", tmp_path / "out.csv").exit_code == 0


def test_a_term_without_published_keys_is_said(made, tmp_path):
    with open_installation(load_settings(made)) as installation:
        # Nothing of the next term is published by `init`, unless it begins within two weeks.
        keys = installation.key_records.list()
        next_term = installation.rosters.terms(datetime.now(UTC))[1]
    change = approved(made, term_ahead=1, nord=1)
    result = run(made, "invite", "--change", change, "--out", tmp_path / "out.csv")
    if "nord" in keys.units_of(next_term):
        assert "They are good from" in result.output
    else:
        refused(result, "keys of the term .* are not published yet for nord")
        assert not (tmp_path / "out.csv").exists()


@pytest.mark.sqlite_only("damages SQLite's file")
def test_a_file_of_links_is_never_overwritten_and_a_refusal_leaves_none(made, tmp_path):
    approved(made, nord=1)
    out = tmp_path / "links.csv"
    out.write_text("mine")
    refused(run(made, "invite", "--out", out), "exists already and is not overwritten")
    assert out.read_text() == "mine"
    store = made / "intake" / "intake.db"
    whole = store.read_bytes()
    store.write_bytes(b"x" * 5000)
    other = tmp_path / "other"
    other.mkdir()
    refused(run(made, "invite", "--out", other / "links.csv"), "store is damaged")
    assert list(other.iterdir()) == []
    # Nothing of that used the change up.
    store.write_bytes(whole)
    assert run(made, "invite", "--out", other / "links.csv").exit_code == 0


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("", "line 1: write the header"),
        ("unite,adresse\n", "line 1: write the header"),
        (
            "unit,address\nsud,a@b\n",
            "line 2, column unit: 'sud' is not a unit of the organisation file; write one of",
        ),
        ("unit,address\nnord,a@b\nnord,A@B\n", "line 3, column address: the address is written twice"),
        ("unit,address\nnord,\n", "line 2, column address: the address is missing"),
        ("unit,address\nnord\n", "line 2: write two values"),
        ("unit,count\nnord,1\n", "line 1: write the header unit,address"),
        ("unit,count\nnord,0\n", "line 1: write the header unit,address"),
        ('unit,address\nnord,"a\n', "line 2: this is not CSV"),
        ("unit,address\n", "invites nobody"),
    ],
)
def test_a_sheet_that_is_wrong_is_said_with_its_line(made, tmp_path, sheet, said):
    approved(made, nord=1)
    (tmp_path / "sheet.csv").write_text(sheet)
    refused(run(made, "invite", tmp_path / "sheet.csv", "--out", tmp_path / "out.csv"), said)
    assert not (tmp_path / "out.csv").exists()


def test_a_sheet_in_another_encoding_is_said(made, tmp_path):
    approved(made, nord=1)
    (tmp_path / "sheet.csv").write_bytes("unit,address\nnord,andré@b\n".encode("latin-1"))
    refused(run(made, "invite", tmp_path / "sheet.csv", "--out", tmp_path / "out.csv"), "is not in UTF-8")


def test_closing_when_nothing_is_due_says_when_it_will_be(made):
    result = run(made, "window", "close")
    assert result.exit_code == 0
    assert re.fullmatch(
        r"Nothing to close: the current window, \S+-4w, ends on \d{4}-\d\d-\d\d\.\n", result.output
    )


def test_purging_says_what_went(made):
    assert (
        run(made, "purge").output
        == "Deleted 0 invitations of past terms and 0 audit entries over a year old.\n"
    )
