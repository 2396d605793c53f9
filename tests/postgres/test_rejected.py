"""What is rejected is kept for whoever is to correct it: sealed, with its reason, and once."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import text

from app.errors import Misconfigured
from app.events import file, ingest
from tests.houses import NOW, cloud, home_from_ed, registered, tell
from tests.intake import count, kept, stored
from tests.roles import as_admin, everything

WHO = "19340304T027"
NO_JSON = "Det som skickades är inte giltig JSON."
TIMES = text("SELECT times, first_at, last_at FROM set_aside")


def lines(*told: Any) -> bytes:
    """A file of events, a line each; some of them bytes that JSON would not write."""
    parts = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in told]
    return b"\n".join(parts) + b"\n"


async def take(house, path: Path, whole: bytes, source: str | None = None) -> file.Count:
    written(path, whole)
    told, _ = await file.take(house, path, source, NOW)
    return told


def written(path: Path, whole: bytes) -> None:
    path.write_bytes(whole)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "natten.ndjson"


# A line that no event could be made of, why, and what is hard about it; none says its source.
BAD_LINES = [
    (b'{"id": "e1", "source": "elvis"', NO_JSON, "cut off in the middle"),
    (b"tidpunkt;enhet;utfall", NO_JSON, "another format's header"),
    (b'{"id": "\xe5"}', NO_JSON, "Latin-1"),
    (b"[]", "Fel sorts värde: ett objekt väntades, inte en lista.", "a list on a line"),
    (b"7", "Fel sorts värde: ett objekt väntades, inte ett heltal.", "a number"),
    (b'{"x":' * 3000 + b"1" + b"}" * 3000, NO_JSON, "deeper than is followed"),
    (
        b'{"source": 7}',
        "Fel sorts värde: text väntades, inte ett heltal.",
        "a source that is a number",
    ),
    (b'{"source": ""}', "Fältet är tomt.", "no source in it"),
]


async def test_a_line_that_cannot_be_read_is_kept_and_the_file_goes_on(house, path) -> None:
    whole = [registered()]
    for n, (line, *_) in enumerate(BAD_LINES):
        whole += [line, home_from_ed(id=f"e{n}")]
    told = await take(house, path, lines(*whole))
    assert (told.new, told.known, told.rejected) == (1 + len(BAD_LINES), 0, len(BAD_LINES))
    aside = {one["text"]: one for one in await kept(house)}
    for line, says, comment in BAD_LINES:
        one = aside[line.decode("utf-8", "replace")]
        assert one["reason"] == says, comment
        assert (one["source"], one["outcome"]) == ("", "rejected"), comment
    assert len((await stored(house, WHO))[0].ed_visits) == len(BAD_LINES)


async def test_an_event_that_says_no_source_is_kept_unless_the_file_has_one(house, path) -> None:
    event = {name: value for name, value in home_from_ed().items() if name != "source"}
    told = await take(house, path, lines(event, home_from_ed()))
    assert (told.new, told.rejected) == (1, 1)
    [one] = await kept(house)
    assert (one["field"], one["reason"]) == ("source", "Fältet saknas.")
    told = await take(house, path, lines(event), "elvis")
    # CloudEvents asks for it all the same; but now it is known whose it is.
    assert told.rejected == 1
    assert {one["source"] for one in await kept(house)} == {"", "elvis"}


async def test_a_source_that_the_organisation_lacks_stops_the_file_and_is_named(
    house, path
) -> None:
    """That is no bad event but a wrong file or a source that is still to be set up."""
    with pytest.raises(Misconfigured, match=r"natten\.ndjson: källan elvsi finns inte .*--source"):
        await take(house, path, lines(home_from_ed(source="elvsi")))
    with pytest.raises(Misconfigured, match=r"Källan elvsi finns inte\. Kända är "):
        await take(house, path, lines(home_from_ed()), "elvsi")
    told = await take(house, path, lines(home_from_ed(source="elvsi")), "cloudevents")
    assert told.new == 1


async def test_a_byte_order_mark_and_empty_lines_and_line_ends_are_no_fault(house, path) -> None:
    first, second = (json.dumps(home_from_ed(id=f"e{n}")).encode() for n in range(2))
    told = await take(house, path, b"\xef\xbb\xbf" + first + b"\r\n\r\n  \n" + second)
    assert (told.new, told.rejected) == (2, 0)
    told = await take(house, path, b"")
    assert (told.new, told.known, told.rejected, told.not_used) == (0, 0, 0, 0)


async def test_a_file_longer_than_a_batch_is_taken_whole_and_told_of_on_the_way(
    house, path, monkeypatch
) -> None:
    monkeypatch.setattr(file, "BATCH", 10)
    whole = lines(*(home_from_ed(id=f"e{n}") if n % 5 else b"{" for n in range(45)))
    path.write_bytes(whole)
    heard: list[int] = []
    told, _ = await file.take(house, path, None, NOW, progress=heard.append)
    assert (told.new, told.rejected) == (36, 9)
    assert len(heard) == 5
    assert heard == sorted(heard)
    assert heard[-1] == len(whole)


async def test_the_same_again_is_counted_and_not_kept_twice(house) -> None:
    door, other = (house.organisation.sources[name] for name in ("cloudevents", "elvis"))
    for minutes in range(3):
        at = NOW + timedelta(minutes=minutes)
        await ingest.take(house, [(door, b"{"), (door, b"{")], at)
    await ingest.take(house, [(other, b"{")], NOW)
    async with house.database.work() as session:
        rows = [tuple(row) for row in await session.execute(TIMES)]
    assert rows == [(3, NOW, NOW + timedelta(minutes=2)), (1, NOW, NOW)]


async def test_what_is_corrected_and_sent_again_goes_in(house) -> None:
    wrong = home_from_ed(id="e1", closed_at="2026-11-31T03:00:00Z")
    right = home_from_ed(id="e1")
    assert [one.status for one in (await tell(house, wrong)).answers] == ["rejected"]
    assert [one.status for one in (await tell(house, right)).answers] == ["new"]
    assert [one.status for one in (await tell(house, wrong)).answers] == ["rejected"]
    assert (await count(house, "event"), await count(house, "set_aside")) == (1, 1)


async def test_what_is_kept_is_sealed_and_opens_only_in_its_own_place(house, admin_url) -> None:
    await tell(
        house,
        cloud("vc.visit", profession=7),
        cloud("vc.visit", "19340304T028", profession="\0" + "Storgatan 1"),
    )
    with as_admin(admin_url, house.database.url) as admin:
        found = everything(admin)
        rows = admin.execute("SELECT digest, cipher FROM set_aside ORDER BY id").fetchall()
    for secret in (WHO, "19340304T028", "Storgatan"):
        assert secret not in found
        assert secret.encode().hex() not in found
    (first, cipher), (second, _) = rows
    assert house.vault.unseal(cipher, bytes(first)).startswith('{"specversion"')
    with pytest.raises(InvalidTag):
        house.vault.unseal(cipher, bytes(second))
