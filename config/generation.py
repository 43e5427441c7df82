"""Optional generation, wired: from the settings to a model on premises, and from our reader to its judge.

Everything that can be wrong is said when the app starts. The name in the address is looked up once, then: a
turn asks no name server, and a name changed later sends nothing anywhere else.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import structlog

from chatbot.generation.by_model import ByModel, Said
from chatbot.generation.client import ChatClient, Server
from chatbot.generation.guard import Guard, Heard
from chatbot.generation.lexicon import Lexicon
from chatbot.generation.passage import Authored
from chatbot.generation.patience import Patience
from chatbot.generation.rephrasing import AsAuthored, Rephrasing
from chatbot.library.replies import Replies
from config.chatbot_settings import Generation
from config.settings import SettingsError
from signals.reader import Reader
from signals.reading import LANGUAGES, Language

NEAREST = 0.83
"""The least similarity of two embeddings that counts as one meaning: of two different pieces of the library,
one pair in a thousand is over 0.67, one in ten thousand over 0.80 (French 0.82), and most good rephrasings
are over 0.84. A good one that is refused costs nothing: the authored words are said."""

_PORTS = {"http": 80, "https": 443}
_SETTING = "The setting chatbot.generation.url (HAVRE_CHATBOT__GENERATION__URL)"

_log = structlog.get_logger("havre.generation")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the model server is, as the address says and before any name is looked up."""

    scheme: str
    host: str
    port: int
    path: str


def place_of(generation: Generation) -> Place | None:
    """Return where the model server is, None when generation is off; SettingsError says what to mend.

    The sentence never repeats the address: somebody may have written a password into it.
    """
    if generation.url is None:
        return None
    parts, port = _split(generation.url)
    if parts is None or parts.scheme not in _PORTS or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"{_SETTING} cannot be used: write http://host:port/v1, or https.")
    if "@" in parts.netloc:
        raise SettingsError(
            f"{_SETTING} holds a user or a password: take them out, and name a file that holds the key in "
            "chatbot.generation.api_key_file."
        )
    path = parts.path.rstrip("/") + "/chat/completions"
    if not (path.isascii() and path.isprintable() and " " not in path and parts.hostname.isascii()):
        raise SettingsError(f"{_SETTING} cannot be used: write it in plain letters, without spaces.")
    return Place(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path)


def generation_ports(generation: Generation) -> tuple[int, ...]:
    """Return the TCP port that the wall must leave open: none when generation is off."""
    place = place_of(generation)
    return () if place is None else (place.port,)


def server_for(generation: Generation) -> Server | None:
    """Return the settled model server, None when generation is off; SettingsError says what to mend."""
    place = place_of(generation)
    if place is None:
        return None
    address = _settled(place, trusted=generation.trusted_host)
    key = _key(generation)
    if key is not None and place.scheme == "http" and not address.is_loopback:
        raise SettingsError(f"{_SETTING} would send the key unprotected: write https, or use no key.")
    return Server(
        address=str(address),
        host=place.host,
        port=place.port,
        path=place.path,
        model=generation.model,
        tls=ssl.create_default_context() if place.scheme == "https" else None,
        key=key,
    )


def rephrasing_for(generation: Generation, reader: Reader, replies: Replies) -> Rephrasing:
    """Return the rephrasing that the settings ask for; authored words alone when the encoder is missing."""
    server = server_for(generation)
    if server is None:
        return AsAuthored()
    if reader.encoder is None:
        _log.warning("generation is off: without the encoder nothing can tell whether a meaning was kept")
        return AsAuthored()
    client = ChatClient(server, generation.timeout_seconds)
    return ByModel(client, judges(reader, replies), Patience(time.monotonic))


def judges(reader: Reader, replies: Replies) -> dict[Language, Said]:
    """Return what may be said otherwise in each language, and who judges it."""
    hear = heard_by(reader)
    authored = {language: Authored.of(replies, language) for language in LANGUAGES}
    return {
        language: Said(own, Guard(language, Lexicon.load(language), own.said, hear, NEAREST))
        for language, own in authored.items()
    }


def heard_by(reader: Reader) -> Callable[[str], Heard]:
    """Return how our reader hears a text that a model may have written."""

    def hear(text: str) -> Heard:
        reading = reader.read(text)
        return Heard(reading.language, reading.danger.card is not None, reading.embedding)

    return hear


def _split(url: str) -> tuple[SplitResult | None, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None, None
    return parts, port


def _settled(place: Place, *, trusted: bool) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except OSError:
        raise SettingsError(f"{_SETTING} names a host that cannot be found: mend it, or its entry.") from None
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    outside = [each for each in addresses if not (each.is_loopback or each.is_private)]
    if outside and not trusted:
        raise SettingsError(
            f"{_SETTING} names a server outside this machine and the private networks: use one on premises, "
            "or write trusted_host = true if that server is the organisation's own."
        )
    return addresses[0]


def _key(generation: Generation) -> str | None:
    path = generation.api_key_file
    if path is None:
        return None
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        key = ""
    if not key or not key.isprintable() or " " in key:
        raise SettingsError(f"chatbot.generation.api_key_file: {path} holds no key; write one line in it.")
    return key
