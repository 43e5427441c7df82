"""The releases store as it was before stores carried a version.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

from config.migrations.refusals import Refusal, drop_functions, install, never

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("heartbeats", "jobs", "audit", "signatures", "accounts", "releases")

AUDIT_REFUSALS = (
    *never("audit", "the audit trail is never changed", "UPDATE"),
    # On SQLite, INSERT OR REPLACE deletes without a DELETE trigger: a row that would take another's place is
    # refused too. PostgreSQL has no such act.
    Refusal(
        "audit",
        "INSERT",
        "the audit trail is never replaced",
        "EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)",
        postgresql="",
    ),
    Refusal(
        "audit",
        "DELETE",
        "the audit trail is kept for a year",
        "OLD.at > datetime('now', '-365 days')",
        postgresql="OLD.at > (now() AT TIME ZONE 'UTC') - interval '365 days'",
    ),
)

RELEASE_REFUSALS = (
    *never("releases", "what was released is never changed", "UPDATE"),
    *never("releases", "what was released is never deleted", "DELETE"),
    *never("signatures", "what was released is never changed", "UPDATE"),
    *never("signatures", "what was released is never deleted", "DELETE"),
    Refusal(
        "releases",
        "INSERT",
        "what was released is never replaced",
        'EXISTS (SELECT 1 FROM releases WHERE "window" = NEW."window" OR position = NEW.position'
        " OR digest = NEW.digest)",
        postgresql="",
    ),
)


def upgrade() -> None:
    """Create the six tables and their triggers."""
    op.create_table(
        "releases",
        sa.Column("window", sa.String(16), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False, unique=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("previous", sa.String(64), unique=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("unit", sa.String(64)),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("password_hash", sa.String(160), nullable=False),
        sa.Column("totp_secret", sa.String(64), nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.DateTime),
        sa.CheckConstraint("role IN ('hr', 'psychologist', 'manager', 'administrator')", name="account_role"),
        sa.CheckConstraint("(role = 'manager') = (unit IS NOT NULL)", name="account_unit"),
    )
    op.create_table(
        "signatures",
        sa.Column("window", sa.String(16), sa.ForeignKey("releases.window"), primary_key=True),
        sa.Column("account", sa.String(32), sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("signed_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("account", sa.String(32), sa.ForeignKey("accounts.id")),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("job", sa.String(32), primary_key=True),
        sa.Column("window", sa.String(16), primary_key=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.CheckConstraint("state IN ('recorded', 'done')", name="job_state"),
    )
    op.create_table(
        "heartbeats",
        sa.Column("process", sa.String(32), primary_key=True),
        sa.Column("beat_at", sa.DateTime, nullable=False),
    )
    install(*RELEASE_REFUSALS, *AUDIT_REFUSALS)


def downgrade() -> None:
    """Drop every table: all of it is lost."""
    for table in TABLES:
        op.drop_table(table)
    drop_functions(*RELEASE_REFUSALS, *AUDIT_REFUSALS)
