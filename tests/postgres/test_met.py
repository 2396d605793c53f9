"""What was met over the closed days: counted on Monday's board, with whose by name for who leads it."""

from app.huddle import look
from app.huddle.scenes import scene
from tests.doors import audited, signed_in
from tests.houses import CENTRE, NOW, cloud, consent, home_from_ed, registered, tell, viewer
from tests.rooms import FRIDAY, MONDAY, at, build, close, start

WHO, SECRET = "19340304T027", "19350304T028"
SATURDAY = NOW.replace(day=21)
MORNING = at(MONDAY, "6.45")
DOOR = f"/api/huddles/{CENTRE}/{MONDAY}/met"


async def weekend(house) -> None:
    """Two came home on Saturday and were reached; one of them is protected."""
    await tell(
        house, registered(WHO), registered(SECRET, protected="sekretessmarkering"), consent(WHO)
    )
    await close(house, await start(house))
    for who in (WHO, SECRET):
        reached = cloud("phone.contact", who, SATURDAY, channel="vc", result="reached")
        visit = home_from_ed(who, at=SATURDAY.replace(hour=2))
        await tell(house, visit, reached, now=SATURDAY)


async def snapshot(house, built, who: str):
    async with house.database.work() as session:
        seen = await scene(session, house, built.huddle)
    party = (await viewer(house, who)).party
    audience = look.audience(seen.centre, party)
    return look.snapshot(seen, built.board, audience, False, set(), MORNING)


async def test_what_was_met_is_counted_and_not_listed(house) -> None:
    await weekend(house)
    for _ in range(2):
        built = await build(house, MORNING)
    assert built.board.rows == ()
    told = await snapshot(house, built, "aldre-ssk")
    assert told.closed_days == 2
    assert [(one.rule, one.headline, one.n) for one in told.met] == [
        ("akut-ej-inlagd", "Åter hem från akuten", 1)
    ], "one is protected, and counted with nobody"


async def test_the_count_is_the_centres_own(house) -> None:
    await weekend(house)
    built = await build(house, MORNING)
    for who in ("hemtjanstplanerare", "kommunal-ssk", "bistandshandlaggare"):
        assert (await snapshot(house, built, who)).met == []


async def test_an_ordinary_morning_counts_nothing(house) -> None:
    await tell(house, registered(WHO), home_from_ed(WHO))
    await tell(house, cloud("phone.contact", WHO, NOW, channel="vc", result="reached"))
    friday = await build(house, NOW)
    told = await snapshot(house, friday, "aldre-ssk")
    assert (friday.huddle.day, told.closed_days, told.met) == (FRIDAY, 0, [])


async def test_who_leads_the_huddle_may_see_whose_they_were_and_is_logged(
    house, monkeypatch
) -> None:
    await weekend(house)
    await build(house, MORNING)
    monkeypatch.setattr("app.clock.now", lambda: MORNING)
    async with signed_in(house, "aldre-ssk") as nurse:
        told = (await nurse.get(DOOR)).json()
    assert told["rows"] == [
        {
            "name": "Gunborg Öhrnäs",
            "headline": "Åter hem från akuten",
            "by": "kontakt är registrerad",
        }
    ]
    lines = [line for line in await audited(house) if line["act"] == "huddle:person:look"]
    assert [line["decision"] for line in lines] == ["allow"]
