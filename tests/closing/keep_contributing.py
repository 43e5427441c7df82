"""A process that contributes without end, as the employee app does: one line per person who was counted."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from closing_house import settings_of

from config.installation import Installation, open_installation
from signals.contributions import blind_rsa
from signals.contributions.counting import Counted
from signals.contributions.credentials import Credential
from signals.contributions.measures import MEASURES


def main() -> None:
    installation = open_installation(settings_of(Path(sys.argv[1])))
    counting = installation.counting()
    number = 0
    while True:
        number += 1
        now = datetime.now(UTC)
        token = new_pass(installation, ("nord", "sud")[number % 2], now)
        chosen = frozenset({MEASURES[number % len(MEASURES)]})
        for _ in range(2):
            # Twice the same: a person counts once.
            if counting.contribute(token, chosen, now) != Counted(
                installation.settings.calendar.window_at(now)
            ):
                sys.exit("A contribution to the open window was refused.")
        print(number, flush=True)


def new_pass(installation: Installation, unit: str, now: datetime) -> str:
    """A pass of `unit`, signed by its key."""
    term = installation.settings.calendar.term_at(now)
    key = installation.unit_keys.private_key(unit, term)
    prepared = blind_rsa.prepare(bytes(32))
    blinded = blind_rsa.blind(key.public_key(), prepared)
    signed = blind_rsa.blind_sign(key, blinded.message)
    signature = blind_rsa.finalize(key.public_key(), prepared, signed, blinded.inverse)
    return Credential(unit, term, prepared, signature).token


if __name__ == "__main__":
    main()
