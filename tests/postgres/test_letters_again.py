"""Letters sent again: twice is once, and nobody waits, pretends or keeps too long."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from app.events import aside, letters
from app.events.aside import Letter
from tests.callers import adt, pv1
from tests.houses import CENTRE, NOW, cloud, home_from_ed, registered, tell
from tests.intake import count, kept, stored, told_of
from tests.mail import decided, lies, listed, rejected

WHO = "19340304T027"
ME = "systemadmin-1"
LATER = NOW + timedelta(hours=1)


def night() -> list[dict[str, Any]]:
    """A night with its faults: some that we can mend, some that nobody can."""
    told = [registered(f"19340304T{n:03}", id=f"p{n}") for n in range(10)]
    told += [home_from_ed(f"19340304T{n:03}", id=f"e{n}") for n in range(10)]
    told += [home_from_ed(f"19340304T{n:03}", id=f"x{n}", outcome="hem") for n in range(5)]
    told += [cloud("vc.visit", f"19340304T{n:03}", id=f"u{n}", unit_hsa_id="SE2321000131-DEMOSAS31")
             for n in range(5)]  # fmt: skip
    return [*told, {"id": "rubbish", "source": "cloudevents"}]


async def test_a_whole_night_s_replay_twice_is_once_to_the_byte(house, admin_url) -> None:
    unit = house.organisation.units.pop("SE2321000131-DEMOSAS31")
    first = await tell(house, *night())
    assert Counter(one.status for one in first.answers) == {"new": 20, "rejected": 11}
    house.organisation.units[unit.hsa_id] = unit
    told = await letters.replay(house, None, ME, LATER)
    assert (told.went_in, told.still_open, told.touched) == (5, 6, {CENTRE})
    before = lies(house, admin_url)
    again = await letters.replay(house, None, ME, LATER + timedelta(hours=1))
    assert (again.went_in, again.still_open, again.touched) == (0, 6, frozenset())
    assert lies(house, admin_url) == before
    assert (await letters.replay(house, "elvis", ME, LATER)).still_open == 0, "of one source"


async def test_a_message_of_hl7_goes_in_once_its_field_is_corrected(house) -> None:
    wrong = adt("A04", 1, "0312", pv1("Q", "ED", began="0300"), who=f"{WHO}^^^KVARTEN DEMO")
    source = house.organisation.sources["simhospital"]
    reason = "Vårdkontaktens slag finns inte i källans kodtabell."
    told = Letter("hl7", wrong.encode(), "rejected", None, "PV1-2", reason)
    await aside.keep(house, source.id, [told], NOW, "mllp")
    [letter] = await listed(house)
    assert (letter.format, letter.field, letter.reason) == ("hl7", "PV1-2", reason)
    again = await letters.send_again(house, letter.id, ME, LATER, ("PV1-2", "E"))
    assert (again.went_in, again.still_open) == (1, 0)
    assert [one["kind"] for one in await told_of(house, WHO)] == [
        "person.registered",
        "ed.visit.registered",
    ]
    assert (await letters.replay(house, None, ME, LATER)).went_in == 0


async def test_a_replay_of_what_has_come_in_since_changes_nothing_of_anybody(house) -> None:
    [id_] = await rejected(house, home_from_ed(id="e1", outcome="hem"))
    await tell(house, registered(), home_from_ed(id="e1"))
    before = await stored(house, WHO)
    again = await letters.send_again(house, id_, ME, LATER, ("data.outcome", "admitted"))
    assert (again.went_in, again.touched) == (1, frozenset())
    assert await stored(house, WHO) == before


async def test_a_replay_is_no_sign_of_life_from_its_source(house) -> None:
    """Else a silent source would seem fresh, and what it did not tell would seem not to be."""
    heard = text("SELECT last_heard FROM source WHERE id = 'cloudevents'")
    [id_] = await rejected(house, home_from_ed(outcome="hem"))
    await letters.send_again(house, id_, ME, LATER, ("data.outcome", "home"))
    async with house.database.work() as session:
        assert (await session.execute(heard)).scalar_one() == NOW


async def test_a_replay_and_the_source_s_own_sending_of_it_never_wait_for_each_other(house) -> None:
    wrong = [home_from_ed(f"19340304T{n:03}", id=f"e{n}", outcome="hem") for n in range(30)]
    right = [home_from_ed(f"19340304T{n:03}", id=f"e{n}") for n in range(30)]
    ids = await rejected(house, *wrong)
    async with asyncio.timeout(60):
        await asyncio.gather(
            *(
                letters.send_again(house, id_, ME, LATER, ("data.outcome", "home"))
                for id_ in ids[:10]
            ),
            tell(house, *wrong[::-1], now=LATER),
            tell(house, *right, now=LATER),
            letters.replay(house, None, ME, LATER),
        )
    assert await count(house, "event") == 30


async def test_the_same_again_opens_a_letter_that_went_in_but_none_that_was_discarded(
    house,
) -> None:
    wrong = [home_from_ed(id=f"e{n}", outcome="hem") for n in range(2)]
    first, second = await rejected(house, *wrong)
    await letters.send_again(house, first, ME, NOW, ("data.outcome", "home"))
    await letters.discard(house, second, ME, "Fel patient", NOW)
    await tell(house, *wrong, now=LATER)
    assert [(one.id, one.times) for one in await listed(house)] == [(first, 2)]
    assert (await decided(house, second))[0] == "discarded"


async def test_what_was_rejected_and_is_now_not_used_leaves_only_its_digest(house) -> None:
    raw = json.dumps(home_from_ed()).encode()
    await aside.keep(
        house, "elvis", [Letter("hl7", raw, "rejected", "A01", "PV1-3", "Okänd.")], NOW
    )
    assert [one["text"] for one in await kept(house)] == [raw.decode()]
    await aside.keep(
        house, "elvis", [Letter("hl7", raw, "not_used", "A01", None, "Används ej.")], NOW
    )
    [one] = await kept(house)
    assert (one["outcome"], one["text"], one["times"]) == ("not_used", None, 2)


async def test_letters_are_let_go_ninety_days_after_they_last_came(house) -> None:
    old, again, new = (home_from_ed(id=f"e{n}", outcome="hem") for n in range(3))
    days = timedelta(days=90)
    await tell(house, old, again, now=NOW - days - timedelta(seconds=1))
    await tell(house, again, now=NOW - days)
    await tell(house, new)
    async with house.database.work() as session:
        assert await aside.let_go(session, NOW) == 1
        assert await aside.let_go(session, NOW) == 0
    assert sorted(one["times"] for one in await kept(house)) == [1, 2]
