"""Giving a table another shape where SQLite cannot alter it: a new one is filled and takes its name."""

from __future__ import annotations

from alembic import op
from sqlalchemy import inspect

PREFIX = "new_"
"""What the name of the table that will replace another begins with."""


def replace(table: str) -> None:
    """Put `new_<table>`, filled, in the place of `table`; the triggers of `table` go with it."""
    bind = op.get_bind()
    op.drop_table(table)
    op.rename_table(f"{PREFIX}{table}", table)
    if bind.dialect.name != "postgresql":
        return
    # PostgreSQL named its constraints after the table's first name.
    tables = inspect(bind)
    named = {tables.get_pk_constraint(table)["name"]}
    named |= {each["name"] for each in tables.get_foreign_keys(table)}
    named |= {each["name"] for each in tables.get_unique_constraints(table)}
    for name in sorted(filter(None, named)):
        if name.startswith(PREFIX):
            op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {name} TO {name.removeprefix(PREFIX)}")
