"""`make conversations`: play the scripted conversations and write them out as one readable page.

The page is for people: to read every answer aloud, in order, as the person would meet it. It is written
beside the stores of the demo (var/) and never committed; nothing of it comes from a real conversation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, get_args

import click

from chatbot.conversation.message import Chosen, Message, Typed
from chatbot.conversation.picture import Picture
from chatbot.conversation.reply import Reply
from chatbot.conversation.turn import Companion
from config.companion import companion_for
from config.demo.seeding import ORGANISATION
from config.organisation import read_organisation
from signals.reading import Language

SHEETS = Path("tests/conversations")
STYLE = """
:root { color-scheme: light dark; --paper: #f7f2e8; --ink: #2a251d; --quiet: #6b6252; --line: #d9cfbc; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #1d1a15; --ink: #ece4d4; --quiet: #b1a68f; --line: #3f382c; } }
body { background: var(--paper); color: var(--ink); font: 1.05rem/1.55 Georgia, serif; margin: 0 auto;
  max-width: 42rem; padding: 2rem 1rem 6rem; }
h1, h2, nav { font-family: system-ui, sans-serif; } nav a { color: inherit; margin-inline-end: 1rem; }
h2 { border-top: 1px solid var(--line); font-size: 1.05rem; margin: 3rem 0 1rem; padding-top: 1rem; }
.said { margin: 1.2rem 0 .3rem 3rem; } .said::before { content: "— "; } .tapped { font-style: italic; }
p { margin: .3rem 0; } .extra { color: var(--quiet); font: .85rem/1.5 system-ui, sans-serif; }
"""


def scripts(language: Language) -> Iterator[dict[str, Any]]:
    """Yield the conversations of a language as they are written down."""
    for path in sorted((SHEETS / language).glob("*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["conversation"]


def dialogue(script: dict[str, Any], companion: Companion, language: Language) -> Iterator[str]:
    """Yield the HTML of one conversation, turn by turn."""
    state, reply = companion.opening(language, script.get("shape", "open"))
    yield f"<h2>{escape(script['name'])}</h2>"
    yield from answered(reply)
    now = datetime(2026, 10, 7, script.get("hour", 19), 30)
    for turn in script["turn"]:
        yield said(turn, reply)
        message: Message = Typed(turn["say"]) if "say" in turn else Chosen(turn["tap"])
        state, reply = companion.turn(state, message, now)
        yield from answered(reply)


def said(turn: dict[str, Any], before: Reply) -> str:
    """Return the HTML of what the person writes, or of the words of the quick reply they tap."""
    if "say" in turn:
        return f'<p class="said">{escape(turn["say"])}</p>'
    label = next((quick.label for quick in before.quick_replies if quick.id == turn["tap"]), turn["tap"])
    return f'<p class="said tapped">{escape(label)}</p>'


def answered(reply: Reply) -> Iterator[str]:
    """Yield the HTML of one answer, with what comes with it."""
    if reply.card is not None:
        yield f'<p class="extra">[{reply.card.value}]</p>'
    yield from (f"<p>{escape(paragraph)}</p>" for paragraph in reply.paragraphs)
    extras = [
        *(call.display for call in reply.calls),
        *drawn(reply.picture),
        *(f"{step.name} ({step.minutes} min)" for step in reply.steps),
        *(resource.name for resource in reply.resources),
    ]
    if extras:
        yield f'<p class="extra">{" · ".join(escape(extra) for extra in extras)}</p>'
    if reply.quick_replies:
        labels = " / ".join(escape(quick.label) for quick in reply.quick_replies)
        yield f'<p class="extra">{labels}</p>'


def drawn(picture: Picture | None) -> Iterator[str]:
    """Yield the lines of a picture, what weighs with a minus, what holds with a plus."""
    if picture is not None:
        yield from (f"− {line.text}" for line in picture.weighs)
        yield from (f"+ {line.text}" for line in picture.holds)


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("var/conversations.html"))
def main(out: Path) -> None:
    """Play every scripted conversation and write the page."""
    companion = companion_for(read_organisation(ORGANISATION))
    parts = ["<h1>Conversations</h1><nav><a href='#fr'>français</a><a href='#en'>English</a></nav>"]
    for language in get_args(Language):
        parts.append(f'<section lang="{language}" id="{language}">')
        for script in scripts(language):
            parts.extend(dialogue(script, companion, language))
        parts.append("</section>")
    out.parent.mkdir(parents=True, exist_ok=True)
    page = "".join(parts)
    out.write_text(
        '<!doctype html><html lang="fr"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Conversations</title><style>{STYLE}</style><body>{page}</body></html>\n",
        encoding="utf-8",
    )
    click.echo(f"{out} written: open it in a browser and read it aloud.")


if __name__ == "__main__":
    main()
