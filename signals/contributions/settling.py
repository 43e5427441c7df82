"""Rewriting the tables of what people do, so that a file tells neither order nor company.

PostgreSQL keeps rows where they were written (ctid) and with the transaction that wrote them (xmin), and
what is deleted stays in the file until something else takes its place. So rows are never just added or
deleted there: a table is emptied whole (TRUNCATE gives it a new file) and written again in an order drawn by
chance, in one transaction. SQLite needs none of it: its tables are in the order of random keys, and
secure_delete overwrites what is deleted.

Every function works in the transaction of its connection, which must hold the store's write lock: whoever
reads without it locks the tables first (see SqlIntakeStore), because TRUNCATE is not seen as one moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    TableClause,
    column,
    delete,
    exists,
    func,
    insert,
    select,
    table,
    text,
    true,
)

from signals.contributions.insertion import insert_new
from signals.contributions.models import ArrivalRow, ContributionRow, IntakeModel, InvitationRow, WindowRow
from signals.contributions.windows import Window

Row = type[IntakeModel]
Rows = Select[Any] | CompoundSelect[Any]


def lock_for_reading(connection: Connection, model: Row) -> None:
    """Wait until nobody rewrites the table of `model`: the first act of a reader, before its moment is fixed.

    On PostgreSQL a reader that began before a TRUNCATE would afterwards see the table as empty.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"LOCK TABLE {model.__tablename__} IN ACCESS SHARE MODE")


def settle(connection: Connection) -> None:
    """Move all arrivals among the contributions; nothing is written when nothing arrived."""
    if connection.dialect.name == "postgresql":
        _hide_order_of_invitations(connection)
    if not connection.execute(select(exists(select(ArrivalRow.tag)))).scalar_one():
        return
    if connection.dialect.name == "postgresql":
        both = select(ContributionRow.__table__).union(select(ArrivalRow.__table__))
        _rewrite(connection, {ContributionRow: both, ArrivalRow: None})
        return
    # SQLite would read ON CONFLICT as part of a join if no WHERE stood before it.
    shuffled = select(ArrivalRow.__table__).where(true()).order_by(func.random())
    moved = insert_new(connection, ContributionRow).from_select(_columns(ArrivalRow), shuffled)
    connection.execute(moved)
    connection.execute(delete(ArrivalRow))


def forget_contributions(connection: Connection, window: Window) -> None:
    """Delete the contributions of `window`, and on PostgreSQL the old version of its row, with the key."""
    kept = ContributionRow.window != window.id
    if connection.dialect.name == "postgresql":
        contributions = select(ContributionRow.__table__).where(kept)
        _rewrite(connection, {WindowRow: select(WindowRow.__table__), ContributionRow: contributions})
    else:
        connection.execute(delete(ContributionRow).where(~kept))


def keep_invitations(connection: Connection, kept: ColumnElement[bool]) -> None:
    """Delete the invitations that are not `kept`."""
    if connection.dialect.name == "postgresql":
        _rewrite(connection, {InvitationRow: select(InvitationRow.__table__).where(kept)})
    else:
        connection.execute(delete(InvitationRow).where(~kept))


def _hide_order_of_invitations(connection: Connection) -> None:
    # One transaction wrote every row, or those that were used since then stand out, in their order.
    writers = text("SELECT count(DISTINCT xmin::text) FROM invitations")
    if connection.execute(writers).scalar_one() > 1:
        keep_invitations(connection, true())


def _rewrite(connection: Connection, contents: Mapping[Row, Rows | None]) -> None:
    """Empty the tables and write in each what its query found (None: nothing), in a random order."""
    # Where the server's own log is `minimal`, what is written in a new file is then left out of it.
    connection.exec_driver_sql("SET LOCAL wal_skip_threshold = 0")
    aside = {}
    for model, rows in contents.items():
        if rows is not None:
            aside[model] = _set_aside(connection, model, rows)
    emptied = ", ".join(model.__tablename__ for model in contents)
    connection.exec_driver_sql(f"TRUNCATE {emptied}")
    for model, kept in aside.items():
        shuffled = select(kept).order_by(func.gen_random_uuid())
        connection.execute(insert(model).from_select(_columns(model), shuffled))


def _set_aside(connection: Connection, model: Row, rows: Rows) -> TableClause:
    """Where `rows` wait while their table is emptied: a table of this transaction alone."""
    kept = table(f"{model.__tablename__}_aside", *(column(name) for name in _columns(model)))
    like = f"CREATE TEMPORARY TABLE {kept.name} (LIKE {model.__tablename__}) ON COMMIT DROP"
    connection.exec_driver_sql(like)
    connection.execute(insert(kept).from_select(_columns(model), rows))
    return kept


def _columns(model: Row) -> list[str]:
    return [each.name for each in model.__table__.columns]
