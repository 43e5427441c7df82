"""What my employer sees": the employees read the same released figures as the employer, and no other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from key_pool import pool_key
from staff_world import NAMES, NOW, ReadingClient, build_world, history

from chatbot.sealing import Sealer
from config.companion import companion_for
from config.employee_app import WORDS, EmployeeServices, create_employee_app
from config.installation import create_installation
from config.settings import Settings
from config.web.words import LOCALES, Words
from reporting.accounts import Role
from reporting.release import Release
from reporting.store import ReleaseReader
from signals.contributions.measures import MEASURES

ORGANISATION = """
[organisation]
name = "Ateliers du Nord"
simulated = true

[[unit]]
id = "all"
name = "Ateliers du Nord"
"""


@dataclass(frozen=True)
class Shelf:
    """Releases that are read from nowhere but the test."""

    releases: tuple[Release, ...]

    def latest(self) -> Release | None:
        return self.releases[-1] if self.releases else None

    def all(self) -> tuple[Release, ...]:
        return self.releases


def employee_client(folder: Path, releases: ReleaseReader) -> FlaskClient:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "organisation.toml").write_text(ORGANISATION, "utf-8")
    settings = Settings(data_dir=folder)
    installation = create_installation(settings, NOW, durable=False, make_key=lambda: pool_key(0))
    services = EmployeeServices(
        companion=companion_for(installation.organisation),
        sealer=Sealer(installation.state_keys, timedelta(hours=2)),
        issuing=installation.issuing(),
        counting=installation.counting(),
        record=installation.public_record,
        releases=releases,
        organisation=installation.organisation,
        words=Words.load(WORDS),
        calendar=settings.calendar,
        least_people=settings.k,
        clock=lambda: NOW,
    )
    app = create_employee_app(services)
    app.test_client_class = ReadingClient
    return app.test_client()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return employee_client(tmp_path_factory.mktemp("employer"), Shelf(history()))


def text_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_employees_read_the_same_figures_as_hr(client: FlaskClient, tmp_path: Path) -> None:
    hr = build_world(tmp_path).sign_in(Role.HR).get("/en/overview/").text
    page = client.get("/en/employer").text
    for name in NAMES.values():
        group = page.split(f"<summary>{name}</summary>")[-1].split("</details>")[0]
        rows = re.findall(rf">{name}</a></th>(.*?)</tr>", hr, flags=re.S)
        shares = [
            int(each) for row in rows for each in re.findall(r'<td class="number">(?:[<>&lgt; ]*)(\d+)%', row)
        ]
        assert [int(each) for each in re.findall(r"(\d+) people in 100", group)] == shares
        people = re.findall(r'<td class="number">(\d+)</td>', rows[0])
        assert re.findall(r"About (\d+) people chose", group) == people


def test_what_is_not_shown_is_named_and_explained(client: FlaskClient) -> None:
    text = text_of(client.get("/fr/employer").text)
    assert "Pas montré, pour protéger les personnes" in text
    assert "Non montré ne veut pas dire zéro." in text
    assert "Votre employeur ne le voit pas non plus." in text
    assert "au moins 11 personnes" in text
    assert "Organisation simulée" in text


def test_the_words_are_plain(client: FlaskClient) -> None:
    for lang in LOCALES:
        text = text_of(client.get(f"/{lang}/employer").text)
        for word in ("QVCT", "RPS", "DUERP", "intervalle à 95", "95% interval", "Wilson", "t = 3"):
            assert word not in text
    words = Words.load(WORDS)
    for measure in MEASURES:
        key = f"employer.name.{measure.dimension.value}_{measure.pole.value}"
        assert all(words.text(locale, key) for locale in LOCALES)


def test_it_needs_no_script_and_no_cookie(client: FlaskClient) -> None:
    answer = client.get("/fr/employer")
    assert "Set-Cookie" not in answer.headers
    main = answer.text[answer.text.index("<main") :]
    assert "<script" not in main
    assert " style=" not in main


def test_before_the_first_release_the_page_says_so(tmp_path: Path) -> None:
    client = employee_client(tmp_path, Shelf(()))
    for lang, sentence in (("fr", "Votre employeur ne voit rien"), ("en", "Your employer sees nothing")):
        page = client.get(f"/{lang}/employer")
        assert page.status_code == 200
        assert sentence in text_of(page.text)
