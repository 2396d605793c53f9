"""A merge on an open morning: one row of who is left, decisions and actions that go on, and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.actions import messages as m
from app.actions import work
from app.huddle import asks
from app.huddle.prepare import refresh
from tests.houses import (
    CENTRE,
    HOME_HELP,
    NOW,
    cloud,
    consent,
    home_from_ed,
    registered,
    tell,
    viewer,
)
from tests.merging import key, lies_with, merged, parted, row
from tests.rooms import (
    EIGHT,
    FRIDAY,
    MINUTE,
    ask,
    at,
    board,
    build,
    decide,
    decision,
    row_of,
    say,
    start,
)

OLD, NEW = "19340304T027", "19340304T028"
PAIR = (OLD, NEW)
OTHER = "SE2321000131-DEMOVC02"
KNOWN = (
    registered(OLD, given_name="Gun", family_name="Ek"),
    registered(NEW, given_name="Gunborg", family_name="Ek"),
)
LATER = EIGHT + MINUTE


async def told(house, *events: dict[str, Any], now=LATER) -> None:
    """Events with the boards brought up to date by them, as every door does it."""
    taken = await tell(house, *events, now=now)
    await refresh(house, taken.touched, now)


async def names(house, built) -> list[tuple[str, bool]]:
    """Whose rows stand on the board, and whether each is decided."""
    return [
        (one.content.name.split()[0], one.decision is not None)
        for one in (await board(house, built)).rows
        if not one.withdrawn
    ]


async def test_a_row_nobody_has_decided_is_the_survivors(house) -> None:
    for begin, now in ((build, NOW), (start, EIGHT)):
        n = 1 if begin is build else 2
        old, new = f"193{n}0304T027", f"193{n}0304T028"
        await tell(house, registered(old, given_name="Gun"), registered(new), home_from_ed(old))
        built = await begin(house, now)
        assert "Gun" in {name for name, _ in await names(house, built)}
        await told(house, merged(old, new))
        assert "Gun" not in {name for name, _ in await names(house, built)}
        rows = [one for one in (await board(house, built)).rows if not one.withdrawn]
        assert [one.content.person for one in rows].count(str(key(house, new))) == 1


async def test_a_decided_row_and_its_action_go_on_under_the_survivor(house) -> None:
    await tell(house, *KNOWN, consent(OLD), home_from_ed(OLD))
    built = await start(house)
    await decide(house, built, built.board.rows[0], decision())
    merge = merged(OLD, NEW)
    await told(house, merge)
    assert await names(house, built) == [("Gunborg", True)]
    assert await lies_with(house, "action", names=PAIR) == {NEW: 1}
    planner = await viewer(house, "hemtjanstplanerare")
    [mine] = (await work.list_for(house, planner, LATER, LATER)).mine
    assert mine.title == "Ring: Gunborg Ek"
    after = await work.act(
        house, planner, await _action(house), m.Accept(str(uuid4())), LATER, LATER
    )
    assert after.state == "accepted"
    [shown] = (await board(house, built)).rows
    assert shown.action is not None
    assert shown.action.state == "accepted"
    # And with the old number again as it was, the accepted action goes home with its row.
    await told(house, parted(OLD, merge), now=LATER + MINUTE)
    assert await names(house, built) == [("Gun", True)]
    assert await lies_with(house, "action", names=PAIR) == {OLD: 1}
    person, _, _ = await row(house, OLD)
    assert [action.state for action in person.actions] == ["accepted"]


async def _action(house):
    [(found,)] = await ask(house, "SELECT id FROM action")
    return found


async def test_a_decision_can_be_regretted_after_the_merge(house) -> None:
    await tell(house, *KNOWN, consent(OLD), home_from_ed(OLD))
    built = await start(house)
    await decide(house, built, built.board.rows[0], decision())
    await told(house, merged(OLD, NEW))
    await say(house, built.huddle.id, asks.Reopen(built.board.rows[0].id), LATER)
    assert (await row(house, NEW))[0].decisions == ()


async def test_what_was_decided_of_the_survivor_goes_along_when_they_are_two_again(house) -> None:
    """Decided while they were one, about a visit that was the other's: nobody decides it again."""
    merge = merged(OLD, NEW)
    await tell(house, *KNOWN, consent(NEW), consent(OLD), merge, home_from_ed(OLD, id="old"),
               home_from_ed(NEW, NOW - timedelta(hours=6), id="new"))  # fmt: skip
    built = await start(house)
    assert [name for name, _ in await names(house, built)] == ["Gunborg"]
    await decide(house, built, row_of(built, "Gunborg"), decision("not_needed"))
    await told(house, parted(OLD, merge))
    old, new = [(await row(house, who))[0] for who in PAIR]
    assert [[d.episode for d in person.decisions] for person in (old, new)] == [
        ["cloudevents/old"],
        ["cloudevents/new"],
    ]
    assert await lies_with(house, "obligation", names=PAIR) == {OLD: 1, NEW: 1}
    assert [decided for _, decided in await names(house, built)] == [True], "no row comes anew"


async def test_what_both_owe_is_owed_once_since_the_first_of_them(house) -> None:
    """The planning of one stay, told partly under each number: one PUD, one obligation."""
    pud = at(FRIDAY + timedelta(days=1), "10.00").isoformat()
    notice = {
        "sent_at": NOW.isoformat(),
        "pud": pud,
        "recipients": [CENTRE],
        "correlation_id": "s1",
    }
    await tell(house, *KNOWN, *(
        cloud("samsa.inskrivningsmeddelande", who, NOW - timedelta(hours=n), **notice)
        for n, who in enumerate(PAIR, start=1)
    ))  # fmt: skip
    await build(house, NOW)
    assert await lies_with(house, "obligation", names=PAIR) == {OLD: 1, NEW: 1}
    await ask(house, "UPDATE obligation SET mornings = 3 WHERE person = :old RETURNING 1",
              old=key(house, OLD))  # fmt: skip
    merge = merged(OLD, NEW)
    await told(house, merge, now=NOW)
    owed = "SELECT mornings, since FROM obligation WHERE ended IS NULL"
    assert await ask(house, owed) == [(3, NOW)]
    assert [name for name, _ in await names(house, await build(house, NOW))] == ["Gunborg"]
    await told(house, parted(OLD, merge), now=NOW + MINUTE)
    assert len(await ask(house, owed)) == 2


async def test_open_actions_and_obligations_go_to_the_survivors_centre(house) -> None:
    await tell(house, KNOWN[0], consent(OLD), home_from_ed(OLD))
    built = await start(house)
    await decide(house, built, built.board.rows[0], decision())
    listed = cloud("person.listing_changed", NEW, NOW - timedelta(days=1), vc=OTHER)
    await told(house, KNOWN[1], listed, merged(OLD, NEW))
    where = "SELECT centre FROM {} WHERE person IS NOT NULL GROUP BY centre"
    for table in ("event", "obligation", "action"):
        assert await ask(house, where.format(table)) == [(OTHER,)], table
    assert (await row(house, NEW))[1] == OTHER
    # And from there on with the person, under whichever number the register tells it.
    await told(house, cloud("person.listing_changed", OLD, NOW, vc=CENTRE))
    for table in ("event", "obligation", "action"):
        assert await ask(house, where.format(table)) == [(CENTRE,)], table
    assert HOME_HELP in {owner for (owner,) in await ask(house, "SELECT owner FROM action")}
