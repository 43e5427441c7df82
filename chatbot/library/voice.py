"""How Havre speaks to one person: a language, and in French vous or tu."""

from __future__ import annotations

from typing import Literal

from signals.reading import Language

Register = Literal["vous", "tu"]
"""How a person is spoken to in French; English has one way only."""

Voice = Literal["fr", "fr-tu", "en"]
"""What words are looked up by. A language is a voice: "fr" says vous, "fr-tu" says tu."""

VOICES: tuple[Voice, ...] = ("fr", "fr-tu", "en")


def voice_of(language: Language, register: Register) -> Voice:
    """Return the voice in which someone is spoken to."""
    return "fr-tu" if language == "fr" and register == "tu" else language


def language_of(voice: Voice) -> Language:
    """Return the language of a voice."""
    return "en" if voice == "en" else "fr"
