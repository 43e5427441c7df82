"""The documents of the dossier: templates in each language, filled from the running configuration.

The words stand in templates/<language>/; every number of a threshold, a duration or a count comes from
`Facts`, so that the documents cannot say anything else than what runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import reporting.pages
from config.dossier.citations import Citations, Lang, load_sources
from config.dossier.formats import day_in, percent, weeks
from config.dossier.values import DOCUMENTS, Facts, values_for
from config.web.words import Words

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
WORDS = (HERE / "words", Path(reporting.pages.__file__).parent / "words")


def write_documents(facts: Facts, lang: Lang) -> Mapping[str, str]:
    """The documents in `lang`: name of the file, Markdown. The same facts give the same bytes.

    Raises ColumnUnsaid, FiguresUnread or SourcesBroken with a sentence when the code itself lacks a word.
    """
    words = Words.load(WORDS)
    sources = load_sources()
    values = values_for(facts, lang, words)
    environment = _environment(lang, words)
    written = {}
    for document in DOCUMENTS:
        citations = Citations(
            sources, lang, words.text(lang, "dossier.to_verify"), words.text(lang, "dossier.sources")
        )
        template = environment.get_template(f"{document}.md")
        text = template.render(values, document=document, cite=citations.cite, sources=citations.listed)
        written[words.text(lang, f"dossier.file.{document}")] = text.rstrip() + "\n"
    return written


def _environment(lang: Lang, words: Words) -> Environment:
    # What comes out is Markdown, not HTML; what people wrote themselves goes through `plain`.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / lang),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown (see above)
    )
    environment.filters |= {
        "day": lambda day: day_in(day, lang),
        "percent": lambda rate: percent(rate, lang, words),
        "number": lambda count: f"{count:,}".replace(",", words.text(lang, "dossier.thousands")),
        "cell": lambda text: text.replace("|", "\\|"),
        "lower_first": lambda text: text[:1].lower() + text[1:],
    }
    environment.globals["weeks"] = lambda count: weeks(count, lang, words)
    return environment
