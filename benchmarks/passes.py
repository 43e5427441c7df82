"""What a pass costs the server: `python -m benchmarks.passes`. Prints the machine with the figures.

Issuing is one blind signature with everything that guards it (the check of the request, the blinding of the
private operation, the check of the result); verifying is one pass under a public key that is already at
hand, from the text that the browser sent. Both with keys of 3,072 bits, as in earnest, and without the store.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import rsa

from benchmarks.machine import machine
from signals.contributions import blind_rsa, pass_making
from signals.contributions.credentials import Credential, CredentialVerifier
from signals.contributions.invitations import draw_code
from signals.contributions.key_list import EXPONENT, KEY_BITS, KeyList, KeyListEntry, PublishedKey
from signals.contributions.windows import Calendar

ISSUING_TARGET = 15.0
VERIFYING_TARGET = 1.0
"""The most that a pass may cost, in milliseconds of server time (median)."""

REQUESTS = 300


def main() -> None:
    """Print the machine, the cost of issuing, of verifying, and of the client's half."""
    print(machine())
    key = rsa.generate_private_key(EXPONENT, KEY_BITS)
    public = key.public_key()
    now = datetime.now(UTC)
    calendar = Calendar(4, ZoneInfo("Europe/Paris"))
    term = calendar.term_at(now)
    keys = KeyList((KeyListEntry.after(KeyList(), term, [PublishedKey.of("desk", public)]),))
    verifier = CredentialVerifier(keys, calendar)

    requests: list[pass_making.Request] = []
    answers: list[bytes] = []
    tokens: list[str] = []

    def issue(place: int) -> None:
        answers.append(blind_rsa.blind_sign(key, requests[place].blinded))

    def verify(place: int) -> None:
        if not isinstance(verifier.verify(tokens[place], now), Credential):
            raise SystemExit("A pass that was just issued does not verify: the figures would mean nothing.")

    def ask(_place: int) -> None:
        requests.append(pass_making.make_request(draw_code().written, "desk", term, public))

    def finish(place: int) -> None:
        tokens.append(requests[place].finish(answers[place]))

    asking = milliseconds(ask)
    report("issuing", milliseconds(issue), ISSUING_TARGET)
    finishing = milliseconds(finish)
    report("verifying", milliseconds(verify), VERIFYING_TARGET)
    print(
        f"a simulated browser (Python): {statistics.median(asking):.2f} ms to ask, "
        f"{statistics.median(finishing):.2f} ms to finish (medians)"
    )


def milliseconds(act: Callable[[int], None]) -> list[float]:
    """The milliseconds that each of `REQUESTS` acts takes."""
    taken = []
    for place in range(REQUESTS):
        start = time.perf_counter()
        act(place)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def report(name: str, taken: list[float], target: float) -> None:
    """Print the median and the 95th centile beside the target."""
    slow = statistics.quantiles(taken, n=20)[18]
    print(
        f"{name}: median {statistics.median(taken):.2f} ms, 95th centile {slow:.2f} ms "
        f"(target: under {target:.0f} ms; {len(taken)} passes)"
    )


if __name__ == "__main__":
    main()
