"""The staff pages of this room: managers' guidance and the directory."""

from referrals.pages.guidance_pages import WORDS, create_blueprint

__all__ = ["WORDS", "create_blueprint"]
