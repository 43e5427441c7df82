"""The administrator's pages: accounts, the audit trail, the health of the worker. Never a figure."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template

from reporting.accounts import Accounts
from reporting.ledger import verify_chain
from reporting.pages.desk import Desk
from reporting.store import WORKER, ReleaseStore

SILENT_AFTER = timedelta(minutes=10)
"""After this long without a sign of life the worker is said to be silent."""


def create_blueprint(desk: Desk, accounts: Accounts, store: ReleaseStore) -> Blueprint:
    """Return the blueprint of /<lang>/accounts, /<lang>/audit and /<lang>/health."""
    blueprint = Blueprint("administration", __name__, url_prefix="/<lang>")

    @blueprint.get("/accounts/")
    def list_accounts(lang: str) -> str:
        names = desk.house.unit_names
        return render_template("staff/accounts.html", accounts=accounts.all(), unit_names=names)

    @blueprint.get("/audit/")
    def audit(lang: str) -> str:
        return render_template(
            "staff/audit.html", say=desk.sentences(), entries=desk.audit.entries(), zone=desk.zone
        )

    @blueprint.get("/health/")
    def health(lang: str) -> str:
        beat = store.heartbeats().get(WORKER)
        quiet = None if beat is None else max(desk.clock() - beat, timedelta())
        releases = store.all()
        return render_template(
            "staff/health.html",
            minutes=None if quiet is None else int(quiet.total_seconds() // 60),
            silent=quiet is not None and quiet > SILENT_AFTER,
            releases=len(releases),
            whole=not any(finding.kind.is_breach for finding in verify_chain(releases)),
        )

    return blueprint
