"""Promise 1: nothing of a conversation reaches a file, a log, a store, its journal, a cache or a network.

A real browser talks to the real processes in words that exist nowhere else, from an address and with a user
agent that exist nowhere else; then every byte written since is searched for them.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from house_under_test import ROOT, House
from playwright.sync_api import Browser, Request

pytestmark = pytest.mark.browser

SOURCE_ADDRESS = "127.0.0.77"
FORWARDED_ADDRESS = "203.0.113.177"


@pytest.fixture(scope="module")
def canaries() -> dict[str, str]:
    """Words that nobody has ever written."""
    return {
        name: f"{name}{secrets.token_hex(8)}"
        for name in ("zibeline", "crisis", "agent", "pasted", "lost", "padded", "diary")
    }


def files_written(house: House) -> Iterator[Path]:
    """All that the processes may have written: stores, logs, temporary files, shared memory."""
    yield from (path for path in house.folder.parent.rglob("*") if path.is_file())
    started = house.logs.stat().st_ctime
    for place in (Path("/dev/shm"), ROOT):
        for path in place.rglob("*"):
            if ".git" not in path.parts and ".venv" not in path.parts and path.is_file():
                try:
                    recent = path.stat().st_mtime >= started
                except FileNotFoundError:
                    continue
                if recent:
                    yield path


def hits(house: House, words: list[str]) -> list[str]:
    """The files in which one of the words stands, in any of the ways that text gets written."""
    needles = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le")]
    found = []
    for path in files_written(house):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        if any(needle in content for needle in needles):
            found.append(str(path))
    return found


def test_the_search_can_find_what_was_written(house: House, canaries: dict[str, str]) -> None:
    planted = house.folder / "planted"
    planted.write_text(f"… {canaries['lost']} …", encoding="utf-8")
    assert hits(house, [canaries["lost"]]) == [str(planted)]
    planted.unlink()
    assert hits(house, [canaries["lost"]]) == []


def test_a_conversation_in_a_browser_leaves_no_byte(
    house: House, browser: Browser, canaries: dict[str, str]
) -> None:
    hosts: set[str] = set()
    [link] = house.links("workshop", 1, f"{secrets.token_hex(4)}.csv")
    context = browser.new_context(user_agent=f"Mozilla/5.0 {canaries['agent']}", locale="fr-FR")

    def note(request: Request) -> None:
        hosts.add(urlsplit(request.url).hostname or urlsplit(request.url).scheme)

    context.on("request", note)
    page = context.new_page()
    page.goto(f"{house.employee}/fr/conversation")
    for text in (
        f"j'en peux plus de mon chef, il m'appelle {canaries['zibeline']} devant tout le monde",
        f"je veux mourir, {canaries['crisis']} est le seul à le savoir",
    ):
        replies = page.locator("[data-reply]").count() if page.locator("[data-reply]").count() else None
        page.locator("textarea").fill(text)
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.keyboard.press("Enter")
        assert replies is None or replies >= 0
    page.goto(house.employee + link[link.index("/fr/invitation") :])
    page.locator('[data-act="exchange"]').click()
    page.locator('[data-step="got"]').wait_for()
    page.locator('[data-act="keep"]').click()
    token = page.evaluate("JSON.parse(localStorage.pass).token")
    recovery = page.locator("[data-recovery-code]").first.text_content()
    page.goto(f"{house.employee}/fr/pass#{canaries['pasted']}")
    page.goto(f"{house.employee}/fr/{canaries['pasted']}")
    assert context.cookies() == []
    context.close()
    assert hosts == {"127.0.0.1"}
    assert hits(house, [canaries[name] for name in ("zibeline", "crisis", "agent", "pasted")]) == []
    # Nor the pass that the browser made, nor any part of it, nor what would make it again.
    assert recovery
    assert hits(house, [token, *token.split("~")[2:], recovery, recovery.replace("-", "")]) == []


def test_a_journal_and_its_passphrase_leave_the_browser_in_no_byte(
    house: House, browser: Browser, canaries: dict[str, str]
) -> None:
    context = browser.new_context()
    sent: list[str] = []
    context.on("request", lambda request: sent.append(f"{request.url} {request.headers} {request.post_data}"))
    page = context.new_page()
    page.goto(f"{house.employee}/fr/journal")
    for field in ("#passphrase", "#passphrase-again"):
        page.locator(field).fill(f"phrase {canaries['diary']}")
    page.get_by_role("button", name="Commencer le journal").click()
    page.get_by_role("button", name="Noter une soirée").click()
    page.locator("#evening-text").fill(f"le chef {canaries['diary']}")
    page.get_by_role("button", name="Garder", exact=True).click()
    page.locator(".evenings .written").wait_for()
    stored = page.evaluate("localStorage.journal")
    page.goto(f"{house.employee}/fr/help")
    context.close()
    sealed = json.loads(stored)["content"]
    assert canaries["diary"] not in stored
    assert not [line for line in sent if canaries["diary"] in line or sealed[:40] in line]
    assert hits(house, [canaries["diary"], sealed[:40]]) == []


@pytest.mark.parametrize(
    ("address", "size"), [("/passes/look", 1024), ("/passes/sign", 2048), ("/count", 4096), ("/count", 100)]
)
def test_nothing_sent_to_the_addresses_of_passes_is_written(
    house: House, canaries: dict[str, str], address: str, size: int
) -> None:
    where = urlsplit(house.employee)
    canary = canaries["padded"]
    for fields in (
        {"code": canary},
        {"pass": canary, "measures": [canary]},
        {"blinded": canary, "code": canary},
    ):
        bare = json.dumps({**fields, "pad": canary})
        body = bare + " " * (size - len(bare))
        connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=20)
        connection.request("POST", address, body, {"Content-Type": "application/json", "User-Agent": canary})
        assert canary.encode() not in connection.getresponse().read()
        connection.close()
    own = os.path.relpath(__file__, ROOT)
    assert [path for path in hits(house, [canary]) if not path.endswith((own, ".pyc"))] == []


def test_neither_an_address_nor_a_broken_request_is_written(house: House, canaries: dict[str, str]) -> None:
    where = urlsplit(house.employee)
    for path, body in (
        ("/fr/conversation", urlencode({"state": canaries["lost"], "text": canaries["lost"]})),
        ("/fr/count", urlencode({"state": canaries["lost"], "measure": canaries["lost"]})),
        ("/fr/prepare", urlencode({"state": canaries["lost"], "listener": canaries["lost"]})),
        ("/fr/prepare", urlencode({"listener": "doctor", "text": canaries["lost"]})),
        (f"/fr/{canaries['lost']}", "text=" + canaries["lost"] * 4000),
        ("/fr/conversation", "\x00%ff&" + canaries["lost"]),
    ):
        connection = http.client.HTTPConnection(
            str(where.hostname), where.port, timeout=20, source_address=(SOURCE_ADDRESS, 0)
        )
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": FORWARDED_ADDRESS,
            "User-Agent": canaries["agent"],
            "Referer": f"http://127.0.0.1/{canaries['lost']}",
        }
        connection.request("POST", path, body=body.encode(), headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        assert canaries["lost"] in path or canaries["lost"].encode() not in content
        assert "Set-Cookie" not in answer.headers
        connection.close()
    words = [SOURCE_ADDRESS, FORWARDED_ADDRESS, canaries["lost"], canaries["agent"]]
    own = os.path.relpath(__file__, ROOT)
    assert [path for path in hits(house, words) if not path.endswith((own, ".pyc"))] == []
