"""The demo has a week behind it: its reviewer meets each kind of oddity on the first morning."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from app import clock
from app.database import Database
from app.demo import lastweek, weeks, yesterday
from app.opening import furnish
from app.scrutiny.drawing import draw_weeks
from tests.browser import night
from tests.databases import cloned
from tests.doors import add_staff
from tests.houses import CENTRE, TEAM, cloud, consent, home_from_ed, registered, tell
from tests.reviews import NEXT, REVIEWER, asked, found, judged, provider_of
from tests.rooms import FRIDAY, ask, at, board, build, close, start

THEIRS = {"unit_hsa_id": TEAM, "controller_hsa_id": "SE0000001490-DEMOHSL"}
PEOPLE = (
    night.GUNBORG, night.EVERT, night.SVEN, night.HOLGER, night.MARTA, night.NILS, night.ALICE,
)  # fmt: skip


async def test_the_week_before_the_demo_has_something_to_review(house) -> None:
    for number, given, family in PEOPLE:
        await tell(house, registered(number, given_name=given, family_name=family))
    await add_staff(house, REVIEWER, "logg_granskare", await provider_of(house))
    clock.set_shift(at(NEXT, "7.40"))
    await lastweek.play(house, NEXT)
    await draw_weeks(house, clock.now())
    told = await asked(house)
    assert told["week"]["monday"] == "2026-11-16"
    signs = {sign for item in told["week"]["items"] for sign in item["signs"]}
    assert signs >= {"emergency", "same_surname", "odd_hours", "denied"}
    opened = await asked(house, f"/items/{found(told, 'emergency')['id']}")
    assert opened["reasons"] == [lastweek.WHY]
    assert (await judged(house, found(told, "odd_hours")["id"], "ok")).status_code == 200


async def test_a_demo_that_is_empty_has_no_week_behind_it(house) -> None:
    await lastweek.play(house, date(2026, 11, 23))
    assert await ask(house, "SELECT count(*) FROM audit") == [(0,)]


async def test_the_last_huddle_is_led_to_its_end_whatever_has_stood_for_three_mornings(
    house,
) -> None:
    wednesday, thursday = FRIDAY - timedelta(days=2), FRIDAY - timedelta(days=1)
    came = at(wednesday, "4.00")
    for number, given, family in PEOPLE[:4]:
        person = registered(number, given_name=given, family_name=family)
        await tell(house, person, consent(number), home_from_ed(number, came), now=came)
    for day in (wednesday, thursday):
        await close(house, await start(house, at(day, "8.00")), at(day, "8.10"))
    built = await build(house, at(FRIDAY, "6.45"))
    assert any(row.forced for row in built.board.rows)
    await yesterday.play(house, CENTRE, at(FRIDAY, "6.45"))
    held = await board(house, built)
    assert held.state == "closed"
    assert all(row.decision is not None for row in held.rows if row.forced)


async def test_what_a_unit_may_not_hear_of_any_more_is_left_by_evening(house) -> None:
    came = at(FRIDAY, "4.00")
    for number, given, family in PEOPLE[:4]:
        person = registered(number, given_name=given, family_name=family)
        cared_for = cloud(
            "enrolment.started", number, came, kind="kommunal_hsl", unit=TEAM,
            **{"from": "2026-11-01"}, **THEIRS,
        )  # fmt: skip
        left = cloud("ambulance.contact", number, came, case_id=number, outcome="left_home")
        until = consent(number, end=at(FRIDAY, "8.30").isoformat())
        await tell(house, person, until, cared_for, left, now=came)
    await yesterday.play(house, CENTRE, at(FRIDAY, "6.45"))
    given = await ask(house, "SELECT count(*) FROM action WHERE owner = :team", team=TEAM)
    assert given != [(0,)]


async def test_two_demos_of_one_seed_hold_the_same_huddles(
    admin_url, furnished, vault, fixed_clock, monkeypatch
) -> None:
    """Persons' ids follow the installation's own key, and so does the order of rows that weigh the same."""
    came = at(FRIDAY, "4.00")
    night_ = [
        (registered(number), consent(number), home_from_ed(number, came)) for number in NUMBERS
    ]
    decided = [
        await _decided(admin_url, furnished, vault, monkeypatch, salt, night_)
        for salt in (b"one key", b"another")
    ]
    assert len(decided[0]) > len(NUMBERS) / 2
    assert decided[0] == decided[1]


NUMBERS = [f"19400505T{n:03}" for n in range(20)]


async def _decided(admin_url, furnished, vault, monkeypatch, salt, events) -> set[tuple[str, ...]]:
    """What was decided about what, by whom it was given to, when ids are made with a salt."""
    monkeypatch.setattr(
        type(vault), "person", lambda _, hashed: UUID(bytes=sha256(salt + hashed).digest()[:16])
    )
    with cloned(admin_url, furnished) as url:
        database = Database(url, vault)
        house = await furnish(database, vault, demo=True)
        for each in events:
            await tell(house, *each, now=at(FRIDAY, "4.00"))
        all_ = weeks.meetings(house, 1, FRIDAY + timedelta(days=3), 1)
        here = [one for one in all_ if one.centre.unit == CENTRE]
        await weeks.play(house, [], here, _nothing_more, lambda: None)
        found = await ask(
            house,
            "SELECT body ->> 'episode', body ->> 'decision', body ->> 'owner' FROM event"
            " WHERE kind = 'huddle.decided'",
        )
        await database.close()
    return {tuple(map(str, row)) for row in found}


async def _nothing_more(arrived) -> None:
    assert not arrived
