"""The intake store as it was before stores carried a version.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "invitations",
        sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("term", sa.String(16), nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "windows",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("key", sa.LargeBinary(32), nullable=True),
        sa.CheckConstraint("state IN ('open', 'sealed', 'released')", name="window_state"),
        sa.CheckConstraint("(state = 'released') = (key IS NULL)", name="window_key_destroyed"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contributions",
        sa.Column("window", sa.String(16), sa.ForeignKey("windows.id"), primary_key=True),
        sa.Column("unit", sa.String(64), primary_key=True),
        sa.Column("tag", sa.LargeBinary(32), primary_key=True),
        sa.Column("measure", sa.String(32), primary_key=True),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop every table: all of it is lost."""
    for table in ("contributions", "windows", "invitations"):
        op.drop_table(table)
