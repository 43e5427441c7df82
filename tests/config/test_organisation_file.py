"""The organisation file: what it may say, and a sentence with the place and the mend for everything else."""

from datetime import date
from pathlib import Path

import pytest

import config.cli.init
import config.demo.seeding
from config.organisation import OrganisationError, Unit, read_organisation

GOOD = """
[organisation]
name = "Ateliers du Nord"
country = "BE"
dpo_contact = "dpo@ateliers.example"
cse_opinion_on = 2026-02-28

[[unit]]
id = "tout"
name = "Tout"

[[unit]]
id = "atelier-1"
name = "Atelier 1"
parent = "tout"

[[contact]]
id = "medecin"
role = "occupational_doctor"
name = "Docteur Essai"
phone = "01 99 00 12 34"
employer_learns = { fr = "Rien.", en = "Nothing." }
"""


def read(tmp_path, text):
    path = tmp_path / "organisation.toml"
    path.write_text(text, encoding="utf-8")
    return read_organisation(path)


def test_it_names_the_organisation_its_units_and_its_contacts(tmp_path):
    organisation = read(tmp_path, GOOD)
    assert organisation.name == "Ateliers du Nord"
    assert organisation.country == "BE"
    assert not organisation.simulated
    assert organisation.cse_opinion_on == date(2026, 2, 28)
    assert organisation.units == (Unit("tout", "Tout", None), Unit("atelier-1", "Atelier 1", "tout"))
    assert organisation.unit_names == {"tout": "Tout", "atelier-1": "Atelier 1"}
    assert organisation.hierarchy.roots == ("tout",)
    assert [contact.id for contact in organisation.contacts] == ["medecin"]


HEAD = GOOD[: GOOD.index("[[unit]]")]

FAULTS = [
    ("[organisation]", "[organization]", "'organization' is no part of this file"),
    (HEAD, "", r"\[organisation\] is missing"),
    ('name = "Ateliers du Nord"\n', "", r"\[organisation\]: name is missing; write name = "),
    ('"Ateliers du Nord"', "12", "name must be a text"),
    ('"Ateliers du Nord"', '"  "', "name must be a text"),
    ('"BE"', '"DE"', "country is 'DE'; write one of FR, BE"),
    ("country =", "simulated = 'yes'\ncountry =", "simulated must be true or false"),
    ("country =", "colour = 'red'\ncountry =", "'colour' means nothing here"),
    ('id = "atelier-1"\n', "", r"\[\[unit\]\] number 2: id is missing"),
    ('id = "atelier-1"', 'id = "Atelier 1"', "number 2: id is 'Atelier 1'; write 1 to 64 of a-z"),
    ('id = "atelier-1"', 'id = "tout"', "id 'tout' is taken by another unit"),
    ('parent = "tout"', 'parent = "tuot"', "under 'tuot', which is not a unit.*Write the id"),
    ('parent = "tout"', 'parent = "atelier-1"', "is placed under itself.*Take away the parent"),
    ("2026-02-28", '"2026-02-30"', "cse_opinion_on is 2026-02-30, a day that does not exist"),
    (
        "2026-02-28",
        '"28 février 2026"',
        "cse_opinion_on must be a day, the year first; write cse_",
    ),
    ("2026-02-28", "2026", "cse_opinion_on must be a day"),
    (
        "2026-02-28",
        "2026-02-28T10:00:00",
        "cse_opinion_on must be a day.*where none exists",
    ),
    ("2026-02-28", "2026-02-30", "not valid TOML.*Mend that line"),
    ("[[unit]]", "[unit]", "not valid TOML"),
    ("[[contact]]", "[contact]", r"each contact under its own \[\[contact\]\]"),
    ('role = "occupational_doctor"', 'role = "wizard"', "contact 1"),
]


@pytest.mark.parametrize(("before", "after", "said"), FAULTS)
def test_what_is_wrong_is_said_with_its_place(tmp_path, before, after, said):
    assert before in GOOD
    with pytest.raises(OrganisationError, match=rf"organisation\.toml.*{said}"):
        read(tmp_path, GOOD.replace(before, after))


def test_the_day_of_the_opinion_may_stand_in_quotes(tmp_path):
    quoted = read(tmp_path, GOOD.replace("2026-02-28", '"2026-02-28"'))
    assert quoted.cse_opinion_on == date(2026, 2, 28)


def test_a_file_without_units_is_refused(tmp_path):
    with pytest.raises(OrganisationError, match="no unit is named"):
        read(tmp_path, '[organisation]\nname = "Vide"\n')


def test_a_file_that_is_not_there_or_not_text_is_said(tmp_path):
    with pytest.raises(OrganisationError, match="There is no organisation file at"):
        read_organisation(tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes('name = "Unité"'.encode("latin-1"))
    with pytest.raises(OrganisationError, match="not in UTF-8"):
        read_organisation(tmp_path / "latin.toml")
    with pytest.raises(OrganisationError, match="cannot be read"):
        read_organisation(tmp_path)


@pytest.mark.parametrize(
    "path", [config.cli.init.TEMPLATE, config.demo.seeding.ORGANISATION], ids=["template", "demo"]
)
def test_the_files_that_we_write_ourselves_are_good(path):
    organisation = read_organisation(Path(path))
    assert organisation.simulated == ("demo" in str(path))
