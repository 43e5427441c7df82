"""Who may open what in the staff app: one table, read by the door before every request.

An endpoint that is not in the table is refused to everybody; tests/staff walks every route with every role.
"""

from __future__ import annotations

from collections.abc import Mapping

from reporting.accounts import Role

HR, PSYCHOLOGIST, REPRESENTATIVE = Role.HR, Role.PSYCHOLOGIST, Role.REPRESENTATIVE
MANAGER, ADMINISTRATOR = Role.MANAGER, Role.ADMINISTRATOR

EVERYBODY: frozenset[Role] = frozenset(Role)
READERS = frozenset({HR, PSYCHOLOGIST})
ROSTER = READERS | {REPRESENTATIVE}
NOBODY: frozenset[Role] = frozenset()

PUBLIC: frozenset[str] = frozenset(
    {
        "negotiate",  # `/`, which only chooses a language
        "sign_in.form",
        "sign_in.enter",
        "sign_in.leave",
        "design.static",
        "assets.static",
        "assets.charts",
    }
)
"""What a visitor without an account may open: the door and its paint. Nothing here holds a figure."""

ACCESS: Mapping[str, frozenset[Role]] = {
    "home.home": EVERYBODY,
    "overview.show": READERS,
    "overview.export": READERS,
    "overview.sign": frozenset({PSYCHOLOGIST}),
    "unit.show": READERS,
    "unit.export": READERS,
    "method.show": READERS | {REPRESENTATIVE, MANAGER},
    "team.show": frozenset({MANAGER}),
    "guidance.guidance": READERS | {REPRESENTATIVE, MANAGER},
    "guidance.directory": EVERYBODY,
    "roster.show": ROSTER,
    "roster.change": ROSTER,
    "roster.new": frozenset({HR}),
    "roster.review": frozenset({HR}),
    "roster.propose": frozenset({HR}),
    "roster.withdraw": frozenset({HR}),
    "roster.approve": frozenset({PSYCHOLOGIST, REPRESENTATIVE}),
    "roster.refuse": frozenset({PSYCHOLOGIST, REPRESENTATIVE}),
    "administration.list_accounts": frozenset({ADMINISTRATOR}),
    "administration.audit": frozenset({ADMINISTRATOR}),
    "administration.health": frozenset({ADMINISTRATOR}),
}
"""Which roles may open which endpoint."""


def may_open(endpoint: str, role: Role | None) -> bool:
    """Whether `role` (None: a visitor without an account) may open `endpoint`."""
    if endpoint in PUBLIC:
        return True
    return role is not None and role in ACCESS.get(endpoint, NOBODY)
