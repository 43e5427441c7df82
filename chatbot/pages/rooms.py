"""The pages that need no conversation: the first screen, exercises, contacts, privacy, the neutral page."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from babel.dates import format_skeleton, get_day_names
from flask import Blueprint, abort, g, render_template

from chatbot.pages.language import lang_of
from chatbot.pages.services import PageServices
from referrals.emergency import EmergencyNumbers, Number, numbers_for
from referrals.sheets import Lang

PAGES_DIRECTORY = Path(__file__).parent
WORDS_DIRECTORY = PAGES_DIRECTORY / "words"

EMPLOYER_PAGE = "employer"
"""Where "What my employer sees" is, under the language: /fr/employer."""

_LINKS = (
    ("steps", "chat.frame.steps"),
    ("help", "chat.frame.help"),
    ("journal", "chat.frame.journal"),
    ("prepare", "chat.frame.prepare"),
    ("no-trace", "chat.frame.no_trace"),
    (EMPLOYER_PAGE, "chat.frame.employer"),
    ("passes", "chat.frame.passes"),
)


@dataclass(frozen=True, slots=True)
class Period:
    """What every page says of the present, the same to everybody: the window, the moment it ends, the term of
    the passes, the fewest people that a figure is about.
    """

    window: str
    ends: datetime
    term: str
    least: int


@dataclass(frozen=True, slots=True)
class Rooms:
    """The still pages of the employee app, and the frame around every page."""

    services: PageServices

    def blueprint(self) -> Blueprint:
        """Return the blueprint `rooms`; it also gives every template of the app what the frame needs."""
        pages = Blueprint(
            "rooms",
            __name__,
            template_folder=str(PAGES_DIRECTORY / "templates"),
            static_folder=str(PAGES_DIRECTORY / "static"),
            static_url_path="/pages",
        )
        pages.add_url_rule("/<lang>/", "first", self.first)
        pages.add_url_rule("/<lang>/steps", "steps", self.steps)
        pages.add_url_rule("/<lang>/steps/<step_id>", "step", self.step)
        pages.add_url_rule("/<lang>/help", "help", self.help)
        pages.add_url_rule("/<lang>/help/<resource_id>", "resource", self.resource)
        pages.add_url_rule("/<lang>/journal", "journal", self.journal)
        pages.add_url_rule("/<lang>/no-trace", "no_trace", self.no_trace)
        pages.add_url_rule("/<lang>/calendar", "calendar", self.calendar)
        pages.app_context_processor(self._frame)
        pages.add_app_template_filter(who_answers, "who")
        return pages

    def first(self, lang: str) -> str:
        """Five short lines, and one clear start."""
        return render_template("first.html", employer_url=f"/{lang}/{EMPLOYER_PAGE}")

    def steps(self, lang: str) -> str:
        """Every exercise, one line each."""
        return render_template("steps.html", steps=self.services.companion.steps.all(lang_of(lang)))

    def step(self, lang: str, step_id: str) -> str:
        """One exercise, its reason, its evidence and its source."""
        try:
            step = self.services.companion.steps.get(step_id, lang_of(lang))
        except KeyError:
            abort(404)
        return render_template("step.html", step=step)

    def help(self, lang: str) -> str:
        """The emergency numbers, then who can help here and in other countries."""
        directory, here = self.services.companion.directory, self.services.organisation.country
        language = lang_of(lang)
        own = {resource.id for resource in directory.own[language].values()}
        others = [
            (country, [each for each in directory.country(country, language) if each.id not in own])
            for country in directory.countries()
            if country != here
        ]
        return render_template(
            "help.html",
            urgent=urgent_numbers(self._numbers(language)),
            resources=directory.country(here, language),
            other_countries=others,
        )

    def resource(self, lang: str, resource_id: str) -> str:
        """One contact, with what the employer will know."""
        try:
            resource = self.services.companion.directory.get(resource_id, lang_of(lang))
        except KeyError:
            abort(404)
        if not resource.shown:
            # A number nobody has checked could harm; it does not exist for a person in need.
            abort(404)
        return render_template("resource.html", resource=resource)

    def journal(self, lang: str) -> str:
        """Return the private journal's page, the same for everybody: what is written stays in the browser.

        The exercises are there by name, for those that a person measured and noted.
        """
        return render_template("journal.html", steps=self.services.companion.steps.all(lang_of(lang)))

    def no_trace(self, lang: str) -> str:
        """What stays where, and how to leave nothing."""
        return render_template("no_trace.html")

    def calendar(self, lang: str) -> str:
        """Return the page one leaves to: this month, and no word of where one was."""
        today = self.services.clock().date()
        names_wide = get_day_names("wide", locale=lang)
        names_short = get_day_names("short", locale=lang)
        return render_template(
            "calendar.html",
            month=format_skeleton("yMMMM", today, locale=lang),
            weekdays=[(names_short[day], names_wide[day]) for day in range(7)],
            weeks=calendar.Calendar().monthdayscalendar(today.year, today.month),
            today=today.day,
        )

    def _frame(self) -> dict[str, object]:
        language = lang_of(str(g.locale))
        return {
            "organisation": self.services.organisation,
            "emergency": self._numbers(language),
            "page_links": [(f"/{language}/{path}", words) for path, words in _LINKS],
            "period": self._period(),
        }

    def _period(self) -> Period:
        services = self.services
        now = services.clock()
        window = services.calendar.window_at(now)
        return Period(
            window.id,
            window.ends_at(services.calendar.zone),
            services.calendar.term_at(now).id,
            services.least_people,
        )

    def _numbers(self, language: Lang) -> EmergencyNumbers:
        return numbers_for(self.services.organisation.country, language)


def urgent_numbers(numbers: EmergencyNumbers) -> tuple[Number, ...]:
    """Return the numbers of the help page: the line of every screen first, then the others we hold."""
    others = (
        numbers.general,
        numbers.medical,
        numbers.police,
        numbers.suicide,
        numbers.silent,
        numbers.fire,
        numbers.women,
        numbers.sexual_violence,
        numbers.child,
        numbers.victims,
        numbers.listening,
    )
    return tuple(dict.fromkeys([*numbers.line_calls, *(number for number in others if number is not None)]))


def who_answers(number: Number) -> str:
    """Return who answers a number, without the number itself: it is always written beside."""
    label = number.label.removeprefix(f"{number.display}, ")
    return label[:1].upper() + label[1:]
