"""The threat model names only what exists, and names what cannot be defeated."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "threat-model.md"
TOPS = ("benchmarks", "chatbot", "config", "docs", "referrals", "reporting", "signals", "tests")


def named_paths(text):
    return re.findall(rf"((?:{'|'.join(TOPS)})/[\w./*-]*[\w/])", text)


def test_every_path_of_the_page_exists():
    paths = named_paths(PAGE.read_text(encoding="utf-8"))
    assert len(paths) > 60
    assert sorted({path for path in paths if not (ROOT / path).exists()}) == []


def test_every_row_of_a_threat_names_what_stops_it():
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[2:]:
        rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
        assert rows, section[:40]
        for row in rows:
            assert named_paths(row) or "k + c" in row or "ends with the term" in row, row


def test_what_cannot_be_defeated_is_named():
    first = PAGE.read_text(encoding="utf-8").split("\n## ")[1]
    for name in ("operator who changes the code", "device that is watched", "person who tells"):
        assert name in first
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 200
