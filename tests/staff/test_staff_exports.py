"""An export is what is on the screen, cell by cell, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from staff_world import HIERARCHY, NAMES, StaffWorld, build_world, history

from reporting.accounts import Role
from reporting.audit import AuditEvent
from reporting.exports import COLUMNS, overview_rows, to_csv
from reporting.release import Policy, compile_release
from reporting.showing.board import overview_of
from reporting.showing.history import history_until
from signals.contributions.measures import MEASURES, Pole

LATEST = history()[-1].window


class Tables(HTMLParser):
    """The text of each row of each table of a page, without what only explains a cell."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.skipping = 0
        self.cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kinds = dict(attrs).get("class") or ""
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("withheld" if "withheld" in kinds else "")
            self.cell = True
        if tag == "span" and (self.skipping or kinds in {"why", "moved"}):
            self.skipping += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.cell = False
        if tag == "span" and self.skipping:
            self.skipping -= 1

    def handle_data(self, text: str) -> None:
        if self.cell and not self.skipping:
            self.rows[-1][-1] += text.strip()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> StaffWorld:
    return build_world(tmp_path_factory.mktemp("exports"))


@pytest.fixture(scope="module")
def client(world: StaffWorld) -> FlaskClient:
    return world.sign_in(Role.HR, lang="en")


def parsed(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


def on_screen(row: dict[str, str]) -> str:
    """A row of an export as the cell of a page says it (English)."""
    if row["status"] == "withheld":
        return "withheld"
    if row["people_about"]:
        return row["people_about"]
    return re.sub(r"^([<>])", r"\1 ", row["share_percent"]) + "%"


def test_the_overview_export_is_the_overview(client: FlaskClient) -> None:
    page = client.get("/en/overview/").text
    rows = parsed(client.get(f"/en/overview/{LATEST}/table.csv").text)
    exported = {(row["unit_name"], row["measure"]): on_screen(row) for row in rows}
    seen = {}
    tables = [row for row in Tables(page).rows if row[0] in NAMES.values()]
    assert len(tables) == 2 * len(NAMES)
    for number, (name, people, *cells) in enumerate(tables):
        pole = Pole.RISK if number < len(NAMES) else Pole.RESOURCE
        seen[name, "contributors"] = people
        for measure, cell in zip([m for m in MEASURES if m.pole is pole], cells, strict=True):
            seen[name, measure.slug] = cell.replace("\u00a0", " ")
    assert exported == seen


def test_the_export_of_a_unit_is_its_tables(client: FlaskClient) -> None:
    page = client.get("/en/units/workshop-1/").text
    rows = [
        row
        for row in parsed(client.get(f"/en/units/workshop-1/{LATEST}/table.csv").text)
        if row["measure"] != "contributors"
    ]
    exported = [
        "withheld"
        if row["status"] == "withheld"
        else f"{on_screen(row)} {row['interval_low']} {row['interval_high']}"
        for dimension in dict.fromkeys(measure.dimension for measure in MEASURES)
        for pole in Pole
        for row in rows
        if row["measure"] == f"{dimension.value}.{pole.value}"
    ]
    seen = [
        "withheld" if cells[1] == "withheld" else f"{cells[1]} {' '.join(re.findall('[0-9]+', cells[2]))}"
        for cells in Tables(page).rows
        if len(cells) in {2, 3} and cells[0] != "Period"
    ]
    assert exported == seen


def test_json_and_csv_hold_the_same_rows(client: FlaskClient) -> None:
    for place in ("overview", "units/production"):
        written = json.loads(client.get(f"/en/{place}/{LATEST}/table.json").text)
        rows = parsed(client.get(f"/en/{place}/{LATEST}/table.csv").text)
        flat = [{key: str(value) for key, value in row.items()} for row in written["rows"]]
        assert flat == [{key: value for key, value in row.items() if value} for row in rows]
        assert written["simulated"] is True
        assert written["policy"] == {"version": 2, "k": 10, "t": 3, "coalition": 1}
        assert written["noise"] is None


def test_every_number_exported_is_rounded(client: FlaskClient) -> None:
    for place in ("overview", "units/all", "units/production", "units/workshop-1"):
        for row in parsed(client.get(f"/en/{place}/{LATEST}/table.csv").text):
            for column in ("people_about", "share_percent", "interval_low", "interval_high", "change_points"):
                assert int(row[column].lstrip("<>") or 0) % 5 == 0
            assert (row["status"] == "withheld") == bool(row["reason"])
            assert row["status"] == "published" or not row["share_percent"] + row["people_about"]


def test_french_spreadsheets_read_the_french_file(world: StaffWorld) -> None:
    client = world.sign_in(Role.PSYCHOLOGIST)
    answer = client.get(f"/fr/overview/{LATEST}/table.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "simulated.csv" in answer.headers["Content-Disposition"]
    assert answer.text.startswith("\ufeffwindow;")
    assert {row["unit_name"] for row in parsed(answer.text, ";")} == set(NAMES.values())


def test_every_export_is_written_in_the_trail(world: StaffWorld, client: FlaskClient) -> None:
    client.get(f"/en/overview/{LATEST}/table.csv")
    client.get(f"/en/units/customers/{LATEST}/table.json")
    newest, before = world.audit.entries()[:2]
    assert (newest.event, newest.account) == (AuditEvent.EXPORTED, "hr")
    assert newest.detail == f"unit customers {LATEST} json"
    assert before.detail == f"overview {LATEST} csv"


def test_an_export_that_does_not_exist_is_not_written_in_the_trail(
    world: StaffWorld, client: FlaskClient
) -> None:
    before = world.audit.entries()[0]
    assert client.get("/en/overview/2020-W01-4w/table.csv").status_code == 404
    assert client.get(f"/en/units/unknown/{LATEST}/table.csv").status_code == 404
    assert client.get(f"/en/overview/{LATEST}/table.xlsx").status_code == 404
    assert world.audit.entries()[0] == before


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx"])
def test_a_name_cannot_become_a_formula(name: str) -> None:
    release = compile_release(LATEST, HIERARCHY, [], Policy(), None, unit_names={**NAMES, "production": name})
    found = history_until([release])
    assert found is not None
    rows = parsed(to_csv(overview_rows(overview_of(found)), ","))
    names = {row["unit_name"] for row in rows}
    assert f"'{name}" in names
    assert name not in names


def test_the_columns_are_the_declared_ones(client: FlaskClient) -> None:
    header = client.get(f"/en/overview/{LATEST}/table.csv").text.removeprefix("\ufeff").splitlines()[0]
    assert tuple(header.split(",")) == COLUMNS
