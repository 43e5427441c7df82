"""The staff pages of this room: the managers' guide and the directory. Static: no form, no name, nothing
kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from flask import Blueprint, abort, render_template

from referrals.directory import Directory, Kind, Resource
from referrals.emergency import numbers_for
from referrals.guidance import Guidance
from referrals.sheets import LANGS, Lang

WORDS = Path(__file__).with_name("words")
"""The words of these pages, to be merged with those of the staff app (`Words.load`)."""

_GROUPS: Mapping[str, frozenset[Kind]] = {
    "danger": frozenset({Kind.EMERGENCY, Kind.SUICIDE}),
    "listening": frozenset({Kind.LISTENING}),
    "harm": frozenset({
        Kind.VICTIMS, Kind.WOMEN, Kind.DOMESTIC, Kind.SEXUAL_VIOLENCE, Kind.WORK_HARASSMENT,
        Kind.DISCRIMINATION, Kind.CHILD, Kind.DIGITAL,
    }),
    "health": frozenset({Kind.DOCTOR, Kind.THERAPY, Kind.ADDICTION, Kind.SECTOR}),
    "work": frozenset({
        Kind.OCCUPATIONAL_HEALTH, Kind.PSYCHOLOGIST, Kind.SOCIAL_WORKER, Kind.REPRESENTATIVES, Kind.REFERENT,
        Kind.PREVENTION, Kind.WORK_DISCUSSION, Kind.HUMAN_RESOURCES,
    }),
    "rights": frozenset({Kind.RIGHTS}),
}  # fmt: skip


def create_blueprint(guidance: Guidance, directory: Directory, country: str) -> Blueprint:
    """Return the blueprint "guidance": /<lang>/guidance, /<lang>/guidance/<topic> and /<lang>/directory.

    Its templates extend "staff.html" (blocks title and main) and use the template names of
    `config.web.locale` (`t`, `day`). Both guide addresses are the one endpoint "guidance.guidance", so that
    one right opens the guide.
    """
    blueprint = Blueprint("guidance", __name__, url_prefix="/<lang>", template_folder="templates")

    @blueprint.get("/guidance", endpoint="guidance", strict_slashes=False, defaults={"topic": None})
    @blueprint.get("/guidance/<topic>", endpoint="guidance")
    def show(lang: str, topic: str | None) -> str:
        chosen = _lang(lang)
        guide, numbers = guidance.guide(country, chosen), numbers_for(country, chosen)
        if topic is None:
            return render_template("guidance/index.html", guide=guide, numbers=numbers)
        found = guide.topic(topic)
        if found is None:
            abort(404)
        return render_template(
            "guidance/topic.html", topic=found, following=guide.after(found), numbers=numbers
        )

    @blueprint.get("/directory", endpoint="directory", strict_slashes=False)
    def show_directory(lang: str) -> str:
        chosen = _lang(lang)
        groups = grouped(directory.country(country, chosen))
        return render_template("guidance/directory.html", groups=groups, numbers=numbers_for(country, chosen))

    return blueprint


def grouped(resources: Iterable[Resource]) -> list[tuple[str, list[Resource]]]:
    """Return the resources under the headings of the page, empty headings left out; each appears once."""
    waiting = list(resources)
    groups = [("own", [each for each in waiting if each.own])]
    for name, kinds in _GROUPS.items():
        groups.append((name, [each for each in waiting if not each.own and each.kinds[0] in kinds]))
    return [(name, found) for name, found in groups if found]


def _lang(lang: str) -> Lang:
    if lang not in LANGS:
        abort(404)
    return lang
