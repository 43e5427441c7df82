"""The key list, kept in the releases store: entries are added at its end and never changed.

The employee app reads it to verify passes and to show it; the worker adds to it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from sqlalchemy import Connection, Engine, insert, select

from reporting.models import KeyListRow
from reporting.transactions import reading, writing
from signals.contributions.key_list import KeyList, KeyListEntry, PublishedKey
from signals.contributions.windows import Window


class KeyRecords:
    """The key list on SQLAlchemy; one that only reads is enough to read."""

    def __init__(self, engine: Engine) -> None:
        """Use `engine`, which opens the releases store."""
        self._engine = engine
        self._known = KeyList()
        self._lock = threading.Lock()

    def list(self) -> KeyList:
        """The whole list as it is now; KeyListBroken when somebody changed what stands in the store."""
        with reading(self._engine) as connection:
            return _read(connection)

    def key(self, unit: str, term: Window) -> RSAPublicKey | None:
        """The published key of `unit` in `term`; what was read once is not read again."""
        with self._lock:
            found = self._known.key(unit, term)
            if found is None:
                self._known = self.list()
                found = self._known.key(unit, term)
            return found

    def publish(self, term: Window, keys: Iterable[PublishedKey]) -> KeyList:
        """Add an entry with those of `keys` whose unit has none in `term` yet; the list after it."""
        with writing(self._engine) as connection:
            before = _read(connection)
            known = before.units_of(term)
            new = [key for key in keys if key.unit not in known]
            if not new:
                return before
            entry = KeyListEntry.after(before, term, new)
            row = {"position": len(before.entries), "digest": entry.digest, "body": entry.body}
            connection.execute(insert(KeyListRow), [row])
            return KeyList((*before.entries, entry))


def _read(connection: Connection) -> KeyList:
    query = select(KeyListRow.body).order_by(KeyListRow.position)
    return KeyList.read(connection.execute(query).scalars().all())
