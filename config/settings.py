"""The settings of one installation: environment variables HAVRE_*, then `havre.toml` in the data directory.

Every setting has a default that is safe for one machine. The three thresholds of a release may be raised and
never lowered. The name of a setting is the same in the file (`k = 12`) and in the environment (`HAVRE_K=12`);
one of a table has two underlines there (`HAVRE_PRIVACY__NOISE`).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from config.chatbot_settings import Chatbot
from config.signals_settings import Signals
from signals.contributions.windows import Calendar

SETTINGS_FILE = "havre.toml"
"""The optional file of settings, in the data directory."""

Port = Annotated[int, Field(ge=1, le=65535)]


class SettingsError(Exception):
    """A setting cannot be used; the sentence says which, where it stands and what to write."""


class Privacy(BaseModel):
    """The table `[privacy]`: noise in the figures of a release, besides the rule (reporting/noise.py)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    noise: Literal["none", "discrete-laplace"] = "none"
    """Which noise; `discrete-laplace` needs `havre[noise]` to be installed."""

    epsilon_per_year: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 52.0
    """What the releases of 52 weeks may cost a person together, when there is noise; less is more noise."""


class Settings(BaseSettings):
    """What an installation may choose; read-only once loaded (see `load_settings`)."""

    model_config = SettingsConfigDict(
        env_prefix="HAVRE_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    data_dir: Path = Path("var")
    """Where the stores, the keys and the organisation file are."""

    organisation_file: Path | None = None
    """The organisation file, when it is not `organisation.toml` in the data directory."""

    time_zone: str = "Europe/Paris"
    """The civil time in which windows begin and end."""

    window_weeks: Literal[1, 4, 13] = 4
    """The length of a counting window; it stays what it is once a window has been released."""

    k: Annotated[int, Field(ge=10)] = 10
    """The fewest people that a published figure may be about."""

    t: Annotated[int, Field(ge=3)] = 3
    """The fewest people on either side (affected or not) of a published figure."""

    coalition: Annotated[int, Field(ge=1)] = 1
    """How many contributors may put what they know of themselves together without learning of another."""

    privacy: Privacy = Privacy()

    chatbot: Chatbot = Chatbot()

    signals: Signals = Signals()

    evaluation: bool = False
    """Whether programs on this machine may drive the bot at /v1/chat/completions (config/evaluation.py)."""

    postgres: str | None = None
    """The PostgreSQL database of the stores, as postgresql://host:port/database or, on a Unix socket,
    postgresql:///database?host=/run/postgresql; no user and no password (default: SQLite files).
    """

    postgres_roles: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")] = "havre"
    """How the names of the three PostgreSQL roles begin: installations of one server need different ones."""

    employee_host: str = "127.0.0.1"
    employee_port: Port = 8000
    staff_host: str = "127.0.0.1"
    staff_port: Port = 8001

    employee_url: str | None = None
    """The address at which employees reach their app, for invitation links (default: host and port)."""

    release_needs_signature: bool = False
    """Whether a psychologist signs a release before anyone else sees it."""

    staff_idle_minutes: Annotated[int, Field(ge=1, le=120)] = 20
    sign_in_attempts: Annotated[int, Field(ge=1, le=20)] = 5
    lockout_minutes: Annotated[int, Field(ge=1, le=1440)] = 15

    state_minutes: Annotated[int, Field(ge=5, le=1440)] = 120
    """How long a conversation left alone in a browser can be taken up again."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("write the name of a time zone, like Europe/Paris") from error
        return name

    @field_validator("postgres")
    @classmethod
    def _database_without_secret(cls, written: str | None) -> str | None:
        parts = None if written is None else urlsplit(written)
        if parts is None:
            return None
        if parts.scheme != "postgresql" or len(parts.path) < 2 or "@" in parts.netloc:
            raise ValueError("write postgresql://host:port/database, without a user and a password")
        return written

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take arguments first, then the environment, then the file of the data directory they name."""
        data_dir = init_settings().get("data_dir") or env_settings().get("data_dir") or Path("var")
        toml = TomlConfigSettingsSource(settings_cls, Path(data_dir) / SETTINGS_FILE)
        return init_settings, env_settings, toml

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the windows."""
        return ZoneInfo(self.time_zone)

    @property
    def calendar(self) -> Calendar:
        """The windows and terms of this installation."""
        return Calendar(self.window_weeks, self.zone)

    @property
    def organisation_path(self) -> Path:
        """Where the organisation file is."""
        return self.organisation_file or self.data_dir / "organisation.toml"

    @property
    def intake_path(self) -> Path:
        """The intake store (SQLite). The employee app and the worker open it; the staff app must not."""
        return self.data_dir / "intake" / "intake.db"

    @property
    def releases_path(self) -> Path:
        """The releases store (SQLite). The staff app and the worker write it; the employee app reads it."""
        return self.data_dir / "releases" / "releases.db"

    @property
    def employee_keys(self) -> Path:
        """The folder of the keys that the employee app alone reads: sealed states, passes."""
        return self.data_dir / "keys" / "employee"

    @property
    def unit_keys(self) -> Path:
        """The folder of the private keys that sign passes; the employee app reads it."""
        return self.employee_keys / "units"

    @property
    def worker_keys(self) -> Path:
        """The folder of what the worker and the command line alone read: their password of PostgreSQL."""
        return self.data_dir / "keys" / "worker"

    @property
    def staff_keys(self) -> Path:
        """The folder of the key that the staff app alone reads: its sessions."""
        return self.data_dir / "keys" / "staff"

    @property
    def invitation_address(self) -> str:
        """The address of the employee app as written in invitation links, without a final slash."""
        return (self.employee_url or f"http://{self.employee_host}:{self.employee_port}").rstrip("/")


def load_settings(data_dir: Path | None = None) -> Settings:
    """Read the settings of `data_dir` (default: HAVRE_DATA_DIR, else `var`); raise SettingsError with
    sentences.
    """
    try:
        return Settings() if data_dir is None else Settings(data_dir=data_dir)
    except ValidationError as error:
        raise SettingsError(" ".join(_sentence(fault) for fault in error.errors())) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{SETTINGS_FILE} cannot be read: {error}. Mend that line.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{SETTINGS_FILE} cannot be read: {error}.") from None


def _sentence(fault: ErrorDetails) -> str:
    name = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"{SETTINGS_FILE}: '{name}' is not a setting; remove it or mend its spelling."
    said = fault["msg"].removeprefix("Value error, ")
    places = f"HAVRE_{name.upper().replace('.', '__')}, or {name} in {SETTINGS_FILE}"
    return f"The setting {name} ({places}) is {fault['input']!r}: {said}."
