"""Write the generated pages: `make docs`."""

from __future__ import annotations

from pathlib import Path

from config.documents.privacy import privacy_page
from reporting.models import ReleasesModel
from signals.contributions.models import IntakeModel

DOCS = Path(__file__).resolve().parents[2] / "docs"

STORES = {"intake": IntakeModel.metadata, "releases": ReleasesModel.metadata}


def main() -> None:
    """Write docs/privacy.md again."""
    (DOCS / "privacy.md").write_text(privacy_page(STORES), encoding="utf-8")
    print("docs/privacy.md written")


if __name__ == "__main__":
    main()
