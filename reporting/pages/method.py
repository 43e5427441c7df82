"""The method and its limits, on one page that needs no other document."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal
from flask import Blueprint, render_template

from reporting.noise import NoiseTerms
from reporting.noise_account import NoiseAccount, account_of_a_year
from reporting.pages.desk import Desk
from reporting.policy import Policy


@dataclass(frozen=True, slots=True)
class TermsShown:
    """The terms of a noise as a page writes them."""

    scale: str
    epsilon: str
    year: str


@dataclass(frozen=True, slots=True)
class NoiseShown:
    """What the page says of noise: the terms applied (None: exact figures) and those of the next release."""

    terms: TermsShown | None
    usual: int
    spent: str
    drawn: int
    exact: int
    changes: bool
    next: TermsShown | None


def create_blueprint(desk: Desk, policy: Policy, noise: NoiseTerms | None) -> Blueprint:
    """Return the blueprint of /<lang>/method; `policy` and `noise` are those of this installation's next
    release, and said for want of one."""
    blueprint = Blueprint("method", __name__, url_prefix="/<lang>/method")

    @blueprint.get("/")
    def show(lang: str) -> str:
        history = desk.history(None)
        latest = None if history is None else history.latest
        today = desk.clock().astimezone(desk.zone).date()
        return render_template(
            "staff/method.html",
            say=desk.sentences(history),
            policy=policy if latest is None else latest.policy,
            release=latest,
            # A release that waits for its signature costs as much as one that is shown.
            noise=_noise_shown(
                noise if latest is None else latest.noise,
                noise,
                account_of_a_year(desk.shelf.every.all(), today),
                lang,
            ),
        )

    return blueprint


def _noise_shown(
    applied: NoiseTerms | None, planned: NoiseTerms | None, account: NoiseAccount, lang: str
) -> NoiseShown:
    return NoiseShown(
        terms=_terms_shown(applied, lang),
        usual=0 if applied is None else applied.usual,
        spent=_number(account.spent, lang),
        drawn=account.drawn,
        exact=account.exact,
        changes=applied != planned,
        next=_terms_shown(planned, lang),
    )


def _terms_shown(terms: NoiseTerms | None, lang: str) -> TermsShown | None:
    if terms is None:
        return None
    return TermsShown(
        _number(terms.scale, lang), _number(terms.epsilon, lang), _number(terms.epsilon_per_year, lang)
    )


def _number(value: float, lang: str) -> str:
    return format_decimal(value, format="#,##0.###", locale=lang)
