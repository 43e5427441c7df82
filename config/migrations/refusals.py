"""Triggers by which a store refuses to change what must stay, in the words of SQLite and of PostgreSQL.

On PostgreSQL the tables belong to a role that nobody logs in as, so nobody who serves or works can take a
trigger away; TRUNCATE, which passes by them, is a right that none of them has on such a table.
"""

from __future__ import annotations

from dataclasses import dataclass

from alembic import op


@dataclass(frozen=True, slots=True)
class Refusal:
    """`act` (INSERT, UPDATE or DELETE) on `table` is refused with `sentence` when `condition` holds.

    The condition is SQL over NEW and OLD; None means always. `postgresql` replaces it there; an empty one
    means that there is nothing to refuse.
    """

    table: str
    act: str
    sentence: str
    condition: str | None = None
    postgresql: str | None = None

    @property
    def name(self) -> str:
        """The name of the trigger."""
        return f"{self.table}_no_{self.act.lower()}"


def never(table: str, sentence: str, *acts: str) -> tuple[Refusal, ...]:
    """Refuse `acts` (default: UPDATE and DELETE) on `table`, always, with `sentence`."""
    return tuple(Refusal(table, act, sentence) for act in acts or ("UPDATE", "DELETE"))


def install(*refusals: Refusal) -> None:
    """Create the triggers; a table that is dropped takes its own with it."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for refusal in refusals:
        if on_postgresql and refusal.postgresql != "":
            _install_on_postgresql(refusal)
        if not on_postgresql:
            when = "" if refusal.condition is None else f"WHEN {refusal.condition}"
            op.execute(
                f"CREATE TRIGGER {refusal.name} BEFORE {refusal.act} ON {refusal.table} {when} "
                f"BEGIN SELECT RAISE(ABORT, '{refusal.sentence}'); END"
            )


def drop_functions(*refusals: Refusal) -> None:
    """Drop what is left of the triggers of tables that were dropped: on PostgreSQL, their functions."""
    if op.get_bind().dialect.name == "postgresql":
        for refusal in refusals:
            op.execute(f"DROP FUNCTION IF EXISTS {refusal.name}")


def _install_on_postgresql(refusal: Refusal) -> None:
    # The condition stands in the function and not in WHEN, which may not look at another table.
    condition = refusal.postgresql or refusal.condition or "true"
    row = "OLD" if refusal.act == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {refusal.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{refusal.sentence}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {refusal.name} BEFORE {refusal.act} ON {refusal.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {refusal.name}()"
    )
