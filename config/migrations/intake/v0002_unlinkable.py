"""Passes that nobody can link: one tag per measure, arrivals, and what an invitation was used for.

Up. The passes of before are worth nothing any more, so every invitation can be used again, for a pass of the
new kind. What the open window holds is deleted: a person who counted in it with the old pass would count
twice with the new one, and groups would seem larger than they are. Upgrade right after a release, and
nothing is lost.

Down. An invitation that was used stays used; the message that it was used for is lost. So are the
contributions of the windows not yet released, arrivals included: nobody can tell any more which tags are of
one person, and the older Havre would count a person once per measure.

Revision ID: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from config.migrations.replacing import replace

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rebuild the invitations and the contributions, create the arrivals."""
    op.create_table(
        "new_invitations",
        *_invitation(),
        sa.Column("blinded", sa.LargeBinary(32), nullable=True),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO new_invitations SELECT code_hash, unit, term, NULL FROM invitations")
    replace("invitations")
    op.create_table(
        "new_contributions",
        sa.Column("window", sa.String(16), sa.ForeignKey("windows.id"), primary_key=True),
        *_contribution("unit", "measure", "tag"),
        sqlite_with_rowid=False,
    )
    op.execute(
        'INSERT INTO new_contributions SELECT "window", unit, measure, tag FROM contributions '
        "WHERE \"window\" IN (SELECT id FROM windows WHERE state = 'sealed')"
    )
    replace("contributions")
    op.create_table(
        "arrivals",
        sa.Column("window", sa.String(16), primary_key=True),
        *_contribution("unit", "measure", "tag"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE arrivals SET UNLOGGED")
        # They are rewritten whole, so there is nothing to vacuum, and no statistics may hold their values.
        for table in ("arrivals", "contributions", "invitations", "windows"):
            op.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")


def downgrade() -> None:
    """Rebuild both tables as they were, and drop the arrivals."""
    op.drop_table("arrivals")
    op.create_table(
        "new_invitations",
        *_invitation(),
        sa.Column("used", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO new_invitations SELECT code_hash, unit, term, blinded IS NOT NULL FROM invitations"
    )
    replace("invitations")
    op.create_table(
        "new_contributions",
        sa.Column("window", sa.String(16), sa.ForeignKey("windows.id"), primary_key=True),
        *_contribution("unit", "tag", "measure"),
        sqlite_with_rowid=False,
    )
    replace("contributions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE windows RESET (autovacuum_enabled)")


def _invitation() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("term", sa.String(16), nullable=False),
    )


def _contribution(*names: str) -> tuple[sa.Column[Any], ...]:
    types: dict[str, sa.types.TypeEngine[Any]] = {
        "unit": sa.String(64),
        "measure": sa.String(32),
        "tag": sa.LargeBinary(32),
    }
    return tuple(sa.Column(name, types[name], primary_key=True) for name in names)
