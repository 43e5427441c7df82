"""The screens that the council's file asks for exist, at the addresses that it gives."""

from datetime import UTC, datetime

import pytest
from werkzeug.routing import RequestRedirect

import config.employee_app
import config.staff_app
from config.dossier.values import SCREENS
from config.installation import create_installation
from config.settings import load_settings

ORGANISATION = '[organisation]\nname = "Essai"\nsimulated = true\n[[unit]]\nid = "tout"\nname = "Tout"\n'


@pytest.fixture(scope="module")
def apps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("screens")
    (folder / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    settings = load_settings(folder)
    create_installation(settings, datetime.now(UTC), durable=False).close()
    return {
        "employee": config.employee_app.build_from_settings(settings),
        "staff": config.staff_app.build_from_settings(settings),
    }


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("name", "app", "page"), SCREENS)
def test_the_screen_is_where_the_file_says(apps, lang, name, app, page):
    try:
        endpoint, _ = apps[app].url_map.bind("localhost").match(f"/{lang}{page}", method="GET")
    except RequestRedirect:
        pytest.fail(f"{name}: the address is redirected; write it as it is.")
    assert endpoint
