"""What was told of the wrong person leaves that person, and comes to the one it was about."""

import asyncio
import itertools
from datetime import timedelta

import pytest

from app.actions import work
from app.events.kinds import Event
from app.events.kinds.care import EdVisitClosed
from app.huddle.prepare import refresh
from app.people.store import record
from tests.houses import (
    CENTRE,
    DEMO,
    EMERGENCY,
    NOW,
    cloud,
    consent,
    home_from_ed,
    registered,
    tell,
    viewer,
)
from tests.intake import stored
from tests.rooms import EIGHT, MINUTE, ask, board, build, decide, decision, start

GUNBORG = "19340304T027"
EVERT = "19380511T013"
NIGHT = NOW - timedelta(hours=4)
KNOWN = (
    registered(GUNBORG, given_name="Gunborg", family_name="Öhrnäs"),
    registered(EVERT, given_name="Evert", family_name="Strand"),
)
OF_GUNBORG = home_from_ed(GUNBORG, NIGHT, id="visit")
OF_EVERT = home_from_ed(EVERT, NIGHT, id="right", revises="visit")
ENDS = "SELECT rule, ended FROM obligation ORDER BY since, ended NULLS LAST"


def written(event: dict, minutes: int) -> dict:
    """The event, written down so many minutes after it happened."""
    told = (NIGHT + timedelta(minutes=minutes)).isoformat()
    return {**event, "data": {**event["data"], "recorded_at": told}}


def visits(person) -> list[str]:
    return [visit.key for visit in person.ed_visits]


MORE = home_from_ed(GUNBORG, NIGHT, id="more", revises="visit")
BACK = home_from_ed(GUNBORG, NIGHT, id="back", revises="right")
NOBODY = cloud("ed.visit.closed", EVERT, NIGHT, id="void", cancels="right")
STORIES = [
    # what is told, in the order it was written down; whose the visit is in the end; why
    ((OF_GUNBORG, OF_EVERT), EVERT, "the source has put the name right"),
    ((OF_GUNBORG, OF_EVERT, BACK), GUNBORG, "and thought again"),
    (
        (OF_GUNBORG, MORE, OF_EVERT, home_from_ed(GUNBORG, NIGHT, id="last", revises="more")),
        GUNBORG,
        "and told again of the one whom it was about before",
    ),
    (
        (OF_GUNBORG, OF_EVERT, home_from_ed(EVERT, NIGHT, id="same", revises="right"), MORE),
        GUNBORG,
        "and of what was first said a last word",
    ),
    ((OF_GUNBORG, OF_EVERT, NOBODY), None, "and taken it back altogether"),
    (
        (OF_GUNBORG, cloud("ed.visit.closed", EVERT, NIGHT, id="right", cancels="visit")),
        None,
        "taken back in another's name",
    ),
]


@pytest.mark.parametrize(("told", "whose", "why"), STORIES, ids=[why for *_, why in STORIES])
async def test_it_is_theirs_whom_the_last_word_names_in_whatever_order_it_came(
    house, told, whose: str | None, why: str
) -> None:
    story = [written(event, minutes) for minutes, event in enumerate(told)]
    for n, order in enumerate(itertools.permutations(story)):
        pair = (f"193403{n + 1:02}T027", f"193805{n + 1:02}T013")
        names = dict(zip((GUNBORG, EVERT), pair, strict=True))
        await tell(house, *(registered(one) for one in pair))
        for event in order:
            await tell(house, _renamed(event, names, n))
        found = [who for who, one in names.items() if visits((await stored(house, one))[0])]
        assert found == ([whose] if whose else []), [event["id"] for event in order]


def _renamed(event: dict, names: dict[str, str], n: int) -> dict:
    """The same of another pair of persons: a story of its own."""
    data = dict(event["data"])
    data["person_id"] = {**data["person_id"], "value": names[data["person_id"]["value"]]}
    for name in ("revises", "cancels"):
        if name in data:
            data[name] = f"{data[name]}-{n}"
    return {**event, "id": f"{event['id']}-{n}", "data": data}


async def test_both_in_one_batch_is_the_same(house) -> None:
    await tell(house, *KNOWN, written(OF_EVERT, 1), written(OF_GUNBORG, 0))
    assert not visits((await stored(house, GUNBORG))[0])
    assert len(visits((await stored(house, EVERT))[0])) == 1


async def test_the_row_goes_over_to_the_right_person_and_the_action_is_taken_back(house) -> None:
    await tell(house, *KNOWN, consent(GUNBORG), OF_GUNBORG)
    built = await start(house)
    await decide(house, built, built.board.rows[0], decision())
    taken = await tell(house, written(OF_EVERT, 1), now=EIGHT + MINUTE)
    assert taken.touched == {CENTRE}
    await refresh(house, [CENTRE], EIGHT + MINUTE)
    [action] = (
        await work.list_for(house, await viewer(house, "hemtjanstplanerare"), EIGHT, EIGHT)
    ).mine
    assert action.state == "withdrawn"
    rows = (await board(house, built)).rows
    assert [(row.content.name, row.decision is not None) for row in rows] == [
        ("Gunborg Öhrnäs", True),
        ("Evert Strand", False),
    ]
    assert sorted(await ask(house, ENDS), key=str) == [
        ("akut-ej-inlagd", "cancelled"),
        ("akut-ej-inlagd", None),
    ]


async def test_an_undecided_row_of_the_wrong_person_is_taken_off_the_board(house) -> None:
    await tell(house, *KNOWN, OF_GUNBORG)
    await build(house, NOW)
    await tell(house, written(OF_EVERT, 1), now=EIGHT)
    rows = (await build(house, EIGHT)).board.rows
    assert [row.content.name for row in rows if not row.withdrawn] == ["Evert Strand"]


async def test_what_comes_while_its_correction_waits_is_corrected_all_the_same(house) -> None:
    """The first word stands in a batch that has Evert locked, and the correction is of Evert."""
    await tell(house, *KNOWN)
    keys = {who: house.vault.person(house.vault.hash(DEMO, who)) for who in (GUNBORG, EVERT)}
    body = EdVisitClosed("home", NIGHT)
    unit = house.organisation.units[EMERGENCY]
    first, other = (
        Event(f"cloudevents/{id_}", "cloudevents", "ed.visit.closed", body, unit.provider,
              EMERGENCY, NIGHT, NIGHT, NOW)
        for id_ in ("visit", "another")
    )  # fmt: skip
    async with house.database.work() as session:
        told = [(keys[GUNBORG], first), (keys[EVERT], other)]
        await record(session, told, house.folding(NOW))
        corrected = asyncio.create_task(tell(house, written(OF_EVERT, 1)))
        await asyncio.sleep(0.5)
        assert not corrected.done(), "it waits for Evert"
    await corrected
    assert not visits((await stored(house, GUNBORG))[0])
    assert len(visits((await stored(house, EVERT))[0])) == 2
