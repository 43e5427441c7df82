"""Nobody who has everything links a pass to an invitation better than by chance: 500 people, all traces."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from key_pool import pool_key, pooled_keys
from linking import Issued, Link, Presented, guesses, most_by_chance
from postgres_mode import ON_POSTGRES
from private_postgres import private_postgres

from config.installation import Installation, create_installation
from config.settings import Settings
from signals.contributions import blind_rsa
from signals.contributions.counting import Counted
from signals.contributions.credentials import Credential, parse_token
from signals.contributions.invitations import draw_code
from signals.contributions.issuing import Signed
from signals.contributions.measures import MEASURES, TOOK_PART
from signals.contributions.pass_making import make_request
from signals.contributions.store import Invitation
from signals.contributions.tags import contributor_tag

NOW = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
PEOPLE = {"north": 200, "south": 150, "desk": 100, "night": 50}
ORGANISATION = '[organisation]\nname = "Essai"\nsimulated = true\n' + "".join(
    f'[[unit]]\nid = "{unit}"\nname = "{unit}"\n' for unit in PEOPLE
)


@dataclass
class Aftermath:
    """What there was, and what is left of it."""

    issued: list[Issued]
    presented: list[Presented]
    truth: Link
    left: list[bytes]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    folder = tmp_path_factory.mktemp("linking")
    (folder / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    log = folder / "everything.log"
    handler = logging.FileHandler(log)
    root = logging.getLogger()
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    try:
        with create_installation(Settings(data_dir=folder), NOW, make_key=pooled_keys()) as installation:
            return live(installation, folder)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        handler.close()


def live(installation: Installation, folder: Path) -> Aftermath:
    """500 people get their passes in one order and use them in another."""
    draw = random.Random(500)
    term = installation.settings.calendar.term_at(NOW)
    issuing, counting = installation.issuing(), installation.counting()
    units = [unit for unit, many in PEOPLE.items() for _ in range(many)]
    codes = [draw_code() for _ in units]
    installation.intake.add_invitations(
        Invitation(code.hash, unit, term) for code, unit in zip(codes, units, strict=True)
    )
    everybody = list(zip(units, codes, range(len(units)), strict=True))
    draw.shuffle(everybody)
    issued, tokens, truth = [], [], {}
    for unit, code, number in everybody:
        key = installation.key_records.key(unit, term)
        assert key is not None
        request = make_request(code.written, unit, term, key)
        signed = issuing.sign(code.written, request.blinded, NOW)
        assert isinstance(signed, Signed)
        token = request.finish(signed.blind_signature)
        address = f"person{number}@example.org"
        issued.append(Issued(address, unit, code.written, request.blinded))
        truth[address] = request.prepared.hex()
        tokens.append(token)
    draw.shuffle(tokens)
    window_key = installation.intake.window_key(installation.settings.calendar.window_at(NOW))
    assert window_key is not None
    presented = []
    for number, token in enumerate(tokens):
        measures = frozenset(measure for measure in MEASURES if draw.random() < 0.3)
        assert isinstance(counting.contribute(token, measures, NOW), Counted)
        credential = parse_token(token)
        assert isinstance(credential, Credential)
        tags = {slug: contributor_tag(window_key, credential, slug) for slug in (TOOK_PART,)}
        presented.append(Presented(credential, tags))
        if number % 40 == 0:
            # The worker comes by.
            installation.intake.settle()
    installation.intake.settle()
    folders = [folder]
    if ON_POSTGRES:
        server = private_postgres()
        with server.administer() as administrator:
            administrator.autocommit = True
            administrator.execute("CHECKPOINT")
        folders.append(server.data)
    left = [path.read_bytes() for one in folders for path in sorted(one.rglob("*")) if path.is_file()]
    return Aftermath(issued, presented, truth, [*left, *mapped_files(folder)])


def mapped_files(folder: Path) -> list[bytes]:
    """The files of the installation that this process has mapped into its memory, as they stand there."""
    mapped = []
    with Path("/proc/self/maps").open(encoding="utf-8") as maps, Path("/proc/self/mem").open("rb") as memory:
        for line in maps:
            place, rights, *_, path = line.split(maxsplit=5)
            if path.strip().startswith(str(folder)) and rights.startswith("r"):
                first, last = (int(bound, 16) for bound in place.split("-"))
                memory.seek(first)
                mapped.append(memory.read(last - first))
    return mapped


def right(link: Link, truth: Link) -> int:
    return sum(truth[address] == guess for address, guess in link.items())


def test_no_pairing_does_better_than_chance(aftermath: Aftermath) -> None:
    tried = list(guesses(aftermath.issued, aftermath.presented, aftermath.left))
    most = most_by_chance(len(PEOPLE), len(tried))
    assert len(tried) > 30
    assert most < 30
    for name, link in tried:
        assert right(link, aftermath.truth) < most, name


def test_nothing_of_a_pass_stands_anywhere_but_its_tag(aftermath: Aftermath) -> None:
    whole = b"\0".join(aftermath.left)
    for pass_ in aftermath.presented:
        for name, trace in pass_.traces.items():
            if name != TOOK_PART:
                assert trace not in whole
                assert trace.hex().encode() not in whole
        assert pass_.credential.token.encode() not in whole


def test_nothing_of_an_address_or_a_code_stands_anywhere(aftermath: Aftermath) -> None:
    whole = b"\0".join(aftermath.left)
    for one in aftermath.issued:
        assert one.address.encode() not in whole
        assert one.code.encode() not in whole
        assert one.code.replace("-", "").encode() not in whole


def test_every_blinded_message_could_be_that_of_every_pass(aftermath: Aftermath) -> None:
    """The proof that is not about our script: for any blinded message and any pass of the unit there is a
    blinding factor that makes the one from the other, so that the pair tells nothing.
    """
    draw = random.Random(9)
    units = sorted(PEOPLE)
    for unit in units:
        # Any key will do for the arithmetic: take the one that signed, found by verifying.
        blinded = [one.blinded for one in aftermath.issued if one.unit == unit]
        passes = [each.credential for each in aftermath.presented if each.credential.unit == unit]
        key = next(
            pool_key(number)
            for number in range(len(units))
            if blind_rsa.verify(pool_key(number).public_key(), passes[0].prepared, passes[0].signature)
        )
        private = key.private_numbers()
        modulus = private.public_numbers.n
        for _ in range(5):
            message = int.from_bytes(draw.choice(blinded), "big")
            encoded = pow(int.from_bytes(draw.choice(passes).signature, "big"), 65537, modulus)
            factor = pow(message * pow(encoded, -1, modulus) % modulus, private.d, modulus)
            assert encoded * pow(factor, 65537, modulus) % modulus == message


def test_the_script_does_link_what_a_careless_server_leaves(aftermath: Aftermath) -> None:
    """The control: a server that appends a line when it signs and when it counts, and people who use their
    pass in the order in which they got it.
    """
    by_prepared = {each.credential.prepared.hex(): each for each in aftermath.presented}
    in_order = [by_prepared[aftermath.truth[one.address]] for one in aftermath.issued]
    issue_log = b"\n".join(one.traces["code hash"] for one in aftermath.issued)
    use_log = b"\n".join(each.traces["hash of prepared"] for each in in_order)
    best = max(
        right(link, aftermath.truth)
        for _, link in guesses(aftermath.issued, aftermath.presented, [issue_log, use_log])
    )
    assert best == len(aftermath.issued)
