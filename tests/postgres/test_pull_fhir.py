"""A FHIR server is asked for what has changed since last, page by page, by its own clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.events import pull
from app.events.pull import pages, state
from app.events.pull.addresses import Address
from tests.houses import NOW, registered, tell
from tests.intake import count, stored
from tests.other_side import OtherSide, other_side
from tests.postgres.test_pull import REAL, fetch

if TYPE_CHECKING:
    from starlette.requests import Request

THEIRS = datetime(2026, 11, 20, 8, 58, 30, tzinfo=UTC)
"""What the server's clock shows when it answers."""
GULLI = "19340304T027"


@pytest.fixture
def there() -> Iterator[OtherSide]:
    with other_side() as told:
        yield told


@pytest.fixture
def told(there: OtherSide, tmp_path: Path) -> Address:
    settings = tmp_path / "kvarten.conf"
    settings.write_text(
        f"[pull.cloudevents]\nformat = fhir\naddress = {there.base}/fhir/\nevery = 5\n"
        "search = Encounter?_include=Encounter:subject\nsince = 2026-11-01\n", "utf-8",
    )  # fmt: skip
    return pull.read({"KVARTEN_SETTINGS": str(settings)})["cloudevents"]


def visit(number: int, status: str = "in-progress") -> dict[str, Any]:
    return {
        "resource": {
            "resourceType": "Encounter",
            "id": f"v{number}",
            "status": status,
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"},
            "subject": {"identifier": {"system": "urn:kvarten:demo", "value": GULLI}},
            "serviceProvider": {
                "identifier": {
                    "system": "urn:oid:1.2.752.29.4.19", "value": "SE2321000131-DEMOSAS01",
                }
            },
            "period": {"start": f"2026-11-20T0{number}:00:00+01:00"},
        }
    }  # fmt: skip


def page(*entries: dict[str, Any], following: str | None = None, at: datetime = THEIRS) -> Response:
    body = {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": list(entries),
        "link": [{"relation": "next", "url": following}] if following else [],
    }
    headers = {"date": format_datetime(at, usegmt=True)}
    return JSONResponse(body, headers=headers, media_type="application/fhir+json")


async def test_all_pages_are_taken_and_the_next_question_begins_where_the_answer_did(
    house, there, told
) -> None:
    await tell(house, registered())

    def answer(request: Request) -> Response:
        if "page" in request.query_params:
            return page(visit(2), at=THEIRS + timedelta(seconds=9))
        return page(visit(1), following="/fhir?page=2")

    there.answer = answer
    await fetch(house, told)
    assert [str(one.url).removeprefix(there.base) for one in there.asked] == [
        "/fhir/Encounter?_include=Encounter%3Asubject&_lastUpdated=ge2026-11-01T00%3A00%3A00Z"
        "&_sort=_lastUpdated&_count=200",
        "/fhir?page=2",
    ]
    assert len((await stored(house, GULLI))[0].ed_visits) == 2
    there.answer = lambda _: page(visit(2))
    await fetch(house, told, REAL + timedelta(minutes=5))
    since = there.asked[-1].query_params["_lastUpdated"]
    assert since == "ge2026-11-20T08:56:30Z", "the server's own clock, and two minutes before it"
    assert len((await stored(house, GULLI))[0].ed_visits) == 2


async def test_an_empty_answer_is_a_sign_of_life(house, there, told) -> None:
    there.answer = lambda _: page()
    await fetch(house, told)
    async with house.database.work() as session:
        from app.tables import Source

        found = await session.get(Source, "cloudevents")
        assert found is not None
        assert found.last_heard == NOW
    assert await count(house, "event") == 0


FAULTS = [
    # answer, what is told; why
    (lambda _: page(visit(1), following="http://127.0.0.2:1/fhir?page=2"),
     "Nästa sida ligger hos en annan server", "our token would go along"),
    (lambda _: page(visit(1), following="https://127.0.0.1/fhir?page=2"),
     "Nästa sida ligger hos en annan server", "another port is another server"),
    (lambda request: page(visit(1), following=str(request.url)), "Sidorna tar inte slut",
     "round in a ring"),
    (lambda request: page(following=f"/fhir?page={request.query_params.get('page', '')}1"),
     "Sidorna tar inte slut", "one more each time"),
    (lambda _: PlainTextResponse("<html>"), "Svaret är ingen FHIR-Bundle.", "somebody's page"),
    (lambda _: JSONResponse({"resourceType": "OperationOutcome"}), "Svaret är ingen FHIR-Bundle",
     "an error told as an answer"),
    (lambda _: JSONResponse([]), "Svaret är ingen FHIR-Bundle", "a list"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "says", "why"), FAULTS, ids=[one[2] for one in FAULTS])
async def test_what_cannot_be_followed_is_told_and_asked_again_from_the_same_place(
    house, there, told, monkeypatch, answer, says: str, why: str
) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 5)
    there.answer = answer
    await fetch(house, told)
    found = await state.load(house.database, "cloudevents")
    assert found.told is not None
    assert says in found.told, why
    assert (found.state, found.failures) == ({}, 1)
    assert len(there.asked) <= 5
