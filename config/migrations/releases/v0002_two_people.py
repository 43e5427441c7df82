"""What anyone may check: the key list, the issued counts, and the changes of the roster by two people.

Up, nothing is lost. Down, the key list, the issued counts and the changes of the roster are lost; the
accounts of representatives, a role that the older Havre does not know, stay for the sake of the audit trail,
disabled and with the role `hr`.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

from config.migrations.refusals import Refusal, drop_functions, install, never
from config.migrations.replacing import replace

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLD_ROLES = "role IN ('hr', 'psychologist', 'manager', 'administrator')"
NEW_ROLES = "role IN ('hr', 'psychologist', 'representative', 'manager', 'administrator')"

REFUSALS = (
    *never("key_list", "the key list is never changed"),
    Refusal(
        "key_list",
        "INSERT",
        "the key list is never replaced",
        "EXISTS (SELECT 1 FROM key_list WHERE position = NEW.position OR digest = NEW.digest)",
        postgresql="",
    ),
    # A change moves forward only: proposed, then decided or withdrawn; approved, then carried out.
    Refusal(
        "roster_changes",
        "UPDATE",
        "a change of the roster that was decided is never changed",
        "OLD.state IN ('refused', 'withdrawn', 'carried_out')"
        " OR (OLD.state = 'proposed' AND NEW.state = 'carried_out')"
        " OR (OLD.state = 'approved' AND (NEW.state <> 'carried_out'"
        " OR NEW.decided_by <> OLD.decided_by OR NEW.decided_at <> OLD.decided_at))"
        " OR NEW.id <> OLD.id OR NEW.term <> OLD.term"
        " OR NEW.proposed_by <> OLD.proposed_by OR NEW.proposed_at <> OLD.proposed_at",
    ),
    *never("roster_changes", "a change of the roster is never deleted", "DELETE"),
    Refusal(
        "roster_changes",
        "INSERT",
        "a change of the roster begins as a proposal and is never replaced",
        "NEW.state <> 'proposed' OR EXISTS (SELECT 1 FROM roster_changes WHERE id = NEW.id)",
    ),
    *never("roster_lines", "what was proposed is never changed"),
    Refusal(
        "roster_lines",
        "INSERT",
        "what was proposed is never replaced, and nothing is added to what was decided",
        "EXISTS (SELECT 1 FROM roster_changes WHERE id = NEW.change AND state <> 'proposed')"
        " OR EXISTS (SELECT 1 FROM roster_lines WHERE change = NEW.change AND unit = NEW.unit)",
    ),
)


FORMER_ROLE = "CASE role WHEN 'representative' THEN 'hr' ELSE role END"


def upgrade() -> None:
    """Create the four tables and their triggers, and allow accounts of representatives."""
    _rebuild_accounts(NEW_ROLES, "role")
    op.create_table(
        "key_list",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "issued",
        sa.Column("term", sa.String(16), primary_key=True),
        sa.Column("unit", sa.String(64), primary_key=True),
        sa.Column("invited", sa.Integer, nullable=False),
        sa.Column("issued", sa.Integer, nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
    )
    op.create_table(
        "roster_changes",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("term", sa.String(16), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("proposed_by", sa.String(32), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("decided_by", sa.String(32), sa.ForeignKey("accounts.id")),
        sa.Column("proposed_at", sa.DateTime, nullable=False),
        sa.Column("decided_at", sa.DateTime),
        sa.Column("carried_out_at", sa.DateTime),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'withdrawn', 'carried_out')", name="roster_state"
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name="roster_two_people"),
        sa.CheckConstraint(
            "(state IN ('approved', 'refused', 'carried_out')) = (decided_by IS NOT NULL)",
            name="roster_decided",
        ),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="roster_decided_at"),
        sa.CheckConstraint(
            "(state = 'carried_out') = (carried_out_at IS NOT NULL)", name="roster_carried_out"
        ),
    )
    op.create_table(
        "roster_lines",
        sa.Column("change", sa.String(16), sa.ForeignKey("roster_changes.id"), primary_key=True),
        sa.Column("unit", sa.String(64), primary_key=True),
        sa.Column("people", sa.Integer, nullable=False),
        sa.CheckConstraint("people > 0", name="roster_people"),
    )
    install(*REFUSALS)


def downgrade() -> None:
    """Drop the four tables, and give representatives a role that was known."""
    for table in ("roster_lines", "roster_changes", "issued", "key_list"):
        op.drop_table(table)
    drop_functions(*REFUSALS)
    op.execute("UPDATE accounts SET disabled = true WHERE role = 'representative'")
    _rebuild_accounts(OLD_ROLES, FORMER_ROLE)


def _rebuild_accounts(roles: str, role: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("account_role", "accounts")
        op.execute(f"UPDATE accounts SET role = {role}")  # noqa: S608 - a constant of this file
        op.create_check_constraint("account_role", "accounts", roles)
        return
    op.create_table(
        "new_accounts",
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
        sa.CheckConstraint(roles, name="account_role"),
        sa.CheckConstraint("(role = 'manager') = (unit IS NOT NULL)", name="account_unit"),
    )
    op.execute(
        f"INSERT INTO new_accounts SELECT id, name, {role}, unit, disabled, password_hash, totp_secret, "  # noqa: S608 - a constant of this file
        "last_step, failures, locked_until FROM accounts"
    )
    replace("accounts")
