"""A process that contributes without end, as the employee app does: one line per person who was counted."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from closing_house import settings_of

from config.installation import open_installation
from signals.contributions.counting import Counted
from signals.contributions.measures import MEASURES


def main() -> None:
    installation = open_installation(settings_of(Path(sys.argv[1])))
    counting = installation.counting()
    number = 0
    while True:
        number += 1
        now = datetime.now(UTC)
        credential = counting.signer.issue(("nord", "sud")[number % 2], now)
        chosen = frozenset({MEASURES[number % len(MEASURES)]})
        for _ in range(2):
            # Twice the same: a person counts once.
            if counting.contribute(credential, chosen, now) != Counted(
                installation.settings.calendar.window_at(now)
            ):
                sys.exit("A contribution to the open window was refused.")
        print(number, flush=True)


if __name__ == "__main__":
    main()
