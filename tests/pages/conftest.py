"""Fixtures of the employee pages; what they are made of is in employee_house.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from employee_house import Clock, House, create_house, open_house
from flask.testing import FlaskClient

from chatbot.conversation.turn import Companion
from config.companion import companion_for


@pytest.fixture(scope="session")
def companion(tmp_path_factory: pytest.TempPathFactory) -> Companion:
    """The real companion, loaded once."""
    return companion_for(create_house(tmp_path_factory.mktemp("companion"), Clock()).organisation)


@pytest.fixture
def house(tmp_path: Path, companion: Companion) -> House:
    """A fresh installation with its app."""
    return open_house(tmp_path, companion)


@pytest.fixture(scope="session")
def open_all_day(tmp_path_factory: pytest.TempPathFactory, companion: Companion) -> House:
    """One house for every test that neither counts nor moves the clock."""
    return open_house(tmp_path_factory.mktemp("house"), companion)


@pytest.fixture
def client(open_all_day: House) -> FlaskClient:
    """A browser without JavaScript and without manners."""
    return open_all_day.client()
