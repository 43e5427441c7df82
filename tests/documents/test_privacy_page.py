"""docs/privacy.md says what the models say: no silent column, no page left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from config.documents.__main__ import STORES
from config.documents.privacy import ColumnUnexplained, privacy_page

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"


def test_the_page_is_the_one_that_the_models_write() -> None:
    assert PAGE.read_text(encoding="utf-8") == privacy_page(STORES), (
        "run `make docs` and commit docs/privacy.md"
    )


def test_every_column_of_both_stores_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for metadata in STORES.values():
        for table in metadata.sorted_tables:
            assert f"`{table.name}`" in page
            for column in table.columns:
                assert f"| `{column.name}` |" in page


@pytest.mark.parametrize(
    "info", [{}, {"purpose": "p"}, {"retention": "r"}, {"purpose": " ", "retention": "r"}]
)
def test_a_column_without_purpose_or_retention_is_refused(info: dict[str, str]) -> None:
    metadata = MetaData()
    Table("thing", metadata, Column("silent", Integer, primary_key=True, info=info))
    with pytest.raises(ColumnUnexplained, match=r"thing\.silent"):
        privacy_page({"some": metadata})
