"""Two identities told to be one are one person, with all that is theirs; and two again when unsaid."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.houses import CENTRE, DEMO, NOW, cloud, consent, home_from_ed, registered, tell
from tests.intake import kept, stored, told_of
from tests.merging import TABLES, key, lies_with, merged, parted, row

OTHER = "SE2321000131-DEMOVC02"
OLD, NEW, THIRD = "19340304T027", "19340304T028", "19340304T029"
PAIR = (OLD, NEW)


def visits(person) -> set[str]:
    return {visit.key.partition("/")[2] for visit in person.ed_visits}


async def test_all_that_was_told_of_either_is_the_survivors(house) -> None:
    await tell(house, registered(OLD), home_from_ed(OLD, id="a"), registered(NEW, centre=OTHER))
    taken = await tell(house, merged(OLD, NEW))
    assert [answer.status for answer in taken.answers] == ["new"]
    assert taken.touched == {CENTRE, OTHER}, "both boards have changed"
    person, centre, into = await row(house, NEW)
    assert (visits(person), into) == ({"a"}, None)
    assert centre == person.listed_vc
    gone, nowhere, into = await row(house, OLD)
    assert (gone.name, gone.ed_visits, nowhere, into) == ("Okänt namn", (), None, key(house, NEW))
    assert await lies_with(house, "event", names=PAIR) == {NEW: 4}
    assert {one["centre"] for one in await told_of(house, NEW)} == {centre}


async def test_what_comes_later_under_the_old_number_is_the_survivors(house) -> None:
    await tell(house, registered(OLD), registered(NEW), merged(OLD, NEW))
    await tell(house, home_from_ed(OLD, id="a"), home_from_ed(NEW, id="b"))
    assert visits((await row(house, NEW))[0]) == {"a", "b"}
    assert visits((await row(house, OLD))[0]) == set()


async def test_a_merge_that_is_taken_back_leaves_two_as_if_nothing_had_been_said(house) -> None:
    merge = merged(OLD, NEW)
    await tell(house, registered(OLD), registered(NEW, centre=OTHER), home_from_ed(OLD, id="a"))
    before = [await row(house, who) for who in PAIR]
    await tell(house, merge)
    await tell(house, home_from_ed(OLD, id="later"), home_from_ed(NEW, id="b"))
    taken = await tell(house, parted(OLD, merge))
    assert taken.touched == {CENTRE, OTHER}
    (old, centre, into), (new, other, _) = [await row(house, who) for who in PAIR]
    assert (visits(old), centre, into) == ({"a", "later"}, CENTRE, None)
    assert (visits(new), other) == ({"b"}, OTHER)
    assert [old.name, new.name] == [person.name for person, _, _ in before]
    for table in TABLES:
        query = text(f"SELECT count(*) FROM {table} WHERE origin IS NOT NULL")
        async with house.database.work() as session:
            assert (await session.execute(query)).scalar_one() == 0, table


async def test_a_registration_with_more_numbers_is_all_of_them(house) -> None:
    numbers = [{"system": DEMO, "value": OLD}, {"system": DEMO, "value": NEW}]
    await tell(house, home_from_ed(OLD, id="a"))
    whole = registered(NEW, id="whole", identifiers=numbers)
    for _ in range(2):
        await tell(house, whole)
        assert visits((await row(house, NEW))[0]) == {"a"}
        assert (await row(house, OLD))[2] == key(house, NEW)
    bodies = json.dumps([one["body"] for one in await told_of(house, NEW)])
    assert not {OLD, NEW} & set(re.findall(r"[0-9T]{12}", bodies)), "no number is kept in clear"
    await tell(house, cloud("person.merged", OLD, id="apart", cancels="whole#1"))
    assert visits((await row(house, NEW))[0]) == set()
    assert visits((await row(house, OLD))[0]) == {"a"}


async def test_a_number_that_cannot_be_anybodys_is_told_by_its_place(house) -> None:
    numbers = [{"system": DEMO, "value": OLD}, {"system": DEMO, "value": "19340304T0"}]
    [answer] = (await tell(house, registered(NEW, identifiers=numbers))).answers
    assert (answer.status, answer.field) == ("rejected", "data.identifiers[1]")
    assert "19340304T0" not in (answer.reason or "")


STORIES = [
    # merges in the order they happened (who, into; None: the one before is taken back), the root
    # of each of the three; why
    ([(OLD, NEW)], (NEW, NEW, THIRD), "one into another"),
    ([(OLD, NEW), (NEW, THIRD)], (THIRD, THIRD, THIRD), "a chain"),
    ([(OLD, NEW), (NEW, THIRD), None], (NEW, NEW, THIRD), "the end of a chain taken back"),
    ([(NEW, THIRD), (OLD, NEW), None], (OLD, THIRD, THIRD), "its beginning taken back"),
    ([(OLD, NEW), (NEW, OLD)], (OLD, OLD, THIRD), "of two that point at each other the later"),
    ([(OLD, NEW), (NEW, OLD), None], (NEW, NEW, THIRD), "and without it the earlier"),
    ([(OLD, NEW), (NEW, THIRD), (THIRD, OLD)], (OLD, OLD, OLD), "a ring: the last decides"),
    ([(OLD, NEW), (OLD, THIRD)], (THIRD, NEW, THIRD), "the last word on whom somebody is"),
    ([(OLD, NEW), (OLD, THIRD), None], (NEW, NEW, THIRD), "and the word before it"),
    ([(OLD, NEW), (OLD, NEW), None], (NEW, NEW, THIRD), "told twice, and once taken back"),
]  # fmt: skip


@pytest.mark.parametrize(("story", "roots", "why"), STORIES, ids=[why for *_, why in STORIES])
async def test_whose_everything_is_does_not_hang_on_the_order_it_came_in(
    house, story, roots, why
) -> None:
    names = (OLD, NEW, THIRD)
    for n, order in enumerate(itertools.permutations(range(len(story)))):
        alias = {who: f"193{n}{who[4:]}" for who in names}
        told = []
        for at, one in enumerate(story):
            when = NOW - timedelta(hours=9 - at)
            if one is None:
                told.append(parted(alias[story[at - 1][0]], {"id": f"m{n}-{at - 1}"}))
            else:
                who, into = (alias[name] for name in one)
                told.append(merged(who, into, when, id=f"m{n}-{at}"))
        events = [registered(who) for who in alias.values()]
        events += [home_from_ed(who, id=f"v{n}-{name}") for name, who in alias.items()]
        # Some before, some between, some after; and the first word once again.
        await tell(house, *events[::2])
        for at in order:
            await tell(house, told[at])
        await tell(house, *events[1::2], told[order[0]])
        whole = {root: {f"v{n}-{w}" for w, r in zip(names, roots, strict=True) if r == root}
                 for root in set(roots)}  # fmt: skip
        for name, root in zip(names, roots, strict=True):
            person, _, into = await row(house, alias[name])
            assert into == (None if root == name else key(house, alias[root])), (why, order)
            assert visits(person) == (whole[root] if root == name else set()), (why, order)


async def test_how_often_somebody_has_sought_care_is_counted_of_who_is_left(house) -> None:
    """Two visits under each number, one of them at the same time: and as before when taken back."""
    merge, hour = merged(OLD, NEW), timedelta(hours=1)
    await tell(house, *(registered(who) for who in PAIR))
    await tell(house, *(home_from_ed(who, NOW - n * 9 * hour) for who in PAIR for n in (1, 2)))
    assert await _visits_counted(house) == {OLD: 2, NEW: 2}
    await tell(house, merge)
    assert await _visits_counted(house) == {NEW: 2}
    await tell(house, parted(OLD, merge))
    assert await _visits_counted(house) == {OLD: 2, NEW: 2}


async def _visits_counted(house) -> dict[str, int]:
    """How many visits are counted of each; and nobody of the centre is counted wrong."""
    from app.people import frequency

    async with house.database.work() as session:
        assert (await frequency.check(session, CENTRE)).differ == 0
        rows = await session.execute(text("SELECT person, sum(n) FROM contact_day GROUP BY person"))
        found = {row[0]: row[1] for row in rows}
    return {who: found[key(house, who)] for who in PAIR if key(house, who) in found}


async def test_a_merge_of_persons_nobody_has_told_of_waits_for_them(house) -> None:
    await tell(house, merged(OLD, NEW))
    await tell(house, registered(OLD, given_name="Gun"), home_from_ed(OLD, id="a"))
    person, centre, _ = await row(house, NEW)
    assert (person.given_name, visits(person), centre) == ("Gun", {"a"}, CENTRE)


async def test_all_in_one_batch_is_the_same(house) -> None:
    await tell(house, home_from_ed(OLD, id="a"), merged(OLD, NEW), registered(OLD), registered(NEW),
               home_from_ed(NEW, id="b"), home_from_ed(OLD, id="c"))  # fmt: skip
    assert visits((await row(house, NEW))[0]) == {"a", "b", "c"}
    assert (await row(house, OLD))[2] == key(house, NEW)


async def test_a_merge_that_is_corrected_to_another_survivor(house) -> None:
    merge = merged(OLD, NEW)
    await tell(house, *(registered(who) for who in (OLD, NEW, THIRD)), home_from_ed(OLD, id="a"))
    await tell(house, merge)
    await tell(house, merged(OLD, THIRD, revises=merge["id"]))
    assert visits((await row(house, NEW))[0]) == set()
    assert visits((await row(house, THIRD))[0]) == {"a"}


async def test_a_merge_that_was_told_of_the_wrong_person_is_the_other_ones(house) -> None:
    merge = merged(OLD, NEW)
    await tell(house, *(registered(who) for who in (OLD, NEW, THIRD)), home_from_ed(OLD, id="a"),
               home_from_ed(THIRD, id="c"), merge)  # fmt: skip
    await tell(house, merged(THIRD, NEW, revises=merge["id"]))
    assert [visits((await row(house, who))[0]) for who in (OLD, NEW, THIRD)] == [
        {"a"},
        {"c"},
        set(),
    ]


async def test_a_correction_under_the_new_number_corrects_what_came_under_the_old(house) -> None:
    await tell(house, registered(OLD), registered(NEW), home_from_ed(OLD, id="a"))
    merge = merged(OLD, NEW)
    await tell(house, merge, home_from_ed(NEW, id="b", revises="a", outcome="admitted"))
    (visit,) = (await row(house, NEW))[0].ed_visits
    assert visit.outcome == "admitted"


async def test_into_oneself_is_refused_and_so_is_a_number_that_is_none(house) -> None:
    taken = await tell(house, merged(OLD, OLD), merged(OLD, "19340230T001"))
    assert [(a.status, a.field) for a in taken.answers] == [("rejected", "data.into_value")] * 2
    assert {one["kind"] for one in await kept(house)} == {"person.merged"}


async def test_no_number_of_the_survivor_stands_in_clear(house) -> None:
    await tell(house, registered(OLD), merged(OLD, NEW))
    for one in await told_of(house, NEW):
        assert NEW not in str(dict(one))
        assert one["body"].get("into_value") in (
            None,
            house.vault.hash("urn:kvarten:demo", NEW).hex(),
        )


async def test_listings_and_merges_agree_on_where_somebody_is(house) -> None:
    """The survivor is listed where the last word of either said, with all that is open."""
    await tell(house, registered(NEW, centre=OTHER, at=NOW - timedelta(days=40)))
    await tell(house, registered(OLD), consent(OLD), home_from_ed(OLD))
    from app.huddle.prepare import prepare

    await prepare(house, CENTRE, NOW)
    await tell(house, merged(OLD, NEW))
    assert (await row(house, NEW))[1] == CENTRE
    assert await lies_with(house, "obligation", names=PAIR) == {NEW: 1}
    from tests.houses import cloud

    await tell(house, cloud("person.listing_changed", OLD, vc=OTHER))
    assert (await row(house, NEW))[1] == OTHER
    query = text("SELECT DISTINCT centre FROM obligation UNION SELECT DISTINCT centre FROM event")
    async with house.database.work() as session:
        assert (await session.execute(query)).scalars().all() == [OTHER]


async def test_writers_who_merge_and_writers_who_tell_never_lose_anything(house) -> None:
    """Under both numbers while the merge comes and goes: nothing stays with who has ended."""
    await tell(house, registered(OLD), registered(NEW))
    for n in range(6):
        merge = merged(OLD, NEW, id=f"m{n}")
        await asyncio.gather(
            tell(house, *(home_from_ed(OLD, id=f"o{n}-{i}") for i in range(3))),
            tell(house, merge),
            tell(house, *(home_from_ed(NEW, id=f"n{n}-{i}") for i in range(3))),
            tell(house, home_from_ed(OLD, id=f"x{n}"), home_from_ed(NEW, id=f"y{n}")),
        )
        assert await lies_with(house, "event", names=PAIR) == {NEW: 2 + 9 * (n + 1) + 3 * n}
        await asyncio.gather(
            tell(house, parted(OLD, merge, id=f"p{n}")),
            tell(house, home_from_ed(OLD, id=f"z{n}"), home_from_ed(NEW, id=f"w{n}")),
        )
        old, new = [visits((await stored(house, who))[0]) for who in PAIR]
        assert {v[0] for v in old} == {"o", "x", "z"}
        assert {v[0] for v in new} == {"n", "y", "w"}
