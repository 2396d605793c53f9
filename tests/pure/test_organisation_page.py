"""docs/organisation.md says what is so: its example holds, and every key is there."""

from pathlib import Path

import msgspec
import pytest

from app.organisation import of_raw
from app.organisation.entries import SECTIONS, Named, PartyEntry
from app.organisation.places import in_yaml
from app.organisation.sheets import COLUMNS, TABLES, rows
from app.register.listed import REQUIRED

PAGE = (Path(__file__).parents[2] / "docs/organisation.md").read_text("utf-8")
BLOCKS = [block.partition("\n")[::2] for block in PAGE.split("```")[1::2]]


def test_the_example_holds() -> None:
    [written] = [text for language, text in BLOCKS if language == "yaml"]
    file, faults = of_raw(in_yaml(written, "organisation.md").raw)
    assert faults == []
    assert file is not None


@pytest.mark.parametrize("struct", [Named, PartyEntry, *SECTIONS.values()])
def test_every_key_of_the_file_is_on_the_page(struct: type[msgspec.Struct]) -> None:
    for field in msgspec.structs.fields(struct):
        assert f"{field.name}" in PAGE.split("### region")[1].split("## CSV")[0], field.name


def test_the_sheets_of_the_examples_are_sheets_we_read() -> None:
    heads = [rows(text)[0] for language, text in BLOCKS if not language]
    assert len(heads) == 2
    for head in heads:
        assert all(column in COLUMNS for column in head), head
    for name in ("region", "kommuner", "providers", "enheter", "centres", "parter", "sources"):
        assert name in TABLES
        assert f"`{name}.csv`" in PAGE


def test_the_columns_a_listing_must_have_are_on_the_page() -> None:
    for word in REQUIRED.values():
        assert f"**{word}**" in PAGE
