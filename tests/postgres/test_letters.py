"""Letters: what was rejected is listed, corrected, sent again or put away; and decided once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.errors import Refused, Rejected, Unknown
from app.events import aside, letters
from app.events.aside import Letter
from tests.houses import CENTRE, NOW, cloud, home_from_ed, registered, tell
from tests.intake import count, kept, told_of
from tests.mail import decided, lies, listed, rejected

WHO = "19340304T027"
ME = "systemadmin-1"
LATER = NOW + timedelta(hours=1)


async def test_the_rejected_are_listed_the_newest_first_with_why_and_without_what(house) -> None:
    for n, event in enumerate([home_from_ed(outcome="hem"), cloud("vc.visit", None)]):
        await tell(house, event, now=NOW + timedelta(minutes=n))
    await tell(house, cloud("ed.visit.registered", None, source="elvis"), now=LATER)
    newest, second, first = await listed(house)
    assert (first.source, first.kind, first.field) == (
        "cloudevents",
        "ed.visit.closed",
        "data.outcome",
    )
    assert (first.reason, first.times, first.state) == (
        "Värdet är inte ett av de tillåtna.", 1, "open",
    )  # fmt: skip
    assert (second.field, second.first_at) == ("data.person_id", NOW + timedelta(minutes=1))
    assert [one.id for one in await listed(house, "cloudevents")] == [second.id, first.id]
    assert [one.id for one in await listed(house, None, "open", newest.id)] == [second.id, first.id]
    assert [one.id for one in await listed(house, "elvis")] == [newest.id]
    assert await listed(house, None, "discarded") == []
    assert WHO not in repr(await listed(house, None, None))


async def test_no_more_than_two_hundred_are_listed_and_the_rest_on_the_next_page(house) -> None:
    await tell(house, *(cloud("vc.visit", None) for _ in range(230)))
    first = await listed(house)
    second = await listed(house, before=first[-1].id)
    assert (len(first), len(second)) == (200, 30)
    ids = [one.id for one in [*first, *second]]
    assert ids == sorted(set(ids), reverse=True)


async def test_a_letter_goes_in_once_its_field_is_corrected(house) -> None:
    [id_] = await rejected(house, home_from_ed(id="e1", outcome="hem"))
    still = await letters.send_again(house, id_, ME, LATER, ("data.outcome", "hemma"))
    assert (still.went_in, still.still_open) == (0, 1)
    assert still.reason == "Värdet är inte ett av de tillåtna."
    again = await letters.send_again(house, id_, ME, LATER, ("data.outcome", "home"))
    assert (again.went_in, again.still_open, again.reason) == (1, 0, None)
    [row] = await told_of(house, WHO)
    assert (row["source_event_id"], row["body"]["outcome"], row["received_at"]) == (
        "e1",
        "home",
        LATER,
    )
    assert await decided(house, id_) == ("replayed", ME, LATER, "rättat fält: data.outcome")
    assert '"outcome":"hem"' in (await kept(house))[0]["text"], "as it came, to the letter"


async def test_what_goes_in_by_a_letter_changes_the_boards_it_touches(house) -> None:
    await tell(house, registered())
    [id_] = await rejected(house, home_from_ed(outcome="hem"))
    again = await letters.send_again(house, id_, ME, LATER, ("data.outcome", "home"))
    assert again.touched == {CENTRE}


async def test_a_letter_goes_in_as_it_came_once_we_have_mended_what_was_wrong_with_us(
    house,
) -> None:
    unit = house.organisation.units.pop("SE2321000131-DEMOSAS01")
    [id_] = await rejected(house, home_from_ed(id="e1"))
    house.organisation.units[unit.hsa_id] = unit
    assert (await letters.send_again(house, id_, ME, LATER)).went_in == 1
    assert await decided(house, id_) == ("replayed", ME, LATER, None)


async def test_the_new_reason_stands_when_it_is_still_wrong(house) -> None:
    [id_] = await rejected(
        house, home_from_ed(outcome="hem", person_id={"system": "x", "value": "1"})
    )
    await letters.send_again(house, id_, ME, LATER, ("data.outcome", "home"))
    [one] = await listed(house)
    assert (one.field, one.state) == ("data.person_id", "open")


async def test_what_may_not_be_told_is_not_let_in_by_a_letter_either(house) -> None:
    [id_] = await rejected(house, home_from_ed(outcome="hem"))
    house.organisation.sources["cloudevents"].kinds = ["vc.visit"]
    again = await letters.send_again(house, id_, ME, LATER, ("data.outcome", "home"))
    assert (again.went_in, again.still_open) == (0, 1)
    assert "utanför källans begäran" in (again.reason or "")
    assert await count(house, "event") == 0


async def test_a_letter_of_a_source_that_is_gone_stays_and_says_so(house) -> None:
    [id_] = await rejected(house, home_from_ed(outcome="hem"))
    del house.organisation.sources["cloudevents"]
    again = await letters.replay(house, None, ME, LATER)
    assert (again.went_in, again.still_open) == (0, 1)
    [one] = await listed(house)
    assert (one.id, one.reason) == (id_, "Källan finns inte längre i organisationen.")


async def test_a_letter_is_discarded_with_a_reason(house) -> None:
    [id_] = await rejected(house, home_from_ed(outcome="hem"))
    await letters.discard(house, id_, ME, "Provmeddelande från leverantören", LATER)
    assert await decided(house, id_) == ("discarded", ME, LATER, "Provmeddelande från leverantören")
    assert await listed(house) == []
    assert [one.id for one in await listed(house, None, "discarded")] == [id_]
    assert (await letters.replay(house, None, ME, LATER)).went_in == 0


async def test_a_letter_that_is_decided_is_decided(house) -> None:
    [replayed, discarded] = await rejected(
        house, home_from_ed(outcome="hem"), home_from_ed(outcome="hem")
    )
    await letters.send_again(house, replayed, ME, NOW, ("data.outcome", "home"))
    await letters.discard(house, discarded, ME, "Fel patient", NOW)
    before = [await decided(house, id_) for id_ in (replayed, discarded)]
    for id_ in (replayed, discarded):
        with pytest.raises(Refused, match="redan avgjort"):
            await letters.send_again(house, id_, "annan", LATER, ("data.outcome", "home"))
        with pytest.raises(Refused, match="redan avgjort"):
            await letters.discard(house, id_, "annan", "Annan orsak", LATER)
    assert [await decided(house, id_) for id_ in (replayed, discarded)] == before
    assert await count(house, "event") == 1


async def test_a_letter_that_is_not_there_is_unknown(house) -> None:
    await aside.keep(
        house, "elvis", [Letter("hl7", b"MSH", "not_used", "A99", None, "Används inte.")], NOW
    )
    async with house.database.work() as session:
        not_used = (await session.execute(text("SELECT id FROM set_aside"))).scalar_one()
    for id_ in (0, 4711, not_used):
        with pytest.raises(Unknown):
            await letters.send_again(house, id_, ME, NOW)
        with pytest.raises(Unknown):
            await letters.discard(house, id_, ME, "Finns inte", NOW)


async def test_a_correction_that_has_no_place_leaves_the_letter_as_it_was(house, admin_url) -> None:
    [id_] = await rejected(house, home_from_ed(outcome="hem"))
    before = lies(house, admin_url)
    for field in ("data.lista[3]", "", "annat.field", "data.outcome.x"):
        with pytest.raises(Rejected):
            await letters.send_again(house, id_, ME, LATER, (field, "19340304T027"))
    assert lies(house, admin_url) == before


async def test_of_two_who_correct_the_same_letter_at_once_one_is_told_that_it_was_not_theirs(
    house,
) -> None:
    """Else the second is told that a correction went in that is nowhere."""
    ids = await rejected(house, *(home_from_ed(id=f"e{n}", outcome="hem") for n in range(6)))

    async def correct(id_: int, value: str) -> str:
        try:
            told = await letters.send_again(house, id_, value, LATER, ("data.outcome", value))
        except Refused:
            return "refused"
        assert told.went_in == 1
        return value

    told = await asyncio.gather(
        *(correct(id_, value) for id_ in ids for value in ("home", "admitted"))
    )
    outcomes = {row["source_event_id"]: row["body"]["outcome"] for row in await told_of(house, WHO)}
    for n, id_ in enumerate(ids):
        pair = told[2 * n : 2 * n + 2]
        assert pair.count("refused") == 1, pair
        [winner] = [one for one in pair if one != "refused"]
        assert outcomes[f"e{n}"] == winner
        assert (await decided(house, id_))[:2] == ("replayed", winner)


async def test_of_one_who_discards_and_one_who_corrects_only_one_has_it(house) -> None:
    ids = await rejected(house, *(home_from_ed(id=f"e{n}", outcome="hem") for n in range(6)))
    acts = [
        act
        for id_ in ids
        for act in (
            letters.discard(house, id_, "a", "Fel patient", LATER),
            letters.send_again(house, id_, "b", LATER, ("data.outcome", "home")),
        )
    ]
    told = await asyncio.gather(*acts, return_exceptions=True)
    assert sum(isinstance(one, Refused) for one in told) == 6
    states = Counter([(await decided(house, id_))[0] for id_ in ids])
    assert await count(house, "event") == states["replayed"]
