"""The journal's modules alone: locked and opened as its format says, its evenings, its picture, its hints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from journal_files import PASSPHRASE, STEP, evening, opened, sealed, to_bytes, to_text
from module_house import STATIC, Modules, open_modules
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

VAULT = "/static/journal-vault.js"
EVENINGS = "/static/journal-evenings.js"
PLOT = "/static/journal-plot.js"
SAID = "/static/scale-said.js"
CONTENT = {
    "evenings": [evening("2026-11-20", 7, "Une journée à rallonge, « encore »."), evening("2026-11-21")]
}
UNLOCK = """
    try {
      return (await m.Vault.unlock(given.text, given.passphrase)).content;
    } catch (error) {
      return [error.name, error.reason ?? null];
    }
"""


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Modules]:
    with open_modules(browser, {"static": STATIC}) as running:
        yield running


def unlock(modules: Modules, text: object, passphrase: str = PASSPHRASE) -> object:
    return modules.run(VAULT, UNLOCK, {"text": text, "passphrase": passphrase})


def seal(modules: Modules, content: object, passphrase: str = PASSPHRASE) -> str:
    lines = "return (await m.Vault.create(given.passphrase)).seal(given.content);"
    text = modules.run(VAULT, lines, {"passphrase": passphrase, "content": content})
    assert isinstance(text, str)
    return text


def test_python_opens_what_the_browser_sealed(modules: Modules) -> None:
    assert opened(seal(modules, CONTENT), PASSPHRASE) == CONTENT


def test_the_browser_opens_what_python_sealed(modules: Modules) -> None:
    assert unlock(modules, sealed(CONTENT)) == CONTENT


def test_an_accent_is_the_same_from_every_keyboard(modules: Modules) -> None:
    composed, apart = "d\u00e9j\u00e0 vu hier", "de\u0301ja\u0300 vu hier"
    assert unlock(modules, sealed(CONTENT, composed), apart) == CONTENT
    assert opened(seal(modules, CONTENT, apart), composed) == CONTENT


def test_every_seal_is_fresh_and_the_parameters_are_strong(modules: Modules) -> None:
    lines = """
      const vault = await m.Vault.create(given);
      return [await vault.seal({}), await vault.seal({}), await (await m.Vault.create(given)).seal({})];
    """
    one, two, other = (json.loads(text) for text in modules.run(VAULT, lines, PASSPHRASE))
    assert one["kdf"] == two["kdf"] != other["kdf"]
    assert one["kdf"]["iterations"] >= 600_000
    assert len(to_bytes(one["kdf"]["salt"])) == 16
    assert len({each["cipher"]["iv"] for each in (one, two, other)}) == 3
    assert len({each["content"] for each in (one, two, other)}) == 3


def test_the_size_says_little_of_what_was_written(modules: Modules) -> None:
    lengths = {
        len(to_bytes(json.loads(seal(modules, {"text": "x" * count}))["content"])) for count in (0, 4000)
    }
    assert lengths == {STEP + 16}


def test_the_key_cannot_be_taken_out(modules: Modules) -> None:
    lines = """
      const keys = [];
      const kept = crypto.subtle.deriveKey.bind(crypto.subtle);
      crypto.subtle.deriveKey = async (...given) => (keys.push(await kept(...given)), keys.at(-1));
      const vault = await m.Vault.create(given);
      crypto.subtle.deriveKey = kept;
      return [keys.map((key) => key.extractable), Object.keys(vault), JSON.stringify(vault)];
    """
    assert modules.run(VAULT, lines, PASSPHRASE) == [[False], [], "{}"]


@pytest.mark.parametrize("other", ["", PASSPHRASE + " ", PASSPHRASE.upper(), PASSPHRASE[:-1]])
def test_another_passphrase_opens_nothing(modules: Modules, other: str) -> None:
    assert unlock(modules, sealed(CONTENT), other) == ["NotOpened", None]


def changed(change: Callable[[dict[str, object]], object]) -> str:
    read = json.loads(sealed(CONTENT))
    change(read)
    return json.dumps(read)


def one_bit_of(read: dict[str, object]) -> None:
    content = bytearray(to_bytes(str(read["content"])))
    content[100] ^= 1
    read["content"] = to_text(bytes(content))


def cut(read: dict[str, object]) -> None:
    read["content"] = to_text(to_bytes(str(read["content"]))[:-1])


TAMPERED = {
    "one bit": one_bit_of,
    "cut short": cut,
    "another nonce": lambda read: read["cipher"].update(iv=to_text(bytes(12))),
    "another salt": lambda read: read["kdf"].update(salt=to_text(bytes(16))),
    "other iterations": lambda read: read["kdf"].update(iterations=600_001),
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
def test_what_was_changed_is_not_opened(
    modules: Modules, change: Callable[[dict[str, object]], object]
) -> None:
    assert unlock(modules, changed(change)) == ["NotOpened", None]


REFUSED: dict[str, object] = {
    "no JSON": "{",
    "null": "null",
    "nothing": "",
    "another format": changed(lambda read: read.update(format="diary")),
    "an older version": changed(lambda read: read.update(version=0)),
    "a weak key": sealed(CONTENT, iterations=1000),
    "a key that takes a day": changed(lambda read: read["kdf"].update(iterations=10**10)),
    "another derivation": changed(lambda read: read["kdf"].update(name="MD5")),
    "a short salt": changed(lambda read: read["kdf"].update(salt="AAAA")),
    "no cipher": changed(lambda read: read.pop("cipher")),
    "another cipher": changed(lambda read: read["cipher"].update(name="none")),
    "no content": changed(lambda read: read.pop("content")),
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_journal_is_refused_before_any_key_is_made(modules: Modules, text: object) -> None:
    assert unlock(modules, text) == ["NotAJournal", "malformed"]


def test_a_later_version_is_told_apart(modules: Modules) -> None:
    assert unlock(modules, changed(lambda read: read.update(version=2))) == ["NotAJournal", "newer"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2026-02-31"}, {"day": "20/11/2026"}, {"weight": 11}, {"weight": 2.5}, {"words": ["<b>"]},
        {"text": 7}, {"text": "x" * 4001}, {"scales": [{"exercise": "slow_breathing", "before": 7}]},
    ],
)  # fmt: skip
def test_an_evening_that_is_none_is_not_read(modules: Modules, wrong: dict[str, object]) -> None:
    content = {"evenings": [evening("2026-11-20") | wrong]}
    assert modules.run(EVENINGS, "return m.readEvenings(given);", content) is None
    assert modules.run(EVENINGS, "return m.readEvenings(given);", CONTENT) == CONTENT["evenings"]


def test_there_is_one_evening_a_day_in_the_order_of_days(modules: Modules) -> None:
    lines = """
      const [one, two, moved] = given;
      const both = m.withEvening(m.withEvening([], two), one);
      const joined = m.joined([one], [{ ...one, text: "x" }, two]);
      return [both, m.withEvening(both, moved, one.day), m.without(both, two.day), joined];
    """
    one, two = evening("2026-11-20", 3), evening("2026-11-21", 4)
    moved = evening("2026-11-22", 3)
    assert modules.run(EVENINGS, lines, [one, two, moved]) == [[one, two], [two, moved], [one], [one, two]]
    assert modules.run(EVENINGS, "return m.readEvenings({evenings: given});", [one, one]) is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-22T23:59", "2026-11-22"),
        ("2026-11-22T04:59", "2026-11-21"),
        ("2026-03-01T00:10", "2026-02-28"),
    ],
)
def test_the_small_hours_belong_to_the_evening_before(modules: Modules, moment: str, day: str) -> None:
    assert modules.run(EVENINGS, "return m.eveningOf(new Date(given));", moment) == day


@pytest.mark.parametrize(
    ("fragment", "read"),
    [
        ("slow_breathing.7.5", {"exercise": "slow_breathing", "before": 7, "after": 5}),
        ("slow_breathing.10.0", {"exercise": "slow_breathing", "before": 10, "after": 0}),
        ("slow_breathing.11.5", None),
        ("<b>.1.1", None),
        ("slow_breathing.7", None),
        ("", None),
    ],
)
def test_a_link_brings_two_numbers_or_nothing(modules: Modules, fragment: str, read: object) -> None:
    assert modules.run(EVENINGS, "return m.readScale(given);", fragment) == read


def laid_out(modules: Modules, evenings: list[dict[str, object]], width: int = 320) -> dict[str, object]:
    found = modules.run(
        PLOT, "return m.layOut(given.evenings, given.width);", {"evenings": evenings, "width": width}
    )
    assert isinstance(found, dict)
    return found


def test_few_evenings_are_points_and_no_line(modules: Modules) -> None:
    assert laid_out(modules, [evening("2026-11-20")])["points"] == []
    two = laid_out(modules, [evening("2026-11-20", 3), evening("2026-11-21", 8)])
    assert [point["weight"] for point in two["points"]] == [3, 8]
    assert two["lines"] == []


def test_what_lies_between_distant_evenings_is_not_drawn(modules: Modules) -> None:
    days = ["2026-11-01", "2026-11-02", "2026-11-05", "2026-11-09"]
    layout = laid_out(modules, [evening(day, 5) for day in days])
    assert [(start["day"], end["day"]) for start, end in layout["lines"]] == [
        (days[0], days[1]),
        (days[1], days[2]),
    ]
    xs = [point["x"] for point in layout["points"]]
    assert (xs[2] - xs[0]) / (xs[3] - xs[0]) == pytest.approx(4 / 8), "days are spaced as they were lived"


def test_heavier_is_higher_and_all_of_it_fits(modules: Modules) -> None:
    evenings = [evening(f"2026-11-{day:02}", weight) for day, weight in enumerate((0, 10, 5), start=1)]
    layout = laid_out(modules, evenings, 240)
    light, heavy, middle = (point["y"] for point in layout["points"])
    assert light > middle > heavy > 0
    assert light < layout["height"]
    assert all(0 < point["x"] < 240 for point in layout["points"])


def test_only_the_last_eight_weeks_are_drawn_and_few_numbers_written(modules: Modules) -> None:
    days = [f"2026-{month:02}-{day:02}" for month in (9, 10, 11) for day in range(1, 29)]
    layout = laid_out(modules, [evening(day, number % 11) for number, day in enumerate(days)])
    assert layout["points"][0]["day"] == "2026-10-04"
    labelled = [point for point in layout["points"] if point["labelled"]]
    assert len(labelled) <= 4
    assert {0, 10} <= {point["weight"] for point in labelled}


@pytest.mark.parametrize(
    ("passphrase", "hint"),
    [
        ("", "short"),
        ("neuf sign", "short"),
        ("1234567890123", "plain"),
        ("abababababab", "plain"),
        ("azertyuiop12", "plain"),
        ("lampe-rivage", "fair"),
        ("girafe moteur lundi parapluie", "long"),
        ("girafemoteurlundiparapluie", "fair"),
    ],
)
def test_the_hint_says_what_can_be_known(modules: Modules, passphrase: str, hint: str) -> None:
    assert modules.run("/static/journal-strength.js", "return m.hintOn(given);", passphrase) == hint


@pytest.mark.parametrize(
    ("pairs", "words", "twice"),
    [
        ([(7, 5)], ["lower"], False),
        ([(7, 7)], ["same"], False),
        ([(7, 7), (6, 8)], ["same", "higher"], True),
        ([(7, 7), (6, 5), (5, 5)], ["same", "lower", "same"], False),
        ([(7, 5), (6, 6), (6, 6)], ["lower", "same", "same"], True),
    ],
)
def test_two_numbers_are_said_and_no_more(
    modules: Modules, pairs: list[tuple[int, int]], words: list[str], twice: bool
) -> None:
    scales = [{"before": before, "after": after} for before, after in pairs]
    assert modules.run(SAID, "return given.map(m.said);", scales) == words
    assert modules.run(SAID, "return m.twiceWithoutRelief(given);", scales) is twice
