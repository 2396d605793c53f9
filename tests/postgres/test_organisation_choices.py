"""What a centre has chosen for itself is kept, followed by every process, and told in the log."""

from __future__ import annotations

from datetime import date, time, timedelta

from app.days import Weekly
from app.huddle.prepare import prepare
from app.organisation import present
from app.timetable import Timetable
from tests.changes import followed, let_be, with_
from tests.doors import audited, signed_in
from tests.houses import CENTRE
from tests.rooms import ask, at
from tests.small_demo import FILE

OTHER = "SE2321000131-DEMOVC02"


async def test_a_centre_has_the_group_that_it_lifts_a_disagreement_to(house) -> None:
    name = "Å" * 80
    await let_be(house, with_(FILE, "centres", "unit", CENTRE, group=name))
    centres = (await followed(house)).organisation.centres
    assert (centres[CENTRE].group, centres[OTHER].group) == (name, "Närvårdsgruppen Borås")
    [line] = await audited(house, "organisation:centres:change")
    assert line["detail"] == f"{CENTRE}; group: Närvårdsgruppen Borås → {name}"


async def test_a_centre_without_a_group_lifts_to_nobody(house) -> None:
    await let_be(house, with_(FILE, "centres", "unit", CENTRE, group=None))
    assert (await followed(house)).organisation.centres[CENTRE].group is None
    async with house.database.work() as session:
        found = await present(session)
    assert found is not None
    assert next(one for one in found.centres if one.unit == CENTRE).group is None


async def test_a_group_of_too_many_signs_is_answered_at_its_field(house) -> None:
    async with signed_in(house, "systemforvaltare") as client:
        told = (await client.get("/api/organisation")).json()
        told["file"]["centres"][0]["group"] = "Å" * 81
        answer = await client.post("/api/organisation", json=told["file"])
    assert answer.status_code == 422
    assert [(one["field"], one["says"]) for one in answer.json()["fields"]] == [
        ("centres[0].group", "Gruppens namn skrivs på en rad, med högst 80 tecken."),
    ]  # fmt: skip


async def test_a_centre_goes_through_its_week_when_it_has_chosen(house, monkeypatch) -> None:
    chosen = {"weekly_day": "tis", "weekly_time": "14:30", "weekly_minutes": 60}
    await let_be(house, with_(FILE, "centres", "unit", CENTRE, **chosen))
    centres = (await followed(house)).organisation.centres
    assert centres[CENTRE].calendar.week == Weekly(1, time(14, 30), 60)
    assert centres[OTHER].calendar.week == Weekly()
    [line] = await audited(house, "organisation:centres:change")
    assert line["detail"] == (
        f"{CENTRE}; weekly_day: tor → tis; weekly_time: 13:00 → 14:30; weekly_minutes: 45 → 60"
    )
    thursday = date(2026, 11, 26)
    assert await prepare(house, CENTRE, at(thursday, "11.45"), round_="weekly") is None
    tuesday = date(2026, 11, 24)
    for when, rounds in (("13.10", 0), ("13.20", 1)):
        monkeypatch.setattr("app.clock.now", lambda when=when: at(tuesday, when))
        await Timetable(house)._teamrond(CENTRE)
        assert await ask(house, "SELECT count(*) FROM huddle") == [(rounds,)], when
    [(starts, ends)] = await ask(house, "SELECT starts_at, ends_at FROM huddle")
    assert (starts, ends - starts) == (at(tuesday, "14.30"), timedelta(minutes=60))


async def test_what_is_chosen_reads_back_as_it_was_written(house) -> None:
    chosen = {"weekly_day": "fre", "weekly_time": "07:00", "weekly_minutes": 15}
    file = with_(FILE, "centres", "unit", CENTRE, **chosen)
    await let_be(house, file)
    assert (await let_be(house, file)).changes == []
    async with house.database.work() as session:
        found = await present(session)
    assert found is not None
    [entry] = [one for one in found.centres if one.unit == CENTRE]
    assert (entry.weekly_day, entry.weekly_time, entry.weekly_minutes) == ("fre", "07:00", 15)
