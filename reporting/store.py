"""The releases store: releases for ever, signatures, and what the worker has done.

A release enters with the row of its job in one transaction, so that it exists exactly once whatever stops
in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Connection, Engine, func, insert, select, update

from reporting.models import HeartbeatRow, JobRow, ReleaseRow, SignatureRow
from reporting.release import Release
from reporting.transactions import reading, writing
from signals.contributions.insertion import insert_new

CLOSE_WINDOW = "close_window"
"""The job that releases a window, as written in the table of jobs."""

WORKER = "worker"
"""The worker's name in the table of heartbeats."""


class ChainMoved(Exception):
    """Another release was added since this one was compiled: compile it again after that one."""


class JobState(StrEnum):
    """How far a window's release has come."""

    RECORDED = "recorded"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Signature:
    """A psychologist's agreement to show the release of `window`."""

    window: str
    account: str
    digest: str
    signed_at: datetime


class ReleaseReader(Protocol):
    """What a page needs: the releases it may show, oldest first."""

    def latest(self) -> Release | None:
        """The newest release, None before the first."""
        ...

    def all(self) -> tuple[Release, ...]:
        """Every release, oldest first."""
        ...


class ReleaseStore:
    """Releases, signatures, jobs and heartbeats on SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        """Use `engine`, whose tables exist (see config/migrations); one that only reads is enough to read."""
        self._engine = engine
        # A release never changes, so one that was read once need not be read again.
        self._read: dict[str, Release] = {}

    def latest(self) -> Release | None:
        """See ReleaseReader."""
        releases = self.all()
        return releases[-1] if releases else None

    def all(self) -> tuple[Release, ...]:
        """See ReleaseReader."""
        with reading(self._engine) as connection:
            digests = (
                connection.execute(select(ReleaseRow.digest).order_by(ReleaseRow.position)).scalars().all()
            )
            missing = [digest for digest in digests if digest not in self._read]
            if missing:
                query = select(ReleaseRow.digest, ReleaseRow.body).where(ReleaseRow.digest.in_(missing))
                for row in connection.execute(query):
                    self._read[row.digest] = Release.from_json(row.body)
        return tuple(self._read[digest] for digest in digests)

    def add(self, release: Release) -> bool:
        """Keep `release` and the row of its job, in one transaction; False when its window was released
        before.

        Raises ChainMoved when `release.previous` is not the digest of the newest release.
        """
        with writing(self._engine) as connection:
            if _job_state(connection, release.window) is not None:
                return False
            newest = connection.execute(
                select(ReleaseRow.digest).order_by(ReleaseRow.position.desc()).limit(1)
            ).scalar_one_or_none()
            if newest != release.previous:
                raise ChainMoved("Another window was released meanwhile.")
            position = connection.execute(select(func.count()).select_from(ReleaseRow)).scalar_one()
            kept = {
                "window": release.window,
                "position": position,
                "digest": release.digest,
                "previous": release.previous,
                "body": release.to_json(),
            }
            job = {"job": CLOSE_WINDOW, "window": release.window, "state": JobState.RECORDED.value}
            connection.execute(insert(ReleaseRow), [kept])
            connection.execute(insert(JobRow), [job])
        return True

    def job_state(self, window: str) -> JobState | None:
        """How far the release of `window` has come; None when it was not recorded."""
        with reading(self._engine) as connection:
            return _job_state(connection, window)

    def mark_done(self, window: str) -> None:
        """Note that the contributions of a released `window` are gone."""
        this_job = (JobRow.job == CLOSE_WINDOW, JobRow.window == window)
        with writing(self._engine) as connection:
            connection.execute(update(JobRow).where(*this_job).values(state=JobState.DONE.value))

    def sign(self, release: Release, account: str, now: datetime) -> None:
        """Note that the psychologist `account` agrees to show `release`; a second time changes nothing."""
        row = {
            "window": release.window,
            "account": account,
            "digest": release.digest,
            "signed_at": _utc(now),
        }
        with writing(self._engine) as connection:
            connection.execute(insert_new(connection, SignatureRow), [row])

    def signatures(self) -> tuple[Signature, ...]:
        """Every signature, by window."""
        query = select(SignatureRow.window, SignatureRow.account, SignatureRow.digest, SignatureRow.signed_at)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(SignatureRow.window, SignatureRow.signed_at)).all()
        return tuple(
            Signature(row.window, row.account, row.digest, row.signed_at.replace(tzinfo=UTC)) for row in rows
        )

    def beat(self, process: str, now: datetime) -> None:
        """Note that `process` is alive at `now`."""
        this_one = update(HeartbeatRow).where(HeartbeatRow.process == process)
        with writing(self._engine) as connection:
            if connection.execute(this_one.values(beat_at=_utc(now))).rowcount == 0:
                connection.execute(insert(HeartbeatRow), [{"process": process, "beat_at": _utc(now)}])

    def heartbeats(self) -> Mapping[str, datetime]:
        """When each process was last alive."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(HeartbeatRow.process, HeartbeatRow.beat_at)).all()
        return {row.process: row.beat_at.replace(tzinfo=UTC) for row in rows}


class SignedReleases:
    """The releases that a psychologist signed, or all when the installation asks for no signature."""

    def __init__(self, store: ReleaseStore, *, needs_signature: bool) -> None:
        """Show what `store` holds."""
        self._store = store
        self._needs_signature = needs_signature

    def latest(self) -> Release | None:
        """See ReleaseReader."""
        releases = self.all()
        return releases[-1] if releases else None

    def all(self) -> tuple[Release, ...]:
        """See ReleaseReader."""
        releases = self._store.all()
        if not self._needs_signature:
            return releases
        signed = {signature.digest for signature in self._store.signatures()}
        return tuple(release for release in releases if release.digest in signed)


def _job_state(connection: Connection, window: str) -> JobState | None:
    query = select(JobRow.state).where(JobRow.job == CLOSE_WINDOW, JobRow.window == window)
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else JobState(found)


def _utc(instant: datetime) -> datetime:
    """The instant as the store keeps it: UTC, without its zone, which SQLite has no place for."""
    return instant.astimezone(UTC).replace(tzinfo=None)
