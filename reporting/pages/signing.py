"""Reading a release over before it is shown: the state of its signature, and signing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reporting.accounts import Account, Accounts, Role
from reporting.audit import Audit, AuditEvent
from reporting.release import Release
from reporting.store import ReleaseStore


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Someone has read the release over and signed it."""

    name: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """The release needs a signature; `may_sign` says whether the one who looks can give it."""

    may_sign: bool


SignatureState = SignedBy | Waiting | None


@dataclass(frozen=True, slots=True)
class Signing:
    """Signatures of releases; `needed` is the installation's choice."""

    store: ReleaseStore
    accounts: Accounts
    audit: Audit
    needed: bool

    def state_of(self, release: Release, role: Role) -> SignatureState:
        """Return who signed `release`, or that it waits, or None when no signature is asked for."""
        if not self.needed:
            return None
        for signature in self.store.signatures():
            if signature.digest == release.digest:
                account = self.accounts.get(signature.account)
                return SignedBy("?" if account is None else account.name, signature.signed_at)
        return Waiting(may_sign=role is Role.PSYCHOLOGIST)

    def sign(self, release: Release, account: Account, now: datetime) -> None:
        """Sign `release` once, and write it in the audit trail; nothing happens when no signature is asked
        for."""
        if isinstance(self.state_of(release, account.role), Waiting):
            self.store.sign(release, account.id, now)
            self.audit.record(AuditEvent.RELEASE_SIGNED, account.id, now, release.window)
