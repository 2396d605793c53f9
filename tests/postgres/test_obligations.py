"""One obligation for each person, rule and episode: how long it stood, and how it ended."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.actions import messages as m
from app.actions import work
from app.huddle.prepare import refresh
from tests.houses import CENTRE, NOW, cloud, consent, home_from_ed, registered, tell, viewer
from tests.rooms import (
    EIGHT,
    FRIDAY,
    MINUTE,
    MONDAY,
    ask,
    at,
    board,
    build,
    close,
    decide,
    decision,
    row_of,
    stands,
    start,
)

DAY = timedelta(days=1)
ENDED = "SELECT rule, ended, mornings FROM obligation ORDER BY rule"
NIGHT = NOW - timedelta(hours=4)


def closed(id_: str, **data):
    """A visit to the emergency department that can be corrected by its id."""
    return home_from_ed(id=id_, at=NIGHT, **data)


async def actions_of(house) -> m.ActionsView:
    return await work.list_for(house, await viewer(house, "hemtjanstplanerare"), EIGHT, EIGHT)


async def test_an_obligation_counts_its_mornings_once_each(house) -> None:
    await tell(house, registered(), home_from_ed())
    for moment in (NOW, EIGHT, at(MONDAY, "6.45"), at(MONDAY, "8.00")):
        await build(house, moment)
    assert await ask(house, ENDED) == [("akut-ej-inlagd", None, 2)]


async def test_it_counts_from_when_the_need_was_first_known(house) -> None:
    known = NOW - timedelta(hours=1)
    await tell(house, registered(), home_from_ed(), now=known)
    await build(house)
    await build(house, at(MONDAY, "6.45"))
    assert await ask(house, "SELECT since, first_day, last_day FROM obligation") == [
        (known, FRIDAY, MONDAY)
    ]


REACHED = cloud("phone.contact", at=EIGHT - MINUTE, result="reached", direction="out", channel="vc")
DIED = cloud("person.died", at=EIGHT - MINUTE, on=FRIDAY.isoformat())
CANCELLED = cloud("ed.visit.closed", at=NIGHT, cancels="visit")
CORRECTED = home_from_ed(at=NIGHT, outcome="admitted", revises="visit")
ENDS = [
    (REACHED, "solved", "somebody has reached the person"),
    (DIED, "no_longer_relevant", "the person has died"),
    (CANCELLED, "cancelled", "the source has taken it back"),
    (CORRECTED, "cancelled", "the source has put it right: admitted, not sent home"),
]


@pytest.mark.parametrize(("event", "ended", "comment"), ENDS)
async def test_the_ends_are_kept_apart(house, event, ended: str, comment: str) -> None:
    await tell(house, registered(), closed("visit"))
    await build(house, NOW)
    taken = await tell(house, event, now=EIGHT)
    assert [answer.status for answer in taken.answers] == ["new"], taken.answers
    await build(house, EIGHT)
    ends = {rule: end for rule, end, _ in await ask(house, ENDED)}
    assert ends["akut-ej-inlagd"] == ended, comment


async def test_what_nobody_decided_expires_with_its_window(house) -> None:
    await tell(house, registered(), home_from_ed())
    await close(house, await start(house))
    await build(house, at(MONDAY, "6.45") + 14 * DAY)
    assert await ask(house, ENDED) == [("akut-ej-inlagd", "expired", 1)]


@pytest.mark.parametrize("event", [CANCELLED, CORRECTED], ids=["cancelled", "corrected"])
@pytest.mark.parametrize("state", ["assigned", "accepted"])
async def test_what_the_source_takes_back_ends_the_action_and_tells_its_owner(
    house, event, state: str
) -> None:
    await tell(house, registered(), consent(), closed("visit"))
    built = await start(house)
    one = decision()
    await decide(house, built, built.board.rows[0], one)
    planner = await viewer(house, "hemtjanstplanerare")
    if state == "accepted":
        await work.act(house, planner, UUID(one.id), m.Accept(str(uuid4())), EIGHT, EIGHT)
    await tell(house, event, now=EIGHT + MINUTE)
    await refresh(house, [CENTRE], EIGHT + MINUTE)

    [action] = (await actions_of(house)).mine
    assert (action.state, action.may) == ("withdrawn", [])
    assert "Källan" in action.note
    [row] = (await board(house, built)).rows
    assert row.action.state == "withdrawn"
    assert row.decision == one, "the minutes stand"
    assert await ask(house, ENDED) == [("akut-ej-inlagd", "cancelled", 1)]
    await close(house, built)
    assert stands(await build(house, at(MONDAY, "7.40"))) == []


async def test_it_is_withdrawn_also_when_the_huddle_is_over(house) -> None:
    await tell(house, registered(), consent(), closed("visit"))
    built = await start(house)
    await decide(house, built, built.board.rows[0], decision())
    await close(house, built)
    afternoon = EIGHT + 300 * MINUTE
    await tell(house, CANCELLED, now=afternoon)
    await refresh(house, [CENTRE], afternoon)
    [action] = (await actions_of(house)).mine
    assert action.state == "withdrawn"
    shown = await board(house, built)
    assert (shown.state, shown.rows[0].action.state) == ("closed", "withdrawn")


async def test_what_is_done_stays_done_when_the_source_takes_it_back(house) -> None:
    await tell(house, registered(), consent(), closed("visit"))
    built = await start(house)
    await decide(house, built, built.board.rows[0], decision("done"))
    await build(house, EIGHT + MINUTE)
    await tell(house, CANCELLED, now=EIGHT + 2 * MINUTE)
    await build(house, EIGHT + 2 * MINUTE)
    assert await ask(house, ENDED) == [("akut-ej-inlagd", "solved", 1)]


async def test_a_corrected_hour_keeps_the_decision_and_the_action(house) -> None:
    await tell(house, registered(), consent(), closed("visit"))
    built = await start(house)
    await decide(house, built, built.board.rows[0], decision())
    put_right = home_from_ed(at=NIGHT + 30 * MINUTE, revises="visit")
    await tell(house, put_right, now=EIGHT + MINUTE)
    await build(house, EIGHT + MINUTE)
    [action] = (await actions_of(house)).mine
    assert action.state == "assigned"
    assert await ask(house, ENDED) == [("akut-ej-inlagd", None, 1)]


async def test_a_new_episode_is_a_new_obligation_while_the_old_one_is_open(house) -> None:
    await tell(house, registered(), consent(), closed("visit"))
    built = await start(house)
    await decide(house, built, row_of(built, "Gunborg"), decision())
    await tell(house, home_from_ed(at=EIGHT - 10 * MINUTE), now=EIGHT)
    await build(house, EIGHT + MINUTE)
    assert await ask(house, ENDED) == [("akut-ej-inlagd", None, 1)] * 2


async def test_a_day_of_going_home_that_is_moved_is_another_obligation_and_no_cancellation(
    house,
) -> None:
    sent = (NOW - DAY).isoformat()
    notice = cloud(
        "samsa.inskrivningsmeddelande", at=NOW - DAY, sent_at=sent, recipients=[CENTRE],
        pud=(NOW + DAY).isoformat(),
    )  # fmt: skip
    await tell(house, registered(), consent(), notice)
    built = await start(house)
    await decide(house, built, built.board.rows[0], decision())
    moved = cloud(
        "samsa.pud_changed", at=EIGHT, sent_at=EIGHT.isoformat(), new=(NOW + 2 * DAY).isoformat()
    )
    taken = await tell(house, moved, now=EIGHT)
    assert taken.answers[0].status == "new"
    await build(house, EIGHT + MINUTE)
    assert {action.state for action in (await actions_of(house)).mine} == {"assigned"}
    ends = [end for _, end, _ in await ask(house, ENDED)]
    assert "cancelled" not in ends
