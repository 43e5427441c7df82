"""The authored content that the moves of a conversation draw from, in one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chatbot.library.anchors import Situation
from chatbot.library.choices import Choices
from chatbot.library.matching import Reasons
from chatbot.library.replies import Replies
from chatbot.library.steps import Steps
from referrals.directory import Directory
from referrals.routing import ReferralReasons


@dataclass(frozen=True, slots=True)
class Library:
    """Words, steps and addresses; `country` is the organisation's, `situations` what hearing each one says of
    the work."""

    replies: Replies
    choices: Choices
    steps: Steps
    step_reasons: Reasons
    directory: Directory
    referral_reasons: ReferralReasons
    country: str
    situations: Mapping[str, Situation]
