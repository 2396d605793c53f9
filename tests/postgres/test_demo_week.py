"""The demo has a week behind it: its reviewer meets each kind of oddity on the first morning."""

from __future__ import annotations

from datetime import date, timedelta

from app import clock
from app.demo import lastweek, yesterday
from app.scrutiny.drawing import draw_weeks
from tests.browser import night
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
