"""What each role may do on PostgreSQL: this table is the whole of it (tests/stores compares it, statement by
statement, with what the database lets each role do).

- `havre_intake` (the employee app) sees invitations and uses them up, opens a window, and adds arrivals; it
  can read back neither an arrival nor a contribution. Of the releases store it reads what the public pages
  show, and of the accounts no more than their role.
- `havre_worker` (the worker and the command line) counts contributions, rewrites and deletes them, and adds
  what is published; it takes in no contribution and uses up no invitation.
- `havre_staff` (the staff app) has no right on the intake store, not even to see the names in it.

Nobody has DELETE or UPDATE on what was published, TRUNCATE outside the intake store, or any right to create.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from config.postgres import Part
from config.store_versions import Store

VERSION = "alembic_version"

Rights = Mapping[str, tuple[str, ...]]
"""The rights on each table of a store, as GRANT writes them."""

RIGHTS: Mapping[Part, Mapping[Store, Rights]] = MappingProxyType(
    {
        Part.EMPLOYEE: {
            Store.INTAKE: {
                VERSION: ("SELECT",),
                "invitations": ("SELECT", "UPDATE (blinded)"),
                "windows": ("SELECT", "INSERT"),
                "arrivals": ("INSERT",),
            },
            Store.RELEASES: {
                VERSION: ("SELECT",),
                "releases": ("SELECT",),
                "signatures": ("SELECT",),
                "key_list": ("SELECT",),
                "issued": ("SELECT",),
                "roster_changes": ("SELECT",),
                "roster_lines": ("SELECT",),
                "accounts": ("SELECT (id, role)",),
            },
        },
        Part.WORKER: {
            Store.INTAKE: {
                VERSION: ("SELECT",),
                "invitations": ("SELECT", "INSERT", "TRUNCATE"),
                "windows": ("SELECT", "INSERT", "UPDATE (state, key)", "TRUNCATE"),
                "arrivals": ("SELECT", "TRUNCATE"),
                "contributions": ("SELECT", "INSERT", "TRUNCATE"),
            },
            Store.RELEASES: {
                VERSION: ("SELECT",),
                "releases": ("SELECT", "INSERT"),
                "signatures": ("SELECT",),
                "jobs": ("SELECT", "INSERT", "UPDATE (state)"),
                "heartbeats": ("SELECT", "INSERT", "UPDATE (beat_at)"),
                "key_list": ("SELECT", "INSERT"),
                "issued": ("SELECT", "INSERT", "UPDATE (invited, issued, as_of)"),
                "roster_changes": ("SELECT", "UPDATE (state, carried_out_at)"),
                "roster_lines": ("SELECT",),
                "accounts": ("SELECT", "INSERT", "UPDATE (disabled)"),
                "audit": ("SELECT", "INSERT", "DELETE"),
            },
        },
        Part.STAFF: {
            Store.INTAKE: {},
            Store.RELEASES: {
                VERSION: ("SELECT",),
                "releases": ("SELECT",),
                "signatures": ("SELECT", "INSERT"),
                "heartbeats": ("SELECT",),
                "key_list": ("SELECT",),
                "issued": ("SELECT",),
                "roster_changes": ("SELECT", "INSERT", "UPDATE (state, decided_by, decided_at)"),
                "roster_lines": ("SELECT", "INSERT"),
                "accounts": ("SELECT", "UPDATE (last_step, failures, locked_until)"),
                "audit": ("SELECT", "INSERT"),
            },
        },
    }
)
"""The rights of each part on each store."""
