"""`havre converse`: hold one conversation over standard input and output."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from chatbot.conversation.turn import Companion
from chatbot.converse import MalformedLine, converse
from chatbot.library.cards import Cards
from chatbot.library.replies import Replies
from chatbot.library.steps import Steps
from referrals.directory import Directory
from signals.danger.gate import Gate
from signals.encoder.interface import Encoder, EncoderUnavailable
from signals.encoder.onnx import OnnxEncoder
from signals.reader import Reader
from signals.reading import Language


@click.command(name="converse")
@click.option(
    "--lang",
    type=click.Choice(["fr", "en"]),
    default="fr",
    show_default=True,
    help="Language of the conversation.",
)
@click.option(
    "--country",
    default="FR",
    show_default=True,
    help="Whose emergency numbers and addresses are given: FR, BE, CH, LU, QC, UK.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="For developers: say with each reply what was heard, from where, and which pieces answered.",
)
def command(*, lang: Language, country: str, explain: bool) -> None:
    """Hold one conversation: messages from standard input, replies to standard output.

    In, one JSON object per line: {"text"}. Out, one per message: {"reply", "quick_replies", "steps",
    "resources", "picture", "card"}, and with --explain {"explain"}. A line that is exactly a quick reply just
    offered chooses it. A line that cannot be read stops the command: its number and the mend are said (exit
    status 1). Nothing is kept.
    """
    companion = Companion(
        reader=Reader(Gate.load(), _encoder()),
        replies=Replies.load(),
        steps=Steps.load(),
        cards=Cards.load(),
        directory=Directory.load(),
        country=country,
    )
    try:
        for line in converse(sys.stdin.buffer, companion, lang, _now, explained=explain):
            # Bytes, whatever the terminal's encoding; each reply at once, for a person at a keyboard.
            sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
            sys.stdout.buffer.flush()
    except MalformedLine as error:
        raise click.ClickException(str(error)) from None


def _encoder() -> Encoder | None:
    try:
        return OnnxEncoder.load()
    except EncoderUnavailable as missing:
        click.echo(f"Talking without the encoder: {missing}", err=True)
        return None


def _now() -> datetime:
    return datetime.now().astimezone()


if __name__ == "__main__":
    command()
