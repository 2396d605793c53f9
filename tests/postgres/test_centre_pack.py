"""A centre goes by the pack of rules that it has chosen, at once, and no other centre does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.days import DAY
from app.huddle import packs
from app.huddle.prepare import prepare, refresh
from app.huddle.reconcile import NO_RULE, reconcile
from app.organisation import in_words
from app.people import allowed
from tests.builders import a_person
from tests.changes import followed, let_be, with_
from tests.doors import audited, person_id, signed_in
from tests.houses import CENTRE, NOW, cloud, home_from_ed, registered, tell
from tests.packs import CHILD, GROWN, HOUR, LSS, OLD, OTHER, OWN, THURSDAY, choose, shown, supported
from tests.rooms import (
    FRIDAY,
    MINUTE,
    MONDAY,
    ask,
    at,
    board,
    close,
    decide,
    decision,
    start,
)
from tests.small_demo import FILE
from tests.trials import born

WHOM = [
    # person, visit, round, by the book, by the pack, comment
    (GROWN, False, "weekly", set(), {OWN}, "40 years with LSS: the plan that is lacking"),
    (GROWN, True, "daily", {"akut-ej-inlagd"}, {"akut-ej-inlagd", OWN}, "home from the ED: both, and its own line"),
    (CHILD, True, "daily", set(), {"akut-ej-inlagd", OWN}, "17 years: no age floor"),
    (OLD, True, "daily", {"akut-ej-inlagd", "cfs-saknas"}, {"akut-ej-inlagd", "cfs-saknas"}, "82 years without such support"),
]  # fmt: skip


@pytest.mark.parametrize(("person", "visit", "round_", "book", "pack", "comment"), WHOM)
async def test_two_centres_with_different_packs_each_have_their_own_persons(
    house, person: str, visit: bool, round_: Any, book: set[str], pack: set[str], comment: str
) -> None:
    await choose(house, OTHER)
    for centre, one in ((CENTRE, person), (OTHER, f"{person[:-1]}9")):
        known = [registered(one, centre)] if person == OLD else supported(one, centre)
        await tell(house, *known, *([home_from_ed(one)] if visit else []))
    now = at(THURSDAY, "11.45") if round_ == "weekly" else at(FRIDAY, "7.40")
    for centre, rules in ((CENTRE, book), (OTHER, pack), (CENTRE, book)):
        built = await prepare(house, centre, now, round_=round_)
        assert set().union(*shown(built).values()) == rules, (centre, comment)


def due_sip(person: str) -> dict[str, Any]:
    """A plan that was to be followed up yesterday; of it nothing more will come in."""
    return cloud("sip.created", person, NOW - 60 * DAY, valid_from="2026-09-21",
                 next_followup_on="2026-11-19")  # fmt: skip


async def test_another_pack_sets_the_clocks_of_those_listed_and_no_others(house) -> None:
    """Nobody has looked at them for weeks, and nothing comes in: the next agenda does all the same."""
    there = born(17, 4)
    for person, centre in ((CHILD, CENTRE), (there, OTHER)):
        then = NOW - 10 * DAY
        await tell(house, *supported(person, centre), due_sip(person), now=then)
    ids = [await person_id(house, one) for one in (CHILD, there)]
    await ask(house, "UPDATE person SET next_due = NULL RETURNING id")
    await choose(house)
    due = "SELECT next_due FROM person WHERE id = :id"
    assert [await ask(house, due, id=one) for one in ids] == [[(NOW,)], [(None,)]]
    monday = at(MONDAY, "6.45")
    assert shown(await prepare(house, CENTRE, monday)) == {"17": {"sip-uppfoljning"}}
    await choose(house, pack=packs.BOOK)
    [[(later,)], _] = [await ask(house, due, id=one) for one in ids]
    assert later > NOW, "whom no rule of the book takes up is due by the clocks of its facts alone"
    assert shown(await prepare(house, CENTRE, monday + MINUTE)) == {}


async def test_an_open_board_of_today_is_judged_again_whole(house) -> None:
    await tell(house, *supported(CHILD), home_from_ed(CHILD), registered(OLD), home_from_ed(OLD))
    assert set(shown(await start(house))) == {"82"}
    await choose(house)
    [(judged,)] = await ask(house, "SELECT judged_at FROM huddle")
    assert judged is None
    await refresh(house, [CENTRE], NOW + 5 * MINUTE)
    again = await prepare(house, CENTRE, NOW + 6 * MINUTE, late=True)
    assert set(shown(again)) == {"17", "82"}
    await choose(house, pack=packs.BOOK)
    await refresh(house, [CENTRE], NOW + 7 * MINUTE)
    again = await prepare(house, CENTRE, NOW + 8 * MINUTE, late=True)
    assert set(shown(again)) == {"82"}
    ended = await ask(house, "SELECT DISTINCT ended FROM obligation WHERE person = :p", p=await person_id(house, CHILD))  # fmt: skip
    assert ended == [("no_longer_relevant",)]


async def test_a_board_that_is_over_stays_as_it_was(house) -> None:
    await tell(house, registered(OLD), home_from_ed(OLD))
    built = await start(house)
    await decide(house, built, built.board.rows[0], decision("done"))
    await close(house, built)
    before = await board(house, built)
    judged = await ask(house, "SELECT judged_at FROM huddle")
    await choose(house)
    assert await ask(house, "SELECT judged_at FROM huddle") == judged
    await refresh(house, [CENTRE], NOW + 60 * MINUTE)
    assert (await board(house, built)).rows == before.rows


async def test_what_another_process_judged_before_it_knew_is_judged_again(house) -> None:
    from app.opening import furnish

    await tell(house, *supported(CHILD), home_from_ed(CHILD), now=NOW - timedelta(hours=2))
    other = await furnish(house.database, house.vault, demo=True)
    await start(house)
    await choose(house)
    await prepare(other, CENTRE, NOW + MINUTE)
    assert set(shown(await prepare(house, CENTRE, NOW + MINUTE, late=True))) == set()
    await followed(other)
    assert set(shown(await prepare(other, CENTRE, NOW + 2 * MINUTE, late=True))) == {"17"}


async def test_the_change_is_told_before_it_is_made_and_stands_in_both_logs(house) -> None:
    await tell(house, registered(OLD), registered(CHILD), registered(GROWN, OTHER))
    file = with_(FILE, "centres", "unit", CENTRE, pack=LSS)
    dry = await let_be(house, file, dry_run=True)
    assert dry.changes[0].note == (
        "De listade (2) bedöms efter paketets regler genast, och dagens öppna tavla görs om."
    )
    assert in_words(dry.changes[0]).endswith(str(dry.changes[0].note)), "in a terminal too"
    assert await audited(house, "organisation:centres:change") == []
    await choose(house)
    [line] = await audited(house, "organisation:centres:change")
    assert line["detail"] == f"{CENTRE}; pack: boken → {LSS}"
    changed = await ask(
        house,
        "SELECT key ->> 'unit', before ->> 'pack', after ->> 'pack' FROM change_log"
        " WHERE name = 'centre' AND act = 'UPDATE' AND before ->> 'pack' <> after ->> 'pack'",
    )
    assert changed == [(CENTRE, "boken", LSS)]
    assert (await choose(house)).changes == []


async def test_what_came_in_is_accounted_for_by_the_packs_rules(house) -> None:
    await tell(house, *supported(CHILD), home_from_ed(CHILD))
    assert (await reconcile(house, CENTRE, NOW)).reasons == {NO_RULE: 1}
    await choose(house)
    assert (await reconcile(house, CENTRE, NOW)).reasons == {"på väg till tavlan": 1}


async def test_whoever_only_the_pack_would_look_at_again_is_let_be_where_the_book_holds(
    house,
) -> None:
    """A child: no rule of the book is for them until they are grown up."""
    await choose(house, OTHER)
    lines = [
        "90 dygn sedan enrolment.started kind=lss unit=x",
        "1 h sedan sip.created next_followup_on=+20d",
    ]
    waits = a_person(*lines, age=12, now=NOW)
    due = house.folding(NOW).next_due
    soon = [
        (at := due(waits, centre)) is not None and at < NOW + 60 * DAY
        for centre in (CENTRE, OTHER, CENTRE)
    ]
    assert soon == [False, True, False]


async def test_who_is_met_alone_is_judged_by_the_centres_pack_too(house) -> None:
    apart = cloud("person.protected_changed", CHILD, NOW - 2 * HOUR, flag="sekretessmarkering",
                  source="befolkning")  # fmt: skip
    await tell(house, *supported(CHILD), home_from_ed(CHILD), apart)
    async with house.database.work() as session:
        who = await person_id(house, CHILD)
        await allowed.give(session, who, "aldre-ssk", "Fast vårdkontakt", "chef", NOW)

    async def met() -> list[bool]:
        async with signed_in(house, "aldre-ssk") as client:
            persons = (await client.get("/api/review")).json()["persons"]
        return [one["row"] is not None for one in persons]

    assert await met() == [False]
    await choose(house)
    assert await met() == [True]
    assert shown(await prepare(house, CENTRE, NOW)) == {}, "and stands on no board"
