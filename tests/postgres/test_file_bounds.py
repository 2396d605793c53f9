"""A file that never ends is not read into memory, and what stands after it goes in."""

from __future__ import annotations

import msgspec
import pytest

from app.events import file
from app.events.hl7 import Unreadable
from tests.houses import NOW, home_from_ed, registered


async def test_a_line_without_an_end_is_rejected_in_parts(house, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(file, "LONGEST_LINE", 2000)
    path = tmp_path / "natten.ndjson"
    lines = [msgspec.json.encode(registered()), b"x" * 5000, msgspec.json.encode(home_from_ed())]
    path.write_bytes(b"\n".join(lines))
    told, _ = await file.take(house, path, "cloudevents", NOW)
    assert (told.new, told.rejected) == (2, 3)


async def test_messages_that_are_read_at_once_have_a_largest_size(
    house, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(file, "LARGEST_WHOLE", 1024 * 1024)
    path = tmp_path / "natten.hl7"
    path.write_bytes(b"MSH|^~\\&|" + b"x" * 1024 * 1024)
    with pytest.raises(Unreadable, match="Filen är större än 1 MB"):
        await file.take(house, path, "simhospital", NOW)
